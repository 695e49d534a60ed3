"""A log as plain files that anybody can serve, copy and check (C2SP tlog-tiles).

A tile holds up to 256 hashes of one height of the tree; a bundle of entries up to 256 entries. A full one never
changes; the last of each height may be partial and has its width in its name. Beside them stands ``checkpoint``,
the signed size and root (``lib/signed_note``). So a log needs no program to answer: any inclusion or consistency
proof (``lib/transparency``) is worked out from a handful of these files by whoever doubts.

>>> from mutu.lib.transparency import append, leaf_hash, place, root, root_at
>>> rows, frontier = [], b""
>>> for number in range(300):
...     nodes, frontier = append(number, frontier, leaf_hash(b"entry %d" % number))
...     rows.append(nodes)
>>> def kept(wanted):
...     return {node: rows[place(*node)[0]][place(*node)[1] :][:32] for node in wanted}
>>> files = {tile.path: tile_hashes(tile, kept) for tile in changed_tiles(0, 300)}
>>> sorted(files)
['tile/0/000', 'tile/0/001.p/44', 'tile/1/000.p/1']
>>> root_at(300, fetch_from(files.get, 300)) == root(300, frontier)
True
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mutu.lib.transparency import HASH_BYTES, Fetch, LogRefused, Node, node_hash

HEIGHT = 8
WIDTH = 1 << HEIGHT
LARGEST_ENTRY = 2**16 - 1
CHECKPOINT = "checkpoint"
_HIGHEST_LEVEL = 7


@dataclass(frozen=True, slots=True)
class Tile:
    """Which hashes a file holds: ``width`` of them, of subtrees of ``256 ** level`` entries, from ``256 * index``."""

    level: int
    index: int
    width: int = WIDTH

    @property
    def path(self) -> str:
        """Where the tile lies below the log's address.

        >>> Tile(0, 1234067).path, Tile(1, 0, 5).path
        ('tile/0/x001/x234/067', 'tile/1/000.p/5')
        """
        return f"tile/{self.level}/{_numbered(self.index, self.width)}"

    @property
    def entries_path(self) -> str:
        """Where the entries lie whose hashes a tile of the lowest level holds.

        >>> Tile(0, 3, 17).entries_path
        'tile/entries/003.p/17'
        """
        return f"tile/entries/{_numbered(self.index, self.width)}"

    @property
    def nodes(self) -> list[Node]:
        """The subtrees whose hashes it holds, as ``transparency`` numbers them."""
        first = self.index * WIDTH
        return [(self.level * HEIGHT, first + number) for number in range(self.width)]


def changed_tiles(before: int, size: int) -> Iterator[Tile]:
    """The tiles that are new or fuller in a log of ``size`` entries than they were in one of ``before``.

    >>> [tile.path for tile in changed_tiles(255, 257)]
    ['tile/0/000', 'tile/0/001.p/1', 'tile/1/000.p/1']
    """
    for level in range(_HIGHEST_LEVEL + 1):
        old, new = before >> HEIGHT * level, size >> HEIGHT * level
        if new == old:
            return
        for index in range(old // WIDTH, -(-new // WIDTH)):
            yield Tile(level, index, min(WIDTH, new - index * WIDTH))


def tile_hashes(tile: Tile, fetch: Fetch) -> bytes:
    """The content of a tile's file."""
    found = fetch(tile.nodes)
    return b"".join(bytes(found[node]) for node in tile.nodes)


def fetch_from(read: Callable[[str], bytes | None], size: int) -> Fetch:
    """A way for proofs to read the hashes of a log of this size from its files; ``read`` gives None for no file."""

    def fetch(wanted: Sequence[Node]) -> Mapping[Node, bytes]:
        read_already: dict[str, bytes] = {}
        return {node: _hash_in(node, size, read, read_already) for node in wanted}

    return fetch


def _hash_in(node: Node, size: int, read: Callable[[str], bytes | None], kept: dict[str, bytes]) -> bytes:
    height, index = node
    level, above = divmod(height, HEIGHT)
    there, first = size >> HEIGHT * level, index << above
    if first + (1 << above) > there:
        raise LogRefused("node_missing", f"A log of {size} entries has no such subtree yet.")
    number = first // WIDTH
    tile = Tile(level, number, min(WIDTH, there - number * WIDTH))
    if tile.path not in kept:
        data = read(tile.path)
        if data is None or len(data) != tile.width * HASH_BYTES:
            raise LogRefused("node_missing", f"The log lacks {tile.path}, or it has another length.")
        kept[tile.path] = data
    start = (first % WIDTH) * HASH_BYTES
    hashes = [kept[tile.path][start + at * HASH_BYTES :][:HASH_BYTES] for at in range(1 << above)]
    while len(hashes) > 1:
        hashes = [node_hash(left, right) for left, right in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]


def write_entries(entries: Sequence[bytes]) -> bytes:
    """A bundle of entries as its file holds them: each after its length in two bytes.

    >>> write_entries([b"a", b""])
    b'\\x00\\x01a\\x00\\x00'
    """
    if len(entries) > WIDTH or any(len(entry) > LARGEST_ENTRY for entry in entries):
        raise LogRefused("bad_entries", f"A bundle has at most {WIDTH} entries of {LARGEST_ENTRY} bytes.")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def read_entries(data: bytes) -> list[bytes]:
    """The entries in such a file; refuses one that is cut off or holds more than a bundle may.

    >>> read_entries(b"\\x00\\x01a\\x00\\x00")
    [b'a', b'']
    """
    entries: list[bytes] = []
    at = 0
    while at < len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if at + 2 > len(data) or end > len(data) or len(entries) == WIDTH:
            raise LogRefused("bad_entries", "The bundle of entries is cut off or holds too many.")
        entries.append(data[at + 2 : end])
        at = end
    return entries


def _numbered(number: int, width: int) -> str:
    """A tile's number in groups of three digits, and its width where it is partial."""
    digits = f"{number:03d}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    path = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return path if width == WIDTH else f"{path}.p/{width}"
