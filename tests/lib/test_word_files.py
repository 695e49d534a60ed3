"""Word files as people send them: headings, steps, tables, pictures, and everything that must not come along."""

import io
import time
import zipfile

import pytest

from mutu.lib import word_files
from mutu.lib.markdown import safe_html

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
TOP = (
    f'<Relationships xmlns="{RELS}"><Relationship Id="rId1" Type="{R}/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)


def paragraph(text: str, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}<w:r><w:t>{text}</w:t></w:r></w:p>"


STYLES = (
    f'<w:styles xmlns:w="{W}"><w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/></w:style>'
    "</w:styles>"
)


def docx(body: str, relations: str = "", before: str = "", **parts: bytes | str) -> bytes:
    document = f'{before}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>{body}</w:body></w:document>'
    own = (
        f'<Relationships xmlns="{RELS}"><Relationship Id="rIdS" Type="{R}/styles" Target="styles.xml"/>'
        f"{relations}</Relationships>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in {
            "[Content_Types].xml": TYPES, "_rels/.rels": TOP, "word/document.xml": document,
            "word/_rels/document.xml.rels": own, "word/styles.xml": STYLES, **parts,
        }.items():  # fmt: skip
            made.writestr(name, data)
    return out.getvalue()


def code(data: bytes) -> str:
    with pytest.raises(word_files.WordRefused) as refusal:
        word_files.read(data)
    return refusal.value.code


def test_headings_words_and_tables_come_along():
    table = "".join(
        "<w:tr>" + "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in row) + "</w:tr>"
        for row in (("Colour", "Shots"), ("white | grey", "4"))
    )
    bold = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>Wear gloves.</w:t></w:r></w:p>"
    read = word_files.read(
        docx(paragraph("Purge", "H1") + bold + f"<w:tbl>{table}</w:tbl>" + paragraph("5 * 3 &lt; 20"))
    )
    assert read.markdown == (
        "# Purge\n\n**Wear gloves.**\n\n| Colour | Shots |\n| --- | --- |\n| white \\| grey | 4 |\n\n5 \\* 3 \\< 20"
    )
    assert (read.pictures, read.left_out) == ([], ())
    assert "<td>white | grey</td>" in safe_html(read.markdown)


def test_tracked_changes_come_as_if_accepted_and_are_said():
    body = (
        '<w:p><w:ins w:id="1" w:author="x"><w:r><w:t>eight</w:t></w:r></w:ins>'
        '<w:del w:id="2" w:author="x"><w:r><w:delText>five</w:delText></w:r></w:del><w:r><w:t> shots</w:t></w:r></w:p>'
    )
    read = word_files.read(docx(body))
    assert (read.markdown, read.left_out) == ("eight shots", ("tracked",))


def test_embedded_objects_and_external_parts_stay_outside_and_are_said():
    outside = (
        f'<Relationship Id="rId9" Type="{R}/attachedTemplate" Target="http://evil.example/t" TargetMode="External"/>'
        f'<Relationship Id="rId8" Type="{R}/hyperlink" Target="https://iso.org" TargetMode="External"/>'
    )
    data = docx(paragraph("Words"), outside, **{"word/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"})
    read = word_files.read(data)
    assert (read.markdown, read.left_out) == ("Words", ("embedded", "external"))


def test_a_script_in_the_words_stays_words():
    read = word_files.read(docx(paragraph("&lt;script&gt;alert(1)&lt;/script&gt;")))
    assert safe_html(read.markdown) == "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"


def test_macros_are_refused():
    assert code(docx(paragraph("x"), **{"word/vbaProject.bin": b"x"})) == "macros"


def test_entities_without_end_are_refused():
    bomb = '<!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    assert code(docx(paragraph("&b;"), before=bomb)) == "entities"


def test_what_unpacks_to_far_more_is_refused():
    assert code(docx(paragraph("x"), **{"word/media/image1.png": b"\0" * 60_000_000})) == "inflated"
    assert code(docx(paragraph("x" * 11_000_000))) in ("inflated", "too_long")


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"%PDF-1.4", docx(paragraph("x"))[:400], docx("<w:p>")])
def test_what_is_damaged_is_refused(data: bytes):
    assert code(data) == "broken"


def test_another_archive_is_not_a_word_file():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("xl/workbook.xml", "<x/>")
    assert code(out.getvalue()) == "not_word"


def test_three_hundred_pages_are_read_in_some_seconds():
    pages = "".join(
        paragraph(f"{n}. Check the nozzle, the hopper slide and the tray; write it down.") for n in range(9000)
    )
    began = time.monotonic()
    read = word_files.read(docx(pages))
    assert read.markdown.count("nozzle") == 9000
    assert time.monotonic() - began < 30
