"""Every byte of every signed thing, flipped: never valid. And bundles made to be heavy: answered soon."""

import base64
import copy
import json
import random
import time
from dataclasses import replace

import pytest
from tests.lib.credentials.world import (
    AB,
    AB_KEY,
    AB_LIST,
    CB,
    CB_KEY,
    FACTS,
    ISSUED,
    LIST,
    World,
    trust,
    verdict_of,
)


def signed_texts(bundle):
    """Each signed thing in a bundle as its JSON text, with a way to put a changed one back."""
    yield "certificate", lambda value: {**bundle, "certificate": value}
    yield "accreditation", lambda value: {**bundle, "accreditation": value}
    for url in (LIST, AB_LIST):
        yield url, lambda value, url=url: {**bundle, "statusLists": {**bundle["statusLists"], url: value}}


def test_no_flipped_byte_of_any_signed_thing_is_ever_valid():
    """Every byte of every signed document, one random bit each; what is no JSON any more is refused before."""
    bundle = World().bundle()
    chance = random.Random(9001)
    tried = 0
    for name, put in signed_texts(bundle):
        value = bundle[name] if name in bundle else bundle["statusLists"][name]
        text = json.dumps(value, ensure_ascii=False).encode()
        for place in range(len(text)):
            flipped = bytearray(text)
            flipped[place] ^= 1 << chance.randrange(8)
            try:
                changed = json.loads(flipped)
            except ValueError:
                continue
            if changed == value:
                continue
            tried += 1
            assert verdict_of(put(changed)) != "valid", (name, place, flipped[place])
    assert tried > 5_000


HEAVY = {
    "thousands of status entries": lambda b: b["certificate"].update(
        credentialStatus=[b["certificate"]["credentialStatus"]] * 3_000
    ),
    "thousands of accreditations": lambda b: b["certificate"]["credentialSubject"].update(
        authorisation=b["certificate"]["credentialSubject"]["authorisation"] * 1_500
    ),
    "thousands of statements": lambda b: b.update(statusStatements=[b["accreditation"]] * 3_000),
    "thousands of proofs from logs": lambda b: b.update(transparency=[{"proof": ["AAAA"] * 60}] * 5_000),
    "a large document signed over RDF": lambda b: b["certificate"].update(
        proof=b["certificate"]["proof"] | {"cryptosuite": "eddsa-rdfc-2022"}, more=[{"name": "x"}] * 20_000
    ),
    "a large list": lambda b: b["statusLists"][LIST].update(more=["x" * 900_000]),
    "many keys": lambda b: b["didDocuments"][CB].update(
        verificationMethod=b["didDocuments"][CB]["verificationMethod"] * 5_000
    ),
}


@pytest.mark.parametrize("name", HEAVY)
def test_a_heavy_bundle_is_answered_soon(name, contexts):
    """Nothing in it is signed by anybody who matters, so it may not cost anybody much."""
    bundle = copy.deepcopy(World().bundle())
    HEAVY[name](bundle)
    begin = time.process_time()
    verdict = verdict_of(bundle, by=trust(contexts=contexts))
    assert time.process_time() - begin < 2
    assert (verdict == "valid") == (name in ("thousands of statements", "thousands of proofs from logs"))


def test_no_flipped_byte_of_a_jwt_is_ever_valid():
    bundle = World(form="jwt").bundle()
    text = bundle["certificate"]
    for place, letter in enumerate(text):
        flipped = text[:place] + chr(ord(letter) ^ 1) + text[place + 1 :]
        assert verdict_of({**bundle, "certificate": flipped}) == "invalid", place


def test_the_digest_binds_a_jwt_accreditation_too():
    from mutu.lib.credentials.accreditation import accreditation_digest, accreditation_payload
    from mutu.lib.credentials.certificate import issue
    from mutu.lib.credentials.jose import sign_jwt

    anchor_text = sign_jwt(accreditation_payload(World().accreditation), AB_KEY, key_id=f"{AB}#key-2026-jwk")
    pointer = replace(FACTS.accreditation, digest=accreditation_digest(anchor_text))
    bundle = World().bundle() | {"accreditation": anchor_text}
    bundle["certificate"] = issue(replace(FACTS, accreditation=pointer), CB_KEY, now=ISSUED).jwt
    assert verdict_of(bundle) == "valid"
    header, payload, signature = anchor_text.split(".")
    other = base64.urlsafe_b64encode(bytes(64)).decode().rstrip("=")
    assert verdict_of({**bundle, "accreditation": f"{header}.{payload}.{other}"}) == "unaccredited"
    assert signature != other
