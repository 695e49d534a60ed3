"""Small builds of the demo, made once for all tests that look at them."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

    from mutu.demo.stage import Stage

NOW = datetime(2026, 11, 24, 1, 30, tzinfo=UTC)
"""Half past nine on a Tuesday morning in Penang."""


@dataclass(frozen=True)
class Told:
    """A story that was told, and its log as plain values."""

    stage: "Stage"
    entries: list[dict[str, Any]]

    @property
    def actions(self) -> list[str]:
        return [entry["action"] for entry in self.entries]


def log_of(stage: "Stage") -> list[dict[str, Any]]:
    from mutu.core import tenancy
    from mutu.core.models import Entry

    with tenancy.reading(stage.organization.pk):
        leaves = Entry.objects.of(stage.organization).order_by("seq").values_list("leaf", flat=True)
        return [json.loads(leaf) for leaf in leaves]


@pytest.fixture(scope="session")
def bayan(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> Iterator[Told]:
    """Five months at Bayan with a tenth of its ordinary problems."""
    with django_db_blocker.unblock():
        from mutu.demo import bayan as factory

        stage = factory.tell(NOW, lambda line: None, months=5, scale=0.1, slug=f"d{uuid4().hex[:12]}")
        yield Told(stage, log_of(stage))


@pytest.fixture(scope="session")
def sao_khue(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> Iterator[Told]:
    """The three weeks at Sao Khuê."""
    with django_db_blocker.unblock():
        yield tell_sao_khue()


def tell_sao_khue() -> Told:
    from mutu.demo import sao_khue as factory

    stage = factory.tell(NOW, lambda line: None, slug=f"d{uuid4().hex[:12]}")
    return Told(stage, log_of(stage))
