"""Texts that only blame or remind people, which no buyer accepts as a cause or as a corrective action.

"Operator error, retrained" names no cause: anyone else in that place would have made the same mistake. The
writer is asked a question instead (10.2.1 b: determine the causes). The words stand here in the languages of
the shop floor, as people write them; a text is refused only when nothing else is left of it.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass


def plain(text: str) -> str:
    """Small letters without Latin accents, for comparing what people type.

    >>> plain("Độ ẩm")
    'do am'
    """
    bare = "".join(
        letter for letter in unicodedata.normalize("NFD", text.casefold()) if not "\u0300" <= letter <= "\u036f"
    )
    return unicodedata.normalize("NFC", bare).replace("đ", "d")


@dataclass(frozen=True)
class Refusal:
    """A text that says nothing a buyer can use: a question to the writer and better phrases to start from."""

    code: str
    sentence: str
    question: str
    better: tuple[str, ...]


EMPTY = Refusal(
    code="empty_phrase",
    sentence="This blames or reminds a person; it does not stop the problem from coming back.",
    question="What let the mistake happen and pass?",
    better=(
        "cause_occurrence.general.instruction_silent",
        "cause_occurrence.general.parts_look_alike",
        "cause_escape.general.not_in_control_plan",
        "corrective_action.general.mistake_proofing",
        "corrective_action.general.instruction_with_limit",
        "corrective_action.general.check_added",
    ),
)
_LONGEST_EMPTY = 400
# What says nothing on its own, then the words around it, by language; both compared without Latin accents.
_HOLLOW = {
    "en": """
        error, errors, mistake, mistakes, fault, careless, carelessness, negligence, negligent,
        inattentive, inattention, careful, carefully, attention, awareness, focus, retrain,
        retrained, retraining, re trained, re train, trained again, training again, training,
        remind, reminded, reminder, warned, warning, told, instructed, briefed, forgot""",
    "vi": """
        cẩn thận, lỗi, sai sót, bất cẩn, sơ suất, chú ý, nhắc nhở, đào tạo lại, huấn luyện lại,
        tập huấn lại, ý thức, rút kinh nghiệm, lơ là, chủ quan, cảnh cáo, khiển trách, tập trung""",
    "ms": """
        cuai, kecuaian, hati hati, berhati hati, kesilapan, silap, kesalahan, salah, dilatih
        semula, latihan semula, latih semula, dilatih, diingatkan, ingatkan, peringatan, amaran,
        ditegur, teliti, lalai, kelalaian, peka""",
    "id": """
        ceroboh, kecerobohan, dilatih ulang, pelatihan ulang, training ulang, teguran, fokus""",
    "fil": "pabaya, kapabayaan, mag ingat, pagkakamali",
    "th": """
        ประมาท, เลินเล่อ, สะเพร่า, ระมัดระวัง, ระวัง, รอบคอบ, ผิดพลาด, อบรมซ้ำ, อบรมใหม่, อบรม,
        ตักเตือน, ย้ำเตือน, เตือน, กำชับ""",
    "zh": "粗心, 小心, 疏忽, 大意, 失误, 错误, 重新培训, 再培训, 提醒, 注意, 责任心, 意识",
    "km": "ធ្វេសប្រហែស, ប្រុងប្រយ័ត្ន",
    "my": "ပေါ့ဆ, ဂရုစိုက်",
}
_AROUND = {
    "en": """
        operator, operators, worker, workers, staff, employee, employees, inspector, inspectors,
        personnel, team, people, person, man, human, everyone, all, the, a, an, to, was, were,
        is, are, has, have, had, been, be, by, of, and, or, again, on, about, in, future, next,
        time, from, now, must, should, will, more, due, because, caused, root cause, cause, at,
        work, working, for, this, it, he, she, we, our, them, they, his, her, their, not, lack, pay, paid,
        given, did, do, make, made""",
    "vi": """
        công nhân, nhân viên, người, con người, thợ, vận hành, đứng máy, kiểm tra viên, đã, sẽ,
        phải, cần, do, của, và, lại, hơn, các, toàn bộ, tất cả, cho, trong, khi, lần sau, làm
        việc, công việc, thao tác, bị, là, nguyên nhân, về, với, yêu cầu, thiếu, không, nâng
        cao, kém, chưa, được""",
    "ms": """
        kami, pekerja, pengendali, kakitangan, semua, telah, sudah, supaya, agar, lebih, kurang,
        tidak, dan, oleh, kepada, akan, perlu, mesti, masa hadapan, kerja, bekerja, semasa,
        manusia, untuk, yang, di, kerana, disebabkan, punca, karyawan""",
    "fil": "ang, ng, sa, mas, manggagawa, dapat",
    "th": """
        พนักงาน, ผู้ปฏิบัติงาน, คนงาน, มากขึ้น, มากกว่านี้, ให้, ของ, แล้ว, ความ, การ, ทำงาน,
        ใน, และ, ได้, ต้อง, เกิดจาก, จาก, ทุกคน, ขาด, ไม่""",
    "zh": """
        员工, 工人, 操作员, 作业员, 操作者, 操作, 人员, 人为, 更加, 更, 要,
        已, 了, 的, 对, 进行, 再次, 今后, 以后,
        不, 强, 加强, 够""",
    "km": "កម្មករ, ត្រូវ, បន្ថែម",
    "my": "အလုပ်သမား, ပို",
}


def empty_phrase(text: str) -> Refusal | None:
    """A refusal when blaming or reminding people is *all* a text says; ``None`` when it says anything else.

    >>> empty_phrase("Công nhân bất cẩn, đã nhắc nhở.").code
    'empty_phrase'
    >>> empty_phrase("พนักงานประมาท") == empty_phrase("Operator cuai, telah dilatih semula") == EMPTY
    True
    >>> empty_phrase("Retrained 6 operators on WI-30 Rev B; all passed the torque test.") is None
    True
    """
    if len(text) > _LONGEST_EMPTY:
        return None
    words = " ".join(_words(plain(text)))
    rest, hollow = _HOLLOW_WORDS.subn(" ", words)
    rest = _WORDS_AROUND.sub(" ", rest)
    return EMPTY if hollow and all(word.isdigit() for word in rest.split()) else None


def _words(text: str) -> list[str]:
    """Letters, figures and the marks that belong to them; everything else parts words."""
    kept = (sign if unicodedata.category(sign)[0] in "LNM" else " " for sign in text)
    return "".join(kept).split()


def _pattern(lists: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern for all fragments, the longest first; those in Latin letters match whole words only."""
    fragments = {plain(" ".join(fragment.split())) for line in lists.values() for fragment in line.split(",")}
    longest_first = sorted(fragments, key=lambda fragment: (-len(fragment), fragment))
    return re.compile("|".join(rf"\b{word}\b" if word.isascii() else word for word in longest_first))


_HOLLOW_WORDS = _pattern(_HOLLOW)
_WORDS_AROUND = _pattern(_AROUND)
