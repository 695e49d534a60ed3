"""The answers a customer gets: what must stand in the records before each may be sent, and what is kept of it."""

from datetime import timedelta

import pytest
from tests.operation.complaining import TUESDAY, Case

from mutu.core import trail
from mutu.core.actors import Actor
from mutu.core.refusals import MoveRefused, NotPermitted, NotUnderstood, NotYet
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.lib.phrase_book import SLOTS
from mutu.operation.customers import actions, answers, queries
from mutu.operation.customers.models import Channel, Complaint, Covers, Direction, Meaning, Message, Slot


def again(complaint: Complaint) -> Complaint:
    return Complaint.objects.of(complaint.organization_id).get(pk=complaint.pk)


def test_the_first_reply_stops_its_clock_and_stands_in_the_log(case: Case) -> None:
    later = case.after(minutes=40)
    replied = answers.reply(
        case.receive().pk, by=later.ana, text="Thank you, we hold the lot.", promise="Containment",
        promised_for="2026-11-25",
    )  # fmt: skip
    assert (replied.state, replied.replied_at) == ("replied", TUESDAY + timedelta(minutes=40))
    (line,) = replied.messages_read()
    assert (line.direction, line.channel, line.with_whom, line.about) == ("out", "email", "Jana Brandt", "reply")
    assert (line.text, line.promise, line.kept) == ("Thank you, we hold the lot.", "Containment", None)


def test_a_reply_sent_before_it_was_recorded_keeps_both_times(case: Case) -> None:
    complaint = case.receive()
    evening = case.after(hours=30)
    replied = answers.reply(complaint.pk, by=evening.ana, text="Thank you.", sent_at=TUESDAY + timedelta(hours=2))
    (line,) = replied.messages_read()
    assert replied.replied_at == line.at == TUESDAY + timedelta(hours=2)
    assert line.logged_at == TUESDAY + timedelta(hours=30)


@pytest.mark.parametrize("offset", [timedelta(hours=-1), timedelta(hours=1)])
def test_no_reply_before_the_complaint_nor_after_now(case: Case, offset: timedelta) -> None:
    with pytest.raises(NotYet) as refused:
        answers.reply(case.receive().pk, by=case.ana, text="Thank you.", sent_at=TUESDAY + offset)
    assert refused.value.fact == "sent_at"


def test_containment_needs_a_linked_nonconformity_that_names_its_places(case: Case) -> None:
    complaint, nurul = case.receive(), case.factory.nurul
    with pytest.raises(NotYet, match="link or raise the nonconformity first"):
        answers.send_containment(complaint.pk, by=nurul)
    problem = actions.raise_nonconformity(complaint.pk, by=nurul).nonconformity
    with pytest.raises(NotYet, match=f"{problem.number} is not contained yet"):
        answers.send_containment(complaint.pk, by=nurul)
    assert again(complaint).contained_sent_at is None


def test_containment_without_an_earlier_reply_is_the_first_reply_too(case: Case) -> None:
    complaint = case.receive()
    case.contained(complaint)
    sent = answers.send_containment(complaint.pk, by=case.ana)
    assert (sent.state, sent.replied_at, sent.contained_sent_at) == ("contained", TUESDAY, TUESDAY)
    assert sent.messages_read()[0].content == queries.content_hash(sent, Covers.CONTAINMENT)


def test_sending_containment_tells_the_nonconformity_that_the_customer_knows(case: Case) -> None:
    complaint = case.receive()
    problem = case.contained(complaint)
    answers.send_containment(complaint.pk, by=case.ana)
    told = Nonconformity.objects.of(case.factory.organization).get(pk=problem.pk)
    assert (told.customer_told_at, told.customer_told) == (TUESDAY, f"Nordlicht Werkzeuge, {complaint.number}")


def test_a_cause_says_why_it_was_made_and_why_it_was_not_seen(case: Case) -> None:
    complaint, suresh = case.receive(), case.factory.suresh
    problem = case.contained(complaint)
    answers.send_containment(complaint.pk, by=suresh)
    with pytest.raises(NotYet, match="why it was made"):
        answers.give_cause(complaint.pk, by=suresh)
    nonconformities.correct(problem.pk, by=suresh, correction="Sorted.")
    nonconformities.determine_cause(problem.pk, by=suresh, why_made=["Boss thin.", "Regrind at 35 %."])
    with pytest.raises(NotYet, match="why it was not seen"):
        answers.give_cause(complaint.pk, by=suresh)


