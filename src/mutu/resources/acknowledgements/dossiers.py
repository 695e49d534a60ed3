"""What can be shown of reading: who signed the revision in force, who has not yet, what a person signed (7.3)."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mutu.core.dossiers import Line, Section, tells_of
from mutu.core.models import Person
from mutu.resources.acknowledgements import queries
from mutu.resources.acknowledgements.models import Acknowledgement
from mutu.resources.documents.models import Document

MOST = 200
RECENT = 20


@tells_of("document")
def read_by(document: Document, _today: date) -> Iterator[Section]:
    """Everybody who must read the revision in force: the day they signed it, or that they have not yet."""
    covered = queries.coverage(document)
    people = queries.readers(document).annotate(read=queries.has_read(document)).order_by("read", "name", "pk")
    shown = list(people[:MOST])
    signed = Acknowledgement.objects.of(document.organization_id).filter(revision=document.current_id, person__in=shown)
    days = dict(signed.values_list("person", "acknowledged_at"))
    yield Section(
        _("Read and understood: %(read)s of %(asked)s") % {"read": covered.read, "asked": covered.asked}
        if covered.asked else _("Read and understood"),
        (_("Name"), _("Job"), _("Signed"), _("State")),
        [Line((one.name, one.job, date_format(localtime(days[one.pk]), "j M Y") if one.pk in days else ""), one,
              ("product", "ok", _("signed")) if one.pk in days else ("record", "late", _("not yet"))) for one in shown],
        _("Nobody is asked to read it."), place=20,
        note=_("The first %(n)s are shown, those who have not signed first.") % {"n": MOST}
        if covered.asked > MOST else "",
    )  # fmt: skip


@tells_of("person")
def has_signed(person: Person, _today: date) -> Iterator[Section]:
    """What this person signed last, and which of it is still the revision in force."""
    found = Acknowledgement.objects.of(person.organization_id).filter(person=person)
    found = found.select_related("revision", "document").order_by("-acknowledged_at", "-pk")
    yield Section(
        _("Read and understood"), (_("Document"), _("Title"), _("Revision"), _("Signed"), _("State")),
        [Line((one.document.number, one.document.name, one.revision.label,
               date_format(localtime(one.acknowledged_at), "j M Y")), one.document,
              ("product", "ok", _("in force")) if one.document.current_id == one.revision_id
              else ("record", "replaced", _("replaced since"))) for one in islice(found, RECENT)],
        _("Nothing has been signed yet."), place=40,
    )  # fmt: skip
