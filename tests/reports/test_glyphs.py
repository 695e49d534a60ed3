"""A character the fonts cannot draw is refused with its name; everything we write ourselves can be drawn."""

import csv
import io
import struct
from importlib.resources import files

import pytest
import yaml

from mutu import catalogue
from mutu.reports.glyphs import (
    SHIPPED_FONTS,
    FontUnreadable,
    GlyphMissing,
    coverage,
    font_files,
    missing_glyphs,
    refuse_missing,
)
from mutu.reports.said import shipped_phrases


def tiny_font(table: bytes, collection: bool = False) -> bytes:
    """A font of nothing but its table of characters, alone or as the only face of a collection."""
    start = 16 if collection else 0
    cmap = struct.pack(">HHHHL", 0, 1, 3, 10, 12) + table
    head = struct.pack(">4sHHHH", b"\x00\x01\x00\x00", 1, 0, 0, 0)
    entry = struct.pack(">4sLLL", b"cmap", 0, start + len(head) + 16, len(cmap))
    front = struct.pack(">4sLLL", b"ttcf", 0x10000, 1, start) if collection else b""
    return front + head + entry + cmap


def groups(*runs: tuple[int, int, int]) -> bytes:
    packed = b"".join(struct.pack(">LLL", *run) for run in runs)
    return struct.pack(">HHLLL", 12, 0, 16 + len(packed), 0, len(runs)) + packed


def segments(first: int, last: int, delta: int) -> bytes:
    """Format 4 with one run and the closing one."""
    columns = ((last, 0xFFFF), (first, 0xFFFF), (delta % 65536, 1), (0, 0))
    ends, starts, deltas, offsets = (struct.pack(">HH", *column) for column in columns)
    body = ends + b"\x00\x00" + starts + deltas + offsets
    return struct.pack(">HHHHHHH", 4, 14 + len(body), 0, 4, 0, 0, 0) + body


@pytest.mark.parametrize("language", ["en", "vi", "ms"])
def test_every_phrase_can_be_drawn(language):
    texts = [p.texts[language] for p in shipped_phrases().phrases.values() if language in p.texts]
    assert len(texts) > 40
    assert missing_glyphs("".join(texts)) == set()


def test_every_word_of_the_forms_can_be_drawn():
    words = yaml.safe_load((files("mutu.reports") / "wording.yaml").read_text("utf-8"))
    assert missing_glyphs("".join(text for word in words.values() for text in word.values())) == set()


@pytest.mark.parametrize("language", ["en", "vi", "ms", "th", "id", "fil", "km", "my"])
def test_every_term_of_the_glossary_can_be_drawn(language):
    if not (files("mutu.catalogue") / "glossary.csv").is_file():
        pytest.skip("the glossary is not part of this installation")
    terms = [row[language] for row in csv.DictReader(io.StringIO(catalogue.text("glossary.csv")))]
    assert missing_glyphs("".join(terms)) == set()


@pytest.mark.parametrize(
    "text",
    [
        "Hiệu lực của hành động khắc phục: ẮẰẲẴẶỞỢỬỮỰỲỴỶỸ",
        "ประสิทธิผลของการปฏิบัติการแก้ไข ฿ น้ำ",
        "ប្រសិទ្ធភាពនៃសកម្មភាពកែតម្រូវ",
        "ပြုပြင်ဆောင်ရွက်မှု၏ ထိရောက်မှု",
        "ປະສິດທິຜົນ",
        "सुधारात्मक कार्यको प्रभावकारिता",
        "সংশোধনমূলক ব্যবস্থার কার্যকারিতা",
        "−20 °C ± 0,5 µm ≥ ≤ ≠ ≈ → ⌀ 8 H7 √ ∞ ① ✓ ☐ Ω Δ ² ³ ½ № ‰ € ₫ ₱ ₹",
        "line\nline\ttab\u00a0space\u200bzero\u200dwidth",
    ],
)
def test_the_languages_of_the_floor_and_the_signs_of_engineers_can_be_drawn(text):
    assert missing_glyphs(text) == set()


def test_a_chinese_character_is_refused_with_a_sentence_that_names_it():
    with pytest.raises(GlyphMissing) as refused:
        refuse_missing("Weld line crack 裂纹")
    assert refused.value.characters == ("纹", "裂")
    assert str(refused.value) == (
        "No font here can draw 纹 (U+7EB9), 裂 (U+88C2). "
        "Write it differently, or put a font that has it into the folder fonts of this installation."
    )


@pytest.mark.parametrize("hostile", ["\x00", "\x07", "\x1b", "\x7f", "\ue000", "\ud800", "\ufffe", "🥨"])
def test_what_is_no_text_is_refused_and_can_still_be_named(hostile):
    with pytest.raises(GlyphMissing) as refused:
        refuse_missing(f"a{hostile}b")
    assert refused.value.characters == (hostile,)
    assert f"U+{ord(hostile):04X}" in str(refused.value)


def test_many_missing_characters_are_counted_and_not_all_listed():
    with pytest.raises(GlyphMissing, match="and 92 more"):
        refuse_missing("".join(map(chr, range(0x4E00, 0x4E64))))


@pytest.mark.parametrize(
    ("name", "font", "drawn"),
    [
        ("groups.otf", tiny_font(groups((0x88C2, 0x88C3, 5))), {0x88C2, 0x88C3}),
        ("beyond.otf", tiny_font(groups((0x20000, 0x20001, 5))), {0x20000, 0x20001}),
        ("nothing.otf", tiny_font(groups((0x88C2, 0x88C3, 0))), {0x88C3}),  # glyph 0 is the box
        ("segments.ttf", tiny_font(segments(0x88C2, 0x88C3, 7)), {0x88C2, 0x88C3}),
        ("collection.ttc", tiny_font(groups((0x88C2, 0x88C3, 5)), collection=True), {0x88C2, 0x88C3}),
    ],
)
def test_a_font_of_the_installation_adds_its_characters(tmp_path, name, font, drawn):
    (tmp_path / name).write_bytes(font)
    assert coverage((tmp_path,)) - coverage() == drawn


def test_other_files_and_missing_folders_do_not_matter(tmp_path):
    (tmp_path / "readme.txt").write_text("no font")
    assert font_files((tmp_path, tmp_path / "nowhere")) == font_files()
    assert coverage((tmp_path / "nowhere",)) == coverage()


@pytest.mark.parametrize("font", [b"", b"no font at all", tiny_font(groups((1, 2, 3)))[:40]])
def test_a_file_that_is_no_font_is_named(tmp_path, font):
    (tmp_path / "broken.ttf").write_bytes(font)
    with pytest.raises(FontUnreadable, match=r"^broken\.ttf in "):
        coverage((tmp_path,))


def test_the_fonts_are_small_enough_to_ship_and_bring_their_licence():
    assert sum(path.stat().st_size for path in font_files()) < 6_000_000
    assert "SIL OPEN FONT LICENSE" in (SHIPPED_FONTS / "OFL.txt").read_text()
