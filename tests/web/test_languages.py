"""Every string in English and Vietnamese, the floor's in Malay, and nothing compiled that is not the text beside it."""

import ast
import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from mutu.core.management.commands import makemessages

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


def marked() -> Iterator[tuple[str, str, str, bool]]:
    """Every sentence the code marks for translation: file, mark, sentence, and whether an f-string has it."""
    for file in sorted((LOCALE.parent).rglob("*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        named = [each for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) for each in one.names]
        marks = {each.asname or each.name for each in named if re.fullmatch(r"gettext(_lazy|_noop)?", each.name)}
        inside = {id(each) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for each in ast.walk(one)}
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in marks:
                said = call.args[0]
                if isinstance(said, ast.Constant):
                    yield file.name, call.func.id, str(said.value), id(call) in inside


def test_whatever_marks_a_sentence_is_known_to_the_collector():
    known = {"_", "gettext", "gettext_lazy", "gettext_noop", *makemessages.MARKS}
    assert {mark for _file, mark, _said, _inside in marked()} - known == set()
    assert [(file, said) for file, _mark, said, inside in marked() if inside] == []  # the collector reads no f-strings


def test_every_sentence_of_the_code_stands_in_the_catalogue():
    kept = {entry.msgid for entry in catalog("vi")}
    assert sorted({said for _file, _mark, said, _inside in marked()} - kept) == []
