"""The work on a list, left by a page for the worker."""

from uuid import UUID

from django_tasks import task

from mutu.core.importing import running
from mutu.core.importing.models import Import


@task()
def carry_on(organization_id: str, id: str) -> None:
    """Do what the list waits for; taken up again by itself after a restart."""
    running.work(UUID(organization_id), UUID(id))


def leave_for_later(of: Import) -> None:
    carry_on.enqueue(str(of.organization_id), str(of.pk))
