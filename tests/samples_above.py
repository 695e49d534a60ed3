"""Samples of the actions that stand above the improvement topics: customers, and readiness."""

from collections.abc import Callable
from typing import Any

from tests.operation.complaining import Case
from tests.samples import Maker, Sample, World, day, someday

from mutu.core import gate
from mutu.core.identity import new_id
from mutu.core.records import Record
from mutu.improvement.corrective_actions import actions as corrective
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.operation.customers import actions, answers
from mutu.operation.customers.models import Complaint


def customer_samples() -> dict[str, Maker]:
    def at(state: Callable[[Case], Record], who: str = "ana", **facts: Any) -> Maker:
        def make(w: World) -> Sample:
            said = {name: value(w) if callable(value) else value for name, value in facts.items()}
            return Sample(w.case.ana if who == "ana" else getattr(w.people, who), state(w.case), said)

        return make

    def received(case: Case) -> Complaint:
        return case.receive(part=case.part, quantity_delivered=2000, quantity_complained=12)

    def replied(case: Case) -> Complaint:
        said = {"text": "Thank you.", "promise": "A word by Friday", "promised_for": day(3)}
        return answers.reply.do(received(case).pk, by=case.ana, facts=said)

    def heard(case: Case) -> Complaint:
        return answers.reply(received(case).pk, by=case.ana, text="Thank you.")

    def raised(case: Case) -> Complaint:
        complaint = received(case)
        case.contained(complaint)
        return complaint

    def contained(case: Case) -> Complaint:
        complaint = received(case)
        case.cause_found(complaint)
        return answers.send_containment(complaint.pk, by=case.ana)

    def cause_given(case: Case) -> Complaint:
        complaint = contained(case)
        assert complaint.nonconformity is not None
        nurul = case.factory.nurul
        corrective.plan(new_id(), by=nurul, nonconformity=complaint.nonconformity, what="Dose by weight.",
                        due=nurul.now().date(), owner=case.factory.suresh.person)  # fmt: skip
        return answers.give_cause(complaint.pk, by=nurul)

    def closed(case: Case) -> Complaint:
        return answers.close(heard(case).pk, by=case.factory.nurul, conclusion="Small.", reason="One piece.")

    def alive(w: World) -> str:
        return str(nonconformities.report(new_id(), by=w.people.bishnu, what="Crack").pk)

    def agreed(case: Case) -> Record:
        return actions.set_rules(new_id(), by=case.factory.nurul, customer=case.customer, containment_hours=8)

    def perceived(case: Case) -> Record:
        said = {"customer": case.customer, "method": "survey", "words": "Good.", "score": "8", "scale": "10"}
        return gate.actions()["perception.record"].do(new_id(), by=case.ana, facts=said)

    def planned(case: Case) -> Record:
        said = {"method": "survey", "interval_days": 90, "owner": case.ana.person_id, "whom": "All"}
        return gate.actions()["perception_plan.decide"].do(new_id(), by=case.factory.nurul, facts=said)

    ana = lambda w: str(w.case.ana.person_id)  # noqa: E731
    customer = lambda w: str(w.case.customer.pk)  # noqa: E731
    return {
        "complaint.receive": lambda w: Sample(w.case.ana, None, {
            "customer": customer(w), "what": "Screw boss cracks.", "photos": [str(w.file.pk)], "order": "4500-1",
            "claim_number": "R-88", "part": str(w.case.part.pk), "lot": "L-7", "quantity_complained": 12,
            "quantity_delivered": 2000, "channel": "phone", "cost_claimed": "120.50", "currency": "EUR",
            "received_at": f"{day(1)}T03:00:00+00:00",
        }),
        "complaint.bring_in": lambda w: Sample(w.people.nurul, None, {
            "what": "Old claim", "received_on": day(-90), "customer_name": "Nordlicht Werkzeuge", "lot": "L-1",
            "closed_on": day(-60), "conclusion": "Credited.", "cost_settled": "99.90", "currency": "EUR",
        }),
        "complaint.describe": at(received, order="4500-1", lot="L-9", quantity_checked=30, contact="Jana Brandt"),
        "complaint.link_nonconformity": at(received, nonconformity=alive),
        "complaint.raise_nonconformity": at(received, "nurul", problem="Boss cracks when driven."),
        "complaint.name_team": at(received, team=lambda w: [
            {"person": str(w.people.nurul.person_id), "role_in": "leads", "leads": True}, {"name": "Jana Brandt"},
        ]),
        "complaint.judge_justified": at(received, "nurul", justified=True, justified_reason="Our regrind."),
        "complaint.settle": at(received, cost_settled="80.25", currency="EUR", settled_note="Credit note 12."),
        "complaint.hand_over": at(received, owner=lambda w: str(w.people.tan.person_id)),
        "complaint.withdraw": at(received, "nurul", reason="Taken back by the customer."),
        "complaint.merge": at(received, "nurul", merged_into=lambda w: str(received(w.case).pk), reason="Same claim."),
        "customer_rules.set": lambda w: Sample(w.case.ana, None, {
            "customer": customer(w), "containment_hours": 8, "layout": "b2", "currency": "EUR",
        }),
        "customer_rules.change": at(agreed, containment_hours=12, currency="EUR"),
        "complaint.reply": at(received, text="Thank you.", through="email", promise="A word", promised_for=day(3)),
        "complaint.send_containment": at(raised, text="All stock is held."),
        "complaint.give_cause": at(contained, "nurul", text="Regrind above the limit."),
        "complaint.give_action": at(cause_given, "nurul", text="We dose by weight."),
        "complaint.log_message": at(received, direction="in", text="Any news?", words_language="de"),
        "complaint.keep_promise": at(replied, line=1, kept=True),
        "complaint.compose": at(received, slot="letter", note="Bis Freitag.", note_language="de"),
        "complaint.sign": at(raised, "nurul", meaning="approved", covers="containment"),
        "complaint.close": at(heard, "nurul", conclusion="Small.", reason="One piece of 2,000."),
        "complaint.reopen": at(closed, reason="It came back."),
        "perception.record": lambda w: Sample(w.case.ana, None, {
            "customer": customer(w), "method": "survey", "words": "Good, but late.", "score": "7", "scale": "10",
        }),
        "perception.withdraw": at(perceived, reason="Wrong customer."),
        "perception_plan.decide": lambda w: Sample(w.people.nurul, None, {
            "method": "survey", "interval_days": 180, "owner": ana(w), "whom": "All customers",
        }),
        "perception_plan.change": at(planned, "nurul", interval_days=365, owner=ana),
        "perception_plan.review": at(planned, "nurul", conclusion="Content, late twice."),
        "perception_plan.end": at(planned, "nurul", reason="Scorecards say more."),
    }  # fmt: skip


def readiness_samples() -> dict[str, Maker]:
    statement = {"requirement": "10.2.1-d", "words": "We look again each month.", "reason": "Talks leave no record."}
    clause = {"clause": "8.3", "reason": "We make to drawings of our customers."}

    def kept(name: str, facts: dict[str, Any]) -> Callable[[World], Record]:
        def make(w: World) -> Record:
            record: Record = gate.actions()[name].do(new_id(), by=w.people.nurul, facts=facts)
            return record

        return make

    return {
        "statement.make": lambda w: Sample(
            w.people.nurul, None, {**statement, "valid_until": someday(w.people.nurul, 90)}
        ),
        "statement.withdraw": lambda w: Sample(
            w.people.nurul, kept("statement.make", statement)(w), {"withdrawn_because": "No longer so."}
        ),
        "not_applicable.justify": lambda w: Sample(w.people.nurul, None, dict(clause)),
        "not_applicable.withdraw": lambda w: Sample(
            w.people.nurul, kept("not_applicable.justify", clause)(w), {"withdrawn_because": "We design now."}
        ),
    }  # fmt: skip
