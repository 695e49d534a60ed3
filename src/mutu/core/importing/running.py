"""The work on a list: check every row, bring in the good ones, take them back.

Each breath is one transaction with its place in the list, so that after a power cut the work goes on with the next
row. A row's record has an id made from the list and the row; the same row cannot become two records.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from mutu.core import gate, tenancy
from mutu.core.actors import Actor
from mutu.core.importing import actions, opening, progress
from mutu.core.importing.actions import importable_of
from mutu.core.importing.breaths import MOST, breath
from mutu.core.importing.declared import Importable
from mutu.core.importing.models import WORKING, Import
from mutu.core.importing.rows import Fault, Reader, Unknown, add_unknown, fault_of, row_id
from mutu.core.records import Record
from mutu.core.refusals import NotUnderstood, Outdated, Refusal
from mutu.core.refusals import gettext_noop as _
from mutu.lib.spreadsheets.workbook import Row

MOST_FAULTS = 20_000

Told = Callable[[str, int, int], None]
Read = tuple[Row, dict[str, Any], list[Fault]]


@dataclass
class Work:
    """One list at work: the record, what it is a list of, on whose behalf, and whom to tell how far it is."""

    of: Import
    importable: Importable
    by: Actor
    told: Told

    def open(self) -> tuple[Reader, tuple[Row, ...]]:
        """The rows of the chosen sheet and what reads them."""
        book = opening.read(opening.load(self.of.organization_id, self.of.sha256), self.of.name)
        found = progress.found_in(progress.of(self.of), self.of.sheet)
        table = opening.table_of(book, found.sheet, self.importable)
        return Reader(self.of, self.importable, found, self.by, date1904=book.date1904), table.rows

    def fresh(self) -> Actor:
        """The actor with nothing remembered of its roles."""
        return replace(self.by, grants={})

    def save(self, **values: Any) -> None:
        """Write down how far it is, apart from any work."""
        with transaction.atomic():
            tenancy.enter(self.of.organization_id)
            progress.save(self.of, **values)


def actor_of(of: Import) -> Actor:
    """The import itself, on behalf of whoever asked."""
    name = of.asked_by.name if of.asked_by else ""
    return Actor(of.organization, of.asked_by, name, kind="import", face="import", via=of.via)


def load(organization_id: UUID, id: UUID) -> Import | None:
    with tenancy.reading(organization_id):
        found = Import.objects.of(organization_id).select_related("organization", "asked_by__site")
        of: Import | None = found.filter(pk=id).first()
    return of


def work(organization_id: UUID, id: UUID, told: Told = lambda _what, _done, _total: None) -> None:
    """Do whatever this list waits for, unless another process is at it."""
    of = load(organization_id, id)
    if of is None or of.state not in WORKING or not progress.take(of):
        return
    problem = ""
    try:
        while of is not None and of.state in WORKING:
            STEPS[of.state](Work(of, importable_of(of), actor_of(of), told))
            of = load(organization_id, id)
    except Refusal as refusal:
        problem = gate.in_words(refusal)
    except Exception as error:
        problem = f"{type(error).__name__}: {error}"
        raise
    finally:
        if of is not None:
            progress.leave(of, problem)


def check(job: Work) -> None:
    """Try every row in the gate and keep nothing; write down what stands in the way (7.5.3)."""
    with tenancy.reading(job.of.organization_id):
        reader, rows = job.open()
    faults: list[Fault] = []
    for start in range(0, len(rows), MOST):
        with tenancy.reading(job.of.organization_id):
            read: list[Read] = [(row, *reader.read(row)) for row in rows[start : start + MOST]]
            for one in read:
                faults += [*one[2], *_other_faults(one, job)]
        good = [one for one in read if not one[2]]
        while good:
            tried = breath(job.by, good, Attempt(job, reader), None)
            faults += [fault for refused in tried for fault in refused]
            del good[: len(tried)]
        if len(faults) > MOST_FAULTS:
            raise Refusal(_("More than %(most)s cells cannot be used. Look whether a column was taken for another."),
                          most=MOST_FAULTS)  # fmt: skip
        done = min(start + MOST, len(rows))
        job.told("checking", done, len(rows))
        job.save(total=len(rows), done=done)
    faults.sort(key=lambda fault: fault.row)
    job.save(faults=[fault.plain() for fault in faults],
             unknown={kind: sorted(said.values()) for kind, said in reader.unknown.items()})  # fmt: skip
    faulty = len({fault.row for fault in faults})
    try:
        by = replace(job.fresh(), seen=job.of.version)
        actions.record_check(job.of.pk, by=by, good=len(rows) - faulty, faulty=faulty)
    except Outdated:
        return


def _other_faults(one: Read, job: Work) -> list[Fault]:
    """A row with one fault may have others: what the facts themselves say, without the gate."""
    row, facts, wrong = one
    if not wrong:
        return []
    known, found = {fault.fact for fault in wrong}, []
    for fact in job.importable.facts:
        value = facts.get(fact.name)
        if fact.name in facts and fact.name not in known and not isinstance(value, Unknown):
            try:
                fact.read(value, job.by)
            except Refusal as reason:
                found.append(fault_of(row.number, fact.name, reason))
    return found


class Attempt:
    """One row through the gate, unless its faults are known; the answer is what the gate said against it."""

    def __init__(self, job: Work, reader: Reader):
        self.job, self.reader = job, reader

    def __call__(self, one: Read, by: Actor) -> list[Fault]:
        row, facts, wrong = one
        if wrong:
            return []
        try:
            ready = add_unknown(self.job.of, facts, self.reader.site, by)
            self.job.importable.does.do(row_id(self.job.of, row.number), by=by, facts=ready)
        except NotUnderstood as reason:
            return [fault_of(row.number, name.partition(".")[0], why) for name, why in reason.errors.items()]
        except Refusal as reason:
            return [fault_of(row.number, "", reason)]
        return []


def bring_in(job: Work) -> None:
    """Make the good rows records, from where it was left (7.5.3)."""
    with tenancy.reading(job.of.organization_id):
        reader, rows = job.open()
        kept = progress.of(job.of)
    faults = progress.faults_of(kept)
    known = {fault.row: [fault] for fault in faults}
    done = kept.done

    def seal(refused: list[list[Fault]]) -> None:
        new = [fault for one in refused for fault in one]
        more = {"faults": [fault.plain() for fault in (*faults, *new)]} if new else {}
        progress.save(job.of, done=done + len(refused), total=len(rows), **more)

    while done < len(rows):
        with tenancy.reading(job.of.organization_id):
            block: list[Read] = [
                (row, reader.read(row)[0], known.get(row.number, [])) for row in rows[done : done + MOST]
            ]
        while block:
            refused = breath(job.by, block, Attempt(job, reader), seal)
            faults += [fault for one in refused for fault in one]
            done += len(refused)
            del block[: len(refused)]
            job.told("bringing in", done, len(rows))
    left = len({fault.row for fault in faults})
    actions.finish(job.of.pk, by=job.fresh(), brought_in=len(rows) - left, faulty=left)


def undo(job: Work) -> None:
    """Take back what nobody has worked on since; the others stand (7.5.3)."""
    with tenancy.reading(job.of.organization_id):
        done = progress.of(job.of).done
        left = [key for found in records_of(job.of, untouched=True) for key in found.values_list("pk", flat=True)]
    total = done + len(left)
    take_back = TakeBack(job)

    def seal(taken: list[bool]) -> None:
        progress.save(job.of, done=done + sum(taken), total=total)

    while left:
        taken = breath(job.by, left, take_back, seal)
        done += sum(taken)
        del left[: len(taken)]
        job.told("undoing", done, total)
    kept = max(0, (job.of.brought_in or 0) - done)
    actions.finish_undo(job.of.pk, by=job.fresh(), withdrawn=done, kept=kept)


class TakeBack:
    """One record taken back, if it is as it was brought in; the answer is whether it was."""

    def __init__(self, job: Work):
        self.model = job.importable.does.model
        self.action = gate.actions()[job.importable.undo]
        self.facts = job.importable.undo_facts(job.by.now().date())

    def __call__(self, key: UUID, by: Actor) -> bool:
        if any(record.version != 1 for record in gate.lock(self.model, [key], by)):
            return False
        try:
            self.action.do(key, by=by, facts=self.facts)
        except Refusal:
            return False
        return True


def records_of(of: Import, *, untouched: bool) -> Iterator[QuerySet[Record]]:
    """The records it brought in: those nobody has worked on since, or the others; some hundred at a time."""
    last = progress.found_in(progress.of(of), of.sheet).last
    model = importable_of(of).does.model
    for start in range(1, last + 1, 500):
        ids = [row_id(of, number) for number in range(start, min(start + 500, last + 1))]
        found = model.objects.of(of.organization_id).filter(pk__in=ids)
        yield (found.filter(version=1) if untouched else found.exclude(version=1)).order_by("pk")


STEPS: dict[str, Callable[[Work], None]] = {"checking": check, "bringing_in": bring_in, "undoing": undo}
