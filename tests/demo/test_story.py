"""What is told holds together: through the gate, on working days, by people who were there, and it verifies."""

from collections import Counter
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from tests.demo.conftest import NOW, Told, tell_sao_khue

from mutu.core import attachments, tenancy, trail
from mutu.core.models import Attachment, Notice, Person
from mutu.core.tell import sentence
from mutu.core.verification import verify
from mutu.improvement.corrective_actions.models import CorrectiveAction
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.lib import word_files
from mutu.operation.customers.models import Complaint
from mutu.resources.documents.models import Revision

pytestmark = pytest.mark.usefixtures("committed")


@pytest.fixture(params=["bayan", "sao_khue"])
def told(request: pytest.FixtureRequest) -> Told:
    found: Told = request.getfixturevalue(request.param)
    return found


def test_the_trail_of_the_whole_story_verifies(told: Told) -> None:
    findings = verify(told.stage.organization)
    assert [str(finding) for finding in findings] == []
    assert findings.entries == len(told.entries) > 100


def test_everything_happens_in_order_on_working_days_and_ends_before_today(told: Told) -> None:
    zone = ZoneInfo(told.stage.organization.timezone)
    moments = [datetime.fromisoformat(entry["at"]) for entry in told.entries]
    assert moments == sorted(moments)
    assert {"clock" in entry for entry in told.entries} == {False}
    days = {moment.astimezone(zone).date() for moment in moments}
    assert [day for day in sorted(days) if not told.stage.days.works(day)] == []
    assert max(days) == told.stage.days.last_before(NOW.astimezone(zone).date())


def test_the_organization_says_that_it_is_a_demo(told: Told) -> None:
    assert told.stage.organization.demo is True


def test_nobody_acts_after_they_left_or_before_they_came(told: Told) -> None:
    organization = told.stage.organization
    with tenancy.reading(organization.pk):
        lines = trail.story(organization)
        left = {
            person.name: min(
                line.at for line in lines if line.action == "person.leave" and line.record == person.pk
            )
            for person in Person.objects.of(organization).filter(state="left")
        }  # fmt: skip
        came = {line.facts["name"]: line.at for line in lines if line.action == "person.add"}
    assert set(left) == ({"Azlan Karim", "Dipak Rai"} if len(told.stage.people) > 5 else set())
    late = [(line.who, line.at) for line in lines if line.who in left and line.at > left[line.who]]
    early = [(line.who, line.at) for line in lines if line.who != "Mutu" and line.at < came[line.who]]
    assert (late, early) == ([], [])
    assert {line.who for line in lines} - set(came) == {"Mutu"}


def test_what_a_person_leaves_open_has_another_owner(bayan: Told) -> None:
    organization, azlan = bayan.stage.organization, bayan.stage.people["azlan"]
    with tenancy.reading(organization.pk):
        problems = Nonconformity.objects.of(organization).filter(open=True, owner=azlan)
        actions = CorrectiveAction.objects.of(organization).filter(open=True, owner=azlan)
        assert (problems.count(), actions.count()) == (0, 0)


def test_problems_are_in_every_state_a_page_has_to_show(bayan: Told) -> None:
    with tenancy.reading(bayan.stage.organization.pk):
        states = Counter(Nonconformity.objects.of(bayan.stage.organization).values_list("state", flat=True))
        languages = set(Nonconformity.objects.of(bayan.stage.organization).values_list("language", flat=True))
    assert set(states) >= {
        "reported", "contained", "corrected", "cause_found", "acting", "acted", "closed", "withdrawn", "merged",
    }  # fmt: skip
    assert languages >= {"en", "ms", "ne", "my", "bn"}


def test_the_hard_days_are_told_too(bayan: Told) -> None:
    """Sent back, not effective, moved, merged, withdrawn, somebody leaves."""
    wanted = {
        "nonconformity.send_cause_back", "nonconformity.find_not_effective",
        "corrective_action.move_due", "nonconformity.inspect_again", "nonconformity.inform_customer",
        "nonconformity.look_across", "complaint.sign", "complaint.merge", "complaint.withdraw", "person.leave",
        "perception_plan.review", "customer_rules.change", "complaint.compose",
    }  # fmt: skip
    assert wanted - set(bayan.actions) == set()


def test_some_corrective_actions_are_late(bayan: Told) -> None:
    organization = bayan.stage.organization
    with tenancy.reading(organization.pk):
        actions = list(CorrectiveAction.objects.of(organization))
    overdue = [one for one in actions if one.open and one.due < NOW.date()]
    done_late = [one for one in actions if one.done_at is not None and one.done_at.date() > one.due]
    assert len(overdue) >= 1
    assert len(done_late) >= 1
    assert len(overdue) + len(done_late) < len(actions) / 2


def test_eighteen_hours_are_left_for_the_cracked_boss(bayan: Told) -> None:
    organization = bayan.stage.organization
    with tenancy.reading(organization.pk):
        cracked = Complaint.objects.of(organization).get(claim_number="QM-88120")
        problem = cracked.nonconformity
        assert problem is not None
        places = [(place.quantity, place.found) for place in problem.rows("places")]
    assert (cracked.due_clock, cracked.state) == ("containment", "replied")
    assert cracked.due is not None
    assert timedelta(hours=17, minutes=30) <= cracked.due - NOW <= timedelta(hours=19, minutes=30)
    assert places == [(4200, 31), (860, 9), (3000, None), (2000, 42)]
    assert sum(quantity for quantity, _found in places) == problem.made == 10060
    assert problem.hold is True


def test_photos_are_many_and_no_two_alike(bayan: Told) -> None:
    with tenancy.reading(bayan.stage.organization.pk):
        hashes = list(Attachment.objects.of(bayan.stage.organization).values_list("sha256", flat=True))
    assert len(hashes) == len(set(hashes)) >= 20


def test_sao_khue_brought_its_lists_in(sao_khue: Told) -> None:
    kinds = Counter((entry["kind"], entry["action"]) for entry in sao_khue.entries)
    assert kinds["import", "complaint.bring_in"] == 5
    assert kinds["import", "nonconformity.bring_in"] == 7
    assert {entry["face"] for entry in sao_khue.entries if entry["kind"] == "import"} == {"import"}


def test_sao_khue_has_the_files_that_were_found_and_they_open_as_word(sao_khue: Told) -> None:
    organization = sao_khue.stage.organization
    with tenancy.reading(organization.pk):
        found = Revision.objects.of(organization).exclude(file=None).select_related("file").order_by("number")
        files = {
            one.number: (attachments.place(organization.pk, one.file.sha256).read_bytes(), one.file.name)
            for one in found
        }
    assert sorted(files) == ["BM-01 02", "CS-01 01", "HD-01 03", "HD-02 01", "HD-03", "QT-01 02", "QT-02 01"]
    data, name = files["HD-01 03"]
    assert name == "HD-01 lan 03.docx"
    assert word_files.read(data).markdown.startswith("# Gá phôi trên VMC\n\n1. Lau sạch mặt ê tô")


def test_the_same_day_tells_the_same_story(sao_khue: Told) -> None:
    again = tell_sao_khue()
    assert [(entry["at"], entry["action"]) for entry in again.entries] == [
        (entry["at"], entry["action"]) for entry in sao_khue.entries
    ]


def test_whatever_people_are_told_has_its_sentence(told: Told) -> None:
    with tenancy.reading(told.stage.organization):
        news = list(Notice.objects.of(told.stage.organization)[:500])
    assert news != [] or told.stage.organization.people < 10
    assert [one.message for one in news if sentence(one) == one.who] == []
