"""Erasing what can be read of a person, while every proof of what they did still holds (7.5.3).

The leaves of the log carry digests; only the words beside them are blanked. What others wrote about the person in
free text is not found by this: it is changed where it stands, by whoever keeps that record.
"""

import json
from typing import Any
from uuid import UUID

from django.db import transaction

from mutu.core import tenancy
from mutu.core.actors import Actor
from mutu.core.keeping_actions import erase
from mutu.core.models import Draft, Notice, Person
from mutu.core.records import canonical
from mutu.core.trail import digest
from mutu.core.trail_models import Entry, Name, Words

PERSONAL = frozenset({"name", "job", "badge", "email"})


def erase_person(id: UUID, *, by: Actor, because: str) -> Person:
    """Blank a person's own fields by an action, then their words and names beside the log; safe to do again."""
    with tenancy.reading(by.organization):
        names = set(Name.objects.of(by.organization).filter(person=id).values_list("name", flat=True)) - {""}
        names |= set(Person.objects.of(by.organization).filter(pk=id).values_list("name", flat=True)) - {""}
    person = erase(id, by=by, because=because)
    with transaction.atomic():
        tenancy.enter(by.organization_id)
        _erase_words(by.organization_id, id)
        Name.objects.of(by.organization).filter(person=id).update(name="", salt="")
        Notice.objects.of(by.organization).filter(person=id).delete()
        Notice.objects.of(by.organization).filter(who__in=names).update(who="")
        Draft.objects.of(by.organization).filter(person=id).delete()
    return person


def _erase_words(organization_id: UUID, id: UUID) -> None:
    """The personal words of every entry of the person's own record."""
    seqs = list(Entry.objects.of(organization_id).filter(record=id).values_list("seq", flat=True))
    for words in Words.objects.of(organization_id).filter(seq__in=seqs):
        said = canonical([_erased(line) for line in json.loads(words.said)])
        Words.objects.of(organization_id).filter(seq=words.seq).update(said=said)


def _erased(line: list[Any]) -> list[Any]:
    return [digest(*line)] if len(line) == 3 and line[1].partition(".")[2] in PERSONAL else line
