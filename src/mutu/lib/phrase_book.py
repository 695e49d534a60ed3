"""A book of phrases for complaint answers: a quality engineer's sentences, in the languages of both sides.

The factory picks a sentence and fills in its figures; the customer reads the same sentence in theirs. Nothing
is translated by a machine at that moment: each text was written beforehand and says for each language whether
a person who speaks it has *reviewed* it or it is a *draft* (8.2.1 communication with customers, 10.2).

A book is YAML: slot (the place in an 8D report) > trade > name, with the texts and the kinds of the values.

>>> book = PhraseBook.from_text('''
... containment:
...   general:
...     on_hold:
...       values: {quantity: count, lot: text, since: date}
...       en: "{quantity} pieces of lot {lot} are on hold since {since}."
...       vi: "{quantity} sản phẩm thuộc lô {lot} được tạm giữ từ ngày {since}."
...       reviewed: [en]
... ''')
>>> from datetime import date
>>> facts = {"quantity": 4200, "lot": "2610-07", "since": date(2026, 11, 24)}
>>> book.render("containment.general.on_hold", "en", facts).text
'4,200 pieces of lot 2610-07 are on hold since 24 Nov 2026.'
>>> told = book.render("containment.general.on_hold", "vi", facts)
>>> told.text, told.status
('4.200 sản phẩm thuộc lô 2610-07 được tạm giữ từ ngày 24/11/2026.', 'draft')
>>> empty_phrase("Operator error, be more careful.").question
'What let the mistake happen and pass?'
>>> empty_phrase("Both drivers look alike, so the operator took the one set to 1.8 Nm.") is None
True
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from types import MappingProxyType

import yaml

from mutu.lib.empty_phrases import Refusal, empty_phrase, plain

__all__ = [
    "Part",
    "Phrase",
    "PhraseBook",
    "PhraseRefused",
    "Refusal",
    "Rendered",
    "empty_phrase",
    "plain",
    "shown",
]

SLOTS = (
    "problem",
    "detected",
    "team",
    "containment",
    "cause_occurrence",
    "cause_escape",
    "correction",
    "corrective_action",
    "prevention",
    "verification",
    "closing",
    "letter",
)
KINDS = ("text", "count", "number", "date")
DECIMAL_COMMA = frozenset({"vi", "id"})
MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "ms": "Jan Feb Mac Apr Mei Jun Jul Ogos Sep Okt Nov Dis",
    "id": "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des",
    "th": "ม.ค. ก.พ. มี.ค. เม.ย. พ.ค. มิ.ย. ก.ค. ส.ค. ก.ย. ต.ค. พ.ย. ธ.ค.",
}
LONGEST_VALUE = 300
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z][a-z]{3})?")

Value = str | int | Decimal | float | date


class PhraseRefused(ValueError):
    """A book that cannot be right, or a phrase that cannot be said; ``code`` says which rule it breaks."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Phrase:
    """One sentence: ``texts`` by language, ``values`` the kind of each figure it needs, by name.

    ``key`` is slot, trade and name joined by dots. ``reviewed`` holds the languages a person has signed off.
    """

    key: str
    trade: str
    slot: str
    texts: Mapping[str, str]
    values: Mapping[str, str]
    reviewed: frozenset[str]

    def status(self, language: str) -> str:
        """``reviewed`` or ``draft``."""
        return "reviewed" if language in self.reviewed else "draft"


@dataclass(frozen=True)
class Part:
    """A stretch of a rendered phrase; ``is_value`` tells the figures from the fixed words around them."""

    text: str
    is_value: bool


