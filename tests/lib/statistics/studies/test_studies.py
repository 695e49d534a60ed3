"""One table, one answer: which chart is chosen, what is withheld, and that nothing handed in is an accident."""

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.sheets import parse
from mutu.lib.statistics.studies import Asked, studied
from mutu.lib.statistics.studies.answer import Look
from mutu.lib.statistics.studies.files import kept, opened, read_file
from mutu.lib.statistics.validation.published import published

RINGS = np.array(published("spc/variables_charts.json", "pistonrings")["subgroups"][:25])
AIAG = np.array(published("msa/msa.json", "aiag")["part_by_operator_by_trial"])


def wide(rows: np.ndarray) -> str:
    return "\n".join(";".join(f"{value:.4f}".replace(".", ",") for value in row) for row in rows)


def long(rows: np.ndarray) -> str:
    return "group;x\n" + "\n".join(f"G{i};{value}" for i, row in enumerate(rows) for value in row)


def test_long_and_wide_tables_of_the_same_data_have_the_same_answer():
    one, other = studied(parse(wide(RINGS)), Asked()), studied(parse(long(RINGS)), Asked())
    assert (one.chart, one.lines[0]["ucl"]) == (other.chart, pytest.approx(other.lines[0]["ucl"]))
    assert round(one.lines[0]["ucl"], 3) == 74.014  # Montgomery


def test_capability_is_that_of_the_chart_beside_it():
    found = studied(parse(wide(RINGS)), Asked(lower=73.95, upper=74.05))
    sigma = (found.lines[0]["ucl"] - found.lines[0]["center"]) * np.sqrt(5) / 3
    assert (found.stable, found.figures["cp"]) == (True, pytest.approx(0.1 / (6 * sigma)))
    assert found.figures["inside"] == 125


def test_an_unstable_process_has_no_cpk():
    moved = np.vstack([RINGS, RINGS[:3] + 0.05])
    found = studied(parse(wide(moved)), Asked(lower=73.9, upper=74.1))
    assert (found.stable, "cpk" in found.figures, "not_stable" in found.warnings) == (False, False, True)


def test_skewed_values_come_with_a_distribution_that_fits():
    data = np.random.default_rng(3).lognormal(0.0, 0.6, 300)
    found = studied(parse("\n".join(f"{x:.4f}" for x in data)), Asked(upper=9.0))
    assert ("not_normal" in found.warnings, found.figures["fitted"]["distribution"]) == (True, "lognormal")
    assert found.figures["fitted"]["ppk"] < found.figures["ppk"]


def test_the_study_of_aiag_from_a_pasted_table():
    text = "part\toperator\tt1\tt2\tt3\n" + "\n".join(
        "\t".join([str(p + 1), "ABC"[o], *map(str, AIAG[p, o])]) for p in range(10) for o in range(3)
    )
    found = studied(parse(text), Asked(sheet="gauge"))
    assert (round(found.figures["study"], 2), found.figures["ndc"]) == (27.86, 4)
    one_a_row = "part\toperator\tvalue\n" + "\n".join(
        f"{p}\t{o}\t{value}" for p in range(10) for o in range(3) for value in AIAG[p, o]
    )
    assert studied(parse(one_a_row), Asked(sheet="gauge")).figures["study"] == pytest.approx(found.figures["study"])


