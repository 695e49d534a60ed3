"""Letters, tags, badges, posters and printed records say what they must and take hostile text as text."""

from datetime import date, datetime

import pytest
from tests.reports.worked import PENANG, PRINTED, letters, letters_of, pages_of, photo, text_of

from mutu.reports.badges import Badge, badge_sheet_pdf
from mutu.reports.eight_d import ContainmentPlace
from mutu.reports.letter import ContainmentLetter, letter_pdf
from mutu.reports.poster import Poster, poster_pdf
from mutu.reports.record_print import Fact, RecordPrint, StoryEntry, TrailLine, record_pdf
from mutu.reports.said import Company, Person, Photo, from_book, own_words
from mutu.reports.tags import HoldTag, hold_tags_pdf

AT = datetime(2026, 11, 24, 2, 25, tzinfo=PENANG)
HOSTILE = '#panic("x") *b* <b>'


def letter(language: str = "en", own: str = "vi") -> ContainmentLetter:
    return ContainmentLetter(
        number="C-2026-011",
        factory=Company("Bayan Precision Plastics Sdn. Bhd.", "Penang"),
        customer=Company("Nordlicht Werkzeuge GmbH", "Kiel, DE"),
        link="http://mutu.test/r/C-2026-011",
        day=date(2026, 11, 24),
        signer=Person("Nurul Aisyah Hamid", "Quality Manager"),
        language=language,
        own_language=own,
        contact="Ms Brandt",
        customer_number="QM-88120",
        lots=("2610-07",),
        made=4200,
        opening=(from_book("problem.plastics.cracked_boss", found=42, checked=2000),),
        places=(ContainmentPlace("finished", 4200, own_words("Kami menahannya.", "ms")),),
        sorting=(from_book("containment.plastics.torque_test", torque="1.2"),),
        following=(from_book("letter.general.cause_follows", day=date(2026, 12, 8)),),
    )


def tag(number: str = "NC-2026-118", quantity: int | None = 4200) -> HoldTag:
    reason = own_words(HOSTILE, "en")
    return HoldTag(
        number, "Housing #eval(1)", "2610-07", "http://mutu.test/r/1", "Siti", AT, quantity, reason, "rack C4"
    )


def test_the_letter_says_what_is_held_how_it_is_sorted_and_what_follows():
    found = letters_of(letter_pdf(letter(), printed=PRINTED))
    sentences = [
        "Dear Ms Brandt,",
        "Customer no. QM-88120",
        "The screw boss cracks when the screw is driven: 42 of 2,000 pieces.",
        "Trụ bắt vít bị nứt khi siết vít: 42 trên 2.000 sản phẩm.",
        "Lot 2610-07, 4,200 pieces made:",
        "every piece accounted for",
        "We sort by a screw torque test at 1.2 Nm, 100 %.",
        "Kami menahannya.",
        "not translated · original in Malay",
        "follows by 8 Dec 2026.",
        "Yours sincerely, Nurul Aisyah Hamid Quality Manager",
    ]
    assert [sentence for sentence in sentences if letters(sentence) not in found] == []


def test_the_letter_in_vietnamese_has_vietnamese_figures():
    found = letters_of(letter_pdf(letter("vi", "vi"), printed=PRINTED))
    assert letters("thử mô-men siết vít 1,2 Nm, 100 %") in found
    assert letters("Kính gửi Ms Brandt,") in found


@pytest.mark.parametrize("size", ["a6", "label"])
def test_a_hold_tag_has_the_word_number_part_lot_and_quantity_and_a_page_for_each(size):
    pdf = hold_tags_pdf([tag(), tag("NC-2026-119", None)], printed=PRINTED, size=size)
    found = text_of(pdf)
    wanted = ["HOLD", "TẠM GIỮ", "NC-2026-118", "NC-2026-119", "Housing #eval(1)", "2610-07", "4,200", "not known yet"]
    assert [word for word in wanted if word not in found] == []
    assert pages_of(pdf) == 2


