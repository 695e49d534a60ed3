"""Read and understood: who must follows from role, process, site and language; a new revision asks anew (7.3)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import Factory
from tests.resources.writing import START, Office, build
from tests.web.asking import browser

from mutu.core import actions as core
from mutu.core import gate, tenancy, trail
from mutu.core.actors import Actor
from mutu.core.duties import own_duties
from mutu.core.identity import new_id
from mutu.core.models import Person, Reminder
from mutu.core.permissions import Role
from mutu.core.refusals import NotPermitted, NotUnderstood, NotYet
from mutu.core.reminders import remind
from mutu.resources.acknowledgements import actions, queries
from mutu.resources.acknowledgements.models import Acknowledgement, Audience
from mutu.resources.acknowledgements.queries import Coverage
from mutu.resources.documents.models import Document

PIN = "908172"


@pytest.fixture
def office(db: None) -> Office:
    return build()


def ask(office: Office, document: Document | None = None, day: float = 0, **facts: Any) -> Audience:
    said = {"document": str(document.pk)} if document is not None else {"type": str(office.type.pk)}
    return actions.decide.do(new_id(), by=office.on(day).nurul, facts={**said, **facts})


def sign(by: Actor, document: Document) -> Acknowledgement:
    return actions.sign.do(new_id(), by=by, facts={"revision": str(fresh(document).current_id)})


def fresh(document: Document) -> Document:
    with tenancy.reading(document.organization_id):
        return Document.objects.of(document.organization_id).select_related("current", "type").get(pk=document.pk)


def names(people: Any) -> list[str]:
    return sorted(people.values_list("name", flat=True))


def must(document: Document) -> list[str]:
    return names(queries.readers(fresh(document)))


def who(office: Office, name: str) -> Person:
    person = getattr(office.factory, name).person
    assert person is not None
    return person


def test_who_must_read_follows_from_the_role(office: Office) -> None:
    document = office.document()
    assert must(document) == []
    ask(office, document, role="operator")
    assert must(document) == ["Bishnu Gurung"]
    core.give_role(new_id(), by=office.factory.nurul, person=who(office, "tan"), role=Role.OPERATOR)
    assert must(document) == ["Bishnu Gurung", "Tan Wei Ling"]


def test_who_must_read_follows_from_the_site_of_the_document_and_of_the_line(office: Office) -> None:
    everywhere, there = office.document(), office.document(site=str(office.factory.other_site.pk))
    ask(office)
    assert (len(must(everywhere)), must(there)) == (5, ["Mei Ling"])
    other = ask(office, everywhere, site=str(office.factory.other_site.pk))
    assert names(queries.readers(fresh(everywhere), [other])) == ["Mei Ling"]


def test_who_must_read_follows_from_the_language(office: Office) -> None:
    document = office.document()
    ask(office, document, language="ne")
    assert must(document) == ["Bishnu Gurung"]


def test_who_must_read_follows_from_the_process_they_work_in_or_their_machine_belongs_to(office: Office) -> None:
    process, machine = office.factory.process, office.factory.workplace
    document, loose = office.document(process=str(process.pk)), office.document()
    ask(office, own_process=True)
    assert must(document) == must(loose) == []
    by = office.on(1).nurul
    since = (START + timedelta(days=1)).date().isoformat()
    for name, where in (("bishnu", {"workplace": str(machine.pk)}), ("tan", {"process": str(process.pk)})):
        said = {"person": str(who(office, name).pk), "since": since, **where}
        gate.actions()["assignment.start"].do(new_id(), by=by, facts=said)
    assert (must(document), must(loose)) == (["Bishnu Gurung", "Tan Wei Ling"], [])
    named = ask(office, loose, process=str(process.pk))
    assert must(loose) == ["Bishnu Gurung", "Tan Wei Ling"]
    assert [one.document for one in queries.to_read(who(office, "bishnu"))] == [fresh(document), fresh(loose)]
    actions.end(named.pk, by=by, reason="Not their work.")
    assert must(loose) == []


def test_whoever_left_is_not_counted(office: Office) -> None:
    document = office.document()
    ask(office, document)
    sign(office.on(1).mei, document)
    core.leave(who(office, "mei").pk, by=office.factory.nurul, left_on=START.date())
    assert queries.coverage(fresh(document)) == Coverage(read=0, asked=4)


def test_a_signature_says_who_read_which_words_in_which_language(office: Office) -> None:
    from mutu.resources.documents.content import content_hash

    document = office.document()
    signed = actions.sign(new_id(), by=office.on(1).bishnu, revision=fresh(document).current, language="ne")
    assert (signed.person, signed.language) == (who(office, "bishnu"), "ne")
    assert signed.acknowledged_at == START + timedelta(days=1)
    assert signed.content == content_hash(fresh(document).current)
    assert signed.document == document


def test_it_is_signed_once_and_only_in_force(office: Office) -> None:
    document = office.document()
    sign(office.on(1).bishnu, document)
    with pytest.raises(NotUnderstood):
        sign(office.on(2).bishnu, document)
    draft = office.revise(fresh(document), 3)
    with pytest.raises(NotYet, match="Read Rev A and sign that"):
        actions.sign(new_id(), by=office.on(3).bishnu, revision=draft)
    with pytest.raises(NotYet, match="nothing to sign yet"):
        actions.sign(new_id(), by=office.on(3).bishnu, revision=office.begin(3, name="Another"))


def test_a_new_revision_makes_earlier_signatures_stale_and_writes_none_of_them(office: Office) -> None:
    document = office.document()
    ask(office, document)
    for name in ("bishnu", "tan", "mei"):
        sign(getattr(office.on(1), name), document)
    assert queries.coverage(fresh(document)) == Coverage(read=3, asked=5)
    office.revised(fresh(document), 10)
    after = fresh(document)
    assert queries.coverage(after) == Coverage(read=0, asked=5)
    stale = {person.name: person.stale for person in queries.not_read(after)}  # type: ignore[attr-defined]
    assert stale == {"Bishnu Gurung": True, "Mei Ling": True, "Nurul Aisyah": False, "Suresh Pillai": False,
                     "Tan Wei Ling": True}  # fmt: skip
    assert Acknowledgement.objects.of(document.organization_id).filter(version=1).count() == 3


def test_one_document_or_one_type_never_both_and_never_neither(office: Office) -> None:
    document = office.document()
    for facts in ({}, {"document": str(document.pk), "type": str(office.type.pk)}):
        with pytest.raises(NotYet, match="one type of documents"):
            actions.decide.do(new_id(), by=office.factory.nurul, facts=facts)
    with pytest.raises(NotPermitted):
        actions.decide(new_id(), by=office.factory.bishnu, document=document)


def test_today_shows_a_few_by_themselves_and_of_many_the_most_urgent(office: Office) -> None:
    bishnu, now = who(office, "bishnu"), START + timedelta(days=1)
    ask(office, role="operator", within_days=10)
    for n in range(3):
        office.document(0, name=f"Instruction {n}")

    def waiting() -> list[tuple[str, Any]]:
        return [(one.subject, one.due) for one in own_duties(office.factory.organization, now, bishnu)]

    due = (START + timedelta(days=10)).date()
    assert waiting() == [(f"Instruction {n}", due) for n in range(3)]
    office.document(0, name="Instruction 3")
    assert waiting() == [("Instruction 0 (+3)", due)]


def test_somebody_who_came_later_has_their_own_days(office: Office) -> None:
    ask(office, role="operator", within_days=5)
    office.document()
    came = (START + timedelta(days=40)).date()
    new = core.add_person(new_id(), by=office.factory.nurul, name="Ram", joined_on=came)
    core.give_role(new_id(), by=office.factory.nurul, person=new, role=Role.OPERATOR)
    assert [one.due for one in queries.to_read(new)] == [came + timedelta(days=5)]


def test_the_daily_mail_reminds_readers_and_newcomers(office: Office) -> None:
    organization = office.factory.organization
    ask(office, role="operator", within_days=5)
    office.document()
    remind(organization, START + timedelta(days=5))
    came = (START + timedelta(days=60)).date()
    new = core.add_person(new_id(), by=office.factory.nurul, name="Ram", joined_on=came)
    core.give_role(new_id(), by=office.factory.nurul, person=new, role=Role.OPERATOR)
    remind(organization, START + timedelta(days=66))
    sent = Reminder.objects.of(organization).filter(person__in=[who(office, "bishnu"), new])
    assert sorted(sent.values_list("person__name", "stage")) == [("Bishnu Gurung", 0), ("Ram", 1)]


# the pages


@pytest.fixture
def phone(office: Office) -> Client:
    return browser(office.factory.bishnu)


def test_reading_ends_in_one_tap_and_the_list_is_empty(office: Office, phone: Client) -> None:
    document = office.document()
    ask(office, document, role="operator")
    assert phone.get("/to-read/").context["waiting"][0].document == document
    page = phone.get(f"/documents/{document.pk}/read")
    assert page.context["must_sign"] and "I have read and understood it" in page.content.decode()
    answer = phone.post(f"/to-read/{fresh(document).current_id}/sign", {"language": "en", "next": "/to-read/"})
    assert answer["Location"] == "/to-read/"
    assert phone.get("/to-read/").context["waiting"] == []
    assert phone.get(f"/documents/{document.pk}/read").context["signed_on"] is not None
    again = phone.post(f"/to-read/{fresh(document).current_id}/sign", {}, follow=True)
    assert "There is one like this already" in again.content.decode()


def sign_in_class(client: Client, documents: list[Document], person: Person, pin: str = PIN) -> Any:
    of = [str(fresh(one).current_id) for one in documents]
    return client.post("/class/", {"of": of, "since": "0", "badge": person.badge, "pin": pin})


def test_each_signs_by_badge_and_pin_what_the_class_is_about(office: Office) -> None:
    documents = [office.document(name="One"), office.document(name="Two")]
    client = browser(office.factory.nurul)
    for name in ("tan", "mei", "tan"):
        answer = sign_in_class(client, documents, who(office, name))
        assert answer.status_code == 302
        page = client.get(answer["Location"])
        assert page.context["last"] == who(office, name)
    assert page.context["again"]
    signed = Acknowledgement.objects.of(office.factory.organization)
    assert sorted(signed.values_list("person__name", flat=True)) == ["Mei Ling"] * 2 + ["Tan Wei Ling"] * 2
    assert [line.action for one in signed for line in trail.story(one.organization_id, one)] == [
        "acknowledgement.sign"
    ] * 4


def test_a_wrong_pin_another_firm_s_badge_and_a_draft_sign_nothing(office: Office, eve: Actor) -> None:
    document = office.document()
    client = browser(office.factory.nurul)
    core.set_pin(eve.person_id, by=eve, pin=PIN)
    assert eve.person is not None
    strange = core.change_person(eve.person.pk, by=eve, name="Eve", badge="E-1")
    for person, pin in ((who(office, "tan"), "1111"), (strange, PIN), (who(office, "bishnu"), PIN)):
        page = sign_in_class(client, [document], person, pin)
        assert (page.status_code, "do not fit" in page.content.decode()) == (422, True)
    draft = office.revise(fresh(document), 3)
    assert client.post("/class/", {"of": str(draft.pk), "badge": "1", "pin": PIN}).context["revisions"]
    with tenancy.reading(office.factory.organization):
        assert Acknowledgement.objects.of(office.factory.organization).count() == 0


def test_guessing_pins_shuts_the_badge(office: Office) -> None:
    document = office.document()
    client = browser(office.factory.nurul)
    statuses = [sign_in_class(client, [document], who(office, "tan"), "1111").status_code for _n in range(7)]
    assert statuses[-1] == 429


def test_a_class_is_led_by_who_leads_and_hostile_words_find_nothing(office: Office, phone: Client) -> None:
    assert phone.get("/class/").status_code == 404
    client = browser(office.factory.nurul)
    for query in ("of=x", "of=%00", f"of={new_id()}", "since=9e99", "since=99999999999999999999", "last=x"):
        assert client.get(f"/class/?{query}").status_code == 200, query


def test_the_pages_of_another_firm_are_not_found(office: Office, eve: Actor) -> None:
    document = fresh(office.document())
    stranger = browser(eve)
    for path in (f"/documents/{document.pk}/readers", f"/to-read/of/{document.current_id}"):
        assert stranger.get(path).status_code == 404
    stranger.post(f"/to-read/{document.current_id}/sign")
    assert Acknowledgement.objects.of(eve.organization).count() == 0


def test_the_pages_cost_the_same_for_a_hundred_as_for_one(office: Office) -> None:
    document = office.document()
    ask(office, document)
    ask(office, role="quality_engineer")
    sign(office.on(1).bishnu, document)
    lead, phone = browser(office.factory.nurul), browser(office.factory.tan)
    of = fresh(document).current_id
    pages = [(lead, "/readers/"), (lead, f"/documents/{document.pk}/readers"), (lead, f"/documents/{document.pk}"),
             (lead, f"/class/?of={of}&since=0"), (phone, "/to-read/")]  # fmt: skip

    def counted() -> list[int]:
        found = []
        for client, path in pages:
            client.get(path)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200, path
            found.append(len(captured))
        return found

    few = counted()
    by = office.factory.nurul
    for n in range(100):
        person = core.add_person(new_id(), by=by, name=f"Worker {n}", site=office.factory.site)
        if n % 2:
            sign(Actor(office.factory.organization, person, person.name), document)
    for n in range(20):
        office.document(0, name=f"W {n}")
    many = counted()
    assert many[1:] == few[1:]
    assert many[0] - few[0] == 2 * 20  # a bar each: at most 25 on the page


def test_a_policy_is_acknowledged_by_x_of_y_on_its_page(office: Office) -> None:
    document = office.document(name="Quality policy")
    ask(office, document)
    sign(office.on(1).bishnu, document)
    page = browser(office.factory.nurul).get(f"/documents/{document.pk}").content.decode()
    assert "1 of 5" in page and "Mei Ling, Nurul Aisyah, Suresh Pillai" in page
    factory: Factory = replace(office.factory)
    assert "Mei Ling, Nurul" not in browser(factory.bishnu).get(f"/documents/{document.pk}").content.decode()


def test_today_leads_to_the_reading_and_it_may_be_put_off_with_a_reason(office: Office, phone: Client) -> None:
    document = office.document()
    ask(office, document, role="operator")
    (row,) = phone.get("/").context["duties"]
    assert row["url"] == row["do"] == f"/to-read/of/{fresh(document).current_id}"
    assert phone.get(row["url"])["Location"] == f"/documents/revision/{fresh(document).current_id}/read"
    assert phone.get(row["snooze_url"]).status_code == 200
    facts = {"about": f"revision:{fresh(document).current_id}:", "reason": "On leave.",
             "until": (datetime.now(UTC).date() + timedelta(days=5)).isoformat()}  # fmt: skip
    core.snooze.do(new_id(), by=replace(office.factory.bishnu, at=None), facts=facts)
    assert phone.get("/").context["duties"] == []
