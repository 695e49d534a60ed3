"""Files that are no lists, lists that are traps: refused in a sentence, and nothing is kept of them."""

import io
import zipfile

import pytest
from tests import cast
from tests.cast import Factory
from tests.core import bringing_in as steps

from mutu.core import tenancy
from mutu.core.importing.models import Import
from mutu.core.refusals import Refusal
from mutu.improvement.nonconformities.models import Nonconformity

GOOD = steps.xlsx([steps.HEADER, ("1", "22/11/2025", "Burr", "", 3, "")])


@pytest.fixture
def factory(db: None) -> Factory:
    return cast.build()


def changed(data: bytes, **parts: bytes) -> bytes:
    """The archive with other parts in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


ROW = b'<row r="%d"><c r="A%d" t="inlineStr"><is><t>x</t></is></c></row>'
TOO_LONG = (
    b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    + ROW % (1, 1) + ROW % (1048577, 1048577) + b"</sheetData></worksheet>"
)  # fmt: skip
REFUSED = {
    "macros": changed(GOOD, **{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "inflated": changed(GOOD, **{"xl/worksheets/sheet1.xml": b" " * 300_000_000}),
    "1,048,577 rows": changed(GOOD, **{"xl/worksheets/sheet1.xml": TOO_LONG}),
    "an archive": changed(GOOD, **{"[Content_Types].xml": b""})[:60] + b"\0" * 100,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
    "a program": b"MZ" + b"\0" * 50,
    "a web page": b"<html><table><tr><td>No</td></tr></table></html>",
    "nothing": b"",
    "blanks": b" \r\n\t ",
    "no header": b"1,2,3\n4,5,6\n",
    "a header alone": b"No,Date,Description\n",
    "a broken encoding": b"\xff\xfe\x00\xd8\x00\xd8\x00\xd8",
    "an old workbook cut off": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_is_no_list_is_refused_and_leaves_nothing(factory, what):
    with pytest.raises(Refusal) as refused:
        steps.receive(REFUSED[what], factory.nurul, name="list.xlsx")
    assert str(refused.value).endswith((".", "?"))
    with tenancy.reading(factory.organization):
        assert Import.objects.of(factory.organization).count() == 0


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1258", "cp874"])
def test_other_encodings_are_read(factory, encoding):
    words = "วันที่ไม่ดี" if encoding == "cp874" else "Ba via mep lo"
    data = ("No,Date,Description\n1,22/11/2025," + words + "\n").encode(encoding)
    of = steps.bring_in(steps.check(steps.receive(data, factory.nurul), factory.nurul), factory.nurul)
    with tenancy.reading(factory.organization):
        assert Nonconformity.objects.of(factory.organization).get().what == words
    assert of.brought_in == 1


def test_words_that_look_like_formulas_or_markup_stay_words(factory):
    data = b"No,Date,Description\n1,22/11/2025,\"=cmd|' /C calc'!A0\"\n2,23/11/2025,<script>alert(1)</script>\n"
    steps.bring_in(steps.check(steps.receive(data, factory.nurul), factory.nurul), factory.nurul)
    with tenancy.reading(factory.organization):
        said = sorted(Nonconformity.objects.of(factory.organization).values_list("what", flat=True))
    assert said == ["<script>alert(1)</script>", "=cmd|' /C calc'!A0"]


def test_too_long_a_text_and_too_large_a_number_are_faults(factory):
    data = steps.csv(
        f"1,22/11/2025,{'x' * 5000},,3,", "2,22/11/2025,Burr,,99999999999999999999,", "3,22/11/2025,A,,-4,"
    )
    of = steps.check(steps.receive(data, factory.nurul), factory.nurul)
    assert [(fault.row, fault.fact) for fault in steps.faults(of)] == [(2, "what"), (3, "quantity"), (4, "quantity")]


@pytest.mark.parametrize("columns", [["x=what"], ["0=what", "0=found_on", "1=what"], ["0=nothing"], ["-1=what"], []])
def test_columns_that_make_no_sense_are_refused(factory, columns):
    of = steps.receive(GOOD, factory.nurul, name="list.xlsx")
    with pytest.raises(Refusal):
        steps.check(of, factory.nurul, columns=columns)
    assert steps.again(of).state == "received"


def test_columns_beyond_the_file_are_empty_columns(factory):
    of = steps.receive(GOOD, factory.nurul, name="list.xlsx")
    of = steps.check(of, factory.nurul, columns=["900=what", "1=found_on"])
    assert [fault.code for fault in steps.faults(of)] == ["missing"]
