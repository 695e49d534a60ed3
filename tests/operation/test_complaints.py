"""Taking in a complaint, linking it, handing it over, ending it; and what somebody from elsewhere sees of it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from tests.cast import fresh
from tests.operation.complaining import TUESDAY, Case

from mutu.core import actions as core
from mutu.core import gate, tenancy, trail
from mutu.core.identity import new_id
from mutu.core.models import Notice, Party
from mutu.core.nouns import actions as nouns
from mutu.core.refusals import MoveRefused, NotPermitted, NotUnderstood, NotYet, Outdated
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.operation.customers import actions, answers, queries
from mutu.operation.customers.models import Complaint, TeamMember

HOSTILE = [
    "<script>alert(1)</script>",
    '#set page(width: 1pt); #read("/etc/passwd")',
    "'; DROP TABLE operation_complaint; --",
    '=HYPERLINK("http://evil")',
    "{{ 7 * 7 }}{% load x %}%(who)s %s",
    "\u202egnp.exe",
    "Trụ bắt vít bị nứt — รอยแตก — 裂纹",
]


def test_only_who_and_what_are_needed(case: Case) -> None:
    complaint = actions.receive(new_id(), by=case.ana, customer=case.customer, what="Boss cracks.")
    assert (complaint.number, complaint.state, complaint.open) == ("C-2026-0001", "received", True)
    assert (complaint.owner, complaint.site, complaint.language) == (case.ana.person, case.factory.site, "de")
    assert complaint.contact == "Jana Brandt"


@pytest.mark.parametrize("missing", ["customer", "what"])
def test_without_who_or_what_there_is_no_complaint(case: Case, missing: str) -> None:
    facts = {"customer": case.customer, "what": "Boss cracks."}
    del facts[missing]
    with pytest.raises(NotUnderstood) as refused:
        actions.receive.do(new_id(), by=case.ana, facts=facts)
    assert set(refused.value.errors) == {missing}


def test_the_part_brings_its_drawing_revision_unless_the_customer_names_another(case: Case) -> None:
    assert case.receive(part=case.part).drawing_revision == "C"
    assert case.receive(part=case.part, drawing_revision="B").drawing_revision == "B"


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_are_kept_as_written_and_nothing_more_happens(case: Case, text: str) -> None:
    complaint = case.receive(what=text, claim_number=text[:60], contact=text)
    kept = Complaint.objects.of(case.factory.organization).get(pk=complaint.pk)
    assert (kept.what, kept.claim_number, kept.contact) == (text, text[:60].strip(), text)
    assert trail.story(case.factory.organization, complaint)[0].facts["what"] == text


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        ("what", "x" * 4001),
        ("claim_number", "x" * 61),
        ("quantity_delivered", "-5"),
        ("quantity_delivered", "10000000000"),
        ("cost_claimed", "-1"),
        ("cost_claimed", "NaN"),
        ("currency", "EURO"),
        ("currency", "€uro"),
        ("channel", "pigeon"),
        ("received_at", "yesterday-ish"),
        ("customer", "Nobody Ltd"),
        ("what", "null \x00 byte"),
        ("no_such_fact", "1"),
    ],
)
def test_what_cannot_be_understood_is_named_and_nothing_is_kept(case: Case, fact: str, said: str) -> None:
    with pytest.raises(NotUnderstood) as refused:
        case.receive(**{fact: said})
    assert set(refused.value.errors) == {fact}
    assert Complaint.objects.of(case.factory.organization).count() == 0


def test_it_cannot_have_been_received_tomorrow(case: Case) -> None:
    with pytest.raises(NotYet) as refused:
        case.receive(received_at=TUESDAY + timedelta(hours=1))
    assert refused.value.fact == "received_at"


def test_nobody_complains_of_more_than_was_delivered(case: Case) -> None:
    with pytest.raises(NotYet) as refused:
        case.receive(quantity_delivered=100, quantity_complained=101)
    assert refused.value.fact == "quantity_complained"


def test_the_same_form_sent_twice_makes_one_complaint(case: Case) -> None:
    key = new_id()
    facts = {"customer": str(case.customer.pk), "what": "Boss cracks.", "quantity_delivered": "2000"}
    first = actions.receive.do(key, by=case.ana, facts=facts)
    again = actions.receive.do(key, by=case.ana, facts=facts)
    assert (again.pk, again.number) == (first.pk, first.number)
    assert len(trail.story(case.factory.organization, first)) == 1
    with pytest.raises(Outdated):
        actions.receive.do(key, by=case.ana, facts={**facts, "what": "Something else."})


def test_an_operator_may_not_record_a_complaint(case: Case) -> None:
    with pytest.raises(NotPermitted):
        actions.receive(new_id(), by=case.factory.bishnu, customer=case.customer, what="Boss cracks.")


def test_eve_finds_neither_the_complaint_nor_the_customer(case: Case, elsewhere: Case) -> None:
    complaint = case.receive()
    eve = elsewhere.factory.nurul
    with pytest.raises(gate.NotFound):
        actions.describe(complaint.pk, by=eve, lot="2610-07")
    with pytest.raises(NotUnderstood) as refused:
        actions.receive(new_id(), by=eve, customer=case.customer, what="Boss cracks.")
    assert set(refused.value.errors) == {"customer"}
    with pytest.raises(NotUnderstood):
        actions.merge(elsewhere.receive().pk, by=eve, merged_into=complaint, reason="twice")
    with tenancy.reading(elsewhere.factory.organization):
        assert [one.pk for one in queries.listed(eve) if one.pk == complaint.pk] == []


def test_eve_cannot_take_the_id_of_somebody_elses_complaint(case: Case, elsewhere: Case) -> None:
    complaint = case.receive()
    facts = {"customer": elsewhere.customer, "what": "Screw boss cracks when driven."}
    with pytest.raises(Outdated):
        actions.receive.do(complaint.pk, by=elsewhere.ana, facts=facts)
    with tenancy.reading(case.factory.organization):
        kept = Complaint.objects.of(case.factory.organization).get(pk=complaint.pk)
        assert kept.customer_id == case.customer.pk


def test_every_action_on_a_complaint_is_closed_to_eve(case: Case, elsewhere: Case) -> None:
    complaint, eve = case.receive(), elsewhere.factory.nurul
    for one in gate.actions_on(Complaint):
        if not one.creates:
            with pytest.raises(gate.NotFound):
                one.do(complaint.pk, by=eve, facts={})


def test_quality_managers_of_the_site_and_the_owner_hear_of_it_once(case: Case) -> None:
    complaint = case.receive(owner=case.factory.suresh.person)
    told = Notice.objects.of(case.factory.organization).filter(record=complaint.pk, message="complaint_received")
    names = {case.factory.nurul.person_id, case.factory.suresh.person_id}
    assert sorted(told.values_list("person_id", flat=True)) == sorted(names)


def test_a_nonconformity_raised_from_it_carries_what_is_known(case: Case) -> None:
    complaint = case.receive(part=case.part, lot="2610-07", quantity_complained=42)
    linked = actions.raise_nonconformity(complaint.pk, by=case.factory.nurul)
    problem = linked.nonconformity
    assert problem is not None
    assert (problem.what, problem.language, problem.source) == ("Screw boss cracks when driven.", "de", "customer")
    assert (problem.part, problem.lot, problem.quantity, problem.customer_due) == (case.part, "2610-07", 42, True)
    assert problem.origin == f"complaint:{complaint.pk}:{complaint.number}"
    with pytest.raises(NotYet, match=problem.number):
        actions.raise_nonconformity(complaint.pk, by=case.factory.nurul)


def test_an_existing_nonconformity_can_be_linked_but_not_a_withdrawn_one(case: Case) -> None:
    complaint = case.receive()
    problem = nonconformities.report(new_id(), by=case.factory.bishnu, what="Boss cracks at assembly.")
    linked = actions.link_nonconformity(complaint.pk, by=case.ana, nonconformity=problem)
    assert linked.nonconformity == problem
    gone = nonconformities.report(new_id(), by=case.factory.bishnu, what="Nothing.")
    gone = nonconformities.withdraw(gone.pk, by=case.factory.nurul, reason="mistake")
    with pytest.raises(NotYet):
        actions.link_nonconformity(complaint.pk, by=case.ana, nonconformity=gone)


def test_describing_leaves_alone_what_is_not_spoken_of(case: Case) -> None:
    complaint = case.receive(claim_number="QM-88120", lot="2610-07")
    described = actions.describe(complaint.pk, by=case.ana, order="PO-7")
    assert (described.claim_number, described.lot, described.order) == ("QM-88120", "2610-07", "PO-7")


def test_a_site_left_empty_stays_the_site_it_was(case: Case) -> None:
    complaint = case.receive(site=case.factory.other_site)
    described = actions.describe.do(complaint.pk, by=case.ana, facts={"site": "", "order": "PO-7"})
    assert described.site == case.factory.other_site


def test_an_engineer_of_another_site_may_not_answer_for_this_one(case: Case) -> None:
    person = core.add_person(new_id(), by=case.factory.nurul, name="Wan", site=case.factory.other_site, badge="88")
    core.give_role(
        new_id(), by=case.factory.nurul, person=person, role="quality_engineer", site=case.factory.other_site
    )

    wan = fresh(case.factory.organization, person)
    complaint = case.receive()
    with pytest.raises(NotPermitted):
        actions.judge_justified(complaint.pk, by=wan, justified=True, justified_reason="Ours.")


def test_a_team_has_one_leader_and_people_bring_their_names(case: Case) -> None:
    complaint, nurul = case.receive(), case.factory.nurul
    with pytest.raises(NotYet, match="exactly one"):
        actions.name_team(complaint.pk, by=nurul, team=[TeamMember(person=nurul.person)])
    with pytest.raises(NotYet, match="Name each person"):
        actions.name_team(complaint.pk, by=nurul, team=[TeamMember(leads=True)])
    named = actions.name_team.do(
        complaint.pk, by=nurul,
        facts={"team": [{"person": "Nurul Aisyah", "leads": "yes"}, {"name": "Herr Kurz", "role_in": "Customer"}]},
    )  # fmt: skip
    assert [(line.name, line.role_in, line.leads) for line in named.rows("team")] == [
        ("Nurul Aisyah", "", True),
        ("Herr Kurz", "Customer", False),
    ]


def test_money_is_settled_with_its_currency(case: Case) -> None:
    complaint = case.receive(cost_claimed="1250.50")
    with pytest.raises(NotYet) as refused:
        actions.settle(complaint.pk, by=case.ana, cost_settled=Decimal("800"))
    assert refused.value.fact == "currency"
    settled = actions.settle(complaint.pk, by=case.ana, cost_settled=Decimal("800"), currency="eur")
    assert (settled.cost_claimed, settled.cost_settled, settled.currency) == (
        Decimal("1250.50"),
        Decimal("800.00"),
        "EUR",
    )


def test_it_goes_to_somebody_who_works_here(case: Case) -> None:
    complaint, suresh = case.receive(), case.factory.suresh.person
    assert suresh is not None
    assert actions.hand_over(complaint.pk, by=case.ana, owner=suresh).owner == suresh
    core.leave(suresh.pk, by=case.factory.nurul, left_on=TUESDAY.date(), successor=case.factory.tan.person)
    with pytest.raises(NotYet) as refused:
        actions.hand_over(complaint.pk, by=case.ana, owner=suresh)
    assert refused.value.fact == "owner"


def test_withdrawn_it_stays_to_be_read_and_nothing_more_is_owed(case: Case) -> None:
    complaint = actions.withdraw(case.receive().pk, by=case.factory.nurul, reason="Meant for another firm.")
    assert (complaint.state, complaint.open, complaint.due, complaint.due_clock) == ("withdrawn", False, None, "")
    with pytest.raises(MoveRefused):
        answers.reply(complaint.pk, by=case.ana, text="Thank you.")


def test_a_duplicate_is_merged_into_another_of_the_same_customer(case: Case) -> None:
    first, second, nurul = case.receive(), case.receive(), case.factory.nurul
    with pytest.raises(NotYet):
        actions.merge(first.pk, by=nurul, merged_into=first, reason="twice")
    other = nouns.add_party(new_id(), by=nurul, name="Prairie Outfitters")
    theirs = case.receive(customer=other)
    with pytest.raises(NotYet, match="another customer"):
        actions.merge(second.pk, by=nurul, merged_into=theirs, reason="twice")
    merged = actions.merge(second.pk, by=nurul, merged_into=first, reason="Sent by mail and by portal.")
    assert (merged.state, merged.merged_into, merged.open) == ("merged", first, False)


class TestBringingIn:
    """Lines of an earlier list."""

    def line(self, case: Case, **facts: object) -> Complaint:
        said = {"what": "Burr in cross-hole", "received_on": "2 March 2026", **facts}
        return actions.bring_in.do(new_id(), by=case.factory.nurul, facts=said)

    def test_a_customer_by_name_is_found_or_added_once(self, case: Case) -> None:
        first = self.line(case, customer_name="Prairie Outfitters")
        second = self.line(case, customer_name="prairie outfitters")
        assert first.customer == second.customer
        assert self.line(case, customer="Nordlicht Werkzeuge").customer == case.customer
        named = Party.objects.of(case.factory.organization).filter(name__iexact="prairie outfitters")
        assert named.count() == 1

    def test_an_unknown_or_missing_customer_is_refused_with_the_way_out(self, case: Case) -> None:
        with pytest.raises(NotUnderstood) as refused:
            self.line(case, customer="Prairie Outfitters")
        assert set(refused.value.errors) == {"customer"}
        with pytest.raises(NotYet, match="it is added") as missing:
            self.line(case)
        assert missing.value.fact == "customer_name"

    def test_two_customers_of_one_name_are_a_question(self, case: Case) -> None:
        nouns.add_party(new_id(), by=case.factory.nurul, name="NORDLICHT Werkzeuge")
        with pytest.raises(NotYet, match="two customers"):
            self.line(case, customer_name="Nordlicht Werkzeuge")

    def test_a_closed_line_comes_in_closed_and_can_be_opened_again(self, case: Case) -> None:
        closed = self.line(case, customer=case.customer, closed_on="2026-04-01", cost_claimed="1.250,50")
        assert (closed.state, closed.open, closed.brought_in) == ("closed", False, True)
        assert closed.cost_claimed == Decimal("1250.50")

    def test_days_that_have_not_been_and_ends_before_beginnings_are_refused(self, case: Case) -> None:
        for facts, fact in (
            ({"received_on": "2027-01-01"}, "received_on"),
            ({"closed_on": "2026-02-01"}, "closed_on"),
            ({"closed_on": "2027-02-01"}, "closed_on"),
        ):
            with pytest.raises(NotYet) as refused:
                self.line(case, customer=case.customer, **facts)
            assert refused.value.fact == fact

    def test_a_refused_line_leaves_no_customer_behind(self, case: Case) -> None:
        with pytest.raises(NotYet):
            self.line(case, customer_name="Prairie Outfitters", received_on="2027-01-01")
        assert Party.objects.of(case.factory.organization).filter(name="Prairie Outfitters").count() == 0
