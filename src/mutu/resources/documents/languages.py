"""A document in the languages of those who work by it; the only writer of language versions (7.5.3.1 a)."""

from typing import Annotated

from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.facts import Ask
from mutu.core.gate import action
from mutu.core.models import Attachment
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.resources.documents import rules
from mutu.resources.documents.actions import WRITERS
from mutu.resources.documents.models import Revision, Translation
from mutu.resources.documents.revisions import SIGNERS


@action(
    Translation, "translation.write", creates=True, may=WRITERS,
    label=_("Write it in another language"), told=_("%(who)s wrote a document in another language"),
)  # fmt: skip
def write(
    translation: Translation, *, by: Actor, revision: Revision, language: str, name: str, text: str = "",
    file: Attachment | None = None,
) -> None:  # fmt: skip
    """The same revision in words its readers know; shown once somebody releases it (7.5.3.1 a)."""
    if revision.state == rules.State.DROPPED:
        raise NotYet(noop("7.5.3: this revision was dropped."), fact="revision")
    if language == revision.document.language:
        raise NotYet(noop("That is the language it is written in."), fact="language")
    _check_content(translation)
    translation.written_by = by.person


@action(
    Translation, "translation.change", may=WRITERS,
    label=_("Change the language version"), told=_("%(who)s changed a language version"),
)  # fmt: skip
def change(translation: Translation, *, by: Actor, name: str, text: str = "", file: Attachment | None = None) -> None:
    """Other words for the same; it is a draft again until it is released (7.5.3.1 a)."""
    _check_content(translation)
    translation.written_by, translation.released_at, translation.released_by = by.person, None, None


def _check_content(translation: Translation) -> None:
    if not translation.text.strip() and translation.file_id is None:
        raise NotYet(noop("7.5.2: there is neither text nor a file yet. Write it or attach it first."), fact="text")


@action(
    Translation, "translation.release", may=SIGNERS,
    label=_("Release the language version"), told=_("%(who)s released a language version"),
)  # fmt: skip
def release(
    translation: Translation, *, by: Actor,
    compared: Annotated[bool, Ask(label=_("I compared it with the original, step by step"))],
) -> None:  # fmt: skip
    """Somebody who reads both says that they mean the same (7.5.2 c, 7.5.3.1 a)."""
    if not compared:
        raise NotYet(noop("7.5.2: compare it with the original first."), fact="compared")
    translation.released_at, translation.released_by = gate.now(), by.person


@action(
    Translation, "translation.drop", may=WRITERS,
    label=_("Drop this language version"), told=_("%(who)s dropped a language version"),
)  # fmt: skip
def drop(translation: Translation, *, by: Actor, reason: str) -> None:
    """Not needed; it stays to be read, with the reason (7.5.3)."""
