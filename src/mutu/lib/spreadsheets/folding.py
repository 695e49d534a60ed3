"""Making two spellings of the same words equal, for column names and for search."""

import unicodedata

UNDECOMPOSED = {"đ": "d", "ð": "d", "ø": "o", "ł": "l", "ı": "i", "æ": "ae", "œ": "oe"}
MARKS = ((0x0300, 0x036F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F))
"""Marks set on Latin, Greek and Cyrillic letters. The signs of Thai, Khmer, Burmese, Lao and the
Indian scripts are not among them: without its vowels and tones a Thai word is another word."""


def fold(text: str) -> str:
    """Lower case, without accents, punctuation or invisible signs, one space between words.

    Digits of any script become 0-9, full-width letters become plain ones. Folding twice changes
    nothing more.

    >>> fold("  Số-lượng Đạt (pcs) "), fold("ＮＣＲ－００７"), fold("วันที่พบ ๑๒"), fold("日期/Date")
    ('so luong dat pcs', 'ncr 007', 'วันที่พบ 12', '日期 date')
    """
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return " ".join(unicodedata.normalize("NFC", spread.translate(FOLDED)).split())


def _folded(letter: str) -> str:
    """One decomposed letter: itself, nothing, a digit or a space."""
    if letter in UNDECOMPOSED:
        return UNDECOMPOSED[letter]
    if any(first <= ord(letter) <= last for first, last in MARKS):
        return ""
    category = unicodedata.category(letter)
    if category == "Nd":
        return str(unicodedata.digit(letter))
    if category == "Cf":
        return ""
    return " " if category[0] in "PSZC" else letter


class _Folded(dict[int, str]):
    """What each letter becomes, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        self[code] = _folded(chr(code))
        return self[code]


FOLDED = _Folded()
