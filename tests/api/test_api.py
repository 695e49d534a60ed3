"""The API as a program meets it: scoped keys, one shape of error, the same request twice, pages, the document."""

import json
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from tests import cast
from tests.cast import Factory

from mutu.api.urls import document
from mutu.core import actions, gate, tokens
from mutu.core.identity import new_id
from mutu.improvement.nonconformities import actions as problems
from mutu.improvement.nonconformities.models import Nonconformity

pytestmark = pytest.mark.django_db


@pytest.fixture
def factory() -> Factory:
    return cast.build()


def key_of(factory: Factory, *scopes: str, who: str = "nurul") -> str:
    secret = tokens.new_secret()
    person = getattr(factory, who).person
    made = actions.make_token(
        new_id(), by=factory.nurul, name="scale", person=person, scopes=list(scopes) or ["*"], secret=secret
    )  # fmt: skip
    return tokens.spell(made, secret)


def call(key: str, method: str, path: str, said: Any = None, **headers: str) -> tuple[int, Any]:
    words = {"Authorization": f"Bearer {key}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    data = said if isinstance(said, str) else json.dumps(said)
    answer = Client().generic(method, f"/api/v1/{path}", data if said is not None else "", headers=words,
                              content_type="application/json")  # fmt: skip
    return answer.status_code, answer.json()


def refused(answer: tuple[int, Any]) -> tuple[int, str, set[str]]:
    """Status, code, and which facts; and that the error has its one shape."""
    status, body = answer
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "sentence", "facts"}
    assert body["error"]["sentence"] and all(isinstance(one, str) for one in body["error"]["facts"].values())
    return status, body["error"]["code"], set(body["error"]["facts"])


def test_a_key_opens_what_its_scopes_say_and_nothing_else(factory: Factory) -> None:
    one = problems.report(new_id(), by=factory.bishnu, what="Flash")
    reporting = key_of(factory, "nonconformity.report")
    assert call(reporting, "POST", f"nonconformity/{new_id()}/report", {"what": "Sink"})[0] == 200
    assert refused(call(reporting, "POST", f"nonconformity/{one.pk}/withdraw", {"reason": "x"}))[:2] == (
        403,
        "not_permitted",
    )
    assert refused(call(reporting, "GET", "nonconformity"))[:2] == (403, "not_permitted")
    assert refused(call(reporting, "GET", f"nonconformity/{one.pk}"))[:2] == (404, "not_found")
    assert refused(call(reporting, "GET", "person"))[:2] == (403, "not_permitted")
    reading = key_of(factory, "nonconformity.read")
    assert call(reading, "GET", f"nonconformity/{one.pk}")[1]["number"] == one.number
    assert len(call(reading, "GET", "nonconformity")[1]["records"]) == 2
    assert refused(call(reading, "POST", f"nonconformity/{new_id()}/report", {"what": "Sink"}))[0] == 403
    whole = key_of(factory, "nonconformity.*")
    assert call(whole, "GET", "nonconformity")[0] == 200
    assert refused(call(whole, "GET", "complaint"))[0] == 403


def test_a_key_may_no_more_than_its_person(factory: Factory) -> None:
    one = problems.report(new_id(), by=factory.bishnu, what="Flash")
    key = key_of(factory, who="bishnu")
    assert refused(call(key, "POST", f"nonconformity/{one.pk}/close", {"conclusion": "Done."}))[0] == 403


@pytest.mark.parametrize("key", ["", "x", "mutu_x_y_z", "mutu_" + "0" * 32 + "_" + "0" * 32 + "_secret", "x" * 5000])
def test_no_key_or_a_wrong_one_is_one_answer(factory: Factory, key: str) -> None:
    assert refused(call(key, "GET", "nonconformity")) == (401, "no_key", set())


def test_a_revoked_key_and_one_of_somebody_who_left_open_nothing(factory: Factory) -> None:
    key, other = key_of(factory), key_of(factory, who="mei")
    assert call(key, "GET", "site")[0] == call(other, "GET", "site")[0] == 200
    actions.revoke_token(UUID(key.split("_")[2]), by=factory.nurul)
    actions.leave(factory.mei.person_id, by=factory.nurul, left_on=factory.nurul.now().date(),  # type: ignore[arg-type]
                  successor=factory.suresh.person)  # fmt: skip
    assert [call(one, "GET", "site")[0] for one in (key, other)] == [401, 401]


def test_a_key_of_another_organization_finds_nothing_of_ours(factory: Factory) -> None:
    one = problems.report(new_id(), by=factory.bishnu, what="Flash")
    eve = key_of(cast.build("Eve & Sons"))
    assert call(eve, "GET", "nonconformity")[1] == {"records": [], "next": None}
    for method, path in (("GET", ""), ("GET", "/story"), ("POST", "/withdraw")):
        said = {"reason": "Mine."} if method == "POST" else None
        assert refused(call(eve, method, f"nonconformity/{one.pk}{path}", said))[:2] == (404, "not_found")


