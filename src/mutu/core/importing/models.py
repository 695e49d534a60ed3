"""The record of one bringing-in of a list, and how far the work on it has come (7.5.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.nouns.models import numbered
from mutu.core.permissions import Role
from mutu.core.records import Record
from mutu.core.tenancy import OrganizationManager
from mutu.lib.workflow import Workflow

MAY_BRING_IN = (Role.QUALITY_MANAGER, Role.ADMINISTRATOR, Role.QUALITY_ENGINEER, Role.CUSTOMER_SERVICE)
BEFORE = frozenset({"received", "checking", "checked"})
WORKING = frozenset({"checking", "bringing_in", "undoing"})
GONE = frozenset({"abandoned", "undone"})


class Import(Record):
    """A list somebody brought in: which file, which column is what, and what came of it."""

    kind = "import"
    series = "IMP-{year}-{n:3}"
    may_read = MAY_BRING_IN
    workflow = Workflow(
        "received",
        {
            "choose_columns": (BEFORE, "checking"),
            "record_check": ({"checking"}, "checked"),
            "bring_in": ({"checked"}, "bringing_in"),
            "finish": ({"bringing_in"}, "finished"),
            "undo": ({"finished"}, "undoing"),
            "finish_undo": ({"undoing"}, "undone"),
            "abandon": (BEFORE, "abandoned"),
        },
    )
    states = [
        ("received", _("columns to be chosen")),
        ("checking", _("being checked")),
        ("checked", _("checked")),
        ("bringing_in", _("being brought in")),
        ("finished", _("brought in")),
        ("undoing", _("being undone")),
        ("undone", _("undone")),
        ("abandoned", _("given up")),
    ]
    ended = frozenset({"finished", "undone", "abandoned"})

    into = models.CharField(_("what is it a list of?"), max_length=60)
    name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("content"), max_length=64)
    asked_by = models.ForeignKey(
        "core.Person", models.PROTECT, null=True, related_name="+", verbose_name=_("asked by"), editable=False
    )
    asked_at = models.DateTimeField(_("when"), editable=False)
    sheet = models.CharField(_("sheet"), max_length=100, blank=True)
    columns = models.JSONField(_("columns"), default=list, blank=True)
    """which column is which fact, each as `number of the column=fact`"""
    date_order = models.CharField(
        _("what comes first in a date?"), max_length=3, blank=True,
        choices=[("dmy", _("the day: 31/12/2026")), ("mdy", _("the month: 12/31/2026"))],
    )  # fmt: skip
    decimal_mark = models.CharField(
        _("what parts the fraction?"), max_length=1, blank=True,
        choices=[(",", _("the comma: 1.234,5")), (".", _("the point: 1,234.5"))],
    )  # fmt: skip
    add_unknown = models.BooleanField(_("add machines, parts and processes that are not here yet"), default=False)
    good = models.PositiveIntegerField(_("good rows"), null=True, blank=True)
    faulty = models.PositiveIntegerField(_("rows to mend"), null=True, blank=True)
    brought_in = models.PositiveIntegerField(_("rows brought in"), null=True, blank=True)
    withdrawn = models.PositiveIntegerField(_("records taken back"), null=True, blank=True)
    kept = models.PositiveIntegerField(_("records left, because somebody has worked on them"), null=True, blank=True)

    class Meta(Record.Meta):
        abstract = False
        verbose_name = _("list brought in")
        verbose_name_plural = _("lists brought in")
        constraints = numbered("import")
        indexes = [models.Index(fields=["organization", "sha256"], name="import_by_content")]

    @property
    def mapping(self) -> dict[str, int]:
        """Fact -> number of its column, from 0."""
        pairs = (str(line).partition("=") for line in self.columns)
        return {fact: int(column) for column, _sign, fact in pairs if column.isdecimal()}

    @property
    def via(self) -> str:
        """How the trail names it at each entry that comes from it."""
        return f"import:{self.pk}"


class ImportProgress(models.Model):
    """How far the work has come and what it found: for the page and for carrying on; no evidence, not in the trail."""

    of = models.OneToOneField(Import, models.CASCADE, primary_key=True, related_name="progress")
    organization = models.ForeignKey("core.Organization", models.CASCADE, related_name="+", db_index=False)
    found = models.JSONField(default=list)
    """what stands in the file: see `opening.Found`"""
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    faults = models.JSONField(default=list)
    unknown = models.JSONField(default=dict)
    """kind of record -> names that are not here yet"""
    problem = models.CharField(max_length=400, blank=True)
    """why the work stopped, if it did"""
    holder = models.CharField(max_length=200, blank=True)
    held_at = models.DateTimeField(null=True)

    objects = OrganizationManager()
    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