@dataclass(frozen=True)
class Rendered:
    """A phrase said in one language, whole (``text``) and in its parts."""

    parts: tuple[Part, ...]
    language: str
    status: str

    @property
    def text(self) -> str:
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True)
class PhraseBook:
    """All phrases by key, in the order of the file."""

    phrases: Mapping[str, Phrase]

    @classmethod
    def from_text(cls, text: str) -> "PhraseBook":
        """Read a book from YAML.

        Raises ``PhraseRefused``: ``not_yaml`` (also a name given twice), ``bad_shape``, ``unknown_slot``,
        ``bad_name``, ``bad_language``, ``no_text``, ``unknown_kind``, ``bad_places`` (braces that do not match
        the declared values), ``unknown_review``.
        """
        try:
            # the loader below is SafeLoader, made strict about names given twice
            slots = yaml.load(text, Loader=_StrictLoader)  # noqa: S506
        except yaml.YAMLError as error:
            raise PhraseRefused("not_yaml", f"The phrase book is not readable YAML: {error}") from error
        read = (_phrase(*entry) for entry in _entries(slots))
        return cls(MappingProxyType({phrase.key: phrase for phrase in read}))

    def find(self, slot: str = "", trade: str = "", words: str = "", language: str = "en") -> tuple[Phrase, ...]:
        """Phrases of a slot, of a trade (its own first, then general), with all words, in a language.

        Accents and case do not matter: ``"can ba via"`` finds *cạnh ba via*.
        """
        wanted = plain(words).split()
        found = [
            phrase
            for phrase in self.phrases.values()
            if language in phrase.texts
            and slot in ("", phrase.slot)
            and (not trade or phrase.trade in (trade, "general"))
            and all(word in plain(phrase.texts[language]) for word in wanted)
        ]
        return tuple(sorted(found, key=lambda phrase: bool(trade) and phrase.trade != trade))

    def render(self, key: str, language: str, values: Mapping[str, Value]) -> Rendered:
        """Say a phrase with its figures filled in.

        A figure that begins the sentence gets a capital. Raises ``PhraseRefused``: ``unknown_phrase``,
        ``no_such_language``, ``missing_values``, ``unknown_values``, ``bad_value``.
        """
        phrase = self.phrases.get(key)
        if phrase is None:
            raise PhraseRefused("unknown_phrase", f"The phrase book has no phrase {key!r}.")
        if language not in phrase.texts:
            has = ", ".join(phrase.texts)
            raise PhraseRefused("no_such_language", f"Phrase {key} is not written in {language!r}, only in {has}.")
        _refuse_other_names(phrase, values)
        parts: list[Part] = []
        for index, piece in enumerate(_PLACE.split(phrase.texts[language])):
            if index % 2:
                figure = shown(values[piece], phrase.values[piece], language, piece)
                parts.append(Part(figure if parts else _begun(figure), is_value=True))
            elif piece:
                parts.append(Part(piece, is_value=False))
        return Rendered(tuple(parts), language, phrase.status(language))


def shown(value: Value, kind: str, language: str, name: str = "value") -> str:
    """A figure as people write it in a language; the day stands before the month everywhere.

    ``count`` is a whole number from 0, ``number`` any finite number, ``date`` a ``datetime.date``, ``text``
    up to 300 letters. Raises ``PhraseRefused`` with the code ``bad_value``.

    >>> shown(1250, "count", "vi"), shown("1.2", "number", "vi"), shown("1.2", "number", "en")
    ('1.250', '1,2', '1.2')
    >>> shown(date(2026, 8, 3), "date", "ms"), shown(date(2026, 8, 3), "date", "vi")
    ('3 Ogos 2026', '03/08/2026')
    """
    if kind == "text" and isinstance(value, str) and 0 < len(value.strip()) <= LONGEST_VALUE:
        return " ".join(value.split())
    if kind == "count" and type(value) is int and value >= 0:
        return _grouped(str(value), language)
    if kind == "number" and (number := _finite(value)) is not None:
        return _grouped(format(number, "f"), language)
    if kind == "date" and isinstance(value, date):
        return _day(value, language)
    raise PhraseRefused("bad_value", f"{name} must be a {kind}, not {str(value)[:40]!r}.")


def _begun(figure: str) -> str:
    """As a sentence begins: a capital, unless the first word has one of its own or is a code."""
    first = figure.split(maxsplit=1)[0]
    return figure[0].upper() + figure[1:] if first.isalpha() and first.islower() else figure


def _finite(value: Value) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 15 else None


def _grouped(digits: str, language: str) -> str:
    whole, _, fraction = digits.partition(".")
    text = f"{int(whole):,}" + (f".{fraction}" if fraction else "")
    if whole.startswith("-"):
        text = "\u2212" + text.removeprefix("-")
    return text.translate(str.maketrans(",.", ".,")) if language in DECIMAL_COMMA else text


