"""One cast for all tests, the demo's: Nurul, Suresh, Bishnu, Mei at Bayan; Eve at another firm."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from mutu.core import actions
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import Organization, Person, Process, Site, Workplace
from mutu.core.nouns import actions as nouns
from mutu.core.permissions import Role


@dataclass(frozen=True)
class Factory:
    """A small factory with its people, each as the actor they are."""

    organization: Organization
    site: Site
    other_site: Site
    process: Process
    workplace: Workplace
    nurul: Actor
    suresh: Actor
    bishnu: Actor
    mei: Actor
    tan: Actor

    def at(self, moment: datetime) -> "Factory":
        """The same people on another day."""
        people = {name: replace(getattr(self, name), at=moment) for name in ("nurul", "suresh", "bishnu", "mei", "tan")}
        return replace(self, **people)


def founder(key: UUID, name: str = "Bayan", slug: str = "bayan", at: datetime | None = None) -> Actor:
    unsaved = Organization(pk=key, name=name, slug=slug)
    return Actor(unsaved, None, "Mutu", kind="founding", face="command", at=at)


def build(name: str = "Bayan Precision Plastics", slug: str | None = None) -> Factory:
    """Found an organization through the gate, with two sites and five people."""
    key = new_id()
    start = founder(key, name)
    organization = actions.found(key, by=start, name=name, slug=slug or f"x{key.hex[-12:]}", people=180)
    boss = replace(start, organization=organization)
    site = nouns.add_site(new_id(), by=boss, name="Penang", country="MY")
    other = nouns.add_site(new_id(), by=boss, name="Kulim", country="MY")

    def person(who: str, role: Role | None, at: Site | None = None, language: str = "en") -> Actor:
        one = actions.add_person(new_id(), by=boss, name=who, site=at or site, language=language,
                                 badge=str(1000 + sum(map(ord, who))))  # fmt: skip
        if role is not None:
            actions.give_role(new_id(), by=boss, person=one, role=role, site=at)
        return Actor(organization, one, who, via="badge")

    nurul = person("Nurul Aisyah", Role.QUALITY_MANAGER)
    actions.give_role(new_id(), by=boss, person=nurul.person, role=Role.ADMINISTRATOR)
    suresh = person("Suresh Pillai", Role.PROCESS_OWNER)
    bishnu = person("Bishnu Gurung", Role.OPERATOR, site, "ne")
    mei = person("Mei Ling", Role.LINE_LEADER, other)
    tan = person("Tan Wei Ling", Role.QUALITY_ENGINEER)
    process = nouns.add_process(new_id(), by=boss, name="Injection moulding", owner=suresh.person)
    workplace = nouns.add_workplace(new_id(), by=boss, code="IM-14", name="Injection 180 t", site=site, process=process)
    return Factory(organization, site, other, process, workplace, nurul, suresh, bishnu, mei, tan)


def fresh(organization: Organization, person: Person) -> Actor:
    """The same person with nothing remembered of their roles."""
    return Actor(organization, person, person.name, via="badge")
