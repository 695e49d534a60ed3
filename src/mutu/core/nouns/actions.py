"""What can be done to the things records name: sites, holidays, processes, places, parts, parties (4.2 to 4.4, 7.1)."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext_lazy as _

from mutu.core.actors import Actor
from mutu.core.gate import action
from mutu.core.models import Person
from mutu.core.nouns.models import Holiday, Noun, Part, Party, Process, Site, Workplace
from mutu.core.permissions import KEEPERS, OWNERS, Role
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop


def check_timezone(name: str) -> None:
    if name not in available_timezones():
        raise NotYet(noop("“%(name)s” is not a time zone. Write for example Asia/Bangkok."), fact="timezone", name=name)
    ZoneInfo(name)


@action(
    Site, "site.add", creates=True, may=OWNERS + KEEPERS,
    label=_("Add a site"), told=_("%(who)s added a site"),
)  # fmt: skip
def add_site(
    site: Site, *, by: Actor, name: str, address: str = "", country: str = "", timezone: str = "Asia/Kuala_Lumpur",
    working_days: str = "123456",
) -> None:  # fmt: skip
    """A place of its own address and working days (4.3)."""
    check_timezone(timezone)
    check_working_days(working_days)


@action(
    Site, "site.change", may=OWNERS + KEEPERS,
    label=_("Change the site"), told=_("%(who)s changed a site"),
)  # fmt: skip
def change_site(
    site: Site, *, by: Actor, name: str, address: str = "", country: str = "", timezone: str = "Asia/Kuala_Lumpur",
    working_days: str = "123456",
) -> None:  # fmt: skip
    """It moved, or works on other days; due dates that stand do not move (4.3)."""
    check_timezone(timezone)
    check_working_days(working_days)


@action(
    Holiday, "holiday.add", creates=True, may=OWNERS + KEEPERS,
    label=_("Add a holiday"), told=_("%(who)s added a holiday"),
)  # fmt: skip
def add_holiday(holiday: Holiday, *, by: Actor, site: Site, day: date, name: str) -> None:
    """A day on which the site does not work (7.1.4)."""


@action(
    Process, "process.add", creates=True, may=KEEPERS,
    label=_("Add a process"), told=_("%(who)s added a process"),
)  # fmt: skip
def add_process(process: Process, *, by: Actor, name: str, owner: Person | None = None) -> None:
    """A process of the quality management system, with its owner (4.4.1)."""


@action(
    Process, "process.change", may=KEEPERS,
    label=_("Change the process"), told=_("%(who)s changed what a process is called"),
)  # fmt: skip
def change_process(process: Process, *, by: Actor, name: str) -> None:
    """The process is called otherwise now (4.4.1)."""


@action(
    Process, "process.give", may=KEEPERS,
    label=_("Give the process to someone"), told=_("%(who)s gave a process to another owner"),
)  # fmt: skip
def give_process(process: Process, *, by: Actor, owner: Person) -> None:
    """Another person answers for the process (5.3)."""
    if owner.state != "active":
        raise NotYet(noop("This person has left."), fact="owner")


@action(
    Workplace, "workplace.add", creates=True, may=KEEPERS,
    label=_("Add a machine or place"), told=_("%(who)s added a machine or place"),
)  # fmt: skip
def add_workplace(
    workplace: Workplace, *, by: Actor, code: str, name: str, site: Site, process: Process | None = None
) -> None:
    """A machine, a bench or a store, where a QR code can hang (7.1.3)."""


@action(
    Workplace, "workplace.change", may=KEEPERS,
    label=_("Change the machine or place"), told=_("%(who)s changed a machine or place"),
)  # fmt: skip
def change_workplace(
    workplace: Workplace, *, by: Actor, code: str, name: str, site: Site, process: Process | None = None
) -> None:
    """It moved, or is called otherwise; its QR code still leads to it (7.1.3)."""


@action(Part, "part.add", creates=True, may=(*KEEPERS, Role.CUSTOMER_SERVICE, Role.QUALITY_ENGINEER),
        label=_("Add a part"), told=_("%(who)s added a part"))  # fmt: skip
def add_part(part: Part, *, by: Actor, code: str, name: str, drawing_revision: str = "") -> None:
    """A product or a piece of one, as drawings and orders name it (8.5.2)."""


@action(Part, "part.change", may=(*KEEPERS, Role.CUSTOMER_SERVICE, Role.QUALITY_ENGINEER),
        label=_("Change the part"), told=_("%(who)s changed a part"))  # fmt: skip
def change_part(part: Part, *, by: Actor, code: str, name: str, drawing_revision: str = "") -> None:
    """Another drawing revision, or a name put right (8.5.2)."""


@action(Party, "party.add", creates=True, may=(*KEEPERS, Role.CUSTOMER_SERVICE),
        label=_("Add a customer or provider"), told=_("%(who)s added a customer or provider"))  # fmt: skip
def add_party(
    party: Party, *, by: Actor, name: str, relation: str = "customer", language: str = "en", country: str = "",
    contact: str = "", email: str = "", timezone: str = "",
) -> None:  # fmt: skip
    """A customer, an external provider or another interested party (4.2)."""
    if timezone:
        check_timezone(timezone)


@action(Party, "party.change", may=(*KEEPERS, Role.CUSTOMER_SERVICE),
        label=_("Change the customer or provider"),
        told=_("%(who)s changed a customer or provider"))  # fmt: skip
def change_party(
    party: Party, *, by: Actor, name: str, relation: str = "customer", language: str = "en", country: str = "",
    contact: str = "", email: str = "", timezone: str = "",
) -> None:  # fmt: skip
    """Another person to write to, or another address (4.2)."""
    if timezone:
        check_timezone(timezone)


def check_working_days(said: str) -> None:
    if not set(said) <= set("1234567") or not said:
        raise NotYet(noop("Write the working days as digits, 1 is Monday: 123456."), fact="working_days")


def _keep_or_retire(model: type[Noun] | type[Holiday]) -> None:
    """Every noun can be retired and brought back; nothing is deleted."""

    @action(model, f"{model.kind}.retire", may=OWNERS + KEEPERS, label=_("Retire"), told=_("%(who)s retired it"))
    def retire(noun: Any, *, by: Actor) -> None:
        """No longer used for new records; the old ones keep it (7.5.3)."""

    @action(model, f"{model.kind}.bring_back", may=OWNERS + KEEPERS, label=_("Bring back"),
            told=_("%(who)s brought it back"))  # fmt: skip
    def bring_back(noun: Any, *, by: Actor) -> None:
        """In use again (7.5.3)."""


for _model in (Site, Holiday, Process, Workplace, Part, Party):
    _keep_or_retire(_model)
