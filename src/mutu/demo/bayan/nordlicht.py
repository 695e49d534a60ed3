"""Nordlicht's cracked boss: a complaint of yesterday whose clock is running when the demo is opened."""

from datetime import datetime, timedelta
from decimal import Decimal

from mutu.core import gate
from mutu.core.identity import new_id
from mutu.demo.stage import Stage, Story
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.operation.customers import actions, answers
from mutu.operation.customers.models import Complaint, Slot, TeamMember

LEFT = timedelta(hours=18, minutes=45)
"""What is left of the clock when the demo is built: eighteen hours for whoever opens it soon after."""


def containment_hours(stage: Stage) -> int:
    """Nordlicht's agreed hours, chosen so that 18 of them are left when the demo is opened."""
    received, now = _cracked_at(stage), stage.now
    return round((now + LEFT - received) / timedelta(hours=1))


def _cracked_at(stage: Stage) -> datetime:
    """In the daytime of the last day, whole half days before the hours that are left."""
    at = (stage.now + LEFT).astimezone(stage.days.zone)
    last = stage.days.date_of(stage.end)
    while at.date() > last or at.hour >= 19:
        at -= timedelta(hours=12)
    return at if at.date() == last and at.hour >= 7 else stage.days.moment(last, 14, 10)


def cracked_boss(stage: Stage) -> Story:
    """Nordlicht's drill housings crack: received yesterday, eighteen hours left, the letter waits to be written."""
    at = received = _cracked_at(stage)
    lot = f"{received.astimezone(stage.days.zone) - timedelta(days=40):%y%m}-07"
    yield at
    at = stage.days.soon(at, 10, 15)
    yield at
    by = stage.by("ana", at)
    photos = [stage.photo(by, "crack", seed) for seed in (7731, 7732)]
    complaint = actions.receive(
        new_id(at), by=by, customer=stage.parties["nordlicht"], part=stage.parts["NL-7731"], lot=lot, photos=photos,
        what="Cracked screw boss, drill housing NL-7731. 42 of 2,000 crack when the screw is driven, 2.1 %. "
        "Line stopped since this morning. Containment please within your agreed hours.",
        claim_number="QM-88120", order="4500086120", channel="email", language="en", quantity_delivered=5000,
        quantity_complained=42, quantity_checked=2000, received_at=received, owner=stage.people["nurul"],
        cost_claimed=Decimal(3800), currency="EUR",
    )  # fmt: skip
    at = stage.days.soon(at, 25, 28)
    yield at
    answers.reply(
        complaint.pk, by=stage.by("ana", at), text="Thank you, Ms Brandt. The same lot is on hold here, "
        "our people are looking at it now. You have our containment before the clock ends.",
        promise="2,000 checked pieces by air", promised_for=stage.days.plus(stage.days.date_of(at), 3),
    )  # fmt: skip
    at = stage.days.soon(at, 15, 20)
    yield at
    _held_at_once(stage, at, complaint, lot)


def _held_at_once(stage: Stage, at: datetime, complaint: Complaint, lot: str) -> None:
    """Team, problem, containment places and the first chosen phrases; the letter itself is not sent yet."""
    people = stage.people
    with gate.batch(by := stage.by("nurul", at)):
        team = [("nurul", True), ("tan", False), ("suresh", False), ("ana", False), ("kamal", False)]
        actions.name_team(
            complaint.pk, by=by, team=[TeamMember(person=people[key], leads=leads) for key, leads in team]
        )
        raised = actions.raise_nonconformity(
            complaint.pk, by=by, problem=f"Screw boss of NL-7731 cracks when the screw is driven, lot {lot}."
        ).nonconformity
        assert raised is not None
        nonconformities.describe(
            raised.pk, by=by, part=stage.parts["NL-7731"], lot=lot, made=10060, quantity=42, grade="serious",
            should_be="no crack at 1.2 Nm", defect="crack", process=stage.processes["moulding"], customer_due=True,
        )  # fmt: skip
        nonconformities.assign(raised.pk, by=by, owner=people["suresh"])
    day = f"{at.astimezone(stage.days.zone):%d %b %H:%M}"
    lines: list[tuple[str, str, int, int | None, str, str]] = [
        ("finished", "finished store, rack C4", 4200, 31, f"on hold since {day}", "Lina Gan"),
        ("in_process", "assembly 2", 860, 9, f"on hold since {day}", "Goh Teik Huat"),
        ("on_the_way", "at sea, arrives Hamburg in two weeks", 3000, None, "carrier asked to hold", "Kamal Ariffin"),
        ("at_customer", "Nordlicht, line 3", 2000, 42, "asked to separate", "Jana Brandt"),
    ]
    nonconformities.contain.do(raised.pk, by=by, facts={
        "containment": "Lot on hold in all four places, sorting by torque test at 1.2 Nm has begun.", "hold": True,
        "places": [{"where": where, "detail": detail, "quantity": there, "found": found, "done": done,
                    "checked_by": who, "checked_at": at} for where, detail, there, found, done, who in lines],
    })  # fmt: skip
    with gate.batch(by):
        answers.compose(complaint.pk, by=by, slot=Slot.PROBLEM, phrases=[
            "problem.plastics.cracked_boss?found=42&checked=2000",
            f"problem.general.same_failure_seen_here?found=40&checked=5060&lot={lot}",
        ])  # fmt: skip
        answers.compose(
            complaint.pk, by=by, slot=Slot.CONTAINMENT, note="Kami sedang menyemak nisbah bahan kitar semula.",
            note_language="ms", phrases=[
                f"containment.general.all_accounted_for?made=10060&lot={lot}",
                "containment.plastics.torque_test?torque=1.2",
                "containment.general.marked_after_sorting?mark=a+white+dot+beside+the+part+number",
            ],
        )  # fmt: skip
