"""The 8D report: two layouts and two languages, signatures bound to the content, people's words as written."""

import random
from dataclasses import replace
from datetime import date, datetime

import pytest
from tests.reports.worked import (
    PENANG,
    PRINTED,
    cold_crack,
    fonts_of,
    letters,
    letters_of,
    pages_of,
    photo,
    text_of,
    tight_thread,
)

from mutu.lib.phrase_book import PhraseBook, PhraseRefused
from mutu.reports.eight_d import ActionLine, ContainmentPlace, EightD, Why, content_hash, eight_d_pdf
from mutu.reports.eight_d_view import short_hash
from mutu.reports.glyphs import GlyphMissing
from mutu.reports.paper import TemplateRefused
from mutu.reports.photos import PhotoRefused
from mutu.reports.said import Company, Photo, Printed, Said, Signature, Translation, from_book, own_words
from mutu.reports.wording import LanguageUnknown

HOSTILE = (
    '#panic("out") *bold* $x^2$ <script>alert(1)</script> @ref = // #include "/etc/passwd" #eval("1") [ ] { } \\ `'
)


def bare() -> EightD:
    """Nothing is known yet but that somebody complained."""
    return EightD(
        number="C-1",
        title=own_words("Cracked", "en"),
        factory=Company("Somchai Metal Works"),
        customer=Company("B2"),
        received=date(2026, 11, 24),
        link="http://mutu.test/r/C-1",
    )


def signed(report: EightD, content: str = "") -> EightD:
    at = datetime(2026, 9, 18, 9, 11, tzinfo=PENANG)
    signature = Signature("approved", "Nurul Aisyah Hamid", "Quality Manager", at, content or content_hash(report))
    return replace(report, signatures=(signature,))


@pytest.mark.parametrize("layout", ["b1", "b2"])
@pytest.mark.parametrize(
    ("language", "own", "words"),
    [
        (
            "en",
            "vi",
            ["8D report", "page 1 of", "A printed copy is not controlled.", "Why it was made", "Vì sao phát sinh"],
        ),
        (
            "vi",
            "en",
            ["Báo cáo 8D", "trang 1/", "Bản in là bản không kiểm soát.", "Vì sao phát sinh", "Why it was made"],
        ),
        ("vi", "vi", ["Báo cáo 8D", "Vì sao lọt lỗi"]),
    ],
)
def test_both_layouts_speak_both_languages(layout, language, own, words):
    found = letters_of(eight_d_pdf(cold_crack(), layout, language, own, printed=PRINTED))
    assert [word for word in words if letters(word) not in found] == []
    facts = ["C-2026-006", "PO-QA-4471", "PO-220 cooler latch", "2605-31, 2605-32", "F-31 Rev C", "Suresh Pillai"]
    figures = {"en": ["10,800", "31,200"], "vi": ["10.800", "31.200"]}[language]
    assert [fact for fact in [*facts, *figures] if letters(fact) not in found] == []


def test_one_language_prints_nothing_of_the_other():
    found = text_of(eight_d_pdf(cold_crack(), "b1", "en", "en", printed=PRINTED))
    assert [word for word in ("Nguyên nhân", "Punca", "Vấn đề") if word in found] == []


def test_the_report_fits_one_page_when_it_is_short_and_goes_on_when_it_is_not():
    assert pages_of(eight_d_pdf(tight_thread(), "b1", "vi", "vi", printed=PRINTED)) == 1
    assert pages_of(eight_d_pdf(replace(cold_crack(), problem=cold_crack().problem * 20), printed=PRINTED)) == 4


def test_only_the_shipped_fonts_are_in_it_and_it_is_an_archive_pdf():
    pdf = eight_d_pdf(tight_thread(), printed=PRINTED)
    assert {font.split("-")[0] for font in fonts_of(pdf)} <= {"NotoSans", "NotoSansMono", "NotoSansSymbols2"}
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf


def test_the_same_report_is_the_same_file_to_the_byte():
    assert eight_d_pdf(cold_crack(), printed=PRINTED) == eight_d_pdf(cold_crack(), printed=PRINTED)


@pytest.mark.parametrize("layout", ["b1", "b2"])
def test_own_words_are_printed_as_written_and_marked(layout):
    found = letters_of(eight_d_pdf(tight_thread(), layout, printed=PRINTED))
    for words in ("Lớp anod dày hơn lần trước.", "Đã gọi xưởng anod giữ lại."):
        assert letters(words + "not translated · original in Vietnamese") in found


