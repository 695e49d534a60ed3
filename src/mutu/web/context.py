"""What the frame of every page shows: the index, the languages, whose organization this is."""

from typing import Any

from django.http import HttpRequest

from mutu import __version__
from mutu.core.languages import PAGES


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"languages": PAGES, "version": __version__}
