"""What happens in the office beside the problems: people come and go, permissions, keys, how customers see us."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from mutu.core import actions as core
from mutu.core import gate, tenancy
from mutu.core.identity import new_id
from mutu.core.nouns import actions as nouns
from mutu.core.tokens import new_secret
from mutu.demo.bayan.nordlicht import containment_hours
from mutu.demo.bayan.stories import Told
from mutu.demo.ground import read
from mutu.demo.stage import Stage, Story
from mutu.improvement.corrective_actions import actions as corrective
from mutu.improvement.corrective_actions.models import CorrectiveAction
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.operation.customers import actions as customers
from mutu.operation.customers.models import CustomerRules
from mutu.operation.perceptions import actions as perceptions


def stories(stage: Stage) -> Iterator[Story]:
    told = Told(stage)
    listed = (
        (told.ago(395, 14), _earlier_list), (told.ago(360, 10), _line_leaders_decide), (told.ago(340, 11), _keys),
        (told.ago(128, 16), _planner_leaves), (told.ago(64, 17), _operator_leaves), (told.ago(200, 9), _small_changes),
        (told.ago(21, 10), _nordlicht_agreement),
    )  # fmt: skip
    for at, story in listed:
        if at > stage.begin + timedelta(days=4):
            yield story(stage, at)
    yield from _customers_say(stage, told)


def _earlier_list(stage: Stage, at: datetime) -> Story:
    """The list kept in a spreadsheet until then, brought in by Nurul."""
    yield at
    by = replace(stage.by("nurul", at), kind="import", face="import", via="file:NC list.xlsx")
    with gate.batch(by):
        for old_number, what, found, closed, part, defect, correction in read("bayan/earlier.yaml"):
            first = stage.days.date_of(stage.begin)
            nonconformities.bring_in(
                new_id(at), by=by, what=what, old_number=old_number, found_on=first - timedelta(days=found),
                closed_on=first - timedelta(days=closed) if closed else None, part=stage.parts[part], defect=defect,
                correction=correction,
            )  # fmt: skip


def _line_leaders_decide(stage: Stage, at: datetime) -> Story:
    """Line leaders may decide about scrap at night; an audit half a year later takes it back."""
    yield at
    override = core.decide_permission(
        new_id(at),
        by=stage.by("nurul", at),
        action="nonconformity.decide_disposition",
        role="line_leader",
        allowed=True,
    )
    core.decide_permission(
        new_id(at), by=stage.by("nurul", at), action="complaint.receive", role="line_leader", allowed=True
    )
    stage.roles_changed()
    at = stage.days.office(at + timedelta(days=190), 0, 2)
    yield at
    core.change_permission(override.pk, by=stage.by("lim", at), allowed=False)
    stage.roles_changed()


def _keys(stage: Stage, at: datetime) -> Story:
    """A key for the planning program, lost with a notebook and revoked; a new one since."""
    yield at
    by = stage.by("nurul", at)
    lost = core.make_token(
        new_id(at), by=by, name="Planning program, notebook of Lau", person=stage.people["lau"],
        scopes=["nonconformity.report", "nonconformity.read"], secret=new_secret(),
    )  # fmt: skip
    at = stage.days.office(at + timedelta(days=150), 0, 3)
    yield at
    core.revoke_token(lost.pk, by=stage.by("nurul", at))
    at = stage.days.soon(at, 20, 60)
    yield at
    core.make_token(
        new_id(at), by=stage.by("nurul", at), name="Camera at IM-22", person=stage.people["shanti"],
        scopes=["nonconformity.report"], secret=new_secret(),
    )  # fmt: skip


def _planner_leaves(stage: Stage, at: datetime) -> Story:
    """The mould planner leaves: his open work is handed over one by one, then he is recorded as gone."""
    yield at
    by, gone, successor = stage.by("nurul", at), stage.people["azlan"], stage.people["hafiz"]
    with tenancy.reading(stage.organization.pk):
        actions = list(CorrectiveAction.objects.of(stage.organization).filter(owner=gone, open=True).order_by("number"))
        problems = list(Nonconformity.objects.of(stage.organization).filter(owner=gone, open=True).order_by("number"))
    for one in actions:
        corrective.hand_over(one.pk, by=by, owner=successor)
    for problem in problems:
        nonconformities.assign(problem.pk, by=by, owner=successor)
    at = stage.days.moment(stage.days.date_of(at), 17, 50)
    yield at
    core.leave(gone.pk, by=stage.by("nurul", at), left_on=stage.days.date_of(at), successor=successor)
    stage.leaves("azlan")


def _operator_leaves(stage: Stage, at: datetime) -> Story:
    yield at
    core.leave(stage.people["dipak"].pk, by=stage.by("nurul", at), left_on=stage.days.date_of(at))
    stage.leaves("dipak")


def _small_changes(stage: Stage, at: datetime) -> Story:
    """A machine scrapped, a job changed, a language chosen, a PIN forgotten."""
    yield at
    by = stage.by("nurul", at)
    old = nouns.add_workplace(
        new_id(at), by=by, code="IM-00", name="Injection machine 60 t", site=stage.sites["pg"],
        process=stage.processes["moulding"],
    )  # fmt: skip
    at = stage.days.soon(at, 30, 90)
    yield at
    gate.actions()["workplace.retire"](old.pk, by=stage.by("nurul", at))
    lina = stage.people["lina"]
    core.change_person(
        lina.pk, by=stage.by("nurul", at), name=lina.name, job="Inspector, final", site=lina.site, badge=lina.badge,
        language=lina.language, manager=stage.people["tan"],
    )  # fmt: skip
    at = stage.days.soon(at, 60, 120)
    yield at
    core.choose_language(stage.people["sunita"].pk, by=stage.by("sunita", at), language="en")


def _nordlicht_agreement(stage: Stage, at: datetime) -> Story:
    """Nordlicht's new quality agreement changes a clock."""
    yield at
    with tenancy.reading(stage.organization.pk):
        agreed = CustomerRules.objects.of(stage.organization).get(customer=stage.parties["nordlicht"])
    customers.change_rules(
        agreed.pk, by=stage.by("nurul", at), containment_hours=containment_hours(stage), cause_days=14, action_days=30,
        first_reply_working_days=1, layout="b1", language="en", currency="EUR",
    )  # fmt: skip


