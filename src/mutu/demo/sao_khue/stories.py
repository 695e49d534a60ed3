"""The first three weeks at Sao Khuê: a few problems, a German claim about threads, an American one about burrs."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from mutu.core import gate
from mutu.core.identity import new_id
from mutu.demo.cure import Course, Life
from mutu.demo.ground import read
from mutu.demo.problem import Kind, occurrence
from mutu.demo.stage import Stage, Story
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.operation.customers import actions, answers
from mutu.operation.customers.models import Slot, TeamMember
from mutu.operation.perceptions import actions as perceptions

THREADS = Kind(
    "ren_m6", what=[""], source="customer", defect="ren", cause="khong_tru_lop_anod", wait=60,
    why=["Ren M6 chặt sau khi anod.", "Lớp anod dày thêm 0,02 mm mỗi bên ren.",
         "Ren được taro đúng kích thước danh nghĩa, không trừ lớp anod.",
         "Ghi chú bản vẽ của xưởng không có dòng trừ lớp phủ."],
    unseen=["Calip ren được dùng trước khi anod, sau đó không ai thử lại."],
    proof="Taro lớn hơn 0,04 mm: calip qua 50 trên 50 sau khi anod. Taro thường: 21 trên 50 chặt.",
    do=[("duc", "Ghi chú trừ lớp anod trên bản vẽ của 9 chi tiết có ren, mua taro lớn hơn", "occurrence",
         "9 bản vẽ đã sửa, 6 taro đã mua.", 4),
        ("khanh", "Thử calip ren sau khi anod, 5 chi tiết mỗi lô", "escape", "Phiếu kiểm tra đã thêm dòng.", 12)],
    works_if="calip qua 20 trên 20 sau anod trong 5 lô",
    across=[("Khối van CB-14", "same", "cũng anod sau khi taro"), ("Trục Ø22", "not", "không anod")],
    worked="5 lô, 100 chi tiết: calip qua hết.",
)  # fmt: skip


def stories(stage: Stage) -> Iterator[Story]:
    """Everything of the three weeks, by working day."""
    first = stage.days.date_of(stage.begin)
    for facts in read("sao_khue/problems.yaml"):
        at = stage.days.moment(stage.days.plus(first, facts["day"]), facts["hour"], 10 + facts["day"])
        course = Course(
            cured=facts.get("cured", True), stops=facts["stops"], photo=True, slow=0.4, currency="VND",
            given={"by": (facts["who"], "vi")},
        )  # fmt: skip
        yield Life(stage, Kind(**facts["kind"]), at, course).story()
    yield _tight_threads(stage, stage.days.moment(stage.days.plus(first, 5), 15, 40))
    yield _burr(stage, stage.days.moment(stage.days.plus(first, 13), 8, 25))
    yield _heard(stage, stage.days.moment(stage.days.plus(first, 7), 10, 5))


def _received(stage: Stage, at: datetime, who: str, **facts: Any) -> Any:
    return actions.receive.do(new_id(at), by=stage.by(who, at), facts=facts)


def _tight_threads(stage: Stage, at: datetime) -> Story:
    """Ahrend: M6 threads tight after anodising, 320 brackets; the answer goes out in time, the effect is awaited."""
    yield at
    photos = [stage.photo(stage.by("hoa", at), "machined", 6)]
    claim = _received(
        stage, at, "hoa", customer=stage.parties["ahrend"], part=stage.parts["BR-320"], lot="BR-320/09",
        what="M6-Gewinde nach dem Eloxieren zu eng, 21 von 50 geprüften Haltern. Lieferung 320 Stück.", language="de",
        channel="email", claim_number="R-20418", order="B-77120", quantity_delivered=320,
        quantity_complained=21, quantity_checked=50, cost_claimed=Decimal(240), currency="EUR", photos=photos,
    )  # fmt: skip
    at = stage.days.soon(at, 50, 90)
    yield at
    answers.reply(claim.pk, by=stage.by("tuan", at), text="Thank you, Mr Lenz. We stop shipping this bracket, measure "
                  "what we have and write again tomorrow.")  # fmt: skip
    at = stage.days.soon(at, 30, 60)
    yield at
    with gate.batch(by := stage.by("tuan", at)):
        team = [TeamMember(person=stage.people[key], leads=key == "tuan") for key in ("tuan", "duc", "khanh", "hoa")]
        actions.name_team(claim.pk, by=by, team=team)
        raised = actions.raise_nonconformity(claim.pk, by=by, problem="Ren M6 của gá đỡ BR-320 chặt sau khi anod.")
    life = _with(stage, at, raised.nonconformity)
    at = stage.days.soon(at, 90, 150)
    yield at
    nonconformities.contain.do(life.id, by=stage.by("khanh", at), facts={
        "containment": "Giữ 120 gá đỡ trong kho, thử calip từng lỗ.", "customer_due": True, "places": [
            {"where": "finished", "detail": "kho", "quantity": 120, "found": 48, "done": "giữ lại, thử calip 100 %",
             "checked_by": "Phạm Quốc Khánh", "checked_at": at},
            {"where": "at_customer", "detail": "Ahrend", "quantity": 320, "found": 21, "done": "đề nghị để riêng",
             "checked_by": "Markus Lenz", "checked_at": at},
        ],
    })  # fmt: skip
    answers.compose(claim.pk, by=stage.by("tuan", at), slot=Slot.CONTAINMENT,
                    phrases=["containment.general.please_separate?quantity=320&lot=BR-320/09"])  # fmt: skip
    answers.send_containment(claim.pk, by=stage.by("tuan", at), text="Containment attached.")
    yield from _answered(stage, stage.days.office(at, 1, 1), claim.pk, life)


def _with(stage: Stage, at: datetime, problem: Any) -> Life:
    life = Life(stage, THREADS, at, Course(answered=False, slow=0.6, currency="VND", mark="ren_m6"))
    life.one = occurrence(stage, THREADS, at, part="BR-320", lot="BR-320/09", by=("khanh", "vi"), words="-")
    life.takes(problem)
    life.owner = "duc"
    return life


def _answered(stage: Stage, at: datetime, claim: Any, life: Life) -> Story:
    """Correction, cause and corrective actions, each told to the customer."""
    yield at
    nonconformities.correct(
        life.id, by=stage.by("duc", at), correction="Taro lại 69 lỗ, thử calip hết, gửi 21 gá đỡ bù."
    )
    life.at = at
    yield from life.find_cause(THREADS)
    at = life.minutes(60, 120)
    yield at
    answers.give_cause(claim, by=stage.by("tuan", at), text="Cause attached, with the trial of both taps.")
    at = life.days(1, 1)
    yield at
    planned = life.plan(THREADS)
    at = life.minutes(40, 80)
    yield at
    answers.give_action(claim, by=stage.by("tuan", at), text="Corrective actions attached.")
    yield from life.carry_out(THREADS, planned)


def _burr(stage: Stage, at: datetime) -> Story:
    """Tidewater: a burr in the cross-hole again; replied, containment not sent yet."""
    yield at
    claim = _received(
        stage, at, "hoa", customer=stage.parties["tidewater"], part=stage.parts["CB-14"], lot="CB-14/31",
        what="Burr left in the cross-hole of 3 valve blocks out of 40. It broke loose in flushing. Second time.",
        channel="email", claim_number="TW-5510", quantity_delivered=200, quantity_complained=3, quantity_checked=40,
        received_at=at - timedelta(hours=5), cost_claimed=Decimal(120), currency="USD",
    )  # fmt: skip
    at = stage.days.soon(at, 60, 100)
    yield at
    answers.reply(
        claim.pk, by=stage.by("tuan", at), promise="Photo of every cross-hole of the next lot",
        promised_for=stage.days.plus(stage.days.date_of(at), 4),
        text="Thank you, Ms Boyd. We look into every hole of the 60 blocks we have today.",
    )  # fmt: skip
    at = stage.days.soon(at, 30, 60)
    yield at
    actions.raise_nonconformity(
        claim.pk, by=stage.by("tuan", at), problem="Còn ba via trong lỗ ngang của khối van CB-14."
    )


def _heard(stage: Stage, at: datetime) -> Story:
    """How the three customers see the workshop: one plan, two first answers."""
    yield at
    plan = perceptions.decide(
        new_id(at), by=stage.by("tuan", at), method="talk", whom="ba khách hàng chính", interval_days=90,
        owner=stage.people["hoa"],
    )  # fmt: skip
    at = stage.days.office(at, 2, 3)
    yield at
    for customer, method, words in (
        ("minhphat", "talk", "Hàng tốt, giao nhanh, mong có chứng chỉ vật liệu kèm theo."),
        ("ahrend", "repeat_order", "Đặt thêm 500 gá đỡ sau khi nhận báo cáo về ren."),
    ):
        perceptions.record(new_id(at), by=stage.by("hoa", at), customer=stage.parties[customer], method=method,
                           words=words, language="vi")  # fmt: skip
    at = stage.days.soon(at, 60, 120)
    yield at
    perceptions.review(plan.pk, by=stage.by("tuan", at), conclusion="Chất lượng được khen; việc cần làm là giấy tờ.")
