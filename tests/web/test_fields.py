"""Fields of derived forms: every kind tied to its label and error, and nothing typed is lost; hostile text too."""

import re
from collections import Counter
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st
from tests.web.markup import HOSTILE, Page

from mutu.web.templatetags.mutu_facts import WIDGETS, Asked, UnknownKind, plain
from mutu.web.templatetags.mutu_vocabulary import Sample

CHOICES = (("a", HOSTILE), ("b", "B"))
COLUMNS = (Sample("place", HOSTILE), Sample("pieces", "Pieces", "integer", unit="pcs"))


def ask(fact: object, value: object = None, **more: object) -> Page:
    return Page(render_to_string("mutu/facts/field.html", {"fact": fact, "value": value, **more}))


@pytest.mark.parametrize("kind", WIDGETS)
def test_a_field_of_each_kind_ties_label_help_and_error_to_its_control(kind: str) -> None:
    choices = CHOICES if kind in {"choice", "choices", "person", "record"} else ()
    fact = Sample("due", HOSTILE, kind, HOSTILE, choices=choices, columns=COLUMNS)
    page = ask(fact, error=HOSTILE, prefix="p.")
    ids = Counter(attributes["id"] for _tag, attributes in page.elements if "id" in attributes)
    assert set(ids.values()) == {1}
    described = [attributes["aria-describedby"] for attributes in page.all() if "aria-describedby" in attributes]
    assert described != []
    assert {name for words in described for name in words.split()} <= set(ids)
    labelled = [label["for"] for label in page.all("label") if "for" in label]
    assert labelled == ([] if page.words("legend") else ["f-p-due"])
    assert "f-p-due" in ids
    assert (page.words("legend") or page.words("label"))[0] == HOSTILE
    assert page.all("p", id="f-p-due-error") == [page.all("p", **{"class": "field-error"})[0]]
    assert HOSTILE in page.words("p")
    assert page.all("script") == []
    names = {a["name"] for tag, a in page.elements if tag in {"input", "select", "textarea"}}
    assert {re.sub(r"\.\d\.\w+$", "", name) for name in names} == {"p.due"}


@pytest.mark.parametrize("kind", ["text", "integer", "number", "money", "date", "moment", "reference"])
def test_what_was_typed_is_shown_again_even_where_it_is_wrong(kind: str) -> None:
    (control,) = ask(Sample("x", "X", kind), HOSTILE).all("input")
    assert (control["value"], control["type"]) == (HOSTILE, "text")


def test_long_text_keeps_its_first_empty_line_and_its_angle_brackets() -> None:
    markup = render_to_string("mutu/facts/field.html", {"fact": Sample("x", "X", "long_text"), "value": "\n<b>"})
    assert ">\n\n&lt;b&gt;</textarea>" in markup


@pytest.mark.parametrize(
    ("kind", "value", "type_", "shown"),
    [
        ("date", date(2026, 11, 24), "date", "2026-11-24"),
        ("date", "2026-11-24", "date", "2026-11-24"),
        ("date", "24 Nov", "text", "24 Nov"),
        ("date", None, "date", ""),
        ("moment", datetime(2026, 11, 24, 7, 30, tzinfo=UTC), "datetime-local", "2026-11-24T07:30"),
        ("moment", "yesterday", "text", "yesterday"),
    ],
)
def test_dates_use_the_devices_own_field_where_it_can_show_them(
    kind: str, value: object, type_: str, shown: str
) -> None:
    (control,) = ask(Sample("x", "X", kind), value).all("input")
    assert (control["type"], control["value"]) == (type_, shown)


def test_required_is_the_default_and_optional_is_said() -> None:
    assert ask(Sample("x", "X")).all("input") == [
        {
            "class": "input",
            "type": "text",
            "id": "f-x",
            "name": "x",
            "aria-describedby": "f-x-error",
            "required": "",
            "value": "",
        }
    ]
    optional = ask(Sample("x", "X", required=False))
    assert optional.words("label") == ["X (optional)"]
    assert "required" not in optional.all("input")[0]


def test_a_choice_is_a_row_of_taps_while_it_is_short_and_a_list_when_it_is_long() -> None:
    short = ask(Sample("g", "G", "choice", choices=CHOICES), "b")
    assert [radio["value"] for radio in short.all("input", type="radio") if "checked" in radio] == ["b"]
    long = ask(Sample("g", "G", "choice", choices=tuple((str(n), str(n)) for n in range(7))), "3")
    assert [option["value"] for option in long.all("option") if "selected" in option] == ["3"]


def test_yes_and_no_are_both_said_and_false_is_not_nothing() -> None:
    asked = Sample("r", "R", "yes_no", required=False)
    said = {value: ask(asked, value).all("input", type="radio") for value in (True, False, None, "no")}
    chosen = {value: [radio["value"] for radio in radios if "checked" in radio] for value, radios in said.items()}
    assert chosen == {True: ["yes"], False: ["no"], None: [""], "no": ["no"]}


