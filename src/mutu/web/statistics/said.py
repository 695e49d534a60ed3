"""What an answer's codes mean, in the reader's words."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.formats import get_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import gettext_noop as noop

STATISTICS = {
    "mean": lazy("mean"),
    "median": lazy("median"),
    "range": lazy("range"),
    "standard deviation": lazy("standard deviation"),
    "value": lazy("value"),
    "moving range": lazy("moving range"),
    "fraction nonconforming": lazy("fraction nonconforming"),
    "number nonconforming": lazy("number nonconforming"),
    "nonconformities": lazy("nonconformities"),
    "nonconformities per unit": lazy("nonconformities per unit"),
}
CHARTS = {
    "i_mr": lazy("Individuals and moving range (I-MR)"),
    "xbar_r": lazy("Average and range (X̄-R)"),
    "xbar_s": lazy("Average and standard deviation (X̄-s)"),
    "median_r": lazy("Median and range"),
    "np": lazy("Number nonconforming (np)"),
    "p": lazy("Fraction nonconforming (p)"),
    "p_prime": lazy("Fraction nonconforming with Laney’s limits (p′)"),
    "c": lazy("Nonconformities (c)"),
    "u": lazy("Nonconformities per unit (u)"),
    "u_prime": lazy("Nonconformities per unit with Laney’s limits (u′)"),
    "gauge_crossed": lazy("Gauge study (R&R), crossed"),
    "gauge_nested": lazy("Gauge study (R&R), nested"),
}
REASONS = {
    "asked": lazy("You chose this chart."),
    "single_values": lazy(
        "There is one value at a time, so each is drawn, and the step from one to the next shows the usual spread."
    ),
    "small_subgroups": lazy(
        "The values come in groups of %(n)s. For up to ten, the range shows the spread within a group as well as "
        "anything, and it can be checked by hand."
    ),
    "large_subgroups": lazy(
        "The values come in groups of %(n)s. Above ten the range wastes most of what is in them, so the standard "
        "deviation is used."
    ),
    "unequal_subgroups": lazy(
        "The groups are not of one size, so every group has limits of its own, from the pooled standard deviation."
    ),
    "equal_samples": lazy("Bad pieces are counted in samples of one size, so the number itself is drawn."),
    "unequal_samples": lazy("Bad pieces are counted in samples of different size, so the share is drawn."),
    "equal_units": lazy("Defects are counted on the same amount each time, so the number itself is drawn."),
    "unequal_units": lazy("Defects are counted on different amounts, so the number per unit is drawn."),
    "overdispersed": lazy(
        "The samples are huge, and the level moves more than chance alone explains: plain limits would call almost "
        "everything a signal. Laney’s limits allow for the usual movement."
    ),
    "crossed": lazy(
        "%(operators)s people measured the same %(parts)s parts %(trials)s times each, so the gauge, the people and "
        "the parts can be told apart (analysis of variance)."
    ),
    "nested": lazy(
        "Each of the %(operators)s people measured parts of their own, as when the test destroys the part: parts are "
        "compared within one person only."
    ),
}
RULES = {
    "beyond": lazy("a point beyond a control limit"),
    "same_side": lazy("%(n)s points in a row on one side of the centre"),
    "trend": lazy("%(n)s points in a row rising or falling"),
    "alternating": lazy("%(n)s points in a row up and down in turn"),
    "zone": lazy("%(n)s of %(of)s points beyond %(sigmas)s sigma on one side"),
    "within": lazy("%(n)s points in a row within %(sigmas)s sigma"),
    "mixture": lazy("%(n)s points in a row beyond %(sigmas)s sigma on either side"),
}
WARNINGS = {
    "few_subgroups": lazy("Fewer than 20 points: the limits are a first guess. Set them again when there are more."),
    "no_variation": lazy("All values are equal. Does the gauge show enough digits?"),
    "not_stable": lazy(
        "The process is not stable, so it cannot be predicted: Cp and Cpk are not given. Pp and Ppk say what was, and "
        "promise nothing."
    ),
    "few_values": lazy("Fewer than 100 values: quote the interval together with the index."),
    "show_intervals_first": lazy("Fewer than 30 values: the interval says more than the index."),
    "no_specification": lazy("Give a lower or an upper limit to see the capability too."),
    "not_normal": lazy(
        "The values do not follow a normal distribution (Anderson-Darling, p < 0.01). The indices and the expected "
        "ppm assume one: look at the probability plot before you quote them."
    ),
    "subgroups_of_one": lazy("Some groups have one value only: they have no spread of their own."),
    "range_poor_for_large_subgroups": lazy("With more than ten values in a group the range wastes information."),
    "laney_tightens_limits": lazy("The level moves less than chance explains. Were the counts really independent?"),
    "negative_component": lazy("A source of variation came out below zero and is shown as 0."),
    "few_categories": lazy("The gauge tells fewer than five classes of part apart."),
    "full_inspection": lazy("The sample is as large as the lot: every piece is inspected."),
    "different_samples": lazy("The classes need different samples: judge each class on its own sample."),
    "aql_zero_by_custom": lazy(
        "“AQL 0” is not in the standard: no sample can promise that no bad piece is left. Buyers mean: accept on 0, "
        "looked for in the largest sample of the other classes. To be sure, inspect every piece for it."
    ),
}
SOURCES = {
    "repeatability": lazy("Repeatability (the gauge, EV)"),
    "reproducibility": lazy("Reproducibility (the people, AV)"),
    "grr": lazy("Gauge R&R, both together"),
    "part": lazy("Part to part (PV)"),
    "total": lazy("All together (TV)"),
}
VERDICTS = {
    "acceptable": lazy("The gauge may be good enough: %(share)s."),
    "conditional": lazy("The gauge may do for some uses: %(share)s."),
    "not_acceptable": lazy("The gauge is not good enough for this: %(share)s."),
    "undefined": lazy("Nothing varies in this study, so nothing can be said about the gauge."),
}
DISTRIBUTIONS = {"weibull": "Weibull", "lognormal": lazy("lognormal"), "gamma": "gamma"}
PICTURE_WORDS = (
    noop("in control"), noop("part of a run"), noop("beyond a limit"), noop("excluded, with reason"),
    noop("control limit"), noop("limits carried forward"), noop("components of variation, %"),
    noop("range by operator"), noop("mean by operator"), noop("measurements by part"),
    noop("measurements by operator"), noop("parts by operators"), noop("contribution"),
    noop("percent nonconforming"), noop("nonconformities per 100 units"), noop("probability of acceptance"),
    noop("centre"), noop("study"), noop("tolerance"), noop("target"), noop("specification"),
)  # fmt: skip


def picture_words() -> dict[str, str]:
    """The fixed words of the pictures in the reader's language; those that stay English are left out."""
    found = {words: _(words) for words in PICTURE_WORDS}
    found |= {name: str(words) for name, words in STATISTICS.items()}
    return {english: words for english, words in found.items() if english != words}


