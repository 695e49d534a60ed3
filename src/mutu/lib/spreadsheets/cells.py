"""What one cell says: a date, a number, yes or no, or text.

Each reader raises CellRefused with a sentence that tells what to write instead.
"""

import datetime as dt
import re
import unicodedata

from .dates import date_order, half_converted, read_date
from .folding import fold
from .numbers import Quantity, decimal_mark, read_number, read_quantity
from .refusals import CellRefused
from .refusals import gettext_noop as noop

__all__ = [
    "CellRefused",
    "Quantity",
    "date_order",
    "decimal_mark",
    "half_converted",
    "is_blank",
    "read_date",
    "read_number",
    "read_quantity",
    "read_text",
    "read_yes_no",
]

YES_WORDS = {
    "en": "yes y true ok done x v 1",
    "vi": "có co đúng rồi",
    "th": "ใช่ มี ได้",
    "id, ms": "ya ada betul sudah selesai",
    "zh": "是 有 对 是的 已完成",
    "signs": "✓ ✔ √ ☑ ✅ ○ ◯",
}
NO_WORDS = {
    "en": "no n false ng 0",
    "vi": "không khong chưa chua sai",
    "th": "ไม่ ไม่ใช่ ไม่มี ไม่ได้ ยังไม่",
    "id, ms": "tidak tdk belum bukan tiada tak",
    "zh": "否 无 不 没 没有 不是 未完成",
    "signs": "✗ ✘ ☒ ❌ ×",
}
YES = {word for line in YES_WORDS.values() for word in line.split()}
NO = {word for line in NO_WORDS.values() for word in line.split()}
NOTHING = {"", "na", "n a", "nil", "none", "null", "khong co du lieu", "tbd", "tba", "空"}
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def read_yes_no(value: object) -> bool:
    """Yes or no, as a word of six languages, a tick or a cross.

    A written x is a tick, as in most check lists; the signs × and ✗ say no.

    >>> [read_yes_no(value) for value in ("Có", "ไม่ใช่", "ya", "否", "✓", "x", 0)]
    [True, False, True, False, True, True, False]
    """
    if isinstance(value, bool):
        return value
    if isinstance(value, int | float | str):
        word = f"{value:g}" if isinstance(value, float) else str(value).strip()
        found = word if word in YES | NO else unicodedata.normalize("NFC", word).casefold()
        found = found if found in YES | NO else fold(word)
        if found in YES:
            return True
        if found in NO:
            return False
    raise CellRefused("yes-no", noop("“%(shown)s” is neither yes nor no. Write yes or no."), shown=str(value)[:40])


def read_text(value: object) -> str:
    """The text of a cell as it was meant: a part number typed as a number stays whole.

    >>> read_text(10023.0), read_text("  Ba  via\\r\\nmép "), read_text(dt.date(2026, 11, 22))
    ('10023', 'Ba  via\\nmép', '2026-11-22')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return format(read_number(value), "f")
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    text = str(value).replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", CONTROL.sub("", text)).strip()


def is_blank(value: object) -> bool:
    """True for what people write to say that there is nothing: a dash, a slash, N/A.

    >>> is_blank(" - "), is_blank("N/A"), is_blank(0), is_blank("ok")
    (True, True, False, False)
    """
    return value is None or (isinstance(value, str) and not is_sign(value) and fold(value) in NOTHING)


def is_sign(text: str) -> bool:
    """True for a tick, a cross or another sign that says yes or no without letters."""
    return text.strip() in YES | NO
