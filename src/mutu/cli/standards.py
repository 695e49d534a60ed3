"""`mutu standards`: the editions of ISO 9001 as composed from the catalogue."""

import argparse
import json
from typing import Any


def add(subparsers: Any) -> None:
    command = subparsers.add_parser("standards", help="the editions of ISO 9001 in the catalogue, with their counts")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(run=run)


def run(given: argparse.Namespace) -> int:
    from mutu.lib.standards import summary

    told = summary()
    if given.json:
        print(json.dumps(told, indent=2, ensure_ascii=False, default=str))
        return 0
    for key, edition in told.items():
        print(
            f"{key}: " + ", ".join(f"{name} {value}" for name, value in edition.items() if not isinstance(value, dict))
        )
    return 0