def _customers_say(stage: Stage, told: Told) -> Iterator[Story]:
    """Plans how to learn what customers think, and what they let us know since."""
    facts: dict[str, Any] = read("bayan/perceptions.yaml")
    yield _plans(stage, told.ago(380, 9), facts["plans"])
    for days, customer, method, score, scale, source, words in facts["heard"]:
        at = told.ago(days, 10 + days % 7, days % 60)
        if at > stage.begin + timedelta(days=12):
            yield _heard(stage, at, customer, {"method": method, "score": Decimal(str(score)) if score else None,
                                               "scale": Decimal(str(scale)) if scale else None, "source": source,
                                               "words": words})  # fmt: skip


def _plans(stage: Stage, at: datetime, plans: list[list[Any]]) -> Story:
    at = max(at, stage.days.office(stage.begin, 5, 6))
    yield at
    decided = []
    with gate.batch(by := stage.by("nurul", at)):
        for method, whom, interval, owner, _conclusion in plans:
            decided.append(perceptions.decide(new_id(at), by=by, method=method, whom=whom, interval_days=interval,
                                              owner=stage.people[owner]))  # fmt: skip
    for number in range(1, 5):
        later = stage.days.office(at + timedelta(days=92 * number), 0, 3)
        for plan, (*_facts, conclusion) in zip(decided, plans, strict=True):
            yield later
            said = conclusion[(number - 1) % len(conclusion)]
            perceptions.review(plan.pk, by=stage.by("ana", later), conclusion=said)
            later = stage.days.soon(later, 15, 45)


def _heard(stage: Stage, at: datetime, customer: str, facts: dict[str, Any]) -> Story:
    yield at
    known = {name: value for name, value in facts.items() if value is not None}
    perceptions.record.do(
        new_id(at), by=stage.by(stage.rng.choice(["ana", "priya"]), at),
        facts={"customer": stage.parties[customer], **known},
    )  # fmt: skip
