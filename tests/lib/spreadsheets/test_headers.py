"""Finding the list in a sheet that begins with titles, logos and merged cells."""

import datetime as dt
import io

import pytest
import xlsxwriter

from mutu.lib.spreadsheets.columns import Wanted
from mutu.lib.spreadsheets.headers import find_table
from mutu.lib.spreadsheets.workbook import Row, Sheet, SheetRefused, read

WANTED = [
    *map(Wanted, ["number", "raised_on", "what", "quantity", "quantity_checked", "owner", "due_on", "action", "state"])
]


def sheet_of(*rows, merged=(), start=1) -> Sheet:
    return Sheet("S", tuple(Row(number, row) for number, row in enumerate(rows, start) if row), tuple(merged))


def columns(table) -> dict[str, int]:
    return {name: match.column for name, match in table.mapping.columns.items()}


def test_titles_above_the_header_are_passed_over():
    table = find_table(
        sheet_of(
            ("CÔNG TY TNHH SAO KHUÊ",),
            (None, "THEO DÕI SỰ KHÔNG PHÙ HỢP NĂM 2026", None, "QP-07 F-02"),
            (),
            ("STT", "Ngày", "Mô tả lỗi", "SL"),
            (1, dt.date(2026, 11, 2), "Bavia", 3),
            (),
            (2, "3/11/2026", "Xước", "1,5"),
        ),
        WANTED,
    )
    assert table.header.rows == (4,)
    assert columns(table) == {"number": 0, "raised_on": 1, "what": 2, "quantity": 3}
    assert [(row.number, table.value(row, "what"), table.value(row, "owner")) for row in table.rows] == [
        (5, "Bavia", None),
        (7, "Xước", None),
    ]


def test_a_header_in_two_rows_with_merged_groups_is_joined():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("NC")
    sheet.merge_range("A1:G1", "บันทึกสิ่งที่ไม่เป็นไปตามข้อกำหนด")
    for column, name in enumerate(["ลำดับ", "วันที่", "ปัญหา"]):
        sheet.merge_range(2, column, 3, column, name)
    sheet.merge_range("D3:E3", "จำนวน")
    sheet.merge_range("F3:G3", "การแก้ไขและป้องกัน")
    sheet.write_row("D4", ["จำนวนตรวจ", "จำนวนเสีย", "ผู้รับผิดชอบ", "กำหนดเสร็จ"])
    sheet.write_row("A5", [1, "22/11/2569", "สีหลุด", 500, 12, "สมชาย", "30/11/2569"])
    book.close()
    table = find_table(read(out.getvalue(), "nc.xlsx").sheets[0], WANTED)
    assert table.header.rows == (3, 4)
    assert table.header.names[3:] == (
        "จำนวน / จำนวนตรวจ",
        "จำนวน / จำนวนเสีย",
        "การแก้ไขและป้องกัน / ผู้รับผิดชอบ",
        "การแก้ไขและป้องกัน / กำหนดเสร็จ",
    )
    assert columns(table) == {
        "number": 0,
        "raised_on": 1,
        "what": 2,
        "quantity_checked": 3,
        "quantity": 4,
        "owner": 5,
        "due_on": 6,
    }
    assert [row.number for row in table.rows] == [5]


def test_a_header_in_two_rows_of_a_csv_is_joined_without_knowing_what_was_merged():
    data = (
        b"No,Date,Quantity,,Corrective action,,\n,,Inspected,Qty NG,Description,Owner,Due\n1,2/1/26,9,1,x,Lan,3/1/26\n"
    )
    table = find_table(read(data, "a.csv").sheets[0], WANTED)
    assert table.header.rows == (1, 2)
    assert table.header.names[5] == "Corrective action / Owner"
    assert (columns(table)["owner"], columns(table)["due_on"], columns(table)["quantity"]) == (5, 6, 3)
    assert [row.number for row in table.rows] == [3]


def test_a_first_row_of_data_is_not_taken_for_a_second_header():
    table = find_table(sheet_of(("No", "Defect", "Owner"), ("NCR-1", "Machine 4 oil leak", "Suresh")), WANTED)
    assert (table.header.rows, [row.number for row in table.rows]) == ((1,), [2])


@pytest.mark.parametrize("counting", [("(1)", "(2)", "(3)"), (1, 2, 3), ("A", "B", "C")])
def test_the_row_that_counts_the_columns_is_left_out(counting):
    table = find_table(sheet_of(("No", "Date", "Defect"), counting, ("7", "2/1/26", "burr")), WANTED)
    assert [row.number for row in table.rows] == [3]


def test_the_header_repeated_on_each_printed_page_is_left_out():
    head = ("No", "Date", "Defect")
    table = find_table(sheet_of(head, ("1", "2/1/26", "a"), head, ("2", "3/1/26", "b")), WANTED)
    assert [row.number for row in table.rows] == [2, 4]


def test_a_misspelt_header_is_still_found():
    table = find_table(sheet_of(("Lsit 2026",), ("Descripton", "Owener", "Quantitty"), ("a", "b", "1")), WANTED)
    assert (table.header.rows, columns(table)) == ((2,), {"what": 0, "quantity": 2, "owner": 1})


def test_a_list_of_one_wanted_fact_needs_one_column():
    table = find_table(sheet_of(("Xưởng", "Ngày"), ("A", "2/1/26")), [Wanted("raised_on")])
    assert columns(table) == {"raised_on": 1}


@pytest.mark.parametrize("rows", [(), (("a", "b"), (1, 2)), ((1, 2), (dt.date(2026, 1, 1), 3)), (("Date",), ("x",))])
def test_a_sheet_without_a_header_is_refused(rows):
    with pytest.raises(SheetRefused) as refused:
        find_table(sheet_of(*rows), WANTED)
    assert refused.value.code == "no-header"


def test_a_group_merged_over_thousands_of_columns_does_no_harm():
    table = find_table(sheet_of(("No", "Date", "Defect"), ("1", "2", "c"), merged=[(1, 1, 2, 16_383)]), WANTED)
    assert columns(table)["what"] == 2
