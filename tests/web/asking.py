"""A browser of somebody in particular, pictures to send, and every address there is."""

import io
import re
from collections.abc import Iterator
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from mutu.core.actors import Actor


def browser(by: Actor | None = None, **options: Any) -> Client:
    """A browser in which this person has come in."""
    client = Client(**options)
    if by is not None:
        session = client.session
        session["organization"], session["person"] = str(by.organization_id), str(by.person_id)
        session["via"] = "badge"
        session.save()
    return client


def photo(name: str = "rim.jpg", size: tuple[int, int] = (60, 40), colour: str = "grey") -> SimpleUploadedFile:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue(), "image/jpeg")


def addresses() -> list[str]:
    """Every address of the pages, as a pattern like `problems/<uuid:id>`."""
    return sorted({one for one in _walk(get_resolver().url_patterns, "") if not one.startswith(("account/", "api/"))})


def _walk(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[str]:
    for one in patterns:
        here = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one.url_patterns, here)
        else:
            yield here


def filled(pattern: str, id: str, kind: str = "nonconformity", slug: str = "bayan") -> str:
    """An address with this id in every place for one."""
    known = {"kind": kind, "name": "nonconformity.describe", "slug": slug, "badge": "1042", "key": id, "list": kind}

    def place(found: re.Match[str]) -> str:
        converter, name = found[1] or "str", found[2]
        return {"uuid": id, "int": "1"}.get(converter, known.get(name, "x"))

    return "/" + re.sub(r"<(?:(\w+):)?(\w+)>", place, pattern)
