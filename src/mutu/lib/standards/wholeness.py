"""What every composed edition must satisfy before anyone may rely on it.

``CatalogueRefused.code``: ``bad_id``, ``bad_order``, ``orphan``, ``bad_heading``, ``nameless``,
``duplicate_requirement``, ``unknown_requirement``, ``counts_disagree``.
"""

from collections import Counter
from collections.abc import Iterable

from mutu.lib.standards.editions import Clause, Edition
from mutu.lib.standards.reading import CatalogueRefused, Record


def refuse_repeated(names: Iterable[str], code: str) -> None:
    """Refuses a name that stands in a list twice."""
    repeated = [name for name, times in Counter(names).items() if times > 1]
    if repeated:
        raise CatalogueRefused(code, f"{repeated[0]} stands there twice.")


def refuse_bad_tree(edition: Edition) -> None:
    """Refuses clauses out of order, without a parent or a name, or with both sub-clauses and requirements."""
    numbers = [clause.number for clause in edition.clauses]
    for number in numbers:
        if not all(part.isascii() and part.isdecimal() for part in number.split(".")):
            raise CatalogueRefused("bad_id", f"{edition.number}: a clause number is like 8.5.1, not {number!r}.")
    if numbers != sorted(numbers, key=lambda number: [int(part) for part in number.split(".")]):
        raise CatalogueRefused("bad_order", f"{edition.number}: the clauses are not in their order.")
    parents = {clause.parent for clause in edition.clauses}
    for clause in edition.clauses:
        where = f"{edition.number}, clause {clause.number}"
        if clause.parent is not None and clause.parent not in numbers:
            raise CatalogueRefused("orphan", f"{where}: there is no clause {clause.parent} above it.")
        _refuse_bad_heading(clause, where, has_children=clause.number in parents)
    refuse_repeated((each.id for each in edition.requirements), "duplicate_requirement")


def _refuse_bad_heading(clause: Clause, where: str, *, has_children: bool) -> None:
    if not (clause.title or clause.label):
        raise CatalogueRefused("nameless", f"{where}: it needs a title, or a label of ours.")
    if clause.heading != has_children:
        raise CatalogueRefused("bad_heading", f"{where}: a heading is what has sub-clauses, and nothing else is.")
    if clause.heading == bool(clause.requirements):
        raise CatalogueRefused("bad_heading", f"{where}: it must have either sub-clauses or requirements.")


def refuse_bad_origins(edition: Edition, base: Edition) -> None:
    """Refuses a requirement said to come from one that the base edition does not have."""
    known = {requirement.id for requirement in base.requirements}
    for requirement in edition.requirements:
        for origin in requirement.from_2015:
            if origin not in known:
                sentence = f"{requirement.id} comes from {origin}, which {base.number} does not have."
                raise CatalogueRefused("unknown_requirement", sentence)


def refuse_bad_counts(edition: Edition, record: Record) -> None:
    """Refuses an edition whose clauses and requirements are not as many as the catalogue declares."""
    declared = record.fact("counts", dict)
    if declared != edition.counts:
        raise CatalogueRefused("counts_disagree", f"{edition.number} has {edition.counts}, not {declared}.")
