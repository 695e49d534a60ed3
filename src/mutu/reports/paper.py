"""Set a page: a Typst template and its facts become a PDF/A-2b, the same bytes for the same facts.

Templates are program text, facts are data: they are laid beside the template as JSON and read from there, so
nothing a person typed is ever read as Typst. Templates are those in `templates/`; a folder given as a
``template_dirs`` argument may replace each of them or add new ones (docs/how-to/change-the-8d-layout.md).
Fonts are only those shipped and those in ``font_dirs``; a character none of them has is refused beforehand.
"""

import json
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import TYPE_CHECKING, Any, Final

from mutu.reports import glyphs

if TYPE_CHECKING:
    import typst

SHIPPED_TEMPLATES = Path(str(files("mutu.reports") / "templates"))
STANDARD: Final = "a-2b"
_one_at_a_time = Lock()


class TemplateRefused(ValueError):
    """A template that does not exist (``template_unknown``) or cannot be set (``template_broken``)."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


@dataclass(frozen=True)
class Shop:
    """What a page is set with besides the shipped templates and fonts: an installation's own folders."""

    template_dirs: tuple[Path, ...] = ()
    font_dirs: tuple[Path, ...] = ()


SHIPPED = Shop()


def pdf(
    template: str,
    facts: Mapping[str, Any],
    *,
    at: datetime,
    images: Mapping[str, bytes] | None = None,
    shop: Shop = SHIPPED,
) -> bytes:
    """The page as PDF/A-2b. ``images`` are files the facts name; ``at`` becomes its date of creation.

    Raises ``GlyphMissing``, ``FontUnreadable``, ``TemplateRefused``.
    """
    facts = composed(dict(facts))
    glyphs.refuse_missing("".join(texts(facts)), shop.font_dirs)
    with TemporaryDirectory(prefix="mutu-paper-") as folder:
        root = Path(folder)
        for source in _templates(shop.template_dirs).values():
            (root / source.name).write_bytes(source.read_bytes())
        for name, image in (images or {}).items():
            (root / name).write_bytes(image)
        families = list(_compiler(shop.font_dirs)[1])
        (root / "data.json").write_text(json.dumps({**facts, "fonts": families}), encoding="utf-8")
        return _set(template, root, at, shop)


def layouts(kind: str, template_dirs: tuple[Path, ...] = ()) -> tuple[str, ...]:
    """Names of the layouts there are of a kind of report.

    >>> layouts("eight_d")
    ('b1', 'b2')
    """
    prefix = f"{kind}_"
    return tuple(sorted(n.removeprefix(prefix) for n in _templates(template_dirs) if n.startswith(prefix)))


def composed(facts: Any) -> Any:
    """The same facts with each text in composed form (NFC) and with plain line ends."""
    if isinstance(facts, str):
        return unicodedata.normalize("NFC", facts.replace("\r\n", "\n").replace("\r", "\n"))
    if isinstance(facts, Mapping):
        return {name: composed(fact) for name, fact in facts.items()}
    if isinstance(facts, list | tuple):
        return [composed(fact) for fact in facts]
    return facts


def texts(facts: Any) -> Iterator[str]:
    """Every text within the facts."""
    if isinstance(facts, str):
        yield facts
    elif isinstance(facts, Mapping):
        for fact in facts.values():
            yield from texts(fact)
    elif isinstance(facts, list):
        for fact in facts:
            yield from texts(fact)


def _set(template: str, root: Path, at: datetime, shop: Shop) -> bytes:
    import typst

    known = _templates(shop.template_dirs)
    if template not in known:
        names = ", ".join(sorted(known))
        raise TemplateRefused("template_unknown", f"There is no template {template!r}, only {names}.")
    try:
        # the compiler keeps fonts and parsed templates between pages, and must not be entered twice
        with _one_at_a_time:
            page = _compiler(shop.font_dirs)[0].compile(
                root / f"{template}.typ",
                root=root,
                format="pdf",
                pdf_standards=STANDARD,
                timestamp=int(at.timestamp()),
                sys_inputs={},
            )
    except typst.TypstError as error:
        sentence = f"Template {known[template].name} cannot be set: {error.message}. {' '.join(error.hints)}".strip()
        raise TemplateRefused("template_broken", sentence) from error
    if not isinstance(page, bytes):
        raise TypeError("Typst answered a request for one PDF with something else.")
    return page


def _templates(template_dirs: tuple[Path, ...]) -> dict[str, Path]:
    """Each template by name; a later folder replaces what an earlier one has."""
    folders = (SHIPPED_TEMPLATES, *template_dirs)
    found = [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.typ"))]
    return {path.stem: path for path in found}


@cache
def _compiler(font_dirs: tuple[Path, ...]) -> "tuple[typst.Compiler, tuple[str, ...]]":
    """One compiler per process and set of fonts, with the families in the order they are tried."""
    import typst

    folders = [folder for folder in (glyphs.SHIPPED_FONTS, *font_dirs) if folder.is_dir()]
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=list(folders))
    own, later = "Noto Sans", {"Noto Sans Mono", "Noto Serif"}
    families = sorted(fonts.families(), key=lambda family: (family != own, family in later, family))
    return typst.Compiler(font_paths=fonts), tuple(families)
