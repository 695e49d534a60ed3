"""``mutu statistics validate``: run the reference cases and say which pass.

The evidence a customer's auditor asks for (ISO 9001:2015 7.1.5.1): one line a case, a summary, and on
request a report with versions, machine, errors, date and a hash over all of it.
"""

import argparse
import sys
from importlib import resources
from pathlib import Path
from typing import Any

from mutu.lib.statistics.validation import CaseResult, read_cases, run_cases
from mutu.lib.statistics.validation.report import report


def add(subparsers: Any) -> None:
    """Register ``statistics validate [PATH ...] [--report FILE]`` on an argparse subparsers object."""
    group = subparsers.add_parser("statistics", help="the statistics of quality, and their validation")
    commands = group.add_subparsers(dest="statistics_command", required=True)
    _add_validate(commands)


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


def _run_path(path: Path) -> tuple[list[CaseResult], bool]:
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


def _run_file(file: Path) -> list[CaseResult] | None:
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
    return results


def main(words: list[str] | None = None) -> int:
    """Run this group of commands on its own: ``python -m mutu.cli.statistics validate``."""
    parser = argparse.ArgumentParser(prog="mutu statistics", description=__doc__)
    _add_validate(parser.add_subparsers(dest="command", required=True))
    arguments = parser.parse_args(words)
    return int(arguments.run(arguments))


if __name__ == "__main__":
    sys.exit(main())
