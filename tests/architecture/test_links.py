"""Every link in the documentation leads somewhere."""

import re
from pathlib import Path
from urllib.parse import unquote

from tests.architecture.tree import ROOT, name, ours

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)")
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)


def anchors(text: str) -> set[str]:
    """The fragments that a page offers: its headings as GitHub writes them, and `<a id>`."""
    headings = re.findall(r"^#+ +(.+?) *$", FENCED.sub("", text), re.MULTILINE)
    slugs = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return slugs | set(re.findall(r"<a (?:id|name)=\"([^\"]+)\"", text))


def broken(page: Path) -> list[str]:
    found = []
    for link in LINK.findall(FENCED.sub("", page.read_text())):
        if re.match(r"[a-z]+:", link):
            continue
        file, _, fragment = unquote(link).partition("#")
        target = (page.parent / file).resolve() if file else page
        inside = target == ROOT or ROOT in target.parents
        to_heading = bool(fragment) and target.suffix == ".md" and target.exists()
        if not (inside and target.exists()) or (to_heading and fragment not in anchors(target.read_text())):
            found.append(link)
    return found


def test_every_link_leads_to_a_file_and_a_heading_that_are_there():
    assert {name(page): links for page in ours(".md") if (links := broken(page))} == {}


def test_a_broken_link_is_recognised(tmp_path, monkeypatch):
    monkeypatch.setattr("tests.architecture.test_links.ROOT", tmp_path)
    (tmp_path / "there.md").write_text("# The gate (law)\n")
    page = tmp_path / "page.md"
    page.write_text(
        "[a](there.md) [b](there.md#the-gate-law) [c](gone.md) [d](there.md#gone) [e](https://example.org/x)\n"
        "[f](../outside.md) [g](#here)\n```\n[h](gone.md)\n```\n## Here\n"
    )
    assert broken(page) == ["gone.md", "there.md#gone", "../outside.md"]
