"""An edition of a management-system standard: its clauses, what they ask, and what changed since the last.

The key of a requirement is always the pair (edition, id): ids stay unique inside one edition only, and a
clause that keeps its number may ask something else in the next edition. What a requirement asks is our own
paraphrase, never the standard's sentence. ``confidence`` says how well each statement is known
(``published``, ``FDIS``, ``DIS``, ``commentary``), so that a page can show it and nobody takes a computed
date for a rule.
"""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property


class NotInEdition(LookupError):
    """A clause, requirement or principle asked for that the edition does not have."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Source:
    """Where a statement about the standard was read, and how directly."""

    key: str
    name: str
    seen: str


@dataclass(frozen=True)
class Requirement:
    """One thing the standard asks.

    ``documented_information`` is ``none``, ``maintain`` (a living document) or ``retain`` (a record).
    ``check`` is ``live`` (software decides from records), ``mixed`` (it shows facts, a person concludes) or
    ``human`` (needs a statement). ``from_2015`` lists the 2015 requirements whose evidence carries over:
    itself when nothing changed, none when the demand is new.
    """

    id: str
    asks: str
    documented_information: str
    check: str
    may_be_not_applicable: bool
    from_2015: tuple[str, ...]
    confidence: str

    @property
    def is_new(self) -> bool:
        """Whether no 2015 evidence serves it."""
        return not self.from_2015


@dataclass(frozen=True)
class Clause:
    """A numbered node of the standard: a heading over others, or a clause with requirements.

    ``title`` is the standard's, or ``None`` where it gives none; then ``label`` is ours. ``change`` says how
    it compares with the edition before: ``unchanged``, ``editorial``, ``retitled``, ``changed``, ``merged``,
    ``added``. ``evidence`` is what typically has to be shown in addition because of that change.
    """

    number: str
    title: str | None
    label: str | None
    heading: bool
    principles: tuple[str, ...]
    typical_evidence: tuple[str, ...]
    may_be_not_applicable: bool
    not_applicable_note: str | None
    requirements: tuple[Requirement, ...]
    change: str
    what_changed: str | None
    evidence: tuple[str, ...]
    confidence: str
    sources: tuple[str, ...]

    @property
    def name(self) -> str:
        """What to print after the number: the title, or our label in its place."""
        return self.title or self.label or self.number

    @property
    def parent(self) -> str | None:
        """The number of the node above, ``None`` for a chapter."""
        return self.number.rpartition(".")[0] or None


@dataclass(frozen=True)
class Change:
    """What a new edition does to one clause of the one before."""

    clause: str
    operation: str
    change: str
    what_changed: str
    evidence: tuple[str, ...]
    merged_into: str | None
    confidence: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Milestone:
    """A date of the transition to an edition; ``None`` while nobody has set it."""

    date: datetime.date | None
    what: str
    confidence: str
    sources: tuple[str, ...]
    note: str | None


@dataclass(frozen=True)
class CertificateRule:
    """What happens to certificates while an edition replaces another."""

    rule: str
    confidence: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Transition:
    """How certificates move to this edition: who governs it, by which document (if known), and when."""

    governing_body: str
    governing_document: str | None
    governing_document_note: str | None
    length: str
    length_confidence: str
    length_note: str | None
    milestones: tuple[Milestone, ...]
    certificate_rules: tuple[CertificateRule, ...]


@dataclass(frozen=True, eq=False)
class Edition:
    """One edition, whole; ``delta`` is what it changes in the edition it is based on."""

    key: str
    number: str
    revision: int
    published: datetime.date
    confidence: str
    basis: str | None
    base: str | None
    clauses: tuple[Clause, ...]
    delta: tuple[Change, ...]
    transition: Transition | None
    claims_not_confirmed: tuple[str, ...]
    principles: tuple[str, ...]
    sources: Mapping[str, Source]

    @cached_property
    def requirements(self) -> tuple[Requirement, ...]:
        """Every requirement in the order of the clauses."""
        return tuple(each for clause in self.clauses for each in clause.requirements)

    @cached_property
    def chapters(self) -> tuple[Clause, ...]:
        """The clauses 4 to 10."""
        return tuple(clause for clause in self.clauses if clause.parent is None)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many nodes, headings, clauses with requirements, and requirements."""
        headings = sum(clause.heading for clause in self.clauses)
        return {
            "nodes": len(self.clauses),
            "headings": headings,
            "requirement_clauses": len(self.clauses) - headings,
            "requirements": len(self.requirements),
        }

    def clause(self, number: str) -> Clause:
        """The clause with this number, or ``NotInEdition`` (``unknown_clause``)."""
        if number not in self._clauses:
            raise NotInEdition("unknown_clause", f"{self.number} has no clause {number}.")
        return self._clauses[number]

    def requirement(self, id: str) -> Requirement:
        """The requirement with this id, or ``NotInEdition`` (``unknown_requirement``)."""
        return self._placed(id)[1]

    def clause_of(self, requirement_id: str) -> Clause:
        """The clause a requirement stands in."""
        return self._placed(requirement_id)[0]

    def children(self, number: str) -> tuple[Clause, ...]:
        """The nodes directly below this one."""
        parent = self.clause(number).number
        return tuple(clause for clause in self.clauses if clause.parent == parent)

    def parents(self, number: str) -> tuple[Clause, ...]:
        """The nodes above this one, the chapter first."""
        above: list[Clause] = []
        parent = self.clause(number).parent
        while parent is not None:
            above.insert(0, self.clause(parent))
            parent = above[0].parent
        return tuple(above)

    def serving(self, principle: str) -> tuple[Clause, ...]:
        """The clauses that mostly serve this quality management principle; the mapping is ours (ISO 9000)."""
        if principle not in self.principles:
            raise NotInEdition("unknown_principle", f"There is no quality management principle {principle!r}.")
        return tuple(clause for clause in self.clauses if principle in clause.principles)

    def carrying(self, id_2015: str) -> tuple[Requirement, ...]:
        """The requirements of this edition that evidence for this 2015 requirement serves: the way forward.

        The way back is ``Requirement.from_2015``.
        """
        return self._carrying.get(id_2015, ())

    def changes(self, *kinds: str) -> tuple[Change, ...]:
        """What this edition changes, in its own order; only these kinds, when any are named."""
        return tuple(each for each in self.delta if not kinds or each.change in kinds)

    def confidence_counts(self) -> dict[str, int]:
        """How many requirements are known how well."""
        return dict(Counter(requirement.confidence for requirement in self.requirements))

    @cached_property
    def _clauses(self) -> dict[str, Clause]:
        return {clause.number: clause for clause in self.clauses}

    @cached_property
    def _requirements(self) -> dict[str, tuple[Clause, Requirement]]:
        return {each.id: (clause, each) for clause in self.clauses for each in clause.requirements}

    @cached_property
    def _carrying(self) -> dict[str, tuple[Requirement, ...]]:
        forward: dict[str, tuple[Requirement, ...]] = {}
        for requirement in self.requirements:
            for earlier in requirement.from_2015:
                forward[earlier] = (*forward.get(earlier, ()), requirement)
        return forward

    def _placed(self, id: str) -> tuple[Clause, Requirement]:
        if id not in self._requirements:
            raise NotInEdition("unknown_requirement", f"{self.number} has no requirement {id}.")
        return self._requirements[id]
