"""``mutu statistics``: validate the library, chart a file, look up a sampling plan.

``validate`` gives the evidence a customer's auditor asks for (ISO 9001:2015 7.1.5.1): one line a case, a summary, and
on request a report with versions, machine, errors, date and a hash over all of it.
"""

import argparse
import sys
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # NumPy is loaded when a command runs, not when another one is looked up
    from mutu.lib.statistics import sheets
    from mutu.lib.statistics.capability import Specification
    from mutu.lib.statistics.charts import ChartPair
    from mutu.lib.statistics.sampling import ClassPlan
    from mutu.lib.statistics.validation import CaseResult


def add(subparsers: Any) -> None:
    """Register ``statistics validate [PATH ...] [--report FILE]`` on an argparse subparsers object."""
    group = subparsers.add_parser("statistics", help="the statistics of quality, and their validation")
    commands = group.add_subparsers(dest="statistics_command", required=True)
    _add_commands(commands)


def _add_commands(commands: Any) -> None:
    _add_validate(commands)
    _add_chart(commands)
    _add_plan(commands)


def _add_validate(commands: Any) -> None:
    command = commands.add_parser("validate", help="run the reference cases and report which pass")
    command.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="case files or folders of them")
    command.add_argument("--report", type=Path, metavar="FILE", help="write the validation report to this file")
    command.set_defaults(run=validate)


def packaged() -> Path:
    """The reference data that came with the package."""
    return Path(str(resources.files("mutu.catalogue") / "statistics"))


def validate(arguments: argparse.Namespace) -> int:
    """Run the cases of all paths; 0 when there were some and all passed, else 1."""
    from mutu.lib.statistics.validation.report import report

    results: list[CaseResult] = []
    troubled = False
    for path in arguments.paths or [packaged()]:
        found, trouble = _run_path(path)
        results += found
        troubled = troubled or trouble
    passed = sum(result.passed for result in results)
    failed = len(results) - passed
    if not results:
        print("no cases were found: nothing is proven", file=sys.stderr)
    if arguments.report is not None:
        arguments.report.write_text(report(results), encoding="utf-8")
    print(f"{passed} passed, {failed} failed")
    return 0 if results and not failed and not troubled else 1


def _run_path(path: Path) -> "tuple[list[CaseResult], bool]":
    """Run one file, or every case file below a folder. A named file without cases is trouble; in a folder
    it is not.
    """
    if path.is_dir():
        results = [result for file in sorted(path.rglob("*.json")) for result in _run_file(file) or []]
        return results, False
    results_or_none = _run_file(path)
    if not results_or_none:
        print(f"{path}: no cases", file=sys.stderr)
    return results_or_none or [], not results_or_none


def _run_file(file: Path) -> "list[CaseResult] | None":
    from mutu.lib.statistics.validation import read_cases, run_cases

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as reason:
        print(f"{file}: {reason}", file=sys.stderr)
        return None

    def beside(name: str) -> str | None:
        neighbour = file.parent / name
        return neighbour.read_text(encoding="utf-8") if neighbour.is_file() else None

    cases = read_cases(text, beside)
    if cases is None:
        return None
    results = run_cases(cases)
    for result in results:
        print(result.line())
        for words in result.case.informative():
            print(f"{result.case.id}: {words} (printed, not judged)", file=sys.stderr)
    return results


def _add_chart(commands: Any) -> None:
    command = commands.add_parser("chart", help="the control chart of a table of measurements (CSV or pasted text)")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--value", metavar="COLUMN", help="the column of measurements")
    command.add_argument("--subgroup", metavar="COLUMN", help="the column that names the subgroup")
    command.add_argument("--lower", type=float, help="lower specification limit")
    command.add_argument("--upper", type=float, help="upper specification limit")
    command.add_argument(
        "--rules",
        metavar="NAME",
        help="all run rules of nelson, western_electric, aiag, iso_7870_2 or montgomery (default: 1 and 2)",
    )
    command.add_argument("--picture", type=Path, metavar="SVG", help="write the chart to this file")
    command.set_defaults(run=chart)


