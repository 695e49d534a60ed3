"""Who lacks what: everything work asks of people, held against what they can do, in one statement (7.2 a, b).

A gap is never kept: a new hire, an expiry, a moved person, a new requirement or a new revision makes one by itself, and
a new assessment takes it away. What work asks of each person is the union of five joins, one for each thing a skill can
be asked of; the database groups and compares it. A loop over people would cost seconds where this costs milliseconds.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Exists, Model, OuterRef, Q
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

_KIND = """r_KIND AS MATERIALIZED (SELECT q.skill_id, q.level, q.job, q.role, q.workplace_id, q.process_id, q.site_id,
 s.renewed_on FROM {requirement} q JOIN {skill} s ON s.id = q.skill_id AND s.state = 'current'
 WHERE q.organization_id = %(organization)s AND q.state = 'current' AND q.asked_of = 'KIND')"""
_KINDS = ("everyone", "job", "role", "workplace", "process")
_WITH = "WITH " + ", ".join(_KIND.replace("KIND", one) for one in _KINDS) + " "
"""What is asked at all, first and once: it is little, and left to itself a planner begins with people times skills."""
_HERE = "(r.site_id IS NULL OR r.site_id = p.site_id)"
_PERSON = "JOIN {person} p ON p.organization_id = %(organization)s AND p.state = 'active'"
_WORKS = "a.organization_id = %(organization)s AND a.state = 'current'"
_ASKED = {
    "everyone": _PERSON,
    "job": f"{_PERSON} AND p.job = r.job",
    "role": "JOIN {role} h ON h.organization_id = %(organization)s AND h.state = 'held' AND h.role = r.role "
    f"{_PERSON} AND p.id = h.person_id",
    "workplace": f"JOIN {{assignment}} a ON a.workplace_id = r.workplace_id AND {_WORKS} "
    f"{_PERSON} AND p.id = a.person_id",
    "process": f"JOIN {{assignment}} a ON a.process_id = r.process_id AND {_WORKS} {_PERSON} AND p.id = a.person_id",
    "process ": "JOIN {workplace} w ON w.process_id = r.process_id AND w.organization_id = %(organization)s "
    f"JOIN {{assignment}} a ON a.workplace_id = w.id AND {_WORKS} {_PERSON} AND p.id = a.person_id",
}
"""How a requirement reaches people; a process also through the machines it has."""
_HELD = """LEFT JOIN {competence} c ON c.organization_id = %(organization)s AND c.person_id = p.id
 AND c.skill_id = r.skill_id"""
_LACKS = """(c.id IS NULL OR c.state <> 'held' OR c.level < r.level OR c.valid_until < %(today)s
 OR c.assessed_on < r.renewed_on)"""
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


def _needs(*, lacking: bool = False, only: str = "") -> str:
    """Who is asked what at which level, or only what they lack of it, narrowed by `only`.

    What somebody has is looked up before anything is grouped: of many thousand needs few are gaps, and the highest
    level asked is lacking whenever any is.
    """
    held, lacks = (_HELD, f"AND {_LACKS}") if lacking else ("", "")
    branches = " UNION ALL ".join(
        f"SELECT p.id AS person_id, r.skill_id AS skill_id, r.level AS level FROM r_{asked_of.strip()} r {join} {held} "  # noqa: S608
        f"WHERE {_HERE} {lacks} {only}"
        for asked_of, join in _ASKED.items()
    )
    return f"(SELECT u.person_id, u.skill_id, MAX(u.level) AS level FROM ({branches}) u GROUP BY 1, 2)"  # noqa: S608


def _named(sql: str) -> str:
    """The statement with our tables in."""
    return sql.format(**{name: connection.ops.quote_name(model._meta.db_table) for name, model in _TABLES.items()})


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
 FROM NEEDS n JOIN {person} q ON q.id = n.person_id
 JOIN {skill} s ON s.id = n.skill_id AND s.organization_id = %(organization)s AND s.state = 'current'
 LEFT JOIN {competence} c ON c.organization_id = %(organization)s AND c.person_id = n.person_id
  AND c.skill_id = n.skill_id """
