"""Statements that expire, justifications of what does not apply, and the kept answers of the checks (9.1.3, 4.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.models import Organization, Person
from mutu.core.nouns.models import numbered
from mutu.core.records import Record
from mutu.core.tenancy import OrganizationManager
from mutu.lib.workflow import Workflow

MADE = Workflow("made", {"withdraw": ({"made"}, "withdrawn")})
EDITIONS = [("iso9001-2015", "ISO 9001:2015"), ("iso9001-2026", "ISO 9001:2026")]


class Statement(Record):
    """What a named person says about a requirement no record can show, for twelve months at most (9.1.3)."""

    kind = "statement"
    workflow = MADE
    states = [("made", _("made")), ("withdrawn", _("withdrawn"))]
    ended = frozenset({"made", "withdrawn"})
    series = "ST-{year}-{n:4}"

    edition = models.CharField(_("edition"), max_length=40, choices=EDITIONS, default="iso9001-2015")
    requirement = models.CharField(_("requirement"), max_length=20, help_text=_("Its number, for example 9.1.2-b."))
    words = models.TextField(_("what do you state?"), max_length=4000)
    reason = models.TextField(_("how do you know?"), max_length=4000, help_text=_("What you saw, where and when."))
    evidence = models.JSONField(_("files"), default=list, blank=True)
    valid_until = models.DateField(_("valid until"), help_text=_("Twelve months at most."))
    made_at = models.DateTimeField(editable=False)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False, verbose_name=_("stated by"))
    withdrawn_because = models.CharField(_("why is it withdrawn?"), max_length=1000, blank=True)

    class Meta(Record.Meta):
        abstract = False
        constraints = numbered("statement")
        indexes = [
            models.Index(fields=["organization", "state", "-made_at"], name="statement_standing"),
            models.Index(fields=["organization", "edition", "requirement", "-made_at"], name="statement_of"),
        ]

    @property
    def title(self) -> str:
        """Its first line, as people would call it."""
        return self.words.split("\n", 1)[0][:140]


class NotApplicable(Record):
    """Why a clause, or one line of it, does not apply here without weakening what the customer gets (4.3)."""

    kind = "not_applicable"
    workflow = MADE
    states = [("made", _("made")), ("withdrawn", _("withdrawn"))]
    ended = frozenset({"made", "withdrawn"})

    edition = models.CharField(_("edition"), max_length=40, choices=EDITIONS, default="iso9001-2015")
    clause = models.CharField(_("clause"), max_length=20, help_text=_("Its number, for example 8.3."))
    reason = models.TextField(_("why does it not apply here?"), max_length=4000)
    made_at = models.DateTimeField(editable=False)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+", editable=False, verbose_name=_("decided by"))
    withdrawn_because = models.CharField(_("why is it withdrawn?"), max_length=1000, blank=True)

    class Meta(Record.Meta):
        abstract = False
        indexes = [models.Index(fields=["organization", "state", "clause"], name="not_applicable_standing")]

    @property
    def title(self) -> str:
        return self.clause


class ReadinessFound(models.Model):
    """The answers of all checks at one size of the trail on one day, so that several processes share them."""

    organization = models.OneToOneField(Organization, models.CASCADE, primary_key=True, related_name="+")
    key = models.CharField(max_length=80)
    found = models.JSONField()

    objects = OrganizationManager()
    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
