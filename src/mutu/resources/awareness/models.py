"""Who knows what, and of whom that is asked (7.3)."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.languages import LANGUAGES
from mutu.core.models import Person, Site
from mutu.core.permissions import Role
from mutu.core.records import Record
from mutu.resources.awareness import rules


class CardSet(models.TextChoices):
    """The sets of cards there are; their content is data in the catalogue."""

    BASICS = "basics", _("ISO 9001 in twelve cards")
    TOP_MANAGEMENT = "top_management", _("For the managing director")
    FLOOR = "floor", _("For everybody at the machines")
    AUDITORS = "auditors", _("For auditors who come here")
    BUYERS = "buyers", _("For buyers")


class Awareness(Record):
    """Somebody went through a set of cards and answered every question right (7.3)."""

    kind = "awareness"
    called = ("induction", "toolbox talk", "nhận thức")
    site_field = "site"

    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name=_("person"),
                               editable=False)  # fmt: skip
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+", db_index=False,
                             verbose_name=_("site"), editable=False)  # fmt: skip
    set = models.CharField(_("set of cards"), max_length=20, choices=CardSet.choices)
    language = models.CharField(_("language read in"), max_length=10, choices=LANGUAGES, default="en")
    answers = models.JSONField(_("answers"), default=list)
    tries = models.PositiveSmallIntegerField(_("wrong answers on the way"), default=0)
    content = models.CharField(_("what was shown"), max_length=16, editable=False)
    completed_at = models.DateTimeField(_("completed"), editable=False)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("awareness record"), _("awareness records")
        abstract = False
        indexes = [
            models.Index(fields=["organization", "-completed_at", "-id"], name="awareness_recent"),
            models.Index(fields=["organization", "set", "person", "completed_at"], name="awareness_of_set"),
            models.Index(fields=["organization", "person", "-completed_at"], name="awareness_person"),
        ]

    @property
    def title(self) -> str:
        return str(self.get_set_display())


class AwarenessNeed(Record):
    """Of whom a set is asked, within which time, and how often anew (7.3)."""

    kind = "awareness_need"
    workflow = rules.NEED
    states = [("asked", _("asked")), ("ended", _("ended"))]
    ended = frozenset({"ended"})

    set = models.CharField(_("set of cards"), max_length=20, choices=CardSet.choices)
    role = models.CharField(_("of whom?"), max_length=30, choices=Role.choices, blank=True,
                            help_text=_("Empty means everybody."))  # fmt: skip
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                             verbose_name=_("site"), help_text=_("Empty means every site."))  # fmt: skip
    within_days = models.PositiveSmallIntegerField(
        _("within how many days?"), default=30, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    renew_days = models.PositiveSmallIntegerField(
        _("again after how many days?"), default=365, validators=[MinValueValidator(30), MaxValueValidator(1100)]
    )
    asked_at = models.DateTimeField(editable=False)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("set asked of people"), _("sets asked of people")
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["organization", "set", "role"], name="awareness_need_once",
                                    condition=models.Q(state="asked", site=None)),
            models.UniqueConstraint(fields=["organization", "set", "role", "site"], name="awareness_need_once_there",
                                    condition=models.Q(state="asked")),
        ]  # fmt: skip

    @property
    def title(self) -> str:
        return str(self.get_set_display())
