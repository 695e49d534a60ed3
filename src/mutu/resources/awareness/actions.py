"""What people do to know, and what is asked of whom; the only writers of these tables (7.3)."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.gate import action
from mutu.core.models import Site
from mutu.core.permissions import ANYONE, Role
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.resources.awareness import content, rules
from mutu.resources.awareness.models import Awareness, AwarenessNeed

DECIDERS = (Role.QUALITY_MANAGER, Role.TOP_MANAGEMENT)


@action(
    Awareness, "awareness.complete", creates=True, may=(ANYONE,), listed=False,
    label=_("Complete a set of cards"), told=_("%(who)s went through a set of awareness cards"),
)  # fmt: skip
def complete(
    awareness: Awareness, *, by: Actor, set: str, answers: Sequence[str], language: str = "en", tries: int = 0
) -> None:
    """A person went through a set and answered each of its questions right (7.3)."""
    if by.person is None:
        raise NotYet(noop("Everybody learns for themselves; a program cannot."))
    said = rules.answers_by_card(answers)
    rules.check_all_right(content.sets()[set], said)
    awareness.language = content.nearest(language)
    awareness.answers = [f"{card}={answer}" for card, answer in said.items()]
    awareness.content = content.digest(set, awareness.language)
    awareness.person, awareness.site, awareness.completed_at = by.person, by.person.site, gate.now()


@action(
    AwarenessNeed, "awareness_need.decide", creates=True, may=DECIDERS,
    label=_("Ask a set of people"), told=_("%(who)s decided who is asked to know what"),
)  # fmt: skip
def decide(
    need: AwarenessNeed, *, by: Actor, set: str, role: str = "", site: Site | None = None, within_days: int = 30,
    renew_days: int = 365,
) -> None:  # fmt: skip
    """Who shall know it, within which time, and how often anew (7.3)."""
    need.asked_at = gate.now()


@action(
    AwarenessNeed, "awareness_need.change", may=DECIDERS,
    label=_("Change the times"), told=_("%(who)s changed when people are asked anew"),
)  # fmt: skip
def change(need: AwarenessNeed, *, by: Actor, within_days: int, renew_days: int) -> None:
    """Another time within which, or after which, it is asked (7.3)."""


@action(
    AwarenessNeed, "awareness_need.end", may=DECIDERS,
    label=_("Ask it no longer"), told=_("%(who)s decided that a set is no longer asked"),
)  # fmt: skip
def end(need: AwarenessNeed, *, by: Actor, reason: str) -> None:
    """A set is no longer asked of these people; what they learned stays on record (7.3)."""