_PLANNED = """EXISTS (SELECT 1 FROM {training} t JOIN {attendee} y ON y.record_id = t.id
 WHERE t.organization_id = %(organization)s AND t.state = 'planned' AND t.planned_on >= %(today)s
 AND t.skill_id = n.skill_id AND y.organization_id = %(organization)s AND y.person_id = n.person_id)"""


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


def gaps_at(
    organization: Any, today: date, *, site: UUID | None = None, skill: UUID | None = None, most: int = 200,
    start: int = 0,
) -> list[Gap]:  # fmt: skip
    """The gaps of a site (or of all), by person and skill, so many of them."""
    only = ("AND p.site_id = %(site)s " if site else "") + ("AND r.skill_id = %(skill)s" if skill else "")
    listed = _LIST.replace("NEEDS", _needs(lacking=True, only=only))
    sql = _named(_WITH + listed + "ORDER BY q.name, n.person_id, s.name LIMIT %(most)s OFFSET %(start)s")
    return list(_gaps(sql, _facts(organization, today, site=site, skill=skill, most=most, start=start)))


def counts_at(organization: Any, today: date, site: UUID | None = None) -> tuple[int, int, dict[UUID, int]]:
    """How many people lack something, of how many of whom something is asked; and how many lack each skill."""
    only = "AND p.site_id = %(site)s" if site else ""
    sql = _named(_WITH + f"SELECT n.person_id, n.skill_id FROM {_needs(lacking=True, only=only)} n")  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, _facts(organization, today, site=site))
        found = cursor.fetchall()
    asked = Person.objects.of(organization).filter(is_asked(), state="active", **({"site": site} if site else {}))
    return len({person for person, _skill in found}), asked.count(), Counter(_key(skill) for _person, skill in found)


def asked_of(person: Person, today: date) -> list[Gap]:
    """Everything work asks of one person, held or not, by skill."""
    return asked_of_all(person.organization_id, today, [person.pk])


def asked_of_all(organization: Any, today: date, people: list[UUID]) -> list[Gap]:
    """The same for the people of one page."""
    if not people:
        return []
    names = {f"p{place}": key for place, key in enumerate(people)}
    only = "AND p.id IN (" + ", ".join(f"%({name})s" for name in names) + ")"
    sql = _named(_WITH + _LIST.replace("NEEDS", _needs(only=only)) + "ORDER BY q.name, n.person_id, s.name")
    return list(_gaps(sql, _facts(organization, today, **names)))


def is_asked() -> Q:
    """People of whom their work asks something: the same five ways, stopping at the first that does."""
    there = Q(site__isnull=True) | Q(site=OuterRef("site"))
    asked = Requirement.unscoped.filter(
        there, organization=OuterRef("organization"), state="current", skill__state="current"
    )
    deep = Q(site__isnull=True) | Q(site=OuterRef(OuterRef("site")))
    of = Requirement.unscoped.filter(
        deep, organization=OuterRef("organization"), state="current", skill__state="current"
    )
    mine = {"person": OuterRef("pk"), "organization": OuterRef("organization")}
    roles = RoleAssignment.unscoped.filter(
        Exists(of.filter(asked_of="role", role=OuterRef("role"))), state="held", **mine
    )
    by_place = Q(asked_of="workplace", workplace=OuterRef("workplace"))
    by_process = Q(asked_of="process") & (
        Q(process=OuterRef("process")) | Q(process=OuterRef("workplace__process")))  # fmt: skip
    works = Assignment.unscoped.filter(Exists(of.filter(by_place | by_process)), state="current", **mine)
    return (Q(Exists(asked.filter(asked_of="everyone"))) | Q(Exists(asked.filter(asked_of="job", job=OuterRef("job"))))
            | Q(Exists(roles)) | Q(Exists(works)))  # fmt: skip


def lacks_something(organization: Any, today: date) -> Q:
    """People with a gap for which no training with them is planned."""
    sql = _named(_WITH + f"SELECT n.person_id FROM {_needs(lacking=True)} n WHERE NOT {_PLANNED}")  # noqa: S608
    facts, named = _facts(organization, today), re.compile(r"%\((\w+)\)s")
    places = [facts[name] for name in named.findall(sql)]
    return Q(pk__in=RawSQL(named.sub("%s", sql), places))  # noqa: S611 -- the statement is ours, the facts are bound