def test_a_corrective_action_is_told_when_there_is_one_or_a_reason_for_none(case: Case) -> None:
    complaint, nurul = case.receive(), case.factory.nurul
    problem = case.cause_found(complaint)
    answers.send_containment(complaint.pk, by=nurul)
    answers.give_cause(complaint.pk, by=nurul)
    with pytest.raises(NotYet, match="no corrective action yet"):
        answers.give_action(complaint.pk, by=nurul)
    nonconformities.decide_no_action(problem.pk, by=nurul, no_action_reason="One box mislabelled, label removed.")
    assert answers.give_action(complaint.pk, by=nurul).state == "action_given"


def test_steps_come_in_their_order(case: Case) -> None:
    complaint = case.receive()
    case.cause_found(complaint)
    for step in (answers.give_cause, answers.give_action, answers.reopen):
        facts = {"reason": "x"} if step is answers.reopen else {}
        with pytest.raises(MoveRefused):
            step.do(complaint.pk, by=case.factory.nurul, facts=facts)


def test_it_is_closed_when_the_cure_was_found_effective(case: Case) -> None:
    complaint = case.receive()
    problem = case.answered(complaint)
    nurul = case.after(days=40).factory.nurul
    with pytest.raises(NotYet, match=f"{problem.number} has not been found effective"):
        answers.close(complaint.pk, by=nurul, conclusion="Done.")
    case.cured(problem)
    closed = answers.close(complaint.pk, by=nurul, conclusion="Done.")
    assert (closed.state, closed.open, closed.due) == ("closed", False, None)


def test_or_with_the_reason_why_it_ends_here_but_never_unanswered(case: Case) -> None:
    complaint, nurul = case.receive(), case.factory.nurul
    with pytest.raises(NotYet, match="no reply yet"):
        answers.close(complaint.pk, by=nurul, conclusion="Done.", reason="Small.")
    answers.reply(complaint.pk, by=case.ana, text="New pieces leave today.")
    with pytest.raises(NotYet) as refused:
        answers.close(complaint.pk, by=nurul, conclusion="Done.")
    assert refused.value.fact == "reason"
    assert answers.close(complaint.pk, by=nurul, conclusion="Done.", reason="Small.").state == "closed"


def test_what_is_not_ours_is_closed_once_it_was_judged_and_answered(case: Case) -> None:
    complaint, nurul = case.receive(), case.factory.nurul
    answers.reply(complaint.pk, by=case.ana, text="These are not our pieces; see photos.")
    actions.judge_justified(complaint.pk, by=nurul, justified=False, justified_reason="Mould mark is another maker's.")
    assert answers.close(complaint.pk, by=nurul, conclusion="Not ours.").state == "closed"


def test_an_open_promise_keeps_it_open(case: Case) -> None:
    complaint, nurul = case.receive(), case.factory.nurul
    answers.reply(complaint.pk, by=case.ana, text="Thank you.", promise="2,000 pieces by air on Friday")
    with pytest.raises(NotYet, match="2,000 pieces by air on Friday"):
        answers.close(complaint.pk, by=nurul, conclusion="Done.", reason="Small.")
    kept = answers.keep_promise(complaint.pk, by=case.ana, line=1, kept=False)
    assert kept.messages_read()[0].kept is False
    with pytest.raises(NotYet, match="recorded already"):
        answers.keep_promise(complaint.pk, by=case.ana, line=1, kept=True)
    assert answers.close(complaint.pk, by=nurul, conclusion="Done.", reason="Small.").state == "closed"


@pytest.mark.parametrize("line", [0, 2, 99])
def test_a_promise_that_was_never_made_cannot_be_kept(case: Case, line: int) -> None:
    complaint = answers.log_message(case.receive().pk, by=case.ana, direction=Direction.IN, text="Hello")
    with pytest.raises(NotYet):
        answers.keep_promise(complaint.pk, by=case.ana, line=line, kept=True)


