"""Files as people send them, and files made to do harm."""

import datetime as dt
import io
import struct
import zipfile

import pytest
import xlsxwriter
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from mutu.lib.spreadsheets.refusals import Limits
from mutu.lib.spreadsheets.workbook import Row, SheetRefused, read

SMALL = Limits(file=2_000_000, unpacked=20_000_000, rows=5_000, columns=100, cells=200_000, text=2_000_000)


def xlsx(fill, **options) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    fill(book)
    book.close()
    return out.getvalue()


def xls(fill) -> bytes:
    out = io.BytesIO()
    book = xlwt.Workbook()
    fill(book)
    book.save(out)
    return out.getvalue()


def archive(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, content in parts.items():
            zipped.writestr(name, content)
    return out.getvalue()


def hand_made(sheet: str, texts: str = "") -> bytes:
    """A workbook of one sheet with exactly this XML inside."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    related = f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" Type="{kind}/'
    return archive(
        {
            "[Content_Types].xml": f'<Types xmlns="{package}/content-types"/>'.encode(),
            "_rels/.rels": f'{related}officeDocument" Target="xl/workbook.xml"/></Relationships>'.encode(),
            "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{kind}"><sheets>'
            '<sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'.encode(),
            "xl/_rels/workbook.xml.rels": f'{related}worksheet" Target="worksheets/sheet1.xml"/>'
            "</Relationships>".encode(),
            "xl/sharedStrings.xml": f'<sst xmlns="{main}">{texts}</sst>'.encode(),
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData>'
            "</worksheet>".encode(),
        }
    )


def refusal(data: bytes, name: str = "list.xlsx", limits: Limits = SMALL) -> str:
    with pytest.raises(SheetRefused) as refused:
        read(data, name, limits=limits)
    assert refused.value.sentence.endswith((".", "?"))
    return refused.value.code


def a_list(book) -> None:
    sheet = book.add_worksheet("NC 2026")
    date = book.add_format({"num_format": "dd/mm/yyyy"})
    sheet.write_row(2, 1, ["Ngày", "Mô tả", "Số lượng"])
    sheet.write_datetime(3, 1, dt.datetime(2026, 11, 22), date)
    sheet.write(3, 2, "Ba via mép")
    sheet.write(3, 3, 12)
    sheet.write_formula(5, 3, "=SUM(D4:D5)", None, 12.5)
    sheet.write_formula(6, 3, "=VLOOKUP(1,A1:B2,2,0)", None, "#N/A")


def test_an_xlsx_keeps_excels_own_row_numbers_and_the_values_of_formulas():
    book = read(xlsx(a_list), "Danh sách.xlsx")
    assert (book.kind, book.date1904, [sheet.name for sheet in book.sheets]) == ("xlsx", False, ["NC 2026"])
    assert book.sheets[0].rows == (
        Row(3, (None, "Ngày", "Mô tả", "Số lượng")),
        Row(4, (None, dt.date(2026, 11, 22), "Ba via mép", 12)),
        Row(6, (None, None, None, 12.5)),
        Row(7, (None, None, None, "#N/A")),
    )


def test_an_xlsx_may_count_its_days_from_1904():
    book = read(xlsx(a_list, date_1904=True), "mac.xlsx")
    assert book.date1904
    assert book.sheets[0].rows[1].cells[1] == dt.date(2026, 11, 22)


def test_each_kind_of_value_arrives_as_python_has_it():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_datetime(0, 0, dt.datetime(2026, 11, 22, 7, 5), book.add_format({"num_format": "d/m/yy hh:mm"}))
        sheet.write_number(0, 1, 0.25, book.add_format({"num_format": "hh:mm"}))
        sheet.write_number(0, 2, 1.25, book.add_format({"num_format": "[h]:mm"}))
        sheet.write_boolean(0, 3, True)
        sheet.write_number(0, 4, 0.125)
        sheet.write_string(0, 5, "  ")
        sheet.write_string(0, 6, "0012")

    cells = read(xlsx(fill), "a.xlsx").sheets[0].rows[0].cells
    assert cells == (dt.datetime(2026, 11, 22, 7, 5), dt.time(6, 0), 1.25, True, 0.125, None, "0012")
    assert type(cells[3]) is bool


def test_merged_and_hidden_sheets_are_said():
    def fill(book):
        book.add_worksheet("A").merge_range("B2:D2", "Số lượng")
        book.add_worksheet("B").hide()

    first, second = read(xlsx(fill), "a.xlsx").sheets
    assert (first.merged, first.hidden, second.hidden, second.rows) == (((2, 2, 1, 3),), False, True, ())


def test_a_real_old_xls_is_read_with_its_dates():
    def fill(book):
        sheet = book.add_sheet("Khiếu nại")
        sheet.write(1, 0, "Ngày")
        sheet.write(1, 1, "ร้องเรียน")
        sheet.write(2, 0, dt.date(2026, 11, 22), xlwt.easyxf(num_format_str="dd/mm/yyyy"))
        sheet.write(2, 1, 7)

    book = read(xls(fill), "cu.xls")
    assert (book.kind, book.sheets[0].name) == ("xls", "Khiếu nại")
    assert book.sheets[0].rows == (Row(2, ("Ngày", "ร้องเรียน")), Row(3, (dt.date(2026, 11, 22), 7)))


def test_a_long_xls_with_texts_that_run_over_records_is_read_whole():
    texts = [f"dòng {number} " + "ă" * (number % 700) for number in range(900)]

    def fill(book):
        sheet = book.add_sheet("S")
        for number, text in enumerate(texts):
            sheet.write(number, 0, text)

    assert [row.cells[0] for row in read(xls(fill), "dai.xls").sheets[0].rows] == texts


def test_the_name_of_a_file_is_not_believed():
    assert read(xlsx(a_list), "list.csv").kind == "xlsx"
    assert read(b"No,Date\n1,2/3/2026\n", "list.xlsx").kind == "csv"


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"  \r\n \x00", "empty"),
        (b",,,\n,,\n", "empty"),
        (b"%PDF-1.7 ...", "not-a-spreadsheet"),
        (b"MZ\x90\x00" + b"\x00" * 60, "not-a-spreadsheet"),
        (b"\x89PNG\r\n\x1a\n....", "not-a-spreadsheet"),
        (b"\xff\xd8\xff\xe0....", "not-a-spreadsheet"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "other-format"),
        (b'<?xml version="1.0"?><Workbook/>', "other-format"),
        (b"PK\x03\x04 no archive at all", "broken"),
        (b"No,What\n1,\x81\x8d\x8f\x90\x9d\n", "encoding"),
        (b"\xff\xfeN\x00o\x00,", "encoding"),
        (b"No,\x00\x01\x02\x03what", "encoding"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 600, "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 5000, "broken"),
        (b'No,What\n1,"' + b"x" * 200_000 + b'"\n', "broken"),
    ],
)
def test_what_is_no_spreadsheet_is_refused_with_its_reason(data, code):
    assert refusal(data) == code


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ({"word/document.xml": b"<a/>"}, "not-a-spreadsheet"),
        ({"notes.txt": b"hello"}, "not-a-spreadsheet"),
        ({"xl/workbook.bin": b"x"}, "other-format"),
        (
            {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<a/>"},
            "other-format",
        ),
        ({"xl/workbook.xml": b"<workbook>", "a.xml": b"<a/>"}, "broken"),
        ({"xl/workbook.xml": b"<a/>", "../../etc/passwd": b"x"}, "broken"),
        ({"xl/workbook.xml": b"<a/>", "/etc/passwd": b"x"}, "broken"),
        ({"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}, "broken"),
        ({"xl/workbook.xml": b'<workbook><sheets><sheet name="S" id="r9"/></sheets></workbook>'}, "broken"),
    ],
)
def test_an_archive_that_is_no_workbook_is_refused(parts, code):
    assert refusal(archive(parts)) == code


def test_an_archive_that_unpacks_to_far_too_much_is_refused():
    assert refusal(archive({"xl/workbook.xml": b"<a/>", "xl/media/a.bin": b"\0" * 30_000_000})) == "inflated"
    assert refusal(archive({"xl/workbook.xml": b"<a>" + b" " * 15_000_000 + b"</a>"})) == "inflated"


def test_an_archive_that_lies_about_its_sizes_is_refused():
    data = archive({"xl/workbook.xml": b"<a>" + b" " * 25_000_000 + b"</a>"})
    data = data.replace(struct.pack("<I", 25_000_007), struct.pack("<I", 900))
    assert zipfile.ZipFile(io.BytesIO(data)).infolist()[0].file_size == 900
    assert refusal(data) == "inflated"


def test_an_archive_of_too_many_parts_is_refused():
    assert refusal(archive({"xl/workbook.xml": b"<a/>", **{f"p{n}": b"" for n in range(2001)}})) == "inflated"


def test_an_archive_whose_parts_overlap_is_refused():
    data = archive({"xl/workbook.xml": b"<a/>" * 30, "b.xml": b"<a/>" * 30})
    start = data.index(b"PK\x01\x02")
    entry = bytearray(data[start:])
    struct.pack_into("<I", entry, 20, len(data))
    assert refusal(data[:start] + bytes(entry)) == "broken"


def test_one_cell_at_the_end_of_the_world_is_refused_before_memory_is_reserved():
    assert refusal(hand_made('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')) == "too-many-rows"
    assert refusal(hand_made('<row r="1"><c r="XFD1"><v>1</v></c></row>')) == "too-many-columns"
    corners = '<row r="1"><c r="A1"><v>1</v></c></row><row r="5000"><c r="CV5000"><v>1</v></c></row>'
    assert refusal(hand_made(corners)) == "too-large"


def test_formatted_but_empty_cells_far_below_do_no_harm():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["No", "Date"])
        sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bg_color": "yellow"}))

    assert read(xlsx(fill), "a.xlsx", limits=SMALL).sheets[0].rows == (Row(1, ("No", "Date")),)


def test_one_long_text_repeated_in_many_cells_is_refused():
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 1001))
    assert refusal(hand_made(rows, f"<si><t>{'x' * 30_000}</t></si>")) == "too-large"
    assert len(read(hand_made(rows, "<si><t>abc</t></si>"), "a.xlsx").sheets[0].rows) == 1000


def test_more_rows_than_a_spreadsheet_has_are_refused():
    assert refusal(b"x\n" * 1_048_577, limits=Limits()) == "too-many-rows"
    assert refusal(b"x,y\n" * 5_001) == "too-many-rows"
    assert refusal(b"a" + b"," * 200 + b"z\n") == "too-many-columns"


def test_more_bytes_or_sheets_than_the_limit_are_refused():
    assert refusal(b"a,b\n" * 10, limits=Limits(file=20)) == "too-large"
    many = xlsx(lambda book: [book.add_worksheet().write(0, 0, "x") for _ in range(5)])
    assert refusal(many, limits=Limits(sheets=4)) == "too-many-sheets"
    old = xls(lambda book: [book.add_sheet(f"S{n}").write(0, 0, "x") for n in range(5)])
    assert refusal(old, limits=Limits(sheets=4)) == "too-many-sheets"


def old_workbook() -> bytes:
    def fill(book):
        sheet = book.add_sheet("S")
        for number in range(300):
            sheet.write(number, 0, f"text {number}")
            sheet.write(number, 1, number + 0.25)

    return xls(fill)


def test_an_old_xls_that_claims_too_much_is_refused_before_it_is_opened():
    data = old_workbook()
    extent = data.index(struct.pack("<HHII", 0x200, 14, 0, 300))
    claimed = data[: extent + 8] + struct.pack("<I", 0xFFFFFFFF) + data[extent + 12 :]
    assert refusal(claimed) == "broken"
    counts = data.index(struct.pack("<II", 300, 300))
    assert refusal(data[: counts + 4] + struct.pack("<I", 0x7FFFFFFF) + data[counts + 8 :]) == "broken"
    assert refusal(data, limits=Limits(rows=299)) == "too-many-rows"
    assert refusal(data, limits=Limits(columns=1)) == "too-many-columns"
    assert refusal(data, limits=Limits(text=2_000)) == "too-large"
    assert len(read(data, "a.xls").sheets[0].rows) == 300


def test_an_old_xls_whose_sectors_run_in_a_circle_is_refused():
    data = bytearray(old_workbook())
    table = struct.unpack_from("<I", data, 76)[0]
    for at in range(0, 512, 4):
        struct.pack_into("<I", data, (table + 1) * 512 + at, 0)
    assert refusal(bytes(data)) == "broken"


def test_a_locked_workbook_is_told_apart():
    data = bytearray(old_workbook())
    name = "Workbook".encode("utf-16-le")
    locked = "EncryptedPackage".encode("utf-16-le")
    at = data.index(name)
    data[at : at + len(locked)] = locked
    struct.pack_into("<H", data, at + 64, len(locked) + 2)
    assert refusal(bytes(data)) == "encrypted"
    plain = old_workbook()
    start = plain.index(b"\x09\x08\x10\x00")
    filepass = plain[: start + 20] + struct.pack("<H", 0x2F) + plain[start + 22 :]
    assert refusal(filepass) == "encrypted"


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    for start in (b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        try:
            book = read(start + data, "x", limits=SMALL)
        except SheetRefused as refused:
            assert refused.code
        else:
            assert book.sheets


@given(st.data())
def test_a_workbook_with_a_few_bytes_changed_is_read_or_refused(data):
    damaged = bytearray(data.draw(st.sampled_from(WHOLE)))
    for _ in range(data.draw(st.integers(1, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    try:
        book = read(bytes(damaged), "x", limits=SMALL)
    except SheetRefused as refused:
        assert refused.code
    else:
        assert book.sheets


WHOLE = [xlsx(a_list), old_workbook(), hand_made('<row r="1"><c r="A1"><v>1</v></c></row>')]


def test_an_old_xls_reaches_the_reader_only_in_a_tidy_file_of_its_own():
    """A length of 2^64 in its directory once ended the whole process inside the reader."""
    data = bytearray(old_workbook())
    root = data.index("Root Entry".encode("utf-16-le"))
    data[root + 120 : root + 128] = b"\xff" * 8
    struct.pack_into("<IIII", data, 40, *[0xFFFFFFF0] * 2, *struct.unpack_from("<II", data, 48))
    assert len(read(bytes(data), "a.xls").sheets[0].rows) == 300


@pytest.mark.parametrize("cells", [1, 40_000])
def test_a_small_and_a_large_old_workbook_survive_the_tidying(cells):
    def fill(book):
        sheet = book.add_sheet("S")
        for number in range(cells):
            sheet.write(number // 10, number % 10, number + 0.5)

    rows = read(xls(fill), "a.xls").sheets[0].rows
    assert [value for row in rows for value in row.cells] == [number + 0.5 for number in range(cells)]
