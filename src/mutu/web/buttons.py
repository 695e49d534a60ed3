"""What somebody can do with a record now, and what not yet and why: one table for every page."""

from typing import Any

from django.utils.translation import gettext as _

from mutu.core import gate, permissions
from mutu.core.actors import Actor
from mutu.core.records import Record
from mutu.web.addresses import do_address

DESTROYING = frozenset({"withdraw", "merge", "retire", "revoke", "take_away"})


def steps_of(
    record: Record, by: Actor, first: tuple[str, ...] = ()
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The steps allowed now as verbs, likeliest first, and those that others may do, with who may."""
    now, others = [], []
    for action in gate.actions_on(type(record)):
        if action.creates or not action.listed or not possible(action, record):
            continue
        entry = {
            "name": action.name,
            "label": action.label,
            "url": do_address(action.name, record),
            "destroys": action.verb in DESTROYING,
        }
        if permissions.may(by, action, record):
            now.append(entry)
        else:
            others.append({**entry, "reason": _("%(roles)s can.") % {"roles": permissions.readable(action.may)}})
    order = {name: place for place, name in enumerate(first)}
    now.sort(
        key=lambda entry: (
            order.get(str(entry["name"]), len(order)),
            bool(entry["destroys"]),
            not leads_on(str(entry["name"]), record),
        )
    )
    if now and now[0]["name"] in order:
        now[0]["primary"] = True
    return now, others


def leads_on(name: str, record: Record) -> bool:
    """Whether the step takes the record to another state."""
    workflow, verb = record.workflow, name.rpartition(".")[2]
    return workflow is not None and workflow.allows(verb, record.state) and workflow.moves[verb][1] is not None


def possible(action: gate.AnyAction, record: Record) -> bool:
    """Whether the state allows it; rules may still say not yet."""
    workflow = record.workflow
    return workflow is None or not workflow.governs(action.verb) or workflow.allows(action.verb, record.state)