def test_the_log_only_grows_and_the_trail_shows_each_line(case: Case) -> None:
    complaint = case.receive()
    for text in ("First", "Second", "Third"):
        complaint = answers.log_message(
            complaint.pk, by=case.ana, direction=Direction.IN, text=text, through=Channel.PHONE
        )
    assert [line.text for line in again(complaint).messages_read()] == ["First", "Second", "Third"]
    story = trail.story(case.factory.organization, complaint)
    assert [line.facts.get("text") for line in story] == [None, "First", "Second", "Third"]
    assert Message.objects.of(case.factory.organization).count() == 3


@pytest.mark.parametrize(("fact", "longest"), [("text", 8000), ("with_whom", 200), ("promise", 400)])
def test_a_message_has_an_end(case: Case, fact: str, longest: int) -> None:
    facts = {"direction": "in", "text": "Hello", fact: "x" * (longest + 1)}
    with pytest.raises(NotYet) as refused:
        answers.log_message.do(case.receive().pk, by=case.ana, facts=facts)
    assert refused.value.fact == fact


def test_a_date_without_a_promise_is_a_question(case: Case) -> None:
    with pytest.raises(NotYet) as refused:
        answers.reply(case.receive().pk, by=case.ana, text="Thank you.", promised_for="2026-11-25")
    assert refused.value.fact == "promise"


class TestComposing:
    """Choosing sentences from the phrase book."""

    def compose(self, case: Case, complaint: Complaint, slot: str = "containment", **facts: object) -> Complaint:
        return answers.compose.do(complaint.pk, by=case.factory.nurul, facts={"slot": slot, **facts})

    def test_phrases_and_a_note_are_kept_by_slot(self, case: Case) -> None:
        complaint = case.receive()
        composed = self.compose(
            case, complaint, slot="problem", note="Kami sedang menyemak.", note_language="ms",
            phrases=["problem.plastics.cracked_boss?found=42&checked=2000"],
        )  # fmt: skip
        assert composed.composed == {
            "problem": {
                "phrases": [["problem.plastics.cracked_boss", {"found": 42, "checked": 2000}]],
                "note": "Kami sedang menyemak.",
                "language": "ms",
            }
        }
        assert self.compose(case, complaint, slot="problem").composed == {}

    @pytest.mark.parametrize(
        "line",
        [
            "no.such.phrase",
            "problem.plastics.cracked_boss",
            "problem.plastics.cracked_boss?found=42",
            "problem.plastics.cracked_boss?found=42&checked=2000&more=1",
            "problem.plastics.cracked_boss?found=-1&checked=2000",
            "problem.plastics.cracked_boss?found=1.5&checked=2000",
            "problem.plastics.cracked_boss?found=42&found=43&checked=2000",
            "problem.plastics.cracked_boss?found=many&checked=2000",
            "problem.plastics.cracked_boss?found=1e400&checked=2000",
            "problem.plastics.cracked_boss?&&&",
            "problem.plastics.cracked_boss?%ff=%00",
            "containment.general.on_hold?quantity=1&lot=2&since=2026-11-24",
            "%(who)s{0}?x=%(who)s",
        ],
    )
    def test_a_phrase_that_cannot_be_said_here_is_refused(self, case: Case, line: str) -> None:
        complaint = case.receive()
        with pytest.raises(NotYet) as refused:
            self.compose(case, complaint, slot="problem", phrases=[line])
        assert refused.value.fact == "phrases"
        assert isinstance(str(refused.value), str)
        assert again(complaint).composed == {}

    @pytest.mark.parametrize(
        "note", ["Careless operator, has been retrained.", "Operator error. Be more careful!", "Retrained."]
    )
    def test_a_note_that_only_blames_is_answered_with_a_question(self, case: Case, note: str) -> None:
        complaint = case.receive()
        with pytest.raises(NotYet, match="What let the mistake happen and pass"):
            self.compose(case, complaint, slot="cause_occurrence", note=note)

    def test_every_place_of_the_phrase_book_can_be_composed_and_no_other(self, case: Case) -> None:
        assert tuple(Slot.values) == SLOTS
        with pytest.raises(NotUnderstood) as refused:
            self.compose(case, case.receive(), slot="poetry")
        assert set(refused.value.errors) == {"slot"}

    def test_a_note_is_in_a_language_there_is(self, case: Case) -> None:
        with pytest.raises(NotUnderstood) as refused:
            self.compose(case, case.receive(), note="Heghlu'meH QaQ jajvam", note_language="tlh")
        assert list(refused.value.errors) == ["note_language"]


