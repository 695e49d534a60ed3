"""Who must read what, and who has read and understood it (7.3, 7.5.3.1).

An acknowledgement is of one revision, so that the next one makes it stale by itself: nothing is written then.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from mutu.core.languages import LANGUAGES
from mutu.core.models import Person, Process, Site
from mutu.core.permissions import Role
from mutu.core.records import Record
from mutu.resources.acknowledgements import rules
from mutu.resources.documents.models import Document, DocumentType, Revision


class Audience(Record):
    """Whoever must read a document, or every document of a type: by role, process, site and language (7.3)."""

    kind = "audience"
    workflow = rules.AUDIENCE
    states = [("asked", _("asked")), ("ended", _("ended"))]
    ended = frozenset({"ended"})

    document = models.ForeignKey(Document, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                                 verbose_name=_("document"))  # fmt: skip
    type = models.ForeignKey(DocumentType, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                             verbose_name=_("or every document of this type"))  # fmt: skip
    role = models.CharField(_("who holds the role"), max_length=30, choices=Role.choices, blank=True,
                            help_text=_("Empty means everybody."))  # fmt: skip
    own_process = models.BooleanField(_("only who works in the document's own process"), default=False)
    process = models.ForeignKey(Process, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                                verbose_name=_("who works in the process"))  # fmt: skip
    site = models.ForeignKey(Site, models.PROTECT, null=True, blank=True, related_name="+", db_index=False,
                             verbose_name=_("at the site"), help_text=_("Empty means every site."))  # fmt: skip
    language = models.CharField(_("who reads"), max_length=10, choices=LANGUAGES, blank=True,
                                help_text=_("Empty means every language."))  # fmt: skip
    within_days = models.PositiveSmallIntegerField(
        _("within how many days?"), default=7, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    decided_at = models.DateTimeField(editable=False)
    reason = models.CharField(_("reason"), max_length=1000, blank=True)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("who must read"), _("who must read what")
        abstract = False
        indexes = [
            models.Index(fields=["organization", "document", "state"], name="audience_document"),
            models.Index(fields=["organization", "type", "state"], name="audience_type"),
        ]

    @property
    def title(self) -> str:
        what = self.document.number if self.document is not None else self.type.name if self.type is not None else ""
        return f"{what} · {self.whom}" if self.whom else what

    @property
    def whom(self) -> str:
        """The people it is asked of, as far as they are named."""
        named = (
            str(Role(self.role).label) if self.role else "", self.process.name if self.process is not None else "",
            self.site.name if self.site is not None else "", dict(LANGUAGES).get(self.language, ""),
        )  # fmt: skip
        return ", ".join(one for one in named if one)


class Acknowledgement(Record):
    """Somebody has read one revision of a document and understood it (7.3)."""

    kind = "acknowledgement"

    revision = models.ForeignKey(Revision, models.PROTECT, related_name="+", db_index=False,
                                 verbose_name=_("revision"))  # fmt: skip
    person = models.ForeignKey(Person, models.PROTECT, related_name="+", db_index=False, verbose_name=_("person"),
                               editable=False)  # fmt: skip
    document = models.ForeignKey(Document, models.PROTECT, related_name="+", db_index=False,
                                 verbose_name=_("document"), editable=False)  # fmt: skip
    language = models.CharField(_("read in"), max_length=10, choices=LANGUAGES, blank=True)
    content = models.CharField(_("what was read"), max_length=64, editable=False)
    acknowledged_at = models.DateTimeField(_("signed"), editable=False)

    class Meta(Record.Meta):
        verbose_name, verbose_name_plural = _("read and understood"), _("read and understood")
        abstract = False
        constraints = [
            models.UniqueConstraint(fields=["organization", "revision", "person"], name="acknowledgement_once")
        ]
        indexes = [
            models.Index(fields=["organization", "person", "-acknowledged_at"], name="acknowledgement_person"),
            models.Index(fields=["organization", "document", "person"], name="acknowledgement_document"),
            models.Index(fields=["organization", "-acknowledged_at", "-id"], name="acknowledgement_recent"),
        ]

    @property
    def title(self) -> str:
        return self.revision.title
