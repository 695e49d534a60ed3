"""Two 8D reports as factories would send them, and how to read a PDF again, for the tests of what becomes paper."""

import io
import shutil
import subprocess
from datetime import date, datetime, timedelta, timezone

import pytest
from PIL import Image, ImageDraw

from mutu.reports.eight_d import ActionLine, ContainmentPlace, EightD, Step, Why
from mutu.reports.said import Company, Person, Photo, Printed, from_book, own_words

PENANG = timezone(timedelta(hours=8))
HO_CHI_MINH = timezone(timedelta(hours=7))
PRINTED = Printed("Nurul Aisyah", datetime(2026, 11, 24, 7, 31, tzinfo=PENANG), "58 entries · b2c9 41f0 … 07ad")


def photo(colour: str = "#8b9a95", width: int = 1600, height: int = 1200, kind: str = "JPEG") -> bytes:
    """A picture of something like a part on a table."""
    picture = Image.new("RGB", (width, height), colour)
    draw = ImageDraw.Draw(picture)
    draw.rounded_rectangle((width * 0.2, height * 0.35, width * 0.8, height * 0.55), 60, fill="#e8e6df")
    draw.ellipse((width * 0.42, height * 0.3, width * 0.58, height * 0.6), outline="#b4382b", width=14)
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def cold_crack() -> EightD:
    """The report of the picture 11-8d-report-a4: closed, every section filled."""
    return EightD(
        number="C-2026-006",
        form="F-31 Rev C",
        title=own_words("Latch cracks at −20 °C", "en"),
        factory=Company("Bayan Precision Plastics Sdn. Bhd.", "Bayan Lepas, Penang, Malaysia"),
        customer=Company("Prairie Outfitters", "US"),
        contact="Ms Walker",
        customer_number="PO-QA-4471",
        part="PO-220 cooler latch",
        drawing="C",
        lots=("2605-31", "2605-32"),
        received=date(2026, 6, 9),
        link="http://mutu.test/r/C-2026-006",
        language="en",
        own_language="ms",
        steps=tuple(
            Step(done=date(2026, month, day))
            for month, day in ((6, 9), (6, 9), (6, 9), (6, 19), (6, 22), (7, 1), (7, 14), (9, 18))
        ),
        team=(
            Person("Suresh Pillai", task="leader"),
            Person("Tan Wei Ling"),
            Person("Siti Rohani"),
            Person("Faridah Osman", "toolroom"),
        ),
        problem=(
            from_book("problem.plastics.weld_line_breaks", found=19, checked=2400, temperature=-20),
            from_book(
                "detected.general.requirement_not_met", requirement="200 closings at −20 °C", source="PO-220 note 4"
            ),
            from_book("problem.general.same_failure_seen_here", lot="2605-31", found=7, checked=300),
        ),
        photos=(Photo(photo(), "Crack in the latch arm", "Tan Wei Ling", datetime(2026, 6, 9, 10, 12, tzinfo=PENANG)),),
        places=(
            ContainmentPlace(
                "finished", 3600, own_words("bent at −20 °C, 5 per box", "en"), found=62, checked_by="Siti Rohani"
            ),
            ContainmentPlace("on_the_way", 4800, own_words("held on arrival, replaced", "en"), "Oakland 24 June"),
            ContainmentPlace("at_customer", 2400, own_words("separated by customer, credited", "en")),
        ),
        made=10800,
        occurrence=(
            Why(from_book("cause_occurrence.plastics.melt_too_cold", difference=18, where="the latch arm")),
            Why(
                from_book("cause_occurrence.plastics.insert_without_revision", insert="G2", mould="M-44"),
                from_book("cause_occurrence.general.proof", **{"with": "4 of 60 break", "without": "0 of 60 break"}),
            ),
        ),
        escape=(
            Why(from_book("cause_escape.plastics.check_at_room_temperature", temperature=-20)),
            Why(from_book("cause_escape.general.checked_too_rarely", check="the cold test", interval="yearly")),
        ),
        chosen=(
            from_book("corrective_action.plastics.gate_moved", distance=6, revision="D"),
            from_book(
                "corrective_action.general.action_rejected", action="higher melt temperature", reason="splay in 3 of 20"
            ),
        ),
        actions=(
            ActionLine(own_words("Inserts to Rev D, first article approved", "en"), "Toolroom", done=date(2026, 6, 30)),
            ActionLine(
                from_book(
                    "corrective_action.general.check_added",
                    check="Cold test of each lot, n 5",
                    plan="CP-19",
                    revision="E",
                ),
                "Faridah Osman",
                done=date(2026, 6, 24),
            ),
            ActionLine(
                from_book(
                    "corrective_action.general.first_article_required",
                    event="a change of insert",
                    instruction="WI-30 Rev B",
                ),
                "Suresh Pillai",
                done=date(2026, 7, 1),
            ),
        ),
        prevention=(from_book("prevention.plastics.spare_inserts_reviewed", inserts=38, moulds=61, blocked=5),),
        effect=(
            from_book(
                "verification.general.no_failures_since",
                lots=14,
                pieces=31200,
                **{"from": date(2026, 7, 1), "to": date(2026, 9, 17)},
            ),
            from_book("closing.general.closed_with_thanks"),
        ),
        judged_by=Person("Nurul Aisyah Hamid"),
    )


