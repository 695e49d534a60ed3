"""What customers let us know about how they see us, and how we plan to find out (9.1.2)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.languages import LANGUAGES
from mutu.core.models import Party, Person
from mutu.core.nouns.models import numbered
from mutu.core.records import Record
from mutu.lib.workflow import Workflow

PLAN = Workflow(
    "in_use",
    {
        "review": ({"in_use"}, None),
        "change": ({"in_use"}, None),
        "end": ({"in_use"}, "ended"),
    },
)
KEPT = Workflow("kept", {"withdraw": ({"kept"}, "withdrawn")})


class Method(models.TextChoices):
    """How a customer lets us know what they think."""

    SURVEY = "survey", _("answer to a survey")
    SCORECARD = "scorecard", _("scorecard")
    REPEAT_ORDER = "repeat_order", _("order again")
    THANKS = "thanks", _("thank-you")
    TALK = "talk", _("talk, visit or meeting")
    LOST = "lost", _("order lost or customer gone")


class Perception(Record):
    """One sign of how a customer sees us; complaints alone would show only the unhappy ones (9.1.2)."""

    kind = "perception"
    workflow = KEPT
    states = [("kept", _("kept")), ("withdrawn", _("withdrawn"))]
    ended = frozenset({"kept", "withdrawn"})
    series = "CP-{year}-{n:4}"

    customer = models.ForeignKey(Party, models.PROTECT, related_name="+", db_index=False, verbose_name=_("customer"))
    method = models.CharField(_("how did we learn it?"), max_length=20, choices=Method.choices)
    words = models.TextField(_("what did they say or do?"), max_length=4000)
    language = models.CharField(_("language of the words"), max_length=10, choices=LANGUAGES, default="en")
    score = models.DecimalField(_("score"), max_digits=8, decimal_places=2, null=True, blank=True,
                                validators=[MinValueValidator(0)])  # fmt: skip
    scale = models.DecimalField(_("of at most"), max_digits=8, decimal_places=2, null=True, blank=True,
                                validators=[MinValueValidator(0)])  # fmt: skip
    at = models.DateField(_("when"))
    source = models.CharField(_("from whom or where"), max_length=200, blank=True)
    files = models.JSONField(_("files"), default=list, blank=True)
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("sign of how a customer sees us"), _("signs of how customers see us")
        abstract = False
        constraints = numbered("perception")
        indexes = [
            models.Index(fields=["organization", "-at", "-id"], name="perception_recent"),
            models.Index(fields=["organization", "customer", "-at", "-id"], name="perception_customer"),
            models.Index(fields=["organization", "method", "-at"], name="perception_method"),
        ]

    @property
    def title(self) -> str:
        """Its first line, as people would call it."""
        return self.words.split("\n", 1)[0][:140]


class PerceptionPlan(Record):
    """By which method, how often and by whom we find out, and when that was last looked at (9.1.2)."""

    kind = "perception_plan"
    workflow = PLAN
    states = [("in_use", _("in use")), ("ended", _("ended"))]
    ended = frozenset({"ended"})

    method = models.CharField(_("method"), max_length=20, choices=Method.choices)
    whom = models.CharField(_("which customers?"), max_length=200, blank=True)
    interval_days = models.PositiveSmallIntegerField(
        _("every how many days?"), validators=[MinValueValidator(1), MaxValueValidator(1100)]
    )
    owner = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("owner"))
    decided_at = models.DateTimeField(editable=False)
    reviewed_at = models.DateTimeField(null=True, editable=False)
    conclusion = models.TextField(_("what do the answers tell us?"), max_length=2000, blank=True)
    due = models.DateField(_("look again on"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    open = models.BooleanField(default=True, editable=False)
    unrecorded = frozenset({"open"})

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = (
            _("way of learning what customers think"),
            _("ways of learning what customers think"),
        )
        abstract = False
        indexes = [models.Index(fields=["organization", "open", "due", "id"], name="perception_plan_due")]

    @property
    def title(self) -> str:
        return str(self.get_method_display())
