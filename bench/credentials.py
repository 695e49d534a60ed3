"""How fast certificates are signed and checked, as ratios to bare Ed25519 with canonical JSON in the same run.

``python -m bench.credentials`` prints a table. Figures aimed at stand beside the measured ones.
"""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import rfc8785
from joserfc import jws
from joserfc.jwk import OKPKey
from tests.lib.credentials.world import CB_KEY, FACTS, ISSUED, LIST, NOW, World, trust

from mutu.lib.credentials.certificate import issue
from mutu.lib.credentials.data_integrity import add_proof, verify_proof
from mutu.lib.credentials.jose import read_jwt, verify_jwt
from mutu.lib.credentials.status_check import Memory
from mutu.lib.credentials.status_list import decode_bits
from mutu.lib.credentials.verification import verify

ROUNDS, TIMES = 7, 200


@dataclass(frozen=True)
class Rate:
    """Something done so many times a second, the best of several rounds, and what it is held against."""

    name: str
    per_second: float
    aim: str

    def line(self, baseline: Rate | None = None) -> str:
        """One row of the table."""
        ratio = f"{baseline.per_second / self.per_second:5.2f} ×" if baseline else " " * 7
        return f"{self.name:<58} {self.per_second:>9,.0f}/s {ratio}  {self.aim}"


def rate(name: str, work: Callable[[], Any], aim: str = "") -> Rate:
    """The best rate of several rounds, in processor time."""
    work()
    gc.disable()
    try:
        best = 0.0
        for _ in range(ROUNDS):
            begin = time.process_time()
            for _ in range(TIMES):
                work()
            best = max(best, TIMES / (time.process_time() - begin))
    finally:
        gc.enable()
    return Rate(name, best, aim)


def measure() -> list[str]:
    """The rows of the table."""
    bundle, by = World().bundle(), trust()
    embedded = bundle["certificate"]
    payload = {name: value for name, value in embedded.items() if name != "proof"}
    jwt = World(form="jwt").bundle()["certificate"]
    public, raw = CB_KEY.public_key, CB_KEY._key.public_key()
    signature = CB_KEY.sign(rfc8785.dumps(payload))
    jwk = OKPKey.import_key(public.jwk)
    others = iter([World(facts=replace(FACTS, number=f"N-{n}", status_index=n)).bundle() for n in range(300)] * 10)
    memory = Memory()

    bare_sign = rate("bare Ed25519 over rfc8785.dumps, sign", lambda: CB_KEY.sign(rfc8785.dumps(payload)))
    bare_verify = rate("the same, verify", lambda: raw.verify(signature, rfc8785.dumps(payload)))
    bare_jwt = rate(
        "bare joserfc, verify and parse",
        lambda: json.loads(jws.deserialize_compact(jwt, jwk, algorithms=["Ed25519"]).payload),
    )
    rows = [bare_sign.line(), bare_verify.line(), bare_jwt.line()]
    sign = rate("eddsa-jcs-2022, sign", lambda: add_proof(payload, CB_KEY, created=ISSUED), "≤ 1.3 ×")
    check = rate("eddsa-jcs-2022, verify", lambda: verify_proof(embedded, public), "≤ 1.3 ×")
    token = rate("vc+jwt, verify", lambda: verify_jwt(read_jwt(jwt), public), "≤ 1.5 ×")
    rows += [sign.line(bare_sign), check.line(bare_verify), token.line(bare_jwt)]
    encoded = bundle["statusLists"][LIST]["credentialSubject"]["encodedList"]
    for row in (
        rate("issue, both forms, all checks", lambda: issue(FACTS, CB_KEY, now=ISSUED), "≥ 1,500/s"),
        rate("whole chain, nothing known before", lambda: verify(bundle, by, NOW), "≥ 500/s"),
        rate("further certificates of a body", lambda: verify(next(others), by, NOW, memory=memory), "≥ 1,000/s"),
        rate("status list of 131,072 entries, decode", lambda: decode_bits(encoded), "≥ 10,000/s"),
    ):
        rows.append(row.line())
    return rows


if __name__ == "__main__":
    print("\n".join(measure()))
