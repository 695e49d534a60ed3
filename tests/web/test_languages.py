"""Every string in English and Vietnamese, the floor's in Malay, and nothing compiled that is not the text beside it."""

import gettext
import re
from pathlib import Path

import polib
import pytest

LOCALE = Path(__file__).parent.parent.parent / "src" / "mutu" / "locale"
PLACES = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
FLOOR = (
    "report.html",
    "reported.html",
    "mine.html",
    "door.html",
    "doors.html",
    "scan.html",
    "to_read.html",
    "sign_reading.html",
    "class.html",
    "class_start.html",
    "acknowledging.py",
    "reporting.py",
    "signing_in.py",
)


def catalog(language: str) -> polib.POFile:
    return polib.pofile(str(LOCALE / language / "LC_MESSAGES" / "django.po"))


def test_vietnamese_is_complete():
    whole = catalog("vi")
    left = [entry.msgid for entry in whole if not entry.obsolete and (not entry.translated() or "fuzzy" in entry.flags)]
    assert len(whole) > 1000
    assert left == []


def test_malay_is_complete_on_the_floor():
    floor = [entry for entry in catalog("ms") if any(place.endswith(FLOOR) for place, _line in entry.occurrences)]
    assert len(floor) > 40
    assert [entry.msgid for entry in floor if not entry.translated()] == []


@pytest.mark.parametrize("language", ["vi", "ms"])
def test_every_place_for_a_value_is_kept(language):
    wrong = []
    for entry in catalog(language):
        said = [entry.msgstr, *entry.msgstr_plural.values()]
        wanted = set(PLACES.findall(entry.msgid_plural or entry.msgid))
        wrong += [entry.msgid for text in said if text and set(PLACES.findall(text)) != wanted]
    assert wrong == []


@pytest.mark.parametrize("language", ["vi", "ms"])
def test_what_is_compiled_is_what_is_written(language):
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    stale = [
        entry.msgid
        for entry in catalog(language)
        if entry.translated()
        and not entry.msgctxt
        and not entry.msgid_plural
        and compiled.gettext(entry.msgid) != entry.msgstr
    ]
    assert stale == []
