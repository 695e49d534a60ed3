"""Templates can be replaced, photos are made fit, and several people may print at once."""

import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from PIL import Image
from tests.reports.worked import PRINTED, cold_crack, letters_of, photo, text_of, tight_thread

from mutu.reports import paper
from mutu.reports.eight_d import eight_d_pdf
from mutu.reports.glyphs import SHIPPED_FONTS
from mutu.reports.photos import LONGEST_SIDE, PhotoRefused, print_ready
from mutu.reports.qr import qr_svg

OWN = '#import "_common.typ": *\n#show: a4.with("own", number-side)\nThird layout of #data.number'


def size(jpeg: bytes) -> tuple[int, int]:
    return Image.open(io.BytesIO(jpeg)).size


def test_a_third_layout_is_a_template_in_a_folder(tmp_path):
    (tmp_path / "eight_d_b3.typ").write_text(OWN)
    assert paper.layouts("eight_d", (tmp_path,)) == ("b1", "b2", "b3")
    pdf = eight_d_pdf(tight_thread(), "b3", printed=PRINTED, template_dirs=(tmp_path,))
    assert "Third layout of KN-07" in text_of(pdf)


def test_a_template_in_the_folder_replaces_the_shipped_one_and_only_there(tmp_path):
    (tmp_path / "eight_d_b1.typ").write_text(OWN)
    assert "Third layout" in text_of(eight_d_pdf(tight_thread(), printed=PRINTED, template_dirs=(tmp_path,)))
    assert "Third layout" not in text_of(eight_d_pdf(tight_thread(), printed=PRINTED))


@pytest.mark.parametrize("broken", ["#let x = ", "#panic()", '#read("/etc/passwd")', '#read("../../etc/passwd")'])
def test_a_template_that_cannot_be_set_is_named(tmp_path, broken):
    (tmp_path / "eight_d_b3.typ").write_text(broken)
    with pytest.raises(paper.TemplateRefused, match=r"^Template eight_d_b3\.typ cannot be set: ") as refused:
        eight_d_pdf(tight_thread(), "b3", printed=PRINTED, template_dirs=(tmp_path,))
    assert refused.value.code == "template_broken"


def test_a_font_folder_of_the_installation_is_used(tmp_path):
    (tmp_path / "thai.ttf").write_bytes((SHIPPED_FONTS / "NotoSansThai-Regular.ttf").read_bytes())
    pdf = eight_d_pdf(tight_thread(), printed=PRINTED, font_dirs=(tmp_path,))
    assert letters_of(pdf) == letters_of(eight_d_pdf(tight_thread(), printed=PRINTED))


def test_four_people_print_at_once_and_get_their_own(tmp_path):
    reports = [replace(tight_thread(), number=f"KN-{index:02}") for index in range(8)]
    with ThreadPoolExecutor(4) as people:
        pdfs = list(people.map(lambda report: eight_d_pdf(report, printed=PRINTED), reports))
    assert [report.number in text_of(pdf) for report, pdf in zip(reports, pdfs, strict=True)] == [True] * 8


def test_text_is_composed_and_line_ends_are_plain():
    assert paper.composed({"a": ["e\u0302\u0323", "x\r\ny\rz"], "b": 3}) == {"a": ["ệ", "x\ny\nz"], "b": 3}


def test_no_layout_is_larger_than_a_mail_may_be():
    photos = tuple(replace(cold_crack().photos[0], image=photo(f"#{index}09080", 4000, 3000)) for index in range(6))
    assert len(eight_d_pdf(replace(cold_crack(), photos=photos), printed=PRINTED)) < 1_500_000


def test_a_photo_is_turned_upright_shrunk_and_stripped():
    picture = Image.new("RGB", (4000, 2000), "red")
    exif = picture.getexif()
    exif[0x0112], exif[0x010F] = 6, "Camera of somebody"  # lies on its side
    out = io.BytesIO()
    picture.save(out, "JPEG", exif=exif)
    ready = print_ready(out.getvalue())
    assert size(ready) == (LONGEST_SIDE // 2, LONGEST_SIDE)
    assert dict(Image.open(io.BytesIO(ready)).getexif()) == {}
    assert b"somebody" not in ready


def test_a_small_photo_stays_as_large_as_it_is_and_clear_parts_become_paper():
    out = io.BytesIO()
    Image.new("RGBA", (40, 30), (0, 0, 0, 0)).save(out, "PNG")
    ready = Image.open(io.BytesIO(print_ready(out.getvalue())))
    assert (ready.size, ready.getpixel((20, 15))) == ((40, 30), (255, 255, 255))


@pytest.mark.parametrize("kind", ["L", "P", "CMYK", "1"])
def test_every_kind_of_picture_becomes_plain_rgb(kind):
    out = io.BytesIO()
    Image.new(kind, (40, 30)).save(out, "JPEG" if kind == "CMYK" else "PNG")
    assert Image.open(io.BytesIO(print_ready(out.getvalue()))).mode == "RGB"


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (10_000, 8_500)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "image",
    [b"", b"MZ\x90 a program", b"<svg xmlns='http://www.w3.org/2000/svg'/>", photo()[:2000], bomb(), photo(kind="GIF")],
)
def test_what_is_no_photo_is_refused(image):
    with pytest.raises(PhotoRefused):
        print_ready(image)


@pytest.mark.parametrize("link", ["", "x" * 1201])
def test_a_code_needs_a_link_of_reasonable_length(link):
    with pytest.raises(ValueError, match="1 to 1200 letters"):
        qr_svg(link)


def test_nothing_heavy_is_loaded_before_something_is_printed():
    heavy = "sorted({'typst', 'PIL', 'segno', 'django'} & set(sys.modules))"
    modules = "eight_d, letter, tags, badges, poster, record_print"
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; from mutu.reports import {modules}; print({heavy})"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"
