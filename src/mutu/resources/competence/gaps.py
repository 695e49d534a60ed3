"""Who lacks what: everything work asks of people, held against what they can do, in one statement (7.2 a, b).

A gap is never kept: a new hire, an expiry, a moved person, a new requirement or a new revision makes one by itself, and
a new assessment takes it away. What work asks of each person is the union of five joins, one for each thing a skill can
be asked of; the database groups and compares it. A loop over people would cost seconds where this costs milliseconds.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from mutu.core.models import Person, RoleAssignment, Workplace
from mutu.resources.competence.models import Assignment, Attendee, Competence, Level, Requirement, Skill, Training

WHY = {
    "missing": _("never assessed"),
    "withdrawn": _("withdrawn"),
    "level": _("level too low"),
    "expired": _("expired"),
    "revised": _("changed since"),
}
"""Why somebody does not meet what is asked."""

_AT = "(r.site_id IS NULL OR r.site_id = p.site_id)"
_HERE = "r.organization_id = %(organization)s AND r.state = 'current'"
_ACTIVE = "p.organization_id = %(organization)s AND p.state = 'active'"
_WORKS = "a.organization_id = %(organization)s AND a.state = 'current'"
_ASKED = (
    f"JOIN {{person}} p ON {_ACTIVE} AND {_AT} WHERE r.asked_of = 'everyone'",
    f"JOIN {{person}} p ON {_ACTIVE} AND {_AT} AND p.job = r.job WHERE r.asked_of = 'job'",
    "JOIN {role} h ON h.organization_id = %(organization)s AND h.state = 'held' AND h.role = r.role "
    f"JOIN {{person}} p ON p.id = h.person_id AND {_ACTIVE} AND {_AT} WHERE r.asked_of = 'role'",
    f"JOIN {{assignment}} a ON a.workplace_id = r.workplace_id AND {_WORKS} "
    f"JOIN {{person}} p ON p.id = a.person_id AND {_ACTIVE} AND {_AT} WHERE r.asked_of = 'workplace'",
    f"JOIN {{assignment}} a ON a.process_id = r.process_id AND {_WORKS} "
    f"JOIN {{person}} p ON p.id = a.person_id AND {_ACTIVE} AND {_AT} WHERE r.asked_of = 'process'",
    "JOIN {workplace} w ON w.process_id = r.process_id AND w.organization_id = %(organization)s "
    f"JOIN {{assignment}} a ON a.workplace_id = w.id AND {_WORKS} "
    f"JOIN {{person}} p ON p.id = a.person_id AND {_ACTIVE} AND {_AT} WHERE r.asked_of = 'process'",
)  # fmt: skip
_LACKS = """(c.id IS NULL OR c.state <> 'held' OR c.level < n.level OR c.valid_until < %(today)s
 OR c.assessed_on < s.renewed_on)"""
_NEED = """(SELECT u.person_id, u.skill_id, MAX(u.level) AS level FROM ({asked}) u
  GROUP BY u.person_id, u.skill_id) n
 JOIN {skill} s ON s.id = n.skill_id AND s.organization_id = %(organization)s AND s.state = 'current'
 LEFT JOIN {competence} c ON c.organization_id = %(organization)s AND c.person_id = n.person_id
  AND c.skill_id = n.skill_id"""
_TABLES: dict[str, type[Model]] = {
    "person": Person, "role": RoleAssignment, "assignment": Assignment, "workplace": Workplace, "skill": Skill,
    "competence": Competence, "requirement": Requirement, "training": Training, "attendee": Attendee,
}  # fmt: skip


@dataclass(frozen=True)
class Gap:
    """What work asks of one person in one skill, and what the person has of it."""

    person: UUID
    skill: UUID
    needed: str
    level: str
    valid_until: date | None
    competence: UUID | None
    why: str
    """Empty when there is no gap: it is held as asked."""
    training_on: date | None = None
    """The day of a training planned for it with this person."""

    @property
    def needed_word(self) -> str:
        return str(Level(self.needed).label)

    @property
    def why_word(self) -> str:
        return str(WHY[self.why]) if self.why else ""


def _sql(what: str, only: str = "") -> str:
    """The statement with the tables in; `only` narrows the people before anything is grouped."""
    names = {name: connection.ops.quote_name(model._meta.db_table) for name, model in _TABLES.items()}
    asked = " UNION ALL ".join(
        "SELECT p.id AS person_id, r.skill_id AS skill_id, r.level AS level FROM {requirement} r "  # noqa: S608
        f"{join} AND {_HERE} {only}" for join in _ASKED
    )  # fmt: skip
    return what.replace("{need}", _NEED.replace("{asked}", asked)).format(**names)


def _facts(organization: Any, today: date, **more: Any) -> dict[str, Any]:
    said = {"organization": getattr(organization, "pk", organization), **more}
    return {name: value.hex if isinstance(value, UUID) else value for name, value in said.items()} | {
        "today": today.isoformat()
    }


_LIST = """SELECT n.person_id, n.skill_id, n.level, c.level, c.valid_until, c.id,
 CASE WHEN c.id IS NULL THEN 'missing' WHEN c.state <> 'held' THEN 'withdrawn'
  WHEN c.level < n.level THEN 'level' WHEN c.valid_until < %(today)s THEN 'expired'
  WHEN c.assessed_on < s.renewed_on THEN 'revised' ELSE '' END,
 (SELECT MIN(t.planned_on) FROM {training} t JOIN {attendee} y ON y.record_id = t.id
   WHERE t.organization_id = %(organization)s AND t.state = 'planned' AND t.skill_id = n.skill_id
   AND y.organization_id = %(organization)s AND y.person_id = n.person_id)
 FROM {need} JOIN {person} q ON q.id = n.person_id"""


def _gaps(sql: str, facts: dict[str, Any]) -> Iterator[Gap]:
    with connection.cursor() as cursor:
        cursor.execute(sql, facts)
        for person, skill, needed, level, until, held, why, training in cursor.fetchall():
            yield Gap(_key(person), _key(skill), needed, level or "", _day(until), _key(held) if held else None, why,
                      _day(training))  # fmt: skip


def _key(raw: Any) -> UUID:
    return raw if isinstance(raw, UUID) else UUID(raw)


def _day(raw: Any) -> date | None:
    return date.fromisoformat(raw) if isinstance(raw, str) else raw


def gaps_at(organization: Any, today: date, *, site: UUID | None = None, skill: UUID | None = None,
            most: int = 200, start: int = 0) -> list[Gap]:  # fmt: skip
    """The gaps of a site (or of all), by person and skill, so many of them."""
    only = "AND p.site_id = %(site)s" if site else ""
    of_skill = " AND n.skill_id = %(skill)s" if skill else ""
    sql = _sql(f"{_LIST} WHERE {_LACKS}{of_skill} ORDER BY q.name, n.person_id, s.name LIMIT %(most)s OFFSET %(start)s",
               only)  # fmt: skip
    return list(_gaps(sql, _facts(organization, today, site=site, skill=skill, most=most, start=start)))


def counts_at(organization: Any, today: date, site: UUID | None = None) -> tuple[int, int, dict[UUID, int]]:
    """How many people lack something, of how many of whom something is asked; and how many lack each skill."""
    only = "AND p.site_id = %(site)s" if site else ""
    lacking = f"CASE WHEN {_LACKS} THEN 1 ELSE 0 END"
    sql = _sql(f"SELECT n.skill_id, n.person_id, {lacking} FROM {{need}}", only)  # noqa: S608
    people: dict[Any, bool] = {}
    skills: dict[UUID, int] = {}
    with connection.cursor() as cursor:
        cursor.execute(sql, _facts(organization, today, site=site))
        for skill, person, lacks in cursor.fetchall():
            people[person] = people.get(person, False) or bool(lacks)
            if lacks:
                skills[_key(skill)] = skills.get(_key(skill), 0) + 1
    return sum(people.values()), len(people), skills


def asked_of(person: Person, today: date) -> list[Gap]:
    """Everything work asks of one person, held or not, by skill."""
    sql = _sql(f"{_LIST} ORDER BY s.name", "AND p.id = %(person)s")
    return list(_gaps(sql, _facts(person.organization_id, today, person=person.pk)))


def asked_of_all(organization: Any, today: date, people: list[UUID]) -> list[Gap]:
    """The same for the people of one page."""
    if not people:
        return []
    names = {f"p{place}": key for place, key in enumerate(people)}
    only = "AND p.id IN (" + ", ".join(f"%({name})s" for name in names) + ")"
    return list(_gaps(_sql(_LIST, only), _facts(organization, today, **names)))


def _in_place(sql: str, facts: dict[str, Any]) -> RawSQL:
    """The statement as part of a query of the ORM, which knows places and no names."""
    named = re.compile(r"%\((\w+)\)s")
    return RawSQL(named.sub("%s", sql), [facts[name] for name in named.findall(sql)])  # noqa: S611 -- it is ours


def people_asked(organization: Any, today: date) -> RawSQL:
    """A subquery: the people of whom work asks something."""
    return _in_place(_sql("SELECT n.person_id FROM {need}"), _facts(organization, today))


def people_lacking(organization: Any, today: date) -> RawSQL:
    """A subquery: the people with a gap for which no training with them is planned."""
    planned = (
        "EXISTS (SELECT 1 FROM {training} t JOIN {attendee} y ON y.record_id = t.id WHERE "
        "t.organization_id = %(organization)s AND t.state = 'planned' AND t.planned_on >= %(today)s "
        "AND t.skill_id = n.skill_id AND y.organization_id = %(organization)s AND y.person_id = n.person_id)"
    )
    sql = _sql(f"SELECT n.person_id FROM {{need}} WHERE {_LACKS} AND NOT {planned}")  # noqa: S608
    return _in_place(sql, _facts(organization, today))
