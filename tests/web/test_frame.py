"""The frame of every page: content policy, landmarks, colours with their contrast, and weight."""

import gzip
import itertools
import re
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from tests.web.markup import HOSTILE, Page

import mutu.web
from mutu.web.templatetags import mutu as tags
from mutu.web.templatetags.mutu_vocabulary import index_groups

STATIC = Path(mutu.web.__file__).parent / "static" / "mutu"


def frame(template: str = "mutu/vocabulary.html") -> tuple[str, Page]:
    organization = SimpleNamespace(name=HOSTILE)
    request = SimpleNamespace(
        actor=SimpleNamespace(name=HOSTILE, initials="", organization=organization),
        COOKIES={"theme": HOSTILE}, GET={"q": HOSTILE}, path="/find", get_full_path=lambda: HOSTILE,
    )  # fmt: skip
    languages = [("en", "English"), ("th", "ไทย")]
    index = render_to_string("mutu/parts/index.html", {"index": index_groups()})
    context = {"request": request, "index": index, "languages": languages, "csrf_token": "t"}
    markup = render_to_string(template, context)
    return markup, Page(markup)


@pytest.mark.parametrize("template", ["mutu/base.html", "mutu/bare.html", "mutu/vocabulary.html"])
def test_a_page_obeys_the_content_policy_with_and_without_anybody_signed_in(template: str) -> None:
    for page in (frame(template)[1], Page(render_to_string(template, {}))):
        assert page.all("style") == []
        for tag, attributes in page.elements:
            assert "style" not in attributes
            assert not any(name.startswith("on") for name in attributes)
            assert tag != "script" or attributes["src"].startswith("/static/mutu/")
        assert page.all("html")[0]["lang"] == "en"
        assert "data-theme" not in page.all("html")[0]
        assert [main["id"] for main in page.all("main")] == ["content"]
        assert page.all("a")[0] == {"class": "skip", "href": "#content"}


def test_the_frame_offers_find_report_language_and_sign_out_without_a_script() -> None:
    page = frame()[1]
    assert page.all("form", action="/find", method="get", role="search") != []
    assert page.all("input", name="q")[0]["value"] == HOSTILE
    assert page.all("a", href="/report") != []
    assert [b["value"] for b in page.all("button", name="language")] == ["en", "th"]
    assert page.all("button", value="th")[0]["lang"] == "th"
    assert len(page.all("form", action="/sign-out", method="post")) == 1
    assert page.all("input", name="next")[0]["value"] == HOSTILE
    assert [tab["href"] for tab in page.all("a", aria_current="page")] == ["#", "/find"]


def test_the_vocabulary_page_is_sound_in_ids_headings_and_labels() -> None:
    page = frame()[1]
    ids = Counter(attributes["id"] for attributes in page.all() if "id" in attributes)
    assert [name for name, count in ids.items() if count > 1] == []
    levels = [int(tag[1]) for tag, _attributes in page.elements if re.fullmatch("h[1-6]", tag)]
    main = levels[levels.index(1) :]
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(main))
    for attributes in page.all():
        for name in (attributes.get("aria-describedby", "") + " " + attributes.get("for", "")).split():
            assert name in ids
    shown = {use["href"].split("#")[1] for use in page.all("use")}
    assert {shape for words in tags.STATES.values() for shape, _tone, _word in words.values()} <= shown


# --- Colours and weight ----------------------------------------------------------------------------------------------


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", block))


def themes() -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    css = (STATIC / "mutu.css").read_text()
    light, dark, device = css.split(':root[data-theme="dark"] {')[0], css.split(':root[data-theme="dark"] {')[1], ""
    dark, device = dark.split("@media (prefers-color-scheme: dark)")[0], dark.split("(prefers-color-scheme: dark)")[1]
    return tokens(light), tokens(dark), tokens(device.split("/*")[0])


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [0, 1])
def test_text_and_signs_have_their_contrast_in_both_themes(theme: int) -> None:
    colours = themes()[theme]
    for ground in ("sheet", "page", "sunk"):
        for text in ("ink", "ink-2", "ink-3", "nila", "nila-strong", "soga", "ok", "attention", "stop", "mute"):
            assert contrast(colours[text], colours[ground]) >= 4.5, (text, ground)
        assert contrast(colours["line-strong"], colours[ground]) >= 3.0
    for text in ("ok", "attention", "stop", "mute", "soga"):
        assert contrast(colours[text], colours[f"{text}-tint"]) >= 4.5
    assert contrast(colours["on-nila"], colours["nila"]) >= 4.5
    assert contrast(colours["mark-ink"], colours["mark"]) >= 4.5


def test_dark_by_choice_and_dark_by_device_are_the_same() -> None:
    _light, dark, device = themes()
    assert dark == device


def test_components_use_tokens_and_no_colours_of_their_own() -> None:
    for name in ("parts.css", "vocabulary.css"):
        assert set(re.findall(r"#[0-9a-fA-F]{3,8}\b|rgba?\(", (STATIC / name).read_text())) <= {"#fff"}


@pytest.mark.parametrize(
    ("names", "most"),
    [
        (("mutu.css", "parts.css"), 10_240),
        (("mutu.js", "forms.js"), 12_288),
        (("sprite.svg",), 4_096),
        (("vendor/bootstrap-reboot.min.css", "vendor/bootstrap-utilities.min.css", "vendor/htmx.min.js"), 45_056),
    ],
)
def test_what_every_page_loads_stays_within_its_weight(names: tuple[str, ...], most: int) -> None:
    assert sum(len(gzip.compress((STATIC / name).read_bytes(), 9)) for name in names) <= most


@pytest.mark.parametrize("name", ["mutu.css", "parts.css", "vocabulary.css"])
def test_a_style_sheet_closes_what_it_opens_and_asks_of_the_medium_only_at_the_left_edge(name: str) -> None:
    sheet = re.sub(r"/\*.*?\*/", "", (STATIC / name).read_text(), flags=re.DOTALL)
    depth = 0
    for line in sheet.splitlines():
        for place, letter in enumerate(line):
            if letter == "@" and line.startswith("@media", place):
                assert (place, depth) == (0, 0), line
            depth += (letter == "{") - (letter == "}")
            assert 0 <= depth <= 3, line
    assert depth == 0
