"""A module is named after what it is about, never after a kind of code."""

from pathlib import PurePath

from tests.architecture.tree import ROOT, name, tracked

SAYS_NOTHING = {"common", "helpers", "managers", "misc", "mixins", "services", "signals", "tools", "util", "utils"}


def says_nothing(path: PurePath) -> bool:
    names = {*path.parts[:-1], path.stem}
    singular = {word.rstrip("s") for word in SAYS_NOTHING}
    return any(part.strip("_").rstrip("s") in singular for part in names)


def test_no_module_or_folder_is_called_services_helpers_or_the_like():
    paths = [path.relative_to(ROOT) for path in tracked() if path.suffix in (".py", ".js", ".html")]
    assert [path.as_posix() for path in paths if "vendor" not in path.parts and says_nothing(path)] == []


def test_the_names_that_say_nothing_are_recognised():
    assert says_nothing(PurePath("src/mutu/core/utils.py"))
    assert says_nothing(PurePath("src/mutu/core/_helper.py"))
    assert says_nothing(PurePath("src/mutu/services/mail.py"))
    assert not says_nothing(PurePath("src/mutu/resources/equipment.py"))


def test_a_test_lies_under_the_name_of_the_package_it_tests():
    beside = {"architecture", "bad_days", "faces", "journeys", "requirements", "data"}
    packages = {path.relative_to(ROOT).parts[2] for path in tracked() if name(path).startswith("src/mutu/")}
    folders = {
        parts[1] for path in tracked() if (parts := path.relative_to(ROOT).parts)[0] == "tests" if len(parts) > 2
    }
    assert folders - packages - beside == set()
