"""Reading the code in a photo: of a good one the text, of anything else a sentence."""

import io
import struct
import zlib

import pytest
import segno
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from mutu.certification.photographed import LARGEST_PHOTO, is_photo, text_in
from mutu.lib.credentials.errors import CredentialError

TEXT = "https://qms.example/c/CPA-1#" + "A" * 574


def code(text=TEXT, scale=4):
    out = io.BytesIO()
    segno.make(text, error="m").save(out, kind="png", scale=scale)
    return Image.open(out).convert("RGB")


def photo(*codes, kind="JPEG", size=(3000, 4000), angle=8):
    paper = Image.new("RGB", size, "#d8d4cc")
    for place, one in enumerate(codes):
        turned = one.rotate(angle, expand=True, fillcolor="white")
        paper.paste(turned.resize((size[0] // 3, size[0] // 3)), (100 + place * size[0] // 2, size[1] // 3))
    out = io.BytesIO()
    paper.save(out, kind, quality=70)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_code_is_read_aslant(kind):
    data = photo(code(), kind=kind, size=(1500, 2000))
    assert (is_photo(data), text_in(data)) == (True, TEXT)


def test_of_two_codes_the_longer_is_the_signed_one():
    assert text_in(photo(code("https://qms.example/c/CPA-1"), code(), angle=0)) == TEXT


def test_a_photo_turned_by_its_camera_is_read():
    image = code(scale=6)
    exif = Image.Exif()
    exif[0x0112] = 6
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    assert text_in(out.getvalue()) == TEXT


def bomb(side):
    """A PNG that says it is very large and is a few bytes."""

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (bomb(9_000), "The photo has more points than any telephone's camera makes."),
        (bomb(60_000), "The photo cannot be opened."),
        (bomb(2_000), "The photo cannot be opened."),
        (b"\xff\xd8\xff\xe0 broken", "The photo cannot be opened."),
        (b"\xff\xd8\xff" + bytes(LARGEST_PHOTO), f"The photo is larger than {LARGEST_PHOTO:,} bytes."),
        (photo(), "No code can be read in the photo. Go closer, so that the code fills it."),
    ],
)
def test_anything_else_is_a_sentence(data, sentence):
    with pytest.raises(CredentialError) as refusal:
        text_in(data)
    assert (refusal.value.code, str(refusal.value)) == ("photo", sentence)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\x10\0\0\0WEBP"]))
def test_no_photo_breaks_the_reader(data, start):
    with pytest.raises(CredentialError) as refusal:
        text_in(start + data)
    assert refusal.value.code == "photo"
