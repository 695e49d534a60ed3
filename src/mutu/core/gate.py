"""The gate: the one way anything changes, whoever asks and through whichever face (design: a law).

In this order, in one transaction: find and lock the record inside the actor's organization → may this person at
all → is this the version they saw → are the facts understood → is this move allowed in this state → facts into
fields → may this person there → the action's own rules → number → save with its rows → remember; and once, at the
outermost gate: tell people, lock the log's head, append, commit.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Concatenate, Generic, ParamSpec, TypeAlias, TypeVar
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, OperationalError, transaction
from django.utils.translation import gettext

from mutu.core import numbering, permissions, references, replays, search, tenancy, trail, uniqueness
from mutu.core.actors import Actor
from mutu.core.facts import Fact, Label, Values, facts_of
from mutu.core.kinds import Rows, as_uuid
from mutu.core.records import Record, plain
from mutu.core.refusals import MoveRefused, NoRoom, NotUnderstood, NotYet, Outdated, Refusal
from mutu.core.refusals import gettext_noop as _
from mutu.core.saving import read_back, save_rows, update
from mutu.core.statements import insert_one
from mutu.core.tell import tell
from mutu.lib.workflow import MoveNotAllowed

P = ParamSpec("P")
M = TypeVar("M", bound=Record)
RETRIES = 3


class NotFound(LookupError):
    """There is no such record in the actor's organization; another organization's is simply not found."""


@dataclass
class Unit:
    """One transaction's work: what is remembered so far, and whom to tell once it is committed."""

    by: Actor
    at: datetime
    remembered: list[trail.Remembered] = field(default_factory=list)
    kept: bool = True


_unit: ContextVar[Unit | None] = ContextVar("unit", default=None)
_actions: dict[str, "AnyAction"] = {}


def actions() -> dict[str, "AnyAction"]:
    """Every action there is, by name; tests, faces and documents are made from it."""
    return dict(_actions)


def actions_on(model: type[Record]) -> list["AnyAction"]:
    return [one for one in _actions.values() if one.model is model]


def now() -> datetime:
    """The moment of the work at hand."""
    unit = _unit.get()
    if unit is None:
        raise RuntimeError("there is no work at hand outside the gate")
    return unit.at


def action(
    model: type[M],
    name: str,
    *,
    label: Label,
    told: Label,
    may: tuple[str, ...],
    creates: bool = False,
    listed: bool = True,
) -> Callable[[Callable[Concatenate[M, P], None]], "Action[P, M]"]:
    """Declare an action once: its typed keyword arguments are its facts, its docstring cites the clause.

    `told` is its sentence in the trail, with `%(who)s` and `%(number)s`. `listed=False` keeps it off derived
    buttons, for pages composed by hand.
    """

    def declare(body: Callable[Concatenate[M, P], None]) -> "Action[P, M]":
        if name in _actions:
            raise ValueError(f"{name} is declared twice")
        references.register(model)
        declared = Action(model, name, body, label, told, may, creates, listed)
        _actions[name] = declared
        return declared

    return declare


