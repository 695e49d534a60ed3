"""The seven quality management principles as another way to read the same facts (ISO 9000). No score."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from mutu.core.checks import Check, Found
from mutu.core.facts import Label
from mutu.evaluation.readiness.queries import Readiness, Rolled
from mutu.lib.standards import Edition

PRINCIPLES: Mapping[str, tuple[Label, Label]] = {
    "customer-focus": (_("Customer focus"), _("Customers get what they need, and are heard when they do not.")),
    "leadership": (_("Leadership"), _("Those at the top set the direction, and are seen to keep to it.")),
    "engagement-of-people": (_("Engagement of people"), _("People who do the work can, may and want to say what is.")),
    "process-approach": (_("Process approach"), _("Work is run as processes that fit together and have owners.")),
    "improvement": (
        _("Improvement"),
        _("Causes are removed, problems seldom return, what was begun is done."),
    ),
    "evidence-based-decision-making": (_("Evidence-based decisions"), _("Decisions name the figures they rest on.")),
    "relationship-management": (
        _("Relationship management"),
        _("Providers and partners are chosen with care."),
    ),
}


@dataclass(frozen=True)
class Lens:
    """One principle: the clauses that mostly serve it, and what checks found about them."""

    key: str
    name: Label
    meaning: Label
    clauses: tuple[Rolled, ...]
    facts: tuple[tuple[Check, Found], ...]


def lenses(readiness: Readiness, edition: Edition) -> list[Lens]:
    """The seven principles; a clause may serve several, and the map is ours."""
    found = []
    for key in edition.principles:
        clauses = tuple(readiness.clause(edition, one) for one in edition.serving(key) if not one.heading)
        facts = dict(pair for rolled in clauses for line in rolled.lines for pair in line.looked)
        found.append(Lens(key, *PRINCIPLES[key], clauses, tuple(facts.items())))
    return found
