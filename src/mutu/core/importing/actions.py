"""What people and the worker do with a list that is brought in; the only writers of its record (7.5.3)."""

from collections.abc import Sequence
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from mutu.core import gate, permissions
from mutu.core.actors import Actor
from mutu.core.facts import Ask
from mutu.core.gate import action
from mutu.core.importing.declared import Importable, list_named
from mutu.core.importing.models import GONE, MAY_BRING_IN, Import, ImportProgress
from mutu.core.models import Organization
from mutu.core.refusals import NotPermitted, NotYet
from mutu.core.refusals import gettext_noop as noop


def importable_of(of: Import) -> Importable:
    """What the list is a list of."""
    found = list_named(of.into)
    if found is None:
        raise NotYet(noop("“%(name)s” is no list that can be brought in."), fact="into", name=of.into)
    return found


def _check_may(of: Import, by: Actor) -> None:
    """Who brings a list in may do by hand what each of its lines does."""
    permissions.must(by, importable_of(of).does)


def _by_the_work(by: Actor) -> None:
    if by.kind != "import":
        raise NotPermitted(noop("Only the bringing-in itself says what came of it."))


@action(
    Import, "import.start", creates=True, may=MAY_BRING_IN, listed=False,
    label=_("Bring a list in"), told=_("%(who)s handed in the list %(number)s"),
)  # fmt: skip
def start(
    of: Import, *, by: Actor, into: Annotated[str, Ask(label=_("what is it a list of?"))], name: str, sha256: str
) -> None:
    """A file somebody kept so far is received, under its content's hash, and looked at (7.5.3)."""
    _check_may(of, by)
    gate.lock(Organization, [by.organization_id], by)
    same = Import.objects.of(by.organization).filter(sha256=sha256, into=into).exclude(state__in=GONE).exclude(pk=of.pk)
    if (earlier := same.first()) is not None:
        raise NotYet(
            noop("This very file is being brought in or was brought in already: %(earlier)s."),
            fact="file", earlier=earlier.number,
        )  # fmt: skip
    of.asked_by, of.asked_at = by.person, gate.now()


@action(
    Import, "import.choose_columns", may=MAY_BRING_IN, listed=False,
    label=_("Check the list"), told=_("%(who)s said what the columns of %(number)s are"),
)  # fmt: skip
def choose_columns(
    of: Import, *, by: Actor, columns: Sequence[str], sheet: str = "", date_order: str = "", decimal_mark: str = "",
    add_unknown: bool = False,
) -> None:  # fmt: skip
    """Which column is which fact; then every row is tried, and nothing is kept (7.5.3)."""
    _check_may(of, by)
    importable = importable_of(of)
    labels = {fact.name: str(fact.label) for fact in importable.facts}
    mapping = of.mapping
    if len(mapping) != len(of.columns) or not set(mapping) <= set(labels):
        raise NotYet(noop("Each column is written as its number, a sign = and a fact, and no fact twice."),
                     fact="columns")  # fmt: skip
    for fact in importable.facts:
        if importable.must_have(fact) and fact.name not in mapping and not _filled(importable, fact.name):
            raise NotYet(noop("Say which column has this: %(label)s."), fact="columns", label=labels[fact.name])
    of.asked_by, of.asked_at = by.person, gate.now()
    of.good = of.faulty = None
    ImportProgress.objects.of(by.organization).filter(of=of.pk).update(
        done=0, total=0, faults=[], unknown={}, problem=""
    )


def _filled(importable: Importable, name: str) -> bool:
    """A site is filled in from the person who asks."""
    return any(fact.name == name and getattr(fact.reader, "model", None) is not None and
               fact.reader.model.kind == "site" for fact in importable.facts)  # type: ignore[attr-defined]  # fmt: skip


@action(
    Import, "import.record_check", may=MAY_BRING_IN, listed=False,
    label=_("Record what the check found"), told=_("%(number)s was checked"),
)  # fmt: skip
def record_check(of: Import, *, by: Actor, good: int, faulty: int) -> None:
    """Every row was tried: so many are good, so many are to be mended first (7.5.3)."""
    _by_the_work(by)


@action(
    Import, "import.bring_in", may=MAY_BRING_IN, listed=False,
    label=_("Bring in the good rows"), told=_("%(who)s had the good rows of %(number)s brought in"),
)  # fmt: skip
def bring_in(of: Import, *, by: Actor) -> None:
    """The good rows become records, the others are left (7.5.3, 10.2.2)."""
    _check_may(of, by)
    if not of.good:
        raise NotYet(noop("No row is good yet. Mend the list, or choose the columns again."))
    of.asked_by, of.asked_at = by.person, gate.now()
    ImportProgress.objects.of(by.organization).filter(of=of.pk).update(done=0, total=0, problem="")


@action(
    Import, "import.finish", may=MAY_BRING_IN, listed=False,
    label=_("Finish bringing in"), told=_("%(number)s was brought in"),
)  # fmt: skip
def finish(of: Import, *, by: Actor, brought_in: int, faulty: int) -> None:
    """All good rows are records now (7.5.3)."""
    _by_the_work(by)


@action(
    Import, "import.undo", may=MAY_BRING_IN, listed=False,
    label=_("Undo the bringing-in"), told=_("%(who)s undid the bringing-in of %(number)s"),
)  # fmt: skip
def undo(of: Import, *, by: Actor) -> None:
    """Its records are taken back, except those that somebody has worked on since (7.5.3)."""
    permissions.must(by, gate.actions()[importable_of(of).undo])
    of.asked_by, of.asked_at = by.person, gate.now()
    ImportProgress.objects.of(by.organization).filter(of=of.pk).update(done=0, total=0, problem="")


@action(
    Import, "import.finish_undo", may=MAY_BRING_IN, listed=False,
    label=_("Finish undoing"), told=_("%(number)s was undone"),
)  # fmt: skip
def finish_undo(of: Import, *, by: Actor, withdrawn: int, kept: int) -> None:
    """What nobody had touched is taken back; the rest stands (7.5.3)."""
    _by_the_work(by)


@action(
    Import, "import.abandon", may=MAY_BRING_IN, listed=False,
    label=_("Give it up"), told=_("%(who)s gave up %(number)s"),
)  # fmt: skip
def abandon(of: Import, *, by: Actor) -> None:
    """The list is not brought in; the file stays as it was received (7.5.3)."""
