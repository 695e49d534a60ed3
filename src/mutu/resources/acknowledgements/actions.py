"""What people sign to have read, and what is asked of whom; the only writers of these tables (7.3, 7.5.3)."""

from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.gate import action
from mutu.core.models import Process, Site
from mutu.core.permissions import ANYONE, Role
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.resources.acknowledgements import rules
from mutu.resources.acknowledgements.models import Acknowledgement, Audience
from mutu.resources.documents.content import content_hash
from mutu.resources.documents.models import Document, DocumentType, Revision

DECIDERS = (Role.QUALITY_MANAGER, Role.QUALITY_ENGINEER, Role.PROCESS_OWNER)


@action(
    Acknowledgement, "acknowledgement.sign", creates=True, may=(ANYONE,), listed=False,
    label=_("I have read and understood it"), told=_("%(who)s has read and understood a revision"),
)  # fmt: skip
def sign(acknowledgement: Acknowledgement, *, by: Actor, revision: Revision, language: str = "") -> None:
    """A person has read the revision in force and understood it; the next one asks anew by itself (7.3)."""
    if by.person is None:
        raise NotYet(noop("Everybody reads for themselves; a program cannot."))
    document = revision.document
    current = document.current
    rules.check_in_force(revision.state, revision.label, current.label if current is not None else None)
    acknowledgement.person, acknowledgement.document = by.person, document
    acknowledgement.language = language or document.language
    acknowledgement.content, acknowledgement.acknowledged_at = content_hash(revision), gate.now()


@action(
    Audience, "audience.decide", creates=True, may=DECIDERS,
    label=_("Say who must read"), told=_("%(who)s decided who must read what"),
)  # fmt: skip
def decide(
    audience: Audience, *, by: Actor, document: Document | None = None, type: DocumentType | None = None,
    role: str = "", own_process: bool = False, process: Process | None = None, site: Site | None = None,
    language: str = "", within_days: int = 7,
) -> None:  # fmt: skip
    """Whoever must read it follows from role, process, site and language (7.3, 7.5.3.1)."""
    rules.check_names_what(document, type)
    audience.decided_at = gate.now()


@action(
    Audience, "audience.change", may=DECIDERS,
    label=_("Change the time"), told=_("%(who)s changed within how many days it must be read"),
)  # fmt: skip
def change(audience: Audience, *, by: Actor, within_days: int) -> None:
    """More or fewer days to read it in (7.3)."""


@action(
    Audience, "audience.end", may=DECIDERS,
    label=_("Ask it no longer"), told=_("%(who)s decided that these people need not read it any more"),
)  # fmt: skip
def end(audience: Audience, *, by: Actor, reason: str) -> None:
    """These people need not read it any more; what they signed stays (7.3)."""