def chart(arguments: argparse.Namespace) -> int:
    """Print limits, signals and on request the capability of the measurements in a file."""
    from mutu.lib.statistics import sheets
    from mutu.lib.statistics.capability import Specification
    from mutu.lib.statistics.errors import InputError
    from mutu.lib.statistics.pictures import control_pair
    from mutu.lib.statistics.pictures.control import sentence
    from mutu.lib.statistics.rules import DEFAULT, rule_set

    try:
        sheet = sheets.parse(arguments.file.read_text(encoding="utf-8-sig"))
        found = sheets.measurements(sheet, arguments.value, arguments.subgroup)
        rules = rule_set(arguments.rules) if arguments.rules else DEFAULT
        pair = sheets.chart_of(found, rules)
        lines = [sentence(pair.location), *_limit_lines(pair), *_signal_lines(pair)]
        if arguments.lower is not None or arguments.upper is not None:
            lines += _capability_lines(found, Specification(arguments.lower, arguments.upper))
        if arguments.picture is not None:
            title, labels = arguments.file.stem, found.labels
            picture = control_pair(pair, title=title, labels=labels, standalone=True)
            arguments.picture.write_text(picture, encoding="utf-8")
    except (InputError, OSError, UnicodeDecodeError) as reason:
        print(f"{arguments.file}: {reason}", file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


def _limit_lines(pair: "ChartPair") -> list[str]:
    import numpy as np

    lines = [pair.method]
    for each in (pair.location, pair.spread):
        center, lcl, ucl = (float(np.ravel(v)[-1]) for v in (each.lines.center, each.lines.lcl, each.lines.ucl))
        lines.append(f"{each.statistic}: LCL {lcl:.6g}, centre {center:.6g}, UCL {ucl:.6g}")
    return lines


def _signal_lines(pair: "ChartPair") -> list[str]:
    words = {rule.number: rule.words() for each in (pair.location, pair.spread) for rule in each.rules.rules}
    return [
        f"point {signal.end} of the {each.statistic}: rule {signal.rule}, {words[signal.rule]}"
        for each in (pair.location, pair.spread)
        for signal in each.signals
    ]


def _capability_lines(found: "sheets.Measurements", specification: "Specification") -> list[str]:
    from mutu.lib.statistics.capability import capability

    values = found.values
    if found.kind == "wide" and all(cell is not None for row in values for cell in row):
        result = capability(values, specification)
    else:
        flat = [cell for row in values for cell in row] if found.kind == "wide" else values
        result = capability(flat, specification, missing="omit")
    overall = result.overall
    if overall.worst is None or overall.worst_interval is None:
        return ["All values are equal: no capability can be given."]
    low, high = overall.worst_interval
    lines = [f"Ppk {overall.worst:.3f} ({low:.2f} to {high:.2f}), expected {overall.ppm_total:.4g} ppm"]
    if result.stable and result.within.worst is not None:
        return [*lines, f"Cpk {result.within.worst:.3f}"]
    return [*lines, "Cpk: not given, the process is not stable"]


def _add_plan(commands: Any) -> None:
    command = commands.add_parser("plan", help="sample size and acceptance numbers by MIL-STD-105E")
    command.add_argument("--lot", type=int, required=True, help="lot size")
    command.add_argument("--level", default="II", help="inspection level (default II)")
    command.add_argument("--severity", default="normal", help="default normal")
    command.add_argument("--aql", nargs="+", required=True, help="one AQL per class, such as 0 2.5 4.0")
    command.set_defaults(run=plan)


CLASSES = ("critical", "major", "minor")


def plan(arguments: argparse.Namespace) -> int:
    """Print the inspection of several classes, and what it can and cannot promise."""
    from mutu.lib.statistics.errors import InputError
    from mutu.lib.statistics.sampling import inspection

    aqls = arguments.aql
    names = CLASSES[-len(aqls) :] if len(aqls) <= len(CLASSES) else [f"class {i + 1}" for i in range(len(aqls))]
    try:
        found = inspection(
            arguments.lot,
            dict(zip(names, aqls, strict=True)),
            level=arguments.level,
            severity=arguments.severity,
        )
    except InputError as reason:
        print(reason, file=sys.stderr)
        return 1
    print(f"{found.method}: lot of {found.lot}, take {found.n}")
    for each in found.classes:
        print(f"{each.name}, AQL {each.aql}: sample {each.n}, accept {each.ac}, reject {each.re}{_promise(each)}")
    for code in found.warnings:
        print(WORDS[code])
    return 0


WORDS = {
    "aql_zero_by_custom": "AQL 0 is not in the standard: here it means accept 0 on the largest sample.",
    "full_inspection": "The sample is as large as the lot: inspect every item.",
    "different_samples": "The classes need different samples: judge each class on its own.",
}


def _promise(each: "ClassPlan") -> str:
    """How often a lot exactly at the AQL is accepted, and the quality that passes once in ten."""
    from mutu.lib.statistics.sampling_curves import level_at, operating_characteristic

    if each.ac >= each.n or float(each.aql) > 10:
        return ""
    worst = 100 * level_at(each.n, each.re - 1, 0.10)
    if each.aql == "0":
        return f"; a lot with {worst:.1f} % passes in one case of ten"
    pa = float(operating_characteristic(each.n, each.re - 1, [float(each.aql) / 100]).pa[0])
    return f"; a lot at the AQL passes in {100 * pa:.0f} %, one with {worst:.1f} % in one case of ten"


def main(words: list[str] | None = None) -> int:
    """Run this group of commands on its own: ``python -m mutu.cli.statistics validate``."""
    parser = argparse.ArgumentParser(prog="mutu statistics", description="the statistics of quality")
    _add_commands(parser.add_subparsers(dest="command", required=True))
    arguments = parser.parse_args(words)
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())
