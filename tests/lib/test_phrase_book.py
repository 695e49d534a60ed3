"""The shipped phrase book is whole, a bad one is refused, and empty phrases are seen through (8.2.1, 10.2.1 b)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutu import catalogue
from mutu.lib.empty_phrases import EMPTY, plain
from mutu.lib.phrase_book import SLOTS, PhraseBook, PhraseRefused, empty_phrase, shown

BOOK = PhraseBook.from_text(catalogue.text("phrase_book.yaml"))
EXAMPLES = {"text": "A-1", "count": 1250, "number": Decimal("1.25"), "date": date(2026, 11, 24)}


def entry(body: str) -> str:
    return "problem:\n  general:\n    cracked:\n" + "".join(f"      {line}\n" for line in body.splitlines())


def code_of(call) -> str:
    with pytest.raises(PhraseRefused) as refused:
        call()
    return refused.value.code


def test_at_least_150_phrases_are_written_in_english_and_vietnamese():
    assert len([p for p in BOOK.phrases.values() if {"en", "vi"} <= set(p.texts)]) >= 150


def test_every_slot_of_an_8d_has_phrases():
    assert [slot for slot in SLOTS if not BOOK.find(slot=slot, language="vi")] == []


def test_nothing_is_called_reviewed_before_a_person_reviewed_it():
    assert {p.status(language) for p in BOOK.phrases.values() for language in p.texts} == {"draft"}


@pytest.mark.parametrize("key", BOOK.phrases)
def test_every_phrase_can_be_said_in_each_of_its_languages(key):
    phrase = BOOK.phrases[key]
    values = {name: EXAMPLES[kind] for name, kind in phrase.values.items()}
    for language, text in phrase.texts.items():
        rendered = BOOK.render(key, language, values)
        as_shown = {name: shown(values[name], kind, language) for name, kind in phrase.values.items()}
        assert rendered.text == text.format(**as_shown)
        assert {part.text for part in rendered.parts if part.is_value} == set(as_shown.values())


def test_no_shipped_phrase_is_itself_empty():
    assert [p.key for p in BOOK.phrases.values() for text in p.texts.values() if empty_phrase(text)] == []


def test_the_better_phrases_exist():
    assert [key for key in EMPTY.better if key not in BOOK.phrases] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_shape"),
        ("a: [", "not_yaml"),
        ("!!python/object/apply:os.system ['true']", "not_yaml"),
        ("problem: {general: {a: {en: x}, a: {en: y}}}", "not_yaml"),
        ("wish: {general: {a: {en: x}}}", "unknown_slot"),
        ("problem: {general: {Big Name: {en: x}}}", "bad_name"),
        ("problem: {general: {a: {}}}", "bad_shape"),
        (entry("en: x\nklingon!: y"), "bad_language"),
        (entry("vi: Nứt"), "no_text"),
        (entry("en: 12"), "no_text"),
        (entry("en: '   '"), "no_text"),
        (entry("values: {found: weight}\nen: '{found} cracked'"), "unknown_kind"),
        (entry("values: {on: date}\nen: '{on}'"), "bad_name"),  # YAML reads the word on as yes
        (entry("values: {found: count}\nen: cracked"), "bad_places"),
        (entry("en: '{found} cracked'"), "bad_places"),
        (entry("en: 'a } b'"), "bad_places"),
        (entry("values: {found: count}\nen: '{found} a'\nvi: '{foudn} a'"), "bad_places"),
        (entry("en: cracked\nreviewed: [vi]"), "unknown_review"),
        (entry("en: cracked\nreviewed: yes"), "unknown_review"),
    ],
)
def test_a_book_that_cannot_be_right_is_refused(text, code):
    assert code_of(lambda: PhraseBook.from_text(text)) == code


def test_review_is_said_per_language():
    phrase = PhraseBook.from_text(entry("en: Cracked\nvi: Nứt\nreviewed: [vi]")).phrases["problem.general.cracked"]
    assert (phrase.status("en"), phrase.status("vi")) == ("draft", "reviewed")


@pytest.mark.parametrize(
    ("key", "language", "values", "code"),
    [
        ("problem.general.nothing", "en", {}, "unknown_phrase"),
        ("problem.plastics.short_shot", "xx", {"where": "rib", "found": 3}, "no_such_language"),
        ("problem.plastics.short_shot", "en", {"where": "rib"}, "missing_values"),
        ("problem.plastics.short_shot", "en", {"where": "rib", "found": 3, "by": "x"}, "unknown_values"),
        ("problem.plastics.short_shot", "en", {"where": "rib", "found": -3}, "bad_value"),
        ("problem.plastics.short_shot", "en", {"where": "rib", "found": True}, "bad_value"),
        ("problem.plastics.short_shot", "en", {"where": "rib", "found": "3"}, "bad_value"),
        ("problem.plastics.short_shot", "en", {"where": "  ", "found": 3}, "bad_value"),
        ("problem.plastics.short_shot", "en", {"where": "r" * 301, "found": 3}, "bad_value"),
        ("problem.plastics.flash", "en", {"where": "rib", "height": "high"}, "bad_value"),
        ("problem.plastics.flash", "en", {"where": "rib", "height": float("nan")}, "bad_value"),
        ("problem.plastics.flash", "en", {"where": "rib", "height": "1e999999"}, "bad_value"),
        ("detected.general.at_assembly", "en", {"day": "2026-11-24"}, "bad_value"),
    ],
)
def test_a_phrase_is_not_said_with_wrong_figures(key, language, values, code):
    assert code_of(lambda: BOOK.render(key, language, values)) == code


def test_what_people_type_into_a_place_stays_their_text():
    hostile = "{lot} #panic() <b>"
    rendered = BOOK.render("letter.general.is_use_stopped", "en", {"lot": hostile})
    assert rendered.text == f"Please tell us whether lot {hostile} is still in use at your plant."


def test_a_sentence_that_begins_with_a_typed_word_begins_with_a_capital():
    def begins(check: str) -> str:
        values = {"check": check, "interval": "yearly"}
        return BOOK.render("cause_escape.general.checked_too_rarely", "en", values).parts[0].text

    assert [begins(check) for check in ("cold test", "pH", "đo độ ẩm", "x-ray", "5S")] == [
        "Cold test",
        "pH",
        "Đo độ ẩm",
        "x-ray",
        "5S",
    ]


@pytest.mark.parametrize(
    ("value", "kind", "language", "expected"),
    [
        (1234567, "count", "en", "1,234,567"),
        (1234567, "count", "vi", "1.234.567"),
        (-0.5, "number", "en", "\u22120.5"),
        ("-1234.50", "number", "vi", "\u22121.234,50"),
        (Decimal("1E+3"), "number", "en", "1,000"),
        (date(2026, 3, 5), "date", "en", "5 Mar 2026"),
        (date(2026, 3, 5), "date", "th", "5 มี.ค. 2026"),
        (date(2026, 3, 5), "date", "km", "2026-03-05"),
    ],
)
def test_figures_are_written_as_people_write_them(value, kind, language, expected):
    assert shown(value, kind, language) == expected


def test_find_puts_the_own_trade_first_and_ignores_accents():
    found = BOOK.find(slot="problem", trade="plastics", words="ba via", language="vi")
    assert [p.key for p in found] == ["problem.plastics.flash"]
    assert [p.trade for p in BOOK.find(slot="cause_escape", trade="plastics")][:3] == [
        "plastics",
        "plastics",
        "general",
    ]
    assert BOOK.find(words="no such words anywhere") == ()


def test_find_offers_only_what_exists_in_the_language():
    assert {language for p in BOOK.find(language="ms") for language in ["ms"] if language not in p.texts} == set()
    assert 0 < len(BOOK.find(language="ms")) < len(BOOK.find(language="vi"))


@pytest.mark.parametrize(
    "text",
    [
        "operator error",
        "Human error.",
        "OPERATORS WERE CARELESS!!",
        "Be more careful in future",
        "Retrained the operator",
        "We re-trained all workers and reminded them again.",
        "1. Operator mistake; 2. retrained 3 operators",
        "Lỗi công nhân",
        "loi do cong nhan",
        "Nhắc nhở nhân viên cẩn thận hơn.",
        "Công nhân thiếu ý thức, đã đào tạo lại.",
        "Operator cuai",
        "Pekerja diingatkan supaya lebih berhati-hati",
        "Karyawan ceroboh, sudah ditegur",
        "พนักงานประมาท",
        "อบรมพนักงานให้ระมัดระวังมากขึ้น",
        "员工操作失误，已重新培训",
    ],
)
def test_blame_and_reminders_alone_are_answered_with_a_question(text):
    assert empty_phrase(text) == EMPTY


@pytest.mark.parametrize(
    "text",
    [
        "",
        "operator",
        "Operator error: both drivers look alike and stand side by side.",
        "The torque limit is not in WI-30.",
        "Retrained 6 operators on WI-30 Rev B, torque test passed.",
        "Error in the drawing: no coating allowance.",
        "Lỗi do dao mòn, bộ đếm không đặt lại.",
        "Tạo lại lỗi trên máy 7 để xác nhận nguyên nhân.",
        "Operator cuai kerana tiada had tork dalam arahan kerja",
        "พนักงานหยิบชิ้นงานผิดเพราะถังเหมือนกัน",
        "careless " * 100,  # longer than any phrase: not judged
    ],
)
def test_a_text_that_says_anything_more_is_left_alone(text):
    assert empty_phrase(text) is None


@given(st.text())
def test_any_text_is_judged_without_falling_over(text):
    assert empty_phrase(text) in (None, EMPTY)
    assert plain(plain(text)) == plain(text)
