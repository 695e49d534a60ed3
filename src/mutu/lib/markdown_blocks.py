"""Markdown as plain data for paper: blocks of spans that a template sets, so that no word is read as program text."""

import re
from typing import Any

from markdown_it.token import Token

from mutu.lib.markdown import parse

OWN_PICTURE = re.compile(r"/files/([0-9a-f-]{36})")


def blocks_of(text: str) -> list[dict[str, Any]]:
    """The blocks in order; each says kind, depth, mark and spans, a table its rows, a picture its file's id.

    >>> [(b["kind"], b["mark"], b["spans"][0]["text"]) for b in blocks_of("# Purge\\n\\n1. Close.\\n2. **Purge.**")]
    [('heading', '', 'Purge'), ('item', '1.', 'Close.'), ('item', '2.', 'Purge.')]
    """
    reading = _Reading()
    for token in parse(text):
        reading.take(token)
    return reading.blocks


class _Reading:
    def __init__(self) -> None:
        self.blocks: list[dict[str, Any]] = []
        self.lists: list[int | None] = []
        self.heading = 0
        self.mark = ""
        self.rows: list[list[list[dict[str, Any]]]] | None = None

    def take(self, token: Token) -> None:
        """One token of the parser: openings change where we are, inline ones become blocks."""
        kind = token.type
        if kind in ("ordered_list_open", "bullet_list_open"):
            self.lists.append(int(token.attrs.get("start", 1)) if kind.startswith("ordered") else None)
        elif kind in ("ordered_list_close", "bullet_list_close"):
            self.lists.pop()
        elif kind == "list_item_open":
            number = self.lists[-1]
            self.mark = "•" if number is None else f"{number}."
            if number is not None:
                self.lists[-1] = number + 1
        elif kind == "heading_open":
            self.heading = int(token.tag[1])
        elif kind == "table_open":
            self.rows = []
        elif kind == "tr_open" and self.rows is not None:
            self.rows.append([])
        elif kind == "table_close" and self.rows:
            self._add("table", [], rows=self.rows)
            self.rows = None
        elif kind in ("fence", "code_block"):
            self._add("code", [_span(token.content.rstrip())])
        elif kind == "hr":
            self._add("rule", [])
        elif kind == "inline":
            self._inline(token)

    def _inline(self, token: Token) -> None:
        children = token.children or []
        if self.rows is not None:
            self.rows[-1].append(_spans(children))
            return
        pictures = [child for child in children if child.type == "image"]
        for one in pictures:
            found = OWN_PICTURE.fullmatch(str(one.attrs.get("src", "")))
            if found:
                self._add("picture", [_span(one.content)], file=found[1])
        spans = _spans([child for child in children if child.type != "image"])
        if "".join(span["text"] for span in spans).strip():
            kind = "heading" if self.heading else "item" if self.mark else "text"
            self._add(kind, spans, level=self.heading)
        self.heading, self.mark = 0, ""

    def _add(self, kind: str, spans: list[dict[str, Any]], **more: Any) -> None:
        mark = self.mark if kind == "item" else ""
        self.blocks.append({"kind": kind, "depth": len(self.lists), "mark": mark, "spans": spans, **more})


def _span(text: str, strong: bool = False, emph: bool = False, code: bool = False) -> dict[str, Any]:
    return {"text": text, "strong": strong, "emph": emph, "code": code}


def _spans(children: list[Token]) -> list[dict[str, Any]]:
    spans: list[dict[str, Any]] = []
    strong = emph = 0
    for child in children:
        if child.type in ("text", "code_inline"):
            if child.content:
                spans.append(_span(child.content, strong > 0, emph > 0, child.type == "code_inline"))
        elif child.type in ("softbreak", "hardbreak"):
            spans.append(_span(" " if child.type == "softbreak" else "\n"))
        strong += {"strong_open": 1, "strong_close": -1}.get(child.type, 0)
        emph += {"em_open": 1, "em_close": -1}.get(child.type, 0)
    return spans
