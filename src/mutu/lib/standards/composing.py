"""Composes the editions of a catalogue: the first is listed whole, a later one is the one before and a delta.

The rules are those written at the head of the catalogue. One that does not follow them is refused with a
code rather than loaded in part: ``unknown_schema``, ``unknown_base``, ``duplicate_clause``, and those of
``reading``, ``delta`` and ``wholeness``.
"""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from mutu.lib.standards import reading
from mutu.lib.standards.delta import Clauses, applied
from mutu.lib.standards.editions import CertificateRule, Change, Edition, Milestone, Source, Transition
from mutu.lib.standards.reading import CatalogueRefused, Record, Vocabulary
from mutu.lib.standards.wholeness import refuse_bad_counts, refuse_bad_origins, refuse_bad_tree

SCHEMA = "iso9001-catalogue/1"


def compose(data: object) -> Mapping[str, Edition]:
    """The editions in a catalogue, by key, the oldest first; ``CatalogueRefused`` when it is not whole."""
    catalogue = Record(data, "catalogue")
    if catalogue.text("schema") != SCHEMA:
        raise CatalogueRefused("unknown_schema", f"This is not a catalogue of the kind {SCHEMA}.")
    sources = {
        key: _source(str(key), Record(raw, f"source {key}")) for key, raw in catalogue.fact("sources", dict).items()
    }
    vocabulary = Vocabulary(catalogue.texts("principles"), MappingProxyType(sources))
    editions: dict[str, Edition] = {}
    for key, raw in catalogue.fact("editions", dict).items():
        editions[key] = _edition(key, Record(raw, str(key)), editions, vocabulary)
    return MappingProxyType(editions)


def _edition(key: str, record: Record, earlier: Mapping[str, Edition], vocabulary: Vocabulary) -> Edition:
    base = _base(record, earlier)
    changes: tuple[Change, ...] = ()
    if base is None:
        clauses = _listed(record, vocabulary)
    else:
        vocabulary = replace(vocabulary, confidences=tuple(record.fact("confidence_scale", dict)))
        clauses, changes = applied(base, record.record("delta"), vocabulary)
    edition = Edition(
        key=key,
        number=record.text("number"),
        revision=record.fact("edition", int),
        published=record.fact("published", datetime.date),
        confidence=reading.confidence(record, vocabulary, "publication_confidence") if base else "published",
        basis=record.text_or_none("basis"),
        base=base.key if base else None,
        clauses=tuple(clauses.values()),
        delta=changes,
        transition=_transition(record.record("transition"), vocabulary) if record.has("transition") else None,
        claims_not_confirmed=record.texts("claims_not_confirmed"),
        principles=vocabulary.principles,
        sources=vocabulary.sources,
    )
    refuse_bad_tree(edition)
    refuse_bad_origins(edition, base or edition)
    refuse_bad_counts(edition, record)
    return edition


def _base(record: Record, earlier: Mapping[str, Edition]) -> Edition | None:
    key = record.text_or_none("base")
    if key is not None and key not in earlier:
        raise CatalogueRefused("unknown_base", f"{record.where}: there is no edition {key} before it.")
    return None if key is None else earlier[key]


def _listed(record: Record, vocabulary: Vocabulary) -> Clauses:
    clauses: Clauses = {}
    for each in record.records("clauses"):
        number = each.text("id")
        each.where = f"{record.where}, clause {number}"
        if number in clauses:
            raise CatalogueRefused("duplicate_clause", f"{each.where}: it is listed twice.")
        clauses[number] = reading.clause(each, number, vocabulary)
        each.done()
    return clauses


def _source(key: str, record: Record) -> Source:
    source = Source(key, record.text("name"), record.text("seen"))
    record.done()
    return source


def _transition(record: Record, vocabulary: Vocabulary) -> Transition:
    transition = Transition(
        governing_body=record.text("governing_body"),
        governing_document=record.text_or_none("governing_document"),
        governing_document_note=record.text_or_none("governing_document_note"),
        length=record.text("length"),
        length_confidence=reading.confidence(record, vocabulary, "length_confidence"),
        length_note=record.text_or_none("length_note"),
        milestones=tuple(_milestone(each, vocabulary) for each in record.records("milestones")),
        certificate_rules=tuple(_certificate_rule(each, vocabulary) for each in record.records("certificate_rules")),
    )
    record.done()
    return transition


def _milestone(record: Record, vocabulary: Vocabulary) -> Milestone:
    milestone = Milestone(
        date=record.date_or_none("date"),
        what=record.text("what"),
        confidence=reading.confidence(record, vocabulary),
        sources=reading.sources(record, vocabulary),
        note=record.text_or_none("note"),
    )
    record.done()
    return milestone


def _certificate_rule(record: Record, vocabulary: Vocabulary) -> CertificateRule:
    rule = CertificateRule(
        record.text("rule"), reading.confidence(record, vocabulary), reading.sources(record, vocabulary)
    )
    record.done()
    return rule