def test_the_large_tag_has_the_reason_as_written():
    assert letters(HOSTILE) in letters_of(hold_tags_pdf([tag()], printed=PRINTED))


def test_no_tag_and_no_such_size_are_refused():
    for tags, size in (([], "a6"), ([tag()], "a3")):
        with pytest.raises(ValueError, match="a6, label"):
            hold_tags_pdf(tags, printed=PRINTED, size=size)


def test_ten_badges_fill_a_sheet_and_the_eleventh_begins_another():
    names = ["ကိုမင်းသူ", "สมชาย ใจดี", "Nguyễn Thị Ánh Nguyệt", HOSTILE, "", *["Tan Wei Ling"] * 6]
    badges = [Badge(name, f"B-{index:03}", f"http://mutu.test/b/{index}") for index, name in enumerate(names)]
    pdf = badge_sheet_pdf(badges, "Bayan", printed=PRINTED)
    assert pages_of(pdf) == 2
    assert pages_of(badge_sheet_pdf(badges[:10], "Bayan", printed=PRINTED)) == 1
    found = letters_of(pdf)
    assert [badge.number for badge in badges if badge.number not in found] == []
    assert [name for name in (HOSTILE, "Nguyễn Thị Ánh Nguyệt") if letters(name) not in found] == []


def test_a_sheet_without_badges_is_refused():
    with pytest.raises(ValueError, match="at least one badge"):
        badge_sheet_pdf([], "Bayan", printed=PRINTED)


def test_the_poster_calls_in_the_languages_of_the_workplace():
    poster = Poster(f"Machine 7 {HOSTILE}", "M-07", "Bayan", "http://mutu.test/w/7")
    pdf = poster_pdf(poster, printed=PRINTED, languages=("ms", "en", "vi"))
    found = letters_of(pdf)
    wanted = ["Laporkan masalah di sini", "Report a problem here", "Báo vấn đề tại đây", f"Machine 7 {HOSTILE}", "M-07"]
    assert [words for words in wanted if letters(words) not in found] == []
    assert pages_of(pdf) == 1


@pytest.mark.parametrize("languages", [(), ("en", "vi", "ms", "en")])
def test_a_poster_speaks_one_to_three_languages(languages):
    with pytest.raises(ValueError, match="1 to 3 languages"):
        poster_pdf(Poster("M", "1", "B", "http://mutu.test"), printed=PRINTED, languages=languages)


def test_a_printed_record_has_its_facts_story_and_trail():
    record = RecordPrint(
        title=own_words("Black specks on white cap", "en"),
        number="NC-2026-118",
        company=Company("Bayan"),
        link="http://mutu.test/r/1",
        state="action 2 of 3",
        facts=(Fact("Part", HOSTILE), Fact("Cost", "")),
        story=(
            StoryEntry(
                "Reported", AT, "Ko Min Thu", (own_words("Ada bintik hitam.", "ms"),), (Fact("Lot", "2610-07"),)
            ),
        ),
        photos=(Photo(photo(), "Speck"),),
        trail=(TrailLine(12, AT, "Siti Rohani", f"held {HOSTILE}"),),
        seal="Trail unbroken · 27 entries",
    )
    found = letters_of(record_pdf(record, printed=PRINTED))
    wanted = [
        "State action 2 of 3",
        f"Part {HOSTILE}",
        "Cost nothing recorded",
        "Ada bintik hitam. not translated · original in Malay",
        f"held {HOSTILE}",
        "Trail unbroken · 27 entries",
        "trail 58 entries",
    ]
    assert [words for words in wanted if letters(words) not in found] == []


def test_an_empty_record_says_that_nothing_is_recorded():
    record = RecordPrint(own_words("Empty", "en"), "X-1", Company("B"), "http://mutu.test", "draft")
    assert text_of(record_pdf(record, printed=PRINTED)).count("nothing recorded") == 3
