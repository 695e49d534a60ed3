"""What the 8D report, the containment letter and the hold tags take from the records."""

import io
from datetime import date, timedelta

import pytest
from tests.operation.complaining import TUESDAY, Case

from mutu.core import actions as core
from mutu.core import attachments
from mutu.core.identity import new_id
from mutu.core.models import Attachment
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.improvement.nonconformities.models import ContainmentPlace
from mutu.operation.customers import actions, answers
from mutu.operation.customers.models import Complaint, Covers, Meaning, TeamMember
from mutu.reports import floor, from_records
from mutu.reports.eight_d import Step, Why, content_hash
from mutu.reports.photos import PhotoRefused
from mutu.reports.said import Company, Person, from_book, own_words

HOSTILE = '#set page(width: 1pt); #read("/etc/passwd") <script>alert(1)</script> $x^2$ {{ 7 }} \\u{0}'


def photo(case: Case, name: str = "boss.jpg") -> Attachment:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", (40, 30), "grey").save(out, "JPEG")
    kept = attachments.keep(case.factory.organization.pk, out.getvalue(), name)
    return core.add_attachment(new_id(), by=case.ana, name=name, sha256=kept.sha256)


def again(complaint: Complaint) -> Complaint:
    return Complaint.objects.of(complaint.organization_id).get(pk=complaint.pk)


@pytest.fixture
def told(case: Case) -> Complaint:
    """A complaint answered up to the corrective action, with words from the phrase book."""
    complaint = case.receive(part=case.part, lot="2610-07", claim_number="QM-88120", order="PO-7", language="en")
    case.answered(complaint)
    answers.compose(
        complaint.pk, by=case.ana, slot="problem", phrases=["problem.plastics.cracked_boss?found=42&checked=2000"],
        note="Kami sedang menyemak.", note_language="ms",
    )  # fmt: skip
    answers.compose(complaint.pk, by=case.ana, slot="letter", phrases=["letter.general.cause_follows?day=2026-12-08"])
    leader = TeamMember(person=case.factory.nurul.person, leads=True)
    actions.name_team(complaint.pk, by=case.ana, team=[TeamMember(name="Herr Kurz", role_in="customer"), leader])
    return again(complaint)


def test_a_report_says_who_what_and_when(case: Case, told: Complaint) -> None:
    report = from_records.eight_d_of(told, link="http://localhost/c")
    assert (report.number, report.customer_number, report.order) == (told.number, "QM-88120", "PO-7")
    assert (report.part, report.drawing, report.lots) == ("NL-7731 Drill housing", "C", ("2610-07",))
    assert report.customer == Company("Nordlicht Werkzeuge", "")
    assert report.team == (Person("Nurul Aisyah"), Person("Herr Kurz", task="customer"))
    assert report.received == date(2026, 11, 24)
    assert report.steps == (
        Step(),
        Step(done=date(2026, 11, 24)),
        Step(done=date(2026, 11, 24), due=date(2026, 11, 25)),
        Step(done=date(2026, 11, 24), due=date(2026, 12, 8)),
        Step(),
        Step(done=date(2026, 11, 24), due=date(2026, 12, 24)),
        Step(),
        Step(),
    )


def test_composed_words_stand_before_the_records_own_and_those_stand_where_nothing_was_composed(
    told: Complaint,
) -> None:
    report = from_records.eight_d_of(told)
    assert report.problem == (
        from_book("problem.plastics.cracked_boss", found=42, checked=2000),
        own_words("Kami sedang menyemak.", "ms"),
    )
    assert report.occurrence == (
        Why(own_words("Boss too thin.", "en")),
        Why(own_words("Regrind at 35 %, limit is 20 %.", "en")),
    )
    assert report.escape == (Why(own_words("No melt-flow check on mixed lots.", "en")),)
    assert report.containment == (own_words("Held.", "en"), own_words("Sorted and replaced.", "en"))
    assert [line.what.text for line in report.actions] == ["Dose regrind by weight."]


def test_without_composed_words_the_customers_own_stand_there(case: Case) -> None:
    complaint = case.receive(what="Schraubdom reißt.")
    assert from_records.eight_d_of(complaint).problem == (own_words("Schraubdom reißt.", "de"),)


def test_a_language_the_forms_are_not_written_in_is_english(case: Case, told: Complaint) -> None:
    assert from_records.eight_d_of(told).language == "en"
    actions.set_rules(new_id(), by=case.ana, customer=case.customer, language="vi")
    assert from_records.eight_d_of(told).language == "vi"


