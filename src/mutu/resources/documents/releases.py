"""Planned releases come into force by themselves on their day (7.5.3.2 c)."""

from datetime import datetime, time

from mutu.core import tenancy
from mutu.core.actors import Actor
from mutu.core.models import Organization
from mutu.core.refusals import Refusal
from mutu.core.schedule import daily
from mutu.resources.documents import queries, revisions, rules
from mutu.resources.documents.models import Revision


@daily("documents_in_force", time(0, 5))
def in_force_today(organization: Organization, now: datetime) -> str:
    """Every planned revision whose day has come where its document is used."""
    with tenancy.reading(organization):
        planned = list(Revision.objects.of(organization).filter(state=rules.State.PLANNED).select_related(
            "document__site", "document__organization").order_by("pk"))  # fmt: skip
    due = [one for one in planned if one.effective_on and one.effective_on <= queries.today_at(one.document, now)]
    refused = 0
    for one in due:
        try:
            revisions.take_effect(one.pk, by=Actor(organization, None, "Mutu", kind="job", face="job"))
        except Refusal:
            refused += 1
    return f"{len(due) - refused} in force, {refused} refused"