class Action(Generic[P, M]):
    """A declared action: callable with typed facts from our own code, `do` with raw ones from the faces."""

    do_not_call_in_templates = True

    def __init__(
        self,
        model: type[M],
        name: str,
        body: Callable[Concatenate[M, P], None],
        label: Label,
        told: Label,
        may: tuple[str, ...],
        creates: bool,
        listed: bool,
    ):
        self.model, self.name, self.body = model, name, body
        self.label, self.told, self.may = label, told, may
        self.creates, self.listed = creates, listed
        self.verb = name.partition(".")[2]
        self.facts: tuple[Fact, ...] = facts_of(body, model)
        self.doc = " ".join((body.__doc__ or "").split())

    @property
    def clause(self) -> str:
        """The clause its docstring cites."""
        found = re.search(r"\(([^()]*\d[^()]*)\)\.?$", self.doc)
        return found.group(1) if found else ""

    def __call__(self, id: UUID, *args: P.args, **kwargs: P.kwargs) -> M:
        facts: dict[str, Any] = dict(kwargs)
        return self.do(id, by=facts.pop("by"), facts=facts)

    def do(self, id: UUID, *, by: Actor, facts: Mapping[str, Any]) -> M:
        """Do it to the record `id` (made by the caller when this creates one) with facts as they came."""
        if as_uuid(id) is None:
            raise NotUnderstood({"id": Outdated(_("The id of a record is a UUID."))})
        outer = _unit.get()
        if outer is not None:
            if outer.by.organization_id != by.organization_id:
                raise RuntimeError("one transaction, one organization: its log is the only one that is written")
            with transaction.atomic(), _forgetting_if_refused(outer):
                return self._run(UUID(str(id)), replace(by, seen=None, key=""), facts, outer)
        return _outermost(by, lambda unit: self._run(UUID(str(id)), by, facts, unit))

    def _run(self, id: UUID, by: Actor, facts: Mapping[str, Any], unit: Unit) -> M:
        if by.key and not unit.remembered and replays.answered_before(by, self.name, id, facts):
            return self._find(id, by)
        record = self._new(id, by) if self.creates else self._find(id, by)
        permissions.must(by, self)
        if not self.creates and by.seen is not None and by.seen != record.version:
            raise Outdated(
                _("Someone changed this since you opened it (version %(now)s, you saw %(seen)s). Look again."),
                now=record.version,
                seen=by.seen,
            )
        secret = {fact.name for fact in self.facts if fact.secret}
        values = Values(Fact.read_all(self._with_what_stands(record, facts), by, self.facts), set(facts) - secret)
        state_after = self._state_after(record)
        before = {} if self.creates else record.snapshot()
        if not self.creates:
            permissions.must(by, self, record)
        self._into_fields(record, values)
        if self.model.site_field:
            permissions.must(by, self, record)
        done_before = len(unit.remembered)
        try:
            self.body(record, by=replace(by, seen=None, key=""), **values.read)  # type: ignore[arg-type, call-arg]
        except NotYet:
            earlier = _same_earlier(self, record, values) if len(unit.remembered) == done_before else None
            if earlier is None:
                raise
            return earlier
        if self.model.site_field:
            permissions.must(by, self, record)
        if state_after is not None:
            record.state = state_after
        return self._keep(record, by, values, before, unit)

    def _new(self, id: UUID, by: Actor) -> M:
        """A record to be, its own tables known to be empty."""
        record = self.model(pk=id, organization=by.organization)
        for part in self.model.parts:
            record.rows(part)
        return record

    def _with_what_stands(self, record: M, facts: Mapping[str, Any]) -> dict[str, Any]:
        """What was not spoken of stays as it is: an optional fact left out does not empty its column."""
        if self.creates:
            return dict(facts)
        columns = {column.name for column in self.model._meta.concrete_fields}
        unsaid = [fact for fact in self.facts if fact.name not in facts and not fact.required]
        stands = {fact.name: getattr(record, fact.name) for fact in unsaid if fact.name in columns}
        rows = {fact.name: record.rows(fact.name) for fact in unsaid if fact.name in self.model.parts}
        return {**stands, **rows, **facts}

    def _find(self, id: UUID, by: Actor) -> M:
        found = self.model.objects.of(by.organization).filter(pk=id).select_for_update(no_key=True, of=("self",))
        if (record := found.first()) is None:
            raise NotFound(f"{self.model.kind} {id}")
        return record

    def _state_after(self, record: M) -> str | None:
        workflow = self.model.workflow
        if workflow is None:
            return None
        if self.creates:
            record.state = str(workflow.initial)
        if not workflow.governs(self.verb):
            return None
        try:
            return str(workflow.after(self.verb, record.state or str(workflow.initial)))
        except MoveNotAllowed:
            raise MoveRefused(
                _("“%(action)s” is not possible: this is %(state)s now."),
                action=str(self.label),
                state=state_label(record),
            ) from None

    def _into_fields(self, record: M, values: Values) -> None:
        columns = {column.name for column in self.model._meta.concrete_fields}
        for fact in self.facts:
            value = values.read[fact.name]
            if isinstance(fact.reader, Rows) and fact.name in self.model.parts:
                record.rows(fact.name)
                record.__dict__["_rows"][fact.name] = value
            elif fact.name in columns:
                setattr(record, fact.name, value)

    def _keep(self, record: M, by: Actor, values: Values, before: dict[str, Any], unit: Unit) -> M:
        record.version += 1
        for knows in (by, unit.by):
            knows.grants.get("records", {}).pop((self.model, record.pk), None)
        if hasattr(record, "open"):
            record.open = record.state not in record.ended
        if self.creates:
            earlier = _insert_or_same(self, record, values, unit.at)
            if earlier is not None:
                return earlier
        else:
            update(record)
        save_rows(record, new=self.creates)
        after = record.snapshot()
        if settings.MUTU_READ_BACK:
            read_back(record, after)
        try:
            (search.index if unit.kept else search.take_place)(record, before, after)
        except IntegrityError:  # the id is one of a record of another kind
            raise Outdated(_("A record with this id exists already, with other facts.")) from None
        unit.remembered.append(trail.Remembered(by, self.name, record, values.plain(), before, after, unit.at))
        return record


