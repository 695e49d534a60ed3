"""Charts: what is drawn, what is said in words, and that no label can break out of the drawing."""

import datetime as dt
import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutu.lib.charts import CSS, Look, Words, ageing, pareto, spark, trend
from mutu.lib.charts.drawing import COLOURS, clusters, share_text, width_of, wrap
from mutu.lib.charts.over_time import ticks

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = [
    "<script>alert(1)</script>",
    '"/><image href="//x" onerror="alert(1)"/>',
    "</text></svg><svg onload=alert(1)>",
    "]]><!--&lt;&#60;",
    "a\x00\x08\x1fb\u202egnp\u2066",
    "{value.__class__} %s {0}",
    "x" * 5_000,
    "",
]
PAPER = Look(standalone=True, width=500)


def drawn(chart):
    """The parsed drawing; a parser that finds a fault raises."""
    return ElementTree.fromstring(chart.svg)


def bars(root) -> list[tuple[float, float]]:
    """Width and height of each bar, in drawing order."""
    return [
        (float(bar.get("width").rstrip("%")), float(bar.get("height").rstrip("%"))) for bar in root.iter(f"{SVG}rect")
    ]


def texts(root) -> list[str]:
    return [text.text or "" for text in root.iter(f"{SVG}text")]


def a_pareto(items, **more):
    about = {"title": "What", "unit": "reports", "period": "90 days", "n": 52} | more
    return pareto(items, **about)


def a_trend(points, **more):
    return trend(points, **({"title": "Reports", "unit": "reports", "period": "2026", "n": 40} | more))


ITEMS = [("sink", 5), ("flash", 40), ("weld", 5), ("none", 0), ("burr", 2)]
MONTHS = [(dt.date(2026, month, 1), value) for month, value in enumerate([4, 8, None, 2, 6], 1)]


def test_a_pareto_is_sorted_and_its_bars_are_in_proportion_from_zero():
    chart = a_pareto(ITEMS, definition="Reports, not defects.")
    root = drawn(chart)
    widths = [width for width, _ in bars(root)]
    assert [round(width / widths[0], 2) for width in widths] == [1.0, 0.12, 0.12, 0.05]
    assert texts(root) == [
        *("cumulative", "flash", "40", "77 %", "sink", "5", "87 %", "weld", "5", "96 %", "burr", "2", "100 %"),
    ]
    assert chart.summary == "Largest: flash, 40 of 52 reports (77 %)."
    assert chart.caption == "n = 52, 90 days. Reports, not defects."
    assert chart.head == ("what", "reports", "cumulative")
    assert chart.table == (
        *(("flash", "40", "77 %"), ("sink", "5", "87 %"), ("weld", "5", "96 %"), ("burr", "2", "100 %")),
        ("none", "0", ""),
    )


def test_the_many_become_other_at_the_end_hollow_and_the_table_keeps_them():
    chart = a_pareto([(f"kind {at}", 20 - at) for at in range(12)], most=4, n=174)
    root = drawn(chart)
    assert [text for text in texts(root) if not text[0].isdigit()] == [
        *("cumulative", "kind 0", "kind 1", "kind 2", "other"),
    ]
    assert [bar.get("class") for bar in root.iter(f"{SVG}rect")] == ["c-bar", "c-bar", "c-bar", "c-rest"]
    assert (len(chart.table), chart.table[-1]) == (12, ("kind 11", "9", "100 %"))


def test_a_pareto_by_cost_counts_its_cases_apart():
    chart = a_pareto([("flash", Decimal("1250.50")), ("sink", Decimal(99))], unit="RM", n=7)
    assert chart.summary == "Largest: flash, 1,250.5 of 1,349.5 RM (93 %)."
    assert chart.caption == "n = 7, 90 days."


@pytest.mark.parametrize("n", [0, 1, 4])
def test_fewer_than_five_cases_are_listed_not_drawn(n):
    items = [("flash", n - 1), ("sink", 1)] if n > 1 else [("flash", n)]
    said = {0: "No cases.", 1: "1 cases are too few for a picture: flash 1.",
            4: "4 cases are too few for a picture: flash 3, sink 1."}[n]  # fmt: skip
    for chart in (a_pareto(items, n=n), ageing(items, title="t", unit="u", period="p", n=n), a_trend(items, n=n)):
        assert (chart.svg, chart.summary) == ("", said)
        assert chart.table[0][0] == "flash"


def test_nothing_at_all_is_said():
    assert a_pareto([], n=9).summary == a_trend([], n=9).summary == "No cases."
    assert a_pareto([("flash", 0)], n=9).svg == ""
    assert a_trend([("Jan", None)], n=9).table == (("Jan", "no data"),)


