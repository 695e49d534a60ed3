"""A certificate signed over RDF, rewritten in ways RDF does not notice: never valid and different at once.

RDF has no order, no place and many spellings; our reader has one of each. Whatever is done to the JSON, a reader
who is told *valid* must see the same certificate as before, to the letter.
"""

import copy
import json
import random

import pytest

from mutu.lib.credentials.moments import read_moment
from mutu.lib.credentials.trust import Trust, TrustedBody
from mutu.lib.credentials.verification import verify


@pytest.fixture
def judged(case, contexts):
    bundle = case("valid-di-rdfc")
    by = Trust({did: TrustedBody(did, did) for did in bundle["trustAnchors"]}, bundle["didDocuments"], contexts)
    now = read_moment(bundle["now"])

    def judge(certificate):
        return verify(bundle | {"certificate": certificate}, by, now)

    return bundle["certificate"], judge


def nodes(value):
    """Every object and array inside a certificate, its proof left out."""
    yield value
    for inner in value.values() if isinstance(value, dict) else value:
        if isinstance(inner, dict | list):
            yield from nodes(inner)


def moved(certificate, chance):
    """A member carried from one object to another."""
    objects = [node for node in nodes(certificate) if isinstance(node, dict) and len(node) > 1]
    source, target = chance.sample(objects, 2)
    name = chance.choice(list(source))
    target[name] = source.pop(name)


def under_its_full_address(certificate, chance):
    objects = [node for node in nodes(certificate) if isinstance(node, dict)]
    node = chance.choice(objects)
    name = chance.choice(list(node))
    address = chance.choice(["https://www.w3.org/2018/credentials#", "https://vocabulary.uncefact.org/untp/"])
    node[address + name] = node.pop(name)


def wrapped(certificate, chance):
    node = chance.choice([node for node in nodes(certificate) if isinstance(node, dict)])
    name = chance.choice(list(node))
    node[name] = chance.choice([[node[name]], {"@value": node[name]}, {"id": node[name]}, {"@set": [node[name]]}])


def doubled(certificate, chance):
    arrays = [node for node in nodes(certificate) if isinstance(node, list) and node]
    array = chance.choice(arrays)
    array.append(copy.deepcopy(chance.choice(array)))


def hung_on_a_second_mention(certificate, chance):
    """A member of a named object said again, further down, about the same name."""
    objects = [node for node in nodes(certificate) if isinstance(node, dict)]
    named = [node for node in objects if "id" in node and len(node) > 2]
    node, place = chance.choice(named), chance.choice(objects)
    name = chance.choice([name for name in node if name not in ("id", "@context")])
    member = node.pop(name)
    place["relatedParty"] = {"id": node["id"], "type": node.get("type"), name: member}


def nothing_added(certificate, chance):
    chance.choice([node for node in nodes(certificate) if isinstance(node, dict)])["conformance"] = None


def turned_around(certificate, chance):
    chance.choice([node for node in nodes(certificate) if isinstance(node, list)]).reverse()


SEEDS = 12
WAYS = [moved, under_its_full_address, wrapped, doubled, hung_on_a_second_mention, nothing_added, turned_around]


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_what_is_valid_still_says_the_same(judged, way):
    certificate, judge = judged
    before = judge(certificate)
    assert before.verdict == "valid"
    for seed in range(SEEDS):
        rewritten = json.loads(json.dumps(certificate))
        proof = rewritten.pop("proof")
        way(rewritten, random.Random(seed))
        after = judge(rewritten | {"proof": proof})
        assert after.verdict != "valid" or after.certificate == before.certificate, seed


def test_reversing_an_array_is_the_same_statement(judged):
    certificate, judge = judged
    certificate["type"].reverse()
    assert judge(certificate).verdict == "valid"
