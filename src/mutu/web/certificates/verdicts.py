"""An answer on a certificate in the page's words: a sentence, who says what, who stands behind it, what happened.

The verdict itself is the library's; nothing here decides. *Not found*, *could not be decided* and *carries nothing
signed* never read as *false*.
"""

from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mutu.lib.credentials.moments import read_moment
from mutu.web import drawing

LONGEST_SCOPE = 160
SENTENCES = {
    "valid": gettext_lazy("This certificate is genuine and in force."),
    "invalid": gettext_lazy("This file is not a genuine certificate. Do not rely on it."),
    "revoked": gettext_lazy("This certificate was withdrawn by the body that issued it."),
    "suspended": gettext_lazy("This certificate is suspended or withdrawn. It is not in force today."),
    "expired": gettext_lazy("This certificate has expired. A renewal may exist: ask for it."),
    "not-yet-valid": gettext_lazy("This certificate is not in force yet."),
    "untrusted": gettext_lazy("Nobody on this site’s trust list stands behind this certificate."),
    "unaccredited": gettext_lazy("The body’s accreditation does not cover this certificate."),
    "indeterminate": gettext_lazy("It could not be decided. That does not mean it is false."),
}
NOTHING_SIGNED = gettext_lazy("This file carries no signed certificate. That does not mean it is false.")
SIGNED_ONLY = gettext_lazy("Signed by %(body)s. Its status is not known here.")
SAID_ONLY = gettext_lazy(
    "It says that %(body)s signed it. That could not be confirmed here, and its status is not known."
)
ASK_THE_BODY = gettext_lazy(
    "Most certificates today are plain paper or PDF. Look the number up in the certification body’s own register, or "
    "ask the body."
)
NEXT_STEPS = {
    "untrusted": gettext_lazy("Ask the accreditation body itself, or whoever keeps the trust list."),
    "indeterminate": gettext_lazy("Ask for the whole bundle: the certificate’s own page offers it as one file."),
    "invalid": gettext_lazy("Ask the certification body whether it issued a certificate with this number."),
    "unaccredited": gettext_lazy("Ask the accreditation body for what it accredited this body."),
}
SHAPES = {"valid": "valid", "suspended": "suspended", "revoked": "withdrawn", "expired": "expired"}
STOP = frozenset({"invalid"})
STEPS = {
    "form": gettext_lazy("Form"),
    "key": gettext_lazy("Key"),
    "signature": gettext_lazy("Signature"),
    "dates": gettext_lazy("Dates"),
    "status": gettext_lazy("Status"),
    "trust": gettext_lazy("Trust"),
    "accreditation": gettext_lazy("Accreditation"),
    "key origin": gettext_lazy("Whose key it is"),
}
HAPPENED = {
    "suspended": (gettext_lazy("Suspended"), "suspended"),
    "restored": (gettext_lazy("Restored"), "valid"),
    "withdrawn": (gettext_lazy("Withdrawn"), "withdrawn"),
}


