"""Documents taken to any point of their life through the gate, on chosen days; what the tests of 7.5 start from."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests import cast
from tests.evaluation.curing import ask

from mutu.core import actions as core
from mutu.core.actors import Actor
from mutu.core.checks import Found
from mutu.core.identity import new_id
from mutu.resources.documents import actions, revisions
from mutu.resources.documents.models import Document, DocumentType, Revision

START = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PIN = "908172"
TEXT = "# Purge\n\n1. Close the hopper slide.\n2. Purge until the shot looks clean."


@dataclass(frozen=True)
class Office:
    """A factory with types of documents, and people who have a PIN to sign with."""

    factory: cast.Factory
    type: DocumentType
    since: datetime = START

    def on(self, day: float) -> cast.Factory:
        return self.factory.at(self.since + timedelta(days=day))

    def ask(self, name: str, day: float) -> Found:
        return ask(name, self.factory.organization, self.since + timedelta(days=day))

    def begin(self, day: float = 0, by: Actor | None = None, **facts: Any) -> Revision:
        """Suresh writes a work instruction."""
        said = {"name": "Purge at colour change", "type": str(self.type.pk), "text": TEXT, **facts}
        return revisions.start.do(new_id(), by=by or self.on(day).suresh, facts=said)

    def submit(self, revision: Revision, day: float = 0) -> Revision:
        return revisions.submit(revision.pk, by=self.on(day).suresh)

    def approve(self, revision: Revision, day: float = 0, by: Actor | None = None, **facts: Any) -> Revision:
        """Nurul signs with her PIN."""
        return revisions.approve.do(revision.pk, by=by or self.on(day).nurul, facts={"secret": PIN, **facts})

    def approved(self, day: float = 0, **facts: Any) -> Revision:
        return self.approve(self.submit(self.begin(day, **facts), day), day)

    def released(self, day: float = 0, **facts: Any) -> Revision:
        return revisions.release(self.approved(day, **facts).pk, by=self.on(day).nurul)

    def document(self, day: float = 0, **facts: Any) -> Document:
        """One in force."""
        return self.released(day, **facts).document

    def revise(self, document: Document, day: float, **facts: Any) -> Revision:
        said = {"document": str(document.pk), "change": "Eight shots, counted by the machine.", **facts}
        return revisions.revise.do(new_id(), by=self.on(day).suresh, facts=said)

    def revised(self, document: Document, day: float) -> Revision:
        """The next revision, in force."""
        one = self.approve(self.submit(self.revise(document, day), day), day)
        return revisions.release(one.pk, by=self.on(day).nurul)


def build(since: datetime = START) -> Office:
    return furnish(cast.build().at(since), since)


def furnish(factory: cast.Factory, since: datetime = START) -> Office:
    """Types of documents and PINs for a factory that stands."""
    for who in (factory.nurul, factory.suresh, factory.tan, factory.mei):
        core.set_pin(who.person_id, by=factory.nurul, pin=PIN)
    type = actions.add_type(
        new_id(), by=factory.nurul, name="Work instruction", code="WI", category="instruction", pattern="WI-{n:2}"
    )
    return Office(factory, type, since)
