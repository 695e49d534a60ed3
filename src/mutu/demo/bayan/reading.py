"""What people at Bayan read and learned: cards by shift, a quality policy signed in classes, then revised, and gaps."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from random import Random
from uuid import UUID

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import Person
from mutu.demo.bayan.skills import Told as Ago
from mutu.demo.keys import DEMO_PIN
from mutu.demo.stage import Stage, Story
from mutu.resources.acknowledgements import actions as reading
from mutu.resources.awareness import actions as awareness
from mutu.resources.awareness import content
from mutu.resources.documents import actions as documents
from mutu.resources.documents import revisions
from mutu.resources.documents.models import Category, Document, DocumentType

POLICY = """\
We mould and assemble parts that people can rely on, on the day we promised.

1. We know what each customer needs before we quote, and we say so when we cannot.
2. We report what is wrong at once. Whoever reports is thanked, never punished.
3. We put it right, find the cause, and see that it stays away.
4. We write down what we measured, when we measured it. A gap is better than a lie.
5. We meet the requirements that apply, and get a little better every month.
"""
ETHICS = """6. We offer and take no gift that could turn a judgement, and nobody is pressed to skip a check.
"""
LEARNED, SIGNED, SIGNED_AGAIN = 0.86, 0.97, 0.62
"""The shares of those asked who went through their cards, who signed the policy, and who signed it anew so far."""


def stories(stage: Stage) -> Iterator[Story]:
    ago = Ago(stage)
    if ago.ago(230, 9) > stage.begin:
        yield _cards(stage, ago.ago(208, 9), ago.rng)
        yield _policy(stage, [ago.ago(days, 10) for days in (196, 190, 24, 21)], ago.rng)


def _people(stage: Stage, at: datetime) -> list[Actor]:
    """Everybody who works there then, as themselves."""
    found = Person.objects.of(stage.organization).filter(state="active").select_related("site").order_by("number")
    return [Actor(stage.organization, one, one.name, via="badge", at=at) for one in found]


def _some(people: list[Actor], share: float, chance: Random) -> list[Actor]:
    return [one for one in people if chance.random() < share]


def _cards(stage: Stage, at: datetime, chance: Random) -> Story:
    """Nurul asks what is usual; in the weeks after, most go through their cards, a few after a wrong answer."""
    yield at
    with gate.batch(by := stage.by("nurul", at)):
        for one in content.sets().values():
            for role in one.for_roles:
                awareness.decide(new_id(at), by=by, set=one.key, role=role)
    for week in range(3):
        at = stage.days.soon(at, 60 * 24 * 6, 60 * 24 * 7)
        yield at
        with gate.batch(stage.by("nurul", at)):
            for person in _some(_people(stage, at)[week::3], LEARNED, chance):
                _learn(person, at, chance)


def _learn(person: Actor, at: datetime, chance: Random) -> None:
    assert person.person is not None
    floor = person.person.job.startswith(("Operator", "Setter", "Packer", "Assembler"))
    key = "top_management" if person.person.job.startswith("Managing") else "floor" if floor else "basics"
    answers = [f"{card.key}={card.right}" for card in content.sets()[key].cards]
    language = content.nearest(person.person.language, "en")
    awareness.complete(new_id(at), by=person, set=key, answers=answers, language=language,
                       tries=int(chance.random() * 2.4))  # fmt: skip


def _policy(stage: Stage, days: list[datetime], chance: Random) -> Story:
    """Written by Tan, approved by Nurul, signed in classes; the new edition adds a sentence, and all are asked anew."""
    first, classes, second, anew = days
    yield first
    policy = _in_force(stage, first)
    with gate.batch(by := stage.by("nurul", first)):
        reading.decide(new_id(first), by=by, document=policy, within_days=14)
    yield classes
    _sign(stage, policy, classes, SIGNED, chance)
    yield second
    text = POLICY + ETHICS
    change = "The 2026 edition asks for ethical conduct: sentence 6."
    revised = revisions.revise(new_id(second), by=stage.by("tan", second), document=policy, change=change)
    revisions.write(revised.pk, by=stage.by("tan", second), name=revised.name, text=text, change=change)
    _release(stage, revised.pk, second)
    yield anew
    _sign(stage, policy, anew, SIGNED_AGAIN, chance)


def _in_force(stage: Stage, at: datetime) -> Document:
    """The policy people work by; written now if there is none yet."""
    kept = Document.objects.of(stage.organization).filter(type__category=Category.POLICY, state="current")
    found = kept.order_by("registered_at", "pk").first()
    if found is not None:
        return found
    type = DocumentType.objects.of(stage.organization).filter(category=Category.POLICY).first()
    if type is None:
        type = documents.add_type(new_id(at), by=stage.by("nurul", at), name="Policy", code="QP",
                                  category=Category.POLICY, pattern="QP-{n:2}", review_months=12)  # fmt: skip
    draft = revisions.start(new_id(at), by=stage.by("tan", at), name="Quality policy", type=type, text=POLICY)
    return _release(stage, draft.pk, at)


def _release(stage: Stage, revision: UUID, at: datetime) -> Document:
    nurul = stage.by("nurul", at)
    revisions.submit(revision, by=stage.by("tan", at))
    revisions.approve(revision, by=nurul, secret=DEMO_PIN)
    return revisions.release(revision, by=nurul).document


def _sign(stage: Stage, policy: Document, at: datetime, share: float, chance: Random) -> None:
    """A class: each signs, in one transaction."""
    current = Document.objects.of(stage.organization).select_related("current").get(pk=policy.pk).current
    assert current is not None
    with gate.batch(stage.by("nurul", at)):
        for person in _some(_people(stage, at), share, chance):
            reading.sign(new_id(at), by=replace(person, via="class"), revision=current)
