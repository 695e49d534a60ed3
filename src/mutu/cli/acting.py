"""`mutu do`: any action from a terminal, as a named person, with the facts the action declares."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mutu.cli import main as command

if TYPE_CHECKING:
    from mutu.core.actors import Actor
    from mutu.core.facts import Fact
    from mutu.core.models import Organization

EXIT = {"not_permitted": 3, "move_refused": 4, "not_yet": 5, "not_understood": 6, "outdated": 7}
NOT_FOUND = 8
OTHERWISE_REFUSED = 9


def add(subparsers: Any) -> None:
    do = subparsers.add_parser("do", help="do an action, as `mutu do nonconformity.report --as 1042 --what '…'`")
    do.add_argument("action", help="its name, see `mutu actions`")
    do.add_argument("rest", nargs=argparse.REMAINDER, help="the facts, each as --name value; --help lists them")
    do.set_defaults(run=run)
    actions = subparsers.add_parser("actions", help="every action there is, with its facts")
    actions.set_defaults(run=list_actions)


def list_actions(_given: argparse.Namespace) -> int:
    command.setup()
    from mutu.core import gate

    for action in gate.actions().values():
        facts = " ".join(fact.name if fact.required else f"[{fact.name}]" for fact in action.facts)
        print(f"{action.name}: {action.label} ({action.clause})\n    {facts}")
    return 0


def run(given: argparse.Namespace) -> int:
    command.setup()
    from mutu.core import gate
    from mutu.core.identity import new_id
    from mutu.core.kinds import as_uuid
    from mutu.core.refusals import NotUnderstood, Refusal

    action = gate.actions().get(given.action)
    if action is None:
        raise command.Stop(f"there is no action {given.action}; `mutu actions` lists them")
    said = facts_parser(action).parse_args(given.rest)
    by = person_of(said.organization, said.as_person, said.seen)
    key = as_uuid(said.id or "") or (new_id() if action.creates else None)
    if key is None:
        raise command.Stop("--id is the UUID of the record")
    facts = {fact.name: value for fact in action.facts if (value := getattr(said, f"fact_{fact.name}")) is not None}
    try:
        record = action.do(key, by=by, facts={name: read(action, name, value, by) for name, value in facts.items()})
    except gate.NotFound:
        print("mutu: there is no such record here", file=sys.stderr)
        return NOT_FOUND
    except Refusal as refusal:
        lines = [gate.in_words(refusal)]
        if isinstance(refusal, NotUnderstood):
            lines = [f"--{name.replace('_', '-')}: {gate.in_words(reason)}" for name, reason in refusal.errors.items()]
        print("\n".join(f"mutu: {line}" for line in lines), file=sys.stderr)
        return EXIT.get(refusal.code, OTHERWISE_REFUSED)
    print(json.dumps({"id": str(record.pk), "number": record.number, "state": record.state, "version": record.version}))
    return 0


def facts_parser(action: Any) -> argparse.ArgumentParser:
    """The action's facts as options of a command."""
    parser = argparse.ArgumentParser(prog=f"mutu do {action.name}", description=action.doc)
    parser.add_argument("--as", dest="as_person", required=True, metavar="WHO", help="badge, number or e-mail")
    parser.add_argument("--organization", default="", metavar="SLUG", help="needed when there are several")
    parser.add_argument("--id", default="", help="the record's id; a new record may be given one")
    parser.add_argument("--seen", type=int, default=None, metavar="VERSION", help="refuse if it changed since")
    for fact in action.facts:
        words = str(fact.label) + ("" if fact.required else " (optional)") + hint(fact)
        parser.add_argument(f"--{fact.name.replace('_', '-')}", dest=f"fact_{fact.name}", default=None,
                            metavar=fact.kind.upper(), help=words.replace("%", "%%"))  # fmt: skip
    return parser


def hint(fact: "Fact") -> str:
    if fact.kind == "rows":
        return "; a JSON list of " + ", ".join(column.name for column in fact.columns)
    if fact.kind == "lines":
        return "; several with a line break between"
    if fact.kind in ("photo", "files"):
        return "; paths, with a line break between"
    return f"; one of {', '.join(value for value, _label in fact.choices)}" if fact.choices else ""


def read(action: Any, name: str, value: str, by: "Actor") -> Any:
    """An option as the gate takes it: rows from JSON, files from their paths."""
    (fact,) = (one for one in action.facts if one.name == name)
    if fact.kind == "rows":
        try:
            return json.loads(value)
        except ValueError:
            raise command.Stop(f"--{name} is a JSON list: {hint(fact)}") from None
    if fact.kind in ("photo", "files"):
        from mutu.core import attachments
        from mutu.core.actions import add_attachment
        from mutu.core.identity import new_id
        from mutu.core.kinds import as_uuid

        ids = []
        for line in value.split("\n"):
            if as_uuid(line) is None:
                file = Path(line)
                try:
                    data = file.read_bytes()
                except (OSError, ValueError) as error:
                    raise command.Stop(f"--{name}: {line} cannot be read ({type(error).__name__})") from None
                kept = attachments.keep(by.organization_id, data, file.name)
                ids.append(str(add_attachment(new_id(), by=by, name=file.name, sha256=kept.sha256).pk))
            else:
                ids.append(line)
        return ids
    return value


def organization_of(slug: str) -> "Organization":
    """The organization meant, or the only one."""
    from mutu.core import tenancy
    from mutu.core.models import Door, Organization

    doors = list(Door.objects.filter(slug=slug) if slug else Door.objects.all()[:2])
    if len(doors) != 1:
        known = ", ".join(Door.objects.values_list("slug", flat=True)[:20])
        raise command.Stop(f"say which organization with --organization: {known or 'there is none; run mutu init'}")
    with tenancy.reading(doors[0].organization_id):
        return Organization.objects.of(doors[0].organization_id).get()


def person_of(slug: str, who: str, seen: int | None = None) -> "Actor":
    """The person a command acts for, by badge, number or e-mail."""
    from django.db.models import Q

    from mutu.core import tenancy
    from mutu.core.actors import Actor
    from mutu.core.models import Person

    organization = organization_of(slug)
    with tenancy.reading(organization):
        people = Person.objects.of(organization).select_related("site").filter(state="active")
        found = list(people.filter(Q(badge=who) | Q(number__iexact=who) | Q(email__iexact=who))[:2]) if who else []
    if len(found) != 1:
        raise command.Stop(f"nobody here has the badge, number or e-mail {who!r}")
    return Actor(organization, found[0], found[0].name, face="command", via="terminal", seen=seen)
