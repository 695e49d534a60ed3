"""`mutu trail`: verify what was recorded, give checkpoints away, prove an entry, and check other people's proofs.

`mutu trail check` needs neither a database nor an installation: whoever holds a checkpoint and the key can run it.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mutu.cli import main as command

if TYPE_CHECKING:
    from mutu.core.findings import Findings
    from mutu.core.models import Organization

WITHOUT_CHECKPOINT = (
    "Not seen without a checkpoint kept elsewhere: a history rewritten throughout, an older backup put back. "
    "Use --checkpoint FILE."
)


def add(subparsers: Any) -> None:
    """Register `trail` with its commands on an argparse subparsers object."""
    group = subparsers.add_parser("trail", help="verify, checkpoint and prove what was recorded")
    _add_commands(group.add_subparsers(dest="trail_command", metavar="COMMAND", required=True))


def _add_commands(commands: Any) -> None:
    verify = _command(commands, "verify", run_verify, "read everything again and name whatever was changed")
    verify.add_argument("--checkpoint", type=Path, metavar="FILE", help="a checkpoint kept elsewhere")
    verify.add_argument("--key", metavar="KEY", help="the verifier key, if another installation signed it")
    verify.add_argument("--all", action="store_true", help="every organization here, one after the other")
    verify.add_argument("--json", action="store_true", help="the findings as JSON")
    _command(commands, "checkpoint", run_checkpoint, "print a signed checkpoint, to be kept elsewhere")
    prove = _command(commands, "prove", run_prove, "print the proof that an entry is in the log")
    prove.add_argument("seq", type=int, metavar="SEQ", help="the number of the entry")
    prove.add_argument("--words", action="store_true", help="with the readable words of the entry")
    _against(prove)
    extends = _command(
        commands, "prove-consistency", run_prove_consistency, "print the proof that history still stands"
    )
    extends.add_argument("old", type=int, metavar="OLD", help="the size in the older checkpoint")
    _against(extends)
    check = commands.add_parser("check", help="check a proof against a checkpoint; needs no database")
    check.add_argument("proof", type=Path, metavar="PROOF")
    check.add_argument("--checkpoint", type=Path, required=True, metavar="FILE")
    check.add_argument("--old", type=Path, metavar="FILE", help="the older checkpoint, for a proof of consistency")
    check.add_argument("--key", required=True, metavar="KEY", help="the verifier key, or a file that holds it")
    check.set_defaults(run=run_check)
    _command(commands, "key", run_key, "print the verifier key, for whoever checks the checkpoints")


def _command(commands: Any, name: str, run: Callable[[argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=help)
    parser.add_argument("--organization", default="", metavar="SLUG", help="needed when there are several")
    parser.set_defaults(run=run)
    return parser


def _against(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--size", type=int, metavar="N", help="for the log of that many entries; today's if left out")


def _organization(given: argparse.Namespace) -> "Organization":
    command.setup()
    from mutu.cli.acting import organization_of

    return organization_of(given.organization)


def read_text(path: Path) -> str:
    """A small text file, or a sentence that says why not."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as reason:
        raise command.Stop(f"{path} cannot be read: {reason}") from None


def run_verify(given: argparse.Namespace) -> int:
    """0 when nothing was found, 1 when something was."""
    if given.all:
        return _verify_all(given)
    organization = _organization(given)
    from mutu.core.proofs import verify
    from mutu.lib.signed_note import NoteRefused

    kept = read_text(given.checkpoint) if given.checkpoint else None
    progress = _tell if sys.stderr.isatty() and not given.json else None
    try:
        findings = verify(organization, checkpoint=kept, key=given.key, progress=progress)
    except NoteRefused as reason:
        raise command.Stop(f"the checkpoint cannot be believed: {reason}") from None
    if given.json:
        print(json.dumps(findings.as_json(), ensure_ascii=False, indent=1))
    else:
        _print(findings, organization.name)
    return 0 if findings.clean else 1


