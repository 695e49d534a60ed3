"""A kind of problem as the demo's files tell it, and one occurrence of it: this part, this lot, this many."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mutu.demo.stage import Stage
from mutu.improvement.nonconformities.models import ContainmentPlace, Disposition


@dataclass(frozen=True)
class Kind:
    """What is the same whenever this happens; texts hold `{part}`, `{lot}`, `{machine}`, `{bad}`, `{made}`."""

    key: str
    what: Sequence[str]
    floor: dict[str, str] = field(default_factory=dict)
    defect: str = ""
    at: Sequence[str] = ()
    process: str = ""
    parts: Sequence[str] = ()
    photo: str = ""
    should: str = ""
    made: Sequence[int] = ()
    bad: Sequence[int] = ()
    grade: str = "minor"
    source: str = "floor"
    provider: str = ""
    held: Sequence[str] = ()
    becomes: str = ""
    note: str = ""
    fixed: Sequence[str] = ()
    enough: Sequence[str] = ()
    cause: str = ""
    why: Sequence[str] = ()
    unseen: Sequence[str] = ()
    proof: str = ""
    do: Sequence[Sequence[Any]] = ()
    """Each: who, what, what it removes, what was done, and perhaps within how many working days."""
    works_if: str = ""
    wait: int = 30
    lots: int = 0
    across: Sequence[Sequence[str]] = ()
    worked: str = ""
    answer: dict[str, str] = field(default_factory=dict)
    cost: Sequence[int] = ()

    @property
    def cause_code(self) -> str:
        """The kind of cause as people read it."""
        return self.cause.replace("_", " ")

    @property
    def curable(self) -> bool:
        return bool(self.why and self.do)


@dataclass
class Occurrence:
    """One time that it happened; `says` fills a text in with it."""

    kind: Kind
    at: datetime
    machine: str
    part: str
    lot: str
    made: int | None
    bad: int | None
    reporter: str
    language: str
    words: str
    seed: int

    def says(self, text: str) -> str:
        return (
            text.replace("{part}", self.part).replace("{lot}", self.lot).replace("{machine}", self.machine)
            .replace("{bad}", str(self.bad)).replace("{made}", str(self.made))
        )  # fmt: skip

    def reporter_knows(self, stage: Stage) -> bool:
        """Whether part, lot and quantity came with the first report; from the floor often only words and a photo."""
        return not stage.people[self.reporter].job.startswith("Operator") or self.seed % 3 == 0

    def one_of(self, texts: Sequence[str], stage: Stage) -> str:
        return self.says(stage.rng.choice(texts))


def occurrence(stage: Stage, kind: Kind, at: datetime, **given: Any) -> Occurrence:
    """It happens: who sees it, on which machine, part and lot, how many of how many."""
    rng, local = stage.rng, at.astimezone(stage.days.zone)
    machine = given.get("machine") or (rng.choice(kind.at) if kind.at else "")
    part = given.get("part") or (rng.choice(kind.parts) if kind.parts else "")
    lot = given.get("lot") or (f"{local:%y%m}-{rng.randint(1, max(2, local.day)):02}" if kind.made else "")
    made = given.get("made") or (rng.randrange(kind.made[0], kind.made[1] + 1, 20) if kind.made else None)
    bad = given.get("bad") or (rng.randint(*kind.bad) if kind.bad else None)
    if made is not None and bad is not None:
        bad = min(bad, made)
    reporter, language = who_sees(stage, kind, machine, local.hour) if "by" not in given else given["by"]
    words = kind.floor.get(language) or rng.choice(kind.what)
    language = language if language in kind.floor else "en"
    one = Occurrence(kind, at, machine, part, lot, made, bad, reporter, language, words, rng.randrange(1, 10**6))
    one.words = given.get("words") or one.says(words)
    return one


def who_sees(stage: Stage, kind: Kind, machine: str, hour: int) -> tuple[str, str]:
    """An operator who has words for it in their own language, or an inspector or line leader in English."""
    site = stage.workplaces[machine].site_id if machine in stage.workplaces else None
    night = hour >= 19 or hour < 7
    seers = [
        key for key, person in stage.people.items()
        if stage.here(key) and (site is None or person.site_id == site)
        and (person.job.startswith(("Operator", "Setter")) if kind.source == "floor" else person.job.startswith("Insp"))
    ]  # fmt: skip
    if kind.source == "floor" and kind.floor and stage.rng.random() < 0.6:
        speakers = [key for key in seers if stage.people[key].language in kind.floor]
        if speakers:
            chosen = stage.rng.choice(speakers)
            return chosen, stage.people[chosen].language
    leaders = [
        key for key, person in stage.people.items()
        if stage.here(key) and person.job.startswith(("Line leader", "Inspector"))
        and (site is None or person.site_id == site) and ("night" in person.job) == (night and site is not None)
    ]  # fmt: skip
    return stage.rng.choice(leaders or seers), "en"


def places(stage: Stage, one: Occurrence) -> list[ContainmentPlace]:
    """Where it could be: at the machine, in the store, sometimes already on its way."""
    site = next(iter(stage.sites)) if one.machine not in stage.workplaces else ""
    there = stage.sites[site].pk if site else stage.workplaces[one.machine].site_id
    inspector = stage.people[stage.inspector_at(there)].name
    checked = {"checked_by": inspector, "checked_at": one.at}
    if one.made is None or one.bad is None:
        return [
            ContainmentPlace(where="in_process", detail=one.machine, done="looked at, nothing else found", **checked)
        ]
    here = max(one.bad, int(one.made * stage.rng.uniform(0.1, 0.4)))
    found_here = stage.rng.randint(max(int(one.bad * 0.4), one.bad - (one.made - here)), one.bad)
    lines = [ContainmentPlace(where="in_process", detail=one.machine, quantity=here, found=found_here,
                              done="stopped, tagged HOLD", **checked)]  # fmt: skip
    if one.made - here:
        lines.append(ContainmentPlace(where=stage.rng.choice(["finished", "stock"]), detail=f"lot {one.lot}",
                                      quantity=one.made - here, found=one.bad - found_here,
                                      done="held, sorted 100 %", **checked))  # fmt: skip
    return lines


def dispositions(one: Occurrence, authorized_by: str) -> list[Disposition]:
    """What becomes of every bad piece."""
    if not one.bad or not one.kind.becomes:
        return []
    return [
        Disposition(
            decision=one.kind.becomes, quantity=one.bad, authorized_by=authorized_by, note=one.says(one.kind.note)
        )
    ]
