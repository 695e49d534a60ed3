"""The printed certificate: what it says, what it carries, its seal, and what a hostile PDF gets out of us."""

import io
import zlib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from xml.etree import ElementTree

import pypdfium2
import pytest
import yaml
import zxingcpp
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.lib.credentials.world import CB, CB_KEY, FACTS, ISSUED, document_of, trust

from mutu.certification.certificate_file import attached_credential, seal, seal_state
from mutu.lib.credentials.certificate import issue
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.summary import belongs_to, read_qr_text, verify_summary
from mutu.reports.certificate import CertificatePage, certificate_pdf
from mutu.reports.glyphs import GlyphMissing
from mutu.reports.wording import LanguageUnknown

ADDRESS = "https://qms.example/c/CPA-2026-00001"
PDF_A = "{http://www.aiim.org/pdfa/ns/id/}"
DIGESTED = replace(
    FACTS, accreditation=replace(FACTS.accreditation, digest="zQmYvTAAfJqhCvQ2jxKao8EmRcF1NgQJ6MhCSjZCRxRvTTV")
)


def made(facts=DIGESTED, **changes):
    issued = issue(facts, CB_KEY, now=ISSUED)
    page = replace(CertificatePage(issued, facts, ADDRESS, "Dr Malee Wongsakul", own_language="th"), **changes)
    return issued, certificate_pdf(page, CB_KEY, at=ISSUED)


@pytest.fixture(scope="module")
def printed():
    return made()


@pytest.fixture(scope="module")
def sealing():
    """A seal of the body's own making: key and self-made certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Chao Phraya Assurance seal")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=365))
        .add_extension(x509.KeyUsage(True, True, False, False, False, False, False, False, False), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return secret, certificate.public_bytes(serialization.Encoding.PEM)


def test_the_signed_credential_travels_inside(printed):
    issued, pdf = printed
    assert attached_credential(pdf) == issued.jwt.encode()


def test_it_says_that_it_is_pdf_a_3b_and_is_the_same_each_time(printed):
    _, pdf = printed
    assert pdf.count(b"<pdfaid:part>3</pdfaid:part>") == 1
    assert pdf.count(b"<pdfaid:conformance>B</pdfaid:conformance>") == 1
    assert made()[1] == pdf


def test_a_sealed_certificate_still_carries_it_and_shows_any_change(printed, sealing):
    issued, pdf = printed
    assert seal_state(pdf) is None
    sealed = seal(pdf, *sealing)
    assert attached_credential(sealed) == issued.jwt.encode()
    state = seal_state(sealed)
    assert (state.intact, state.whole_file) == (True, True)
    assert state.sealed_by == "Common Name: Chao Phraya Assurance seal"
    assert sealed.count(b"/ETSI.CAdES.detached") == 1  # PAdES
    assert sealed.count(b"/DocMDP") >= 1  # and no change is allowed after it
    at = sealed.index(b"/Subtype")
    changed = sealed[:at] + b"/subtype" + sealed[at + 8 :]
    assert seal_state(changed).intact is False


def drawn(pdf, page=-1):
    """A page as a picture, by another program's reader (PDFium)."""
    document = pypdfium2.PdfDocument(pdf)
    return document[page % len(document)].render(scale=4).to_pil()


def test_another_reader_finds_one_attachment_and_one_seal(printed, sealing):
    issued, pdf = printed
    document = pypdfium2.PdfDocument(seal(pdf, *sealing))
    (attachment,) = (document.get_attachment(number) for number in range(document.count_attachments()))
    assert (attachment.get_name(), bytes(attachment.get_data())) == ("certificate.jwt", issued.jwt.encode())
    assert pypdfium2.raw.FPDF_GetSignatureCount(document.raw) == 1
    assert (document.get_metadata_dict()["Title"], document.get_metadata_dict()["Author"]) == (
        "Certificate CPA-2026-00001, Bayan Electronics",
        "Chao Phraya Assurance",
    )


