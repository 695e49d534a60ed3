"""The pages of a list: from the file to its records and back, for those who may, in one organization only."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from python_calamine import CalamineWorkbook
from tests import cast
from tests.cast import Factory
from tests.core import bringing_in as steps

from mutu.core import tenancy
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.importing import running
from mutu.core.importing.models import Import
from mutu.improvement.nonconformities import actions as problems
from mutu.improvement.nonconformities.models import Nonconformity

LIST = steps.csv(
    "NCR-1,22/11/2025,Flash on rim,IM-14,5,23/11/2025",
    "NCR-2,31/02/2026,Burr,IM-14,5,",
    "NCR-3,23/11/2025,Short shot,IM-99,5,",
)
COLUMNS = {"column.0": "old_number", "column.1": "found_on", "column.2": "what", "column.3": "workplace"}


@pytest.fixture
def factory(db: None) -> Factory:
    return cast.build()


def browser(by: Actor) -> Client:
    client = Client()
    session = client.session
    session["organization"], session["person"] = str(by.organization_id), str(by.person_id)
    session.save()
    return client


def hand_in(client: Client, data: bytes = LIST, **said: Any) -> Any:
    file = SimpleUploadedFile("list.csv", data)
    return client.post("/import/", {"id": str(new_id()), "into": "nonconformities", "file": file, **said})


def worked(factory: Factory) -> Import:
    """What the worker does meanwhile."""
    with tenancy.reading(factory.organization):
        of = Import.objects.of(factory.organization).order_by("-pk")[0]
    running.work(factory.organization.pk, of.pk)
    return steps.again(of)


def checked(factory: Factory, client: Client) -> str:
    address = hand_in(client)["Location"]
    client.post(f"{address}/columns", {**COLUMNS, "sheet": ""})
    worked(factory)
    return str(address)


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_from_the_file_to_the_records_and_back(factory):
    client = browser(factory.nurul)
    assert 'enctype="multipart/form-data"' in text(client, "/import/")
    address = hand_in(client)["Location"]
    page = text(client, address)
    assert "3 rows found" in page and '<option value="found_on" selected>' in page and "Flash on rim" in page
    assert client.post(f"{address}/columns", {**COLUMNS, "sheet": ""})["Location"] == address
    assert "Every row is being checked" in text(client, address)
    worked(factory)
    page = text(client, address)
    assert "Bring in 1 good rows, leave 2" in page and "February 2026 has 28 days" in page and "IM-99" in page
    client.post(f"{address}/bring-in")
    of = worked(factory)
    assert (of.state, of.brought_in, of.faulty) == ("finished", 1, 2)
    assert "One row is brought in" in text(client, address)
    assert "One record would be taken back" in text(client, f"{address}/before-undo")
    client.post(f"{address}/undo")
    worked(factory)
    assert "One record is taken back" in text(client, address)
    with tenancy.reading(factory.organization):
        assert Nonconformity.objects.of(factory.organization).get().state == "withdrawn"


def test_what_somebody_worked_on_is_named_before_undoing(factory):
    client = browser(factory.nurul)
    address = checked(factory, client)
    client.post(f"{address}/bring-in")
    worked(factory)
    with tenancy.reading(factory.organization):
        record = Nonconformity.objects.of(factory.organization).get()
    problems.assign(record.pk, by=factory.suresh, owner=factory.suresh.person)
    page = text(client, f"{address}/before-undo")
    assert "0 records would be taken back" in page and f"/problems/{record.pk}" in page and "/undo" not in page


def test_rows_to_mend_are_a_spreadsheet(factory):
    client = browser(factory.nurul)
    answer = client.get(f"{checked(factory, client)}/mend.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="list - to mend.xlsx"'
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows] == ["No", "NCR-2", "NCR-3"]


def test_the_same_file_leads_to_the_import_there_is(factory):
    first = hand_in(browser(factory.nurul))["Location"]
    assert hand_in(browser(factory.nurul))["Location"] == first


def test_one_fact_for_two_columns_is_asked_again(factory):
    client = browser(factory.nurul)
    address = hand_in(client)["Location"]
    answer = client.post(f"{address}/columns", {**COLUMNS, "column.5": "what", "sheet": ""})
    assert answer.status_code == 409 and "was chosen for two columns" in answer.content.decode()


def test_pressing_twice_brings_in_once(factory):
    client = browser(factory.nurul)
    address = checked(factory, client)
    for _ in range(2):
        assert client.post(f"{address}/bring-in")["Location"] == address
    worked(factory)
    with tenancy.reading(factory.organization):
        assert Nonconformity.objects.of(factory.organization).count() == 1


def test_polling_asks_for_the_whole_page_when_the_work_is_done(factory):
    client = browser(factory.nurul)
    answer = client.get(checked(factory, client), headers={"HX-Request": "true"})
    assert (answer.content, answer["HX-Refresh"]) == (b"", "true")


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"<html><table></table></html>", b"1,2\n3,4\n"]
)
def test_what_is_no_list_is_said_on_the_page(factory, data):
    answer = hand_in(browser(factory.nurul), data)
    assert 400 <= answer.status_code < 500
    assert 'role="alert"' in answer.content.decode()


@pytest.mark.parametrize("said", [{"into": "secrets"}, {"into": ""}, {"file": ""}, {"id": "x"}])
def test_a_form_that_makes_no_sense_does_no_harm(factory, said):
    answer = hand_in(browser(factory.nurul), **said)
    assert answer.status_code in (302, 409, 422)


def test_another_organization_and_whoever_may_not_find_nothing(factory):
    address = checked(factory, browser(factory.nurul))
    eve = cast.build("Eve's firm")
    for client in (browser(eve.nurul), browser(factory.bishnu)):
        for end in ("", "/mend.xlsx", "/before-undo"):
            assert client.get(address + end).status_code == 404
        for end in ("/columns", "/bring-in", "/give-up", "/carry-on", "/undo"):
            assert client.post(address + end, COLUMNS).status_code == 404
    assert steps.again(worked(factory)).state == "checked"
    assert hand_in(browser(factory.bishnu)).status_code == 403
    assert Client().get(address).status_code == 302
