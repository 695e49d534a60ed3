"""What may be stated, for how long, and what may be said not to apply (4.3, 9.1.3). Pure Python."""

from datetime import date

from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as _
from mutu.lib.standards import Edition, NotInEdition, Requirement, editions

STATED = ("human", "mixed")
AWAITED = frozenset({
    "5.2.1-a", "5.2.1-b", "5.2.1-c", "5.2.1-d", "5.2.1-e", "5.2.2-c", "7.3-b", "7.3-c", "7.3-d", "7.5.1-b", "7.5.3.1-a",
    "7.5.3.1-b", "7.5.3.2-a", "9.1.2-b", "10.2.1-d", "10.2.1-e",
})  # fmt: skip
"""Lines a named person must speak to now, because their topic lives here. Others may be stated; until then no records
exist, and the page says so."""
"""The kinds of requirement a person has to judge; records alone decide the others."""


def requirement_named(edition: str, id: str) -> Requirement:
    """The requirement, or the refusal that names it."""
    try:
        return editions()[edition].requirement(id)
    except (KeyError, NotInEdition):
        raise NotYet(_("There is no requirement %(id)s in this edition."), fact="requirement", id=id[:20]) from None


def check_statable(requirement: Requirement, checked: bool) -> None:
    """A statement never takes the place of records that could show it."""
    if checked or requirement.check not in STATED:
        raise NotYet(_("Records decide about %(id)s; a statement cannot take their place."), fact="requirement",
                     id=requirement.id)  # fmt: skip


def a_year_after(day: date) -> date:
    """The same day next year, the 28th for a leap day.

    >>> a_year_after(date(2028, 2, 29)), a_year_after(date(2026, 11, 24))
    (datetime.date(2029, 2, 28), datetime.date(2027, 11, 24))
    """
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def check_valid_until(valid_until: date, today: date) -> None:
    if valid_until <= today:
        raise NotYet(_("A statement is valid beyond today."), fact="valid_until")
    if valid_until > a_year_after(today):
        raise NotYet(_("A statement is valid for twelve months at most: until %(day)s."), fact="valid_until",
                     day=a_year_after(today).isoformat())  # fmt: skip


def lines_under(edition: Edition, number: str) -> tuple[Requirement, ...]:
    """The requirements a number stands for: one line, or a clause with everything below it.

    >>> [line.id for line in lines_under(editions()["iso9001-2015"], "8.7")]
    ['8.7.1-a', '8.7.1-b', '8.7.1-c', '8.7.2-a']
    >>> lines_under(editions()["iso9001-2015"], "11")
    ()
    """
    return tuple(
        requirement
        for clause in edition.clauses
        for requirement in clause.requirements
        if number in (requirement.id, clause.number) or clause.number.startswith(f"{number}.")
    )


def check_may_not_apply(edition: str, number: str) -> None:
    """Only what the catalogue marks as commonly not applicable; nobody opts out of the rest."""
    whole = editions()[edition]
    lines = lines_under(whole, number)
    if not lines:
        raise NotYet(_("There is no clause %(number)s in this edition."), fact="clause", number=number[:20])
    clauses = {whole.clause_of(line.id) for line in lines} if "-" not in number else set()
    allowed = all(line.may_be_not_applicable for line in lines) or (
        bool(clauses) and all(clause.may_be_not_applicable for clause in clauses)
    )
    if not allowed:
        raise NotYet(_("%(number)s applies to every organization."), fact="clause", number=number)
