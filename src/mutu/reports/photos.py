"""Photos as a page needs them: upright, small enough to mail, without what the camera wrote into them."""

import io
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

LONGEST_SIDE = 1200
MOST_PIXELS = 80_000_000
QUALITY = 82


class PhotoRefused(ValueError):
    """Not a JPEG or PNG picture that can be read, or an absurdly large one."""

    code = "photo_refused"


@lru_cache(maxsize=48)
def print_ready(photo: bytes) -> bytes:
    """A JPEG of at most 1,200 pixels a side, turned upright, in plain RGB, with no camera data.

    Raises ``PhotoRefused``.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        picture = Image.open(io.BytesIO(photo), formats=("JPEG", "PNG"))
        if picture.width * picture.height > MOST_PIXELS:
            raise PhotoRefused(f"A photo of {picture.width} × {picture.height} pixels is too large to print.")
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        return _as_jpeg(upright)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PhotoRefused("A photo is too large to print.") from error
    except (UnidentifiedImageError, OSError, SyntaxError) as error:
        raise PhotoRefused("A photo is not a JPEG or PNG picture that can be read.") from error


def _as_jpeg(picture: "Image.Image") -> bytes:
    from PIL import Image

    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        paper = Image.new("RGB", picture.size, "white")
        clear = picture.convert("RGBA")
        paper.paste(clear, mask=clear.getchannel("A"))
        picture = paper
    out = io.BytesIO()
    picture.convert("RGB").save(out, "JPEG", quality=QUALITY, optimize=True)
    return out.getvalue()