def tight_thread() -> EightD:
    """A five-person shop in Vietnam, still at work on it: sections empty, own words not translated."""
    return EightD(
        number="KN-07",
        title=own_words("Ren M6 bị chặt sau khi anod hóa", "vi"),
        factory=Company("Sao Khuê CNC", "Đồng Nai, Việt Nam"),
        customer=Company("Nordlicht Werkzeuge GmbH", "Kiel, DE"),
        contact="Frau Brandt",
        customer_number="QM-88120",
        part="Bracket NL-7731",
        drawing="B",
        lots=("2610-07",),
        received=date(2026, 11, 18),
        link="http://mutu.test/r/KN-07",
        steps=(
            Step(done=date(2026, 11, 18)),
            Step(done=date(2026, 11, 18)),
            Step(due=date(2026, 11, 25)),
            Step(due=date(2026, 12, 8)),
        ),
        team=(Person("Trần Quốc Bảo", "chủ xưởng", "trưởng nhóm"), Person("Lê Thị Ngọc Huyền")),
        problem=(
            from_book("problem.machining.thread_tight", thread="M6", found=42, checked=320),
            own_words("Khách hàng gửi ảnh: ren vào được hai vòng rồi kẹt. Lớp anod dày hơn lần trước.", "vi"),
        ),
        places=(
            ContainmentPlace(
                "finished", 120, from_book("containment.machining.thread_gauge_100_percent", thread="M6"), "kệ C4"
            ),
            ContainmentPlace(
                "at_provider",
                60,
                own_words("Đã gọi xưởng anod giữ lại.", "vi"),
                at=datetime(2026, 11, 18, 16, 5, tzinfo=HO_CHI_MINH),
            ),
            ContainmentPlace(
                "at_customer", 320, from_book("containment.general.please_separate", quantity=320, lot="2610-07")
            ),
        ),
        made=520,
    )


def text_of(pdf: bytes) -> str:
    """The words of a PDF with single spaces, as somebody who copies them gets them."""
    return " ".join(_read(pdf, "pdftotext", "-layout", "-", "-").split())


def letters_of(pdf: bytes) -> str:
    """The same without any space, to find a text whatever the lines it was broken into."""
    return _bare("".join(_read(pdf, "pdftotext", "-", "-").split()))


def letters(text: str) -> str:
    return _bare("".join(text.split()))


def pages_of(pdf: bytes) -> int:
    lines = _read(pdf, "pdfinfo", "-").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pages:"))


def fonts_of(pdf: bytes) -> set[str]:
    """Names of the fonts in a PDF, without the prefix that says it is a part of one."""
    return {line.split()[0].split("+")[-1] for line in _read(pdf, "pdffonts", "-").splitlines()[2:]}


def _bare(text: str) -> str:
    return text.translate(dict.fromkeys(map(ord, "\u200b\u00ad\x0c")))


def _read(pdf: bytes, program: str, *arguments: str) -> str:
    if shutil.which(program) is None:
        pytest.skip(f"{program} (poppler) is not installed")
    done = subprocess.run([program, *arguments], input=pdf, capture_output=True, check=True)
    return done.stdout.decode()
