"""The table of a long list, written at once: the markup of `parts/table.html`, which a test holds it to.

Fifty rows through the template cost more than everything else on the page together.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from mutu.web.listing.lists import Column
from mutu.web.templatetags.mutu import state


def table(columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], caption: Any) -> SafeString:
    """A list; each row says url, late and cells, and a cell is text or the words of a state."""

    @cache
    def in_vocabulary(family: str, word: str, label: str) -> str:
        return state(family, word, label)

    def cell(role: str, shown: Any, row: Mapping[str, Any]) -> str:
        if role == "subject":
            return f'<td class="subject" role="rowheader"><a href="{escape(row["url"])}">{escape(str(shown))}</a></td>'
        if role == "state":
            words = in_vocabulary(shown["family"], shown["word"], shown["label"])
            return f'<td class="state-cell" role="cell">{words}</td>'
        late = " is-late" if role == "due" and row["late"] else ""
        return f'<td class="{role}{late}" role="cell">{escape("" if shown is None else str(shown))}</td>'

    roles = [column.role for column in columns]
    head = "".join(f'<th scope="col" role="columnheader">{escape(str(one.label))}</th>' for one in columns)
    body = "\n  ".join(
        '<tr role="row">' + "".join(map(cell, roles, row["cells"], [row] * len(roles))) + "</tr>" for row in rows
    )
    return mark_safe(  # noqa: S308 -- every text is escaped above
        f'<table class="list" role="table">\n  <caption class="sr-only">{escape(str(caption))}</caption>\n  '
        f'<thead role="rowgroup"><tr role="row">{head}</tr></thead>\n  '
        f'<tbody role="rowgroup">{body}\n  </tbody>\n</table>'
    )


def select(key: str, label: Any, options: Sequence[tuple[str, Any]], chosen: str) -> SafeString:
    """A filter with its choices."""
    choices = "".join(
        f'<option value="{escape(value)}"{" selected" if value == chosen else ""}>{escape(str(word))}</option>'
        for value, word in options
    )
    marked = ' class="chosen"' if chosen else ""
    return mark_safe(  # noqa: S308 -- every text is escaped above
        f'<select name="{escape(key)}" aria-label="{escape(str(label))}"{marked}>'
        f'<option value="">{escape(str(label))}</option>{choices}</select>'
    )