def _verify_all(given: argparse.Namespace) -> int:
    command.setup()
    from mutu.core.models import Door

    if given.checkpoint or given.json:
        raise command.Stop("a checkpoint and --json are for one organization: name it with --organization")
    given.all, found = False, 0
    for given.organization in Door.objects.order_by("slug").values_list("slug", flat=True):
        found |= run_verify(given)
    return found


def _tell(what: str, done: int) -> None:
    print(f"\r{done} {what} ", end="", file=sys.stderr, flush=True)


def _print(findings: "Findings", name: str) -> None:
    for finding in findings:
        print(finding)
    if findings.count > len(findings.kept):
        print(f"… and {findings.count - len(findings.kept)} more findings")
    print(f"{name}: {findings.entries} entries, {findings.records} records, {findings.files} files read; "
          f"{findings.count or 'no'} finding{'' if findings.count == 1 else 's'}")  # fmt: skip
    if findings.root:
        print(f"root of {findings.size} entries: {findings.root}")
    if not findings.checkpoint:
        print(WITHOUT_CHECKPOINT)


def run_checkpoint(given: argparse.Namespace) -> int:
    organization = _organization(given)
    from mutu.core.proofs import checkpoint

    print(checkpoint(organization), end="")
    return 0


def run_key(given: argparse.Namespace) -> int:
    organization = _organization(given)
    from mutu.core.checkpoints import verifier_key

    print(verifier_key(organization))
    return 0


def run_prove(given: argparse.Namespace) -> int:
    organization = _organization(given)
    from mutu.core.proofs import prove_inclusion

    return _proof(lambda: prove_inclusion(organization, given.seq, given.size, words=given.words))


def run_prove_consistency(given: argparse.Namespace) -> int:
    organization = _organization(given)
    from mutu.core.proofs import prove_consistency

    return _proof(lambda: prove_consistency(organization, given.old, given.size))


def _proof(prove: Callable[[], dict[str, Any]]) -> int:
    from mutu.lib.transparency import LogRefused

    try:
        print(json.dumps(prove(), ensure_ascii=False))
    except LogRefused as reason:
        raise command.Stop(str(reason)) from None
    return 0


def run_check(given: argparse.Namespace) -> int:
    """0 when the proof holds, 1 when it does not; needs no database."""
    from mutu.core.proof_files import ProofRefused, check_consistency, check_inclusion, read_proof
    from mutu.lib.signed_note import NoteRefused

    checkpoint = read_text(given.checkpoint)
    key = read_text(Path(given.key)).strip() if Path(given.key).is_file() else given.key
    try:
        proof = read_proof(read_text(given.proof))
        if proof.get("proof") == "consistency":
            if given.old is None:
                raise command.Stop("a proof of consistency is between two checkpoints: give the older with --old FILE")
            new = check_consistency(proof, read_text(given.old), checkpoint, key)
            print(f"Proven: the log of {new.size} entries begins with everything the older checkpoint saw.")
            return 0
        included = check_inclusion(proof, checkpoint, key)
    except (ProofRefused, NoteRefused) as reason:
        print(f"NOT proven: {reason}", file=sys.stderr)
        return 1
    leaf = included.leaf
    print(f"Proven: entry {leaf['seq']} of {included.checkpoint.size} in {included.checkpoint.origin}.")
    print(f"{leaf.get('at')} {included.who or 'somebody'}: {leaf.get('action')}, record {leaf.get('record')}")
    for name, value in included.words.items():
        print(f"  {name} = {json.dumps(value, ensure_ascii=False)}")
    return 0


def main(words: Sequence[str] | None = None) -> int:
    """Run this group of commands on its own: `python -m mutu.cli.trail verify`."""
    parser = argparse.ArgumentParser(prog="mutu trail", description=__doc__)
    _add_commands(parser.add_subparsers(dest="trail_command", metavar="COMMAND", required=True))
    given = parser.parse_args(words)
    try:
        return int(given.run(given))
    except command.Stop as stop:
        print(f"mutu: {stop}", file=sys.stderr)
        return stop.status


if __name__ == "__main__":
    sys.exit(main())
