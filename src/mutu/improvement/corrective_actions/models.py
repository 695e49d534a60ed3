"""One corrective action: what, by whom, by when, and the proof that it was done (10.2.2 b)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.models import Person
from mutu.core.nouns.models import numbered
from mutu.core.records import Record
from mutu.improvement.corrective_actions import rules
from mutu.improvement.nonconformities.models import Nonconformity


class CorrectiveAction(Record):
    """Something done so that a problem does not come back."""

    kind = "corrective_action"
    workflow = rules.WORKFLOW
    states = [
        (rules.State.PLANNED, _("planned")),
        (rules.State.DONE, _("done")),
        (rules.State.WITHDRAWN, _("withdrawn")),
    ]
    ended = rules.ENDED
    series = "CA-{year}-{n:4}"
    called = ("CA", "CAR", "CAPA", "corrective action", "hành động khắc phục", "tindakan pembetulan", "纠正措施")
    unrecorded = frozenset({"open"})

    nonconformity = models.ForeignKey(Nonconformity, models.PROTECT, related_name="corrective_actions", db_index=False,
                                      verbose_name=_("nonconformity"))  # fmt: skip
    what = models.TextField(_("what will be done?"), max_length=2000)
    removes = models.CharField(
        _("what does it remove?"),
        max_length=20,
        choices=[
            ("occurrence", _("why it was made")),
            ("escape", _("why it was not seen")),
            ("both", _("both")),
        ],
        default="occurrence",
    )
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name=_("owner"))
    due = models.DateField(_("due"))
    done_note = models.TextField(_("what was done?"), max_length=2000, blank=True)
    proof = models.JSONField(_("proof"), default=list, blank=True)
    done_at = models.DateTimeField(null=True, editable=False)
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    planned_at = models.DateTimeField(editable=False)
    open = models.BooleanField(default=True, editable=False)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("corrective action"), _("corrective actions")
        abstract = False
        constraints = numbered("corrective_action")
        indexes = [
            models.Index(fields=["organization", "open", "due", "id"], name="ca_due"),
            models.Index(fields=["organization", "owner", "open", "due"], name="ca_owner"),
            models.Index(fields=["organization", "nonconformity"], name="ca_of_nc"),
            models.Index(fields=["organization", "-planned_at", "-id"], name="ca_recent"),
            models.Index(fields=["organization", "open", "-planned_at", "-id", "due"], name="ca_open"),
        ]

    @property
    def title(self) -> str:
        """Its first line, as people would call it."""
        return self.what.split("\n", 1)[0][:140]