def test_its_metadata_is_xml_that_says_pdf_a_3b_before_and_after_sealing(printed, sealing):
    from pyhanko.pdf_utils.reader import PdfFileReader

    for pdf in (printed[1], seal(printed[1], *sealing)):
        root = PdfFileReader(io.BytesIO(pdf)).root
        tree = ElementTree.fromstring(root["/Metadata"].data)
        # RDF may say it as an element or as an attribute
        said = [(element.tag, element.text) for element in tree.iter()]
        said += [pair for element in tree.iter() for pair in element.attrib.items()]
        told = {name.partition("}")[2]: value for name, value in said if name.startswith(PDF_A)}
        assert told == {"part": "3", "conformance": "B"}
        (entry,) = (item.get_object() for item in root["/AF"])
        assert entry["/AFRelationship"] == "/Data"
        assert entry["/UF"] == "certificate.jwt"


def test_the_printed_code_read_from_the_picture_holds_the_address_and_the_signed_summary(printed, sealing):
    issued, pdf = printed
    (code,) = zxingcpp.read_barcodes(drawn(seal(pdf, *sealing)))
    address, _, _ = code.text.partition("#")
    signed = read_qr_text(code.text)
    assert address == ADDRESS
    assert belongs_to(signed.summary, issued.payload)
    assert verify_summary(signed, {CB: document_of(CB, CB_KEY)}, trust()).address == CB_KEY.key_id


def test_the_code_stands_on_the_last_of_several_pages():
    _, pdf = made(replace(DIGESTED, scope="Assembly of boards and their repair. " * 150))
    assert [len(zxingcpp.read_barcodes(drawn(pdf, page))) for page in range(3)] == [0, 0, 1]


@pytest.mark.parametrize("own_language", ["en", "ms", "vi", "th"])
def test_the_text_can_be_read_in_both_languages(own_language):
    _, pdf = made(own_language=own_language)
    text = pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
    words = yaml.safe_load((files("mutu.reports") / "certificate_wording.yaml").read_text("utf-8"))
    for language in {"en", own_language}:
        assert words["number"][language].split()[0][:3] in text


def pages(pdf):
    from pyhanko.pdf_utils.reader import PdfFileReader

    return int(PdfFileReader(io.BytesIO(pdf)).root["/Pages"]["/Count"])


def test_a_scope_longer_than_a_page_is_set_whole(printed):
    _, pdf = made(replace(DIGESTED, scope="Assembly of boards and their repair. " * 150))
    assert (pages(printed[1]), pages(pdf)) == (1, 3)


def test_names_in_khmer_and_burmese_are_set_and_unknown_letters_refused():
    made(replace(DIGESTED, client=replace(FACTS.client, name="ក្រុមហ៊ុន បាយ័ន — ဗေယန်")))
    with pytest.raises(GlyphMissing):
        made(replace(DIGESTED, client=replace(FACTS.client, name="𓀀")))


def test_a_language_without_words_is_refused():
    with pytest.raises(LanguageUnknown):
        made(language="xx")


def test_what_a_person_typed_is_never_read_as_typst():
    _, pdf = made(replace(DIGESTED, scope='#panic("read") $x$ *bold* @ref <label> \\ `raw`'))
    assert pages(pdf) == 1


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7", b"%PDF-1.7\n%%EOF", b"hello" * 100, b"%PDF-" + bytes(1000)])
def test_a_file_that_is_no_certificate_is_refused(data):
    with pytest.raises(CredentialError):
        attached_credential(data)


def test_a_pdf_without_a_credential_or_with_a_bomb_is_refused(printed):
    _, pdf = printed
    with pytest.raises(CredentialError):
        attached_credential(pdf.replace(b"/Data", b"/Date"))
    bomb = zlib.compress(bytes(64 * 1024 * 1024), 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R/AF[3 0 R]>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
        b"<</Type/Filespec/AFRelationship/Data/EF<</F 4 0 R>>>>",
        b"<</Subtype/application#2Fvc+jwt/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream" % (len(bomb), bomb),
    ]
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    start = len(out)
    out += b"xref\n0 5\n0000000000 65535 f \n" + table
    out += b"trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % start
    with pytest.raises(CredentialError):
        attached_credential(out)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**31), st.binary(min_size=1, max_size=6))
def test_a_damaged_pdf_gives_the_credential_or_a_refusal(printed, at, noise):
    _, pdf = printed
    at %= len(pdf)
    try:
        found = attached_credential(pdf[:at] + noise + pdf[at + len(noise) :])
    except CredentialError:
        return
    assert isinstance(found, bytes)
