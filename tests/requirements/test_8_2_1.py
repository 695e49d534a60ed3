"""8.2.1 Customer communication: what a complaint must lead to, line by line."""

from datetime import UTC, datetime, timedelta

import pytest
from tests.operation.complaining import TUESDAY, Case, build

from mutu.core import gate, trail
from mutu.core.identity import new_id
from mutu.core.nouns import actions as nouns
from mutu.core.refusals import NotYet
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.operation.customers import actions, answers, queries
from mutu.operation.customers.clocks import clocks_of
from mutu.operation.customers.models import Channel, Covers, Direction, Meaning


@pytest.fixture
def case(db: None) -> Case:
    return build()


def test_8_2_1_b_a_complaint_names_the_order_the_part_and_the_revision_it_is_about(case: Case) -> None:
    complaint = case.receive(claim_number="QM-88120", order="PO-7", part=case.part)
    assert (complaint.claim_number, complaint.order, complaint.drawing_revision) == ("QM-88120", "PO-7", "C")


def test_8_2_1_c_what_the_customer_says_is_kept_in_their_own_words_and_language(case: Case) -> None:
    complaint = case.receive(what="Schraubdom reißt beim Einschrauben.", language="de")
    assert (complaint.what, complaint.language) == ("Schraubdom reißt beim Einschrauben.", "de")


def test_8_2_1_c_every_message_and_every_promise_is_kept_with_its_channel(case: Case) -> None:
    complaint = answers.log_message(
        case.receive().pk, by=case.ana, direction=Direction.OUT, through=Channel.PHONE, with_whom="Jana Brandt",
        text="Sorted pieces leave on Friday.", promise="2,000 checked pieces", promised_for="2026-11-27",
    )  # fmt: skip
    (line,) = complaint.messages_read()
    assert (line.channel, line.promise, str(line.promised_for)) == ("phone", "2,000 checked pieces", "2026-11-27")


def test_8_2_1_c_a_promise_that_is_open_keeps_the_complaint_open(case: Case) -> None:
    complaint = case.receive()
    answers.reply(complaint.pk, by=case.ana, text="Thank you.", promise="New pieces by air")
    with pytest.raises(NotYet, match=r"8\.2\.1 c"):
        answers.close(complaint.pk, by=case.factory.nurul, conclusion="Done.", reason="Small.")


def test_8_2_1_c_the_first_reply_is_owed_within_the_sites_working_days(case: Case) -> None:
    nouns.add_holiday(new_id(), by=case.factory.nurul, site=case.factory.site, day="2026-11-25", name="Holiday")
    first = clocks_of(case.receive())[0]
    assert (first.ends, first.whose) == (TUESDAY + timedelta(days=2), "site")


def test_8_2_1_c_the_customers_own_deadlines_never_move_for_our_holidays(case: Case) -> None:
    nouns.add_holiday(new_id(), by=case.factory.nurul, site=case.factory.site, day="2026-12-25", name="Christmas")
    eve_of_christmas = datetime(2026, 12, 24, 9, 0, tzinfo=UTC)
    complaint = case.at(eve_of_christmas).receive(platform_dispute=True)
    ends = {str(clock.name): clock.ends - eve_of_christmas for clock in clocks_of(complaint) if clock.whose != "site"}
    assert ends == {
        "platform": timedelta(hours=72),
        "containment": timedelta(hours=24),
        "cause": timedelta(days=14),
        "action": timedelta(days=30),
    }


def test_8_2_1_c_nobody_closes_a_complaint_that_was_never_answered(case: Case) -> None:
    with pytest.raises(NotYet, match=r"8\.2\.1 c"):
        answers.close(case.receive().pk, by=case.factory.nurul, conclusion="Done.", reason="Small.")


def test_8_2_1_c_what_was_agreed_about_the_cost_is_kept_beside_what_was_claimed(case: Case) -> None:
    complaint = case.receive(cost_claimed="1250", currency="EUR")
    settled = actions.settle(complaint.pk, by=case.ana, cost_settled="800", currency="EUR", settled_note="Credit note")
    assert (settled.cost_claimed, settled.cost_settled, settled.settled_at) == (1250, 800, TUESDAY)


def test_8_7_1_containment_is_told_only_when_somebody_looked_where_the_product_is(case: Case) -> None:
    complaint = case.receive()
    actions.raise_nonconformity(complaint.pk, by=case.factory.nurul)
    with pytest.raises(NotYet, match=r"8\.7\.1 a"):
        answers.send_containment(complaint.pk, by=case.ana)


def test_10_2_1_b_a_cause_is_told_with_why_it_was_made_and_why_it_was_not_seen(case: Case) -> None:
    complaint, suresh = case.receive(), case.factory.suresh
    problem = case.contained(complaint)
    answers.send_containment(complaint.pk, by=suresh)
    nonconformities.correct(problem.pk, by=suresh, correction="Sorted.")
    nonconformities.determine_cause(problem.pk, by=suresh, why_made=["Boss thin.", "Regrind at 35 %."])
    with pytest.raises(NotYet, match=r"10\.2\.1 b"):
        answers.give_cause(complaint.pk, by=suresh)


def test_10_2_1_b_nobody_writes_to_a_customer_that_the_operator_was_careless(case: Case) -> None:
    with pytest.raises(NotYet, match=r"10\.2\.1 b.*What let the mistake happen"):
        answers.compose(
            case.receive().pk, by=case.ana, slot="cause_occurrence", note="Careless operator, retrained."
        )  # fmt: skip


def test_10_2_1_d_it_is_closed_when_the_cure_behind_it_was_found_effective(case: Case) -> None:
    complaint = case.receive()
    problem = case.answered(complaint)
    nurul = case.after(days=40).factory.nurul
    with pytest.raises(NotYet, match=r"10\.2\.1 d"):
        answers.close(complaint.pk, by=nurul, conclusion="Cured.")
    case.cured(problem)
    assert answers.close(complaint.pk, by=nurul, conclusion="Cured.").state == "closed"


def test_7_5_3_a_signature_lapses_when_what_was_signed_changes(case: Case) -> None:
    complaint = case.receive()
    case.contained(complaint)
    signed = answers.sign(complaint.pk, by=case.factory.nurul, meaning=Meaning.APPROVED, covers=Covers.REPORT)
    assert [stands for _line, stands in queries.signatures_of(signed)] == [True]
    described = actions.describe(complaint.pk, by=case.ana, quantity_complained=43)
    assert [stands for _line, stands in queries.signatures_of(described)] == [False]


def test_10_2_2_the_trail_tells_the_whole_answer(case: Case) -> None:
    complaint = case.receive()
    case.answered(complaint)
    story = trail.story(case.factory.organization, complaint)
    assert [(line.who, line.action) for line in story] == [
        ("Ana Lim", "complaint.receive"),
        ("Nurul Aisyah", "complaint.raise_nonconformity"),
        ("Nurul Aisyah", "complaint.send_containment"),
        ("Nurul Aisyah", "complaint.give_cause"),
        ("Nurul Aisyah", "complaint.give_action"),
    ]


def test_another_firm_does_not_even_find_it(case: Case) -> None:
    complaint, eve = case.receive(), build().factory.nurul
    with pytest.raises(gate.NotFound):
        answers.reply(complaint.pk, by=eve, text="Ignore us.")
