"""``mutu statistics``: validate the library, chart a file, look up a sampling plan.

``validate`` gives the evidence a customer's auditor asks for (ISO 9001:2015 7.1.5.1): one line a case, a summary, and
on request a report with versions, machine, errors, date and a hash over all of it.
"""

import argparse
import json
import sys
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # NumPy is loaded when a command runs, not when another one is looked up
    from collections.abc import Mapping

    from mutu.lib.statistics.sampling import ClassPlan
    from mutu.lib.statistics.studies import Answer
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
    command = commands.add_parser("chart", help="the chart that fits a table (XLSX, CSV, or a study kept as JSON)")
    command.add_argument("file", type=Path, metavar="FILE")
    command.add_argument("--sheet", default="measurements", help="measurements (default), counts, or gauge")
    command.add_argument("--column", action="append", default=[], metavar="ROLE=NAME", type=_role, dest="columns",
                         help="which column is what: value, subgroup; count, size, label; part, operator")  # fmt: skip
    command.add_argument("--value", metavar="COLUMN", help="the column of measurements")
    command.add_argument("--subgroup", metavar="COLUMN", help="the column that names the subgroup")
    command.add_argument("--characteristic", default="", metavar="NAME", help="what was measured")
    command.add_argument("--unit", default="")
    command.add_argument("--lower", type=float, help="lower specification limit")
    command.add_argument("--upper", type=float, help="upper specification limit")
    command.add_argument("--target", type=float)
    command.add_argument("--counted", default="items", help="of counts: items (default) or nonconformities")
    command.add_argument("--size", type=float, help="of counts: how many are inspected each time")
    command.add_argument("--limits-from", type=int, metavar="N", dest="phase1", help="limits of the first N points")
    command.add_argument("--chart", default="auto", help="i_mr, xbar_r, xbar_s or median_r instead of the fitting one")
    command.add_argument(
        "--rules",
        default="default",
        metavar="NAME",
        help="all run rules of nelson, western_electric, aiag, iso_7870_2 or montgomery (default: 1 and 2)",
    )
    command.add_argument("--picture", type=Path, metavar="SVG", help="write the chart to this file")
    command.add_argument("--keep", type=Path, metavar="JSON", help="keep data, questions and method in this file")
    command.set_defaults(run=chart)


def _role(words: str) -> tuple[str, str]:
    role, mark, name = words.partition("=")
    if not mark:
        raise argparse.ArgumentTypeError(f"'{words}' is not ROLE=NAME, such as part=Piece")
    return role, name


ASKED = ("sheet", "characteristic", "unit", "lower", "upper", "target", "counted", "size", "phase1", "chart", "rules")


def chart(arguments: argparse.Namespace) -> int:
    """Print the chart's limits and signals and what follows from them; on request draw it and keep it."""
    from mutu import __version__
    from mutu.lib.spreadsheets.refusals import SheetRefused
    from mutu.lib.statistics.errors import InputError
    from mutu.lib.statistics.studies import Asked, studied
    from mutu.lib.statistics.studies.answer import Look
    from mutu.lib.statistics.studies.files import kept, read_file

    named = {"value": arguments.value, "subgroup": arguments.subgroup, **dict(arguments.columns)}
    columns = {role: name for role, name in named.items() if name}
    try:
        given = Asked(columns=columns, **{name: getattr(arguments, name) for name in ASKED})
        sheet, asked = read_file(arguments.file.read_bytes(), given)
        found = studied(sheet, asked, Look(title=asked.characteristic or arguments.file.stem, standalone=True))
        if arguments.picture is not None and not found.pictures:
            raise InputError("no_picture", "There is no picture of such a study.")
        if arguments.picture is not None:
            arguments.picture.write_text(found.pictures["chart"], encoding="utf-8")
        if arguments.keep is not None:
            words = json.dumps(kept(sheet, asked, found, f"mutu {__version__}"), ensure_ascii=False, indent=1)
            arguments.keep.write_text(words, encoding="utf-8")
    except (InputError, SheetRefused, OSError, UnicodeDecodeError) as reason:
        print(f"{arguments.file}: {reason}", file=sys.stderr)
        return 1
    print("\n".join(_told(found)))
    return 0


