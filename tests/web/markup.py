"""Reading rendered pages in tests: the elements in order, with their attributes and words."""

from html.parser import HTMLParser

HOSTILE = "\"><script>alert('1')</script>&amp; {{ 7 }} {% x %} ไทย"
"""What people may type, by accident or on purpose."""
VOID = {"meta", "link", "input", "br", "hr", "img", "rect", "line", "path", "use", "circle"}


class Page(HTMLParser):
    """The elements of a page in order, each with its attributes and the text directly or indirectly inside it."""

    def __init__(self, markup: object) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.open: list[tuple[str, int]] = []
        self.feed(str(markup))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self.texts.append("")
        if tag not in VOID:
            self.open.append((tag, len(self.elements) - 1))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            opened, _place = self.open.pop()
            assert opened == tag, f"<{opened}> is closed by </{tag}>"

    def handle_data(self, data: str) -> None:
        for _tag, place in self.open:
            self.texts[place] += data

    def all(self, tag: str = "", **wanted: str) -> list[dict[str, str]]:
        return [
            attributes
            for name, attributes in self.elements
            if tag in ("", name)
            and all(attributes.get(key.replace("_", "-")) == value for key, value in wanted.items())
        ]

    def words(self, tag: str) -> list[str]:
        pairs = zip(self.elements, self.texts, strict=True)
        return [" ".join(text.split()) for (name, _attributes), text in pairs if name == tag]
