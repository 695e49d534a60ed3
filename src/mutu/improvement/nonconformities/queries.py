"""Reading nonconformities: what rules and pages ask of them."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from mutu.core.actors import Actor
from mutu.core.models import Site
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.improvement.corrective_actions.models import CorrectiveAction
from mutu.improvement.nonconformities import rules
from mutu.improvement.nonconformities.models import Disposition, Nonconformity

LOOKED_AT = 1000
MOST_WORDS = 100


def site_kept(nonconformity: Nonconformity) -> Site:
    """The site it is at, as the table has it."""
    kept = Nonconformity.objects.of(nonconformity.organization_id).select_related("site").get(pk=nonconformity.pk)
    return kept.site


def site_of(by: Actor) -> Site:
    """Where it must have been when nobody said: where the person works, or the only site."""
    if by.person is not None and by.person.site is not None:
        return by.person.site
    site = Site.objects.of(by.organization).filter(state="current").order_by("pk").first()
    if site is None:
        raise NotYet(noop("Add a site first, on the organization's page."), fact="site")
    return site


def noon(day: date, site: Site) -> datetime:
    """A day of an earlier list as a moment: noon on the site's clock, since nobody wrote the hour down."""
    return datetime.combine(day, time(12), ZoneInfo(site.timezone))


def earlier_like(nonconformity: Nonconformity) -> str | None:
    """The newest record with the same kind of cause on the same part or process within twelve months."""
    if not nonconformity.cause_code:
        return None
    since = nonconformity.reported_at - rules.RECURRENCE_WINDOW
    earlier = (
        Nonconformity.objects.of(nonconformity.organization_id)
        .filter(
            cause_code=nonconformity.cause_code,
            reported_at__gte=since,
            reported_at__lt=nonconformity.reported_at,
        )
        .exclude(pk=nonconformity.pk)
        .exclude(state__in=[rules.State.WITHDRAWN, rules.State.MERGED])
    )
    same = Q(pk=None)
    if nonconformity.part_id is not None:
        same |= Q(part=nonconformity.part_id)
    if nonconformity.process_id is not None:
        same |= Q(process=nonconformity.process_id)
    return earlier.filter(same).order_by("-reported_at").values_list("number", flat=True).first()


def actions_of(nonconformity: Nonconformity) -> list[CorrectiveAction]:
    found = CorrectiveAction.objects.of(nonconformity.organization_id).filter(nonconformity=nonconformity)
    return list(found.select_related("owner").order_by("pk"))


def doers(nonconformity: Nonconformity) -> frozenset[UUID | None]:
    """Whoever did the work of the cure: owners and finishers of its corrective actions."""
    pairs = (
        CorrectiveAction.objects.of(nonconformity.organization_id)
        .filter(nonconformity=nonconformity)
        .exclude(state="withdrawn")
        .values_list("owner_id", "done_by_id")
    )
    return frozenset(person for pair in pairs for person in pair if person is not None)


def keep_inspections(nonconformity: Nonconformity, decided: Sequence[Disposition]) -> None:
    """A line decided again as before keeps what its inspection found; a changed one is inspected anew."""
    before = Disposition.objects.of(nonconformity.organization_id).filter(record=nonconformity.pk)
    found = [line for line in before.order_by("position") if line.inspected_good is not None]
    for line in decided:
        same = next((one for one in found if (one.decision, one.quantity) == (line.decision, line.quantity)), None)
        if same is not None:
            found.remove(same)
            line.inspected_good, line.inspected_by = same.inspected_good, same.inspected_by


def words_used(column: str) -> Callable[[Actor], list[str]]:
    """The words the newest problems have in a column, the most used first, to be offered again."""

    def words(by: Actor) -> list[str]:
        recent = Nonconformity.objects.of(by.organization).order_by("-reported_at", "-id")
        said = recent.values_list(column, flat=True)[:LOOKED_AT]
        return [word for word, _times in Counter(filter(None, said)).most_common(MOST_WORDS)]

    return words