def _day(day: date, language: str) -> str:
    if language == "vi":
        return f"{day:%d/%m/%Y}"
    if language in MONTHS:
        return f"{day.day} {MONTHS[language].split()[day.month - 1]} {day.year}"
    return f"{day:%Y-%m-%d}"


class _StrictLoader(yaml.SafeLoader):
    """The safe loader, but a name given twice is an error instead of the last one winning in silence."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[object] = set()
        for name, _ in node.value:
            if name.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"{name.value!r} stands twice", name.start_mark)
            seen.add(name.value)
        return super().construct_mapping(node, deep)


def _entries(slots: object) -> Iterator[tuple[str, str, str, Mapping[str, object]]]:
    """Each (slot, trade, name, entry) of the file, its shape checked."""
    for slot, trades in _names(slots, "The phrase book"):
        if slot not in SLOTS:
            raise PhraseRefused("unknown_slot", f"{slot!r} is no slot; there are {', '.join(SLOTS)}.")
        for trade, phrases in _names(trades, slot):
            for name, entry in _names(phrases, f"{slot}.{trade}"):
                yield slot, trade, name, dict(_names(entry, f"{slot}.{trade}.{name}", identifiers=False))


def _names(mapping: object, where: str, identifiers: bool = True) -> list[tuple[str, object]]:
    if not isinstance(mapping, dict) or not mapping:
        raise PhraseRefused("bad_shape", f"{where} must be a list of names with something under each.")
    for name in mapping:
        if not isinstance(name, str) or (identifiers and not _NAME.fullmatch(name)):
            raise PhraseRefused("bad_name", f"{name!r} in {where} is not a name of small letters and underscores.")
    return list(mapping.items())


def _phrase(slot: str, trade: str, name: str, entry: Mapping[str, object]) -> Phrase:
    key = f"{slot}.{trade}.{name}"
    values = _kinds(key, entry.get("values", {}))
    texts: dict[str, str] = {}
    for language in entry.keys() - {"values", "reviewed"}:
        text = entry[language]
        if not _LANGUAGE.fullmatch(language):
            raise PhraseRefused("bad_language", f"{key}: {language!r} is not the code of a language.")
        if not isinstance(text, str) or not text.strip():
            raise PhraseRefused("no_text", f"{key}: the text in {language!r} is empty or not a text.")
        _refuse_wrong_places(key, language, text, set(values))
        texts[language] = text
    if "en" not in texts:
        raise PhraseRefused("no_text", f"{key}: the English text, which all others translate, is missing.")
    reviewed = entry.get("reviewed", [])
    if not isinstance(reviewed, list) or any(language not in texts for language in reviewed):
        raise PhraseRefused("unknown_review", f"{key}: reviewed must list languages in which it is written.")
    in_order = MappingProxyType({language: texts[language] for language in entry if language in texts})
    return Phrase(key, trade, slot, in_order, MappingProxyType(values), frozenset(reviewed))


def _kinds(key: str, values: object) -> dict[str, str]:
    if not isinstance(values, dict):
        raise PhraseRefused("bad_shape", f"{key}: values must give each value its kind.")
    for name, kind in values.items():
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            raise PhraseRefused("bad_name", f"{key}: {name!r} is not a name of small letters and underscores.")
        if kind not in KINDS:
            raise PhraseRefused("unknown_kind", f"{key}: {name} is of no known kind; there are {', '.join(KINDS)}.")
    return values


def _refuse_wrong_places(key: str, language: str, text: str, declared: set[str]) -> None:
    places = _PLACE.findall(text)
    if set(places) != declared or set("{}") & set(_PLACE.sub("", text)):
        needs = ", ".join(sorted(declared)) or "none"
        raise PhraseRefused(
            "bad_places",
            f"{key}: the places in braces of the {language!r} text are not the values it has: {needs}.",
        )


def _refuse_other_names(phrase: Phrase, values: Mapping[str, Value]) -> None:
    if missing := [name for name in phrase.values if name not in values]:
        raise PhraseRefused("missing_values", f"Phrase {phrase.key} needs {', '.join(missing)}.")
    if unknown := sorted(values.keys() - phrase.values.keys()):
        raise PhraseRefused("unknown_values", f"Phrase {phrase.key} has no place for {', '.join(unknown)}.")