@pytest.mark.parametrize("value", [-1, float("nan"), float("inf"), Decimal("-0.01")])
def test_a_value_that_cannot_be_counted_is_refused(value):
    for make in (a_pareto, a_trend, lambda items: ageing(items, title="t", unit="u", period="p", n=9)):
        with pytest.raises(ValueError, match="cannot show"):
            make([("x", value)])
    with pytest.raises(ValueError, match="cannot show"):
        spark([1, 2, 3, 4, value], title="t", unit="u", period="p")


def test_ageing_keeps_its_order_and_its_empty_spans():
    spans = [("under 7 days", 6), ("7 to 30 days", 12), ("31 to 90 days", 0), ("over 90 days", 3)]
    chart = ageing(spans, title="How long open", unit="open", period="as of 22 Nov 2026", n=21)
    widths = [width for width, _ in bars(drawn(chart))]
    assert [round(width / widths[1], 2) for width in widths] == [0.5, 1.0, 0.0, 0.25]
    assert chart.summary == "21 open; oldest: over 90 days, 3."
    assert chart.table[2] == ("31 to 90 days", "0")


def test_a_trend_stands_on_zero_and_leaves_a_month_without_data_empty():
    chart = a_trend(MONTHS)
    root = drawn(chart)
    assert [height for _, height in bars(root)] == [60.0, 120.0, 30.0, 90.0]
    assert "–" in texts(root)
    assert chart.summary == "4 in Jan 26, 6 in May 26 (reports); highest 8 in Feb 26."
    assert chart.caption == "n = 40, 2026. – no data."
    assert chart.table[2] == ("Mar 26", "no data")


def test_a_trend_as_a_line_is_broken_where_there_are_no_data():
    root = drawn(a_trend(MONTHS, kind="line"))
    joined = [line for line in root.iter(f"{SVG}line") if line.get("class") == "c-line"]
    assert (len(joined), len(list(root.iter(f"{SVG}circle")))) == (2, 4)


def test_what_happened_is_marked_with_letters_and_the_last_bar_may_be_unfinished():
    chart = a_trend(MONTHS, unfinished=True, happened={"May 26": "new lot", "Feb 26": "mould serviced", "x": "y"})
    root = drawn(chart)
    assert [text for text in texts(root) if text in {"A", "B", "C"}] == ["A", "B"]
    assert chart.caption == "n = 40, 2026. A: mould serviced. B: new lot. The last bar is not over yet. – no data."
    assert [bar.get("class") for bar in root.iter(f"{SVG}rect")] == ["c-bar", "c-bar", "c-bar", "c-rest"]


