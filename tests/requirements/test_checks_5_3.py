"""5.3 Roles, responsibilities and authorities: what the live checks answer, four tests each, in both editions."""

import pytest
from tests.resources.learning import School, build, who

from mutu.core import actions as core
from mutu.core.checks import Found, Verdict
from mutu.core.identity import new_id
from mutu.core.models import RoleAssignment
from mutu.core.nouns import actions as nouns
from mutu.core.permissions import Role
from mutu.evaluation.readiness.queries import readiness
from mutu.lib.standards import editions
from mutu.resources.responsibilities import actions
from mutu.resources.responsibilities.models import RequiredRole

DUTIES = {
    "5.3-b.conformity": "conformity", "5.3-d.reporting": "reporting", "5.3-e.customer_focus": "customer_focus",
    "5.3-f.integrity": "integrity",
}  # fmt: skip


@pytest.fixture
def school(db: None) -> School:
    return build()


def counted(found: Found) -> tuple[str, int, int]:
    return str(found.verdict), found.good, found.read


def need(school: School, role: Role, **facts: bool) -> RequiredRole:
    return actions.decide.do(new_id(), by=school.on(0).nurul, facts={"role": role, "does": "Stops the line.", **facts})


def take(school: School, role: Role) -> None:
    for one in RoleAssignment.objects.of(school.factory.organization).filter(role=role, state="held"):
        core.take_away_role(one.pk, by=school.on(2).nurul)


# 5.3 a: every role that is needed is somebody's


def test_5_3_a_roles_held_wherever_needed_are_shown(school: School) -> None:
    need(school, Role.QUALITY_MANAGER, each_site=True)
    need(school, Role.LINE_LEADER)
    found = school.ask("5.3-a.assigned", 1)
    assert counted(found) == ("shown", 2, 2)
    assert str(found.said) == "Held by people who work here, wherever needed: 2 of 2 roles."


def test_5_3_a_a_site_without_its_role_calls_for_attention(school: School) -> None:
    need(school, Role.LINE_LEADER, each_site=True)  # Mei leads at Kulim, nobody at Penang
    assert counted(school.ask("5.3-a.assigned", 1)) == ("attention", 0, 1)


def test_5_3_a_before_a_role_is_named_there_is_not_enough_data(school: School) -> None:
    found = school.ask("5.3-a.assigned", 1)
    assert counted(found) == ("nodata", 0, 0)
    assert str(found.said) == "No role has been named for this yet."


def test_5_3_a_a_holder_who_leaves_turns_it(school: School) -> None:
    need(school, Role.LINE_LEADER)
    before = school.ask("5.3-a.assigned", 1).verdict
    core.leave(who(school.factory.mei).pk, by=school.on(2).nurul, left_on=school.date(2))
    assert (before, school.ask("5.3-a.assigned", 2).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)


# 5.3 c: every process is somebody's


def test_5_3_c_owned_processes_are_shown(school: School) -> None:
    assert counted(school.ask("5.3-c.processes_owned", 1)) == ("shown", 1, 1)


def test_5_3_c_a_process_of_nobody_calls_for_attention(school: School) -> None:
    nouns.add_process(new_id(), by=school.on(0).nurul, name="Assembly")
    assert counted(school.ask("5.3-c.processes_owned", 1)) == ("attention", 1, 2)


def test_5_3_c_without_processes_there_is_not_enough_data(school: School) -> None:
    from mutu.core import gate

    gate.actions()["process.retire"].do(school.factory.process.pk, by=school.on(0).nurul, facts={})
    assert counted(school.ask("5.3-c.processes_owned", 1)) == ("nodata", 0, 0)


def test_5_3_c_it_stays_shown_when_the_owner_leaves_because_it_was_handed_over(school: School) -> None:
    from mutu.core.refusals import NotYet

    with pytest.raises(NotYet, match="in their hands"):
        core.leave(who(school.factory.suresh).pk, by=school.on(2).nurul, left_on=school.date(2))
    core.leave(who(school.factory.suresh).pk, by=school.on(2).nurul, left_on=school.date(2),
               successor=who(school.factory.tan))  # fmt: skip
    before = school.ask("5.3-c.processes_owned", 2).verdict
    nouns.add_process(new_id(), by=school.on(3).nurul, name="Painting")
    assert (before, school.ask("5.3-c.processes_owned", 3).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)


# 5.3 b, d, e, f: each duty is carried by a role that somebody holds


@pytest.mark.parametrize(("name", "duty"), DUTIES.items())
def test_5_3_b_d_e_f_a_duty_carried_by_a_held_role_is_shown(school: School, name: str, duty: str) -> None:
    need(school, Role.QUALITY_MANAGER, **{duty: True})
    assert counted(school.ask(name, 1)) == ("shown", 1, 1)


@pytest.mark.parametrize(("name", "duty"), DUTIES.items())
def test_5_3_b_d_e_f_a_duty_of_a_role_nobody_holds_calls_for_attention(school: School, name: str, duty: str) -> None:
    need(school, Role.INSPECTOR, **{duty: True})
    assert counted(school.ask(name, 1)) == ("attention", 0, 1)


@pytest.mark.parametrize(("name", "duty"), DUTIES.items())
def test_5_3_b_d_e_f_a_duty_no_role_carries_is_not_enough_data(school: School, name: str, duty: str) -> None:
    need(school, Role.QUALITY_MANAGER, **{other: True for other in DUTIES.values() if other != duty})
    assert counted(school.ask(name, 1)) == ("nodata", 0, 0)


@pytest.mark.parametrize(("name", "duty"), DUTIES.items())
def test_5_3_b_d_e_f_a_role_taken_away_turns_it(school: School, name: str, duty: str) -> None:
    need(school, Role.LINE_LEADER, **{duty: True})
    before = school.ask(name, 1).verdict
    take(school, Role.LINE_LEADER)
    assert (before, school.ask(name, 2).verdict) == (Verdict.SHOWN, Verdict.ATTENTION)


@pytest.mark.parametrize("key", ["iso9001-2015", "iso9001-2026"])
def test_5_3_every_line_is_checked_in_both_editions(school: School, key: str) -> None:
    need(school, Role.QUALITY_MANAGER, **dict.fromkeys(DUTIES.values(), True))
    known, whole = readiness(school.factory.organization.pk, school.at(1)), editions()[key]
    lines = [line for rolled in known.clauses(whole) if rolled.clause.number in ("5.3", "7.2") for line in rolled.lines]
    unchecked = [line.requirement.id for line in lines if not line.looked and line.requirement.check == "live"]
    assert unchecked == []
    assert {str(line.verdict) for line in lines if line.requirement.id.startswith("5.3")} == {"shown"}
