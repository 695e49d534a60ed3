"""Which of several forms a program asks for: the `Accept` header (RFC 9110, 12.5.1) against the forms there are."""

from collections.abc import Sequence

MOST = 20


def chosen(accept: str, offered: Sequence[str]) -> str | None:
    """The offered media type the asker likes best, the first of equals; None when none will do.

    >>> chosen("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", ("application/vc+jwt", "text/html"))
    'text/html'
    >>> chosen("*/*", ("application/vc+jwt", "text/html")), chosen("image/png", ("text/html",))
    ('application/vc+jwt', None)
    >>> chosen("application/vc;q=0, application/*", ("application/vc", "application/pdf"))
    'application/pdf'
    """
    wanted = [_entry(part) for part in (accept or "*/*").split(",")[:MOST]]
    best, best_quality = None, 0.0
    for media in offered:
        family = media.partition("/")[0]
        fitting = [
            (specific, quality) for name, quality in wanted for specific in (_fits(name, media, family),) if specific
        ]
        if fitting:
            quality = max(fitting)[1]
            if quality > best_quality:
                best, best_quality = media, quality
    return best


def _fits(name: str, media: str, family: str) -> int:
    """How closely a wish names a media type: 3 by name, 2 by family, 1 as anything, 0 not at all."""
    return {media: 3, f"{family}/*": 2, "*/*": 1}.get(name, 0)


def _entry(part: str) -> tuple[str, float]:
    name, _, rest = part.partition(";")
    quality = 1.0
    for parameter in rest.split(";"):
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q":
            try:
                quality = min(1.0, max(0.0, float(value)))
            except ValueError:
                quality = 0.0
    return name.strip().lower(), quality
