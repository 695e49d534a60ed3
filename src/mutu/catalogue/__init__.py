"""Data packs inside the package: editions of the standard, phrase books, codes, sampling tables."""

from importlib.resources import files


def text(name: str) -> str:
    """The text of a data file of this package.

    >>> text("iso9001.yaml").splitlines()[0]
    '# ISO 9001 requirement catalogue, as data.'
    """
    return files(__name__).joinpath(name).read_text(encoding="utf-8")
