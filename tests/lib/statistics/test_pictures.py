"""Pictures: well-formed, readable without colour and without eyes, complete, and safe with hostile words."""

import re
import time
from xml.etree import ElementTree

import numpy as np
import pytest

from mutu.lib.statistics import charts, pictures, rules, time_weighted, variables
from mutu.lib.statistics.attribute_study import attribute_study
from mutu.lib.statistics.attributes import p_chart
from mutu.lib.statistics.capability import Specification
from mutu.lib.statistics.errors import InputError
from mutu.lib.statistics.pareto import pareto
from mutu.lib.statistics.pictures.axes import kept, ticks
from mutu.lib.statistics.pictures.drawing import DARK, PAPER
from mutu.lib.statistics.pictures.sampling import PlanToDraw
from mutu.lib.statistics.run_chart import run_chart
from mutu.lib.statistics.switching import Lot, history

RNG = np.random.default_rng(7)
DATA = RNG.normal(100, 2, size=60).tolist()
GROUPS = RNG.normal(100, 2, size=(30, 4)).tolist()
STUDY = (RNG.normal(size=(5, 1, 1)) * 3 + RNG.normal(size=(5, 3, 2)) * 0.3).tolist()
SPEC = Specification(90.0, 110.0, 100.0)
LOTS = history([Lot(True, 3), Lot(False, 3), Lot(True, 3), Lot(False, 3), Lot(True, 3)])

DRAW = {
    "chart": lambda **k: pictures.control_chart(p_chart([3, 5, 9, 2, 4], [50, 60, 55, 50, 58]), **k),
    "pair": lambda **k: pictures.control_pair(variables.individuals(DATA), zones=True, **k),
    "capability": lambda **k: pictures.capability_sixpack(GROUPS, SPEC, **k),
    "capability of a series": lambda **k: pictures.capability_sixpack(DATA, Specification(upper=107.0), **k),
    "gauge": lambda **k: pictures.gauge_sixpack(STUDY, lower=-10, upper=10, **k),
    "oc": lambda **k: pictures.oc_curve([PlanToDraw("J", 80, 5, 2.5)], lot=1200, **k),
    "lots": lambda **k: pictures.lot_history(LOTS, **k),
    "pareto": lambda **k: pictures.pareto_chart(pareto({"a": 5, "b": 9, "other": 2}), **k),
    "histogram": lambda **k: pictures.histogram(DATA, specification=SPEC, curve=True, **k),
    "probability": lambda **k: pictures.probability_plot(DATA, **k),
    "ewma": lambda **k: pictures.ewma_picture(time_weighted.ewma(DATA, target=100, sigma=2), **k),
    "cusum": lambda **k: pictures.cusum_picture(time_weighted.cusum(DATA, target=99, sigma=2), **k),
    "run": lambda **k: pictures.run_chart_picture(run_chart(DATA), **k),
    "strata": lambda **k: pictures.stratified(
        {"cavity 1": DATA, "cavity 2": [x + 3 for x in DATA[:30]], "c": [99]}, **k
    ),
    "fishbone": lambda **k: pictures.ishikawa(
        "Black specks on white caps after colour change",
        {"machine": ["screw worn", "purge too short"], "material": ["regrind"], "method": [], "people": ["new shift"]},
        **k,
    ),
    "agreement": lambda **k: pictures.attribute_bars(attribute_study([1, 0], [[[1, 1], [0, 1]]]), **k),
}
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = """<script>alert(1)</script> & "quotes" ' </svg>"""


def _root(text):
    return ElementTree.fromstring(text)


@pytest.mark.parametrize("name", DRAW)
def test_a_picture_is_well_formed_and_says_what_it_shows(name):
    root = _root(DRAW[name](title="Boss diameter"))
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "Boss diameter"
    description = root.find(f"{SVG}desc").text
    assert len(description) > 10
    assert description.endswith(".")
    assert root.get("aria-label") == f"Boss diameter. {description}"
    words = [element.text for element in root.iter(f"{SVG}text")]
    assert words[0] == "Boss diameter"
    assert len(words[-1]) > 5  # the method


@pytest.mark.parametrize("name", DRAW)
def test_words_cannot_break_out(name):
    text = DRAW[name](title=HOSTILE, subtitle=HOSTILE)
    root = _root(text)
    assert root.find(f"{SVG}title").text == HOSTILE
    assert [element.tag for element in root.iter() if "script" in element.tag] == []
    assert "<script" not in text


@pytest.mark.parametrize("name", DRAW)
def test_colours_are_variables_on_screen_and_plain_in_print(name):
    screen, printed = DRAW[name](title="t"), DRAW[name](title="t", colours="print")
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', screen)) - {"none"}
    assert all(re.fullmatch(r"var\(--[a-z0-9-]+, #[0-9a-f]{6}\)", colour) for colour in colours)
    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', printed)) - {"none"} <= set(PAPER.values())
    assert "<style" not in screen  # a strict content policy allows none
    assert "prefers-color-scheme" in DRAW[name](title="t", standalone=True)


@pytest.mark.parametrize("name", DRAW)
def test_nothing_runs_and_nothing_is_fetched(name):
    text = DRAW[name](title="t", standalone=True)
    assert not re.search(r"javascript|onload|onclick|href|url\(|@import|<image|<foreignObject", text)
    assert "nan" not in re.findall(r'="(nan|inf|-inf)', text)


def test_both_palettes_name_the_same_inks():
    assert set(PAPER) == set(DARK)


