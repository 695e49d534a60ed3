"""People, parts, machines, customers and providers can be brought in from a list too."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from mutu.core import actions as _actions  # noqa: F401  the actions named below are declared there
from mutu.core.importing.declared import Importable, importable


def _nothing(_today: date) -> dict[str, Any]:
    return {}


def _left_today(today: date) -> dict[str, Any]:
    return {"left_on": today}


importable(Importable(
    name="people", action="person.add", label=_("People"), undo="person.leave", undo_facts=_left_today,
    same_as={"name": "person_name"}, identity={"badge": "badge"}, left_out=frozenset({"manager"}),
))  # fmt: skip
importable(Importable(
    name="parts", action="part.add", label=_("Parts"), undo="part.retire", undo_facts=_nothing,
    same_as={"code": "part", "name": "part_name"}, identity={"code": "code"},
))  # fmt: skip
importable(Importable(
    name="workplaces", action="workplace.add", label=_("Machines and places"), undo="workplace.retire",
    undo_facts=_nothing, same_as={"code": "place"}, identity={"code": "code"},
))  # fmt: skip
importable(Importable(
    name="parties", action="party.add", label=_("Customers and providers"), undo="party.retire",
    undo_facts=_nothing, same_as={"name": "customer"}, identity={"name": "name"},
))  # fmt: skip
