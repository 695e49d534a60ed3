"""Many certificates at once: folders, tables, and what a stranger packs into them."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mutu.certification import many
from mutu.certification.many import opened, short


def packed(**files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, data in files.items():
            folder.writestr(name, data)
    return out.getvalue()


def test_a_packed_folder_is_taken_apart_in_order():
    data = packed(**{"b/2": "two", "a/1": "one", "__MACOSX/x": "junk", "b/.DS_Store": "junk", "b/q": ""})
    assert [(one.name, one.data) for one in opened([("f.zip", data)])] == [
        ("a/1", b"one"),
        ("b/2", b"two"),
        ("b/q", b""),
    ]


def test_a_table_becomes_one_thing_a_line():
    text = "supplier;certificate\nBayan;eyJa.b.c\nSao Khue;https://qms.example/c/1#AAAA\nNobody;\n"
    assert [(one.name, one.data) for one in opened([("list.csv", text.encode())])] == [
        ("list.csv, 2", b"eyJa.b.c"),
        ("list.csv, 3", b"https://qms.example/c/1#AAAA"),
    ]


@pytest.mark.parametrize("data", [b"", b"a,b\nc,d\n", b"\xff\xfe\x00", b'"' + b"x" * 200_000 + b'"\n'])
def test_a_table_without_texts_says_so(data):
    (one,) = opened([("list.csv", data)])
    assert one.trouble != ""


def test_a_bomb_is_counted_while_it_is_unpacked(monkeypatch):
    monkeypatch.setattr(many, "LARGEST_TOGETHER", 10_000_000)
    bomb = packed(**{f"n{number}": bytes(3_900_000) for number in range(9)})
    found = list(opened([("bomb.zip", bomb)]))
    assert len(bomb) < 100_000
    assert sum(len(one.data) for one in found) <= 10_000_003
    assert found[-1].trouble == "The packed folder unpacks to more than can be checked at once."


def test_one_file_too_large_is_cut_one_byte_too_late_and_so_refused():
    (one,) = opened([("f.zip", packed(a=bytes(9_000_000)))])
    assert len(one.data) == many.LARGEST_FILE + 1


def test_a_folder_in_a_folder_stays_packed_and_too_many_are_refused(monkeypatch):
    (inner,) = opened([("f.zip", packed(**{"a.zip": packed(b="x")}))])
    assert inner.trouble == "A packed folder inside another is not opened; hand it in on its own."
    monkeypatch.setattr(many, "MOST_ENTRIES", 3)
    (one,) = opened([("f.zip", packed(a="1", b="2", c="3", d="4"))])
    assert one.trouble == "The packed folder holds more than 3 files."


def test_a_damaged_or_locked_folder_is_named():
    good = packed(a="one" * 100)
    (broken,) = opened([("f.zip", good[: len(good) // 2])])
    assert broken.trouble == "The packed folder cannot be opened."
    place = good.index(b"a", 30) + 1
    damaged = good[:place] + b"\xff" * 4 + good[place + 4 :]
    (one,) = opened([("f.zip", damaged)])
    assert one.trouble.startswith("The file cannot be unpacked")
    locked = bytearray(good)
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        locked[good.index(mark) + (6 if mark == b"PK\x03\x04" else 8)] |= 1
    (one,) = opened([("f.zip", bytes(locked))])
    assert one.trouble == "The file is locked with a password."


def test_names_are_shown_and_cannot_rewrite_a_screen():
    assert (short("a\x1b[2J\u202e"), len(short("x" * 500))) == ("a�[2J�", 120)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.tsv", "a.zip", "a"]))
def test_whatever_is_handed_in_becomes_something_to_check(data, name):
    for start in (b"", b"PK\x03\x04", b"PK\x05\x06"):
        found = list(opened([(name, start + data)]))
        assert all(isinstance(one.data, bytes) for one in found)
