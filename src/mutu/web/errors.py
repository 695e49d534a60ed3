"""Pages for what goes wrong: what was kept, what to do, and nothing a stranger could use."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mutu.core import permissions


class NotYours(PermissionDenied):
    """A page that is there, for people with one of these roles."""

    def __init__(self, roles: tuple[str, ...]):
        super().__init__()
        self.roles = roles


def page(request: HttpRequest, status: int, title: str, text: str) -> HttpResponse:
    if not hasattr(request, "actor"):
        request.actor = None  # type: ignore[attr-defined]
    return render(request, "mutu/error.html", {"title": title, "text": text, "status": status}, status=status)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """No such page or record here; another organization's looks the same."""
    return page(request, 404, _("Not found here"), _("The address is wrong, or the record belongs to somebody else."))


def forbidden(request: HttpRequest, exception: Any = None, reason: str = "") -> HttpResponse:
    """A page for others; or a form without its token: too old, or from elsewhere."""
    if isinstance(exception, NotYours):
        return render(request, "mutu/not_yours.html", {"roles": permissions.readable(exception.roles)}, status=403)
    words = _("The form was too old or came from another page. Go back, load it again and send it once more.")
    return page(request, 403, _("Not accepted"), words)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    return page(request, 400, _("Not understood"), _("The request could not be read. Nothing was changed."))


def broken(request: HttpRequest) -> HttpResponse:
    """Something failed on our side; what was acknowledged before is kept."""
    import sys

    full = "full" in str(sys.exc_info()[1]) and isinstance(sys.exc_info()[1], DatabaseError | OSError)
    if full:
        words = _("The disk of this machine is full, so nothing can be kept. Free some room, then send it again.")
        return page(request, 507, _("The disk is full"), words)
    words = _(
        "Nothing was changed. What you wrote is in your draft; go back and send it again, or tell your administrator."
    )
    return page(request, 500, _("That did not work"), words)
