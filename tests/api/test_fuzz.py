"""Anything at every operation of the API: an answer in the one shape, never a crash (25 examples an operation).

`MUTU_FUZZ_EXAMPLES=100000 pytest tests/api/test_fuzz.py` shares so many among the operations; `make fuzz` does.
"""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import checks
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from tests import samples

from mutu.api.urls import document

if TYPE_CHECKING:
    from pytest_django import DjangoDbBlocker

CHECKS = [checks.not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]


def application() -> Any:
    from django.core.handlers.wsgi import WSGIHandler

    return WSGIHandler()


api = dict(document())
operations = sum(len(methods.keys() & {"get", "post", "put", "patch", "delete"}) for methods in api["paths"].values())
EXAMPLES = max(25, -(-int(os.environ.get("MUTU_FUZZ_EXAMPLES", "0")) // operations))
schema = schemathesis.openapi.from_dict(api)
schema.app = application()


@pytest.fixture(scope="module")
def key(django_db_setup: None, django_db_blocker: "DjangoDbBlocker") -> Iterator[str]:
    """A key of somebody who may much, in a factory that is rolled back afterwards."""
    from django.core.signals import request_finished, request_started
    from django.db import close_old_connections, transaction

    with django_db_blocker.unblock():
        request_started.disconnect(close_old_connections)
        request_finished.disconnect(close_old_connections)
        whole = transaction.atomic()
        whole._from_testcase = True  # type: ignore[attr-defined]
        with whole:
            world = samples.build()
            yield world.key(world.people.nurul)
            transaction.set_rollback(True)
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=EXAMPLES, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
def test_an_operation_answers_whatever_it_is_sent(case: Any, key: str) -> None:
    answer = case.call(headers={"Authorization": f"Bearer {key}", "Accept-Encoding": "identity"})
    assert answer.status_code < 500
    case.validate_response(answer, checks=CHECKS)
