"""A file that is not as it was signed, beside the certificate this site publishes under the same number.

Shown is only where the two differ; that the published one is good is checked like any other.
"""

import json
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from mutu.certification.checking import check
from mutu.certification.published import Published
from mutu.lib.credentials.trust import Trust
from mutu.web.certificates import verdicts

LONGEST = 600


def real_one(answer: dict[str, Any], trust: Trust) -> dict[str, Any] | None:
    """The published certificate of this number, its sentence, and the facts that differ; None where there is none."""
    number = answer["certificate"].get("number")
    if answer["verdict"] != "invalid" or not number:
        return None
    own = Published(settings.HOME)
    found = own.find(number)
    if len(found) != 1:
        return None
    data = json.dumps(own.bundle(found[0])).encode("utf-8")
    real = check(number, data, trust, timezone.now())
    if "signature" not in {step["step"] for step in real["steps"] if step["verdict"] == "valid"}:
        return None
    return {
        "url": f"/c/{quote(number, safe='')}",
        "words": verdicts.told(real)["words"],
        "differences": _differences(answer["certificate"], real["certificate"]),
    }


def _differences(file: dict[str, Any], signed: dict[str, Any]) -> list[dict[str, str]]:
    labels = {
        "holder": _("Holder"),
        "standards": _("Standard"),
        "scope": _("Scope"),
        "sites": _("Sites"),
        "siteScopes": _("What the sites do"),
        "validFrom": _("Valid from"),
        "validUntil": _("Valid until"),
        "body": _("Certification body"),
    }
    return [
        {"label": label, "file": _text(file.get(name)), "signed": _text(signed.get(name))}
        for name, label in labels.items()
        if file.get(name) != signed.get(name)
    ]


def _text(value: Any) -> str:
    text = ", ".join(value) if isinstance(value, list) else str(value or "–")
    return text if len(text) <= LONGEST else text[:LONGEST] + "…"
