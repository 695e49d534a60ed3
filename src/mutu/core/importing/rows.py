"""A line of somebody's list as the facts of an action, with a sentence for each cell that cannot be used."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.facts import Fact
from mutu.core.importing.declared import Importable
from mutu.core.importing.models import Import
from mutu.core.importing.opening import Found, choices_in_words
from mutu.core.kinds import Choice, Day, Moment, Number, OneRecord, YesNo
from mutu.core.models import Part, Process, Site, Workplace
from mutu.core.records import Record
from mutu.core.refusals import Refusal
from mutu.core.refusals import gettext_noop as _
from mutu.lib.spreadsheets.cells import CellRefused, is_blank, read_date, read_quantity, read_text, read_yes_no
from mutu.lib.spreadsheets.columns import fold
from mutu.lib.spreadsheets.workbook import Cell, Row, safe_cell

ADDERS: dict[type[Record], Callable[[str, Site | None], dict[str, Any]]] = {
    Part: lambda said, _site: {"code": said, "name": said},
    Workplace: lambda said, site: {"code": said, "name": said, "site": site},
    Process: lambda said, _site: {"name": said},
}
"""What an unknown name becomes when the person asks for it to be added."""
CURRENCIES = {
    "rm": "MYR", "$": "USD", "us$": "USD", "đ": "VND", "₫": "VND", "฿": "THB", "s$": "SGD", "€": "EUR", "rp": "IDR",
    "₱": "PHP", "£": "GBP",
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """What stands in the way of one cell: the row as the spreadsheet numbers it, the fact, and the sentence."""

    row: int
    fact: str
    code: str
    sentence: str
    parameters: dict[str, Any] = field(default_factory=dict)

    def plain(self) -> list[Any]:
        shown = {name: str(value) for name, value in self.parameters.items()}
        return [self.row, self.fact, self.code, self.sentence, shown]

    @classmethod
    def from_plain(cls, kept: Sequence[Any]) -> "Fault":
        row, fact, code, sentence, parameters = kept
        return cls(row, fact, code, sentence, parameters)

    @property
    def why(self) -> Refusal:
        """As a refusal, whose sentence any face can say in its own language."""
        return Refusal(self.sentence, **self.parameters)


@dataclass(frozen=True)
class Unknown:
    """A name in a cell for which there is no record yet; it is added when its row is brought in."""

    model: type[Record]
    said: str


def row_id(of: Import, row: int) -> UUID:
    """The id of the record of one row: always the same, shaped as a UUIDv7 of the moment the list was received.

    The row number stands in it, so that records of one list sort as its rows do.
    """
    secret = int.from_bytes(hashlib.sha256(f"{of.pk}:{row}".encode()).digest()[:7]) & ((1 << 54) - 1)
    moment = of.pk.int >> 80
    return UUID(
        int=(moment << 80) | (0x7 << 76) | ((row >> 8 & 0xFFF) << 64) | (0b10 << 62) | ((row & 0xFF) << 54) | secret
    )


def added_id(of: Import, unknown: Unknown) -> UUID:
    """The id of a machine, part or process added on the way."""
    told_apart = f"{of.pk}:{unknown.model.kind}:{fold(unknown.said)}"
    rest = int.from_bytes(hashlib.sha256(told_apart.encode()).digest()[:10])
    rest = (rest & ~(0xF << 76) & ~(0x3 << 62)) | (0x7 << 76) | (0b10 << 62)
    return UUID(int=(of.pk.int >> 80 << 80) | rest)


class Reader:
    """Reads rows, one after the other, and remembers what it met."""

    def __init__(self, of: Import, importable: Importable, found: Found, by: Actor, *, date1904: bool):
        self.of, self.importable, self.by = of, importable, by
        self.mapping = of.mapping
        self.found, self.date1904 = found, date1904
        self.facts = [fact for fact in importable.facts if fact.name in self.mapping]
        self.today = by.now().astimezone(ZoneInfo(by.organization.timezone)).date()
        self.words = {
            fact.name: choices_in_words(fact.choices) for fact in self.facts if isinstance(fact.reader, Choice)
        }
        self.site = _site_of(by)
        self._records: dict[type[Record], dict[str, set[UUID]]] = {}
        self.seen: dict[tuple[str, ...], int] = {}
        self.existing = self._identities_here()
        self.unknown: dict[str, dict[str, str]] = {}

    def read(self, row: Row) -> tuple[dict[str, Any], list[Fault]]:
        """The facts of a row, and everything that is wrong with it that can be seen from the row."""
        facts: dict[str, Any] = {}
        faults: list[Fault] = []
        for fact in self.facts:
            column = self.mapping[fact.name]
            cell = row.cells[column] if column < len(row.cells) else None
            if is_blank(cell):
                continue
            try:
                facts[fact.name] = self._value(fact, cell, column, facts)
            except CellRefused as reason:
                faults.append(Fault(row.number, fact.name, reason.code, reason.template, dict(reason.values)))
            except Refusal as reason:
                faults.append(fault_of(row.number, fact.name, reason))
        wrong = {fault.fact for fault in faults}
        for fact in self.importable.facts:
            if self.importable.must_have(fact) and fact.name not in facts and fact.name not in wrong:
                if isinstance(fact.reader, OneRecord) and fact.reader.model is Site and self.site is not None:
                    facts[fact.name] = self.site.pk
                else:
                    faults.append(Fault(row.number, fact.name, "missing", _("This is needed.")))
        faults += self._days(row.number, facts)
        faults += self._identity(row.number, facts)
        return facts, faults

    def _value(self, fact: Fact, cell: Cell, column: int, facts: dict[str, Any]) -> Any:
        """One cell as its fact takes it."""
        reader = fact.reader
        if isinstance(reader, Day | Moment):
            day = read_date(cell, order=self._order(column), date1904=self.date1904)  # type: ignore[arg-type]
            return day if isinstance(reader, Day) else day.isoformat()
        if isinstance(reader, Number):
            return self._number(fact, cell, column, facts)
        if isinstance(reader, YesNo):
            return read_yes_no(cell)
        text = _text(cell)
        if isinstance(reader, Choice):
            return self.words[fact.name].get(fold(text), text)
        if isinstance(reader, OneRecord):
            return self._record(reader.model, text)
        return text

    def _number(self, fact: Fact, cell: Cell, column: int, facts: dict[str, Any]) -> Decimal:
        number, unit = read_quantity(cell, mark=self._mark(column))  # type: ignore[arg-type]
        whole = getattr(fact.reader, "places", 0) == 0
        if unit and not whole and any(other.name == "currency" for other in self.importable.facts):
            folded = unit.casefold().rstrip(".")
            currency = CURRENCIES.get(folded) or (unit.upper() if len(unit) == 3 and unit.isalpha() else "")
            if currency:
                facts.setdefault("currency", currency)
                return number
        if unit and (not whole or unit == "%"):
            said = _("“%(unit)s” stands beside the number. Write the number alone.")
            raise CellRefused("number-unit", said, unit=unit)
        return number

    def _order(self, column: int) -> str | None:
        own = self.found.orders.get(str(column), "")
        return own if own in ("dmy", "mdy") and not self.of.date_order else self.of.date_order or None

    def _mark(self, column: int) -> str | None:
        own = self.found.marks.get(str(column), "")
        return own if own in (",", ".") and not self.of.decimal_mark else self.of.decimal_mark or None

    def _record(self, model: type[Record], said: str) -> UUID | Unknown:
        """The one record of this code, number or name."""
        found = self._known(model).get(fold(said), set())
        if len(found) == 1:
            return next(iter(found))
        if found:
            raise Refusal(_("“%(said)s” is the name of more than one here. Write the number."), said=said[:60])
        self.unknown.setdefault(model.kind, {}).setdefault(fold(said), said[:200])
        if self.of.add_unknown and model in ADDERS:
            return Unknown(model, said)
        raise Refusal(_("“%(said)s” was not found here."), said=said[:60])

    def _known(self, model: type[Record]) -> dict[str, set[UUID]]:
        if model not in self._records:
            names = {column.name for column in model._meta.concrete_fields} & {"number", "code", "name", "badge"}
            asked = ["pk", *sorted(names)]
            known: dict[str, set[UUID]] = {}
            for key, *words in model.objects.of(self.by.organization).values_list(*asked).iterator():
                for word in {*words, " ".join(filter(None, words[:2]))}:
                    if word:
                        known.setdefault(fold(word), set()).add(key)
            self._records[model] = known
        return self._records[model]

    def _days(self, row: int, facts: dict[str, Any]) -> list[Fault]:
        faults = [
            Fault(row, name, "future", _("%(day)s has not been yet."), {"day": facts[name].isoformat()})
            for name in self.importable.past
            if isinstance(facts.get(name), date) and facts[name] > self.today
        ]
        for later, earlier in self.importable.follows:
            first, second = facts.get(earlier), facts.get(later)
            if isinstance(first, date) and isinstance(second, date) and second < first:
                said = {"later": second.isoformat(), "earlier": first.isoformat()}
                faults.append(Fault(row, later, "order", _("%(later)s is before %(earlier)s, when it began."), said))
        return faults

    def _identity(self, row: int, facts: dict[str, Any]) -> list[Fault]:
        """A line that is in the list twice, or here already."""
        names = list(self.importable.identity)
        if not names or not facts.get(names[0]):
            return []
        key = tuple(fold(str(facts.get(name, ""))) for name in names)
        said = {"said": str(facts[names[0]])[:60]}
        if key in self.existing:
            return [Fault(row, names[0], "already", _("“%(said)s” is here already."), said)]
        if key in self.seen:
            said["row"] = str(self.seen[key])
            return [Fault(row, names[0], "twice", _("“%(said)s” stands in row %(row)s too."), said)]
        self.seen[key] = row
        return []

    def _identities_here(self) -> set[tuple[str, ...]]:
        names = self.importable.identity
        if not names or next(iter(names)) not in self.mapping:
            return set()
        model = self.importable.does.model
        kept = model.objects.of(self.by.organization).exclude(state=self.importable.undone_in)
        return {tuple(fold(str(value or "")) for value in values)
                for values in kept.values_list(*names.values()).iterator() if values[0]}  # fmt: skip


def _text(cell: Cell) -> str:
    """The words of a cell; the apostrophe that keeps a spreadsheet from running them is not theirs."""
    text = read_text(cell)
    return text[1:] if text[:1] == "'" and safe_cell(text[1:]) == text else text


def _site_of(by: Actor) -> Site | None:
    if by.person is not None and by.person.site is not None:
        return by.person.site
    return Site.objects.of(by.organization).filter(state="current").order_by("pk").first()


def fault_of(row: int, fact: str, refusal: Refusal) -> Fault:
    """A refusal of the gate as a fault of a cell."""
    code = "unknown" if refusal.sentence == _("“%(said)s” was not found here.") else refusal.code
    return Fault(row, refusal.fact or fact, code, refusal.sentence, refusal.parameters)


def add_unknown(of: Import, facts: dict[str, Any], site: Site | None, by: Actor) -> dict[str, Any]:
    """The facts with every unknown name made a record first, by its own action, once in a transaction."""
    added: dict[Unknown, UUID] = by.grants.setdefault("added", {})
    ready = dict(facts)
    for name, value in facts.items():
        if isinstance(value, Unknown):
            if value not in added:
                key = added_id(of, value)
                gate.actions()[f"{value.model.kind}.add"].do(key, by=by, facts=ADDERS[value.model](value.said, site))
                added[value] = key
            ready[name] = added[value]
    return ready
