"""7.5 Documented information: what the gate asks for, and what it refuses."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from tests.resources.writing import PIN, Office, build

from mutu.core import actions as core
from mutu.core import tenancy
from mutu.core.confirming import NotConfirmed
from mutu.core.identity import new_id
from mutu.core.models import Pin
from mutu.core.permissions import Role
from mutu.core.refusals import MoveRefused, NotPermitted, NotYet
from mutu.resources.documents import actions, importing, queries, revisions
from mutu.resources.documents.content import content_hash
from mutu.resources.documents.models import Document, Revision


@pytest.fixture
def office(db: None) -> Office:
    return build()


def kept(one: Revision) -> Revision:
    return Revision.objects.of(one.organization_id).select_related("document").get(pk=one.pk)


def refusal_of(call: object, *args: object, **facts: object) -> str:
    with pytest.raises(NotYet) as refusal:
        call(*args, **facts)  # type: ignore[operator]
    return str(refusal.value)


def test_7_5_2_a_each_type_gives_its_own_numbers_one_after_another(office: Office) -> None:
    nurul = office.on(0).nurul
    policy = actions.add_type(new_id(), by=nurul, name="Policy", code="PO", category="policy", pattern="PO-{n:1}")
    numbers = [office.begin().document.number, office.begin().document.number,
               office.begin(type=str(policy.pk)).document.number]  # fmt: skip
    assert numbers == ["WI-01", "WI-02", "PO-1"]


def test_7_5_2_a_a_number_given_by_hand_is_counted_on_from(office: Office) -> None:
    assert office.begin(number="WI-40").document.number == "WI-40"
    assert office.begin().document.number == "WI-41"


def test_7_5_2_a_the_same_number_twice_is_refused(office: Office) -> None:
    office.begin(number="WI-07")
    assert refusal_of(office.begin, number="wi-07") == "7.5.2: the number wi-07 is taken."


def test_7_5_2_a_the_same_number_at_two_sites_only_where_the_type_is_numbered_per_site(office: Office) -> None:
    factory = office.on(0)
    form = actions.add_type(new_id(), by=factory.nurul, name="Form", code="F", category="form", pattern="F-{n:2}",
                            per_site=True)  # fmt: skip
    there = {"type": str(form.pk), "by": factory.nurul}
    one, other = office.begin(site=factory.site.pk, **there), office.begin(site=factory.other_site.pk, **there)
    assert (one.document.number, other.document.number) == ("F-01", "F-01")
    assert office.begin(site=factory.site.pk, **there).document.number == "F-02"
    said = refusal_of(office.begin, site=factory.site.pk, number="F-02", **there)
    assert said == "7.5.2: the number F-02 is taken."
    assert refusal_of(office.begin, **there) == "7.5.2: this type is numbered at each site. Choose the site."
    assert refusal_of(office.begin, number="F-01") == "7.5.2: the number F-01 is taken."


def test_7_5_2_a_an_external_document_says_where_it_comes_from(office: Office) -> None:
    nurul = office.on(0).nurul
    outside = actions.add_type(new_id(), by=nurul, name="External", code="EX", category="external", pattern="EX-{n:2}")
    said = refusal_of(office.begin, type=str(outside.pk))
    assert said == "7.5.3.2: write who publishes it, and where to look for a newer issue."


def test_7_5_2_b_an_empty_paper_is_not_sent_for_approval(office: Office) -> None:
    said = refusal_of(office.submit, office.begin(text=""))
    assert said == "7.5.2: there is neither text nor a file yet. Write it or attach it first."


def test_7_5_2_c_the_author_alone_does_not_approve(office: Office) -> None:
    factory = office.on(0)
    core.give_role(new_id(), by=factory.nurul, person=factory.tan.person, role=Role.QUALITY_MANAGER)
    one = revisions.submit(office.begin(by=factory.nurul).pk, by=factory.nurul)
    said = refusal_of(office.approve, one, alone_reason="In a hurry")
    assert said == "7.5.2: whoever wrote it does not approve it alone. 1 other people here may."


def test_7_5_2_c_where_nobody_else_may_the_reason_is_asked_and_kept(office: Office) -> None:
    nurul = office.on(0).nurul
    one = revisions.submit(office.begin(by=nurul).pk, by=nurul)
    assert refusal_of(office.approve, one) == (
        "7.5.2: you wrote it and nobody else here may approve it. Write why this is safe, or name someone."
    )
    approved = office.approve(one, alone_reason="We are five people; the buyer sees it next week.")
    line = queries.approval(approved)
    assert line is not None
    assert line.alone_reason == "We are five people; the buyer sees it next week."


def test_7_5_2_c_who_approves_follows_type_and_site(office: Office) -> None:
    factory = office.on(0)
    actions.set_rule(new_id(), by=factory.nurul, approves=Role.TOP_MANAGEMENT)
    actions.set_rule(new_id(), by=factory.nurul, type=office.type, site=factory.other_site, approves=Role.LINE_LEADER,
                     checks=Role.QUALITY_ENGINEER)  # fmt: skip
    here, there = office.submit(office.begin()), office.submit(office.begin(site=factory.other_site.pk))
    with pytest.raises(NotPermitted) as refusal:
        office.approve(here)
    assert str(refusal.value) == "Nurul Aisyah may not do this here: Top management can."
    assert refusal_of(office.approve, there, by=factory.mei) == (
        "7.5.2: for this type and site it must be checked before it is approved."
    )
    revisions.check(there.pk, by=factory.tan, secret=PIN)
    assert office.approve(there, by=factory.mei).state == "approved"


def test_7_5_2_c_two_rules_for_the_same_type_and_site_are_refused(office: Office) -> None:
    nurul = office.on(0).nurul
    actions.set_rule(new_id(), by=nurul, type=office.type, approves=Role.TOP_MANAGEMENT)
    said = refusal_of(actions.set_rule, new_id(), by=nurul, type=office.type, approves=Role.QUALITY_MANAGER)
    assert said == "There is a rule for this type and site already; change that one."


def test_7_5_2_c_an_approver_who_left_does_not_approve(office: Office) -> None:
    factory = office.on(0)
    core.give_role(new_id(), by=factory.nurul, person=factory.tan.person, role=Role.QUALITY_MANAGER)
    one = office.submit(office.begin())
    left = core.leave(factory.tan.person_id, by=factory.nurul, left_on=date(2026, 3, 2))
    with pytest.raises(NotPermitted):
        office.approve(one, by=replace(factory.tan, person=left, grants={}))


def test_7_5_2_c_a_wrong_pin_signs_nothing_and_counts(committed: None) -> None:
    office = build()
    one = office.submit(office.begin())
    for _time in range(5):
        with pytest.raises(NotConfirmed) as refusal:
            office.approve(one, secret="111222")
    assert str(refusal.value) == "That is not your PIN or password. Nothing was signed."
    with pytest.raises(NotConfirmed) as refusal:
        office.approve(one)
    assert str(refusal.value) == "Too many wrong PINs. Try again in 2 minutes."
    with tenancy.reading(office.factory.organization):
        assert kept(one).state == "submitted"
        assert Pin.objects.of(office.factory.organization).get(person=office.factory.nurul.person).failures == 5


def test_7_5_2_c_an_approval_is_bound_to_what_was_approved(office: Office) -> None:
    approved = office.approved()
    line = queries.approval(approved)
    assert line is not None and line.content == content_hash(approved)
    changed = revisions.write(approved.pk, by=office.on(1).suresh, name="Purge", text="Other words.")
    assert (changed.state, content_hash(changed) == line.content) == ("draft", False)
    with pytest.raises(MoveRefused):
        revisions.release(approved.pk, by=office.on(1).nurul)


def test_7_5_2_c_remarks_send_it_back(office: Office) -> None:
    one = office.submit(office.begin())
    back = revisions.send_back(one.pk, by=office.on(1).nurul, remarks="Say how many shots.")
    assert (back.state, back.remarks) == ("draft", "Say how many shots.")


def test_7_5_3_one_revision_is_in_force_at_a_time(office: Office) -> None:
    first = office.released(0)
    second = office.revised(first.document, 30)
    one, two = kept(first), kept(second)
    assert (one.state, one.ended_on, two.state, two.effective_on) == (
        "replaced", date(2026, 4, 1), "in_force", date(2026, 4, 1),
    )  # fmt: skip
    assert two.document.current_id == two.pk
    assert two.label == "B"


def test_7_5_3_only_one_revision_is_in_work(office: Office) -> None:
    document = office.document()
    office.revise(document, 1)
    said = refusal_of(office.revise, document, 2)
    assert said == "7.5.3: revision B is in work already. Finish or drop it first."


def test_7_5_3_a_revision_says_what_changes_and_why(office: Office) -> None:
    one = office.revise(office.document(), 1)
    revisions.write(one.pk, by=office.on(1).suresh, name="Purge", text="Other words.", change="")
    assert refusal_of(office.submit, one, 1) == "7.5.3: write what changes, and why."


def test_7_5_3_no_day_in_the_past(office: Office) -> None:
    one = office.approved()
    said = refusal_of(revisions.plan_release, one.pk, by=office.on(1).nurul, effective_on=date(2026, 3, 2))
    assert said == "7.5.3: 2026-03-02 has passed. A revision is in force from today on or later."


def test_7_5_3_a_planned_day_comes_by_itself_and_not_before(office: Office) -> None:
    first = office.released(0)
    second = office.approve(office.submit(office.revise(first.document, 1), 1), 1)
    planned = revisions.plan_release(second.pk, by=office.on(1).nurul, effective_on=date(2026, 3, 9))
    assert (planned.state, kept(first).state) == ("planned", "in_force")
    assert refusal_of(revisions.take_effect, second.pk, by=office.on(3).nurul) == "7.5.3: its day has not come yet."
    revisions.take_effect(second.pk, by=office.on(7).nurul)
    assert (kept(first).state, kept(second).state, kept(second).effective_on) == (
        "replaced", "in_force", date(2026, 3, 9),
    )  # fmt: skip


def test_7_5_3_which_revision_was_valid_on_a_day(office: Office) -> None:
    first = office.released(0)
    second = office.revised(first.document, 30)
    day = date(2026, 3, 2)
    valid = [queries.valid_on(first.document, day + timedelta(days=after)) for after in (-1, 0, 29, 30, 90)]
    assert [one.pk if one else None for one in valid] == [None, first.pk, first.pk, second.pk, second.pk]


def test_7_5_3_replaced_by_hand_is_refused(office: Office) -> None:
    one = office.released()
    said = refusal_of(revisions.replace, one.pk, by=office.on(1).bishnu)
    assert said == "7.5.3: a revision is replaced by releasing the next one."
    assert refusal_of(actions.take_up, one.document.pk, by=office.on(1).bishnu, revision=one) == (
        "7.5.3: this revision is in force already."
    )


def test_7_5_3_a_withdrawn_document_stays_marked_and_has_nothing_in_force(office: Office) -> None:
    one = office.released()
    office.revise(one.document, 1)
    gone = actions.withdraw(one.document.pk, by=office.on(2).nurul, reason="The machine was sold.")
    states = [each.state for each in queries.revisions_of(gone)]
    assert (gone.state, states, gone.withdrawn_on) == ("obsolete", ["dropped", "withdrawn"], date(2026, 3, 4))
    assert queries.valid_on(gone, date(2026, 3, 3)) == one
    assert queries.valid_on(gone, date(2026, 3, 4)) is None
    assert refusal_of(office.revise, gone, 3) == "7.5.3: WI-01 was withdrawn. Write a new document instead."


def test_7_5_2_c_a_review_without_change_is_one_step_and_sets_the_next(office: Office) -> None:
    document = office.document()
    assert Document.objects.of(document.organization_id).get().review_due == date(2028, 3, 2)
    reviewed = actions.review(document.pk, by=office.on(700).suresh)
    assert (reviewed.reviewed_on, reviewed.review_due) == (date(2028, 1, 31), date(2030, 1, 31))


def test_7_5_3_who_writes_at_one_site_does_not_write_at_another(office: Office) -> None:
    factory = office.on(0)
    one = office.begin(site=factory.site.pk)
    with pytest.raises(NotPermitted):
        revisions.write(one.pk, by=factory.mei, name="Purge", text="Mine.")


def test_7_5_2_a_a_wrong_revision_of_an_earlier_list_is_put_right_and_what_was_signed_keeps_its_name(
    office: Office,
) -> None:
    nurul = office.on(1).nurul
    listed = importing.bring_in.do(new_id(), by=replace(nurul, kind="import"), facts={
        "name": "Purge", "number": "WI-90", "label": "O2", "approver": "Nurul Aisyah",
    })  # fmt: skip
    mended = revisions.relabel(listed.pk, by=nurul, said="02")
    assert (mended.label, mended.number) == ("02", "WI-90 02")
    draft = office.revise(office.document(), 2)
    assert revisions.relabel(draft.pk, by=office.on(2).nurul, said="2").number == "WI-91 2"
    with pytest.raises(NotYet, match=r"7\.5\.2: there is a revision a already"):
        revisions.relabel(draft.pk, by=office.on(2).nurul, said="a")
    with pytest.raises(NotYet, match=r"7\.5\.3: a draft is in force from its release"):
        revisions.relabel(draft.pk, by=office.on(2).nurul, said="3", effective_on=date(2026, 3, 1))
    signed = office.released(3)
    with pytest.raises(NotYet, match=r"7\.5\.2: this revision was signed under its name"):
        revisions.relabel(signed.pk, by=office.on(3).nurul, said="9")
