"""The A4 page of an answer, in the words the page on the screen has."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mutu.core.actors import Actor
from mutu.reports.said import Company
from mutu.reports.study_sheet import StudySheet, study_sheet_pdf
from mutu.reports.wording import languages
from mutu.web.statistics import said

MOST_SIGNALS = 12


def sheet_pdf(answer: Mapping[str, Any], by: Actor | None, *, link: str, at: datetime) -> bytes:
    """The page as PDF."""
    found, asked = answer["answer"], answer["asked"]
    unit = asked["unit"]
    sheet = StudySheet(
        title=asked["characteristic"] or str(said.CHARTS[found["chart"]]),
        about=said.about(asked),
        verdict=said.verdict(found)[0],
        why=said.reason(found),
        company=company(by),
        link=link,
        language=language(),
        pictures=[*answer["pictures"].values()],
        figures=said.figures(found, unit),
        tables=[table for table in (_sources(found), _signals(found)) if table["rows"]],
        notes=said.warnings(found["warnings"]),
        method=found["method"],
        labels=(_("Figures"), _("Method")),
    )
    return study_sheet_pdf(sheet, by=by.name if by else _("somebody who did not sign in"), at=at)


def company(by: Actor | None) -> Company:
    """Whose page it is: the organization's, or nobody's."""
    if by is None:
        return Company("Mutu")
    site = by.person.site if by.person else None
    return Company(by.organization.name, site.name if site else "")


def language() -> str:
    """The reader's language where the forms are written in it, else English."""
    chosen = get_language() or "en"
    return chosen if chosen in languages() else "en"


def _sources(found: Mapping[str, Any]) -> dict[str, Any]:
    rows = [[one["name"], one["sd"], one["study"], one["contribution"]] for one in said.sources(found)]
    head = [_("Source"), _("Standard deviation"), _("Of what varies"), _("Of the variance")]
    return {"title": _("Where the variation comes from"), "head": head, "rows": rows}


def _signals(found: Mapping[str, Any]) -> dict[str, Any]:
    """The first signals; how many are left out is said in the title."""
    rows = said.signals(found)
    title = _("Signals")
    if found["signal_count"] > MOST_SIGNALS:
        title = _("Signals, the first %(n)s of %(all)s") % {"n": MOST_SIGNALS, "all": found["signal_count"]}
    cells = [[one["where"], one["value"], one["statistic"], f"{one['rule']}: {one['words']}"] for one in rows]
    return {"title": title, "head": [_("Where"), _("Value"), _("Drawn"), _("Rule")], "rows": cells[:MOST_SIGNALS]}
