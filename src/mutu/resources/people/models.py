"""One line of the personnel office's list: somebody starts, moves or leaves (7.1.2)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.languages import LANGUAGES
from mutu.core.models import Person, Site
from mutu.core.nouns.models import numbered
from mutu.core.records import Record
from mutu.lib.workflow import Workflow

LIFE = Workflow("waiting", {"settle": ({"waiting"}, "done"), "undo_bringing_in": ({"waiting", "done"}, "withdrawn")})


class Movement(Record):
    """Somebody starts, moves or leaves; a leaver waits here until everything in their hands went to others (5.3)."""

    kind = "movement"
    workflow = LIFE
    states = [("waiting", _("waits for handing over")), ("done", _("done")), ("withdrawn", _("taken back"))]
    ended = frozenset({"done", "withdrawn"})
    series = "PM-{year}-{n:4}"

    what = models.CharField(
        max_length=10, editable=False,
        choices=[("starts", _("starts")), ("moves", _("moves")), ("leaves", _("leaves")), ("returns", _("returns"))],
    )  # fmt: skip
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False)
    name = models.CharField(_("name"), max_length=200)
    badge = models.CharField(_("badge number"), max_length=40, blank=True)
    job = models.CharField(_("job"), max_length=120, blank=True)
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES, blank=True)
    joined_on = models.DateField(_("joined on"), null=True, blank=True)
    left_on = models.DateField(_("left on"), null=True, blank=True)
    told_at = models.DateTimeField(editable=False)
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("starter, mover or leaver"), _("starters and leavers")
        abstract = False
        constraints = numbered("movement")
        indexes = [models.Index(fields=["organization", "state", "left_on"], name="movement_waiting")]

    @property
    def title(self) -> str:
        return f"{self.name} · {self.get_what_display()}"
