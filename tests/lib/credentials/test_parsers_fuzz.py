"""Every parser that meets a stranger's bytes: an answer or a refusal with a code, soon, and in little memory.

`MUTU_FUZZ_EXAMPLES=100000 pytest tests/lib/credentials/test_parsers_fuzz.py` looks longer; `make fuzz` does.
"""

import gzip
import json
import os
import time
import tracemalloc
import zlib
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lib.credentials.test_logged import CHECKPOINT, LOG, LOG_KEY
from tests.lib.credentials.test_summary import TEXT
from tests.lib.credentials.world import CB, CB_KEY, FACTS, ISSUED, World, document_of, status

from mutu.certification.certificate_file import attached_credential, seal_state
from mutu.lib.credentials.canonical import jcs
from mutu.lib.credentials.cbor import cbor_decode
from mutu.lib.credentials.certificate import issue
from mutu.lib.credentials.content import read_accreditation, read_certificate, read_entries
from mutu.lib.credentials.did import assertion_method, did_web_url, split_did_url
from mutu.lib.credentials.encodings import base58_decode, base64url_decode, base64url_encode, multibase_decode
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.jose import read_jwt
from mutu.lib.credentials.keys import key_from_jwk, key_from_multikey
from mutu.lib.credentials.moments import read_moment
from mutu.lib.credentials.reading import read_input
from mutu.lib.credentials.secured import read_secured
from mutu.lib.credentials.status_list import decode_bits, encode_bits, new_bits, read_status_list
from mutu.lib.credentials.strict_json import read_json, read_object
from mutu.lib.credentials.summary import read_qr_text
from mutu.lib.signed_note import NoteRefused, read_note, sign

EXAMPLES = int(os.environ.get("MUTU_FUZZ_EXAMPLES", "120"))
SECONDS = 2.0
MEGABYTES = 48
BUNDLE = World().bundle()
JWT = World(form="jwt").bundle()["certificate"]
COSE = base64url_decode(TEXT.partition("#")[2])


def of_text(parser):
    """A parser of text, given bytes as a careless caller would."""
    return lambda data: parser(data.decode("utf-8", "replace"))


def of_json(parser):
    """A parser of JSON values, given whatever the strict reader lets through."""
    return lambda data: parser(read_json(data))


def of_object(parser):
    """A parser of JSON objects, as the readers before it hand them on."""
    return lambda data: parser(read_object(data))


@dataclass(frozen=True)
class Parser:
    """A parser, and something good to begin from."""

    read: object
    sample: bytes


PARSERS = {
    "any file": Parser(read_input, json.dumps(BUNDLE).encode()),
    "JSON": Parser(read_json, jcs(BUNDLE["certificate"])),
    "JWT": Parser(of_text(read_jwt), JWT.encode()),
    "a secured document": Parser(of_json(read_secured), jcs(BUNDLE["certificate"])),
    "a certificate": Parser(of_object(read_certificate), jcs(BUNDLE["certificate"])),
    "an accreditation": Parser(of_object(read_accreditation), jcs(BUNDLE["accreditation"])),
    "status entries": Parser(of_object(read_entries), jcs(BUNDLE["certificate"])),
    "a status list": Parser(of_object(read_status_list), jcs(status())),
    "a bitstring": Parser(of_text(decode_bits), encode_bits(new_bits()).encode()),
    "CBOR": Parser(cbor_decode, COSE[1:]),
    "QR text": Parser(of_text(read_qr_text), TEXT.encode()),
    "base58": Parser(of_text(base58_decode), b"2NEpo7TZRRrLZSi2U"),
    "base64url": Parser(of_text(base64url_decode), b"SGVsbG8gV29ybGQh"),
    "multibase": Parser(of_text(multibase_decode), b"z2NEpo7TZRRrLZSi2U"),
    "a multikey": Parser(of_text(key_from_multikey), CB_KEY.public_key.multikey.encode()),
    "a JSON Web Key": Parser(of_json(key_from_jwk), json.dumps(CB_KEY.public_key.jwk).encode()),
    "a DID document": Parser(
        of_json(lambda value: assertion_method(value, CB, CB_KEY.key_id)), jcs(document_of(CB, CB_KEY))
    ),
    "a did:web": Parser(of_text(did_web_url), CB.encode()),
    "a key's address": Parser(of_text(split_did_url), CB_KEY.key_id.encode()),
    "a moment": Parser(of_text(read_moment), b"2026-11-22T19:00:00.5+07:00"),
    "a checkpoint": Parser(
        of_text(lambda text: read_note(text, {LOG: LOG_KEY.public_key()})), sign(CHECKPOINT, LOG, LOG_KEY).encode()
    ),
}


def must_answer(read, data):
    """Read it, or refuse it with a code; never anything else, and never for long."""
    begin = time.process_time()
    try:
        read(data)
    except (CredentialError, NoteRefused) as refusal:
        assert refusal.code, repr(data[:200])
    assert time.process_time() - begin < SECONDS, repr(data[:200])


@st.composite
def damaged(draw, sample):
    """A good sample with a few places overwritten, cut out, doubled or filled with something that matters."""
    data = sample
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, max(len(data) - 1, 0)))
        length = draw(st.integers(0, 12))
        piece = draw(
            st.binary(max_size=8)
            | st.sampled_from([b"\x00", b"\xff" * 9, b'"', b"{", b"[", b"}", b"\\u0000", b"\\ud800", b"1e999", b"."])
            | st.just(data[at : at + length] * 2)
        )
        data = data[:at] + piece + data[at + length :]
    return data


def test_every_sample_is_good():
    """A parser that refuses its own sample would be fuzzed at the door only."""
    for name, parser in PARSERS.items():
        try:
            parser.read(parser.sample)
        except ValueError as refusal:
            pytest.fail(f"{name}: {refusal}")


