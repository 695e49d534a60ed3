"""Applies a delta: what a later edition adds to, takes from and changes in the one before.

Every clause of the base is either changed or said to be unchanged, exactly once, so that nothing is carried
over by oversight. ``CatalogueRefused.code``: ``unknown_clause``, ``duplicate_clause``,
``unaccounted_clause``, ``bad_place``, ``unknown_operation``, ``unknown_requirement``,
``duplicate_requirement``.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from mutu.lib.standards import reading
from mutu.lib.standards.editions import Change, Clause, Edition, Requirement
from mutu.lib.standards.reading import CatalogueRefused, Record, Vocabulary
from mutu.lib.standards.wholeness import refuse_repeated

Clauses = dict[str, Clause]


@dataclass(frozen=True)
class Item:
    """One item of a delta: what it says about itself, and the record its operation reads on from."""

    change: Change
    record: Record
    vocabulary: Vocabulary

    def requirements(self, key: str) -> tuple[Requirement, ...]:
        return reading.requirements(self.record, key, self.change.clause, self.change.confidence, first_edition=False)


def applied(base: Edition, delta: Record, vocabulary: Vocabulary) -> tuple[Clauses, tuple[Change, ...]]:
    """The clauses of the edition this delta makes of its base, and its changes as they are listed."""
    items = [
        Item(reading.change(record, vocabulary, tuple(OPERATIONS)), record, vocabulary)
        for record in delta.records("changes")
    ]
    changes = tuple(item.change for item in items)
    _refuse_unaccounted(base, changes, delta.texts("unchanged"))
    confidence = reading.confidence(delta, vocabulary, "unchanged_confidence")
    sources = reading.sources(delta, vocabulary, "unchanged_sources")
    clauses = {clause.number: _carried(clause, confidence, sources) for clause in base.clauses}
    for item in items:
        clauses = OPERATIONS[item.change.operation](clauses, item)
        item.record.done()
    for change in changes:
        if change.merged_into is not None and change.merged_into not in clauses:
            raise CatalogueRefused("unknown_clause", f"{change.clause} cannot merge into {change.merged_into}.")
    delta.done()
    return clauses, changes


def _carried(clause: Clause, confidence: str, sources: tuple[str, ...]) -> Clause:
    """A clause as it enters the next edition: said to be unchanged, until an item says otherwise."""
    return replace(
        clause,
        requirements=tuple(replace(each, confidence=confidence) for each in clause.requirements),
        change="unchanged",
        what_changed=None,
        evidence=(),
        confidence=confidence,
        sources=sources,
    )


def _marked(clause: Clause, change: Change) -> Clause:
    return replace(
        clause,
        change=change.change,
        what_changed=change.what_changed,
        evidence=change.evidence,
        confidence=change.confidence,
        sources=change.sources,
    )


def _noted(clauses: Clauses, item: Item) -> Clauses:
    """``note``: nothing to compose, but the reader sees what was said."""
    number = item.change.clause
    return clauses | {number: _marked(clauses[number], item.change)}


def _modified(clauses: Clauses, item: Item) -> Clauses:
    """``modify``: names and whole lists replace; single requirements are swapped, dropped, appended."""
    clause, record = _marked(clauses[item.change.clause], item.change), item.record
    requirements = item.requirements("requirements") or clause.requirements
    swaps = {each.id: each for each in item.requirements("replace")}
    dropped = set(record.texts("drop"))
    if strange := (swaps.keys() | dropped) - {each.id for each in requirements}:
        raise CatalogueRefused("unknown_requirement", f"{record.where}: there is no {min(strange)} to change.")
    return clauses | {
        clause.number: replace(
            clause,
            title=record.text_or_none("title") if "title" in record.raw else clause.title,
            label=record.text_or_none("label") if "label" in record.raw else clause.label,
            typical_evidence=clause.typical_evidence + record.texts("add_evidence"),
            requirements=(
                *(swaps.get(each.id, each) for each in requirements if each.id not in dropped),
                *item.requirements("add"),
            ),
        )
    }


def _added(clauses: Clauses, item: Item) -> Clauses:
    """``add``: a new clause after the one it names."""
    after = item.record.text_or_none("after")
    if after not in clauses:
        raise CatalogueRefused("bad_place", f"{item.record.where}: it must name the clause it stands after.")
    new = reading.clause(item.record, item.change.clause, item.vocabulary, item.change)
    placed: Clauses = {}
    for number, clause in clauses.items():
        placed[number] = clause
        if number == after:
            placed[new.number] = new
    return placed


def _removed(clauses: Clauses, item: Item) -> Clauses:
    """``remove``: the number is gone; ``merged_into`` says where its content went."""
    return {number: clause for number, clause in clauses.items() if number != item.change.clause}


OPERATIONS: Mapping[str, Callable[[Clauses, Item], Clauses]] = {
    "note": _noted,
    "modify": _modified,
    "add": _added,
    "remove": _removed,
}


def _refuse_unaccounted(base: Edition, changes: tuple[Change, ...], unchanged: tuple[str, ...]) -> None:
    existing = {clause.number for clause in base.clauses}
    new = {change.clause for change in changes if change.operation == "add"}
    told = [change.clause for change in changes] + list(unchanged)
    refuse_repeated(told, "duplicate_clause")
    if twice := new & existing:
        raise CatalogueRefused("duplicate_clause", f"{base.number} has a clause {min(twice)} already.")
    if strange := set(told) - new - existing:
        raise CatalogueRefused("unknown_clause", f"{base.number} has no clause {min(strange)}.")
    if silent := existing - set(told):
        raise CatalogueRefused("unaccounted_clause", f"Nothing is said about clause {min(silent)}.")
