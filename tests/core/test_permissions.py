"""Who may what, where: roles at one site or all, the organization's own decisions, and keys of programs (5.3)."""

from dataclasses import replace

import pytest
from tests.cast import Factory, fresh

from mutu.core import actions as core
from mutu.core import gate, permissions, tokens
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.permissions import Held, Role
from mutu.core.refusals import NotPermitted, NotYet
from mutu.improvement.nonconformities import actions
from mutu.improvement.nonconformities.models import Nonconformity


def test_a_role_is_held_somewhere_everywhere_or_nowhere(bayan: Factory) -> None:
    assert not Held()
    assert Held(everywhere=True).at(None) and Held(everywhere=True).at(bayan.site.pk)
    at_one = Held(sites=frozenset({bayan.site.pk}))
    assert (at_one.at(bayan.site.pk), at_one.at(bayan.other_site.pk), bool(at_one)) == (True, False, True)


def test_the_button_is_there_at_one_s_own_site_only(bayan: Factory) -> None:
    here = actions.report(new_id(), by=bayan.bishnu, what="Flash")
    there = actions.report(new_id(), by=bayan.mei, what="Scratch")
    assert (here.site_id, there.site_id) == (bayan.site.pk, bayan.other_site.pk)
    assert permissions.may(bayan.mei, actions.contain, there)
    assert not permissions.may(bayan.mei, actions.contain, here)
    assert permissions.may(bayan.nurul, actions.contain, here)
    assert not permissions.may(bayan.bishnu, actions.contain, here)


def test_the_organization_decides_otherwise_and_decides_back(bayan: Factory) -> None:
    problem = actions.report(new_id(), by=bayan.bishnu, what="Flash")
    decided = core.decide_permission(
        new_id(), by=bayan.nurul, action="nonconformity.assign", role=Role.OPERATOR, allowed=True
    )
    bishnu = fresh(bayan.organization, bayan.bishnu.person)
    assert actions.assign(problem.pk, by=bishnu, owner=bayan.suresh.person).owner_id == bayan.suresh.person_id
    core.change_permission(decided.pk, by=bayan.nurul, allowed=False)
    with pytest.raises(NotPermitted):
        actions.assign(problem.pk, by=fresh(bayan.organization, bayan.bishnu.person), owner=bayan.tan.person)


def test_a_right_is_taken_from_a_role(bayan: Factory) -> None:
    problem = actions.report(new_id(), by=bayan.bishnu, what="Flash")
    core.decide_permission(
        new_id(), by=bayan.nurul, action="nonconformity.assign", role=Role.PROCESS_OWNER, allowed=False
    )
    with pytest.raises(NotPermitted):
        actions.assign(problem.pk, by=fresh(bayan.organization, bayan.suresh.person), owner=bayan.tan.person)


@pytest.mark.parametrize("name", ["nonconformity.report", "nonconformity.fly"])
def test_what_everybody_may_and_what_is_nothing_is_not_decided_by_role(bayan: Factory, name: str) -> None:
    with pytest.raises(NotYet):
        core.decide_permission(new_id(), by=bayan.nurul, action=name, role=Role.OPERATOR, allowed=False)


def test_roles_end_with_leaving_and_the_person_can_do_nothing(bayan: Factory) -> None:
    today = bayan.nurul.now().date()
    core.leave(bayan.suresh.person_id, by=bayan.nurul, left_on=today, successor=bayan.tan.person)
    suresh = fresh(bayan.organization, bayan.suresh.person)
    assert permissions.roles_of(suresh).held == {}
    problem = actions.report(new_id(), by=bayan.bishnu, what="Flash")
    assert not permissions.may(suresh, actions.assign, problem)


def test_what_everybody_may_a_person_may_and_a_nobody_may_not(bayan: Factory) -> None:
    nobody = Actor(bayan.organization, None, "Somebody")
    with pytest.raises(NotPermitted):
        actions.report(new_id(), by=nobody, what="Flash")
    job = Actor(bayan.organization, None, "Nightly", kind="job")
    assert actions.report(new_id(), by=job, what="Flash", site=bayan.site).reported_by is None


def token_of(bayan: Factory, *scopes: str) -> str:
    secret = tokens.new_secret()
    token = core.make_token(
        new_id(), by=bayan.nurul, name="scale", person=bayan.nurul.person, scopes=list(scopes), secret=secret
    )
    return tokens.spell(token, secret)


def test_a_key_does_what_its_scopes_and_its_person_may(bayan: Factory) -> None:
    by = tokens.actor_with(token_of(bayan, "nonconformity.report"))
    assert by is not None
    problem = actions.report(new_id(), by=by, what="Flash")
    assert problem.reported_by_id == bayan.nurul.person_id
    with pytest.raises(NotPermitted):
        actions.assign(problem.pk, by=by, owner=bayan.suresh.person)
    whole = tokens.actor_with(token_of(bayan, "nonconformity.*"))
    assert whole is not None
    assert actions.assign(problem.pk, by=whole, owner=bayan.suresh.person).version == 2


def test_a_key_sees_only_the_kinds_of_its_scopes(bayan: Factory) -> None:
    actions.report(new_id(), by=bayan.bishnu, what="Flash")
    by = tokens.actor_with(token_of(bayan, "person.*"))
    assert by is not None
    assert permissions.visible(Nonconformity, by).count() == 0


@pytest.mark.parametrize("key", ["", "mutu", "mutu_x_y_z", "mutu_" + "0" * 32 + "_" + "0" * 32 + "_secret", "a" * 300])
def test_a_key_that_opens_nothing(bayan: Factory, key: str) -> None:
    assert tokens.actor_with(key) is None


def test_a_revoked_key_and_one_of_somebody_who_left_open_nothing(bayan: Factory) -> None:
    key = token_of(bayan, "*")
    assert tokens.actor_with(key) is not None
    assert tokens.actor_with(key[:-1] + ("a" if key[-1] != "a" else "b")) is None
    token = tokens.ApiToken.objects.of(bayan.organization).get()
    core.revoke_token(token.pk, by=bayan.nurul)
    assert tokens.actor_with(key) is None


def test_who_may_is_said_in_words(bayan: Factory) -> None:
    assert permissions.readable(gate.actions()["nonconformity.close"].may) == "Quality manager, Quality engineer"
    assert permissions.readable(()) == "—"


def test_a_right_learned_for_one_person_is_not_another_s(bayan: Factory) -> None:
    problem = actions.report(new_id(), by=bayan.bishnu, what="Flash")
    assert permissions.may(bayan.nurul, actions.close, problem)
    other = replace(bayan.nurul, person=bayan.bishnu.person, grants={})
    assert not permissions.may(other, actions.close, problem)