@pytest.mark.parametrize("name", PARSERS)
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_any_bytes_are_answered(name, data):
    parser = PARSERS[name]
    must_answer(parser.read, data.draw(damaged(parser.sample) | st.binary(max_size=300)))


@pytest.fixture(scope="module")
def printed():
    """A sealed certificate as PDF."""
    from mutu.certification.certificate_file import seal, self_made_seal
    from mutu.reports.certificate import CertificatePage, certificate_pdf

    issued = issue(FACTS, CB_KEY, now=ISSUED)
    page = CertificatePage(issued, FACTS, "https://qms.example/c/CPA-2026-00001", "W. Chaiyasit")
    return seal(certificate_pdf(page, CB_KEY, at=ISSUED), *self_made_seal("CPA", ISSUED))


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_pdf_is_answered(printed, data):
    # damage near the end reaches the cross-references, damage before it the objects
    tail = data.draw(st.booleans())
    cut = len(printed) - 12_000 if tail else 0
    noisy = printed[:cut] + data.draw(damaged(printed[cut:]))
    must_answer(attached_credential, noisy)
    must_answer(seal_state, noisy)


def flate(data):
    return zlib.compress(data, 9)


def pdf(objects, *, streamed=False):
    """A PDF of these objects; with ``streamed`` its cross-references are a packed stream, as large as one likes."""
    out, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start = len(out)
    if streamed:
        table = flate(bytes(64 * 1024 * 1024))
        out += b"%d 0 obj\n<</Type/XRef/Size 9999999/W[1 4 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>\n" % (
            len(objects) + 1,
            len(table),
        )
        return out + b"stream\n%s\nendstream\nendobj\nstartxref\n%d\n%%%%EOF" % (table, start)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)


def looping(what):
    """A PDF whose cross-references, catalogue or attachments lead back to themselves."""
    catalogue = {
        "references": b"<</Type/Catalog/AF[1 0 R]>>",
        "object": b"1 0 R",
        "attachment": b"<</Type/Catalog/AF 1 0 R/EF<</F 1 0 R>>/AFRelationship/Data>>",
    }[what]
    out = b"%PDF-1.7\n1 0 obj\n" + catalogue + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 2\n0000000000 65535 f \n0000000009 00000 n \n"
    return out + b"trailer\n<</Size 2/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF" % (start, start)


def attached(content, filters=b"/FlateDecode"):
    return pdf(
        [
            b"<</Type/Catalog/Pages 2 0 R/AF[3 0 R]>>",
            b"<</Type/Pages/Kids[]/Count 0>>",
            b"<</Type/Filespec/AFRelationship/Data/EF<</F 4 0 R>>>>",
            b"<</Subtype/application#2Fvc+jwt/Filter%s/Length %d>>\nstream\n%s\nendstream"
            % (filters, len(content), content),
        ]
    )


ZEROS = bytes(64 * 1024 * 1024)
HEAVY = {
    "a list of 64 MiB in 64 kB": (of_text(decode_bits), lambda: b"u" + base64url_encode(gzip.compress(ZEROS)).encode()),
    "JSON nested a million deep": (read_json, lambda: b"[" * 1_000_000),
    "JSON nested, then closed": (read_json, lambda: b"[" * 400_000 + b"]" * 400_000),
    "JSON of half a million values": (read_json, lambda: b"[" + b"1," * 499_000 + b"1]"),
    "a number of a million digits": (read_json, lambda: b"9" * 999_000),
    "a file of four megabytes": (read_input, lambda: b'{"certificate": [' + b"0," * 1_990_000 + b"0]}"),
    "base58 of a megabyte": (of_text(base58_decode), lambda: b"2" * 1_000_000),
    "CBOR of a billion items": (cbor_decode, lambda: b"\x9a\x3b\x9a\xca\x00" + bytes(4_000)),
    "CBOR nested": (cbor_decode, lambda: b"\x81" * 4_000),
    "a JWT of dots": (of_text(read_jwt), lambda: b"." * 1_000_000),
    "a JWT of two megabytes": (of_text(read_jwt), lambda: b"e30." + b"A" * 1_999_000 + b"."),
    "a QR text of a megabyte": (of_text(read_qr_text), lambda: b"https://x.example/#" + b"A" * 1_000_000),
    "an attachment of 64 MiB": (attached_credential, lambda: attached(flate(ZEROS))),
    "an attachment packed twice": (
        attached_credential,
        lambda: attached(flate(flate(ZEROS)), b"[/FlateDecode/FlateDecode]"),
    ),
    "cross-references of 64 MiB": (attached_credential, lambda: pdf([b"<</Type/Catalog>>"], streamed=True)),
    "the same, asked for its seal": (seal_state, lambda: pdf([b"<</Type/Catalog>>"], streamed=True)),
    "cross-references that lead to themselves": (attached_credential, lambda: looping("references")),
    "an object that is itself": (attached_credential, lambda: looping("object")),
    "attachments that are the catalogue": (attached_credential, lambda: looping("attachment")),
    "the same loop, asked for its seal": (seal_state, lambda: looping("references")),
    "a PDF nested deeply": (attached_credential, lambda: pdf([b"[" * 200_000 + b"]" * 200_000])),
}


@pytest.mark.parametrize("name", HEAVY)
def test_what_is_made_to_be_heavy_is_refused_soon_and_in_little_memory(name):
    read, make = HEAVY[name]
    data = make()
    must_answer(read, data)  # what is imported or remembered once is not the parser's
    tracemalloc.start()
    try:
        with pytest.raises((CredentialError, NoteRefused)):
            read(data)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < MEGABYTES * 1024 * 1024
