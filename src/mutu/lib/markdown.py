"""Text people write in Markdown, as safe HTML: no raw HTML, no scripts, no pictures from elsewhere (7.5.3.1 b).

Two walls: the parser passes no HTML through, and the sanitizer keeps only the tags and addresses named here. A
picture alone in its paragraph becomes a figure with its words as caption, as a photo of a step on the floor.
"""

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "figcaption", "figure", "h2", "h3", "h4", "h5", "hr", "img", "li",
    "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {"a": {"href"}, "img": {"src", "alt", "loading", "width", "height"}, "ol": {"start"},
              "figure": {"class"}}  # fmt: skip
OWN_FILE = re.compile(r"/files/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}(?:/small)?")
LINK = re.compile(r"(?:https?://|mailto:|/(?!/)|#)[^\s\\]*", re.IGNORECASE)
DEEPEST = 20


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: bool(LINK.fullmatch(url))  # type: ignore[method-assign]
    return parser


def parse(text: str) -> list[Token]:
    """The text's tokens, for whatever else is made of it."""
    return _parser().parse(text)


def safe_html(text: str) -> str:
    """The text as HTML that may stand in any page.

    >>> safe_html("# Purge\\n\\n1. Close the *slide*.").replace("\\n", "")
    '<h2>Purge</h2><ol><li>Close the <em>slide</em>.</li></ol>'
    >>> safe_html("<script>alert(1)</script> [x](javascript:alert(1)) ![far](https://evil.example/p.png)")
    '<p>&lt;script&gt;alert(1)&lt;/script&gt; [x](javascript:alert(1)) <img alt="far"></p>\\n'
    """
    import nh3

    drawn = _figures(_lowered(_parser().render(text)))
    return nh3.clean(drawn, tags=TAGS, attributes=ATTRIBUTES, attribute_filter=_kept, url_schemes={"http", "https",
                     "mailto"}, link_rel="noopener noreferrer")  # fmt: skip


def _kept(tag: str, name: str, value: str) -> str | None:
    if tag == "img" and name == "src":
        return value if OWN_FILE.fullmatch(value) else None
    if tag == "a" and name == "href":
        return value if LINK.fullmatch(value) else None
    return value


def _lowered(html: str) -> str:
    """The page has its own first heading: a document's headings begin one level below."""
    return re.sub(r"<(/?)h([1-6])>", lambda found: f"<{found[1]}h{min(int(found[2]) + 1, 5)}>", html)


def _figures(html: str) -> str:
    """A picture alone in its paragraph, with its words below it."""
    alone = re.compile(r'<p><img src="([^"]*)" alt="([^"]*)"\s*/?></p>')
    return alone.sub(
        lambda found: (
            f'<figure><img src="{found[1]}" alt="{found[2]}" loading="lazy">'
            f"<figcaption>{found[2]}</figcaption></figure>"
        ),
        html,
    )


def pictures_of(text: str) -> list[str]:
    """The ids of the files whose pictures the text shows, in order.

    >>> pictures_of("![Slide](/files/018f0000-0000-7000-8000-000000000001)")
    ['018f0000-0000-7000-8000-000000000001']
    """
    return re.findall(r"!\[[^\]]*\]\(/files/([0-9a-f-]{36})\)", text)
