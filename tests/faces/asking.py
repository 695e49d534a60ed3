"""Each action asked through each of its four faces with the same facts, and what it left, in comparable words."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.test import Client
from tests.cast import fresh
from tests.samples import Sample, World

from mutu.cli.main import main
from mutu.core import tenancy, trail
from mutu.core.actors import Actor
from mutu.core.gate import AnyAction
from mutu.core.models import Person, Site
from mutu.core.records import plain
from mutu.web import forms

Left = tuple[dict[str, Any], list[tuple[Any, ...]]]
NEW_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def whole(action: AnyAction, sample: Sample) -> dict[str, Any]:
    """The facts as a person's form would send them: what stands, the defaults, and what is said."""
    standing = {}
    if sample.record is not None:
        kept = type(sample.record).objects.of(sample.by.organization).get(pk=sample.record.pk)
        standing = {name: plain(value) for name, value in forms.standing(action, kept).items()}
    defaults = {fact.name: plain(fact.default) for fact in action.facts if not fact.required}
    boxes = {fact.name: False for fact in action.facts if fact.kind == "yes_no"}
    said = {**boxes, **defaults, **standing, **sample.facts}
    return {name: value for name, value in said.items() if value not in (None, "", [], ())}


def signed_in(by: Actor) -> Client:
    client = Client()
    session = client.session
    session["organization"], session["person"], session["via"] = str(by.organization_id), str(by.person_id), "badge"
    session.save()
    return client


def posted(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts as the fields of a form."""
    fields: dict[str, Any] = {}
    for name, value in facts.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            for place, row in enumerate(value):
                fields |= {f"{name}.{place}.{key}": typed(cell) for key, cell in row.items() if cell is not None}
        elif isinstance(value, list):
            fields[name] = [typed(item) for item in value]
        else:
            fields[name] = typed(value)
    return fields


def typed(value: Any) -> str:
    return ("yes" if value else "no") if isinstance(value, bool) else str(value)


def on_the_page(action: AnyAction, by: Actor, id: UUID, facts: dict[str, Any], world: World) -> int:
    address = f"/do/{action.name}" if action.creates else f"/do/{action.name}/{id}"
    answer = signed_in(by).post(address, {**posted(facts), "id": str(id)})
    return 200 if answer.status_code == 302 else answer.status_code


def through_the_api(action: AnyAction, by: Actor, id: UUID, facts: dict[str, Any], world: World) -> int:
    address = f"/api/v1/{action.model.kind}/{id}/{action.verb}"
    key = {"Authorization": f"Bearer {world.key(by)}"}
    return Client().post(address, json.dumps(facts), content_type="application/json", headers=key).status_code


def on_the_command_line(action: AnyAction, by: Actor, id: UUID, facts: dict[str, Any], world: World) -> int:
    assert by.person is not None
    from mutu.core.models import Door

    slug = Door.objects.get(organization_id=by.organization_id).slug
    words = ["do", action.name, "--as", by.person.number, "--organization", slug, "--id", str(id)]
    for name, value in facts.items():
        said = value
        if isinstance(value, list):
            said = json.dumps(value) if value and isinstance(value[0], dict) else "\n".join(value)
        words += [f"--{name.replace('_', '-')}", typed(said)]
    return {0: 200, 3: 403, 8: 404}.get(code := main(words), code)


def in_python(action: AnyAction, by: Actor, id: UUID, facts: dict[str, Any], world: World) -> int:
    assert by.person is not None
    action.do(id, by=fresh(by.organization, by.person), facts=facts)
    return 200


FACES: dict[str, Callable[..., int]] = {
    "page": on_the_page, "api": through_the_api, "command": on_the_command_line, "python": in_python,
}  # fmt: skip


def left_by(face: str, action: AnyAction, sample: Sample, facts: dict[str, Any], world: World, id: UUID) -> Left:
    """What the action leaves through this face: the record, and the story; then all is as it was."""
    if face == "api":
        world.key(sample.by)
    mark = transaction.savepoint()
    try:
        status = FACES[face](action, sample.by, id, facts, world)
        assert status == 200, f"{face} answered {status}"
        with tenancy.reading(sample.by.organization):
            record = action.model.objects.of(sample.by.organization).get(pk=id)
            before = plain(sample.record.snapshot()) if sample.record is not None else {}
            before = plain(sample.record.snapshot()) if sample.record is not None else {}
            known = {*NEW_ID.findall(json.dumps([facts, before])), str(id), *settled(sample.by)}
            lines = trail.story(sample.by.organization, newest=30)
            first = next(place for place, line in enumerate(lines) if line.action == action.name and line.record == id)
            inner = [
                (line.action, line.who, comparable(line.facts, known), comparable(line.was, known), line.state)
                for line in lines[max(0, first - 3) : first + 1]
                if line.seq >= lines[first].seq - 3 and line.record == id
            ]
            snapshot = comparable(record.snapshot(), known) | {"version": record.version}
        return snapshot, inner[-1:]
    finally:
        transaction.savepoint_rollback(mark)


def settled(by: Actor) -> set[str]:
    """People and sites are known before anything is done."""
    return {
        str(key) for model in (Person, Site) for key in model.objects.of(by.organization).values_list("pk", flat=True)
    }


def comparable(value: Any, known: set[str]) -> Any:
    """A value without what differs by nature: the moment it was done, and ids made for it."""
    if isinstance(value, dict):
        return {name: comparable(item, known) for name, item in value.items()}
    if isinstance(value, list):
        return [comparable(item, known) for item in value]
    if isinstance(value, str):
        value = NEW_ID.sub(lambda found: found[0] if found[0] in known else "made", value)
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        if moment.tzinfo and abs(datetime.now(UTC) - moment) < timedelta(minutes=10):
            return "now"
        if moment.tzinfo and moment > datetime.now(UTC):
            return "later"
    return value