def test_a_record_that_is_not_among_the_choices_is_not_lost() -> None:
    page = ask(Sample("p", "P", "record", choices=CHOICES), HOSTILE)
    assert [option["value"] for option in page.all("option") if "selected" in option] == [HOSTILE]


def test_more_than_200_records_are_searched_by_their_words() -> None:
    many = tuple((f"id-{n}", f"KX-{n} {HOSTILE}") for n in range(201))
    page = ask(Sample("p", "P", "record", choices=many), "id-7")
    (control,) = page.all("input")
    assert (control["value"], control["list"]) == (f"KX-7 {HOSTILE}", "f-p-list")
    assert page.all("option")[200] == {"value": f"KX-200 {HOSTILE}", "data-value": "id-200"}
    assert page.all("datalist", id="f-p-list") == [{"id": "f-p-list"}]


@pytest.mark.parametrize(
    ("value", "values"),
    [
        (None, [""] * 5),
        (["a", HOSTILE], ["a", HOSTILE, "", "", ""]),
        ("one\ntwo", ["one", "two", "", "", ""]),
        (list("abcdefg"), [*"abcdefg", ""]),
    ],
)
def test_lines_are_five_inputs_at_least_and_always_one_more(value: object, values: list[str]) -> None:
    controls = ask(Sample("why", "Why", "lines"), value).all("input")
    assert [control["value"] for control in controls] == values
    assert {control["name"] for control in controls} == {"why"}


def test_rows_keep_what_was_typed_and_show_the_error_at_its_cell() -> None:
    fact = Sample("places", "Places", "rows", columns=COLUMNS)
    rows = [{"place": HOSTILE, "pieces": "x"}, SimpleNamespace(place="road", pieces=0)]
    page = ask(fact, rows, errors={"places.0.pieces": HOSTILE})
    assert [(control["name"], control["value"]) for control in page.all("input")][:4] == [
        ("places.0.place", HOSTILE),
        ("places.0.pieces", "x"),
        ("places.1.place", "road"),
        ("places.1.pieces", "0"),
    ]
    assert [control["name"] for control in page.all("input", aria_invalid="true")] == ["places.0.pieces"]
    assert page.all("input", aria_invalid="true")[0]["aria-describedby"] == "f-places-0-pieces-error"
    assert len(page.all("tr")) == 1 + 2 + 3
    assert [control["name"] for control in page.all("input") if "required" in control] == []


def test_a_condition_is_carried_for_the_script_and_said_in_words_without_it() -> None:
    reached = Sample("reached", "Did it reach <them>?", "yes_no")
    customer = Sample("customer", "Which customer", when=("reached", ("True",)))
    page = ask(customer, facts=[reached, customer], prefix="p.")
    (field,) = page.all("div", data_fact="p.customer")
    assert (field["data-when-name"], field["data-when-values"]) == ("p.reached", "True")
    assert "Only if “Did it reach <them>?” is: Yes" in page.words("p")
    assert "required" not in page.all("input")[0]


def test_files_that_are_there_already_can_be_kept_or_left_out() -> None:
    page = ask(Sample("proof", "Proof", "files", choices=(("id-1", HOSTILE),)), ["id-1"])
    (kept,) = page.all("input", type="checkbox")
    assert (kept["name"], kept["value"], kept["checked"]) == ("proof", "id-1", "")
    assert HOSTILE in page.words("span")


def test_a_photo_given_before_is_kept_and_not_asked_for_again() -> None:
    fact = Sample("photo", "photo", "photo")
    first, again = ask(fact), ask(fact, ["id-1"])
    assert "required" in first.all("input", type="file")[0]
    assert "required" not in again.all("input", type="file")[0]
    assert [kept["value"] for kept in again.all("input", type="checkbox")] == ["id-1"]
    assert "multiple" not in first.all("input", type="file")[0]
    assert first.words("label") == ["Photo"]


def test_nothing_said_is_an_answer_only_where_nothing_is_taken_by_default() -> None:
    fact = Sample("g", "G", "choice", required=False, choices=CHOICES)
    with_default = SimpleNamespace(**vars(fact), default="b")
    assert [radio["value"] for radio in ask(fact).all("input")] == ["a", "b", ""]
    assert [radio["value"] for radio in ask(with_default, "b").all("input")] == ["a", "b"]


def test_a_fact_of_an_unknown_kind_fails_loudly() -> None:
    with pytest.raises(UnknownKind):
        _ = Asked(Sample("x", "X", "mood"), None, "x").widget


@given(st.one_of(st.none(), st.booleans(), st.integers(), st.decimals(allow_nan=False), st.dates(), st.text()))
def test_a_plain_value_is_always_text(value: object) -> None:
    assert type(plain(value)) is str
