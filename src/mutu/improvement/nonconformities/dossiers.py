"""What the records of problems show about a machine (8.7.2, 10.2.2)."""

from collections.abc import Iterator
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mutu.core.dossiers import Line, Section, tells_of
from mutu.core.models import Workplace
from mutu.improvement.nonconformities.models import STATES, Nonconformity

MOST = 30


@tells_of("workplace")
def problems(workplace: Workplace, today: date) -> Iterator[Section]:
    """The problems found at it in twelve months: those still open first, then the newest."""
    words = {str(key): label for key, label in STATES}
    found = Nonconformity.objects.of(workplace.organization_id).filter(
        workplace=workplace, reported_at__date__gte=today - timedelta(days=365)
    )
    shown = sorted(found.select_related("owner").order_by("-reported_at", "-pk")[:MOST], key=lambda one: not one.open)
    count = found.count() if len(shown) == MOST else len(shown)
    lines = [
        Line(
            (one.number, one.title, date_format(localtime(one.reported_at), "j M Y"),
             one.owner.name if one.owner else ""), one,
            ("product", "hold", _("on hold")) if one.hold and one.open
            else ("record", "progress" if one.open else "closed", words[one.state]),
        )
        for one in shown
    ]  # fmt: skip
    yield Section(
        _("Problems here in 12 months"), (_("Number"), _("What"), _("Reported"), _("With"), _("State")), lines,
        _("No problem was reported here in 12 months."), place=40,
        note=_("The newest %(shown)s of %(count)s.") % {"shown": MOST, "count": count} if count > MOST else "",
    )  # fmt: skip
