"""Pictures of a list of problems: what, how many by month, how old, how often again (9.1.3, 10.2.1 b).

Everything is counted by the database under the filters in force. Few cases are listed instead of drawn, and each
picture carries n, its period, what was counted, a summary in words and the table behind it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.formats import date_format, number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as noop

from mutu.improvement.nonconformities.models import Nonconformity
from mutu.lib.charts import Chart, Look, Words, ageing, pareto, trend
from mutu.web.acting import actor_in
from mutu.web.listing.declared import PROBLEMS, STILL_OPEN
from mutu.web.listing.lists import Asked, Reader
from mutu.web.listing.pages import filters_of, in_force
from mutu.web.problems.reporting import TILES
from mutu.web.signing_in import signed_in

MONTHS = 14
FEWEST = 5
AGES = ((7, noop("up to 7 days")), (30, noop("8 to 30 days")), (60, noop("31 to 60 days")),
        (90, noop("61 to 90 days")), (180, noop("91 to 180 days")), (None, noop("over 180 days")))  # fmt: skip
DEFECTS: Mapping[str, Any] = {tile.defect: tile.label for tile in TILES}


@dataclass(frozen=True)
class Picture:
    """One chart with the addresses of its other views."""

    chart: Chart
    switch: tuple[tuple[str, str, bool], ...] = ()
    """Label, address, and whether it is the one shown."""


def look() -> Look:
    """Figures and months as the reader writes them."""
    words = Words(
        other=_("other"), what=_("what"), when=_("when"), cumulative=_("cumulative"), no_data=_("no data"),
        unfinished=_("The last bar is not over yet."), caption=_("n = {n}, {period}."),
        few=_("{n} cases are too few for a picture: {listed}."), nothing=_("No cases."),
        largest=_("Largest: {label}, {value} of {total} {unit} ({share})."),
        change=_("{first} in {since}, {last} in {until} ({unit}); highest {high} in {peak}."),
        oldest=_("{total} {unit}; oldest: {label}, {value}."),
    )  # fmt: skip
    return Look(lang=get_language() or "en", words=words, number=figure, month=lambda day: date_format(day, "M y"))


def figure(value: float | Decimal) -> str:
    whole = value == int(value)
    return number_format(int(value) if whole else value, None if whole else 2, use_l10n=True, force_grouping=True)


def spoken(asked: Asked, records: QuerySet[Nonconformity]) -> str:
    """The period of what is counted, with the filters in force."""
    ends = records.aggregate(first=Min("reported_at"), last=Max("reported_at"))
    if ends["first"] is None:
        return " · ".join(in_force(asked))
    days = [date_format(at.astimezone(asked.reader.zone), "j M Y") for at in (ends["first"], ends["last"])]
    return f"{' – '.join(dict.fromkeys(days))} · {' · '.join(in_force(asked))}"


def by_count(records: QuerySet[Nonconformity], period: str) -> Chart:
    counted = records.order_by().values_list("defect").annotate(n=Count("pk"))
    items = [(str(DEFECTS.get(kind, kind)) if kind else _("not said"), n) for kind, n in counted]
    return pareto(
        items, title=_("What, by number of problems"), unit=_("problems"), period=period,
        n=sum(n for _kind, n in items), definition=_("Problems by kind of defect."), look=look(),
    )  # fmt: skip


def by_cost(records: QuerySet[Nonconformity], period: str) -> Chart:
    """By cost, in the currency most costs are in; costs in another are counted out loud, never added."""
    costs = records.order_by().filter(cost__gt=0)
    sums = list(costs.values_list("currency", "defect").annotate(cost=Sum("cost"), n=Count("pk")))
    many: dict[str, int] = {}
    for currency, _kind, _cost, n in sums:
        many[currency] = many.get(currency, 0) + n
    chosen = max(many, key=lambda one: (many[one], one), default="")
    items = [(str(DEFECTS.get(kind, kind)) if kind else _("not said"), cost)
             for currency, kind, cost, _n in sums if currency == chosen]  # fmt: skip
    left_out = sum(many.values()) - many.get(chosen, 0)
    definition = _("Problems whose cost is known, by kind of defect.")
    if left_out:
        definition += " " + _("%(n)s with costs in another currency are left out.") % {"n": left_out}
    return pareto(
        items, title=_("What, by cost"), unit=chosen or _("cost"), period=period, n=many.get(chosen, 0),
        definition=definition, look=look(),
    )  # fmt: skip


def months(today: date) -> list[date]:
    """The first days of the last fourteen months, oldest first.

    >>> months(date(2026, 2, 10))[-3:], len(months(date(2026, 2, 10)))
    ([datetime.date(2025, 12, 1), datetime.date(2026, 1, 1), datetime.date(2026, 2, 1)], 14)
    """
    at = today.year * 12 + today.month - 1
    return [date(one // 12, one % 12 + 1, 1) for one in range(at - MONTHS + 1, at + 1)]


def by_month(records: QuerySet[Nonconformity], reader: Reader) -> Chart:
    firsts = months(reader.today)
    moments: list[datetime] = [reader.start_of(day) for day in firsts]
    within = [Q(reported_at__gte=at) for at in moments]
    for place, until in enumerate(moments[1:]):
        within[place] &= Q(reported_at__lt=until)
    counts = {f"m{place}": Count("pk", filter=one) for place, one in enumerate(within)}
    counted = records.order_by().filter(reported_at__gte=moments[0]).aggregate(**counts)
    points = [(day, counted[f"m{place}"]) for place, day in enumerate(firsts)]
    period = f"{date_format(firsts[0], 'M Y')} – {date_format(firsts[-1], 'M Y')}"
    return trend(
        points, title=_("Problems by month"), unit=_("problems"), period=period, n=sum(n for _day, n in points),
        definition=_("Problems by the month in which they were reported."), unfinished=True, look=look(),
    )  # fmt: skip


def by_age(records: QuerySet[Nonconformity], reader: Reader) -> Chart:
    spans, upper = {}, reader.start_of(reader.today + timedelta(days=1))
    for place, (days, _label) in enumerate(AGES):
        within = Q(reported_at__lt=upper)
        if days is not None:
            upper = reader.start_of(reader.today - timedelta(days=days))
            within &= Q(reported_at__gte=upper)
        spans[f"a{place}"] = Count("pk", filter=within)
    counted = records.order_by().filter(STILL_OPEN).aggregate(**spans)
    buckets = [(_(label), counted[f"a{place}"]) for place, (_days, label) in enumerate(AGES)]
    return ageing(
        buckets, title=_("How long open ones have been open"), unit=_("open problems"),
        period=_("as of %(day)s") % {"day": date_format(reader.today, "j M Y")}, n=sum(n for _label, n in buckets),
        definition=_("Days from the report to today."), look=look(),
    )  # fmt: skip


def repeats(records: QuerySet[Nonconformity]) -> str:
    """How often it was the same problem again: a share with its base, or the numbers themselves."""
    counted = records.order_by().filter(cause_at__isnull=False)
    numbers = counted.aggregate(n=Count("pk"), again=Count("pk", filter=Q(recurs=True)))
    n, again = numbers["n"], numbers["again"]
    if n < FEWEST:
        listed = list(counted.filter(recurs=True).order_by("pk").values_list("number", flat=True))
        said = ", ".join(listed) if listed else _("none")
        return _("%(n)s problems have a known cause, too few for a rate. The same problem again: %(said)s.") % {
            "n": n, "said": said,
        }  # fmt: skip
    share = f" ({round(100 * again / n)} %)" if n >= 20 else ""
    return _("%(again)s of %(n)s problems with a known cause were judged the same problem again%(share)s.") % {
        "again": figure(again), "n": figure(n), "share": share,
    }  # fmt: skip


def figures_address(asked: Asked, by: str) -> str:
    query = asked.address().partition("?")[2]
    said = "&".join(filter(None, (query, "by=cost" if by == "cost" else "")))
    return f"{PROBLEMS.figures}?{said}" if said else PROBLEMS.figures


@signed_in
def figures(request: HttpRequest) -> HttpResponse:
    """All figures of the problems under the filters in force; or the two small ones below the list."""
    asked = Asked.read(PROBLEMS, request, actor_in(request))
    records = cast("QuerySet[Nonconformity]", asked.records())
    small = request.GET.get("part") == "small"
    by = "cost" if request.GET.get("by") == "cost" else "count"
    period = spoken(asked, records)
    switch = tuple(
        (label, figures_address(asked, key), key == by)
        for key, label in (("count", _("by number")), ("cost", _("by cost")))
    )
    drawn = by_cost(records, period) if by == "cost" else by_count(records, period)
    pictures = [Picture(drawn, switch), Picture(by_month(records, asked.reader))]
    if not small:
        pictures.append(Picture(by_age(records, asked.reader)))
    context = {
        "pictures": pictures,
        "more": figures_address(asked, by) if small else "",
        "repeats": "" if small else repeats(records),
        "listing": PROBLEMS,
        "asked": asked,
        "address": PROBLEMS.figures,
        "by": by,
        **({} if small else filters_of(asked, PROBLEMS.figures)),
    }
    return render(request, "mutu/parts/figures.html" if small else "mutu/figures.html", context)


urls = [path("problems/figures", figures)]
