"""What the pages of a list show: its columns with samples, and what a check found, in the words of an auditor."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from mutu.core import gate
from mutu.core.importing import mending, progress
from mutu.core.importing.actions import importable_of
from mutu.core.importing.models import Import
from mutu.core.importing.opening import Found
from mutu.core.importing.rows import ADDERS, Fault
from mutu.core.records import Record
from mutu.core.references import model_of
from mutu.web.addresses import PREFIXES, address_of

FAULTS_SHOWN = 200
LEFT_SHOWN = 50
UNKNOWN_SHOWN = 30


def common(of: Import) -> dict[str, Any]:
    """What every page of a list says about it."""
    importable = importable_of(of)
    kind = importable.does.model.kind
    return {
        "of": of,
        "state": gate.state_label(of),
        "importable": importable,
        "address": f"/{PREFIXES.get(kind, f'records/{kind}')}/",
    }


def columns(of: Import, found: Found, mapping: dict[str, int]) -> dict[str, Any]:
    """Each column of their file with samples and the fact it is taken for."""
    importable = importable_of(of)
    taken = {column: fact for fact, column in mapping.items()}
    offered = [(fact.name, str(fact.label), importable.must_have(fact)) for fact in importable.facts]
    lines = [
        {"number": number, "name": name, "samples": samples, "fact": taken.get(number, ""),
         "turned": number in found.turned}
        for number, (name, samples) in enumerate(zip(found.names, found.samples, strict=True))
        if name or samples
    ]  # fmt: skip
    return {
        "found": found,
        "lines": lines,
        "offered": offered,
        "questions": [
            _question("date_order", of, found.unclear(importable, mapping, "dates"), bool(found.orders)),
            _question("decimal_mark", of, found.unclear(importable, mapping, "numbers"), bool(found.marks)),
        ],
        "may_add": any(getattr(fact.reader, "model", None) in ADDERS for fact in importable.facts),
    }


def _question(name: str, of: Import, answer: str | None, arises: bool) -> dict[str, Any]:
    """Which comes first in a date, which sign parts the fraction: asked only where the file leaves it open."""
    column = Import._meta.get_field(name)
    return {
        "name": name,
        "label": column.verbose_name,  # type: ignore[union-attr]
        "choices": column.flatchoices,  # type: ignore[union-attr]
        "chosen": getattr(of, name) or answer or "",
        "needed": answer == "",
        "asked": arises,
    }


def faults(of: Import, start: str) -> dict[str, Any]:
    """What the check found: grouped as an auditor would count it, then every cell."""
    kept = progress.of(of)
    found = progress.found_in(kept, of.sheet)
    listed = progress.faults_of(kept)
    labels = mending.labels_of(of, found.names)
    first = int(start) if start.isdecimal() and len(start) < 7 else 0
    shown = listed[first : first + FAULTS_SHOWN]
    unknown = [
        (model_of(kind)._meta.verbose_name_plural, names[:UNKNOWN_SHOWN], len(names), model_of(kind) in ADDERS)
        for kind, names in kept.unknown.items()
        if names
    ]
    return {
        "groups": groups(listed, labels),
        "cells": [(one.row, labels.get(one.fact, ""), gate.in_words(one.why)) for one in shown],
        "count": len(listed),
        "next": first + FAULTS_SHOWN if len(listed) > first + FAULTS_SHOWN else 0,
        "first": first,
        "rows": (of.good or 0) + (of.faulty or 0),
        "unknown": unknown,
        "could_add": not of.add_unknown and any(could for _name, _names, _count, could in unknown),
    }


def groups(listed: Sequence[Fault], labels: dict[str, str]) -> list[dict[str, Any]]:
    """Faults of one kind in one column together: how many rows, what is wrong, one example."""
    rows: dict[tuple[str, str], set[int]] = {}
    examples: dict[tuple[str, str], Fault] = {}
    for one in listed:
        key = (one.code.partition("-")[0] if one.code != "date-ambiguous" else one.code, one.fact)
        rows.setdefault(key, set()).add(one.row)
        examples.setdefault(key, one)
    lines = [
        {
            "count": len(rows[key]),
            "what": group_title(key[0]) % {"label": labels.get(key[1], "") or _("something")},
            "example": _("for example row %(row)s: %(why)s")
            % {"row": examples[key].row, "why": gate.in_words(examples[key].why)},
        }
        for key in rows
    ]
    return sorted(lines, key=lambda line: -int(str(line["count"])))


def group_title(code: str) -> str:
    """What is wrong with the rows of a group, to be read after their number."""
    titles = {
        "missing": _("without “%(label)s”"),
        "twice": _("with a “%(label)s” that stands twice in the list"),
        "already": _("with a “%(label)s” that is here already"),
        "unknown": _("with a “%(label)s” that is not known here"),
        "future": _("with a “%(label)s” in the future"),
        "order": _("that ended before they began (“%(label)s”)"),
        "date": _("with a “%(label)s” that is no date"),
        "date-ambiguous": _("with a “%(label)s” that can be read in two ways"),
        "number": _("with a “%(label)s” that is no number"),
    }
    return titles.get(code) or _("where “%(label)s” needs another look")


def left(touched: Sequence[Record]) -> dict[str, Any]:
    """The records that somebody has worked on since."""
    lines = [(address_of(one), one.number, one.title, gate.state_label(one)) for one in touched[:LEFT_SHOWN]]
    return {"left": lines, "left_count": len(touched)}
