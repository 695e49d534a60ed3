"""The 27 points of a plain certificate, run on what somebody typed: clear, ask, do not rely, or not ours to answer.

Each point's finding says by a code what was found; the page has the sentence. A point that needs a register stays
*register* whatever was typed: nobody can read a register off a piece of paper. A missing logo is a question and no
verdict: one genuine accredited certificate in nine lacks it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mutu.certification.plain import (
    GLOBAL_MARK,
    NO,
    NONE,
    OTHER,
    YES,
    Plain,
    accreditation_bodies,
    data,
    host_of,
    same_name,
    words_of,
)
from mutu.lib.credentials.certificate import months_later

CLEAR, ASK, STOP, REGISTER, UNKNOWN, TOLD = "clear", "ask", "stop", "register", "unknown", "told"
_STANDARD = re.compile(r"iso\s*9001\D{0,6}(\d{4})?", re.IGNORECASE)
_ISO_ITSELF = re.compile(r"^(iso|international organi[sz]ation for standardi[sz]ation)\b", re.IGNORECASE)
_TRADING = ("trading", "trade", "sales", "distribution", "import", "export", "head office", "kinh doanh", "thương mại")
_PROMISES = ("certified product", "product certificat", "guarantee", "best quality", "quality assured product")
_FREE_MAIL = frozenset(
    {"gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "qq.com", "163.com", "126.com", "icloud.com"}
)
_LOOKALIKE = ("iaf", "accreditation board", "accreditation forum", "mla", "international accreditation")
SOON_AFTER_APPLYING = 30


@dataclass(frozen=True)
class Found:
    """What a point came to; ``code`` names the sentence, ``values`` fill it."""

    outcome: str
    code: str
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Point:
    """One of the 27 points with its finding, how grave it would be, who can settle it, and how sure the rule is."""

    id: str
    level: str
    answers: str
    decisive: bool
    confidence: str
    found: Found


def run(plain: Plain, today: date) -> list[Point]:
    """Every point in order, on what was typed."""
    return [
        Point(
            entry["id"],
            entry["level"],
            entry["answers"],
            entry["decisive"],
            entry["confidence"],
            _POINTS[entry["id"]](plain, today),
        )
        for entry in data()["checks"]
    ]


def edition_of(standard: str) -> tuple[bool, int | None]:
    """Whether a standard is ISO 9001, and of which year.

    >>> edition_of("ISO 9001:2015"), edition_of("TCVN ISO 9001 : 2015"), edition_of("ISO 14001:2015")
    ((True, 2015), (True, 2015), (False, None))
    """
    found = _STANDARD.search(standard)
    return (found is not None, int(found[1]) if found and found[1] else None)


def v01(plain: Plain, _today: date) -> Found:
    wanted = ("holder", "holder_place", "effective", "expiry", "number", "standard", "scope", "body", "body_place")
    missing = [name for name in wanted if not getattr(plain, name)]
    if plain.revision == NO:
        missing.append("revision")
    return Found(ASK, "contents-missing", {"missing": missing}) if missing else Found(CLEAR, "contents-there")


def v02(plain: Plain, _today: date) -> Found:
    if not plain.body:
        return Found(UNKNOWN, "not-typed")
    if _ISO_ITSELF.match(plain.body.strip()):
        return Found(STOP, "issued-by-iso")
    for one in accreditation_bodies().values():
        if same_name(plain.body, one.acronym) or same_name(plain.body, one.name):
            return Found(STOP, "issued-by-accreditor", {"name": one.name})
    if plain.consultant and same_name(plain.body, plain.consultant):
        return Found(STOP, "issued-by-consultant")
    return Found(CLEAR, "issued-by-body")


def v03(plain: Plain, _today: date) -> Found:
    if not plain.accreditation:
        return Found(UNKNOWN, "not-typed")
    if plain.accreditation == NONE:
        return Found(ASK, "no-symbol")
    return Found(CLEAR, "symbol-and-number") if plain.accreditation_number else Found(ASK, "no-number")


def v04(plain: Plain, _today: date) -> Found:
    one = accreditation_bodies().get(plain.accreditation)
    if one is None:
        return Found(REGISTER, "accreditor-not-held")
    values = {"name": one.name, "confidence": one.confidence, "compiled": data()["compiled"]}
    if one.signatory is False:
        return Found(STOP, "accreditor-no-signatory", values)
    if one.signatory is None:
        return Found(REGISTER, "accreditor-unknown", values)
    if one.since and plain.effective and plain.effective < one.since:
        return Found(ASK, "accreditor-later", values | {"since": one.since})
    return Found(CLEAR, "accreditor-signatory", values)


def v10(plain: Plain, today: date) -> Found:
    if plain.expiry and today > plain.expiry:
        return Found(STOP, "expired", {"day": plain.expiry})
    if plain.effective and today < plain.effective:
        return Found(STOP, "not-yet", {"day": plain.effective})
    if not plain.effective or not plain.expiry:
        return Found(UNKNOWN, "dates-not-typed")
    return Found(REGISTER, "dates-good")


def v11(plain: Plain, _today: date) -> Found:
    if not plain.effective or not plain.last_audit:
        return Found(REGISTER, "audit-day-unknown")
    if plain.effective < plain.last_audit:
        return Found(ASK, "before-audit")
    return Found(ASK, "same-day") if plain.effective == plain.last_audit else Found(CLEAR, "after-audit")


def v12(plain: Plain, _today: date) -> Found:
    start = plain.cycle_start or plain.effective
    if not start or not plain.expiry:
        return Found(UNKNOWN, "dates-not-typed")
    if plain.effective and plain.expiry <= plain.effective:
        return Found(STOP, "ends-before-start")
    latest = months_later(start, data()["cycle"]["months"])
    return Found(CLEAR, "within-cycle") if plain.expiry <= latest else Found(ASK, "beyond-cycle", {"latest": latest})


def v13(plain: Plain, today: date) -> Found:
    is_ours, year = edition_of(plain.standard)
    if not plain.standard:
        return Found(UNKNOWN, "not-typed")
    if not is_ours:
        return Found(UNKNOWN, "another-standard")
    if year is None:
        return Found(ASK, "no-edition")
    entry = _edition(year)
    if entry is None:
        known = year in (1987, 1994, 2000)
        return Found(STOP, "edition-withdrawn" if known else "edition-never", {"year": year, "confidence": "high"})
    values = {"year": year, "until": entry["until"], "confidence": entry["confidence"]}
    if entry["until"] and today > entry["until"]:
        return Found(STOP, "edition-ended", values)
    return Found(CLEAR, "edition-until" if entry["until"] else "edition-current", values)


def v14(plain: Plain, _today: date) -> Found:
    entry = _edition(edition_of(plain.standard)[1])
    if entry and plain.effective and plain.effective < entry["published"]:
        return Found(STOP, "before-edition", {"published": entry["published"], "year": entry["year"]})
    return Found(REGISTER, "edition-accredited")


def v15(plain: Plain, _today: date) -> Found:
    if not plain.holder or not plain.supplier:
        return Found(UNKNOWN, "supplier-not-typed")
    if same_name(plain.holder, plain.supplier):
        return Found(REGISTER, "name-same")
    return Found(STOP, "name-differs", {"holder": plain.holder, "supplier": plain.supplier})


def v16(plain: Plain, _today: date) -> Found:
    outcomes = {YES: Found(CLEAR, "site-listed"), NO: Found(ASK, "site-missing")}
    return outcomes.get(plain.site_listed, Found(UNKNOWN, "site-not-said"))


def v17(plain: Plain, _today: date) -> Found:
    scope = plain.scope.casefold()
    trading = next((word for word in _TRADING if re.search(rf"\b{word}\b", scope)), "")
    if trading:
        return Found(ASK, "scope-trading", {"word": trading})
    if not plain.scope or not plain.bought:
        return Found(UNKNOWN, "bought-not-typed")
    common = sorted(words_of(plain.scope) & words_of(plain.bought))
    return Found(TOLD, "scope-common", {"words": common}) if common else Found(ASK, "scope-nothing-common")


def v18(plain: Plain, _today: date) -> Found:
    promise = next((phrase for phrase in _PROMISES if phrase in plain.scope.casefold()), "")
    if promise:
        return Found(ASK, "scope-promise", {"words": promise})
    return Found(CLEAR, "scope-plain") if plain.scope else Found(UNKNOWN, "not-typed")


def v19(plain: Plain, today: date) -> Found:
    start = plain.cycle_start or plain.effective
    if not start:
        return Found(UNKNOWN, "dates-not-typed")
    step = data()["cycle"]["surveillance_months"]
    due = [day for times in (1, 2) if (day := months_later(start, times * step)) <= today]
    return Found(REGISTER, "visits-due", {"days": due}) if due else Found(TOLD, "no-visit-due")


def v20(plain: Plain, _today: date) -> Found:
    if plain.mark == GLOBAL_MARK and not data()["mark"]["usable"]:
        return Found(ASK, "new-mark", {"known_on": data()["mark"]["known_on"]})
    if not plain.mark:
        return Found(UNKNOWN, "not-typed")
    return Found(TOLD, "old-mark" if plain.mark != NONE else "no-mark")


def v21(plain: Plain, _today: date) -> Found:
    if plain.accreditation == OTHER:
        name = plain.accreditation_name.casefold()
        like = next((word for word in _LOOKALIKE if re.search(rf"\b{word}\b", name)), "")
        return Found(ASK, "looks-alike" if like else "accreditor-not-held", {"word": like})
    held = plain.accreditation in accreditation_bodies()
    return Found(CLEAR, "accreditor-held") if held else Found(UNKNOWN, "not-typed")


def v22(plain: Plain, _today: date) -> Found:
    mail, web, theirs = (host_of(one) for one in (plain.body_mail, plain.body_web, plain.consultant_web))
    if mail in _FREE_MAIL:
        return Found(ASK, "free-mail", {"host": mail})
    if theirs and theirs in (mail, web):
        return Found(ASK, "same-as-consultant", {"host": theirs})
    if mail and web and mail != web and not mail.endswith(f".{web}") and not web.endswith(f".{mail}"):
        return Found(ASK, "mail-elsewhere", {"mail": mail, "web": web})
    return Found(TOLD, "addresses-agree") if mail and web else Found(UNKNOWN, "not-typed")


def v23(plain: Plain, _today: date) -> Found:
    if not plain.people or plain.audit_days is None:
        return Found(UNKNOWN, "days-not-typed")
    table = data()["audit_days"]
    days = next((row["days"] for row in table["rows"] if plain.people <= row["most"]), None)
    if days is None:
        return Found(UNKNOWN, "beyond-table")
    values = {"days": days, "given": plain.audit_days, "people": plain.people, "confidence": table["confidence"]}
    return Found(ASK if plain.audit_days < table["least_share"] * days else TOLD, "days", values)


def v24(plain: Plain, _today: date) -> Found:
    if not plain.applied or not plain.effective:
        return Found(UNKNOWN, "applied-not-typed")
    days = (plain.effective - plain.applied).days
    return Found(ASK if days < SOON_AFTER_APPLYING else CLEAR, "days-after-applying", {"days": days})


def v27(plain: Plain, _today: date) -> Found:
    outcomes = {YES: Found(REGISTER, "transferred"), NO: Found(CLEAR, "not-transferred")}
    return outcomes.get(plain.transferred, Found(REGISTER, "transfer-not-said"))


def _always(outcome: str, code: str) -> Callable[[Plain, date], Found]:
    return lambda _plain, _today: Found(outcome, code)


def _edition(year: int | None) -> dict[str, Any] | None:
    return next((entry for entry in data()["editions"] if entry["year"] == year), None)


_POINTS: dict[str, Callable[[Plain, date], Found]] = {
    "V01": v01,
    "V02": v02,
    "V03": v03,
    "V04": v04,
    "V05": _always(REGISTER, "body-accredited"),
    "V06": _always(REGISTER, "code-covered"),
    "V07": _always(REGISTER, "office-covered"),
    "V08": _always(REGISTER, "number-in-register"),
    "V09": _always(REGISTER, "certsearch"),
    "V10": v10,
    "V11": v11,
    "V12": v12,
    "V13": v13,
    "V14": v14,
    "V15": v15,
    "V16": v16,
    "V17": v17,
    "V18": v18,
    "V19": v19,
    "V20": v20,
    "V21": v21,
    "V22": v22,
    "V23": v23,
    "V24": v24,
    "V25": _always(REGISTER, "why-unaccredited"),
    "V26": _always(UNKNOWN, "no-file"),
    "V27": v27,
}
