"""The stories people at Bayan still talk about, each at its time before the end."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from mutu.demo.cure import Course, Life
from mutu.demo.ground import read
from mutu.demo.problem import Kind
from mutu.demo.stage import Stage, Story
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.improvement.nonconformities.models import Nonconformity

SPECKS = (40, 23, 40)
"""How many days ago and at what time the specks were seen that a customer complained of on the next working day."""
SPECKS_PLACES = [
    {"where": "in_process", "detail": "IM-14", "quantity": 240, "found": 20, "done": "stopped, tagged HOLD",
     "checked_by": "Siti Rohani"},
    {"where": "finished", "detail": "finished store, lots 10 to 22", "quantity": 5760, "found": 292,
     "done": "held, sorted 100 %", "checked_by": "Siti Rohani"},
    {"where": "on_the_way", "detail": "on the road to Senai", "quantity": 1200, "found": 0,
     "done": "called back, sorted: 0 found", "checked_by": "Kamal Ariffin"},
]  # fmt: skip


class Told:
    """The kinds of `stories.yaml`, and lives of them that begin some days before the end."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.kinds = {key: Kind(key, **facts) for key, facts in read("bayan/stories.yaml").items()}

    def ago(self, days: int, hour: int, minute: int = 0) -> datetime:
        """That many days before the last one, or the next working day."""
        stage = self.stage
        day = stage.days.plus(stage.days.date_of(stage.end) - timedelta(days=days), 0)
        return stage.days.moment(day, hour, minute)

    def life(self, key: str, at: datetime, by: tuple[str, str] | None = None, **course: Any) -> Life:
        given = {"by": by} if by else {}
        return Life(self.stage, self.kinds[key], at, Course(given=given, photo=True, mark=key, **course))


def stories(stage: Stage) -> Iterator[Story]:
    """Each story that is long enough ago to fit into the time told, and the ones of these days."""
    told = Told(stage)
    for begins, story in (*_long_ago(told), *_these_weeks(told), *_these_days(told)):
        if begins > stage.begin + timedelta(days=5):
            yield story


def _long_ago(told: Told) -> Iterator[tuple[datetime, Story]]:
    """Cured long since, or thought to be."""
    ago = told.ago
    at = ago(330, 22, 40)
    yield at, told.life("specks_first", at, ("bishnu", "ne"), slow=0.8).story()
    at = ago(250, 10, 15)
    yield at, told.life(
        "streak_dryer", at, ("noraini", "ms"), then=told.kinds["streak_dew_point"],
        fails_first="The streaks came back in lot 3 and in lot 7, although every hopper had dried its four hours.",
    ).story()  # fmt: skip
    at = ago(120, 9, 30)
    yield at, told.life(
        "sealing_cap_loose", at, ("shanti", "en"), then=told.kinds["sealing_cap_again"], slow=0.7,
        fails_first="Two of ten lots loose again, 7 N, with the chiller set right.",
    ).story()  # fmt: skip
    at = ago(170, 14, 5)
    yield at, _contradicted(told, at)
    at = ago(205, 11, 20)
    yield at, _reopened(told, at)


def _these_weeks(told: Told) -> Iterator[tuple[datetime, Story]]:
    """Being cured now."""
    ago = told.ago
    at = ago(*SPECKS)
    yield at, told.life(
        "specks", at, ("bishnu", "ne"), places=SPECKS_PLACES, slow=0.5, recurs=True,
        told="Hoshi by phone, nothing shipped",
        recurs_because="Same machine, same cause as eleven months ago: a card alone did not hold on the night shift.",
        sent_back="3 shots is what happened, not why. What made three look like enough?",
        first_cause=("Black specks are dark resin from the hot runner.", "Only 3 purge shots were made, not 8."),
    ).story()  # fmt: skip
    at = ago(31, 15, 10)
    yield at, told.life("wrong_insert_m3", at, ("thida", "my"), slow=0.8, stops="acted").story()
    at = ago(47, 10, 30)
    yield at, told.life("qa_by_qa", at, ("lim", "en"), slow=1.2, stops="plan").story()
    at = ago(38, 9, 40)
    yield at, told.life("moulds_overdue", at, ("faridah", "en"), stops="plan").story()
    at = ago(30, 8, 50)
    yield at, told.life("reminder_left", at, ("chew", "en"), slow=1.0).story()
    at = ago(140, 14, 20)
    yield at, told.life("nine_signed", at, ("kamal", "en"), slow=0.9, late=5).story()
    at = ago(34, 11, 30)
    yield at, told.life(
        "kinta_unevaluated", at, ("kamal", "en"), late=9, slow=1.1,
        moved="Kinta asked for two more weeks; every delivery is tested until then.",
    ).story()  # fmt: skip


