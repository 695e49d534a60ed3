"""The components pages are made of: shapes, rulers, clocks, the strip of clauses, what can be done."""

import itertools
import re
import xml.etree.ElementTree as Xml
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st
from tests.web.markup import HOSTILE, Page

import mutu.web
from mutu.web import drawing
from mutu.web.templatetags import mutu as tags
from mutu.web.templatetags.mutu_vocabulary import clauses

STATIC = Path(mutu.web.__file__).parent / "static" / "mutu"


def render(source: str, **context: object) -> Page:
    return Page(Template("{% load mutu %}" + source).render(Context(context)))


# --- Shapes and words -------------------------------------------------------------------------------------------------


def test_the_sprite_has_every_shape_once_and_no_other() -> None:
    symbols = Xml.parse(STATIC / "sprite.svg").getroot().findall("{http://www.w3.org/2000/svg}symbol")
    assert Counter(symbol.get("id") for symbol in symbols) == Counter(tags.SHAPES)
    assert {symbol.get("viewBox") for symbol in symbols} == {"0 0 16 16"}


def test_shapes_that_differ_in_meaning_are_drawn_differently_within_their_family() -> None:
    symbols = Xml.parse(STATIC / "sprite.svg").getroot().findall("{http://www.w3.org/2000/svg}symbol")
    drawn = {symbol.get("id"): b"".join(Xml.tostring(child) for child in symbol) for symbol in symbols}
    for words in tags.STATES.values():
        shapes = {shape for shape, _tone, _word in words.values()}
        assert len({drawn[shape] for shape in shapes}) == len(shapes)


def test_a_state_is_a_shape_with_its_word_and_the_shape_is_not_read_aloud() -> None:
    page = render('{% state "product" "hold" %}')
    assert page.all("span", **{"class": "state tone-attention"}) == [{"class": "state tone-attention"}]
    assert page.all("svg", aria_hidden="true")[0]["width"] == "16"
    assert page.all("use")[0]["href"].endswith("sprite.svg#hold")
    assert page.words("span")[0] == "HOLD"


def test_a_state_takes_the_companys_own_word_and_escapes_it() -> None:
    page = render('{% state "record" "progress" label=said %}', said=HOSTILE)
    assert page.words("span") == [HOSTILE, HOSTILE]
    assert page.all("script") == []


@pytest.mark.parametrize(
    "source", ['{% state "record" "hold" %}', '{% state "mood" "open" %}', '{% shape "heart" %}', '{% shape "ok" 17 %}']
)
def test_an_unknown_word_or_shape_fails_loudly(source: str) -> None:
    with pytest.raises(tags.UnknownWord) as refused:
        render(source)
    assert refused.value.code == "unknown-word"


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Nurul Aisyah Hamid", "NA"), ("Mr Tuấn", "T"), ("đặng văn ân", "ĐV"), ("เกรียงไกร", "ก"), ("ကျော်", "က"),
        ("王小明", "王"), ("  ", "?"), (None, "?"), ("---", "?"), ("<b>x</b>", "B"), ("Mr", "M"), ("O'Neil 7", "O7"),
    ],
)  # fmt: skip
def test_initials_in_many_scripts(name: str | None, letters: str) -> None:
    assert tags.initials(name) == letters


# --- Drawings ---------------------------------------------------------------------------------------------------------


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_bar_is_as_long_as_its_share_and_never_written_with_a_comma(done: float, total: float) -> None:
    drawn = Page(drawing.ruler(drawing.share(done, total), 12, "so far"))
    (bar,) = drawn.all("rect", **{"class": "done"})
    assert re.fullmatch(r"\d+(\.\d+)?%", bar["width"])
    assert float(bar["width"][:-1]) == pytest.approx(100 * min(1, done / total) if total else 0, abs=0.006)


@given(st.lists(st.tuples(st.floats(0, 1), st.text(st.characters(codec="utf-8"), min_size=1, max_size=14)), max_size=6))
def test_packed_labels_that_may_go_never_cover_another(labels: list[tuple[float, str]]) -> None:
    placed = drawing.pack([drawing.Label(place, text, may_go=True) for place, text in labels])
    spans = []
    for label, anchor, row in placed:
        width = drawing.text_width(label.text) / drawing.ASSUMED_WIDTH
        left = label.place - {"start": 0, "middle": width / 2, "end": width}[anchor]
        spans.append((left, left + width))
        assert row == 0
    spans.sort()
    assert all(first[1] <= second[0] + 1e-9 for first, second in itertools.pairwise(spans))


def test_the_ruler_says_in_a_sentence_what_it_shows_and_escapes_its_labels() -> None:
    page = render('{% ruler 8 12 unit "0" "12" now %}', unit=HOSTILE, now=HOSTILE)
    assert page.all("svg", role="img")[0]["aria-label"] == f"8 of 12 {HOSTILE}"
    assert page.words("text") == ["0", "12", HOSTILE]
    assert len(page.all("line")) == 13
    assert page.all("script") == []


@pytest.mark.parametrize(("done", "total", "width"), [(0, 0, "0%"), (None, 5, "0%"), (9, 3, "100%"), (-1, 4, "0%")])
def test_a_ruler_stays_within_its_ends(done: int | None, total: int, width: str) -> None:
    assert (
        render("{% ruler done total %}", done=done, total=total).all("rect", **{"class": "done"})[0]["width"] == width
    )


