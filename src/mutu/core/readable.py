"""An organization's records as people read them: one workbook, a sheet for each kind, a sheet for the story (7.5.3)."""

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import xlsxwriter
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.utils import translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from mutu.core import references, trail
from mutu.core.models import Organization
from mutu.core.records import Record
from mutu.core.trail_models import Entry
from mutu.lib.spreadsheets.workbook import safe_cell

PAGE = 500
MOST_ROWS = 1_048_576
LONGEST_CELL = 32_000
MOST_DIGITS = 15
FORBIDDEN = str.maketrans("[]:*?/\\", "()-----")


def write_workbook(organization: Organization, destination: Path) -> None:
    """Write every record the organization owns; rows go to the disk as they come."""
    book = Book(destination, organization)
    with translation.override(organization.language):
        for _name, model in sorted(references.kinds().items()):
            book.add_kind(organization, model)
        book.add_story(organization)
    book.close()


class Book:
    """A workbook being written, row after row."""

    def __init__(self, destination: Path, organization: Organization) -> None:
        options = {"constant_memory": True, "tmpdir": str(destination.parent), "strings_to_formulas": False,
                   "strings_to_urls": False, "strings_to_numbers": False}  # fmt: skip
        self.book = xlsxwriter.Workbook(str(destination), options)
        self.bold = self.book.add_format({"bold": True})
        self.day = self.book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.titles: set[str] = set()
        try:
            self.zone = ZoneInfo(organization.timezone)
        except (ZoneInfoNotFoundError, ValueError):
            self.zone = ZoneInfo("UTC")

    def close(self) -> None:
        self.book.close()

    def add_kind(self, organization: Organization, model: type[Record]) -> None:
        columns = [column for column in model._meta.concrete_fields if column.name not in ("id", "organization")]
        title = str(model._meta.verbose_name_plural)
        self._add_table(title, columns, model.objects.of(organization))
        for part in model.parts:
            related: Any = model._meta.get_field(part).related_model
            lines = [column for column in related._meta.concrete_fields if column.name not in ("id", "organization")]
            self._add_table(f"{title} - {related._meta.verbose_name_plural}", lines, related.objects.of(organization))

    def _add_table(self, title: str, columns: Sequence[Any], rows: Any) -> None:
        to_others = [column.name for column in columns if isinstance(column, models.ForeignKey)]
        sheet = Sheet(self, title, [capfirst(str(column.verbose_name)) for column in columns])
        rows = rows.select_related(*to_others).order_by("pk") if to_others else rows.order_by("pk")
        page = list(rows[:PAGE])
        while page:
            for row in page:
                sheet.write([_shown(row, column) for column in columns])
            page = list(rows.filter(pk__gt=page[-1].pk)[:PAGE])

    def add_story(self, organization: Organization) -> None:
        """Who did what when, as the trail tells it."""
        headers = (_("entry"), _("when"), _("who"), _("action"), _("number"), _("said"), _("before"))
        sheet = Sheet(self, _("story"), [capfirst(one) for one in headers])
        entries, following = Entry.objects.of(organization).order_by("seq"), 0
        while page := list(entries.filter(seq__gte=following)[:PAGE]):
            following = page[-1].seq + 1
            for line in trail.read(organization.pk, page):
                said, was = (json.dumps(one, ensure_ascii=False) if one else "" for one in (line.facts, line.was))
                sheet.write([line.seq, line.at, line.who, line.action, line.number, said, was])

    def title(self, wanted: str) -> str:
        """A name for a sheet that Excel takes and that is not taken."""
        plain = capfirst(wanted.translate(FORBIDDEN)).strip("'") or "?"
        title, number = plain[:31], 1
        while title.lower() in self.titles:
            number += 1
            title = f"{plain[: 31 - len(str(number)) - 3]} ({number})"
        self.titles.add(title.lower())
        return title


class Sheet:
    """One sheet with its headers; a full one goes on in the next."""

    def __init__(self, book: Book, title: str, headers: Sequence[str]) -> None:
        self.book, self.name, self.headers = book, title, headers
        self._start()

    def _start(self) -> None:
        self.sheet, self.row = self.book.book.add_worksheet(self.book.title(self.name)), 0
        self.sheet.freeze_panes(1, 0)
        for column, header in enumerate(self.headers):
            self.sheet.write_string(0, column, header, self.book.bold)

    def write(self, values: Iterable[Any]) -> None:
        if self.row == MOST_ROWS - 1:
            self._start()
        self.row += 1
        for column, value in enumerate(values):
            self._write_cell(column, value)

    def _write_cell(self, column: int, value: Any) -> None:
        if value is None or value in ("", [], {}):
            return
        if isinstance(value, bool):
            self.sheet.write_boolean(self.row, column, value)
        elif isinstance(value, int | Decimal) and len(str(value)) <= MOST_DIGITS:
            self.sheet.write_number(self.row, column, value)
        elif isinstance(value, datetime):
            local = value.astimezone(self.book.zone).replace(tzinfo=None)
            self.sheet.write_datetime(self.row, column, local, self.book.moment)
        elif isinstance(value, date):
            self.sheet.write_datetime(self.row, column, datetime(value.year, value.month, value.day), self.book.day)  # noqa: DTZ001
        else:
            self.sheet.write_string(self.row, column, _as_text(value))


def _shown(row: Any, column: Any) -> Any:
    """A value as people say it: the label of a choice, the title of another record."""
    if isinstance(column, models.ForeignKey):
        try:
            other = getattr(row, column.name)
        except ObjectDoesNotExist:
            other = getattr(row, column.attname)
        return None if other is None else str(other)
    value = getattr(row, column.attname)
    if column.name == "state":
        return str(dict(getattr(row, "states", ())).get(value, value))
    return str(dict(column.flatchoices).get(value, value)) if column.choices and value is not None else value


def _as_text(value: Any) -> str:
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        value = "\n".join(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return safe_cell(text if len(text) <= LONGEST_CELL else f"{text[:LONGEST_CELL]}…")
