"""Documents, their revisions and language versions, and who approves what where (7.5.1-7.5.3)."""

from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.languages import LANGUAGES
from mutu.core.models import Attachment, Person, Process, Site
from mutu.core.nouns.models import Noun, numbered
from mutu.core.permissions import Role
from mutu.core.records import Record, Row
from mutu.lib.workflow import Workflow
from mutu.resources.documents import rules

LONGEST_TEXT = 200_000
BECAUSE = _("The number of the problem, complaint or request that led to it.")
STATES = [
    (rules.Life.DRAFT, _("not released yet")),
    (rules.Life.CURRENT, _("current")),
    (rules.Life.OBSOLETE, _("obsolete")),
    (rules.Life.CANCELLED, _("cancelled")),
]
REVISION_STATES = [
    (rules.State.DRAFT, _("draft")),
    (rules.State.SUBMITTED, _("submitted")),
    (rules.State.CHECKED, _("checked")),
    (rules.State.APPROVED, _("approved")),
    (rules.State.PLANNED, _("in force soon")),
    (rules.State.IN_FORCE, _("in force")),
    (rules.State.REPLACED, _("replaced")),
    (rules.State.WITHDRAWN, _("withdrawn")),
    (rules.State.DROPPED, _("dropped")),
]


class Category(models.TextChoices):
    """What a document is for (7.5.1, 7.5.3.2)."""

    POLICY = "policy", _("policy")
    PROCEDURE = "procedure", _("procedure")
    INSTRUCTION = "instruction", _("work instruction")
    FORM = "form", _("form")
    DRAWING = "drawing", _("drawing or specification")
    EXTERNAL = "external", _("external document")


class DocumentType(Noun):
    """A type of document with its own numbers and review interval (7.5.2 a)."""

    kind = "document_type"
    code = models.CharField(_("short code"), max_length=10, help_text=_("As in its numbers, for example WI."))
    category = models.CharField(_("what is it for?"), max_length=20, choices=Category.choices)
    pattern = models.CharField(_("number pattern"), max_length=40, help_text=_("For example WI-{n:2}."))
    per_site = models.BooleanField(_("numbers of its own at each site"), default=False)
    review_months = models.PositiveSmallIntegerField(_("review after months"), default=24)

    class Meta(Noun.Meta):
        verbose_name, verbose_name_plural = _("type of document"), _("types of documents")
        constraints = [
            *numbered("document_type"),
            models.UniqueConstraint(fields=["organization", "code"], name="document_type_code"),
        ]


class ApprovalRule(Record):
    """Who checks and who approves a type of document at a site; the most particular rule counts (7.5.2 c)."""

    kind = "approval_rule"
    workflow = Workflow("held", {"end": ({"held"}, "ended"), "change": ({"held"}, None)})
    type = models.ForeignKey(DocumentType, models.PROTECT, null=True, blank=True, related_name="+",
                             verbose_name=_("type of document"), help_text=_("Empty means every type."))  # fmt: skip
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("site"),
                             help_text=_("Empty means every site."))  # fmt: skip
    checks = models.CharField(_("checked by"), max_length=30, choices=Role.choices, blank=True,
                              help_text=_("Empty means that no check comes before approval."))  # fmt: skip
    approves = models.CharField(_("approved by"), max_length=30, choices=Role.choices)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("rule of approval"), _("rules of approval")
        abstract = False
        indexes = [models.Index(fields=["organization", "state"], name="approval_rule_held")]

    @property
    def title(self) -> str:
        return str(Role(self.approves).label)


class Document(Record):
    """Something people work by, under one number through all its revisions."""

    kind = "document"
    workflow = rules.DOCUMENT
    states = STATES
    ended = frozenset({rules.Life.OBSOLETE, rules.Life.CANCELLED})
    called = ("SOP", "WI", "procedure", "instruction", "tài liệu", "hướng dẫn công việc", "quy trình", "dokumen",
              "arahan kerja", "เอกสาร", "文件")  # fmt: skip
    site_field = "site"
    unrecorded = frozenset({"open"})

    name = models.CharField(_("title"), max_length=200)
    type = models.ForeignKey(DocumentType, models.PROTECT, related_name="+", db_index=False,
                             verbose_name=_("type of document"))  # fmt: skip
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                             verbose_name=_("site"), help_text=_("Empty means every site."))  # fmt: skip
    process = models.ForeignKey(Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                                verbose_name=_("process"))  # fmt: skip
    owner = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                              verbose_name=_("owner"))  # fmt: skip
    language = models.CharField(_("language it is written in"), max_length=10, choices=LANGUAGES, default="en")
    publisher = models.CharField(_("who publishes it, and where to look for a newer issue"), max_length=300,
                                 blank=True, help_text=_("For documents that come from outside."))  # fmt: skip
    numbered_at = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                                    editable=False)  # fmt: skip
    current = models.ForeignKey("resources.Revision", models.PROTECT, null=True, related_name="+", db_index=False,
                                verbose_name=_("revision in force"), editable=False)  # fmt: skip
    registered_at = models.DateTimeField(editable=False)
    reviewed_on = models.DateField(_("reviewed on"), null=True, blank=True, editable=False)
    review_due = models.DateField(_("next review"), null=True, blank=True)
    review_note = models.TextField(_("what was looked at?"), max_length=1000, blank=True)
    withdrawn_on = models.DateField(_("withdrawn on"), null=True, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    replaced_by = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                                    verbose_name=_("replaced by"))  # fmt: skip
    listed_number = models.CharField(_("number in the earlier list"), max_length=60, blank=True)
    listed_place = models.CharField(_("where it is used, in the earlier list"), max_length=200, blank=True)
    listed_approver = models.CharField(_("approved by, in the earlier list"), max_length=200, blank=True)
    open = models.BooleanField(default=True, editable=False)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("document"), _("documents")
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], condition=models.Q(numbered_at=None),
                                    name="document_number"),
            models.UniqueConstraint(fields=["organization", "numbered_at", "number"], name="document_number_at"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organization", "-registered_at", "-id"], name="document_recent"),
            models.Index(fields=["organization", "open", "-registered_at", "-id"], name="document_open"),
            models.Index(fields=["organization", "state", "-registered_at", "-id"], name="document_state"),
            models.Index(fields=["organization", "type", "-registered_at", "-id"], name="document_type"),
            models.Index(fields=["organization", "owner", "open", "-registered_at"], name="document_owner"),
            models.Index(fields=["organization", "process", "state"], name="document_process"),
            models.Index(fields=["organization", "site", "-registered_at", "-id"], name="document_site"),
            models.Index(fields=["organization", "open", "review_due", "id"], name="document_review"),
            models.Index(fields=["organization", "listed_number"], name="document_listed"),
        ]

    @property
    def title(self) -> str:
        return self.name