def test_a_translation_by_a_person_says_so():
    translation = Translation("en", "The anodizer holds them.", "Lê Thị Ngọc Huyền")
    report = replace(bare(), problem=(own_words("Xưởng anod giữ lại.", "vi", translation),))
    for language in ("vi", "ms"):
        found = letters_of(eight_d_pdf(report, "b1", "en", language, printed=PRINTED))
        said = ["The anodizer holds them.", "Xưởng anod giữ lại.", "translated from Vietnamese by Lê Thị Ngọc Huyền"]
        assert [words for words in said if letters(words) not in found] == []
        assert letters("not translated") not in found


def test_a_phrase_without_the_customers_language_stands_in_english_and_is_marked():
    report = replace(bare(), problem=(from_book("problem.plastics.warped", measured=2, allowed=1),))
    found = letters_of(eight_d_pdf(report, "b1", "ms", "ms", printed=PRINTED))
    sentence = "The part is warped by 2 mm; 1 mm is allowed."
    assert letters(sentence + "tidak diterjemah · asal dalam bahasa Inggeris") in found


def test_drafts_of_the_phrase_book_are_owned_up_to():
    sentence = "not yet reviewed by a speaker of the language: English, Vietnamese."
    assert sentence in text_of(eight_d_pdf(tight_thread(), printed=PRINTED))
    assert "not yet reviewed" not in text_of(eight_d_pdf(bare(), printed=PRINTED))


@pytest.mark.parametrize("layout", ["b1", "b2"])
def test_typst_and_html_in_any_free_text_come_out_as_text(layout):
    said = own_words(HOSTILE, "en")
    report = replace(
        signed(bare()),
        title=said,
        number="#eval(1)",
        factory=Company("#panic()", "*place*"),
        problem=(said,),
        containment=(said,),
        places=(ContainmentPlace("stock", 1, said, "#panic()", checked_by="*bold*"),),
        occurrence=(Why(said, said),),
        actions=(ActionLine(said, "$owner$", evidence=HOSTILE),),
        prevention=(from_book("prevention.general.risk_rated_again", risk=HOSTILE),),
        effect=(said,),
        photos=(Photo(photo(), HOSTILE, "#panic()"),),
    )
    pdf = eight_d_pdf(report, layout, printed=Printed("#panic()", PRINTED.at, "*trail*"))
    assert letters_of(pdf).count(letters(HOSTILE)) == 12
    assert letters_of(pdf).count("#panic()") == 2 * pages_of(pdf) + 2


def test_ten_thousand_letters_without_a_space_stay_on_the_paper():
    report = replace(bare(), problem=(own_words("A1" * 5000, "en"),))
    assert letters_of(eight_d_pdf(report, printed=PRINTED)).count("A1") == 5000


def test_line_ends_are_kept():
    report = replace(bare(), problem=(own_words("first\r\nsecond", "en"),))
    assert letters_of(eight_d_pdf(report, printed=PRINTED)).count("firstsecond") == 1


def test_empty_sections_say_so():
    assert text_of(eight_d_pdf(bare(), "b1", printed=PRINTED)).count("not yet filled in") == 8
    assert text_of(eight_d_pdf(bare(), "b2", printed=PRINTED)).count("not yet filled in") == 8
    assert text_of(eight_d_pdf(bare(), printed=PRINTED)).count("not signed") == 3


@pytest.mark.parametrize(
    ("quantities", "made", "sentence"),
    [
        ([100, 20], 120, "every piece accounted for"),
        ([100, 20], 1320, "1,200 not accounted for"),
        ([100, 20], 100, "20 more than made"),
        ([100, None], 120, "not known yet"),
        ([], 120, None),
    ],
)
def test_the_quantity_account_is_summed_and_not_typed(quantities, made, sentence):
    places = tuple(ContainmentPlace("stock", quantity) for quantity in quantities)
    found = text_of(eight_d_pdf(replace(bare(), places=places, made=made), printed=PRINTED))
    sentences = ["every piece accounted for", "1,200 not accounted for", "20 more than made", "not known yet"]
    assert [one for one in sentences if one in found] == ([sentence] if sentence else [])


def test_six_photos_are_all_in_it_with_who_took_them():
    at = datetime(2026, 11, 24, 2, 25, tzinfo=PENANG)
    photos = tuple(Photo(photo(f"#8{index}9a95"), f"Photo {index}", "Siti", at) for index in range(6))
    found = text_of(eight_d_pdf(replace(cold_crack(), photos=photos), printed=PRINTED))
    assert [index for index in range(6) if f"Photo {index}" not in found] == []
    assert found.count("24 Nov 2026 02:25 +08 · Siti") == 6


def test_a_signature_over_this_content_stands():
    report = signed(cold_crack())
    found = letters_of(eight_d_pdf(report, printed=PRINTED))
    assert letters("Nurul Aisyah Hamid Quality Manager 18 Sep 2026 09:11 +08") in found
    assert letters(f"signed {short_hash(content_hash(report))}") in found
    assert "Lapsed" not in found


