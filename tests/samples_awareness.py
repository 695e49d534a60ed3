"""Samples of the actions of awareness, and of what people have read and understood (7.3)."""

from tests.samples import Maker, Sample, World
from tests.samples_resources import office

from mutu.core import gate
from mutu.core.identity import new_id
from mutu.core.records import Record


def awareness_samples() -> dict[str, Maker]:
    """Cards gone through, and sets asked of people."""

    def asked(w: World) -> Record:
        record: Record = gate.actions()["awareness_need.decide"].do(
            new_id(), by=w.people.nurul, facts={"set": "buyers", "role": "inspector"}
        )
        return record

    floor = ["floor_report=1", "floor_instruction=2", "floor_measure=0", "floor_pressure=1", "floor_audit=2"]
    return {
        "awareness.complete": lambda w: Sample(
            w.people.bishnu, None, {"set": "floor", "answers": floor, "language": "ms", "tries": 1}
        ),
        "awareness_need.decide": lambda w: Sample(w.people.nurul, None, {
            "set": "floor", "role": "operator", "site": str(w.people.site.pk), "within_days": 14, "renew_days": 365,
        }),
        "awareness_need.change": lambda w: Sample(w.people.nurul, asked(w), {"within_days": 7, "renew_days": 180}),
        "awareness_need.end": lambda w: Sample(w.people.nurul, asked(w), {"reason": "Nobody inspects here."}),
    }  # fmt: skip


def acknowledgement_samples() -> dict[str, Maker]:
    """What is read, and who must read it."""

    def policy(w: World) -> Record:
        return office(w).document(0, name="Quality policy")

    def asked(w: World) -> Record:
        record: Record = gate.actions()["audience.decide"].do(
            new_id(), by=w.people.nurul, facts={"document": str(policy(w).pk)}
        )
        return record

    return {
        "acknowledgement.sign": lambda w: Sample(
            w.people.bishnu, None, {"revision": str(office(w).released(0, name="Policy").pk), "language": "ne"}
        ),
        "audience.decide": lambda w: Sample(w.people.nurul, None, {
            "document": str(policy(w).pk), "role": "operator", "own_process": True, "process": str(w.people.process.pk),
            "site": str(w.people.site.pk), "language": "ne", "within_days": 14,
        }),
        "audience.change": lambda w: Sample(w.people.nurul, asked(w), {"within_days": 21}),
        "audience.end": lambda w: Sample(w.people.nurul, asked(w), {"reason": "It hangs at the gate."}),
    }  # fmt: skip
