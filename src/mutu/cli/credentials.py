"""``mutu verify`` and ``mutu credentials validate``: check a certificate, and check the checker.

Trust and time come from whoever runs the command, never from the file. Nothing here needs Django or a network.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path
from typing import Any

from mutu.certification.answers import unreadable
from mutu.certification.checking import check, content, contexts_held, trust_held
from mutu.cli import credentials_log, credentials_office, credentials_signing, credentials_text, credentials_trust
from mutu.lib.credentials.canonical import Contexts
from mutu.lib.credentials.cases import Outcome, is_case, run_case, run_unreadable
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import read_moment
from mutu.lib.credentials.reading import LARGEST_FILE
from mutu.lib.credentials.strict_json import read_json, read_object
from mutu.lib.credentials.trust import Trust
from mutu.lib.credentials.vectors import folder_kind, run_folder

WRONG_USE = 2


def add(subparsers: Any) -> None:
    """Register ``verify`` and ``credentials`` on an argparse subparsers object."""
    command = subparsers.add_parser("verify", help="check certificates, without asking anybody")
    command.add_argument("files", nargs="+", metavar="FILE", help="bundle, credential, JWT, PDF or QR text")
    command.add_argument("--trust", type=Path, metavar="LIST", help="your trust list (default: in MUTU_HOME)")
    command.add_argument("--keeper", metavar="DID", help="the did:key your trust list must be signed with")
    command.add_argument("--now", metavar="TIME", help="the time to check for (default: your clock)")
    command.add_argument("--contexts", type=Path, metavar="DIR", help="context documents for RDFC signatures")
    command.add_argument("--fetch", action="store_true", help="ask the bodies in your trust list for what is missing")
    command.add_argument("--json", action="store_true", help="print the answer as JSON")
    command.set_defaults(run=verify_files)
    group = subparsers.add_parser("credentials", help="credentials, and the checker's own validation")
    commands = group.add_subparsers(dest="credentials_command", required=True)
    command = commands.add_parser("validate", help="run case files and W3C vectors")
    command.add_argument("paths", nargs="*", type=Path, metavar="PATH", help="case files, or folders of cases")
    command.add_argument("--contexts", type=Path, metavar="DIR", help="context documents for RDFC signatures")
    command.add_argument("--schemas", type=Path, metavar="DIR", help="UNTP schemas, to check valid cases against")
    command.set_defaults(run=validate)
    credentials_signing.add(commands)
    credentials_office.add(commands)
    credentials_log.add(commands)
    credentials_trust.add(commands)


def verify_files(arguments: argparse.Namespace) -> int:
    """Check each file and print the verdict and the chain; 0 only when every one is valid."""
    try:
        now = read_moment(arguments.now, "--now") if arguments.now else datetime.now(UTC)
        trust = trust_held(arguments.trust, keeper=arguments.keeper, contexts=arguments.contexts)
    except (CredentialError, OSError) as error:
        print(f"mutu verify: {error}", file=sys.stderr)
        return WRONG_USE
    answers = [_answer(name, trust, now, arguments) for name in arguments.files]
    if arguments.json:
        print(json.dumps(answers if len(answers) > 1 else answers[0], indent=1, ensure_ascii=False))
    else:
        print("\n\n".join(credentials_text.told(answer) for answer in answers))
    return 0 if all(answer["verdict"] == "valid" for answer in answers) else 1


def _answer(name: str, trust: Trust, now: datetime, arguments: argparse.Namespace) -> dict[str, Any]:
    try:
        data = content(Path(name))
    except OSError as error:
        return unreadable(name, str(error), now)
    return check(name, data, trust, now, fetch=arguments.fetch, remember=arguments.now is None)


def validate(arguments: argparse.Namespace) -> int:
    """Run every case below the paths; 0 when there were some and all passed."""
    passed = failed = 0
    try:
        contexts = contexts_held(arguments.contexts)
        schemas = _schemas(arguments.schemas)
    except (CredentialError, OSError) as error:
        print(f"mutu credentials validate: {error}", file=sys.stderr)
        return WRONG_USE
    paths = arguments.paths or [Path(str(resources.files("mutu.catalogue") / "credentials" / "qms-cases"))]
    for path in paths:
        for outcome in _outcomes(path, contexts, schemas):
            passed, failed = passed + outcome.passed, failed + (not outcome.passed)
            print(f"{'ok  ' if outcome.passed else 'FAIL'} {outcome.name}: {outcome.text}")
    if not passed + failed:
        print("No case was found: nothing is proved.", file=sys.stderr)
    print(f"{passed} passed, {failed} failed")
    return 0 if passed and not failed else 1


def _outcomes(path: Path, contexts: Contexts, schemas: dict[str, Any]) -> Iterator[Outcome]:
    if path.is_file():
        yield _case_file(path, contexts, schemas)
        return
    if not path.is_dir():
        yield Outcome(str(path), False, "There is no such file or folder.")
        return
    folders = [path, *sorted(below for below in path.rglob("*") if below.is_dir())]
    for folder in folders:
        yield from _folder(folder, contexts, schemas)


def _folder(folder: Path, contexts: Contexts, schemas: dict[str, Any]) -> Iterator[Outcome]:
    """A folder of vectors as a whole, or each JSON file in it as a case; key files of vectors are no cases."""
    files = {path.name: content(path) for path in sorted(folder.iterdir()) if path.is_file()}
    around = {path.name: content(path) for path in sorted(folder.parent.glob("*eyPair.json"))}
    kind = folder_kind(files)
    if kind is not None:
        yield from run_folder(kind, folder.name, around | files, contexts)
        return
    holds_vectors = any(name.endswith("eyPair.json") for name in files)
    for name in files:
        if name.endswith(".json") and not holds_vectors:
            yield _case_file(folder / name, contexts, schemas)


def _case_file(path: Path, contexts: Contexts, schemas: dict[str, Any]) -> Outcome:
    try:
        text = content(path)
        case = read_json(text, largest=LARGEST_FILE)
    except OSError as error:
        return Outcome(str(path), False, str(error))
    except CredentialError as error:
        return run_unreadable(text, str(error)) or Outcome(str(path), False, str(error))
    if not is_case(case):
        return Outcome(str(path), False, "The file does not have the shape of a case.")
    outcome = run_case(case, contexts)
    if outcome.passed and case["expected"]["verdict"] == "valid":
        return _against_schemas(outcome, case, schemas)
    return outcome


def _schemas(folder: Path | None) -> dict[str, Any]:
    """Validators for the certificate and the accreditation, from the released UNTP schemas."""
    if folder is None:
        return {}
    import jsonschema_rs

    found = {}
    for member, stem in (("certificate", "untp-dcc-0.7.0"), ("accreditation", "untp-dia-0.7.0")):
        schema = read_object(content(folder / f"{stem}.schema.json"))
        found[member] = jsonschema_rs.validator_for(schema, validate_formats=True)
    return found


def _against_schemas(outcome: Outcome, case: dict[str, Any], schemas: dict[str, Any]) -> Outcome:
    from mutu.lib.credentials.secured import read_secured

    for member, validator in schemas.items():
        document = {name: value for name, value in read_secured(case[member]).document.items() if name != "proof"}
        for error in validator.iter_errors(document):
            return Outcome(outcome.name, False, f"the {member} does not pass its schema: {error.message}")
    return outcome


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ``verify`` or ``credentials`` by themselves: ``python -m mutu.cli.credentials``."""
    parser = argparse.ArgumentParser(prog="mutu", description=__doc__)
    add(parser.add_subparsers(metavar="COMMAND", required=True))
    given = parser.parse_args(arguments)
    return int(given.run(given))


if __name__ == "__main__":
    sys.exit(main())
