"""Starters, movers and leavers by list: nobody leaves with something in their hands (7.1.2, 5.3)."""

from datetime import UTC, datetime

import pytest
from tests import cast
from tests.cast import Factory
from tests.core import bringing_in as steps

from mutu.core import actions as core
from mutu.core.duties import all_duties
from mutu.core.identity import new_id
from mutu.core.importing import progress
from mutu.core.models import Person, Process, RoleAssignment
from mutu.core.nouns import actions as nouns
from mutu.core.refusals import NotPermitted, NotYet, Refusal
from mutu.resources.competence import actions as competence
from mutu.resources.competence.models import Assignment
from mutu.resources.people import actions
from mutu.resources.people.models import Movement

LIST = b"""Name,Badge number,Job,Site,Joined on,Left on
Zul Hakim,4711,Setter,Penang,13/11/2026,
Mei Ling,,Line leader,Penang,,
Bishnu Gurung,,,,,20/11/2026
Suresh Pillai,,,,,20/11/2026
Nobody Here,,,,,20/11/2026
Tan Wei Ling,,,,,
"""


@pytest.fixture
def factory(db: None) -> Factory:
    return cast.build()


def of(factory: Factory, name: str) -> Person:
    return Person.objects.of(factory.organization).get(name=name)


def test_a_list_brings_starters_moves_people_and_lets_go_who_has_nothing_in_hand(factory: Factory) -> None:
    competence.start(new_id(), by=factory.suresh, person=factory.mei.person, workplace=nouns.add_workplace(
        new_id(), by=factory.nurul, code="ASSY-1", name="Assembly", site=factory.other_site))  # fmt: skip
    checked = steps.check(steps.receive(LIST, factory.nurul, "starters_and_leavers"), factory.nurul)
    told = {fault.row: fault.sentence % fault.parameters for fault in steps.faults(checked)}
    assert told == {6: "“Nobody Here” was not found here.", 7: "Nothing changes for Tan Wei Ling."}
    steps.bring_in(checked, factory.nurul)
    new, mei, bishnu, suresh = (of(factory, name) for name in
                                ("Zul Hakim", "Mei Ling", "Bishnu Gurung", "Suresh Pillai"))  # fmt: skip
    assert (new.job, new.badge, new.site, new.state) == ("Setter", "4711", factory.site, "active")
    assert (mei.job, mei.site) == ("Line leader", factory.site)
    assert Assignment.objects.of(factory.organization).get(person=mei).state == "ended"
    assert bishnu.state == "left"
    assert not RoleAssignment.objects.of(factory.organization).filter(person=bishnu, state="held").exists()
    assert suresh.state == "active"  # the process of injection moulding is his


HEADERS = {
    "en": "Full name,Employee ID,Designation,Plant,Date joined,Last working day",
    "vi": "Họ và tên,Mã nhân viên,Chức vụ,Nhà máy,Ngày vào làm,Ngày nghỉ việc",
    "th": "ชื่อ-นามสกุล,รหัสพนักงาน,ตำแหน่ง,โรงงาน,วันที่เริ่มงาน,วันที่ลาออก",
    "id": "Nama lengkap,NIK,Posisi,Pabrik,Tanggal masuk,Tanggal keluar",
    "ms": "Nama penuh,No. Pekerja,Jawatan,Kilang,Tarikh masuk,Tarikh berhenti",
    "zh": "姓名,工号,职位,工厂,入职日期,离职日期",
}


@pytest.mark.parametrize("language", HEADERS)
def test_the_list_of_the_personnel_office_is_recognised_in_six_languages(factory: Factory, language: str) -> None:
    data = f"{HEADERS[language]}\nZul Hakim,4711,Setter,Penang,13/11/2026,\n".encode()
    of = steps.receive(data, factory.nurul, "starters_and_leavers")
    guess = progress.found_in(progress.of(of)).guess
    assert guess == {"name": 0, "badge": 1, "job": 2, "site": 3, "joined_on": 4, "left_on": 5}


def test_who_has_something_in_hand_waits_and_somebody_is_asked_to_hand_over(factory: Factory) -> None:
    waiting = actions.bring_in(new_id(), by=factory.nurul, name="Suresh Pillai",
                               left_on=factory.nurul.now().date())  # fmt: skip
    assert (waiting.state, waiting.what) == ("waiting", "leaves")
    duties = [one for one in all_duties(factory.organization, datetime.now(UTC)) if one.action == "person.leave"]
    assert [(one.record, one.role) for one in duties] == [(factory.suresh.person_id, "quality_manager")]
    with pytest.raises(NotYet, match="still works here"):
        actions.settle(waiting.pk, by=factory.nurul)
    core.leave(factory.suresh.person_id, by=factory.nurul, left_on=factory.nurul.now().date(),
               successor=factory.tan.person)  # fmt: skip
    assert actions.settle(waiting.pk, by=factory.nurul).state == "done"
    assert Process.objects.of(factory.organization).get(pk=factory.process.pk).owner == factory.tan.person


def test_who_left_comes_back_and_a_day_to_come_waits(factory: Factory) -> None:
    from datetime import timedelta

    today = factory.nurul.now().date()
    core.leave(factory.bishnu.person_id, by=factory.nurul, left_on=today - timedelta(days=90))
    back = actions.bring_in(new_id(), by=factory.nurul, name="Bishnu Gurung", joined_on=today)
    assert (back.what, of(factory, "Bishnu Gurung").state) == ("returns", "active")
    later = actions.bring_in(new_id(), by=factory.nurul, name="Bishnu Gurung", left_on=today + timedelta(days=30))
    assert (later.state, of(factory, "Bishnu Gurung").state) == ("waiting", "active")


@pytest.mark.parametrize(("facts", "said"), [
    ({"name": "Bishnu Gurung", "badge": "1"}, "was not found here"),
    ({"name": "Somebody Else", "badge": "nurul"}, "is Nurul Aisyah's here"),
    ({"name": "Twin"}, "More than one person"),
])  # fmt: skip
def test_a_doubtful_line_is_refused_in_words(factory: Factory, facts: dict[str, str], said: str) -> None:
    for badge in ("8001", "8002"):
        core.add_person(new_id(), by=factory.nurul, name="Twin", badge=badge)
    badge = {"nurul": of(factory, "Nurul Aisyah").badge, "1": "99999"}.get(facts.get("badge", ""), "")
    told = {**facts, "badge": badge, "left_on": factory.nurul.now().date()}
    with pytest.raises(Refusal, match=said):
        actions.bring_in.do(new_id(), by=factory.nurul, facts=told)
    assert not Movement.objects.of(factory.organization).exists()


def test_only_a_whole_list_is_taken_back_and_only_its_starters(factory: Factory) -> None:
    data = b"Name,Badge number,Joined on\nZul Hakim,4711,13/11/2026\n"
    brought = steps.bring_in(steps.check(steps.receive(data, factory.nurul, "starters_and_leavers"), factory.nurul),
                             factory.nurul)  # fmt: skip
    (movement,) = Movement.objects.of(factory.organization)
    with pytest.raises(NotPermitted):
        actions.undo_bringing_in(movement.pk, by=factory.nurul, reason="no")
    steps.undo(brought, factory.nurul)
    assert of(factory, "Zul Hakim").state == "left"
