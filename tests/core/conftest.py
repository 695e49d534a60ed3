"""A factory with something in its log, and a connection of whoever owns the database."""

from collections.abc import Iterator

import pytest
from tests import cast
from tests.core.tampering import Owner

from mutu.core import actions, attachments
from mutu.core.identity import new_id
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.improvement.nonconformities.models import ContainmentPlace


@pytest.fixture
def factory(committed: None) -> cast.Factory:
    """A factory with one contained nonconformity and one file, committed."""
    factory = cast.build()
    kept = attachments.keep(factory.organization.pk, b"measured: 12,1 12,2", "measured.txt")
    file = actions.add_attachment(new_id(), by=factory.bishnu, name="measured.txt", sha256=kept.sha256)
    report = nonconformities.report(
        new_id(), by=factory.bishnu, what="Flash on the rim", workplace=factory.workplace, quantity=3, photos=[file]
    )
    nonconformities.contain(
        report.pk, by=factory.suresh, containment="Held", places=[ContainmentPlace(where="stock", quantity=3, found=1)]
    )
    return factory


@pytest.fixture
def owner(committed: None) -> Iterator[Owner]:
    owner = Owner()
    yield owner
    owner.raw.close()