def told(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer with the page's words, ready to be drawn."""
    verdict, read = answer["verdict"], bool(answer["steps"])
    passed = {step["step"] for step in answer["steps"] if step["verdict"] == "valid"}
    return {
        **answer,
        "words": _sentence(answer) if read else NOTHING_SIGNED,
        "covers": _covers(answer) if verdict == "valid" else "",
        "next": NEXT_STEPS.get(verdict, "") if read else ASK_THE_BODY,
        "shape": SHAPES.get(verdict, "undecided"),
        "stop": read and verdict in STOP,
        "plain": not read,
        "until": _day(answer["certificate"]["validUntil"]) if answer["certificate"].get("validUntil") else "",
        "status_age": _age(answer["statusAgeHours"]),
        "status_moment": _moment(answer["statusAsOf"]),
        "facts": list(_facts(answer, passed)),
        "chain": list(_chain(answer, passed)) if read and not answer.get("summaryOnly") else [],
        "events": list(_events(answer)),
        "life": _life(answer, verdict),
        "checks": [
            {**step, "name": STEPS.get(step["step"], step["step"]), "ok": step["verdict"] == "valid"}
            for step in answer["steps"]
        ],
    }


def _sentence(answer: dict[str, Any]) -> Any:
    """The verdict, with its day where the body stated one."""
    verdict, certificate = answer["verdict"], answer["certificate"]
    told_of = {one["state"]: one for one in answer["history"]}
    last = answer["history"][-1]["state"] if answer["history"] else ""
    if answer.get("summaryOnly") and verdict == "indeterminate":
        said = SIGNED_ONLY if answer["steps"][0]["verdict"] == "valid" else SAID_ONLY
        return said % {"body": certificate.get("body") or certificate["bodyId"]}
    if verdict == "revoked" and "withdrawn" in told_of:
        words = _("This certificate was withdrawn on %(day)s by the body that issued it.")
        return words % {"day": _day(told_of["withdrawn"]["since"])}
    if verdict == "suspended" and last == "suspended":
        words = _("This certificate is suspended since %(day)s. It is not in force today.")
        return words % {"day": _day(told_of["suspended"]["since"])}
    if verdict == "expired" and certificate:
        words = _("This certificate expired on %(day)s. Nothing newer is known here.")
        return words % {"day": _day(certificate["validUntil"])}
    if verdict == "not-yet-valid" and certificate:
        return _("This certificate takes effect on %(day)s.") % {"day": _day(certificate["validFrom"])}
    if verdict == "invalid" and any(step["code"] == "signature" for step in answer["steps"]):
        return _("This file is not as the body signed it. Do not rely on it.")
    return SENTENCES[verdict]


def _covers(answer: dict[str, Any]) -> str:
    """For what and for how many sites, where the scope is short enough for a heading."""
    certificate = answer["certificate"]
    sites, scope = len(certificate.get("sites", [])), certificate.get("scope", "")
    if not scope or len(scope) > LONGEST_SCOPE:
        return ""
    where = ngettext("%(number)s site", "%(number)s sites", sites) % {"number": sites}
    return _("It covers, at %(where)s: %(scope)s") % {"where": where, "scope": scope}


def _facts(answer: dict[str, Any], passed: set[str]) -> Iterator[dict[str, Any]]:
    """Label, value, who says so, how that was checked, and whether the word was proved to be theirs."""
    certificate = answer["certificate"]
    body = certificate.get("body") or certificate.get("bodyId", "")
    signed = {"by": body, "how": _("signed certificate"), "proved": "signature" in passed}
    for label, name in (
        (_("Certificate number"), "number"),
        (_("Holder"), "holder"),
        (_("Standard"), "standards"),
        (_("Scope"), "scope"),
    ):
        if certificate.get(name):
            value = certificate[name]
            yield {"label": label, "value": ", ".join(value) if isinstance(value, list) else value, **signed}
    scopes = certificate.get("siteScopes", [])
    for site, does in zip(certificate.get("sites", []), scopes, strict=False):
        yield {"label": _("Site"), "value": f"{site}: {does}" if does else site, **signed}
    for label, name in ((_("Valid from"), "validFrom"), (_("Valid until"), "validUntil")):
        if certificate.get(name):
            yield {"label": label, "value": _day(certificate[name]), **signed}
    if answer["statusAsOf"]:
        words = _("as of %(moment)s") % {"moment": _moment(answer["statusAsOf"])}
        yield {
            "label": _("Status"),
            "value": words,
            "by": body,
            "how": _("signed list of statuses"),
            "proved": "status" in passed or answer["verdict"] in ("suspended", "revoked"),
        }
    accreditors = ", ".join(certificate.get("accreditationBodies", []))
    if not accreditors:
        return
    accreditation = answer.get("accreditation") or {}
    number = accreditation.get("number", "")
    yield {
        "label": _("Certification body"),
        "value": f"{body} ({number})" if number else body,
        "by": accreditors,
        "how": _("signed accreditation"),
        "proved": "accreditation" in passed,
    }
    yield {
        "label": _("Accreditation body"),
        "value": accreditors,
        "by": _("this site’s trust list"),
        "how": _("key pinned in the list"),
        "proved": "trust" in passed and "accreditation" in passed,
    }


def _chain(answer: dict[str, Any], passed: set[str]) -> Iterator[dict[str, Any]]:
    """The accreditation body, the certification body, the holder: each with what was found of its link."""
    certificate = answer["certificate"]
    if not certificate:
        return
    accreditors = ", ".join(certificate.get("accreditationBodies", []))
    yield {
        "name": accreditors or _("no accreditation body named"),
        "does": _("accredits"),
        "ok": "trust" in passed,
        "found": _("on this site’s trust list") if "trust" in passed else _("not on this site’s trust list"),
    }
    accredited = "accreditation" in passed
    yield {
        "name": certificate["body"],
        "does": _("certifies"),
        "ok": accredited,
        "found": _("accredited for this scope") if accredited else _("accreditation not shown for this certificate"),
    }
    signed = "signature" in passed
    yield {
        "name": certificate["holder"],
        "does": "",
        "ok": signed,
        "found": _("certificate signed, not changed since") if signed else _("signature not confirmed"),
    }


def _events(answer: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """What the body stated of the certificate, oldest first."""
    for one in answer["history"]:
        words, shape = HAPPENED.get(one["state"], (one["state"], "undecided"))
        yield {"day": _day(one["since"]), "words": words, "shape": shape, "reason": one["reason"]}


def _life(answer: dict[str, Any], verdict: str) -> str:
    """The certificate's life as a ruler: from, until, today."""
    certificate = answer["certificate"]
    if not certificate.get("validFrom") or not certificate.get("validUntil"):
        return ""
    start, end = read_moment(certificate["validFrom"]), read_moment(certificate["validUntil"])
    now = read_moment(answer["checkedAt"])
    place = drawing.share((now - start).total_seconds(), (end - start).total_seconds())
    months = max(1, round((end - start).days / 30))
    words = _("valid from %(start)s until %(end)s; today is %(now)s")
    moments = {"start": start, "end": end, "now": now}
    sentence = words % {name: date_format(moment, "j M Y") for name, moment in moments.items()}
    labels = [
        drawing.Label(0, date_format(start, "M Y")),
        drawing.Label(1, date_format(end, "M Y")),
        drawing.Label(place, _("today")),
    ]
    tone = {"valid": "ok", "suspended": "attention", "revoked": "stop", "expired": "stop"}.get(verdict, "mute")
    return drawing.ruler(place, min(40, months), sentence, tone=tone, long_every=6, labels=labels)


def _age(hours: float | None) -> str:
    """How old a statement is, in the unit people would use."""
    if hours is None:
        return ""
    if hours < 1:
        return _("less than an hour old")
    if hours < 48:
        return ngettext("%(number)s hour old", "%(number)s hours old", round(hours)) % {"number": round(hours)}
    days = int(hours // 24)
    return ngettext("%(number)s day old", "%(number)s days old", days) % {"number": days}


def _day(text: str) -> str:
    return date_format(read_moment(text), "j M Y")


def _moment(text: str | None) -> str:
    return date_format(read_moment(text), "j M Y H:i e") if text else ""