def picture_titles() -> dict[str, str]:
    """What stands above each picture."""
    beside = {"histogram": _("All values against the specification"), "probability": _("Normal probability plot")}
    return {**{kind: str(name) for kind, name in CHARTS.items()}, **beside}


def about(asked: Mapping[str, Any]) -> list[str]:
    """The specification, and how the groups were taken."""
    named = (("lower", "LSL"), ("upper", "USL"), ("target", _("target")))
    limits = [
        f"{label} {exactly(asked[name])} {asked['unit']}".strip() for name, label in named if asked[name] is not None
    ]
    return [*limits, *([asked["sampling"]] if asked["sampling"] else [])]


def exactly(value: float) -> str:
    """A number as it was given, with the reader's decimal sign."""
    return repr(value).removesuffix(".0").replace(".", get_format("DECIMAL_SEPARATOR"))


def alike(values: Sequence[float | None]) -> list[str]:
    """Numbers of one kind with as many decimals as the difference between them calls for."""
    known = [value for value in values if value is not None]
    spread = max(known) - min(known) if known else 0.0
    places = max(0, min(10, 2 - math.floor(math.log10(spread)))) if spread > 0 else None
    mark = get_format("DECIMAL_SEPARATOR")
    return [
        "–" if value is None else figure(value) if places is None else f"{value:.{places}f}".replace(".", mark)
        for value in values
    ]


def figure(value: float | None, digits: int = 5) -> str:
    """A number with so many digits that mean something, and the reader's decimal sign; a dash for none."""
    if value is None:
        return "–"
    text = f"{value:.{digits}g}"
    return text if "e" in text else text.replace(".", get_format("DECIMAL_SEPARATOR"))


def percent(value: float | None, digits: int = 3) -> str:
    """A share in percent."""
    return "–" if value is None else f"{figure(value, digits)} %"


def between(interval: Any) -> str:
    """An interval in words, or nothing."""
    if not interval:
        return ""
    return _("%(low)s to %(high)s") % {"low": figure(interval[0], 3), "high": figure(interval[1], 3)}


def warnings(codes: Any) -> list[str]:
    """What a reader must know before using the figures."""
    return [str(WARNINGS[code]) for code in codes if code in WARNINGS]


def reason(answer: Mapping[str, Any]) -> str:
    """Why this chart."""
    facts = {name: figure(value) if isinstance(value, float) else value for name, value in answer["facts"].items()}
    return str(REASONS[answer["reason"]]) % facts


def verdict(answer: Mapping[str, Any]) -> tuple[str, str]:
    """The one sentence on top, and its state among those of a clause."""
    if answer["chart"].startswith("gauge"):
        code = answer["figures"]["verdict"]
        words = str(VERDICTS[code]) % {"share": _share(answer["figures"])}
        return words, {"acceptable": "shown", "undefined": "nodata"}.get(code, "attention")
    if answer["signal_count"]:
        return _("Not stable: look for a cause at what is marked."), "attention"
    return _("Stable: no signal."), "shown"


