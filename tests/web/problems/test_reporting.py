"""Reporting a problem on a phone: three taps and a photo, without a script; sent twice it is one record (8.7.1)."""

import re

from tests.cast import Factory
from tests.web.asking import browser, photo

from mutu.core import tenancy, trail
from mutu.core.identity import new_id
from mutu.core.models import Attachment
from mutu.improvement.nonconformities import actions
from mutu.improvement.nonconformities.models import Nonconformity


def problems(bayan: Factory) -> list[Nonconformity]:
    with tenancy.reading(bayan.organization):
        return list(Nonconformity.objects.of(bayan.organization).order_by("pk"))


def test_three_taps_and_a_photo_make_a_report(bayan: Factory) -> None:
    phone = browser(bayan.bishnu)
    page = phone.get(f"/report?workplace={bayan.workplace.pk}").content.decode()
    id = re.search(r'name="id" value="([0-9a-f-]{36})"', page)
    assert id is not None
    sent = {"id": id[1], "workplace": str(bayan.workplace.pk), "defect": "scratch", "extent": "one", "photos": photo()}
    answer = phone.post("/report", sent)
    (made,) = problems(bayan)
    assert (answer.status_code, answer["Location"]) == (302, f"/reported/{made.pk}")
    assert str(made.pk) == id[1]
    assert (made.what, made.defect, made.extent, made.workplace_id) == (
        "Scratched", "scratch", "one", bayan.workplace.pk,
    )  # fmt: skip
    assert (made.site_id, made.reported_by_id, len(made.photos)) == (bayan.site.pk, bayan.bishnu.person_id, 1)
    with tenancy.reading(bayan.organization):
        (line,) = trail.story(bayan.organization, made)
    assert (line.face, line.via, line.who) == ("page", "badge", "Bishnu Gurung")
    assert phone.get(answer["Location"]).status_code == 200


def test_the_same_form_with_its_photo_sent_twice_makes_one_record_and_one_file(bayan: Factory) -> None:
    phone, id = browser(bayan.bishnu), str(new_id())
    answers = [
        phone.post("/report", {"id": id, "what": "Flash", "photos": photo()}).headers.get("Location") for _ in range(3)
    ]
    assert answers == [f"/reported/{id}"] * 3
    assert len(problems(bayan)) == 1
    with tenancy.reading(bayan.organization):
        assert Attachment.objects.of(bayan.organization).count() == 1


def test_the_same_form_with_something_else_is_not_taken_for_the_same(bayan: Factory) -> None:
    phone, id = browser(bayan.bishnu), str(new_id())
    phone.post("/report", {"id": id, "what": "Flash", "without_photo": "1"})
    answer = phone.post("/report", {"id": id, "what": "Crack", "without_photo": "1"})
    assert answer.status_code == 409
    assert [one.what for one in problems(bayan)] == ["Flash"]


def test_what_is_missing_is_asked_and_what_was_typed_stays(bayan: Factory) -> None:
    phone = browser(bayan.bishnu)
    answer = phone.post("/report", {"what": "Flash on <b>rim</b>"})
    assert answer.status_code == 422
    assert "Flash on &lt;b&gt;rim&lt;/b&gt;" in answer.content.decode()
    assert phone.post("/report", {"without_photo": "1"}).status_code == 422
    assert problems(bayan) == []


def test_a_file_that_is_no_photo_is_refused_beside_the_field(bayan: Factory) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = browser(bayan.bishnu).post(
        "/report", {"what": "Flash", "photos": SimpleUploadedFile("rim.jpg", b"MZ\x90\x00\x03", "image/jpeg")}
    )
    assert answer.status_code == 422
    assert "This kind of file is not kept here" in answer.content.decode()
    assert problems(bayan) == []


def test_the_reporter_reads_the_answer_and_says_that_it_is_still_wrong(bayan: Factory) -> None:
    problem = actions.report(new_id(), by=bayan.bishnu, what="Flash")
    actions.answer_reporter(problem.pk, by=bayan.suresh, answer="Thank you. The clamp is set.")
    phone = browser(bayan.bishnu)
    assert "Thank you. The clamp is set." in phone.get("/mine").content.decode()
    actions.withdraw(problem.pk, by=bayan.nurul, reason="Training.")
    assert phone.post(f"/mine/{problem.pk}/still-wrong", {"reason": "No"}).status_code == 302
    assert [one.state for one in problems(bayan)] == ["withdrawn"]


def test_the_code_at_the_machine_leads_by_way_of_the_door(bayan: Factory) -> None:
    address = f"/at/{bayan.organization.slug}/{bayan.workplace.pk}"
    stranger = browser().get(address)
    assert stranger["Location"].startswith(f"/in/{bayan.organization.slug}/?next=%2Freport%3Fworkplace%3D")
    assert browser(bayan.bishnu).get(address)["Location"] == f"/report?workplace={bayan.workplace.pk}"