@pytest.mark.parametrize(
    ("value", "sentence", "needles"),
    [
        ("8.031", "8.031 mm, inside 7.95 to 8.05", 1),
        ("8.07", "8.07 mm, outside 7.95 to 8.05", 1),
        ("", "limits 7.95 to 8.05 mm", 0),
    ],
)
def test_a_value_in_its_tolerance(value: str, sentence: str, needles: int) -> None:
    page = render('{% tolerance value "7.95" "8.05" "mm" %}', value=value)
    assert page.all("svg", role="img")[0]["aria-label"] == sentence
    assert len(page.all("path", **{"class": "needle"})) == needles


@pytest.mark.parametrize(
    ("left", "total", "buyer", "said", "tone"),
    [
        (18, 24, True, "18 h left", "attention"),  # under 24 h of a buyer's clock
        (18, 24, False, "18 h left", "nila"),
        (6, 24, False, "6 h left", "attention"),  # the last quarter
        (47.9, 100, False, "47 h left", "nila"),
        (48, 100, False, "2 days left", "nila"),
        (0.99, 24, False, "59 min left", "attention"),
        (0, 24, False, "0 min left", "attention"),
        (-3.5, 24, True, "missed by 3 h", "stop"),
        (Decimal(-50), 24, False, "missed by 2 days", "stop"),
    ],
)
def test_a_clock_says_what_is_left_and_never_more(left: float, total: float, buyer: bool, said: str, tone: str) -> None:
    page = render("{% clock left total title buyer=buyer %}", left=left, total=total, buyer=buyer, title=HOSTILE)
    assert page.words("p")[0] == said
    assert page.all("div")[0]["class"] == f"clock tone-{tone}"
    assert page.words("h3") == [HOSTILE]
    assert page.all("script") == []


def test_the_clause_strip_has_a_tick_for_each_of_65_clauses_in_seven_groups() -> None:
    sample = list(clauses())
    page = render('{% clause_strip clauses "#chapter-" %}', clauses=sample)
    assert len(page.all("g")) == len(sample) == 65
    assert page.words("text") == ["4", "5", "6", "7", "8", "9", "10"]
    assert [link["href"] for link in page.all("a")] == [f"#chapter-{n}" for n in range(4, 11)]
    assert len(page.all("path", **{"class": "cap"})) == 7
    counts = [int(words.split()[0]) for words in page.words("li")]
    assert counts == [44, 7, 4, 4, 6]
    assert page.words("title")[1] == "4.2 : needs a statement"


def test_the_clause_strip_escapes_titles_refuses_unknown_verdicts_and_can_be_empty() -> None:
    one = {"number": "4.1", "title": HOSTILE, "verdict": "shown"}
    page = render("{% clause_strip clauses %}", clauses=[one])
    assert page.words("title") == [f"4.1 {HOSTILE}: shown by records"]
    with pytest.raises(tags.UnknownWord):
        render("{% clause_strip clauses %}", clauses=[{**one, "verdict": "conforming"}])
    assert render("{% clause_strip clauses %}", clauses=[]).all("svg")[0]["aria-label"] == "no clauses"


# --- State line and what can be done ----------------------------------------------------------------------------------


def test_the_state_line_names_each_step_and_marks_the_one_that_is_now() -> None:
    steps = [
        {"label": "Reported", "status": "done", "when": "12 Oct", "who": "Bishnu"},
        {"label": HOSTILE, "status": "now", "when": None, "who": None},
        {"label": "Closed", "status": "later"},
    ]
    page = render("{% state_line steps %}", steps=steps)
    assert [step["class"] for step in page.all("li")] == ["is-done", "is-done", "is-now", "is-later"]
    assert len(page.all("li", aria_current="step")) == 1
    assert page.words("b") == ["Reported", "Reported", HOSTILE, "Closed"]
    assert page.words("summary") == ["1 step done"]
    with pytest.raises(tags.UnknownWord):
        render("{% state_line steps %}", steps=[{"label": "x", "status": "soon"}])


def test_what_can_be_done_is_a_verb_and_what_cannot_has_its_reason() -> None:
    now = [
        {"label": HOSTILE, "url": '/do/x?"=1', "primary": True},
        {"label": "Hold", "url": "/hold", "method": "post"},
        {"label": "Withdraw WI-12", "url": "/w", "destroys": True},
    ]
    not_yet = [{"label": "Close", "reason": "action 3 is open."}]
    page = render("{% you_can now not_yet %}", now=now, not_yet=not_yet, csrf_token="a<b")
    assert page.all("a") == [
        {"class": "button primary", "href": '/do/x?"=1'},
        {"class": "button destroy", "href": "/w"},
    ]
    assert page.words("a") == [HOSTILE, "Withdraw WI-12"]
    assert page.all("form") == [{"method": "post", "action": "/hold"}]
    assert page.all("input")[0]["value"] == "a<b"
    assert page.words("li") == ["Close: action 3 is open."]
    assert render("{% you_can now %}", now=[]).words("dd") == ["Read it. No step here is yours now."]
