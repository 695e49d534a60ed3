"""A small real Word file for a document of the demo: its number, its title and what it says, line by line (7.5.2)."""

import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
WORDS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TYPES = (
    f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MEDIA_TYPE}.document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{MEDIA_TYPE}.styles+xml"/></Types>'
)
STYLES = (
    f'<w:styles xmlns:w="{WORDS}"><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>'
    '<w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style></w:styles>'
)
ALWAYS = (2026, 1, 1, 0, 0, 0)
"""The day in the archive, so that the same words are the same file."""


def word_paper(title: str, lines: Sequence[str]) -> bytes:
    """The file, as Word opens it."""
    body = _paragraph(title, '<w:pPr><w:pStyle w:val="H1"/></w:pPr>') + "".join(map(_paragraph, lines))
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": _relation("officeDocument", "word/document.xml"),
        "word/document.xml": f'<w:document xmlns:w="{WORDS}"><w:body>{body}</w:body></w:document>',
        "word/_rels/document.xml.rels": _relation("styles", "styles.xml"),
        "word/styles.xml": STYLES,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(zipfile.ZipInfo(name, ALWAYS), f'<?xml version="1.0" encoding="UTF-8"?>{text}')
    return out.getvalue()


def _paragraph(text: str, style: str = "") -> str:
    return f'<w:p>{style}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/{kind}" Target="{target}"/></Relationships>'
    )
