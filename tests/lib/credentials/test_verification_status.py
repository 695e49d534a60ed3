"""Suspended, withdrawn, or unknown: what status lists and statements do to a verdict."""

import gzip
import time
import tracemalloc
from dataclasses import replace
from datetime import timedelta

import pytest
from tests.lib.credentials.world import (
    AB,
    AB_KEY,
    AB_LIST,
    CB,
    CB_KEY,
    EVIL_KEY,
    FACTS,
    LIST,
    NOW,
    World,
    status,
    trust,
    verdict_of,
    without,
)

from mutu.lib.credentials.data_integrity import add_proof
from mutu.lib.credentials.encodings import base64url_encode
from mutu.lib.credentials.status_check import statement_payload
from mutu.lib.credentials.verification import verify

OTHER_AB = "did:web:other.example"


def test_set_and_cleared_again():
    def world(*on):
        return World(lists={LIST: status(on=on), AB_LIST: status(AB_LIST, AB, AB_KEY)}).bundle()

    assert verdict_of(world(94_567)) == "suspended"
    assert verdict_of(world(94_566, 94_568)) == "valid"


def statement(key=CB_KEY, issuer=CB, credential=None, state="withdrawn", since=NOW):
    credential = credential or f"{FACTS.base}/credentials/{FACTS.number}/1"
    payload = statement_payload(
        identifier="https://qms.example/statements/1",
        issuer=issuer,
        credential=credential,
        state=state,
        reason="Surveillance was refused.",
        since=since,
    )
    return add_proof(payload, key, created=since)


STATEMENTS = {
    "withdrawn": ([statement()], "revoked"),
    "only suspended": ([statement(state="suspended")], "suspended"),
    "signed by the forger": ([statement(key=EVIL_KEY)], "suspended"),
    "by someone else": ([statement(AB_KEY, AB)], "suspended"),
    "about another certificate": ([statement(credential="urn:other")], "suspended"),
    "from the future": ([statement(since=NOW + timedelta(days=1))], "suspended"),
    "rubbish first": ([None, 7, "x", {}, statement()], "revoked"),
}


@pytest.mark.parametrize("name", STATEMENTS)
def test_the_bodys_own_statement_says_whether_it_is_withdrawn(name):
    statements, verdict = STATEMENTS[name]
    lists = {LIST: status(on=[94_567]), AB_LIST: status(AB_LIST, AB, AB_KEY)}
    bundle = World(lists=lists).bundle() | {"statusStatements": statements}
    assert verdict_of(bundle) == verdict


def test_a_withdrawal_counts_even_before_the_list_is_renewed():
    verification = verify(World().bundle() | {"statusStatements": [statement()]}, trust(), NOW)
    assert verification.verdict == "revoked"
    assert verification.findings[0].text == "Withdrawn on 2026-11-22T12:00:00Z: Surveillance was refused."


def bomb():
    listed = status()
    packed = base64url_encode(gzip.compress(bytes(64 * 1024 * 1024)))
    payload = {name: value for name, value in listed.items() if name != "proof"}
    payload["credentialSubject"] = payload["credentialSubject"] | {"encodedList": "u" + packed}
    return add_proof(payload, CB_KEY, created=NOW - timedelta(hours=12))


def relabelled(**members):
    payload = {name: value for name, value in status().items() if name != "proof"} | members
    return add_proof(payload, CB_KEY, created=NOW - timedelta(hours=12))


def tampered():
    listed = status(on=[94_567])
    return listed | {"credentialSubject": status()["credentialSubject"]}


BAD_LISTS = {
    "missing": None,
    "stale": status(since=NOW - timedelta(days=7, seconds=301)),
    "from the future": status(since=NOW + timedelta(seconds=301)),
    "forged": status(key=EVIL_KEY),
    "tampered with": tampered(),
    "the accreditation body's own": status(LIST, AB, AB_KEY),
    "of another address": status("https://qms.example/cb/chao-phraya/status/2"),
    "for another purpose": status(purpose="revocation"),
    "a bomb": bomb(),
    "without validFrom": relabelled(validFrom=None),
    "valid for a bare date": relabelled(validUntil="2026-11-29"),
    "of another kind": relabelled(type=["VerifiableCredential"]),
    "a text": "list",
    "unsigned": {name: value for name, value in status().items() if name != "proof"},
}


@pytest.mark.parametrize("name", BAD_LISTS)
def test_a_status_list_that_cannot_be_believed_leaves_it_open(name):
    lists = {LIST: BAD_LISTS[name], AB_LIST: status(AB_LIST, AB, AB_KEY)}
    if lists[LIST] is None:
        del lists[LIST]
    assert verdict_of(World(lists=lists).bundle()) == "indeterminate"


def test_a_bomb_costs_neither_time_nor_memory():
    bundle = World(lists={LIST: bomb(), AB_LIST: status(AB_LIST, AB, AB_KEY)}).bundle()
    tracemalloc.start()
    begin = time.perf_counter()
    assert verdict_of(bundle) == "indeterminate"
    took = time.perf_counter() - begin
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < 1
    assert peak < 32 * 1024 * 1024


def test_an_index_outside_the_list_leaves_it_open():
    facts = replace(FACTS, status_index=131_072)
    assert verdict_of(World(facts=facts).bundle()) == "indeterminate"


def test_a_certificate_that_names_no_status_list_leaves_it_open():
    assert verdict_of(World(edit_certificate=without("credentialStatus")).bundle()) == "indeterminate"


def test_an_older_list_than_one_seen_before_leaves_it_open():
    seen = trust(newest_lists={LIST: NOW - timedelta(hours=11)})
    assert verdict_of(World().bundle(), by=seen) == "indeterminate"
    seen = trust(newest_lists={LIST: NOW - timedelta(hours=12)})
    assert verdict_of(World().bundle(), by=seen) == "valid"


REVOCATIONS = "https://qms.example/cb/chao-phraya/status/revocation"


@pytest.mark.parametrize(
    ("suspended", "revoked", "verdict"),
    [
        ([], [], "valid"),
        ([94_567], [], "suspended"),
        ([94_567], [3], "revoked"),
        ([], [3], "revoked"),
        ([94_567], None, "suspended"),
        ([], None, "indeterminate"),
    ],
)
def test_of_several_entries_the_gravest_counts(suspended, revoked, verdict):
    def both(payload):
        payload["credentialStatus"] = [
            payload["credentialStatus"],
            {
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": "3",
                "statusListCredential": REVOCATIONS,
            },
        ]

    lists = {LIST: status(on=suspended), AB_LIST: status(AB_LIST, AB, AB_KEY)}
    if revoked is not None:
        lists[REVOCATIONS] = status(REVOCATIONS, on=revoked, purpose="revocation")
    assert verdict_of(World(edit_certificate=both, lists=lists).bundle()) == verdict
