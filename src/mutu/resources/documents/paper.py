"""What hangs on documents: printed copies, requests to change, and how long records are kept (7.5.3)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.models import Person, Site, Workplace
from mutu.core.nouns.models import Noun, numbered
from mutu.core.records import Record, Row
from mutu.lib.workflow import Workflow
from mutu.resources.documents.models import Document, DocumentType, Revision


class PrintedCopy(Record):
    """A numbered copy on paper: where it hangs, of which revision, and whether it came back (7.5.3.2 a)."""

    kind = "printed_copy"
    workflow = Workflow("out", {
        "collect": ({"out"}, "collected"), "lose": ({"out"}, "lost"), "move": ({"out"}, None),
    })  # fmt: skip
    named_with = ("document", "revision")
    states = [("out", _("out")), ("collected", _("collected")), ("lost", _("lost, replaced"))]
    ended = frozenset({"collected", "lost"})
    document = models.ForeignKey(Document, models.PROTECT, related_name="copies", db_index=False,
                                 verbose_name=_("document"))  # fmt: skip
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", db_index=False,
                                 verbose_name=_("revision"), editable=False)  # fmt: skip
    copy = models.PositiveSmallIntegerField(_("copy"), editable=False)
    workplace = models.ForeignKey(Workplace, models.PROTECT, null=True, blank=True, related_name="+",
                                  verbose_name=_("machine or place"))  # fmt: skip
    place = models.CharField(_("where exactly?"), max_length=200, blank=True)
    printed_at = models.DateTimeField(editable=False)
    printed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.CharField(_("reason"), max_length=400, blank=True)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("printed copy"), _("printed copies")
        abstract = False
        constraints = [models.UniqueConstraint(fields=["organization", "document", "copy"], name="printed_copy_once")]
        indexes = [models.Index(fields=["organization", "state", "document"], name="printed_copy_out")]

    @property
    def title(self) -> str:
        return f"{self.document.number} {self.revision.label} · {self.copy:02}"

    @property
    def whereabouts(self) -> str:
        """Machine and drawer, as people would say it."""
        return ", ".join(part for part in (self.workplace.title if self.workplace else "", self.place) if part)


class DocumentRequest(Record):
    """Somebody asks for a document to be created, changed, copied or cancelled (7.5.2, 7.5.3.2 c)."""

    kind = "document_request"
    workflow = Workflow("asked", {
        "accept": ({"asked"}, "accepted"), "decline": ({"asked"}, "declined"), "finish": ({"accepted"}, "done"),
    })  # fmt: skip
    states = [("asked", _("asked")), ("accepted", _("accepted")), ("declined", _("declined")), ("done", _("done"))]
    ended = frozenset({"declined", "done"})
    series = "DAR-{year}-{n:3}"
    called = ("DAR", "DCN", "DCR", "document change request", "phiếu yêu cầu thay đổi tài liệu")
    unrecorded = frozenset({"open"})
    wants = models.CharField(_("what should happen?"), max_length=10, choices=[
        ("create", _("a new document")), ("change", _("a change")), ("copy", _("a printed copy")),
        ("cancel", _("withdraw it")),
    ])  # fmt: skip
    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+",
                                 verbose_name=_("document"))  # fmt: skip
    what = models.TextField(_("what, and why?"), max_length=2000)
    origin = models.CharField(_("because of"), max_length=120, blank=True)
    asked_at = models.DateTimeField(editable=False)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False,
                                 verbose_name=_("asked by"))  # fmt: skip
    answer = models.TextField(_("answer"), max_length=1000, blank=True)
    answered_at = models.DateTimeField(null=True, editable=False)
    open = models.BooleanField(default=True, editable=False)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("request about a document"), _("requests about documents")
        abstract = False
        constraints = numbered("document_request")
        indexes = [models.Index(fields=["organization", "open", "-asked_at", "-id"], name="document_request_open")]

    @property
    def title(self) -> str:
        return self.what.split("\n", 1)[0][:140]


class Retention(Noun):
    """How long a type of record is kept, where, and what becomes of it then (7.5.3.2 d)."""

    kind = "retention"
    workflow = Workflow("current", {
        "retire": ({"current"}, "retired"), "change": ({"current"}, None), "dispose": ({"current"}, None),
    })  # fmt: skip
    states = [("current", _("current")), ("retired", _("retired"))]
    parts = ("disposals",)
    name = models.CharField(_("type of record"), max_length=200, help_text=_("For example inspection records."))
    form = models.ForeignKey(DocumentType, models.PROTECT, null=True, blank=True, related_name="+",
                             verbose_name=_("type of document"))  # fmt: skip
    months = models.PositiveSmallIntegerField(_("kept for months"), help_text=_("0 means for ever."))
    counts_from = models.CharField(_("counted from"), max_length=200, blank=True)
    kept_where = models.CharField(_("kept where, and on what?"), max_length=300, blank=True)
    protection = models.CharField(_("protected how?"), max_length=300, blank=True)
    disposal = models.CharField(_("what becomes of it then?"), max_length=20, choices=[
        ("shred", _("shredded")), ("erase", _("erased")), ("archive", _("archived for good")),
        ("return", _("returned to its owner")),
    ])  # fmt: skip
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"))
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+",
                              verbose_name=_("owner"))  # fmt: skip
    decided_at = models.DateTimeField(editable=False)

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("rule of keeping"), _("rules of keeping")
        constraints = numbered("retention")
        indexes = [models.Index(fields=["organization", "-decided_at", "-id"], name="retention_recent")]


class Disposal(Row):
    """Records of a type that were disposed of: which, when, by whom (7.5.3.2 d)."""

    record = models.ForeignKey(Retention, models.CASCADE, related_name="disposals", editable=False)
    what = models.CharField(_("which records?"), max_length=300)
    until = models.DateField(_("newest of them from"))
    on = models.DateField(_("disposed of on"))
    by_whom = models.CharField(_("by whom"), max_length=200)
    witness = models.CharField(_("witness"), max_length=200, blank=True)

    class Meta(Row.Meta):
        verbose_name, verbose_name_plural = _("disposal"), _("disposals")
        abstract = False
