"""One row for each record that can be found: its words, folded, and when it was (7.5.3.2 a: retrieval).

Derived from the records and never evidence: `mutu.core.search` keeps it and can make it again at any time.
"""

from django.db import models

from mutu.core.tenancy import OrganizationManager


class Found(models.Model):
    """The words of one record. The key grows with the record's own moment, so that newest first is key order."""

    id = models.BigIntegerField(primary_key=True)
    organization = models.ForeignKey("core.Organization", models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=40)
    record = models.UUIDField(unique=True)
    number = models.CharField(max_length=60, blank=True)
    title = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=60, blank=True)
    """The number, or what is written on the thing, folded and without blanks: nc20260041, im14."""
    text = models.TextField(blank=True)
    """Every word it is found by, folded, one blank between words."""
    pairs = models.TextField(blank=True)
    """Its single letters and pairs of letters, for words of one or two letters on PostgreSQL."""

    objects = OrganizationManager()
    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        indexes = [
            models.Index(fields=["organization", "-id"], name="found_newest"),
            models.Index(fields=["organization", "kind", "-id"], name="found_of_kind"),
            models.Index(fields=["organization", "code"], name="found_by_code"),
        ]

    def __str__(self) -> str:
        return self.title
