"""Acceptance sampling."""

from dataclasses import fields
from typing import Any

from mutu.lib.statistics import plan_finding, sampling, sampling_curves, switching, variables_sampling
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.validation.registry import ITERATED, procedure


@procedure("acceptance.oc_type_b")
def type_b(given: dict[str, Any]) -> dict[str, Any]:
    """Single plan from a process: OC, AOQ, ATI and the levels at three probabilities."""
    n, c, kind = given["n"], given["c"], given["dist"]
    curve = sampling_curves.operating_characteristic(n, c, given["p"], distribution=kind, lot=given.get("N"))
    answer: dict[str, Any] = {"pa": curve.pa.tolist()}
    if curve.aoq is not None and curve.ati is not None:
        answer |= {"aoq": curve.aoq.tolist(), "ati": curve.ati.tolist()}
        answer |= {"aoql": curve.aoql, "p_at_aoql": curve.p_at_aoql}
    for name, pa in (("p95", 0.95), ("p50", 0.5), ("p10", 0.1)):
        answer[name] = sampling_curves.level_at(n, c, pa, distribution=kind)
    return answer


@procedure("acceptance.oc_type_a")
def type_a(given: dict[str, Any]) -> dict[str, Any]:
    """Single plan on one lot."""
    lot, n, c = given["N"], given["n"], given["c"]
    return {"pa": [sampling_curves.hypergeometric_acceptance(lot, n, c, bad) for bad in given["D"]]}


def _double(given: dict[str, Any], distribution: str) -> dict[str, Any]:
    names = ("n1", "n2", "ac1", "re1", "ac2", "re2", "p")
    curve = sampling_curves.double_characteristic(
        **{name: given[name] for name in names}, distribution=given.get("dist", distribution)
    )
    return {
        "pa": curve.pa.tolist(),
        "pa_first_sample": curve.pa_first.tolist(),
        "asn_uncurtailed": curve.asn.tolist(),
    }


def _double_poisson(given: dict[str, Any]) -> dict[str, Any]:
    return _double(given, "poisson")


def _double_binomial(given: dict[str, Any]) -> dict[str, Any]:
    return _double(given, "binomial")


@procedure(
    "acceptance.double_plan",
    variant=lambda method: _double_poisson if "poisson" in method.lower() else _double_binomial,
)
def double_plan(given: dict[str, Any]) -> dict[str, Any]:
    """Double plan; the case's method names the distribution."""
    return _double_binomial(given)


@procedure("acceptance.find_plan")
def find_plan(given: dict[str, Any]) -> dict[str, Any]:
    """The smallest plan for two points."""
    producer, consumer, kind = tuple(given["prp"]), tuple(given["crp"]), given["type"]
    if kind == "normal":
        known = {"known": True, "unknown": False}[given["stype"]]
        found = plan_finding.find_variables_plan(producer, consumer, sigma_known=known)
        return {"n": found.n, "k": found.k, "s.type": given["stype"]}
    names = {"binomial": "binomial", "poisson": "poisson", "hypergeom": "hypergeometric"}
    found = plan_finding.find_plan(producer, consumer, distribution=names[kind], lot=given.get("N"))
    if found.c is None:
        raise InputError("no_plan", "An attributes plan has an acceptance number.")
    return {"n": found.n, "c": found.c, "r": found.c + 1}


@procedure("acceptance.variables_oc", tolerance=ITERATED)
def variables_oc(given: dict[str, Any]) -> dict[str, Any]:
    """Plan by measurement, one limit."""
    known = {"known": True, "unknown": False}[given["sigma"]]
    curve = sampling_curves.variables_characteristic(given["n"], given["k"], given["p"], sigma_known=known)
    return {"pa": curve.pa.tolist()}


@procedure("acceptance.zero_acceptance", row_inputs=("N", "lq", "beta"))
def zero_acceptance(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Accept on zero, hypergeometric."""
    found = [(row, plan_finding.zero_acceptance(row["N"], row["lq"], row["beta"])) for row in rows]
    return [{**row, "D": plan.nonconforming, "n": plan.n, "pa": plan.pa} for row, plan in found]


@procedure("acceptance.variables_lot")
def variables_lot(given: dict[str, Any]) -> dict[str, Any]:
    """A lot decision by measurement."""
    result = variables_sampling.decide(
        given["data"],
        lower=given.get("lsl"),
        upper=given.get("usl"),
        k=given.get("k"),
        m_percent=given.get("M_percent"),
    )
    return {
        "mean": result.mean,
        "s": result.s,
        "Q_U": result.q_upper,
        "Q_L": result.q_lower,
        "p_U_percent": result.p_upper,
        "p_L_percent": result.p_lower,
        "p_total_percent": result.p_total,
        "form1_upper_ok": result.form1_upper,
        "form1_lower_ok": result.form1_lower,
        "form2_accept": result.form2,
    }


@procedure("acceptance.mil_std_105e_single", row_inputs=("lot", "level", "severity", "aql"))
def single(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Look-ups in the single tables."""
    names = ("letter_from_lot", "letter_used", "n", "n_table", "ac", "re", "full_inspection")
    plans = [sampling.plan(row["lot"], row["aql"], level=row["level"], severity=row["severity"]) for row in rows]
    return [{name: getattr(plan, name) for name in names} for plan in plans]


@procedure("acceptance.switching")
def switch(given: list[dict[str, Any]]) -> dict[str, Any]:
    """The same lots under both sets of switching rules."""
    known = {field.name for field in fields(switching.Lot)}
    unknown = {key for entry in given for key in entry} - known
    if unknown:
        raise InputError("unknown_field", f"A lot has no {', '.join(sorted(unknown))}.")
    lots = [switching.Lot(**entry) for entry in given]
    return {rules: list(switching.history(lots, rules)) for rules in ("iso2859-1", "mil-std-105e")}
