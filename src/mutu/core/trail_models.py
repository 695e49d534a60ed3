"""The tables of the trail: one append-only log per organization, and the readable words beside it (7.5.3)."""

from django.db import models

from mutu.core.tenancy import OrganizationManager


class LogHead(models.Model):
    """Where an organization's log stands. A row of its own, locked last, so that appending holds up nobody else."""

    organization = models.OneToOneField("core.Organization", models.PROTECT, primary_key=True, related_name="+")
    size = models.PositiveBigIntegerField(default=0)
    frontier = models.BinaryField(default=b"")
    at = models.DateTimeField(null=True)

    objects = OrganizationManager()
    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"


class Entry(models.Model):
    """One leaf: `leaf` is the exact text that was hashed, `nodes` the hashes of the subtrees it completes."""

    pk = models.CompositePrimaryKey("organization_id", "seq")
    organization = models.ForeignKey("core.Organization", models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveBigIntegerField()
    record = models.UUIDField()
    leaf = models.TextField()
    nodes = models.BinaryField()

    objects = OrganizationManager()
    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        indexes = [models.Index(fields=["organization", "record", "seq"], name="entry_by_record")]


class Words(models.Model):
    """The readable part of an entry: `[salt, name, value]` for each digest in the leaf, `[digest]` once erased."""

    pk = models.CompositePrimaryKey("organization_id", "seq")
    organization = models.ForeignKey("core.Organization", models.PROTECT, related_name="+", db_index=False)
    seq = models.PositiveBigIntegerField()
    said = models.TextField()
    salt = models.CharField(max_length=32)

    objects = OrganizationManager()
    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"


class Name(models.Model):
    """Who an entry speaks of, once for all entries: erasing a person's name here leaves every digest standing."""

    organization = models.ForeignKey("core.Organization", models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)
    salt = models.CharField(max_length=32, blank=True)
    person = models.UUIDField(null=True)
    name = models.CharField(max_length=200, blank=True)

    objects = OrganizationManager()
    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        constraints = [
            models.UniqueConstraint(fields=["organization", "digest"], name="name_once"),
        ]
        indexes = [models.Index(fields=["organization", "person", "name"], name="name_by_person")]


class Shape(models.Model):
    """The recorded names of a kind of record at one time, under the digest the leaves carry."""

    organization = models.ForeignKey("core.Organization", models.PROTECT, related_name="+", db_index=False)
    key = models.CharField(max_length=64)
    names = models.JSONField()

    objects = OrganizationManager()
    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        constraints = [models.UniqueConstraint(fields=["organization", "key"], name="shape_once")]


class Counter(models.Model):
    """The last number given in a series, as `NC-2026`."""

    organization = models.ForeignKey("core.Organization", models.PROTECT, related_name="+", db_index=False)
    series = models.CharField(max_length=60)
    last = models.PositiveIntegerField(default=0)

    objects = OrganizationManager()
    unscoped = models.Manager()

    class Meta:
        default_manager_name = base_manager_name = "unscoped"
        constraints = [models.UniqueConstraint(fields=["organization", "series"], name="series_once")]