def _share(figures: Mapping[str, Any]) -> str:
    """How much of the variation, and of the tolerance, the gauge takes for itself."""
    study, tolerance = percent(figures["study"]), percent(figures["tolerance"])
    if figures["tolerance"] is None:
        return _("%(study)s of what varies is its own") % {"study": study}
    return _("%(study)s of what varies is its own, and %(tolerance)s of the tolerance") % {
        "study": study, "tolerance": tolerance,
    }  # fmt: skip


def signals(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """The signals as rows of a table."""
    rows = []
    for one in answer["signals"]:
        rule = one["rule"]
        words = str(RULES[rule["kind"]]) % {"n": rule["n"], "of": rule["of"], "sigmas": f"{rule['sigmas']:g}"}
        where = one["label"] if one["first"] == one["label"] else f"{one['first']} – {one['label']}"
        rows.append({
            "where": where,
            "statistic": str(STATISTICS.get(one["statistic"], one["statistic"])),
            "value": figure(one["value"]),
            "rule": rule["number"],
            "words": words,
        })  # fmt: skip
    return rows


def lines(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """The limits of each chart."""
    varies = _("varies with the size")
    rows = []
    for one in answer["lines"]:
        names = ("lcl", "center", "ucl")
        shown = dict(zip(names, alike([one[name] for name in names]), strict=True))
        if one["varies"]:
            shown |= {name: varies for name in names if one[name] is None}
        rows.append({"statistic": str(STATISTICS.get(one["statistic"], one["statistic"])), **shown})
    return rows


def figures(answer: Mapping[str, Any], unit: str) -> list[tuple[str, str]]:
    """The figures beside the chart, as label and value."""
    given = answer["figures"]
    if answer["chart"].startswith("gauge"):
        return _of_gauge(given)
    if "counted" in given:
        rows = [(_("Counted in all"), figure(given["counted"], 9))]
        return rows + ([(_("Inspected in all"), figure(given["inspected"], 9))] if given["inspected"] else [])
    spread = f", s = {figure(given['sd'], 4)}" if given["sd"] is not None else ""
    rows = [(_("Values"), str(given["n"])), (_("Average, spread"), f"{figure(given['mean'])}{spread} {unit}".strip())]
    return rows + (_of_capability(answer, given) if "ppk" in given else [])


def _of_gauge(given: Mapping[str, Any]) -> list[tuple[str, str]]:
    rows = [
        (_("Share of what varies"), percent(given["study"])),
        (_("Share of the tolerance"), percent(given["tolerance"])),
    ]
    rows.append((_("Classes it tells apart (ndc)"), "–" if given["ndc"] is None else str(given["ndc"])))
    if given["interaction_p"] is not None:
        rows.append((_("People and parts together (interaction), p"), figure(given["interaction_p"], 3)))
    return rows


def _of_capability(answer: Mapping[str, Any], given: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Inside the specification, what was and, for a stable process, what can be expected."""

    def index(name: str) -> str:
        interval = between(given.get(f"{name}_interval"))
        return figure(given[name], 3) + (f" ({interval})" if interval else "")

    rows = [(_("Inside the specification"), _("%(n)s of %(all)s") % {"n": given["inside"], "all": given["n"]})]
    if given["ppk"] is None:
        return rows
    rows += [("Pp", index("pp"))] if given["pp"] is not None else []
    rows.append((_("Ppk, past only"), index("ppk")))
    if "cpk" in given:
        rows += [("Cp", figure(given["cp"], 3))] if given["cp"] is not None else []
        rows.append(("Cpk", index("cpk")))
    else:
        rows.append(("Cpk", _("not given: the process is not stable")))
    if given["cpm"] is not None:
        rows.append(("Cpm", figure(given["cpm"], 3)))
    rows.append((_("Outside, parts per million"), _("%(seen)s seen, %(expected)s expected") % {
        "seen": figure(given["ppm_observed"], 4), "expected": figure(given["ppm_expected"], 3)}))  # fmt: skip
    if "fitted" in given:
        fitted = given["fitted"]
        name = DISTRIBUTIONS.get(fitted["distribution"], fitted["distribution"])
        rows.append((_("Ppk by a %(name)s distribution") % {"name": name}, figure(fitted["ppk"], 3)))
    return rows


def sources(answer: Mapping[str, Any]) -> list[dict[str, str]]:
    """Where the variation of a gauge study comes from, row by row."""
    return [
        {
            "name": str(SOURCES[one["source"]]),
            "sd": figure(one["sd"], 4),
            "study": percent(one["study"]),
            "contribution": percent(one["contribution"]),
        }
        for one in answer["figures"].get("sources", ())
    ]