class Revision(Record):
    """One state of a document: what it says, why it changed, who approved exactly that (7.5.2)."""

    kind = "revision"
    workflow = rules.REVISION
    states = REVISION_STATES
    ended = frozenset({rules.State.REPLACED, rules.State.WITHDRAWN, rules.State.DROPPED})
    parts = ("approvals",)
    site_field = "document__site"
    unrecorded = frozenset({"open"})

    document = models.ForeignKey(Document, models.PROTECT, related_name="revisions", db_index=False,
                                 verbose_name=_("document"))  # fmt: skip
    label = models.CharField(_("revision"), max_length=12, blank=True, help_text=_("As A, 3 or 02; empty: the next."))
    sequence = models.PositiveSmallIntegerField(default=1, editable=False)
    name = models.CharField(_("title"), max_length=200)
    change = models.TextField(_("what changes, and why?"), max_length=2000, blank=True)
    origin = models.CharField(_("because of"), max_length=120, blank=True)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT, blank=True)
    file = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+",
                             verbose_name=_("file"))  # fmt: skip
    author = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", db_index=False,
                               verbose_name=_("written by"), editable=False)  # fmt: skip
    drafted_at = models.DateTimeField(editable=False)
    submitted_at = models.DateTimeField(null=True, editable=False)
    remarks = models.TextField(_("what must change first?"), max_length=2000, blank=True)
    approved_content = models.CharField(max_length=64, blank=True, editable=False)
    effective_on = models.DateField(_("in force from"), null=True, blank=True)
    ended_on = models.DateField(_("until"), null=True, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)
    open = models.BooleanField(default=True, editable=False)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("revision"), _("revisions")
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["organization", "document", "sequence"], name="revision_sequence"),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["organization", "state", "-drafted_at", "-id"], name="revision_state"),
            models.Index(fields=["organization", "author", "state"], name="revision_author"),
            models.Index(fields=["organization", "-drafted_at", "-id"], name="revision_recent"),
        ]

    @property
    def title(self) -> str:
        return self.name

    @property
    def site_id_there(self) -> UUID | None:
        """A revision is where its document is."""
        return self.document.site_id if self.document_id is not None else None


class ApprovalMeaning(models.TextChoices):
    CHECKED = "checked", _("I have checked it")
    APPROVED = "approved", _("I approve it for use")


class Approval(Row):
    """Who stood for exactly this content, confirmed by their own secret (7.5.2 c)."""

    record = models.ForeignKey(Revision, models.CASCADE, related_name="approvals", editable=False)
    meaning = models.CharField(_("meaning"), max_length=20, choices=ApprovalMeaning.choices)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=200)
    job = models.CharField(_("job"), max_length=120, blank=True)
    at = models.DateTimeField(_("when"))
    content = models.CharField(_("content"), max_length=64)
    alone_reason = models.CharField(_("why by the author alone"), max_length=400, blank=True)

    class Meta(Row.Meta):
        verbose_name, verbose_name_plural = _("approval"), _("approvals")
        abstract = False


class Translation(Record):
    """A revision in another language; it lags when a newer revision is in force (7.5.3.1 a)."""

    kind = "translation"
    workflow = Workflow("draft", {
        "change": ({"draft", "released"}, "draft"), "release": ({"draft"}, "released"), "drop": ({"draft"}, "dropped"),
    })  # fmt: skip
    states = [("draft", _("draft")), ("released", _("released")), ("dropped", _("dropped"))]
    ended = frozenset({"dropped"})
    revision = models.ForeignKey(Revision, models.PROTECT, related_name="translations", db_index=False,
                                 verbose_name=_("revision"))  # fmt: skip
    language = models.CharField(_("language"), max_length=10, choices=LANGUAGES)
    name = models.CharField(_("title in this language"), max_length=200)
    text = models.TextField(_("text"), max_length=LONGEST_TEXT, blank=True)
    file = models.ForeignKey(Attachment, models.PROTECT, null=True, blank=True, related_name="+",
                             verbose_name=_("file"))  # fmt: skip
    written_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    released_at = models.DateTimeField(null=True, editable=False)
    released_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("language version"), _("language versions")
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["organization", "revision", "language"],
                                    condition=~models.Q(state="dropped"), name="translation_once"),
        ]  # fmt: skip
