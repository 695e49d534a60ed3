"""Text files with separators, in the coats and code pages that offices still write."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutu.lib.spreadsheets.workbook import read, safe_cell

CSV = "Số phiếu{0}Mô tả{0}Số lượng\nNCR-1{0}“Bong”{0}3\nNCR-2{0}Xước{0}1\n"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_csv_is_read_in_each_unicode_coat_and_with_each_separator(encoding, separator):
    book = read(CSV.format(separator).encode(encoding), "a.csv")
    assert [row.cells for row in book.sheets[0].rows] == [
        ("Số phiếu", "Mô tả", "Số lượng"),
        ("NCR-1", "“Bong”", "3"),
        ("NCR-2", "Xước", "1"),
    ]


def in_1258(text: str) -> bytes:
    """Vietnamese as windows-1258 keeps it: most vowels whole, the tone after the vowel."""
    out = ""
    for letter in text:
        try:
            letter.encode("cp1258")
            out += letter
        except UnicodeEncodeError:
            tone = unicodedata.normalize("NFD", letter)
            tones = [mark for mark in tone if mark in "\u0300\u0301\u0303\u0309\u0323"]
            base = unicodedata.normalize("NFC", "".join(mark for mark in tone if mark not in tones))
            out += base + "".join(tones)
    return out.encode("cp1258")


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("Ngày;Mô tả lỗi;Số lượng\n1;Xước bề mặt;2\n", "windows-1258"),
        ("วันที่;รายละเอียด;จำนวน\n1;สีหลุดร่อน;2\n", "windows-874"),
        ("日期;不良描述;数量\n1;毛边划伤;2\n", "gb18030"),
        ("Date;Défaut;Qté\n1;Bavure à l’arête;2\n", "windows-1252"),
        ("Datum;Beschädigung;Stück\n1;Größe überschritten;2\n", "windows-1252"),
    ],
)
def test_a_csv_in_an_office_code_page_is_recognised(text, encoding):
    data = in_1258(text) if encoding == "windows-1258" else text.encode(encoding.replace("windows-", "cp"))
    book = read(data, "a.csv")
    assert book.encoding == encoding
    assert [";".join(row.cells) for row in book.sheets[0].rows] == text.split("\n")[:-1]


def test_quoted_line_breaks_excels_sep_line_and_coats_are_understood():
    data = b'sep=;\nNo;What;Lot\n1;"two\r\nlines; ""quoted""";="00123"\n\n3;b;"\'=x"\n'
    assert [(row.number, row.cells) for row in read(data, "a.csv").sheets[0].rows] == [
        (1, ("No", "What", "Lot")),
        (2, ("1", 'two\r\nlines; "quoted"', "00123")),
        (4, ("3", "b", "=x")),
    ]


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_what_safe_cell_writes_a_csv_gives_back_and_nothing_starts_a_formula(text):
    written = safe_cell(text)
    assert not written.lstrip().startswith(("=", "+", "-", "@"))
    quoted = '"' + written.replace('"', '""') + '"'
    row = read(f"No,What\n1,{quoted}\n".encode(), "a.csv").sheets[0].rows[1].cells
    assert row == (("1", text) if text.strip() else ("1",))


@pytest.mark.parametrize("text", ["=1+1", "+84", "-1", "@a", "\tx", " =1", "＝1", "'=1", "\r\n=1"])
def test_risky_text_is_exported_as_text(text):
    assert safe_cell(text) == "'" + text
