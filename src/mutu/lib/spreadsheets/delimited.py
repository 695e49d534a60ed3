"""Text files with separators (.csv), in the encodings that office computers here still write.

Excel saves "CSV" in the code page of the computer: windows-1258 in Viet Nam, windows-874 in
Thailand, GB 18030 in China, windows-1252 elsewhere. Nothing in the file says which.
"""

import csv
import io
import re
import unicodedata
from collections import Counter
from itertools import islice

from .refusals import EXCEL_ROWS, Limits, SheetRefused, broken, too_large, too_many_columns, too_many_rows

SEPARATORS = (",", ";", "\t", "|")
LOOKED_AT = 50
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
THAI_ABOVE_OR_BELOW = set("ัิีึืฺุู็่้๊๋์ํ๎")
THAI_CONSONANTS = {chr(code) for code in range(0x0E01, 0x0E2F)}
VIETNAMESE_MARKS = set("\u0300\u0301\u0303\u0309\u0323")
VOWELS = set("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY")
QUOTED_AS_FORMULA = re.compile(r'="(.*)"', re.DOTALL)


def rows_of(data: bytes, limits: Limits) -> tuple[list[list[str]], str]:
    """The records of a text file, each a list of its fields, and the encoding found.

    >>> rows_of("วันที่;จำนวน\\n22/11/2569;12\\n".encode("cp874"), Limits())
    ([['วันที่', 'จำนวน'], ['22/11/2569', '12']], 'windows-874')
    """
    text, encoding = decoded(data)
    separator, text = _separator(text)
    rows: list[list[str]] = []
    characters = 0
    try:
        for record in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            rows.append([_plain(field) for field in record])
            characters += len(record)
            if len(record) > limits.columns and any(record[limits.columns :]):
                raise too_many_columns(len(record), limits)
            if characters > limits.cells:
                raise too_large()
            if len(rows) > EXCEL_ROWS:
                raise too_many_rows(max(text.count("\n"), len(rows)), limits)
    except csv.Error as error:
        if "field larger" in str(error):
            raise broken("One cell holds more text than a spreadsheet can") from None
        raise broken() from None
    last = max((number for number, row in enumerate(rows, 1) if any(row)), default=0)
    if last > limits.rows:
        raise too_many_rows(last, limits)
    return rows[:last], encoding


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file and the name of its encoding; SheetRefused if no encoding fits."""
    for mark, encoding in BOMS:
        if data.startswith(mark):
            return _checked(_strict(data, encoding)), encoding
    half = data[: 4_000 - len(data[:4_000]) % 2]
    if half.count(0) * 5 > len(half) * 2:
        encoding = "utf-16-le" if half[1::2].count(0) > half[::2].count(0) else "utf-16-be"
        return _checked(_strict(data, encoding)), encoding
    try:
        return _checked(data.decode("utf-8")), "utf-8"
    except UnicodeDecodeError:
        return _code_page(data)


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise _unreadable() from None


def _unreadable() -> SheetRefused:
    return SheetRefused(
        "encoding",
        "The letters of this file cannot be read. In Excel choose Save As, then .xlsx or 'CSV UTF-8'.",
    )


def _checked(text: str) -> str:
    """The text, if it is text at all."""
    sample = text[:100_000]
    control = sum(letter < " " and letter not in "\t\r\n\f\v" for letter in sample)
    if "\0" in text or "\ufffd" in text or control * 50 > len(sample):
        raise _unreadable()
    return text


def _code_page(data: bytes) -> tuple[str, str]:
    """The code page under which the bytes read most like a language of the region."""
    sample = data[:200_000]
    best = max(("windows-874", "windows-1258", "gb18030"), key=lambda name: _likeness(sample, name))
    if _likeness(sample, best) < 0.8:
        best = "windows-1252"
    codec = best.replace("windows-", "cp")
    text = _strict(data, codec)
    return _checked(unicodedata.normalize("NFC", text)), best


def _likeness(sample: bytes, name: str) -> float:
    """The share (0 to 1) of non-ASCII letters that stand where such a letter may stand."""
    text = sample.decode(name.replace("windows-", "cp"), errors="replace")
    foreign = [at for at, letter in enumerate(text) if letter > "\x7f"]
    if not foreign:
        return 0.0
    fits = {"windows-874": _fits_thai, "windows-1258": _fits_vietnamese, "gb18030": _fits_chinese}[name]
    likely = sum(fits(text, at) for at in foreign)
    return likely / len(foreign)


def _fits_thai(text: str, at: int) -> bool:
    letter = text[at]
    if letter in THAI_ABOVE_OR_BELOW:
        return at > 0 and (text[at - 1] in THAI_CONSONANTS or text[at - 1] in THAI_ABOVE_OR_BELOW)
    return "\u0e01" <= letter <= "\u0e5b" and (
        text[at - 1 : at] > "\u0e00" or text[at + 1 : at + 2] > "\u0e00" or "\u0e50" <= letter <= "\u0e59"
    )


def _fits_vietnamese(text: str, at: int) -> bool:
    """True for a letter of Vietnamese, if the text has a mark or letter no western page would have."""
    letter = text[at]
    if letter in VIETNAMESE_MARKS:
        return at > 0 and text[at - 1] in VOWELS
    return letter in "ăâđêôơưĂÂĐÊÔƠƯàáèéìíòóùúýãõÀÁÈÉÌÍÒÓÙÚÝ" and any(
        mark in text for mark in "\u0300\u0301\u0303\u0309\u0323đơưĐƠƯ"
    )


def _fits_chinese(text: str, at: int) -> bool:
    """True for the 3,755 common characters, which GB 2312 keeps in its first level, and marks."""
    letter = text[at]
    if "\u3000" <= letter <= "\u3011" or "\uff01" <= letter <= "\uff5e":
        return True
    coded = letter.encode("gb18030", errors="replace")
    return len(coded) == 2 and 0xB0 <= coded[0] <= 0xD7 and coded[1] >= 0xA1


def _separator(text: str) -> tuple[str, str]:
    """The separator, and the text after Excel's own line that may name it."""
    named = re.match(r'"?sep=(.)"?\r?\n', text, re.IGNORECASE)
    if named:
        return named[1], text[named.end() :]
    return max(SEPARATORS, key=lambda separator: _evenness(text, separator)), text


def _evenness(text: str, separator: str) -> tuple[float, int]:
    """How even the first records are when cut at this separator."""
    try:
        records = islice(csv.reader(io.StringIO(text, newline=""), delimiter=separator), LOOKED_AT)
        widths = Counter(len(record) for record in records if any(record))
    except csv.Error:
        return 0.0, 0
    split = Counter({width: times for width, times in widths.items() if width > 1})
    if not split:
        return 0.0, 0
    width, times = split.most_common(1)[0]
    return times / widths.total(), width


def _plain(field: str) -> str:
    """A field without the coats that keep Excel from reading it as a number or a formula.

    >>> _plain('="00123"'), _plain("'=x"), _plain("'s")
    ('00123', '=x', "'s")
    """
    coat = QUOTED_AS_FORMULA.fullmatch(field)
    if coat:
        return coat[1]
    return field[1:] if field[:1] == "'" and is_risky(field.lstrip("'")) else field


def is_risky(text: str) -> bool:
    """Would a spreadsheet take this text for a formula?

    >>> is_risky("=1+1"), is_risky(" -x"), is_risky("QP-07")
    (True, True, False)
    """
    return text.startswith(("\t", "\r", "\n")) or text.lstrip().startswith(tuple("=+-@＝＋－＠"))
