"""Tables as factories paste them, and the commands that read them."""

import pytest

from mutu.cli import statistics as command
from mutu.lib.statistics import sheets
from mutu.lib.statistics.errors import InputError


@pytest.mark.parametrize(
    ("cell", "expected"),
    [("8.05", 8.05), ("8,05", 8.05), (" -3 ", -3.0), ("1 234,5", 1234.5), ("1'234.5", 1234.5), ("", None),
     ("2e3", 2000.0), (",5", 0.5), ("\u00a0", None)],
)  # fmt: skip
def test_numbers_are_read_with_point_or_comma(cell, expected):
    assert sheets.number(cell) == expected


@pytest.mark.parametrize("cell", ["1.234,5", "1,234.5", "8..5", "nan", "inf", "0x10", "12 34", "8,05 mm", "1_000"])
def test_what_cannot_be_read_for_certain_is_refused(cell):
    with pytest.raises(InputError) as caught:
        sheets.number(cell)
    assert caught.value.code == "not_a_number"


@pytest.mark.parametrize(
    ("text", "kind", "values"),
    [
        ("8,01\n8,03\n8,02\n", "series", [8.01, 8.03, 8.02]),
        ("value\n8.01\n\n8.03\n", "series", [8.01, 8.03]),
        ("a;b\n8,01;8,02\n8,03;8,04\n", "wide", [[8.01, 8.02], [8.03, 8.04]]),
        ("8.01\t8.02\n8.03\t\n", "wide", [[8.01, 8.02], [8.03, None]]),
        ("1,2\n3,4\n", "series", [1.2, 3.4]),
        ("a,b,c\n1,2,3\n4,5,6\n", "wide", [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]),
        ("day,x\nMon,1\nTue,2\n", "series", [1.0, 2.0]),
        ("\ufeffshift;x\nA;1\nA;2\nB;3\nB;\n", "long", [1.0, 2.0, 3.0]),
    ],
)
def test_the_shape_of_a_table_is_found(text, kind, values):
    found = sheets.measurements(sheets.parse(text))
    assert (found.kind, found.values) == (kind, values)


def test_named_columns_win():
    sheet = sheets.parse("lot;x;y\n1;5,0;7\n1;5,1;8\n2;5,2;9\n2;5,3;9\n")
    assert sheets.measurements(sheet, "y").values == [7.0, 8.0, 9.0, 9.0]
    found = sheets.measurements(sheet, "x", "lot")
    assert (found.kind, found.groups, found.labels) == ("long", ("1", "1", "2", "2"), ("1", "2"))
    with pytest.raises(InputError, match="no column 'z' but lot, x, y"):
        sheets.measurements(sheet, "z")


@pytest.mark.parametrize("text", ["", "\n;;\n", "a\nb\n"])
def test_a_table_without_numbers_is_refused(text):
    with pytest.raises(InputError):
        sheets.measurements(sheets.parse(text))


def test_a_table_has_a_size_limit():
    with pytest.raises(InputError, match="more than 100000"):
        sheets.parse("1\n" * 100_001)


@pytest.mark.parametrize(
    ("text", "kind", "labels", "values"),
    [
        ("no;a;b\n1;8,1;8,2\n2;8,3;8,4\n3;8,5;8,6\n", "wide", ("1", "2", "3"), [[8.1, 8.2], [8.3, 8.4], [8.5, 8.6]]),
        ("no;a\n1;8,1\n2;8,3\n3;8,5\n", "series", ("1", "2", "3"), [8.1, 8.3, 8.5]),
        ("group;x\n1;8\n1;9\n2;7\n2;9\n", "long", ("1", "2"), [8.0, 9.0, 7.0, 9.0]),
        ("a;b\n1;1\n2;2\n3;3\n", "wide", None, [[1.0, 1.0], [2.0, 2.0], [3.0, 3.0]]),
        ('"a","b"\n"8,05","8,06"\n"8,07","8,08"\n', "wide", None, [[8.05, 8.06], [8.07, 8.08]]),
        ("Boss diameter\n\na;b\n1,5;2\n3;4\n", "wide", None, [[1.5, 2.0], [3.0, 4.0]]),
    ],
)
def test_numbers_that_only_count_are_no_measurements(text, kind, labels, values):
    found = sheets.measurements(sheets.parse(text))
    assert (found.kind, found.labels, found.values) == (kind, labels, values)