def _these_days(told: Told) -> Iterator[tuple[datetime, Story]]:
    """Of the last days, most of them waiting for somebody."""
    ago = told.ago
    at = ago(16, 16, 20)
    yield at, told.life("lens_streak", at, ("faizal", "ms"), slow=0.7, stops="cause").story()
    at = ago(5, 13, 30)
    yield at, told.life("short_now", at, ("jamal", "bn"), slow=0.3, stops="correct").story()
    at = ago(2, 9, 10)
    yield at, told.life("colour_blue_now", at, ("shanti", "en"), stops="contain").story()
    at = ago(0, 11, 40)
    yield at, told.life("flash_now", at, ("noraini", "ms"), stops="contain", hold=True).story()
    at = ago(0, 15, 25)
    yield at, told.life("label_now", at, ("komin", "my"), stops="report").story()
    at = ago(0, 16, 10)
    yield at, told.life("oil_now", at, ("siti", "ms"), stops="report").story()
    at = ago(4, 20, 10)
    yield at, _specks_back(told, at)
    at = ago(75, 10, 0)
    yield at, _sample_board(told, at)
    at = ago(290, 15, 45)
    yield at, _sample_board(told, at)


def _specks_back(told: Told, at: datetime) -> Story:
    """The same problem reported again, answered within hours and merged into the one being cured."""
    life = told.life("specks_back", at, ("bishnu", "ne"))
    yield at
    life.report()
    yield life.minutes(480, 600)
    life.answer()
    yield life.minutes(30, 60)
    first = life.stage.marks["specks"]
    nonconformities.merge(
        life.id, by=life.by("tan"), merged_into=Nonconformity(pk=first),
        reason="Same caps: the box is from October and had not been sorted. The cure runs there.",
    )  # fmt: skip


def _sample_board(told: Told, at: datetime) -> Story:
    """Raised by mistake and withdrawn; the reporter is thanked all the same."""
    life = told.life("sample_board", at, ("rafiq", "bn"))
    yield at
    life.report()
    yield life.minutes(90, 300)
    nonconformities.answer_reporter(
        life.id, by=life.by("siti"),
        answer="ধন্যবাদ, রফিকুল। এগুলো সীমা-নমুনা, বাক্সে ভুলে রাখা ছিল। এখন বোর্ডে ঝুলছে।",
    )  # fmt: skip
    yield life.minutes(20, 60)
    nonconformities.withdraw(
        life.id, by=life.by("tan"), reason="These are the limit samples of the board, put down in a box while cleaning."
    )


def _contradicted(told: Told, at: datetime) -> Story:
    """Closed, and the reporter sees that it is still wrong."""
    life = told.life("cooler_hinge_again", at, ("noraini", "ms"), cured=False)
    yield from life.story()
    yield life.days(3, 5)
    nonconformities.contradict(
        life.id, by=life.by("noraini"), reason="Masih patah. Hari ini dua daripada sepuluh, kotak pagi."
    )
    life.course.cured = True
    yield from life.cure(life.kind, "")
    yield life.days(1, 3)
    nonconformities.answer_reporter(
        life.id, by=life.by("suresh"),
        answer="Anda betul, terima kasih. Resipi percubaan tersimpan pada mesin. Sekarang dikunci, 10 lot tanpa patah.",
    )  # fmt: skip
    yield life.days(0, 2)
    life.close()


def _reopened(told: Told, at: datetime) -> Story:
    """Closed too early, and opened again by the quality manager."""
    life = told.life("conveyor_guard", at, ("rosnah", "ms"), cured=False)
    yield from life.story()
    yield life.days(12, 15)
    nonconformities.reopen(
        life.id, by=life.by("nurul"), reason="A third mixed bag was found in the store; the wall is on one side only."
    )
    yield life.days(1, 2)
    nonconformities.decide_no_action(
        life.id, by=life.by("tan"),
        no_action_reason="Wall on both sides now and the bag weighed; both articles differ by 9 g.",
    )  # fmt: skip
    yield life.minutes(10, 40)
    nonconformities.close(life.id, by=life.by("nurul"), conclusion="Both sides walled, 600 bags weighed: none mixed.")