AnyAction: TypeAlias = Action[..., Any]


def state_label(record: Record) -> str:
    """The state in words."""
    column = record._meta.get_field("state")
    labels = {str(value): label for value, label in getattr(record, "states", column.flatchoices or ())}
    return str(labels.get(record.state, record.state))


def _insert_or_same(one: Action[..., M], record: M, values: Values, at: datetime) -> M | None:
    """Insert it; if the id is taken by the same facts answer with that record, by others refuse."""
    try:
        with transaction.atomic():
            if not record.number and record.series:
                record.number = numbering.next_number(record, at)
            insert_one(record)
    except IntegrityError as error:
        if uniqueness.hit(error, record) != ("id",):
            earlier = _same_earlier(one, record, values)
            if earlier is not None:
                return earlier
            raise uniqueness.refusal_of(error, record) or error from None
    else:
        return None
    earlier = _same_earlier(one, record, values)
    if earlier is None:
        raise Outdated(_("A record with this id exists already, with other facts."))
    return earlier


def _same_earlier(one: Action[..., M], record: M, values: Values) -> M | None:
    """The record that these very facts made before under this id, if there is one."""
    if not one.creates:
        return None
    earlier: M | None = one.model.objects.of(record.organization_id).filter(pk=record.pk).first()
    if earlier is None:
        return None
    first = trail.story(record.organization_id, earlier)[0]
    return earlier if first.action == one.name and first.facts == plain(values.plain()) else None


@contextmanager
def _forgetting_if_refused(unit: Unit) -> Iterator[None]:
    """A refused inner action leaves nothing in the unit, as its savepoint leaves nothing in the tables."""
    mark = len(unit.remembered)
    try:
        yield
    except BaseException:
        _forget_what_was_read(unit)
        del unit.remembered[mark:]
        raise


def _forget_what_was_read(unit: Unit) -> None:
    """After a rollback nothing an actor learned in the transaction may be believed: no role, name's digest, record."""
    for by in (unit.by, *(one.by for one in unit.remembered)):
        by.grants.pop("roles", None)
        by.grants.pop("names", None)
        by.grants.get("records", {}).clear()


def _outermost(by: Actor, work: Callable[[Unit], M]) -> M:
    for attempt in range(RETRIES + 1):
        try:
            with _transaction(by) as unit:
                return work(unit)
        except Refusal as refusal:
            refusal.afterwards()
            raise
        except OperationalError as error:
            state = getattr(error.__cause__, "sqlstate", None)
            if state == "53100" or "full" in str(error) or "disk I/O" in str(error):
                raise NoRoom(_("The disk is full: nothing was kept. Make room, then send it again.")) from None
            if state not in ("40P01", "40001") or attempt == RETRIES:
                raise
    raise AssertionError("unreachable")


@contextmanager
def _transaction(by: Actor) -> Iterator[Unit]:
    with transaction.atomic(durable=True):
        tenancy.enter(by.organization_id)
        unit = Unit(by, by.now())
        token = _unit.set(unit)
        try:
            yield unit
            if unit.remembered:
                tell(unit.remembered)
                trail.append(by.organization_id, unit.remembered)
                transaction.on_commit(lambda: trail.shapes_are_committed(by.organization_id, unit.remembered))
        except BaseException:
            _forget_what_was_read(unit)
            raise
        finally:
            _unit.reset(token)


class _NotKept(Exception):
    """The end of a batch of which nothing is to stay."""


@contextmanager
def batch(by: Actor, *, kept: bool = True) -> Iterator[None]:
    """Many actions in one transaction, each with its savepoint, one visit to the log; or only tried, nothing kept."""
    if _unit.get() is not None:
        raise RuntimeError("a batch is outermost")
    with suppress(_NotKept), _transaction(by) as unit:
        unit.kept = kept
        yield
        if not kept:
            raise _NotKept


def lock(model: type[M], ids: list[UUID], by: Actor) -> list[M]:
    """Further records an action touches, locked in the order of their ids so that nobody waits in a ring."""
    found = model.objects.of(by.organization).filter(pk__in=ids).order_by("pk")
    return list(found.select_for_update(no_key=True, of=("self",)))


def in_words(refusal: Refusal) -> str:
    """A refusal's sentence in the reader's language."""
    sentence = gettext(refusal.sentence)
    return sentence % refusal.parameters if refusal.parameters else sentence
