"""How fast certificates are signed and checked, as ratios to bare Ed25519 with canonical JSON in the same run.

``python -m bench.credentials`` prints a table. Figures aimed at stand beside the measured ones.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
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


def rates(*measured: tuple[str, Callable[[], Any], str]) -> list[Rate]:
    """The best rate of several rounds of each, in processor time; the rounds alternate, so that a busy moment of
    the machine falls on all alike."""
    best = [0.0] * len(measured)
    for _, work, _ in measured:
        work()
    gc.disable()
    try:
        for _ in range(ROUNDS):
            for number, (_, work, _) in enumerate(measured):
                begin = time.process_time()
                for _ in range(TIMES):
                    work()
                best[number] = max(best[number], TIMES / (time.process_time() - begin))
    finally:
        gc.enable()
    return [Rate(name, fastest, aim) for (name, _, aim), fastest in zip(measured, best, strict=True)]


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

    encoded = bundle["statusLists"][LIST]["credentialSubject"]["encodedList"]
    bare_sign, bare_verify, bare_jwt, sign, check, token, *others_measured = rates(
        ("bare Ed25519 over rfc8785.dumps, sign", lambda: CB_KEY.sign(rfc8785.dumps(payload)), ""),
        ("the same, verify", lambda: raw.verify(signature, rfc8785.dumps(payload)), ""),
        (
            "bare joserfc, verify and parse",
            lambda: json.loads(jws.deserialize_compact(jwt, jwk, algorithms=["Ed25519"]).payload),
            "",
        ),
        ("eddsa-jcs-2022, sign", lambda: add_proof(payload, CB_KEY, created=ISSUED), "≤ 1.3 ×"),
        ("eddsa-jcs-2022, verify", lambda: verify_proof(embedded, public), "≤ 1.3 ×"),
        ("vc+jwt, verify", lambda: verify_jwt(read_jwt(jwt), public), "≤ 1.5 ×"),
        ("issue, both forms, all checks", lambda: issue(FACTS, CB_KEY, now=ISSUED), "≥ 1,500/s"),
        ("whole chain, nothing known before", lambda: verify(bundle, by, NOW), "≥ 500/s"),
        ("further certificates of a body", lambda: verify(next(others), by, NOW, memory=memory), "≥ 1,000/s"),
        ("status list of 131,072 entries, decode", lambda: decode_bits(encoded), "≥ 10,000/s"),
    )
    rows = [bare_sign.line(), bare_verify.line(), bare_jwt.line()]
    rows += [sign.line(bare_sign), check.line(bare_verify), token.line(bare_jwt)]
    rows += [other.line() for other in others_measured]
    return rows


def cold_shell() -> list[str]:
    """How long ``mutu verify`` takes from a cold shell, by the kind of file: the processor's time, and the clock's."""
    from mutu.certification.certificate_file import seal, self_made_seal
    from mutu.reports.certificate import CertificatePage, certificate_pdf

    bundle = World(form="jwt").bundle()
    issued = issue(FACTS, CB_KEY, now=ISSUED)
    page = CertificatePage(issued, FACTS, "https://qms.example/c/CPA-2026-00001", "W. Chaiyasit")
    paper = seal(certificate_pdf(page, CB_KEY, at=ISSUED), *self_made_seal("CPA", ISSUED))
    files = {
        "JSON bundle": (json.dumps(bundle).encode(), 0.5),
        "JWT": (bundle["certificate"].encode("ascii"), 0.5),
        "PDF": (paper, 1.5),
    }
    rows = []
    with TemporaryDirectory() as folder:
        for kind, (content, aim) in files.items():
            path = Path(folder, "file")
            path.write_bytes(content)
            command = [sys.executable, "-m", "mutu.cli.main", "verify", str(path)]
            spent, waited = min(_once(command, {**os.environ, "MUTU_HOME": folder}) for _ in range(ROUNDS))
            name = f"mutu verify from a cold shell, {kind}"
            rows.append(f"{name:<58} {spent:>8.2f} s {waited:>6.2f} s on the clock  ≤ {aim} s")
    return rows


def _once(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """The processor's seconds and the clock's of one run."""
    before, begin = os.times(), time.perf_counter()
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=False)
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    return spent, time.perf_counter() - begin


if __name__ == "__main__":
    print("\n".join([*measure(), *cold_shell()]))
