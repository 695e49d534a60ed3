"""What can be shown of awareness: the sets of cards a person completed (7.3)."""

from collections.abc import Iterator
from datetime import date

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mutu.core.dossiers import Line, Section, tells_of
from mutu.core.models import Person
from mutu.resources.awareness.models import Awareness

RECENT = 10


@tells_of("person")
def learned(person: Person, _today: date) -> Iterator[Section]:
    """The sets completed, newest first, with the day."""
    found = Awareness.objects.of(person.organization_id).filter(person=person)
    yield Section(
        _("Awareness"), (_("Set of cards"), _("Completed")),
        [Line((one.title, date_format(localtime(one.completed_at), "j M Y")), one)
         for one in found.order_by("-completed_at", "-pk")[:RECENT]],
        _("No set has been completed yet."), place=41,
    )  # fmt: skip