class TestSigning:
    """A signature stands for exactly what was read."""

    def signed(self, case: Case, covers: Covers = Covers.REPORT) -> Complaint:
        complaint = case.receive()
        case.contained(complaint)
        return answers.sign(complaint.pk, by=case.factory.nurul, meaning=Meaning.PREPARED, covers=covers)

    def stands(self, complaint: Complaint, covers: Covers = Covers.REPORT) -> list[bool]:
        return [stands for _line, stands in queries.signatures_of(again(complaint), covers)]

    def test_it_stands_while_nothing_the_customer_reads_changes(self, case: Case) -> None:
        complaint = self.signed(case)
        answers.log_message(complaint.pk, by=case.ana, direction=Direction.IN, text="Any news?")
        actions.hand_over(complaint.pk, by=case.ana, owner=case.factory.suresh.person)
        answers.sign(complaint.pk, by=case.factory.tan, meaning=Meaning.REVIEWED)
        assert self.stands(complaint) == [True, True]

    def test_it_lapses_when_the_words_change_and_is_still_to_be_seen(self, case: Case) -> None:
        complaint = self.signed(case)
        answers.compose(complaint.pk, by=case.ana, slot="containment", note="Sorted by torque test.")
        assert self.stands(complaint) == [False]
        answers.sign(complaint.pk, by=case.factory.nurul, meaning=Meaning.PREPARED)
        assert self.stands(complaint) == [False, True]

    def test_it_lapses_when_the_nonconformity_behind_it_changes(self, case: Case) -> None:
        complaint = self.signed(case)
        problem = again(complaint).nonconformity
        nonconformities.correct(problem.pk, by=case.factory.suresh, correction="Sorted.")
        assert self.stands(complaint) == [False]

    def test_a_signed_letter_does_not_lapse_because_the_cause_was_found_later(self, case: Case) -> None:
        complaint = self.signed(case, Covers.CONTAINMENT)
        problem = again(complaint).nonconformity
        nonconformities.correct(problem.pk, by=case.factory.suresh, correction="Sorted.")
        assert self.stands(complaint, Covers.CONTAINMENT) == [True]

    def test_it_lapses_when_the_customer_is_to_read_another_language(self, case: Case) -> None:
        complaint = self.signed(case)
        answers.compose(complaint.pk, by=case.ana, slot="closing", phrases=[])
        assert self.stands(complaint) == [True]
        actions.set_rules(complaint.pk, by=case.ana, customer=case.customer, language="vi")
        assert self.stands(complaint) == [False]

    def test_the_same_person_signs_the_same_content_once(self, case: Case) -> None:
        complaint = self.signed(case)
        with pytest.raises(NotYet, match="signed exactly this already"):
            answers.sign(complaint.pk, by=case.factory.nurul, meaning=Meaning.PREPARED)
        answers.sign(complaint.pk, by=case.factory.nurul, meaning=Meaning.APPROVED)
        assert self.stands(complaint) == [True, True]

    def test_nothing_is_signed_before_the_product_is_held(self, case: Case) -> None:
        with pytest.raises(NotYet, match="link or raise"):
            answers.sign(case.receive().pk, by=case.factory.nurul, meaning=Meaning.APPROVED)

    def test_only_a_person_signs(self, case: Case) -> None:
        complaint = self.signed(case)
        job = Actor(case.factory.organization, None, "Nightly job", kind="job", at=TUESDAY)
        with pytest.raises(NotPermitted):
            answers.sign(complaint.pk, by=job, meaning=Meaning.APPROVED)
        with pytest.raises(NotPermitted):
            answers.sign(complaint.pk, by=case.factory.bishnu, meaning=Meaning.APPROVED)
