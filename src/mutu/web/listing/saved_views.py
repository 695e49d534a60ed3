"""The saved views above a list: links to the filters people come back to, and the form that saves them (7.5.3.2)."""

import unicodedata
from typing import Any

from django.http import Http404, HttpRequest, QueryDict

from mutu.core import saved_view_actions as saved
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.core.unchanged import while_unchanged
from mutu.web.listing.lists import MOST_OPTIONS, Asked, Listing

NO_SUCH = noop("These filters are none of this list. Choose them on its page, then save.")


def above(asked: Asked) -> dict[str, Any]:
    """What stands above the chips: the views, the one that is shown now, and what can be done with it.

    One query, and none while nothing changed.
    """
    by, address, query = asked.reader.by, asked.listing.address, asked.address().partition("?")[2]
    if by.person_id is None:
        return {}
    said = f"saved_views:{address}:{by.person_id}"
    views, may_share = while_unchanged(by, said, lambda: saved.shown_to(by, address))
    now = [one for one in views if one.query == query]
    can_save = bool(query) and not now
    return {
        "views": [
            {"name": one.name, "url": f"{address}?{one.query}", "chosen": one in now, "shared": one.shared}
            for one in views
        ],
        "taken_away": next((one for one in now if one.person == by.person_id or may_share), None),
        "can_save": can_save,
        "may_share": may_share,
        "new_view": new_id() if can_save else None,
    }


def understood(address: str, query: str, by: Actor) -> str:
    """The filters as the list itself writes them in its address; anything it would not have written is refused."""
    from mutu.web.listing.pages import LISTINGS

    listing = next((one for one in LISTINGS if one.address == address), None)
    if listing is None:
        raise NotYet(noop("There is no list at this address."), fact="address")
    said = _said(listing, query)
    request = HttpRequest()
    request.GET = said  # type: ignore[assignment]
    try:
        asked = Asked.read(listing, request, by)
    except Http404:
        raise NotYet(NO_SUCH, fact="query") from None
    if any(asked.raw.get(key, "") != str(value).strip() for key, value in said.items() if key != "show"):
        raise NotYet(NO_SUCH, fact="query")
    for one in listing.selects:
        if one.key in asked.chosen:
            options = dict(one.options(asked.reader))
            if asked.chosen[one.key] not in options and len(options) < MOST_OPTIONS:
                raise NotYet(NO_SUCH, fact="query")
    kept = asked.address().partition("?")[2]
    if not kept:
        raise NotYet(noop("This is the list as it opens by itself. Choose filters first, then save."), fact="query")
    return kept


def _said(listing: Listing, query: str) -> QueryDict:
    """The query taken apart: each filter of this list at most once, and nothing that cannot be typed."""
    said = QueryDict(query)
    known = {"show", "text", *(one.key for one in listing.selects)}
    if not known.issuperset(said) or any(len(values) > 1 for _key, values in said.lists()):
        raise NotYet(NO_SUCH, fact="query")
    if any(unicodedata.category(letter) in ("Cc", "Cs") for value in said.values() for letter in str(value)):
        raise NotYet(NO_SUCH, fact="query")
    return said
