"""``mutu credentials trust``: bring in a trust list, or say whom this installation trusts."""

from __future__ import annotations

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mutu.certification.checking import content, home
from mutu.certification.trust_lists import HeldList, bring_in, held
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import write_moment

WRONG_USE = 2


def add(commands: Any) -> None:
    """Register ``trust`` below ``mutu credentials``."""
    command = commands.add_parser("trust", help="bring in a trust list, or show the one held")
    command.add_argument("list", nargs="?", type=Path, metavar="LIST", help="the list to bring in")
    command.add_argument("--keeper", metavar="DID", help="the did:key it must be signed with")
    command.set_defaults(run=trust)


def trust(arguments: argparse.Namespace) -> int:
    """Bring the list in when one is named, then print whom it trusts; 2 when it is refused."""
    try:
        if arguments.list is not None:
            data = content(arguments.list)
            found: HeldList | None = bring_in(home(), data, datetime.now(UTC), keeper=arguments.keeper)
        else:
            found = held(home())
    except (CredentialError, OSError) as error:
        print(f"mutu credentials trust: {error}", file=sys.stderr)
        return WRONG_USE
    print("\n".join(_lines(found)) if found else "No trust list is held: nobody is trusted.")
    return 0


def _lines(found: HeldList) -> list[str]:
    until = write_moment(found.trust.valid_until) if found.trust.valid_until else "no end"
    lines = [f"{found.trust.name}, number {found.trust.sequence}, until {until}", f"  kept by {found.keeper}"]
    for body in found.trust.bodies.values():
        lines.append(f"  {body.name} ({body.did}), {body.role}")
        for key in body.keys:
            starts = write_moment(key.starts) if key.starts else "the beginning"
            ends = write_moment(key.ends) if key.ends else "now"
            lines.append(f"    {key.key.multikey} from {starts} to {ends}")
    return ["".join(letter if letter.isprintable() else "�" for letter in line) for line in lines]
