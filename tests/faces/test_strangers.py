"""A stranger from another organization gets nowhere with any action: the record is not found, nor what it names."""

import pytest
from tests import cast
from tests.samples import World, all_samples

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.refusals import NotPermitted, NotUnderstood

SAMPLES = all_samples()


@pytest.fixture(scope="module")
def eve(story: World) -> Actor:
    """The quality manager of another firm, who may do at home whatever Nurul may."""
    return cast.build("Eve & Sons").nurul


def names_a_record(name: str, world: World) -> bool:
    action, facts = gate.actions()[name], SAMPLES[name](world).facts
    return any(fact.name in facts and hasattr(fact.reader, "model") and fact.kind != "rows" for fact in action.facts)


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_a_stranger_gets_nowhere(name: str, eve: Actor, world: World) -> None:
    action = gate.actions()[name]
    sample = SAMPLES[name](world)
    if sample.record is not None:
        with pytest.raises(gate.NotFound):
            action.do(sample.record.pk, by=eve, facts=sample.facts)
    elif names_a_record(name, world):
        with pytest.raises((NotUnderstood, NotPermitted)):
            action.do(new_id(), by=eve, facts=sample.facts)
