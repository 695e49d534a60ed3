"""Files kept by their content, per organization: type sniffed, photos without hidden data, thumbnails (7.5.3)."""

import hashlib
import io
import os
import re
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from mutu.core.kinds import Unreadable
from mutu.core.records import tidy
from mutu.core.refusals import NoRoom
from mutu.core.refusals import gettext_noop as _

LARGEST = 25_000_000
MOST_PIXELS = 50_000_000
SHOWN_SIDE, THUMBNAIL_SIDE = 2000, 320
IMAGES = {"JPEG": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif"}
ENDINGS = {
    "image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf", "text/plain": "txt",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/vnd.ms-excel": "xls", "text/csv": "csv",
}  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """What is known of a file once it is in the store."""

    sha256: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None
    taken_at: datetime | None = None


def place(organization_id: UUID, sha256: str, suffix: str = "") -> Path:
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise ValueError("not a content address")
    return Path(settings.MEDIA_ROOT) / str(organization_id) / sha256[:2] / f"{sha256}{suffix}"


def keep(organization_id: UUID, data: bytes, name: str) -> Kept:
    """Put a file into the store under its content's hash; photos are re-drawn without hidden data first."""
    if not data:
        raise Unreadable(_("The file is empty."))
    if len(data) > LARGEST:
        raise Unreadable(
            _("The file is larger than %(megabytes)s MB. Shrink it or split it."), megabytes=LARGEST // 10**6
        )
    media_type = sniff(data, name)
    width = height = None
    taken_at = None
    if media_type in IMAGES.values():
        data, media_type, width, height, taken_at = _redrawn(data)
    sha256 = hashlib.sha256(data).hexdigest()
    try:
        _write(place(organization_id, sha256), data)
        if width is not None:
            _write(place(organization_id, sha256, ".thumb.jpg"), _thumbnail(data))
    except OSError:
        raise NoRoom(_("The file could not be kept: the disk is full. Make room, then send it again.")) from None
    return Kept(sha256, media_type, len(data), width, height, taken_at)


def look(organization_id: UUID, sha256: str) -> Kept:
    """What is kept under this hash in this organization, measured again from the file."""
    try:
        data = place(organization_id, sha256).read_bytes()
    except (OSError, ValueError):
        raise Unreadable(_("No file with this content has been received here.")) from None
    if data[:4] in (b"\x89PNG",) or data[:3] == b"\xff\xd8\xff":
        from PIL import Image

        with Image.open(io.BytesIO(data)) as image:
            return Kept(sha256, IMAGES[str(image.format)], len(data), image.width, image.height)
    return Kept(sha256, sniff(data, ""), len(data))


def sniff(data: bytes, name: str) -> str:
    """The type by content, never by name; what a factory has no use for is refused."""
    head = data[:512]
    if head[:3] == b"\xff\xd8\xff":
        return "image/jpeg"
    if head[:8] == b"\x89PNG\r\n\x1a\n":
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:6] in (b"GIF87a", b"GIF89a"):
        return "image/gif"
    if head[:5] == b"%PDF-":
        return "application/pdf"
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return "application/vnd.ms-excel"
    if head[:4] == b"PK\x03\x04":
        return _office(data)
    if _is_text(data):
        return "text/csv" if name.lower().endswith(".csv") else "text/plain"
    raise Unreadable(_("This kind of file is not kept here. Photos, PDF, Word, Excel and text are."))


def _office(data: bytes) -> str:
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist()[:5000])
    except (zipfile.BadZipFile, ValueError, OSError):
        raise Unreadable(_("The file is damaged.")) from None
    if any(name.endswith("vbaProject.bin") for name in names):
        raise Unreadable(_("Files with macros are not kept. Save it without macros."))
    if "xl/workbook.xml" in names:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    if "word/document.xml" in names:
        return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    raise Unreadable(_("Archives are not kept. Add the files one by one."))


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    start = text.lstrip("\ufeff \t\r\n")[:200].lower()
    return "\x00" not in text and not start.startswith(("<!doctype", "<html", "<svg", "<?xml", "<script", "#!", "mz"))


def _redrawn(data: bytes) -> tuple[bytes, str, int, int, datetime | None]:
    from PIL import Image, ImageOps, UnidentifiedImageError

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > MOST_PIXELS:
                raise _too_many_pixels()
            taken_at = _taken(image)
            upright = ImageOps.exif_transpose(image)
            see_through = upright.mode in ("RGBA", "LA", "P") and image.format == "PNG"
            drawn = upright.convert("RGBA" if see_through else "RGB")
            drawn.thumbnail((SHOWN_SIDE, SHOWN_SIDE))
            out = io.BytesIO()
            if see_through:
                drawn.save(out, "PNG", optimize=True)
                return out.getvalue(), "image/png", drawn.width, drawn.height, taken_at
            drawn.save(out, "JPEG", quality=85, optimize=True)
            return out.getvalue(), "image/jpeg", drawn.width, drawn.height, taken_at
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        raise Unreadable(_("The picture cannot be read. Take it again.")) from None
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise _too_many_pixels() from None


def _too_many_pixels() -> Unreadable:
    return Unreadable(_("The picture has more than %(most)s million pixels. Shrink it."), most=MOST_PIXELS // 10**6)


def _taken(image: Any) -> datetime | None:
    """When the camera says it was taken; a camera has no time zone, so its time is kept as it is."""
    try:
        said = image.getexif().get_ifd(0x8769).get(0x9003) or image.getexif().get(0x0132)
        return datetime.strptime(tidy(str(said)), "%Y:%m:%d %H:%M:%S").replace(tzinfo=UTC) if said else None
    except (ValueError, OSError, KeyError, SyntaxError):
        return None


def _thumbnail(data: bytes) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(data)) as image:
        small = image.convert("RGB")
        small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        for quality in (70, 55, 40, 25):
            out = io.BytesIO()
            small.save(out, "JPEG", quality=quality, optimize=True)
            if len(out.getvalue()) <= 8_000:
                break
    return out.getvalue()


def _write(path: Path, data: bytes) -> None:
    """Whole or not at all: written aside, flushed, then renamed."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, aside = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(aside).replace(path)
    except BaseException:
        Path(aside).unlink(missing_ok=True)
        raise
