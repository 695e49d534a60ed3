"""The reference cases, and the judge itself: what it must let pass and what it must not."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from mutu.cli import statistics as command
from mutu.lib.statistics.validation import Case, read_cases, run_case, run_cases
from mutu.lib.statistics.validation.procedures import REGISTRY
from mutu.lib.statistics.validation.registry import procedure
from mutu.lib.statistics.validation.report import check, report

DATA = command.packaged()


def _cases() -> list[Case]:
    found = []
    for file in sorted(DATA.rglob("*.json")):
        folder = file.parent
        cases = read_cases(file.read_text(), lambda name, at=folder: _text(at / name))
        found += cases or []
    return found


def _text(path: Path) -> str | None:
    return path.read_text() if path.is_file() else None


CASES = _cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.procedure}-{case.id}")
def test_every_reference_case_passes(case):
    result = run_case(case)
    assert result.faults == ()
    assert result.passed


def test_every_procedure_has_a_reference_case():
    assert {case.procedure for case in CASES} == set(REGISTRY)


def test_the_unverified_standard_does_not_ship():
    assert [file.name for file in DATA.rglob("*1916*")] == []


def _number_paths(value: Any, path: tuple = ()) -> list[tuple]:
    """Where the judged numbers of an expected block are."""
    if isinstance(value, bool):
        return []
    if isinstance(value, dict):
        items = [(key, item) for key, item in value.items() if not key.startswith("johnson_")]
        return [found for key, item in items for found in _number_paths(item, (*path, key))]
    if isinstance(value, list):
        return [found for i, item in enumerate(value) for found in _number_paths(item, (*path, i))]
    return [path] if isinstance(value, (int, float)) else []


def _changed(value: Any, path: tuple, change) -> Any:
    value = copy.deepcopy(value)
    holder = value
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = change(holder[path[-1]])
    return value


def _answers_only(case: Case, paths: list[tuple]) -> list[tuple]:
    inputs = REGISTRY[case.procedure].row_inputs
    return [path for path in paths if path[-1] not in inputs]


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_one_corrupted_number_of_each_procedure_is_seen(name):
    case = next(case for case in CASES if case.procedure == name and _number_paths(case.expected))
    paths = _answers_only(case, _number_paths(case.expected))
    for path in (paths[0], paths[len(paths) // 2], paths[-1]):
        expected = _changed(case.expected, path, lambda number: number * 1.01 + 1e-3)
        corrupted = Case(case.id, case.procedure, case.input, expected, case.method)
        assert not run_case(corrupted).passed, path


@pytest.mark.parametrize("name", sorted(REGISTRY))
def test_an_expected_key_that_is_not_returned_fails(name):
    case = next(case for case in CASES if case.procedure == name)
    expected = copy.deepcopy(case.expected)
    first = expected if isinstance(expected, dict) else expected[0]
    first["no_such_key"] = 1.0
    result = run_case(Case(case.id, case.procedure, case.input, expected, case.method))
    assert not result.passed
    assert any("no_such_key" in fault for fault in result.faults)


def test_an_unknown_procedure_fails():
    assert run_case(Case("x", "spc.magic", {}, {"a": 1})).faults == ("unknown procedure spc.magic",)


def test_a_case_without_expected_values_fails():
    assert not run_case(Case("x", "spc.constants", {"n": 5}, {})).passed
    assert not run_case(Case("x", "spc.constants", {"n": 5}, {"johnson_fit": 1, "note": "words"})).passed


def test_a_johnson_fit_is_never_judged():
    case = Case("x", "spc.constants", {"n": 5}, {"A": 1.3416407865, "johnson_x": -1})
    assert run_case(case).passed


def test_the_function_sees_the_input_only_and_cannot_change_the_case():
    seen = []

    @procedure("test.spy")
    def spy(given):
        seen.append(copy.deepcopy(given))
        given["values"].append(99)
        return {"answer": 1.0}

    try:
        case = Case("x", "test.spy", {"values": [1]}, {"answer": 1.0}, "method", "source")
        assert run_case(case).passed
        assert seen == [{"values": [1]}]
        assert case.input == {"values": [1]}
    finally:
        del REGISTRY["test.spy"]


def test_rows_that_carry_their_input_do_not_carry_their_answer_to_the_function():
    seen = []

    @procedure("test.rows", row_inputs=("n",))
    def rows(given):
        seen.extend(given)
        return [{"double": 2.0 * row["n"]} for row in given]

    try:
        case = Case("x", "test.rows", "per row", [{"n": 2, "double": 4.0}])
        assert run_case(case).passed
        assert seen == [{"n": 2}]
    finally:
        del REGISTRY["test.rows"]


@pytest.mark.parametrize("returned", [float("nan"), None, True, "1.0", [1.0], float("inf")])
def test_what_is_no_number_is_no_answer(returned):
    @procedure("test.odd")
    def odd(given):
        return {"a": returned}

    try:
        expected = 2.0 if isinstance(returned, list) else 1.0
        assert not run_case(Case("x", "test.odd", {}, {"a": expected})).passed
    finally:
        del REGISTRY["test.odd"]


def test_null_is_only_met_by_null():
    @procedure("test.null")
    def null(given):
        return {"a": None, "b": 0.0}

    try:
        assert run_case(Case("x", "test.null", {}, {"a": None})).passed
        assert not run_case(Case("x", "test.null", {}, {"b": None})).passed
        assert not run_case(Case("x", "test.null", {}, {"a": 0.0})).passed
    finally:
        del REGISTRY["test.null"]


def test_an_exception_is_a_failed_case_with_its_reason():
    result = run_case(Case("x", "spc.xbar", {"subgroups": []}, {"xbarbar": 1}))
    assert not result.passed
    assert result.faults == ("KeyError: 'phase1_rows'",)


def test_other_numbers_of_the_same_shape_are_accepted():
    case = Case("new", "spc.constants", {"n": 137}, {"c4": 0.998163470, "E3": 3.005519715})
    assert run_case(case).largest_error < 1e-8
    assert run_case(case).passed


@pytest.mark.parametrize(
    "entry",
    ["a case", {}, {"id": "x"}, {"procedure": "pareto"}, {"procedure": "pareto", "input": {"a": 1}}],
)
def test_a_malformed_case_fails_instead_of_crashing(entry):
    cases = read_cases(json.dumps({"cases": [entry]}), lambda name: None)
    assert [result.passed for result in run_cases(cases)] == [False]


def _run(*words: Any) -> int:
    return command.main(["validate", *(str(word) for word in words)])


def test_the_command_runs_everything_that_ships(capsys):
    assert _run() == 0
    out = capsys.readouterr().out.splitlines()
    assert out[-1] == f"{len(CASES)} passed, 0 failed"
    assert len(out) == len(CASES) + 1


def test_johnson_fits_are_printed(capsys, tmp_path):
    assert _run(DATA / "capability", "--report", tmp_path / "report.md") == 0
    notes = [line for line in capsys.readouterr().err.splitlines() if "johnson_" in line]
    assert [line.split(":")[0] for line in notes] == ["weibull", "lognormal_usl_only"]
    assert all(line.endswith("(printed, not judged)") for line in notes)
    assert (tmp_path / "report.md").read_text().count("johnson_") == 2


def test_looking_up_the_command_loads_no_numpy():
    code = "import sys, argparse; from mutu.cli import statistics as s; "
    code += "s.add(argparse.ArgumentParser().add_subparsers()); print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    "statement",
    [
        "import mutu.lib.statistics",
        "from mutu.lib.statistics import variables, attributes, rules, gauge, sampling",
    ],
)
def test_scipy_is_loaded_only_when_needed(statement):
    code = f"import sys; {statement}; print('scipy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_command_fails_on_no_cases(tmp_path, capsys):
    assert _run(tmp_path) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 0 failed"
    (tmp_path / "other.json").write_text('{"not": "cases"}')
    assert _run(tmp_path / "other.json") == 1
    assert _run(tmp_path / "missing.json") == 1
    (tmp_path / "empty.json").write_text('{"cases": []}')
    assert _run(tmp_path / "empty.json") == 1
    (tmp_path / "broken.json").write_text("{")
    assert _run(tmp_path / "broken.json") == 1
    assert _run(tmp_path) == 1


def test_the_command_fails_on_one_wrong_case(tmp_path, capsys):
    good = {"id": "a", "procedure": "spc.constants", "input": {"n": 5}, "expected": {"A": 1.34164078650}}
    bad = {**good, "id": "b", "expected": {"A": 1.35}}
    (tmp_path / "cases.json").write_text(json.dumps({"cases": [good, bad]}))
    assert _run(tmp_path / "cases.json") == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("a  spc.constants  ")
    assert lines[0].endswith("  pass")
    assert lines[1].startswith("b  spc.constants  6.2e-03  FAIL")
    assert lines[2] == "1 passed, 1 failed"


def test_certified_values_are_read_with_the_data_beside_them(tmp_path, capsys):
    folder = DATA / "nist_strd"
    certified = json.loads((folder / "anova_certified.json").read_text())
    (tmp_path / "anova_certified.json").write_text(json.dumps({"SiRstv": certified["SiRstv"]}))
    assert _run(tmp_path / "anova_certified.json") == 1
    (tmp_path / "anova_SiRstv.csv").write_text((folder / "anova_SiRstv.csv").read_text())
    assert _run(tmp_path / "anova_certified.json") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed"


def test_the_report_shows_versions_results_and_its_own_hash(tmp_path, capsys):
    file = tmp_path / "report.md"
    assert _run(DATA / "other", "--report", file) == 0
    text = file.read_text(encoding="utf-8")
    assert check(text)
    assert not check(text.replace("pass", "fail", 1))
    assert f"**{sum(1 for line in text.splitlines() if ' pass ' in line)} passed, 0 failed**" in text
    for word in ("NumPy", "SciPy", "Python", "Date: ", "7.1.5.1"):
        assert word in text
    assert report([]).count("0 passed, 0 failed") == 1


def test_the_module_runs_on_its_own():
    done = subprocess.run(
        [sys.executable, "-m", "mutu.cli.statistics", "validate", str(DATA / "msa")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines()[-1] == "10 passed, 0 failed"
    assert done.returncode == 0