def _relative(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("palette", [PAPER, DARK], ids=["light", "dark"])
def test_words_have_contrast(palette):
    for ink in ("ink", "ink-2", "ink-3", "nila", "stop", "attention"):
        light, dark = sorted((_relative(palette[ink]), _relative(palette["sheet"])), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, ink


def test_signals_are_shapes_with_the_number_of_their_rule():
    data = [10.0, 10.1, 9.9, 10.0, 10.1, 9.9, 10.0, 12.0, 10.0, 9.9]
    pair = variables.individuals(data, sigma="median", excluded={2: "gauge dropped"})
    root = _root(pictures.control_pair(pair, title="t"))
    words = [element.text for element in root.iter(f"{SVG}text")]
    assert words.count("1") >= 1
    assert "beyond a limit" in words
    assert "excluded, with reason" in words
    assert "in control" in words
    assert [word for word in words if word.startswith(("UCL ", "LCL ", "centre "))]


def test_a_limit_at_its_bound_is_not_drawn():
    words = [
        element.text
        for element in _root(pictures.control_chart(p_chart([1, 0, 2, 1], 20), title="t")).iter(f"{SVG}text")
    ]
    assert not [word for word in words if word.startswith("LCL")]


def test_stages_are_lines_with_their_reason():
    first, second = variables.individuals(DATA[:20]).location, variables.individuals(DATA[20:40]).location
    joined = charts.join_stages([first, second], ["new tool <T2>"])
    words = [element.text for element in _root(pictures.control_chart(joined, title="t")).iter(f"{SVG}text")]
    assert "new tool <T2>" in words


def test_words_of_the_picture_can_be_translated():
    text = pictures.control_chart(
        p_chart([1, 2, 3], 50), title="t", words={"centre": "tengah", "in control": "terkendali"}
    )
    words = [element.text for element in _root(text).iter(f"{SVG}text")]
    assert any(word.startswith("tengah ") for word in words)
    assert "terkendali" in words


def test_fifty_thousand_points_draw_few_marks_and_keep_every_signal():
    data = RNG.normal(size=50_000)
    data[[123, 20_000, 49_999]] = [9.0, -9.0, 9.0]
    chart = variables.individuals(data, rules=rules.LIMITS_ONLY).location
    text = pictures.control_chart(chart, title="t")
    root = _root(text)
    squares = [e for e in root.iter(f"{SVG}rect") if e.get("fill", "").startswith("var(--stop")]
    marks = len(squares) + len(list(root.iter(f"{SVG}circle")))
    assert len(squares) == len(chart.beyond) + 1  # one in the legend
    assert marks <= 2000
    assert len(text) < 200_000


def test_the_points_kept_hold_the_extremes_and_the_signals():
    data = RNG.normal(size=10_000)
    found = kept(data, [17, 5_000], 2000)
    assert len(found) <= 2000
    assert {17, 5_000, int(data.argmin()), int(data.argmax())} <= set(found)
    assert kept(data[:2000], [], 2000) == list(range(2000))
    assert len(kept(np.full(3000, np.nan), [], 2000)) == 0


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-3e-9, 2e-9), (99.7, 1e6), (5.0, 5.0), (-1e140, 1e140)])
def test_ticks_are_few_and_inside(low, high):
    found = ticks(low, high)
    assert 1 <= len(found) <= 8
    assert all(low - 1e-9 * abs(low) <= value <= high + 1e-9 * abs(high) for value in found)


@pytest.mark.parametrize(
    "data", [[5.0] * 12, [1e-12 * x for x in DATA], [1e12 + x for x in DATA], [-x for x in DATA], [1.0, 2.0]]
)
def test_odd_data_still_make_a_picture(data):
    text = pictures.control_pair(variables.individuals(data), title="t")
    assert not re.search(r'"(nan|inf|-inf)"', text)
    _root(text)
    _root(pictures.histogram(data, title="t"))
    _root(pictures.run_chart_picture(run_chart(data), title="t"))


def test_a_constant_series_has_no_capability_picture():
    with pytest.raises(ValueError, match="nothing to draw"):
        pictures.capability_sixpack([5.0] * 12, SPEC, title="t")


def test_gaps_are_left_open():
    chart = variables.individuals([1.0, 2.0, None, 2.0, 1.5], missing="gap").location
    root = _root(pictures.control_chart(chart, title="t"))
    lines = [e.get("d") for e in root.iter(f"{SVG}path")]
    assert any(line.count("M") == 2 for line in lines)


def test_two_hundred_charts_take_about_a_second():
    series = RNG.normal(size=(200, 100))
    started = time.process_time()
    for row in series:
        pictures.control_chart(variables.individuals(row, rules=rules.NELSON).location, title="t")
    assert time.process_time() - started < 4  # the target of 1 s is measured in bench/, this only catches a blunder


def test_strata_and_causes_have_their_bounds():
    for draw in (
        lambda: pictures.stratified({}, title="t"),
        lambda: pictures.stratified({str(i): [1.0] for i in range(31)}, title="t"),
        lambda: pictures.stratified({"a": []}, title="t"),
        lambda: pictures.ishikawa("e", {}, title="t"),
        lambda: pictures.ishikawa("e", {"m": ["c"] * 13}, title="t"),
    ):
        with pytest.raises(InputError):
            draw()


def test_strata_share_one_axis_and_equal_values_are_drawn():
    svg = pictures.stratified({"a": [5.0, 5.0], "b": [5.0]}, title="t")
    assert ("nan" in svg, svg.count("n = 2"), svg.count("n = 1")) == (False, 1, 1)
