"""What a plain certificate's file tells of itself: its fingerprint, what made it, and whether it was written on later.

None of it proves anything: a genuine certificate may have been scanned, a false one made in a minute. A fingerprint
seen before under another name does say something, so it is shown for whoever keeps such a list.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass

LARGEST = 15_000_000
LONGEST = 120


@dataclass(frozen=True)
class FileFacts:
    """The facts of a file: SHA-256, size, the program and days a PDF names, how often it was written on."""

    sha256: str
    size: int
    made_with: str = ""
    made: str = ""
    changed: str = ""
    revisions: int = 0


def facts_of(data: bytes) -> FileFacts:
    """The facts of a file, as far as it can be read; a damaged or hostile PDF has its fingerprint only.

    >>> facts_of(b"paper").size
    5
    """
    plain = FileFacts(hashlib.sha256(data).hexdigest(), len(data))
    if not data.startswith(b"%PDF-") or len(data) > LARGEST:
        return plain
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        reader = PdfFileReader(io.BytesIO(data), strict=False)
        info = reader.trailer["/Info"]
        told = {key: str(info.get(key, ""))[:LONGEST] for key in ("/Producer", "/Creator", "/CreationDate", "/ModDate")}
    except KeyError:
        told = dict.fromkeys(("/Producer", "/Creator", "/CreationDate", "/ModDate"), "")
    except Exception:
        # whatever a stranger's PDF breaks in the reader, the answer is the fingerprint alone
        return plain
    made_with = " · ".join(dict.fromkeys(filter(None, (told["/Creator"], told["/Producer"]))))
    written = data.count(b"%%EOF")
    return FileFacts(plain.sha256, plain.size, made_with, _day(told["/CreationDate"]), _day(told["/ModDate"]), written)


def _day(text: str) -> str:
    """A PDF's date as a day: ``D:20261128…`` is 2026-11-28.

    >>> _day("D:20261128130000Z"), _day("yesterday")
    ('2026-11-28', '')
    """
    digits = text.removeprefix("D:")[:8]
    return f"{digits[:4]}-{digits[4:6]}-{digits[6:8]}" if len(digits) == 8 and digits.isdecimal() else ""
