"""What must not stand in any file: places of somebody's machine, and promises to finish later."""

import re

from tests.architecture.tree import ROOT, name, texts

MACHINE = re.compile(r"(?<![\w.:/>~-])/(?:home|root|work|tmp|Users)/\w")
LATER = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")


def places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name(path)}:{number}: {line.strip()[:100]}"
        for path in texts()
        if path != ROOT / "LICENSE"
        for number, line in enumerate(path.read_text(errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_a_place_on_somebodys_machine():
    assert places(MACHINE) == []


def test_nothing_is_left_for_later():
    assert places(LATER) == []


def test_both_are_recognised():
    for directory in ("home", "root", "work", "tmp", "Users"):
        assert MACHINE.search(f'open("/{directory}/someone/file")')
    assert MACHINE.search("https://example.org/home/page") is None
    assert MACHINE.search('path("workplaces/<uuid:id>/")') is None
    for word in ("TO" + "DO", "FIX" + "ME"):
        assert LATER.search(f"# {word}: later")
    assert LATER.search("todos os dias") is None