def test_the_decimal_sign_can_be_said():
    assert sheets.parse("1,2\n3,4\n", "point").rows == (("1", "2"), ("3", "4"))
    assert sheets.parse("x\n1,2\n3,4\n", "comma").rows == (("1,2",), ("3,4",))
    with pytest.raises(InputError, match="decimal sign"):
        sheets.parse("1", "dot")


@pytest.mark.parametrize("text", ['"a;b\n1;2\n', ";".join("1" * 600)])
def test_odd_tables_are_read_or_refused_with_a_code(text):
    try:
        sheets.measurements(sheets.parse(text))
    except InputError as reason:
        assert reason.code in ("no_table", "too_many", "not_a_number")


def test_equal_columns_keep_apart():
    assert sheets.parse("x;x;x (2)\n1;2;3\n").names == ("x", "x (2)", "x (2) (2)")


def test_the_chart_fits_the_table():
    kinds = {
        "1\n2\n1,5\n": ("i_mr", 3),
        "a;b\n1;2\n2;3\n": ("xbar_r", 2),
        "\n".join([";".join("12345678901")] * 3): ("xbar_s", 3),
        "a;b;c\n1;2;3\n2;3;\n": ("xbar_s", 2),
        "g;x\nA;1\nA;2\nB;3\nB;4\n": ("xbar_r", 2),
        "g;x\nA;1\nB;4\n": ("i_mr", 2),
        "g;x\nA;1\nA;2\nB;3\nB;4\nB;5\n": ("xbar_s", 2),
    }
    for text, (kind, points) in kinds.items():
        pair = sheets.chart_of(sheets.measurements(sheets.parse(text)))
        assert (pair.location.kind, pair.location.points.size) == (kind, points)


def test_the_chart_command(tmp_path, capsys):
    file, picture = tmp_path / "boss.csv", tmp_path / "boss.svg"
    file.write_text("x\n" + "\n".join(["10,0", "10,1", "9,9"] * 12 + ["12,0"]) + "\n", encoding="utf-8")
    words = ["chart", str(file), "--upper", "11", "--rules", "nelson", "--picture", str(picture)]
    assert command.main(words) == 0
    out = capsys.readouterr().out.splitlines()
    assert out[0] == "i_mr: single values"
    assert out[2] == "value: LCL 9.55186, centre 10.0541, UCL 10.5562"
    assert "point 37 of the value: rule 1, a point more than 3 sigma from the centre" in out
    assert out[-1] == "Cpk: not given, the process is not stable"
    assert picture.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize("content", ["", "words\n", "1\n"])
def test_the_chart_command_says_why_not(tmp_path, capsys, content):
    file = tmp_path / "x.csv"
    file.write_text(content, encoding="utf-8")
    assert command.main(["chart", str(file)]) == 1
    assert capsys.readouterr().err.startswith(str(file))
    assert command.main(["chart", str(tmp_path / "none.csv")]) == 1


def test_the_plan_command(capsys):
    assert command.main(["plan", "--lot", "1200", "--level", "II", "--aql", "0", "2.5", "4.0"]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out == [
        "MIL-STD-105E, single plans, normal inspection, level II: lot of 1200, take 80",
        "critical, AQL 0: sample 80, accept 0, reject 1; a lot with 2.8 % passes in one case of ten",
        "major, AQL 2.5: sample 80, accept 5, reject 6; "
        "a lot at the AQL passes in 98 %, one with 11.3 % in one case of ten",
        "minor, AQL 4.0: sample 80, accept 7, reject 8; "
        "a lot at the AQL passes in 99 %, one with 14.3 % in one case of ten",
        "AQL 0 is not in the standard: here it means accept 0 on the largest sample.",
    ]


@pytest.mark.parametrize("aql", ["3", "0", "x"])
def test_the_plan_command_says_why_not(capsys, aql):
    assert command.main(["plan", "--lot", "1200", "--aql", aql]) == 1
    assert "AQL" in capsys.readouterr().err