def test_a_signature_that_stands_is_bound_to_what_is_printed_and_a_lapsed_one_is_not(
    case: Case, told: Complaint
) -> None:
    answers.sign(told.pk, by=case.factory.nurul, meaning=Meaning.APPROVED)
    report = from_records.eight_d_of(again(told))
    assert [(one.name, one.content == content_hash(report)) for one in report.signatures] == [("Nurul Aisyah", True)]
    answers.compose(told.pk, by=case.ana, slot="closing", note="Thank you for the pieces.")
    report = from_records.eight_d_of(again(told))
    assert [one.content == content_hash(report) for one in report.signatures] == [False]


def test_a_letter_says_where_the_lot_is_and_what_follows(case: Case, told: Complaint) -> None:
    answers.sign(told.pk, by=case.factory.nurul, meaning=Meaning.APPROVED, covers=Covers.CONTAINMENT)
    letter = from_records.containment_letter_of(told, case.factory.nurul)
    (place,) = letter.places
    assert (place.place, place.detail, place.quantity, place.found) == ("finished", "rack C4", 4200, 12)
    assert letter.following == (from_book("letter.general.cause_follows", day=date(2026, 12, 8)),)
    assert (letter.signer, letter.day) == (Person("Nurul Aisyah"), date(2026, 11, 24))


def test_there_is_a_tag_for_each_place_in_the_house_and_none_for_the_sea(case: Case) -> None:
    problem = nonconformities.report(new_id(), by=case.factory.bishnu, what="Cracked", quantity=7)
    assert [(tag.quantity, tag.place) for tag in from_records.hold_tags_of(problem)] == [(7, "Penang")]
    contained = nonconformities.contain(
        problem.pk, by=case.factory.suresh, containment="Held.",
        places=[ContainmentPlace(where="finished", detail="rack C4", quantity=4200),
                ContainmentPlace(where="in_process", quantity=860),
                ContainmentPlace(where="on_the_way", quantity=3000)],
    )  # fmt: skip
    tags = from_records.hold_tags_of(contained)
    assert [(tag.quantity, tag.place) for tag in tags] == [(4200, "rack C4"), (860, "in process")]
    assert from_records.hold_tags_pdf(contained, case.factory.bishnu, link="http://localhost/n")[:5] == b"%PDF-"


def test_photos_of_both_sides_stand_once_each(case: Case) -> None:
    ours, theirs = photo(case, "ours.jpg"), photo(case, "theirs.jpg")
    complaint = case.receive(photos=[theirs, ours])
    raised = actions.raise_nonconformity(complaint.pk, by=case.factory.nurul)
    assert [one.caption for one in from_records.eight_d_of(raised).photos] == ["theirs.jpg", "ours.jpg"]
    attachments.place(ours.organization_id, ours.sha256).unlink()
    with pytest.raises(PhotoRefused, match=r"theirs\.jpg"):
        from_records.eight_d_of(raised)


@pytest.mark.parametrize("layout", ["b1", "b2"])
@pytest.mark.parametrize("language", ["en", "vi"])
def test_each_layout_prints_in_each_language(case: Case, told: Complaint, layout: str, language: str) -> None:
    page = from_records.eight_d_pdf(
        told, case.factory.nurul, link="http://localhost/c", layout=layout, language=language
    )  # fmt: skip
    assert page[:5] == b"%PDF-"
    assert page.rstrip().endswith(b"%%EOF")


def test_the_layout_is_the_one_agreed_with_the_customer(case: Case, told: Complaint) -> None:
    nurul, link = case.factory.nurul, "http://localhost/c"
    plain = from_records.eight_d_pdf(told, nurul, link=link)
    actions.set_rules(new_id(), by=case.ana, customer=case.customer, layout="b2", language="en")
    agreed = from_records.eight_d_pdf(told, nurul, link=link)
    assert agreed != plain
    assert agreed == from_records.eight_d_pdf(told, nurul, link=link, layout="b2")


def test_program_text_in_what_people_wrote_is_only_words(case: Case) -> None:
    complaint = case.receive(what=HOSTILE, contact=HOSTILE[:200], received_at=TUESDAY - timedelta(days=1))
    case.contained(complaint)
    answers.compose(complaint.pk, by=case.ana, slot="containment", note=HOSTILE)
    kept = again(complaint)
    assert from_records.eight_d_pdf(kept, case.ana, link="http://localhost/c")[:5] == b"%PDF-"
    assert from_records.containment_letter_pdf(kept, case.ana, link="http://localhost/c")[:5] == b"%PDF-"


def test_a_printed_problem_says_part_lot_and_place_by_their_names(case: Case) -> None:
    factory = case.factory
    problem = nonconformities.report(
        new_id(), by=factory.bishnu, what="White cap has black points", part=case.part, lot="2610-07",
        workplace=factory.workplace,
    )  # fmt: skip
    facts = {one.label: one.value for one in floor.facts_of(problem)}
    assert facts["lot"] == "2610-07"
    assert facts["part"] == case.part.title
    assert floor.problem_pdf(problem, factory.nurul, link="http://mutu.test/r/1")[:5] == b"%PDF-"