def test_a_signature_over_other_content_is_printed_as_lapsed():
    report = replace(signed(cold_crack()), made=10801)
    found = letters_of(eight_d_pdf(report, printed=PRINTED))
    assert (
        letters(f"Lapsed: the content was changed after this signature ({short_hash(content_hash(cold_crack()))}).")
        in found
    )


def test_the_hash_is_the_same_on_every_machine():
    report = replace(bare(), problem=(own_words("Nứt", "vi"),), made=3)
    assert content_hash(report) == "fd1a2e4afae1dc6f7f6572516f147f990b4af6afdf0c55f9c0b3987ddd77df42"


def test_signing_and_printing_in_a_third_language_do_not_change_the_hash():
    report = cold_crack()
    before = content_hash(report)
    eight_d_pdf(report, "b2", "vi", "vi", printed=PRINTED)
    assert content_hash(signed(report)) == content_hash(report) == before


CHANGES = [
    {"number": "C-2"},
    {"title": own_words("Broken", "en")},
    {"title": own_words("Cracked", "ms")},
    {"title": own_words("Cracked", "en", Translation("vi", "Nứt", "Tan"))},
    {"received": date(2026, 11, 25)},
    {"language": "ms"},
    {"lots": ("1", "2")},
    {"made": 0},
    {"photos": (Photo(photo()),)},
    {"photos": (Photo(photo("#000000")),)},
    {"problem": (from_book("problem.plastics.warped", measured=2, allowed=1),)},
    {"problem": (from_book("problem.plastics.warped", measured=3, allowed=1),)},
    {"chosen": (from_book("problem.plastics.warped", measured=3, allowed=1),)},
    {"places": (ContainmentPlace("stock", None),)},
    {"places": (ContainmentPlace("stock", 0),)},
]


def test_whatever_is_changed_changes_the_hash():
    hashes = [content_hash(bare()), *(content_hash(replace(bare(), **change)) for change in CHANGES)]
    assert len(set(hashes)) == len(CHANGES) + 1


def test_rewording_a_phrase_lapses_what_was_signed_and_a_new_language_does_not():
    def book(vi: str, more: str = "") -> PhraseBook:
        return PhraseBook.from_text(f"problem: {{general: {{cracked: {{en: Cracked, vi: {vi}{more}}}}}}}")

    report = replace(bare(), problem=(Said(phrase="problem.general.cracked"),))
    assert content_hash(report, book("Nứt")) != content_hash(report, book("Vỡ"))
    assert content_hash(report, book("Nứt")) == content_hash(report, book("Nứt", ", ms: Retak"))


def test_what_cannot_be_printed_is_refused_with_its_reason():
    chinese = replace(bare(), problem=(own_words("裂纹", "zh"),))
    with pytest.raises(GlyphMissing, match="U\\+7EB9"):
        eight_d_pdf(chinese, printed=PRINTED)
    with pytest.raises(LanguageUnknown, match="en, vi, ms, not in 'de'"):
        eight_d_pdf(bare(), "b1", "de", printed=PRINTED)
    with pytest.raises(PhotoRefused):
        eight_d_pdf(replace(bare(), photos=(Photo(b"<svg/>"),)), printed=PRINTED)
    with pytest.raises(PhraseRefused, match=r"needs measured, allowed\.$"):
        eight_d_pdf(replace(bare(), problem=(Said(phrase="problem.plastics.warped"),)), printed=PRINTED)
    with pytest.raises(TemplateRefused) as refused:
        eight_d_pdf(bare(), "../../../etc/passwd", printed=PRINTED)
    assert refused.value.code == "template_unknown"


def test_facts_that_cannot_be_are_refused():
    with pytest.raises(ValueError, match="no place of containment"):
        ContainmentPlace("moon", 1)
    with pytest.raises(ValueError, match="counted from 0"):
        ContainmentPlace("stock", -1)
    with pytest.raises(ValueError, match="not both"):
        Said()
    with pytest.raises(ValueError, match="not both"):
        Said(text="Cracked", language="en", phrase="problem.plastics.warped")
    with pytest.raises(ValueError, match="time zone"):
        Printed("Tan", datetime(2026, 11, 24))


def test_ten_reports_of_random_words_render():
    """No mix of sections breaks a layout."""
    chance = random.Random(8)
    whole = vars(cold_crack())
    optional = [name for name, value in whole.items() if isinstance(value, tuple)]
    for _ in range(10):
        dropped = {name: () for name in optional if chance.random() < 0.5}
        pdf = eight_d_pdf(replace(cold_crack(), **dropped), chance.choice(["b1", "b2"]), printed=PRINTED)
        assert pages_of(pdf) in (1, 2)
