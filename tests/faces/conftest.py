"""One world for all actions of a test module, rolled back to itself after each."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from tests import samples

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker


@pytest.fixture(scope="module")
def story(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> Iterator[samples.World]:
    """The factory with its customer, built once."""
    from django.db import transaction

    with django_db_blocker.unblock():
        whole = transaction.atomic()
        whole._from_testcase = True  # type: ignore[attr-defined]
        with whole:
            yield samples.build()
            transaction.set_rollback(True)


@pytest.fixture
def world(story: samples.World, django_db_blocker: "DjangoDbBlocker") -> Iterator[samples.World]:
    """The same world as it was."""
    from django.db import transaction

    with django_db_blocker.unblock():
        mark = transaction.savepoint()
        story.keys.clear()
        yield story
        transaction.savepoint_rollback(mark)
