"""One field of a derived form: what a fact looks like when it is asked on a page.

`facts/field.html` gets a fact (see `mutu.core.facts`), the value as it stands or as it was typed, and the error if
there is one. What was typed is always shown again, also where it could not be understood: nothing typed is lost.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django import template
from django.db.models import Model
from django.utils.translation import gettext as _

register = template.Library()

WIDGETS = {
    "text": "line",
    "long_text": "text",
    "integer": "number",
    "number": "number",
    "money": "number",
    "yes_no": "options",
    "date": "date",
    "moment": "date",
    "choice": "options",
    "choices": "several",
    "person": "record",
    "record": "record",
    "reference": "record",
    "lines": "lines",
    "file": "file",
    "files": "files",
    "photo": "photo",
    "rows": "rows",
    "secret": "secret",
}
GROUPS = frozenset({"options", "several", "lines", "rows", "files"})
"""Widgets of several controls: they stand in a fieldset with a legend."""
FILES = frozenset({"file", "files", "photo"})
MOST_OPTIONS = 6
MOST_IN_SELECT = 200
LEAST_LINES = 5
SPARE_ROWS = 3


class UnknownKind(ValueError):
    """A fact is of a kind that has no widget."""

    def __init__(self, kind: str) -> None:
        self.code = "unknown-kind"
        super().__init__(f"There is no widget for facts of kind {kind!r}.")


@dataclass
class Asked:
    """A fact as it is asked in one place of one page."""

    fact: Any
    value: Any
    name: str
    error: str = ""
    cell: bool = False
    """It stands in a table of rows, under its column's head, and has no label of its own."""
    errors: Mapping[str, Any] = field(default_factory=dict)
    beside: Sequence[Any] = ()
    """The other facts of the form, for the words of a condition."""

    @property
    def id(self) -> str:
        return "f-" + re.sub(r"[^\w-]", "-", self.name)

    @property
    def widget(self) -> str:
        kind = self.fact.kind
        if kind not in WIDGETS:
            raise UnknownKind(kind)
        widget = WIDGETS[kind]
        if widget == "options" and kind == "choice" and (self.cell or len(self.choices) > MOST_OPTIONS):
            return "record"
        if widget == "options" and self.cell:
            return "record"
        if kind == "reference" and not self.fact.choices:
            return "reference" if self.referred else "line"
        return widget

    @property
    def referred(self) -> str:
        """The number of the record that is referred to, when the form came with one."""
        return self.text.split(":", 2)[-1] if self.fact.kind == "reference" and self.text.count(":") > 1 else ""

    @property
    def template(self) -> str:
        return f"mutu/facts/{self.widget}.html"

    @property
    def grouped(self) -> bool:
        return self.widget in GROUPS

    @property
    def required(self) -> bool:
        """Whether the browser may insist: not under a condition, in a spare row, or for files given before."""
        given_already = self.fact.kind in FILES and self.chosen
        return bool(self.fact.required) and not self.fact.when and not self.cell and not given_already

    @property
    def optional(self) -> bool:
        return not self.fact.required

    @property
    def unsaid(self) -> bool:
        """Whether "not said" is one of the answers: where nothing is required and nothing is taken by default."""
        return self.optional and getattr(self.fact, "default", None) in (None, "")

    @property
    def many(self) -> bool:
        """Whether several files may be given."""
        return hasattr(getattr(self.fact, "reader", None), "most")

    @property
    def described_by(self) -> str:
        parts = [f"{self.id}-help"] if self.fact.help and not self.cell else []
        if self.when_words and not self.cell:
            parts.append(f"{self.id}-when")
        return " ".join([*parts, f"{self.id}-error"] if not self.cell or self.error else parts)

    @property
    def text(self) -> str:
        return plain(self.value)

    @property
    def choices(self) -> list[tuple[str, str]]:
        if self.fact.kind == "yes_no":
            return [("yes", _("Yes")), ("no", _("No"))]
        return [(str(value), str(label)) for value, label in self.fact.choices or ()]

    @property
    def marked(self) -> list[tuple[str, str, bool]]:
        """Value, label and whether it is chosen."""
        chosen = set(self.chosen)
        return [(value, label, value in chosen) for value, label in self.choices]

    @property
    def chosen(self) -> list[str]:
        several = self.value if isinstance(self.value, list | tuple | set | frozenset) else [self.value]
        return [said for said in map(plain, several) if said]

    @property
    def kept(self) -> list[tuple[str, str]]:
        """Files that are there already: value and name."""
        names = dict(self.choices)
        return [(value, names.get(value, value)) for value in self.chosen]

    @property
    def stranger(self) -> str:
        """What was said but is not among the choices; shown again, so that it is not lost."""
        said = self.text
        return said if said and said not in dict(self.choices) else ""

    @property
    def chosen_label(self) -> str:
        return dict(self.choices).get(self.text, self.text)

    @property
    def searched(self) -> bool:
        return len(self.choices) > MOST_IN_SELECT

    @property
    def date_type(self) -> str:
        """The device's own date field, or a line of text where what was typed is not a date it could show."""
        said = self.text
        if self.fact.kind == "moment":
            return "datetime-local" if not said or re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d", said) else "text"
        return "date" if not said or re.fullmatch(r"\d{4}-\d\d-\d\d", said) else "text"

    @property
    def lines(self) -> list[str]:
        said = self.value.split("\n") if isinstance(self.value, str) else list(self.value or ())
        return [plain(line) for line in said] + [""] * max(1, LEAST_LINES - len(said))

    @property
    def columns(self) -> Sequence[Any]:
        return self.fact.columns or ()

    @property
    def rows(self) -> list[list["Asked"]]:
        said = list(self.value) if isinstance(self.value, list | tuple) else []
        return [self._row(index, line) for index, line in enumerate([*said, *([{}] * SPARE_ROWS)])]

    def _row(self, index: int, line: Any) -> list["Asked"]:
        cells = []
        for column in self.columns:
            name = f"{self.name}.{index}.{column.name}"
            value = line.get(column.name) if isinstance(line, Mapping) else getattr(line, column.name, None)
            cells.append(Asked(column, value, name, str(self.errors.get(name) or ""), cell=True))
        return cells

    @property
    def when_name(self) -> str:
        return self.fact.when[0] if self.fact.when else ""

    @property
    def when_values(self) -> str:
        return "|".join(sorted(map(str, self.fact.when[1]))) if self.fact.when else ""

    @property
    def when_words(self) -> str:
        """The condition in words, shown where no script hides what does not apply."""
        if not self.fact.when:
            return ""
        other = next((fact for fact in self.beside if fact.name == self.when_name), None)
        label = str(other.label) if other is not None else self.when_name.replace("_", " ")
        known = dict(Asked(other, None, "").choices) if other is not None else {}
        values = [_known(known, value) for value in self.when_values.split("|")]
        return _("Only if “%(label)s” is: %(values)s") % {"label": label, "values": ", ".join(values)}

    @property
    def language(self) -> str:
        return getattr(self.fact, "language", "") or ""


YES_OR_NO = {"true": "yes", "1": "yes", "on": "yes", "false": "no", "0": "no", "off": "no"}


def _known(known: Mapping[str, str], value: str) -> str:
    """The label of a value; yes and no also by their other spellings."""
    return known.get(value) or known.get(YES_OR_NO.get(value.casefold(), value), value.replace("_", " "))


def plain(value: Any) -> str:
    """A value as a field of a form holds it.

    >>> plain(None), plain(True), plain(date(2026, 11, 24)), plain(datetime(2026, 11, 24, 7, 30, 59)), plain(0)
    ('', 'yes', '2026-11-24', '2026-11-24T07:30', '0')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    return str(value.pk) if isinstance(value, Model) else str(value)


@register.simple_tag(takes_context=True)
def asked(context: template.Context) -> Asked:
    """The fact of the surrounding `facts/field.html`, with its value and error."""
    fact = context["fact"]
    return Asked(
        fact=fact,
        value=context.get("value"),
        name=f"{context.get('prefix') or ''}{fact.name}",
        error=str(context.get("error") or ""),
        errors=context.get("errors") or {},
        beside=context.get("facts") or (),
    )
