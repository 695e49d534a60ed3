"""7.5 Documented information: what the live checks answer, four tests each, in both editions."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.resources.writing import PIN, Office, build

from mutu.core import actions as core
from mutu.core import attachments, schedule
from mutu.core.checks import FIRST_EDITION, Found, checks_of
from mutu.core.identity import new_id
from mutu.core.models import Heartbeat, Person
from mutu.lib.standards import editions
from mutu.resources.documents import actions, importing, keeping, revisions
from mutu.resources.documents.models import DocumentType

LIVE = ("7.5.1-a", "7.5.2-a", "7.5.2-b", "7.5.3.2-b", "7.5.3.2-c", "7.5.3.2-d", "7.5.3.2-e")


@pytest.fixture
def office(db: None) -> Office:
    return build()


def counted(found: Found) -> tuple[str, int, int]:
    return str(found.verdict), found.good, found.read


def of_type(office: Office, category: str, code: str, **facts: Any) -> DocumentType:
    said = {"name": category, "code": code, "category": category, "pattern": f"{code}-{{n:2}}", **facts}
    return actions.add_type.do(new_id(), by=office.on(0).nurul, facts=said)


def listed(office: Office, number: str, **facts: Any) -> Any:
    said = {"name": f"Sheet {number}", "number": number, "label": "1", "owner": "Suresh Pillai", **facts}
    return importing.bring_in.do(new_id(), by=office.on(0).nurul, facts=said)


def test_every_live_line_has_a_check_and_the_new_edition_rests_on_it() -> None:
    assert [id for id in LIVE if not checks_of(FIRST_EDITION, id)] == []
    new = editions()["iso9001-2026"]
    for requirement in new.requirements:
        if requirement.id.startswith("7.5") and requirement.check == "live":
            assert checks_of("iso9001-2026", requirement.id) or set(requirement.from_2015) & set(LIVE)


# 7.5.1 a: what the standard names


def with_policy(office: Office, others: int) -> None:
    office.document(type=str(of_type(office, "policy", "PO").pk))
    for _one in range(others):
        office.document()


def test_7_5_1_a_documents_with_text_and_a_policy_are_shown(office: Office) -> None:
    with_policy(office, 2)
    found = office.ask("7.5.1-a.complete", 30)
    assert counted(found) == ("shown", 3, 3)
    assert str(found.said) == "With text or file, and a policy among them: 3 of 3 documents in force."


def test_7_5_1_a_a_document_without_text_calls_for_attention(office: Office) -> None:
    with_policy(office, 1)
    listed(office, "WI-50")
    assert counted(office.ask("7.5.1-a.complete", 30)) == ("attention", 2, 3)


def test_7_5_1_a_two_documents_are_not_enough(office: Office) -> None:
    with_policy(office, 1)
    assert counted(office.ask("7.5.1-a.complete", 30)) == ("nodata", 2, 2)


def test_7_5_1_a_withdrawing_the_only_policy_turns_it(office: Office) -> None:
    policy = office.document(type=str(of_type(office, "policy", "PO").pk))
    for _one in range(3):
        office.document()
    before = office.ask("7.5.1-a.complete", 30).verdict
    actions.withdraw(policy.pk, by=office.on(30).nurul, reason="Old.")
    assert (str(before), str(office.ask("7.5.1-a.complete", 31).verdict)) == ("shown", "attention")


# 7.5.2 a: identified


def test_7_5_2_a_documents_with_number_revision_and_owner_are_shown(office: Office) -> None:
    for _one in range(3):
        office.document()
    assert counted(office.ask("7.5.2-a.identified", 30)) == ("shown", 3, 3)


def test_7_5_2_a_the_same_number_twice_calls_for_attention(office: Office) -> None:
    listed(office, "WI-50")
    listed(office, "WI-50", name="Another sheet")
    listed(office, "WI-51")
    assert counted(office.ask("7.5.2-a.identified", 30)) == ("attention", 1, 3)


def test_7_5_2_a_two_documents_are_not_enough(office: Office) -> None:
    for _one in range(2):
        office.document()
    assert counted(office.ask("7.5.2-a.identified", 30)) == ("nodata", 2, 2)


def test_7_5_2_a_an_owner_who_leaves_turns_it(office: Office) -> None:
    for _one in range(3):
        office.document()
    before = office.ask("7.5.2-a.identified", 30).verdict
    suresh = office.factory.suresh.person
    assert suresh is not None
    Person.objects.of(suresh.organization_id).filter(pk=suresh.pk).update(state="left")  # before successors were asked
    assert (str(before), counted(office.ask("7.5.2-a.identified", 31))) == ("shown", ("attention", 0, 3))


# 7.5.2 b: approved, and reviewed


def test_7_5_2_b_revisions_approved_by_another_are_shown(office: Office) -> None:
    for _one in range(3):
        office.document()
    assert counted(office.ask("7.5.2-b.approved", 30)) == ("shown", 3, 3)


def by_the_author(office: Office, day: float) -> Any:
    nurul = office.on(day).nurul
    one = revisions.submit(office.begin(day, by=nurul).pk, by=nurul)
    revisions.approve(one.pk, by=nurul, secret=PIN, alone_reason="Nobody else is here.")
    return revisions.release(one.pk, by=nurul)


def test_7_5_2_b_an_approval_that_is_gone_calls_for_attention(office: Office) -> None:
    for _one in range(2):
        office.document()
    one = by_the_author(office, 1)
    assert counted(office.ask("7.5.2-b.approved", 30)) == ("shown", 3, 3)
    type(one.rows("approvals")[0]).unscoped.filter(record=one).update(alone_reason="")
    assert counted(office.ask("7.5.2-b.approved", 30)) == ("attention", 2, 3)


def test_7_5_2_b_two_revisions_are_not_enough(office: Office) -> None:
    for _one in range(2):
        office.document()
    assert counted(office.ask("7.5.2-b.approved", 30)) == ("nodata", 2, 2)


def test_7_5_2_b_a_changed_text_turns_it(office: Office) -> None:
    made = [office.released() for _one in range(3)]
    before = office.ask("7.5.2-b.approved", 30).verdict
    type(made[0]).unscoped.filter(pk=made[0].pk).update(approved_content="0" * 64)
    assert (str(before), counted(office.ask("7.5.2-b.approved", 30))) == ("shown", ("attention", 2, 3))


def test_7_5_2_b_documents_not_due_for_review_are_shown(office: Office) -> None:
    for _one in range(3):
        office.document()
    assert counted(office.ask("7.5.2-b.reviewed", 300)) == ("shown", 3, 3)


def test_7_5_2_b_documents_past_review_call_for_attention(office: Office) -> None:
    for _one in range(3):
        office.document()
    assert counted(office.ask("7.5.2-b.reviewed", 740)) == ("attention", 0, 3)


def test_7_5_2_b_two_documents_to_review_are_not_enough(office: Office) -> None:
    for _one in range(2):
        office.document()
    assert counted(office.ask("7.5.2-b.reviewed", 30)) == ("nodata", 2, 2)


def test_7_5_2_b_a_review_without_change_turns_it_back(office: Office) -> None:
    made = [office.document() for _one in range(3)]
    for one in made[1:]:
        actions.review(one.pk, by=office.on(700).suresh)
    assert counted(office.ask("7.5.2-b.reviewed", 740)) == ("attention", 2, 3)
    actions.review(made[0].pk, by=office.on(740).suresh)
    assert counted(office.ask("7.5.2-b.reviewed", 740)) == ("shown", 3, 3)


# 7.5.3.2 b: changes


def changed(office: Office, times: int) -> list[Any]:
    document = office.document()
    return [office.revised(document, day * 10 + 1) for day in range(times)]


def test_7_5_3_2_b_changes_that_say_why_are_shown(office: Office) -> None:
    changed(office, 3)
    assert counted(office.ask("7.5.3.2-b.changes", 60)) == ("shown", 3, 3)


def test_7_5_3_2_b_changes_without_a_reason_call_for_attention(office: Office) -> None:
    made = changed(office, 4)
    type(made[0]).unscoped.filter(pk__in=[one.pk for one in made[:2]]).update(change="")
    assert counted(office.ask("7.5.3.2-b.changes", 60)) == ("attention", 2, 4)


def test_7_5_3_2_b_two_changes_are_not_enough(office: Office) -> None:
    changed(office, 2)
    assert counted(office.ask("7.5.3.2-b.changes", 60)) == ("nodata", 2, 2)


def test_7_5_3_2_b_one_change_without_a_reason_turns_it(office: Office) -> None:
    made = changed(office, 3)
    before = office.ask("7.5.3.2-b.changes", 60).verdict
    type(made[0]).unscoped.filter(pk=made[0].pk).update(change="")
    assert (str(before), counted(office.ask("7.5.3.2-b.changes", 60))) == ("shown", ("attention", 2, 3))


# 7.5.3.2 c: keeping


def keep(office: Office, **facts: Any) -> Any:
    said = {"name": "Inspection records", "months": 36, "disposal": "shred", "counts_from": "delivery",
            "kept_where": "QC room", **facts}  # fmt: skip
    return keeping.decide.do(new_id(), by=office.on(0).nurul, facts=said)


def test_7_5_3_2_c_decided_keeping_is_shown(office: Office) -> None:
    for _one in range(3):
        keep(office)
    assert counted(office.ask("7.5.3.2-c.kept", 30)) == ("shown", 3, 3)


def test_7_5_3_2_c_keeping_without_a_place_calls_for_attention(office: Office) -> None:
    for place in ("QC room", "", ""):
        keep(office, kept_where=place)
    assert counted(office.ask("7.5.3.2-c.kept", 30)) == ("attention", 1, 3)


def test_7_5_3_2_c_two_types_of_records_are_not_enough(office: Office) -> None:
    for _one in range(2):
        keep(office)
    assert counted(office.ask("7.5.3.2-c.kept", 30)) == ("nodata", 2, 2)


def test_7_5_3_2_c_a_place_taken_out_turns_it(office: Office) -> None:
    made = [keep(office) for _one in range(3)]
    before = office.ask("7.5.3.2-c.kept", 30).verdict
    said = {"months": 36, "disposal": "shred", "kept_where": "", "counts_from": "delivery"}
    keeping.change.do(made[0].pk, by=office.on(1).nurul, facts=said)
    assert (str(before), counted(office.ask("7.5.3.2-c.kept", 30))) == ("shown", ("attention", 2, 3))


# 7.5.3.2 d: documents from outside


def from_outside(office: Office, count: int, **facts: Any) -> list[Any]:
    type = of_type(office, "external", "EX", review_months=12)
    said = {"type": str(type.pk), "publisher": "ISO, www.iso.org", **facts}
    return [office.document(**said) for _one in range(count)]


def test_7_5_3_2_d_documents_from_outside_with_source_are_shown(office: Office) -> None:
    from_outside(office, 3)
    assert counted(office.ask("7.5.3.2-d.external", 30)) == ("shown", 3, 3)


def test_7_5_3_2_d_nobody_looking_for_a_newer_issue_calls_for_attention(office: Office) -> None:
    from_outside(office, 3)
    assert counted(office.ask("7.5.3.2-d.external", 400)) == ("attention", 0, 3)


def test_7_5_3_2_d_two_documents_from_outside_are_not_enough(office: Office) -> None:
    from_outside(office, 2)
    assert counted(office.ask("7.5.3.2-d.external", 30)) == ("nodata", 2, 2)


def test_7_5_3_2_d_a_source_taken_out_turns_it(office: Office) -> None:
    made = from_outside(office, 3)
    before = office.ask("7.5.3.2-d.external", 30).verdict
    actions.describe.do(made[0].pk, by=office.on(1).suresh, facts={"publisher": ""})
    assert (str(before), counted(office.ask("7.5.3.2-d.external", 30))) == ("shown", ("attention", 2, 3))


# 7.5.3.2 e: protected from alteration


def verified(office: Office, day: float) -> None:
    name = schedule.beat_name("verified", office.factory.organization.pk)
    Heartbeat.objects.update_or_create(name=name, defaults={"at": office.since + timedelta(days=day), "ok": True})


def add_file(office: Office) -> None:
    nurul = replace(office.factory.nurul, at=office.since)
    kept = attachments.keep(nurul.organization_id, b"measured: 12,1", "measured.txt")
    core.add_attachment(new_id(), by=nurul, name="measured.txt", sha256=kept.sha256)


def test_7_5_3_2_e_a_log_read_again_last_night_is_shown(office: Office) -> None:
    add_file(office)
    verified(office, 29)
    assert counted(office.ask("7.5.3.2-e.unaltered", 30)) == ("shown", 1, 1)


def test_7_5_3_2_e_a_log_nobody_reads_calls_for_attention(office: Office) -> None:
    add_file(office)
    verified(office, 10)
    found = office.ask("7.5.3.2-e.unaltered", 30)
    assert str(found.verdict) == "attention"
    assert str(found.said) == "Log, records and files were last found unaltered on 2026-03-12. See System."


def test_7_5_3_2_e_before_the_first_night_nothing_is_said(office: Office) -> None:
    add_file(office)
    assert counted(office.ask("7.5.3.2-e.unaltered", 30)) == ("nodata", 0, 0)


def test_7_5_3_2_e_a_night_missed_twice_turns_it(office: Office) -> None:
    add_file(office)
    verified(office, 29)
    answers = [str(office.ask("7.5.3.2-e.unaltered", day).verdict) for day in (30, 31, 32)]
    assert answers == ["shown", "shown", "attention"]
