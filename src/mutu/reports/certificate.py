"""The certificate for people: one A4 page (more for many sites), PDF/A-3b, with the signed credential inside it.

The page says what ISO/IEC 17021-1, 8.2.2 asks for, in two languages; its QR code holds the web address and the
signed summary; the ``vc+jwt`` is attached with the relationship *Data*. Paper and page prove nothing by
themselves: what is checked is the attached credential, and the PDF seal only shows who sealed the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

from mutu.lib.credentials.certificate import Address, CertificateFacts, IssuedCertificate
from mutu.lib.credentials.data_integrity import Signer
from mutu.lib.credentials.summary import qr_text, summarize
from mutu.reports import glyphs, paper
from mutu.reports.qr import qr_svg
from mutu.reports.wording import LanguageUnknown

ATTACHMENT = "certificate.jwt"
_PAIRS = (
    "certificate management_certification meets scope sites number decided valid_from valid_until "
    "while_surveillance paper_proves_nothing for_the_body not_the_product"
)


@dataclass(frozen=True)
class CertificatePage:
    """What is printed besides the facts: where it can be checked, who signs it by hand, in which languages."""

    issued: IssuedCertificate
    facts: CertificateFacts
    address: str
    signer: str
    language: str = "en"
    own_language: str = "en"


def languages() -> tuple[str, ...]:
    """Languages in which a certificate can be printed.

    >>> languages()
    ('en', 'ms', 'vi', 'th')
    """
    return tuple(_words()["certificate"])


def certificate_pdf(page: CertificatePage, signer: Signer, *, at: datetime) -> bytes:
    """The certificate as PDF/A-3b, the same bytes for the same facts, signer and time.

    Raises ``GlyphMissing`` for a letter no shipped font has, ``LanguageUnknown``, ``TemplateRefused``.
    """
    facts = paper.composed(_facts(page, signer))
    glyphs.refuse_missing("".join(paper.texts(facts)))
    return _set(facts, page.issued.jwt, at)


def _facts(page: CertificatePage, signer: Signer) -> dict[str, Any]:
    facts, view = page.facts, page.issued.view
    say = _speaker(page.language)
    own = "" if page.own_language == page.language else page.own_language
    digest = hashlib.sha256(page.issued.jwt.encode("ascii")).hexdigest()
    return {
        "language": page.language,
        "title": f"{say('certificate')} {facts.number}, {facts.client.name}",
        "words": {key: _pair(key, page.language, own) for key in _PAIRS.split()},
        "body": {"name": facts.body.name, "place": _place(facts.body.address)},
        "accredited_by": say("accredited_by", facts.accreditation.body.name),
        "accreditation_number": say("accreditation_number", facts.accreditation.number),
        "client": {"name": facts.client.name, "place": _place(facts.client.address or facts.sites[0].address)},
        "standard": facts.standard.name,
        "scope": facts.scope,
        "sites": [{"name": site.name, "place": _place(site.address), "scope": site.scope} for site in facts.sites],
        "number": facts.number,
        "revision": say("revision", str(facts.revision)),
        "decided": _day(facts.decided),
        "valid_from": _day(facts.valid_from),
        "valid_until": _day(facts.valid_until),
        "signer": page.signer,
        "address": page.address,
        "shown_address": page.address.removeprefix("https://"),
        "how_to_check": say("how_to_check", "{0}").split("{0}"),
        "how_to_check_own": _speaker(own)("how_to_check", "{0}").split("{0}") if own else [],
        "qr": qr_svg(qr_text(page.address, summarize(page.issued.payload, view), signer)),
        "foot": [
            say("not_the_product"),
            f"key {signer.key_id.partition('#')[2]} · sha-256 {digest[:16]} … {digest[-8:]}",
        ],
        "page_of": say("page_of", "{0}", "{1}"),
    }


def _set(facts: Mapping[str, Any], jwt: str, at: datetime) -> bytes:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[glyphs.SHIPPED_FONTS])
    own = "Noto Sans"
    families = sorted(fonts.families(), key=lambda name: (name != own, name in _LATER, name))
    with TemporaryDirectory(prefix="mutu-certificate-") as folder:
        root = Path(folder)
        for name in ("_common.typ", "certificate.typ"):
            (root / name).write_bytes((paper.SHIPPED_TEMPLATES / name).read_bytes())
        (root / ATTACHMENT).write_text(jwt, encoding="ascii")
        (root / "data.json").write_text(json.dumps({**facts, "fonts": families}), encoding="utf-8")
        try:
            page = typst.Compiler(font_paths=fonts).compile(
                root / "certificate.typ",
                root=root,
                format="pdf",
                pdf_standards="a-3b",
                timestamp=int(at.timestamp()),
            )
        except typst.TypstError as error:
            raise paper.TemplateRefused("template_broken", f"The certificate cannot be set: {error.message}") from error
    if not isinstance(page, bytes):
        raise TypeError("Typst answered a request for one PDF with something else.")
    return page


_LATER = frozenset({"Noto Sans Mono", "Noto Serif"})


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = yaml.safe_load(
        (files("mutu.reports") / "certificate_wording.yaml").read_text("utf-8")
    )
    return words


def _speaker(language: str) -> Any:
    if language not in languages():
        raise LanguageUnknown(f"Certificates are printed in {', '.join(languages())}, not in {language!r}.")

    def say(key: str, *parts: str) -> str:
        return _words()[key][language].format(*parts)

    return say


def _pair(key: str, language: str, own: str) -> dict[str, str]:
    words = _words()[key]
    return {"main": words[language], "own": words[own] if own else ""}


def _place(address: Address | None) -> str:
    if address is None:
        return ""
    town = f"{address.postal_code} {address.locality}".strip()
    return ", ".join(part for part in (address.street, town, address.region, address.country) if part)


def _day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
