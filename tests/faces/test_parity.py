"""The faces cannot disagree: page, API, command line and Python leave the same record and entry (design, 3)."""

import pytest
from tests.faces.asking import FACES, left_by, whole
from tests.samples import World, all_samples

from mutu.core import gate
from mutu.core.identity import new_id

SAMPLES = all_samples()


@pytest.mark.parametrize("name", sorted(SAMPLES))
def test_each_action_leaves_the_same_through_every_face(name: str, world: World) -> None:
    action = gate.actions()[name]
    sample = SAMPLES[name](world)
    facts = whole(action, sample)
    id = sample.record.pk if sample.record is not None else new_id()
    left = {face: left_by(face, action, sample, facts, world, id) for face in FACES}
    for face in ("page", "api", "command"):
        assert left[face] == left["python"], face
    _record, (entry,) = left["python"]
    assert entry[:2] == (name, sample.by.name)
