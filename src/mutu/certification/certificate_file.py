"""The certificate's PDF as a file: sealing it (PAdES), and taking the credential out of one that somebody sent.

The seal is an X.509 signature over the whole file. It shows who sealed the page and that it is unchanged; it is
the trust path only where the seal's certificate comes from an authority the reader trusts. The credential
attached inside is checked on its own, whatever the seal says.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from mutu.lib.credentials.errors import CredentialError

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import PdfFileReader

LARGEST_PDF = 4_000_000
LARGEST_ATTACHMENT = 2_000_000
MOST_ATTACHMENTS = 20
LARGEST_STREAM, LARGEST_UNPACKED = 6_000_000, 16_000_000
FIELD = "BodySeal"


@dataclass(frozen=True)
class SealState:
    """What a PDF's seal shows: whose certificate, and whether it covers the whole file unchanged."""

    sealed_by: str
    intact: bool
    whole_file: bool


def seal(pdf: bytes, key_pem: bytes, certificate_pem: bytes) -> bytes:
    """The PDF with a PAdES B-B certification signature that allows no change."""
    from asn1crypto import keys, pem, x509
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import signers
    from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    certificate = x509.Certificate.load(pem.unarmor(certificate_pem)[2])
    signer = signers.SimpleSigner(
        signing_cert=certificate,
        signing_key=keys.PrivateKeyInfo.load(pem.unarmor(key_pem)[2]),
        cert_registry=SimpleCertificateStore.from_certs([certificate]),  # type: ignore[no-untyped-call]
    )
    settings = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    out = signers.PdfSigner(settings, signer).sign_pdf(IncrementalPdfFileWriter(io.BytesIO(pdf)))
    return bytes(out.getvalue())


def self_made_seal(name: str, now: datetime) -> tuple[bytes, bytes]:
    """A P-256 key and a certificate of the body's own making, both PEM: it shows changes, not who sealed.

    A body that bought a certificate from an authority seals with that instead.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    key = ec.generate_private_key(ec.SECP256R1())
    called = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name[:64])])
    usage = x509.KeyUsage(True, True, *[False] * 7)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=3_650))
        .add_extension(usage, critical=True)
        .sign(key, hashes.SHA256())
    )
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), certificate.public_bytes(Encoding.PEM)


def attached_credential(pdf: bytes) -> bytes:
    """The one ``vc+jwt`` attached to a PDF with the relationship *Data*; raises ``CredentialError``.

    A hostile PDF may raise anything in the reader; all of it means that no credential could be read.
    """
    if len(pdf) > LARGEST_PDF:
        raise CredentialError("size", f"The PDF is larger than {LARGEST_PDF:,} bytes.")
    try:
        found = _attachments(pdf)
    except CredentialError:
        raise
    except Exception as error:
        raise CredentialError("unreadable", "The PDF cannot be read.") from error
    if len(found) != 1:
        raise CredentialError("unreadable", f"The PDF holds {len(found)} credentials; one is needed.")
    return found[0]


def seal_state(pdf: bytes) -> SealState | None:
    """The state of the first seal of a PDF, or None when there is none; raises ``CredentialError``."""
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    try:
        signatures = _opened(pdf).embedded_signatures
        if not signatures:
            return None
        status = validate_pdf_signature(signatures[0], ValidationContext(trust_roots=[], allow_fetching=False))
        return SealState(
            sealed_by=status.signing_cert.subject.human_friendly,
            intact=bool(status.intact and status.valid),
            whole_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        )
    except Exception as error:
        raise CredentialError("unreadable", "The PDF's seal cannot be read.") from error


def _opened(pdf: bytes) -> PdfFileReader:
    """A reader that unpacks no more than a certificate can hold: four megabytes can unpack to four thousand."""
    from pyhanko.pdf_utils.decode_limits import DecodeLimits, DocumentDecodeBudget, StreamDecodeLimits
    from pyhanko.pdf_utils.reader import PdfFileReader

    limits = DecodeLimits(
        per_stream=StreamDecodeLimits(max_output_size=LARGEST_STREAM),
        document_budget=DocumentDecodeBudget(base_allowance=LARGEST_UNPACKED, max_ratio=0),
    )
    return PdfFileReader(io.BytesIO(pdf), decode_limits=limits)


def _attachments(pdf: bytes) -> list[bytes]:
    root = _opened(pdf).root
    files = root.get("/AF", [])
    if len(files) > MOST_ATTACHMENTS:
        raise CredentialError("size", "The PDF has too many attachments.")
    return [_content(entry) for entry in (item.get_object() for item in files) if _is_credential(entry)]


def _is_credential(entry: Any) -> bool:
    stream = entry["/EF"]["/F"]
    return entry.get("/AFRelationship") == "/Data" and stream.get("/Subtype") in (
        "/application/vc+jwt",
        "/application#2Fvc+jwt",
    )


def _content(entry: Any) -> bytes:
    stream = entry["/EF"]["/F"]
    if len(stream.encoded_data) > LARGEST_ATTACHMENT:
        raise CredentialError("size", "The attachment is too large.")
    data = bytes(stream.data)
    if len(data) > LARGEST_ATTACHMENT:
        raise CredentialError("size", "The attachment is too large.")
    return data