def test_each_kind_of_refusal_has_the_one_shape(factory: Factory) -> None:
    one = problems.report(new_id(), by=factory.bishnu, what="Flash", workplace=factory.workplace)
    key, here = key_of(factory), f"nonconformity/{one.pk}"
    cases: list[tuple[tuple[int, Any], tuple[int, str, set[str]]]] = [
        (call(key, "POST", f"nonconformity/{new_id()}/report", {}), (422, "not_understood", {"what"})),
        (call(key, "POST", f"nonconformity/{new_id()}/report", {"what": "x", "weight": 3}),
         (422, "not_understood", {"weight"})),
        (call(key, "POST", f"nonconformity/{new_id()}/report", {"what": "x", "quantity": "many", "workplace": "?"}),
         (422, "not_understood", {"quantity", "workplace"})),
        (call(key, "POST", f"{here}/close", {"conclusion": "Done."}), (409, "move_refused", set())),
        (call(key, "POST", f"{here}/assign", {"owner": str(factory.tan.person_id)}, If_Match="9"),
         (409, "outdated", set())),
        (call(key, "POST", f"{here}/assign", {"owner": str(factory.tan.person_id)}, If_Match="nine"),
         (422, "not_understood", {"If-Match"})),
        (call(key, "POST", f"nonconformity/{one.pk}/report", {"what": "Another"}), (409, "outdated", set())),
        (call(key, "POST", f"nonconformity/{new_id()}/withdraw", {"reason": "x"}), (404, "not_found", set())),
        (call(key, "POST", f"{here}/explode", {}), (404, "not_found", set())),
        (call(key, "GET", "nothing"), (404, "not_found", set())),
        (call(key, "GET", "nonconformity?limit=100000"), (422, "not_understood", {"limit"})),
        (call(key, "GET", "nonconformity?before=x"), (422, "not_understood", {"before"})),
    ]  # fmt: skip
    for answer, wanted in cases:
        assert refused(answer) == wanted
    assert refused(call(key, "POST", f"{here}/assign", "{not json"))[0] == 400


def test_the_same_request_twice_is_one_request(factory: Factory) -> None:
    one = problems.report(new_id(), by=factory.bishnu, what="Flash")
    key = key_of(factory)
    said = {"cost": "12.50", "currency": "MYR"}
    first = call(key, "POST", f"nonconformity/{one.pk}/estimate_cost", said, Idempotency_Key="a")
    again = call(key, "POST", f"nonconformity/{one.pk}/estimate_cost", said, Idempotency_Key="a")
    assert first == again
    assert first[1]["version"] == 2
    other = call(key, "POST", f"nonconformity/{one.pk}/estimate_cost", {**said, "cost": "13"}, Idempotency_Key="a")
    assert refused(other)[:2] == (409, "outdated")
    assert call(key, "POST", f"nonconformity/{one.pk}/estimate_cost", said, Idempotency_Key="b")[1]["version"] == 3


def test_a_new_record_sent_twice_under_one_id_is_one_record(factory: Factory) -> None:
    key, id = key_of(factory), new_id()
    answers = [call(key, "POST", f"nonconformity/{id}/report", {"what": "Flash"}) for _twice in range(2)]
    assert answers[0] == answers[1]
    assert Nonconformity.objects.of(factory.organization).count() == 1


def test_a_refused_request_may_be_sent_again_under_its_key(factory: Factory) -> None:
    key, id = key_of(factory), new_id()
    assert call(key, "POST", f"nonconformity/{id}/report", {"what": ""}, Idempotency_Key="a")[0] == 422
    assert call(key, "POST", f"nonconformity/{id}/report", {"what": "Flash"}, Idempotency_Key="a")[0] == 200


def test_pages_by_key_show_each_record_once_though_others_come_meanwhile(factory: Factory) -> None:
    made = [problems.report(new_id(), by=factory.bishnu, what=f"Flash {n}").pk for n in range(7)]
    key, seen, before = key_of(factory), [], ""
    for _page in range(9):
        answer = call(key, "GET", f"nonconformity?limit=3{before}")[1]
        seen += [one["id"] for one in answer["records"]]
        problems.report(new_id(), by=factory.bishnu, what="Newer")
        if answer["next"] is None:
            break
        before = f"&before={answer['next']}"
    assert seen == [str(one) for one in reversed(made)]


@pytest.mark.parametrize("state", ["closed", "a%00b", "x" * 5000, "%F0%9F%98%80"])
def test_a_state_that_no_record_is_in_finds_nothing(factory: Factory, state: str) -> None:
    problems.report(new_id(), by=factory.bishnu, what="Flash")
    key = key_of(factory)
    assert call(key, "GET", f"nonconformity?state={state}")[:2] == (200, {"records": [], "next": None})
    assert len(call(key, "GET", "nonconformity?state=reported")[1]["records"]) == 1


def test_the_story_is_told(factory: Factory) -> None:
    one = problems.report(new_id(), by=factory.bishnu, what="Flash")
    (entry,) = call(key_of(factory), "GET", f"nonconformity/{one.pk}/story")[1]["entries"]
    assert (entry["who"], entry["action"], entry["facts"]) == (
        "Bishnu Gurung", "nonconformity.report", {"what": "Flash"},
    )  # fmt: skip


def test_the_document_and_its_page_name_every_operation_and_every_refusal() -> None:
    page = Client().get("/api/docs").content.decode()
    told = Client().get("/api/openapi.json").json()
    assert told["paths"].keys() == document()["paths"].keys()
    for name, action in gate.actions().items():
        path = f"/api/v1/{action.model.kind}/{{id}}/{action.verb}"
        operation = told["paths"][path]["post"]
        assert set(operation["responses"]) == {"200", "400", "401", "403", "404", "409", "413", "422", "507"}
        assert path in page
        assert operation["operationId"] == name
    assert "<script" not in page.partition("<main")[2].partition("</main>")[0]
