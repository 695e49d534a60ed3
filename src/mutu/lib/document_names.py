"""What the number of a document, the words of a list and the name of a file say about it (7.5.2 a).

Factories number documents alike: a few letters for the type, then a number. File names repeat number and revision.
"""

import re
from collections.abc import Collection
from typing import NamedTuple

from mutu.lib.spreadsheets.folding import fold

CODES = {
    "policy": "po pol policy qm manual cs stcl shcl mutu",
    "procedure": "qp pr pro proc procedure sop qt tt p pk pd 程序 cx",
    "instruction": "wi hd hdcv wk ik ins instruction 指导 zy",
    "form": "f fm form bm fr fo frm biểu bor borang 表",
    "drawing": "dwg drw bv drawing spec sp tc 图",
    "external": "ex ext external tcvn bn 外",
}
WORDS = {
    "policy": "policy|chính sách|sổ tay|manual|dasar|kebijakan|นโยบาย|คู่มือคุณภาพ|方针|手册",
    "procedure": "procedure|quy trình|thủ tục|prosedur|ระเบียบปฏิบัติ|ขั้นตอนการปฏิบัติ|程序",
    "instruction": "instruction|hướng dẫn|arahan kerja|instruksi kerja|วิธีปฏิบัติงาน|作业指导|指导书",
    "form": "form|biểu mẫu|borang|formulir|แบบฟอร์ม|表单|表格|记录表",
    "drawing": "drawing|specification|bản vẽ|lukisan|gambar|แบบแปลน|ข้อกำหนด|图纸|规格",
    "external": "external|bên ngoài|luaran|eksternal|ภายนอก|外来|外部",
}
OBSOLETE = ("obsolete|withdrawn|cancel|superseded|void|inactive|hết hiệu lực|huỷ|hủy|thu hồi|lapuk|dibatalkan|usang"
            "|tidak berlaku|ยกเลิก|作废|废止|失效")  # fmt: skip
REVISION = re.compile(
    r"(?:^|[\s_\-.(\[])(?:rev(?:ision)?|r|ver(?:sion)?|v|lan|semakan|revisi|版)[\s._\-]*([0-9]{1,3}|[a-z]{1,2})"
    r"(?=$|[\s_\-.)\]])", re.IGNORECASE,
)  # fmt: skip


class Named(NamedTuple):
    """The number a file name repeats and the revision it says, or nothing."""

    number: str
    label: str


def code_of(number: str) -> str:
    """The letters a number begins with, the last group of them: WI of WI-12, HD of QLCL-HD-03.

    >>> code_of("WI-12"), code_of("QLCL.HD.03"), code_of("0815")
    ('WI', 'HD', '')
    """
    groups = re.findall(r"[^\W\d_]+", number)
    return groups[-1].upper()[:10] if groups else ""


def pattern_of(number: str) -> str:
    """How numbers like this one go on.

    >>> pattern_of("WI-012"), pattern_of("QP 7"), pattern_of("Manual")
    ('WI-{n:3}', 'QP {n:1}', '')
    """
    found = re.fullmatch(r"(.*?)(\d{1,6})", number.strip())
    if found is None or "{" in number or "}" in number:
        return ""
    return f"{found[1]}{{n:{len(found[2])}}}"


def category_of(said: str, number: str) -> str:
    """Which of the six kinds a list means by its word for the type, or by the number's letters.

    >>> category_of("Hướng dẫn công việc", ""), category_of("", "BM-04"), category_of("", "ABC-1")
    ('instruction', 'form', 'procedure')
    """
    folded = fold(said)
    for category, words in WORDS.items():
        if folded and any(fold(word) in folded for word in words.split("|")):
            return category
    code = fold(code_of(number))
    for category, codes in CODES.items():
        if code and code in {fold(one) for one in codes.split()}:
            return category
    return "procedure"


def is_obsolete(said: str) -> bool:
    """Whether a list's word for the state means that nobody works by it.

    >>> is_obsolete("Hết hiệu lực"), is_obsolete("Current")
    (True, False)
    """
    folded = fold(said)
    return any(fold(word) in folded for word in OBSOLETE.split("|")) if folded else False


def in_file_name(name: str, numbers: Collection[str]) -> Named:
    """Which of these numbers a file name repeats (the longest), and the revision it says.

    >>> in_file_name("docs/WI-12 Purge rev C.docx", ["WI-1", "WI-12"])
    Named(number='WI-12', label='C')
    >>> in_file_name("HD_03_lan 02 (final).pdf", ["HD-03"]), in_file_name("photo.jpg", ["WI-1"])
    (Named(number='HD-03', label='02'), Named(number='', label=''))
    """
    stem = re.split(r"[/\\]", name)[-1].rpartition(".")[0]
    plain = _plain(stem)
    fits = [number for number in numbers if _stands_in(_plain(number), plain)]
    if not fits:
        return Named("", "")
    number = max(fits, key=len)
    found = REVISION.search(fold(stem).replace("_", " "))
    return Named(number, found[1].upper() if found else "")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W\d_]+|\d+", fold(text)))


def _stands_in(number: str, name: str) -> bool:
    return bool(number) and f" {number} " in f" {name} "
