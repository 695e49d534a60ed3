"""The text of a QR code in a photo: for telephones whose browser cannot read codes itself.

A photo is a stranger's file: its size in pixels is looked at before it is unpacked, and only the three formats
cameras and screens make are opened. What the code says is then treated like any pasted text.
Errors: ``CredentialError`` with code ``photo``.
"""

from __future__ import annotations

import io
import warnings

from mutu.lib.credentials.errors import CredentialError

LARGEST_PHOTO = 15_000_000
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 2_600
LONGEST_TEXT = 8_000
_FORMATS = ("JPEG", "PNG", "WEBP")


def is_photo(data: bytes) -> bool:
    """Whether these bytes begin like a photo.

    >>> is_photo(b"\\xff\\xd8\\xff\\xe0"), is_photo(b"%PDF-1.7")
    (True, False)
    """
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP")


def text_in(data: bytes) -> str:
    """The text of the code in a photo; of several codes the longest, which is the one with the signed summary."""
    import zxingcpp

    image = _opened(data)
    found = [
        code.text
        for code in zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    ]
    text = max(found, key=len, default="")
    if not text.strip():
        raise CredentialError("photo", "No code can be read in the photo. Go closer, so that the code fills it.")
    if len(text) > LONGEST_TEXT:
        raise CredentialError("photo", "The code holds more than a certificate's code can.")
    return text


def _opened(data: bytes) -> object:
    """The photo in shades of grey, upright and not larger than is needed to read a code."""
    from PIL import Image, ImageOps

    if len(data) > LARGEST_PHOTO:
        raise CredentialError("photo", f"The photo is larger than {LARGEST_PHOTO:,} bytes.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=_FORMATS) as image:
                if image.width * image.height > MOST_PIXELS:
                    raise CredentialError("photo", "The photo has more points than any telephone's camera makes.")
                image.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
                grey = ImageOps.exif_transpose(image).convert("L")
    except CredentialError:
        raise
    except Exception as error:
        raise CredentialError("photo", "The photo cannot be opened.") from error
    grey.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return grey
