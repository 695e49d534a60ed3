"""The things every topic names: site, process, workplace, part, lot, party. Thin; the topics hang detail on them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.languages import LANGUAGES
from mutu.core.records import Record
from mutu.lib.workflow import Workflow

KEPT = Workflow("current", {"retire": ({"current"}, "retired"), "bring_back": ({"retired"}, "current")})


class Noun(Record):
    """Something with a name that is current until it is retired."""

    workflow = KEPT
    name = models.CharField(_("name"), max_length=200)

    class Meta:
        abstract = True
        default_manager_name = base_manager_name = "unscoped"


def numbered(kind: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(
            fields=["organization", "number"], condition=~models.Q(number=""), name=f"{kind}_number"
        )
    ]


class Site(Noun):
    """A place with its own address, working days and holidays (4.3)."""

    kind = "site"
    address = models.CharField(_("address"), max_length=400, blank=True)
    country = models.CharField(_("country"), max_length=2, blank=True, help_text=_("Two letters, as MY or VN."))
    timezone = models.CharField(_("time zone"), max_length=60, default="Asia/Kuala_Lumpur")
    working_days = models.CharField(
        _("working days"),
        max_length=7,
        default="123456",
        help_text=_("1 is Monday; 123456 is Monday to Saturday."),
    )

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("site"), _("sites")
        constraints = numbered("site")


class Holiday(Record):
    """A day on which a site does not work; our own due dates move for it, customers' never do."""

    kind = "holiday"
    workflow = KEPT
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", db_index=False, verbose_name=_("site"))
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=200)

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("holiday"), _("holidays")
        abstract = False
        indexes = [models.Index(fields=["organization", "site", "day"], name="holiday_by_day")]


class Process(Noun):
    """A process of the quality management system (4.4.1), with its owner."""

    kind = "process"
    owner = models.ForeignKey(
        "core.Person", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("process"), _("processes")
        constraints = numbered("process")


class Workplace(Noun):
    """A machine, a bench, a store: where work is done and where its QR code hangs (7.1.3)."""

    kind = "workplace"
    site = models.ForeignKey(Site, models.PROTECT, related_name="+", verbose_name=_("site"))
    process = models.ForeignKey(
        Process, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("process")
    )
    code = models.CharField(_("code"), max_length=40, help_text=_("As on the machine, for example IM-14."))

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("machine or place"), _("machines and places")
        constraints = [
            *numbered("workplace"),
            models.UniqueConstraint(fields=["organization", "code"], name="workplace_code"),
        ]

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}".strip() if self.code != self.name else self.name


class Part(Noun):
    """A product or a piece of one, as drawings and orders name it (8.5.2)."""

    kind = "part"
    code = models.CharField(_("part number"), max_length=60)
    drawing_revision = models.CharField(_("drawing revision"), max_length=20, blank=True)

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("part"), _("parts")
        constraints = [
            *numbered("part"),
            models.UniqueConstraint(fields=["organization", "code"], name="part_code"),
        ]

    @property
    def title(self) -> str:
        return f"{self.code} {self.name}".strip() if self.code != self.name else self.name


class Party(Noun):
    """A customer, an external provider or another interested party (4.2, 8.2.1, 8.4)."""

    kind = "party"

    class Relation(models.TextChoices):
        CUSTOMER = "customer", _("customer")
        PROVIDER = "provider", _("external provider")
        OTHER = "other", _("other interested party")

    relation = models.CharField(_("relation"), max_length=20, choices=Relation.choices, default=Relation.CUSTOMER)
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES, default="en")
    country = models.CharField(_("country"), max_length=2, blank=True)
    contact = models.CharField(_("contact person"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    timezone = models.CharField(_("time zone"), max_length=60, blank=True)

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("customer or provider"), _("customers and providers")
        constraints = numbered("party")