def _told(found: "Answer") -> list[str]:
    """The answer in lines of plain English."""
    lines = [f"{found.chart}: {found.reason.replace('_', ' ')}", found.method]
    for one in found.lines:
        values = dict.fromkeys(("lcl", "center", "ucl"), "varies" if one["varies"] else "none")
        values |= {name: f"{one[name]:.6g}" for name in values if one[name] is not None}
        lines.append(f"{one['statistic']}: LCL {values['lcl']}, centre {values['center']}, UCL {values['ucl']}")
    for one in found.signals:
        lines.append(f"point {one['label']} of the {one['statistic']}: rule {one['rule']['number']}, {one['words']}")
    if found.signal_count > len(found.signals):
        lines.append(f"and {found.signal_count - len(found.signals)} more signals")
    figures = found.figures
    if "sources" in figures:
        return lines + _gauge_lines(figures)
    return lines + (_capability_lines(figures) if "ppk" in figures else [])


def _capability_lines(figures: "Mapping[str, Any]") -> list[str]:
    if figures["ppk"] is None:
        return ["All values are equal: no capability can be given."]
    low, high = figures["ppk_interval"]
    lines = [f"Ppk {figures['ppk']:.3f} ({low:.2f} to {high:.2f}), expected {figures['ppm_expected']:.4g} ppm"]
    if "cpk" in figures:
        return [*lines, f"Cpk {figures['cpk']:.3f}"]
    return [*lines, "Cpk: not given, the process is not stable"]


def _gauge_lines(figures: "Mapping[str, Any]") -> list[str]:
    lines = [f"{one['source']}: {one['sd']:.4g}" for one in figures["sources"]]
    if figures["study"] is None:
        return [*lines, "Nothing varies in this study."]
    tolerance = "" if figures["tolerance"] is None else f", {figures['tolerance']:.1f} % of the tolerance"
    said = f"Gauge R&R {figures['study']:.1f} % of the study variation{tolerance}, ndc {figures['ndc']}"
    return [*lines, f"{said}: {figures['verdict'].replace('_', ' ')}"]


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
        numbers = f"sample {each.n}, accept {each.ac}, reject {each.re}"
        print(f"{each.name}, AQL {each.aql}: {numbers}{_promise(each, found.lot)}")
    for code in found.warnings:
        print(WORDS[code])
    return 0


WORDS = {
    "aql_zero_by_custom": "AQL 0 is not in the standard: here it means accept 0 on the largest sample.",
    "full_inspection": "The sample is as large as the lot: inspect every item.",
    "different_samples": "The classes need different samples: judge each class on its own.",
}


def _promise(each: "ClassPlan", lot: int) -> str:
    """How often a lot exactly at the AQL is accepted, and the quality that passes once in ten."""
    from mutu.lib.statistics.sampling_curves import promise

    found = promise(each.aql, each.n, each.re - 1, lot)
    if found is None:
        return ""
    unit = " %" if found["distribution"] == "binomial" else " per 100 units"
    if found["at_aql"] is None:
        return f"; a lot with {found['lq']:.1f}{unit} passes in one case of ten"
    at = 100 * found["at_aql"]
    return f"; a lot at the AQL passes in {at:.0f} %, one with {found['lq']:.1f}{unit} in one case of ten"


def main(words: list[str] | None = None) -> int:
    """Run this group of commands on its own: ``python -m mutu.cli.statistics validate``."""
    parser = argparse.ArgumentParser(prog="mutu statistics", description="the statistics of quality")
    _add_commands(parser.add_subparsers(dest="command", required=True))
    arguments = parser.parse_args(words)
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())