@pytest.mark.parametrize(
    ("text", "asked", "code"),
    [
        ("x\n1\n2\n", {"columns": {"value": "y"}}, "no_such_column"),
        ("a;b\n1;2\n3;\n", {"chart": "xbar_r"}, "unequal_sizes"),
        ("1\n2\n3\n", {"chart": "xbar_r"}, "subgroups_of_one"),
        ("a;b\n1;2\n3;\n4;5\n", {"phase1": 2}, "unequal_sizes"),
        ("bad\n1\n2\n", {"sheet": "counts"}, "no_sizes"),
        ("bad;of\n9;5\n7;8\n", {"sheet": "counts", "columns": {"count": "bad"}}, "count_above_size"),
        ("bad;of\n1,5;5\n1;5\n", {"sheet": "counts"}, "not_a_count"),
        ("bad;of\n1;5\n;5\n", {"sheet": "counts"}, "missing_value"),
        ("part;operator\n1;A\n", {"sheet": "gauge"}, "study_too_small"),
        ("part;operator;x\n1;A;1\n1;A;2\n2;A;1\n2;A;2\n", {"sheet": "gauge"}, "study_too_small"),
        ("part;operator;x\n1;A;1\n1;B;2\n2;A;1\n", {"sheet": "gauge"}, "missing_cell"),
        ("part;operator;x\n1;;1\n1;B;2\n2;A;1\n", {"sheet": "gauge"}, "missing_value"),
        ("part;operator;x\n" + "\n".join(f"{i};A;1\n{i};B;1" for i in range(400)), {"sheet": "gauge"}, "too_many"),
    ],
)
def test_what_cannot_be_studied_is_refused_with_its_code(text, asked, code):
    with pytest.raises(InputError) as caught:
        studied(parse(text), Asked(**asked))
    assert caught.value.code == code


CELLS = st.one_of(
    st.floats(allow_nan=True, allow_infinity=True).map(str),
    st.integers(-9, 200).map(str),
    st.sampled_from(["", " ", "A", "8,05", "1 000", "=1", "x;y", '"', "é"]),
)
ASKS = st.fixed_dictionaries({
    "sheet": st.sampled_from(["measurements", "counts", "gauge"]),
    "lower": st.one_of(st.none(), st.just(-1.0)),
    "upper": st.one_of(st.none(), st.just(5.0)),
    "size": st.one_of(st.none(), st.just(50.0)),
    "chart": st.sampled_from(["auto", "i_mr", "xbar_r", "xbar_s", "median_r"]),
    "rules": st.sampled_from(["default", "nelson", "iso_7870_2"]),
    "counted": st.sampled_from(["items", "nonconformities"]),
    "phase1": st.one_of(st.none(), st.integers(2, 30)),
})  # fmt: skip


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=12), ASKS)
def test_whatever_is_pasted_is_answered_in_strict_json_or_refused(rows, asks):
    try:
        found = studied(parse("\n".join("\t".join(row) for row in rows)), Asked(**asks))
    except InputError:
        return
    json.dumps(found.to_dict(), allow_nan=False)
    assert [name for name, picture in found.pictures.items() if re.search(r"\b(nan|-?inf)\b", marks_of(picture))] == []


def marks_of(picture: str) -> str:
    """A picture without its words: somebody may call a part inf."""
    return re.sub(r">[^<]*<|aria-label=\"[^\"]*\"", "><", picture)


@pytest.mark.parametrize("far", ["9e307", "-9e307", "1e200"])
def test_numbers_at_the_end_of_what_a_computer_counts_are_judged_or_refused(far):
    rows = ["1e-300", "2e-300", "1e-300", "2e-300", "1e-300", far] * 3
    for asked in (Asked(upper=5.0, lower=-1.0, phase1=5), Asked(upper=5.0)):
        try:
            words = json.dumps(studied(parse("\n".join(rows)), asked).to_dict(), allow_nan=False)
        except InputError as refused:
            words = str(refused)
        assert len(words) > 10


def test_a_kept_study_opens_with_the_same_answer():
    sheet, asked = parse(wide(RINGS)), Asked(characteristic="Ring", lower=73.9, phase1=20)
    answer = studied(sheet, asked)
    words = json.dumps(kept(sheet, asked, answer, "mutu"))
    again = opened(words.encode())
    assert again == (sheet, asked)
    assert studied(*again).to_dict() == answer.to_dict()


def test_a_file_is_told_apart_by_what_is_in_it():
    asked = Asked(decimal="comma")
    assert read_file("\ufeffx\n8,01\n8,02\n".encode(), asked)[0].rows == (("8,01",), ("8,02",))
    with pytest.raises(InputError, match="no study"):
        read_file(b'{"x": 1}', asked)


def test_titles_and_words_of_a_picture_are_those_asked_for():
    look = Look(words={"range": "julat"}, titles={"xbar_r": "Purata"}, standalone=True)
    picture = studied(parse(wide(RINGS)), Asked(), look).pictures["chart"]
    assert [word in picture for word in ("<title>Purata</title>", ">julat<", "<style>")] == [True, True, True]
