"""Organizations fail closed: every query starts from one, and the database knows which one is at work.

On PostgreSQL the setting `mutu.organization` lives for one transaction and row-level security reads it; without it
a protected table answers with an error, never with an empty page.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Self, TypeVar
from uuid import UUID

from django.db import connection, models, transaction

M = TypeVar("M", bound=models.Model, covariant=True)


class OrganizationQuerySet(models.QuerySet[M]):
    def of(self, organization: Any) -> Self:
        """The rows of one organization (a record, or its id)."""
        return self.filter(organization_id=getattr(organization, "pk", organization))


class OrganizationManager(models.Manager[M]):
    """The only way to records: `objects.of(organization)`. Asking for all of them is a mistake and raises."""

    def get_queryset(self) -> models.QuerySet[M]:
        raise UnscopedQuery(f"{self.model.__name__}: start with objects.of(organization)")

    def of(self, organization: Any) -> OrganizationQuerySet[M]:
        return OrganizationQuerySet[M](self.model, using=self._db).of(organization)


class UnscopedQuery(RuntimeError):
    """A query that names no organization was about to be made."""


def enter(organization_id: UUID) -> None:
    """Tell the database whose transaction this is (PostgreSQL; nothing to do elsewhere)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('mutu.organization', %s, true)", [str(organization_id)])


@contextmanager
def reading(organization: Any) -> Iterator[None]:
    """A stretch of reading for one organization: a transaction on PostgreSQL, nothing on SQLite.

    On SQLite a transaction here would take the write lock (IMMEDIATE) and make readers wait for writers.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic():
        enter(getattr(organization, "pk", organization))
        yield
