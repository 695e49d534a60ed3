"""A complaint's factory and customer, once at Bayan and once at Eve's firm."""

import pytest
from tests.operation.complaining import Case, build


@pytest.fixture
def case(db: None) -> Case:
    return build()


@pytest.fixture
def elsewhere(db: None) -> Case:
    """Eve's firm, with the same jobs."""
    return build()
