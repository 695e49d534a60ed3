"""What waits for whom: signatures, reviews, requests, old copies; and planned releases that come by themselves."""

from datetime import timedelta

import pytest
from tests.resources.writing import Office, build

from mutu.core import tenancy
from mutu.core.belongings import all_belongings
from mutu.core.duties import all_duties
from mutu.core.identity import new_id
from mutu.resources.documents import actions, keeping, queries, revisions
from mutu.resources.documents.models import Revision
from mutu.resources.documents.releases import in_force_today


@pytest.fixture
def office(db: None) -> Office:
    return build()


def told(office: Office, day: float) -> list[tuple[str, str, str]]:
    organization = office.factory.organization
    return [(str(one.step), one.number, one.person or one.role)
            for one in all_duties(organization, office.since + timedelta(days=day))]  # fmt: skip


def test_a_revision_waits_for_whom_the_matrix_names(office: Office) -> None:
    nurul = office.on(0).nurul
    actions.set_rule(new_id(), by=nurul, type=office.type, checks="quality_engineer", approves="quality_manager")
    one = office.submit(office.begin())
    assert told(office, 1) == [("Check it", "WI-01 A", "quality_engineer")]
    revisions.check(one.pk, by=office.on(1).tan, secret="908172")
    assert told(office, 1) == [("Approve it", "WI-01 A", "quality_manager")]
    revisions.send_back(one.pk, by=office.on(1).nurul, remarks="How many shots?")
    assert told(office, 1) == [("Change what the remarks ask for", "WI-01 A", "Suresh Pillai")]


def test_a_review_due_within_a_month_waits_for_the_owner(office: Office) -> None:
    office.document()
    assert told(office, 600) == []
    assert told(office, 720) == [("Review it", "WI-01", "Suresh Pillai")]


def test_requests_and_old_copies_wait(office: Office) -> None:
    document = office.document()
    keeping.ask(new_id(), by=office.on(1).bishnu, wants="change", what="Step 4 is wrong", document=document)
    keeping.issue(new_id(), by=office.on(1).suresh, document=document, place="Board")
    assert told(office, 2) == [("Answer the request", "DAR-2026-001", "quality_manager")]
    office.revised(document, 3)
    assert sorted(told(office, 4)) == [
        ("Answer the request", "DAR-2026-001", "quality_manager"), ("Collect the old copy", "WI-01", "Suresh Pillai"),
    ]  # fmt: skip


def test_what_somebody_answers_for_can_be_handed_over(office: Office) -> None:
    document = office.document()
    suresh = office.factory.suresh
    held = [one for one in all_belongings(suresh.organization, suresh.person_id) if one.record.kind == "document"]
    assert [one.record.pk for one in held] == [document.pk]
    held[0].hand_to(str(office.factory.tan.person_id), office.on(1).nurul)
    assert [one for one in all_belongings(suresh.organization, suresh.person_id) if one.record.kind == "document"] == []


def test_a_request_is_answered_by_the_release_that_names_it(office: Office) -> None:
    document = office.document()
    asked = keeping.ask(new_id(), by=office.on(1).bishnu, wants="change", what="Step 4 is wrong", document=document)
    keeping.accept(asked.pk, by=office.on(1).nurul)
    one = office.revise(document, 2, origin=f"document_request:{asked.pk}:")
    revisions.release(office.approve(office.submit(one, 2), 2).pk, by=office.on(2).nurul)
    assert type(asked).objects.of(asked.organization_id).get(pk=asked.pk).state == "done"


def test_a_planned_release_comes_into_force_at_night(committed: None) -> None:
    from datetime import UTC, datetime

    office = build(datetime.now(UTC) - timedelta(days=3))
    organization = office.factory.organization
    first = office.released(0)
    second = office.approve(office.submit(office.revise(first.document, 0), 0), 0)
    with tenancy.reading(organization):
        tomorrow = queries.today_at(first.document, datetime.now(UTC)) - timedelta(days=1)
    revisions.plan_release(second.pk, by=office.on(0).nurul, effective_on=tomorrow)
    assert in_force_today(organization, datetime.now(UTC) - timedelta(days=2)) == "0 in force, 0 refused"
    assert in_force_today(organization, datetime.now(UTC)) == "1 in force, 0 refused"
    with tenancy.reading(organization):
        states = dict(Revision.objects.of(organization).values_list("pk", "state"))
    assert states == {first.pk: "replaced", second.pk: "in_force"}