def test_labels_of_months_keep_apart_and_the_last_one_is_there():
    points = [(dt.date(2020 + at // 12, at % 12 + 1, 1), at) for at in range(60)]
    months = [text for text in texts(drawn(a_trend(points))) if re.fullmatch(r"[A-Z][a-z]{2} \d\d", text)]
    assert (months[-1], len(months) < 8) == ("Dec 24", True)


def test_a_spark_line_is_as_small_as_a_word():
    chart = spark([3, 5, None, 8, 2, 1], title="Reports", unit="a week", period="6 weeks")
    root = drawn(chart)
    assert (root.get("width"), root.get("height")) == ("96", "24")
    assert root.find(f"{SVG}path").get("d").count("M") == 2
    assert chart.summary == "3, 5, no data, 8, 2, 1 a week, 6 weeks."
    few = spark([1, 2, None, 3], title="t", unit="u", period="p")
    assert (few.svg, few.summary) == ("", "3 cases are too few for a picture: 1, 2, 3.")


def all_charts(labels, look=PAPER):
    values = [(label, at + 1) for at, label in enumerate(labels)]
    about = {"title": labels[0], "unit": labels[-1], "period": labels[0], "n": 50, "definition": labels[0]}
    yield pareto(values, look=look, **about)
    yield ageing(values, look=look, **about)
    yield trend(values, look=look, happened=dict.fromkeys(labels, labels[0]), **about)
    yield trend(values, look=look, kind="line", **about)
    yield spark([1, 2, 3, 4, 5], title=labels[0], unit=labels[0], period=labels[0], look=look)


@pytest.mark.parametrize("look", [Look(), PAPER])
def test_each_chart_is_named_described_and_needs_no_style_or_script(look):
    for chart in all_charts(["Ba via", "ครีบ", "毛边"], look):
        root = drawn(chart)
        assert (root.get("role"), root[0].tag, root[1].tag) == ("img", f"{SVG}title", f"{SVG}desc")
        assert (root[0].text, root[1].text) == ("Ba via", chart.summary)
        for part in root.iter():
            assert part.tag.removeprefix(SVG) in {
                *("svg", "title", "desc", "g", "rect", "line", "circle", "text", "path"),
            }
            assert not {"style", "href", "id"} & set(part.attrib)
            assert ("class" in part.attrib) is False or not look.standalone


def test_a_fluid_drawing_is_coloured_by_documented_classes_only():
    used = {part.get("class") for chart in all_charts(["a", "b"], Look()) for part in drawn(chart).iter()} - {None}
    assert used - {"c-chart"} <= set(COLOURS)
    assert set(re.findall(r"\.(c-[a-z]+)", CSS)) == set(COLOURS) | {"c-chart"}
    assert "fill=" not in a_pareto(ITEMS).svg


def test_a_standalone_drawing_carries_title_caption_and_plain_colours():
    chart = a_pareto(ITEMS, look=PAPER, definition="Reports, not defects.")
    root = drawn(chart)
    assert (root.get("viewBox").split()[2], texts(root)[0], texts(root)[-1]) == ("500", "What", chart.caption)
    assert "%" not in "".join(value for part in root.iter() for value in part.attrib.values())


@pytest.mark.parametrize("look", [Look(lang='vi"><script>'), PAPER])
def test_hostile_labels_stay_text(look):
    for chart in all_charts(HOSTILE, look):
        root = drawn(chart)
        assert "script" not in {part.tag for part in root.iter()}
        assert all(not name.startswith("on") for part in root.iter() for name in part.attrib)


@given(st.lists(st.text(), min_size=1, max_size=6), st.sampled_from([Look(), PAPER]))
def test_any_text_makes_a_drawing_a_parser_accepts(labels, look):
    for chart in all_charts(labels, look):
        if chart.svg:
            assert drawn(chart).tag == f"{SVG}svg"


def test_a_long_label_is_shortened_and_told_in_full():
    label = "Xước bề mặt do kẹp gá không đúng tư thế trong nguyên công hai"
    root = drawn(a_pareto([(label, 40), ("b", 12)]))
    assert texts(root)[1:3] == ["Xước bề mặt do", "kẹp gá không…"]
    assert [title.text for title in root.iter(f"{SVG}title")][1] == f"{label}: 40 (77 %)"


def test_words_figures_and_months_are_the_readers():
    look = Look(
        words=Words(other="khác", largest="Nhiều nhất: {label} {share}", caption="n = {n}; {period}."),
        number=lambda value: f"{value:,}".replace(",", "."),
        month=lambda day: f"{day.month}/{day.year + 543}",
        lang="vi",
    )
    chart = a_pareto([("ba via", 4_000), *((str(at), 1) for at in range(9))], look=look, n=4_009)
    assert (chart.summary, chart.caption) == ("Nhiều nhất: ba via 99 %", "n = 4.009; 90 days.")
    assert drawn(chart).get("lang") == "vi"
    assert "khác" in texts(drawn(chart))
    assert a_trend(MONTHS, look=look).table[0][0] == "1/2569"


@given(st.text(min_size=1), st.integers(30, 300), st.integers(1, 4))
def test_wrapped_lines_fit_and_say_what_the_text_says(text, width, lines):
    found = wrap(text, width, lines=lines)
    assert len(found) <= lines
    for line in found:
        assert width_of(line) <= width or len(list(clusters(line.rstrip("…")))) <= 1
    if not found[-1].endswith("…"):
        assert "".join("".join(found).split()) == "".join(text.split())


def test_thai_is_cut_neither_before_a_vowel_sign_nor_after_a_leading_vowel():
    text = "สีหลุดร่อนหลังพ่นเพราะค่าพีเอชในบ่อเตรียมผิวไม่ได้บันทึกช่วงสงกรานต์"
    found = wrap(text, 110, lines=9)
    assert "".join(found) == text
    assert all(line[0] not in "ัิีึืฺุู็่้๊๋์ํ" for line in found)
    assert all(line[-1] not in "เแโใไ" for line in found)


@given(st.floats(0.001, 1e12))
def test_ticks_begin_at_zero_are_even_and_reach_the_greatest(greatest):
    marks = ticks(greatest)
    assert (marks[0], 2 <= len(marks) <= 7) == (0, True)
    assert marks[-1] >= greatest * 0.999999 > marks[-2] * 0.999
    steps = {round((after - before) / marks[-1], 6) for before, after in pairwise(marks)}
    assert len(steps) <= 2


@given(st.integers(0, 1000), st.integers(1, 1000))
def test_a_share_says_nought_or_all_only_when_it_is(part, more):
    text = share_text(part, part + more)
    assert (text == "0 %") is (part == 0)
    assert text != "100 %"
