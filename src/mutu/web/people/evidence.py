"""Photos and files of a record, ready to be shown: one query, captions with time and person."""

from collections.abc import Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime

from mutu.core.models import Attachment


def photos_of(organization: Any, ids: Sequence[str]) -> list[dict[str, Any]]:
    """Each attachment in order: address, thumbnail if it is a picture, name, when and by whom."""
    if not ids:
        return []
    found = {
        str(one.pk): one
        for one in Attachment.objects.of(organization).select_related("added_by").filter(pk__in=list(ids))
    }
    return [
        {
            "url": f"/files/{one.pk}",
            "thumb": f"/files/{one.pk}/small" if one.width else "",
            "name": one.name,
            "alt": one.name,
            "caption": ", ".join(
                said
                for said in (date_format(localtime(one.added_at), "j M H:i"), one.added_by.name if one.added_by else "")
                if said
            ),
        }
        for key in ids
        if (one := found.get(str(key)))
    ]
