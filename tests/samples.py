"""For every action a record in the right state, who does it, and real facts: what the tests of all actions share.

A new action needs one line here; `tests/architecture/test_actions.py` says so when it is missing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import UUID

from tests import cast
from tests.evaluation.curing import START, Shop
from tests.operation.complaining import Case

from mutu.core import actions as core
from mutu.core import attachments, tokens
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import ApiToken, Attachment, Party
from mutu.core.nouns import actions as nouns
from mutu.core.permissions import Role
from mutu.core.records import Record
from mutu.improvement.corrective_actions import actions as corrective
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.improvement.nonconformities.models import Disposition, Nonconformity

WITHOUT_ROLE = {
    "organization.found": "there is nobody yet who could hold a role; `mutu init` does it",
    "organization.restore": "the whole organization is put back by `mutu restore`, from its export",
}
"""Actions that no role may do, and why."""
BY_THE_WORK = {
    "import.record_check", "import.finish", "import.finish_undo", "nonconformity.undo_bringing_in",
    "complaint.undo_bringing_in", "movement.undo_bringing_in", "document.list_in", "document.undo_bringing_in",
    "revision.undo_bringing_in",
}  # fmt: skip
"""Steps of bringing a list in that are said by the work itself; tests/core/importing does them."""


@dataclass
class World:
    """A factory some months into its story, and a customer who complained."""

    shop: Shop
    case: Case
    file: Attachment
    keys: dict[UUID, str] = field(default_factory=dict)
    """A key of a program for each person, with every scope."""

    @property
    def people(self) -> cast.Factory:
        return self.shop.on(0)

    def key(self, by: Actor) -> str:
        assert by.person is not None
        if by.person.pk not in self.keys:
            secret = tokens.new_secret()
            token = core.make_token(
                new_id(), by=self.people.nurul, name="parity", person=by.person, scopes=["*"], secret=secret
            )
            self.keys[by.person.pk] = tokens.spell(token, secret)
        return self.keys[by.person.pk]


@dataclass(frozen=True)
class Sample:
    """What one action needs: who, which record (none for a new one), and facts as JSON has them."""

    by: Actor
    record: Record | None
    facts: dict[str, Any]


Maker = Callable[[World], Sample]


def build() -> World:
    factory = cast.build().at(START)
    nurul = factory.nurul
    customer = nouns.add_party(new_id(), by=nurul, name="Nordlicht Werkzeuge", language="de", contact="Jana Brandt")
    part = nouns.add_part(new_id(), by=nurul, code="NL-7731", name="Drill housing", drawing_revision="C")
    person = core.add_person(new_id(), by=nurul, name="Ana Lim", site=factory.site, badge="77")
    core.give_role(new_id(), by=nurul, person=person, role=Role.CUSTOMER_SERVICE)
    ana = Actor(factory.organization, person, person.name, via="badge", at=START)
    kept = attachments.keep(factory.organization.pk, b"measured: 12,1 12,2", "measured.txt")
    file = core.add_attachment(new_id(), by=nurul, name="measured.txt", sha256=kept.sha256)
    return World(Shop(factory), Case(factory, customer, part, ana), file)


def day(after: float = 0) -> str:
    return (START + timedelta(days=after)).date().isoformat()


def someday(by: Actor, after: int = 5) -> str:
    """A day of the calendar of today, for facts that must not lie in the past."""
    return (replace(by, at=None).now().date() + timedelta(days=after)).isoformat()


def core_samples() -> dict[str, Maker]:
    def nurul(make: Callable[[World], tuple[Record | None, dict[str, Any]]]) -> Maker:
        return lambda w: Sample(w.people.nurul, *make(w))

    def noun(name: str, of: Callable[[World], Record], retired: bool) -> Maker:
        def make(w: World) -> tuple[Record, dict[str, Any]]:
            record = of(w)
            if retired:
                from mutu.core import gate

                gate.actions()[f"{name}.retire"].do(record.pk, by=w.people.nurul, facts={})
            return record, {}

        return nurul(make)

    def left(w: World) -> Record:
        return core.leave(w.people.mei.person_id, by=w.people.nurul, left_on=START.date())

    def with_email(w: World) -> Record:
        mei = w.people.mei.person
        return core.change_person(mei.pk, by=w.people.nurul, name=mei.name, email=f"{mei.pk.hex[-12:]}@example.test")

    def role(w: World) -> Record:
        return core.give_role(new_id(), by=w.people.nurul, person=w.people.mei.person, role=Role.INSPECTOR)

    def override(w: World) -> Record:
        return core.decide_permission(
            new_id(), by=w.people.nurul, action="nonconformity.close", role=Role.INSPECTOR, allowed=True
        )

    def token(w: World) -> ApiToken:
        return core.make_token(new_id(), by=w.people.nurul, name="scale", person=w.people.nurul.person,
                               scopes=["nonconformity.report"], secret="x" * 30)  # fmt: skip

    def holiday(w: World) -> Record:
        return nouns.add_holiday(new_id(), by=w.people.nurul, site=w.people.site, day=START.date(), name="Wesak")

    def party(w: World) -> Party:
        return w.case.customer

    kinds: dict[str, Callable[[World], Record]] = {
        "site": lambda w: w.people.other_site, "holiday": holiday, "process": lambda w: w.people.process,
        "workplace": lambda w: w.people.workplace, "part": lambda w: w.case.part, "party": party,
    }  # fmt: skip
    kept = {f"{name}.retire": noun(name, of, False) for name, of in kinds.items()}
    back = {f"{name}.bring_back": noun(name, of, True) for name, of in kinds.items()}
    return kept | back | {
        "organization.change": nurul(lambda w: (w.people.organization, {"name": "Bayan Plastic", "makes": "Lids"})),
        "organization.set_pattern": nurul(lambda w: (w.people.organization, {"kind": "part", "pattern": "T-{n:5}"})),
        "organization.set_term": nurul(
            lambda w: (w.people.organization, {"key": "lot", "language": "en", "word": "batch"})
        ),
        "person.add": nurul(lambda w: (None, {
            "name": "Zul Hakim", "job": "Setter", "site": str(w.people.site.pk), "language": "ms", "badge": "4711",
            "joined_on": day(),
        })),
        "person.change": nurul(lambda w: (w.people.mei.person, {"name": "Mei Ling Tan", "job": "Line leader"})),
        "person.choose_language": lambda w: Sample(w.people.bishnu, w.people.bishnu.person, {"language": "ms"}),
        "person.leave": nurul(lambda w: (w.people.mei.person, {
            "left_on": day(), "successor": str(w.people.suresh.person_id),
        })),
        "person.return_": nurul(lambda w: (left(w), {})),
        "person.erase": nurul(lambda w: (left(w), {"because": "Asked for it in writing."})),
        "person.give_account": nurul(lambda w: (with_email(w), {"password": "a-long-enough-password"})),
        "person.set_pin": nurul(lambda w: (w.people.mei.person, {"pin": "908172"})),
        "role_assignment.give": nurul(lambda w: (None, {
            "person": str(w.people.mei.person_id), "role": "inspector", "site": str(w.people.site.pk),
        })),
        "role_assignment.take_away": nurul(lambda w: (role(w), {})),
        "permission_override.decide": nurul(lambda w: (None, {
            "action": "nonconformity.assign", "role": "inspector", "allowed": True,
        })),
        "permission_override.change": nurul(lambda w: (override(w), {"allowed": False})),
        "api_token.make": nurul(lambda w: (None, {
            "name": "scale", "person": str(w.people.suresh.person_id), "scopes": ["nonconformity.report"],
            "secret": "a secret of more than twenty",
        })),
        "api_token.revoke": nurul(lambda w: (token(w), {})),
        "snooze.ask": nurul(lambda w: (None, {
            "about": f"part:{w.case.part.pk}:", "until": someday(w.people.nurul), "reason": "Supplier answers then.",
        })),
        "attachment.add": lambda w: Sample(w.people.bishnu, None, {"name": "again.txt", "sha256": w.file.sha256}),
        "site.add": nurul(lambda w: (None, {"name": "Melaka", "country": "MY", "working_days": "12345"})),
        "holiday.add": nurul(lambda w: (None, {"site": str(w.people.site.pk), "day": day(9), "name": "Wesak"})),
        "process.add": nurul(lambda w: (None, {"name": "Painting", "owner": str(w.people.suresh.person_id)})),
        "site.change": nurul(lambda w: (w.people.other_site, {
            "name": "Kulim 2", "country": "MY", "timezone": "Asia/Kuala_Lumpur", "working_days": "12345",
        })),
        "process.change": nurul(lambda w: (w.people.process, {"name": "Injection moulding"})),
        "workplace.change": nurul(lambda w: (w.people.workplace, {
            "code": "IM-14", "name": "Injection 150 t", "site": str(w.people.other_site.pk),
            "process": str(w.people.process.pk),
        })),
        "part.change": nurul(lambda w: (w.case.part, {
            "code": "KX-118", "name": "Switch housing", "drawing_revision": "D",
        })),
        "party.change": nurul(lambda w: (w.case.customer, {
            "name": "Nordlicht Werkzeuge", "relation": "customer", "language": "de", "country": "DE",
            "email": "complaints@nordlicht.example", "timezone": "Europe/Berlin",
        })),
        "process.give": nurul(lambda w: (w.people.process, {"owner": str(w.people.tan.person_id)})),
        "workplace.add": nurul(lambda w: (None, {
            "code": "IM-15", "name": "Injection 250 t", "site": str(w.people.site.pk),
            "process": str(w.people.process.pk),
        })),
        "part.add": nurul(lambda w: (None, {"code": "NL-8000", "name": "Lid", "drawing_revision": "A"})),
        "party.add": nurul(lambda w: (None, {
            "name": "Kinabalu Resins", "relation": "provider", "language": "ms", "country": "MY",
            "email": "sales@kinabalu.example", "timezone": "Asia/Kuala_Lumpur",
        })),
    }  # fmt: skip


def cure_samples() -> dict[str, Maker]:
    def at(state: Callable[[World], Nonconformity], who: str = "nurul", **facts: Any) -> Maker:
        def make(w: World) -> Sample:
            said = {name: value(w) if callable(value) else value for name, value in facts.items()}
            return Sample(getattr(w.people, who), state(w), said)

        return make

    def person(who: str) -> Callable[[World], str]:
        return lambda w: str(getattr(w.people, who).person_id)

    def reported(w: World) -> Nonconformity:
        return w.shop.report(1, quantity=4, workplace=w.people.workplace.pk)

    def contained(w: World) -> Nonconformity:
        return w.shop.contain(reported(w), 2)

    def reworked(w: World) -> Nonconformity:
        return w.shop.decide(contained(w), 3, Disposition(decision="rework", quantity=4), hold=True)

    def corrected(w: World) -> Nonconformity:
        return w.shop.corrected(1)

    def cause_found(w: World) -> Nonconformity:
        return w.shop.find_cause(corrected(w), 4)

    def done_early(w: World) -> Nonconformity:
        problem = cause_found(w)
        nurul = w.shop.on(5).nurul
        one = corrective.plan(new_id(), by=nurul, nonconformity=problem, what="Set it", due=nurul.now().date(),
                              owner=w.people.suresh.person)  # fmt: skip
        corrective.complete(one.pk, by=nurul, done_note="Set.")
        return nonconformities.plan_cure(problem.pk, by=nurul, criterion="None in 3 lots", wait_days=30,
                                         judge=w.people.tan.person)  # fmt: skip

    def judged(w: World) -> Nonconformity:
        problem = w.shop.acted(1)
        w.shop.judge(problem, 45)
        return problem

    def planned(w: World) -> Any:
        return w.shop.plan(cause_found(w), 5)

    def done(w: World) -> Any:
        problem = cause_found(w)
        one = w.shop.plan(problem, 5)
        w.shop.plan(problem, 5)
        w.shop.finish(one, 6)
        return one

    place = {"where": "stock", "detail": "rack C4", "quantity": 20, "found": 2, "done": "sorted", "checked_by": "Tan"}
    return {
        "nonconformity.report": lambda w: Sample(w.people.bishnu, None, {
            "what": "Flash on the rim", "photos": [str(w.file.pk)], "workplace": str(w.people.workplace.pk),
            "part": str(w.case.part.pk), "lot": "L-7", "quantity": 4, "extent": "some", "defect": "scratch",
        }),
        "nonconformity.bring_in": lambda w: Sample(w.people.nurul, None, {
            "what": "Old flash", "found_on": day(-30), "old_number": "12/25", "cause": "Clamp", "cost": "12.50",
            "closed_on": day(-10),
        }),
        "nonconformity.describe": at(reported, lot="L-8", made=400, should_be="No flash over 0.1 mm"),
        "nonconformity.assign": at(reported, owner=person("suresh"), due=day(9)),
        "nonconformity.hand_over_judging": at(lambda w: w.shop.acted(1), judge=person("mei")),
        "nonconformity.contain": at(reported, "suresh", containment="Stopped and sorted.", places=[place], hold=True),
        "nonconformity.decide_disposition": at(
            contained, "suresh", hold=True,
            dispositions=[{"decision": "rework", "quantity": 3, "note": "Trim"}, {"decision": "scrap", "quantity": 1}],
        ),
        "nonconformity.inspect_again": at(reworked, "tan", line=1, good=4, release=True),
        "nonconformity.inform_customer": at(contained, customer_told="Jana Brandt, by telephone"),
        "nonconformity.correct": at(contained, "suresh", correction="Replaced by good ones."),
        "nonconformity.determine_cause": at(
            corrected, "suresh", why_made=["Clamp too weak.", "Nobody set it after the mould change."],
            why_not_seen=["The check sheet does not ask for it."], cause_code="setting",
        ),
        "nonconformity.send_cause_back": at(cause_found, reason="That does not explain the night shift."),
        "nonconformity.decide_recurrence": at(cause_found, recurs=False, recurrence_reason="Another mould."),
        "nonconformity.decide_no_action": at(cause_found, no_action_reason="One worn tool, exchanged."),
        "nonconformity.plan_cure": at(
            cause_found, "suresh", criterion="No flash in 3 lots", judge=person("tan"), wait_days=30
        ),
        "nonconformity.finish_actions": at(done_early),
        "nonconformity.look_across": at(cause_found, across=[{"where": "IM-15", "decision": "not", "reason": "New"}]),
        "nonconformity.verify_effectiveness": at(
            lambda w: w.shop.acted(1), "tan", effect_evidence="No flash in 3 lots.",
            evidence_files=lambda w: [str(w.file.pk)],
        ),
        "nonconformity.find_not_effective": at(lambda w: w.shop.acted(1), "tan", effect_evidence="Flash again."),
        "nonconformity.close": at(judged, conclusion="It stays away."),
        "nonconformity.reopen": at(lambda w: w.shop.closed(1), reason="It is back."),
        "nonconformity.contradict": at(lambda w: w.shop.closed(1), "bishnu", reason="Still flash on every part."),
        "nonconformity.withdraw": at(reported, reason="Raised by mistake."),
        "nonconformity.merge": at(reported, merged_into=lambda w: str(w.shop.report(2).pk), reason="The same."),
        "nonconformity.answer_reporter": at(reported, "suresh", answer="Thank you. The clamp is set now."),
        "nonconformity.estimate_cost": at(reported, cost="120.50", currency="MYR"),
        "corrective_action.plan": lambda w: Sample(w.people.nurul, None, {
            "nonconformity": str(cause_found(w).pk), "what": "Set the clamp by the sheet.", "removes": "both",
            "owner": str(w.people.suresh.person_id), "due": someday(w.people.nurul),
        }),
        "corrective_action.complete": at(planned, "suresh", done_note="Done.", proof=lambda w: [str(w.file.pk)]),
        "corrective_action.send_back": at(done, reason="No photo.", due=day(20)),
        "corrective_action.move_due": at(planned, due=day(30), reason="Steel comes late."),
        "corrective_action.hand_over": at(planned, owner=person("tan")),
        "corrective_action.withdraw": at(planned, reason="Not needed."),
    }  # fmt: skip


def all_samples() -> dict[str, Maker]:
    """Those above, and those of every `tests/samples_*.py`: each of its functions named `…_samples`."""
    found = core_samples() | cure_samples()
    for path in sorted(Path(__file__).parent.glob("samples_*.py")):
        module = import_module(f"tests.{path.stem}")
        for name, make in vars(module).items():
            if name.endswith("_samples") and getattr(make, "__module__", "") == module.__name__:
                found |= make()
    return found
