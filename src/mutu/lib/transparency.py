"""An append-only log that can prove itself: a Merkle tree over its entries, and short proofs about it.

Whoever holds one small checkpoint (size and root) can later be shown that an entry is in the log
(*inclusion*) and that today's log still begins with everything the checkpoint saw (*consistency*). So
records of quality cannot be rewritten without notice (7.5.3.2: retained documented information is protected
from unintended alterations).

Hashing, proofs and their order are those of RFC 9162, section 2.1 (the same as RFC 6962): SHA-256, ``00``
before a leaf, ``01`` before a pair. A hash is 32 bytes. There is no storage here. The caller keeps, with
each leaf, the bytes ``append`` returns: the hashes of all perfect subtrees which that leaf completes, the
leaf's own hash first. The subtree of ``2 ** height`` leaves with the number ``index`` on its level is then
found where ``place`` says, and any proof is one read of some twenty rows. Errors are ``LogRefused`` with a
code; verifying never raises.

>>> rows, frontier = [], b""
>>> for number, entry in enumerate([b"reported", b"contained", b"closed"]):
...     nodes, frontier = append(number, frontier, leaf_hash(entry))
...     rows.append(nodes)
>>> def fetch(wanted):
...     return {node: rows[place(*node)[0]][place(*node)[1] :][:32] for node in wanted}
>>> proof = inclusion_proof(1, 3, fetch)
>>> verify_inclusion(1, 3, leaf_hash(b"contained"), proof, root(3, frontier))
True
>>> verify_inclusion(1, 3, leaf_hash(b"never happened"), proof, root(3, frontier))
False
>>> proof = consistency_proof(2, 3, fetch)
>>> verify_consistency(2, 3, proof, root_at(2, fetch), root(3, frontier))
True
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence

Node = tuple[int, int]
"""A perfect subtree: its height (0 is a leaf) and its index on that level, from the left."""
Fetch = Callable[[Sequence[Node]], Mapping[Node, bytes]]
"""Reads the hashes of all these nodes at once; called once for a proof, or never when none is needed."""
Span = tuple[int, int]
"""A run of leaves: the first one, and the one after the last."""

HASH_BYTES = 32
LARGEST_SIZE = 2**63 - 1
EMPTY_ROOT = hashlib.sha256(b"").digest()


class LogRefused(ValueError):
    """What was asked of the log makes no sense, or its stored hashes do not; ``code`` says which."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def leaf_hash(data: bytes) -> bytes:
    """The hash of an entry (RFC 9162, 2.1.1).

    >>> leaf_hash(b"").hex()[:8]
    '6e340b9c'
    """
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a subtree from those of its two halves (RFC 9162, 2.1.1)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def append(size: int, frontier: bytes, leaf: bytes) -> tuple[bytes, bytes]:
    """Add a leaf to a tree of ``size`` leaves; returns what its row keeps, and the new frontier.

    ``leaf`` is the leaf's hash, as ``leaf_hash`` makes it. ``frontier`` is the hashes of the perfect
    subtrees the tree consists of, largest first: as many as ``size`` has ones in binary. Raises
    ``LogRefused``: ``bad_size``, ``bad_frontier``, ``bad_hash``.

    >>> first, frontier = append(0, b"", leaf_hash(b"a"))
    >>> first == frontier == leaf_hash(b"a")
    True
    >>> second, frontier = append(1, frontier, leaf_hash(b"b"))
    >>> second == leaf_hash(b"b") + frontier
    True
    """
    subtrees = _subtrees(size, frontier)
    if len(leaf) != HASH_BYTES:
        raise LogRefused("bad_hash", f"A leaf's hash has {HASH_BYTES} bytes, not {len(leaf)}.")
    nodes = [leaf]
    while size & 1:
        nodes.append(node_hash(subtrees.pop(), nodes[-1]))
        size >>= 1
    return b"".join(nodes), b"".join([*subtrees, nodes[-1]])


def root(size: int, frontier: bytes) -> bytes:
    """The root of the tree from its frontier; raises ``LogRefused`` when the two do not belong together."""
    return _join(_subtrees(size, frontier))


def place(height: int, index: int) -> tuple[int, int]:
    """Where a node is kept: the leaf's row that completes it, and the offset in bytes there.

    >>> place(0, 5), place(1, 2), place(3, 0)
    ((5, 0), (5, 32), (7, 96))
    """
    return ((index + 1) << height) - 1, HASH_BYTES * height


def root_at(size: int, fetch: Fetch) -> bytes:
    """The root the log had when it was of this size."""
    _refuse_size(size)
    return _hashes([(0, size)], fetch)[0]


def inclusion_proof(index: int, size: int, fetch: Fetch) -> list[bytes]:
    """What proves that the leaf ``index`` is in the tree of ``size`` leaves (RFC 9162, 2.1.3.1).

    Raises ``LogRefused``: ``bad_size``, ``bad_index``, and ``node_missing`` when ``fetch`` does not bring a
    hash.
    """
    _refuse_size(size)
    if not 0 <= index < size:
        raise LogRefused("bad_index", f"A log of {size} entries has no entry {index}.")
    return _hashes(_beside_leaf(index, size), fetch)


def consistency_proof(first: int, second: int, fetch: Fetch) -> list[bytes]:
    """What proves that the tree of ``second`` leaves begins with that of ``first`` (RFC 9162, 2.1.4.1).

    Empty when there is nothing to prove: the sizes are equal, or ``first`` is 0. Raises ``LogRefused``:
    ``bad_size`` (also when ``first`` is the larger), ``node_missing``.
    """
    _refuse_size(second)
    if not 0 <= first <= second:
        raise LogRefused("bad_size", f"A log of {second} entries cannot have begun as one of {first}.")
    return _hashes(_beside_beginning(first, second), fetch)


def verify_inclusion(index: int, size: int, leaf_hash: bytes, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that this leaf is entry ``index`` of the tree with this size and root.

    Answers ``False``, and never raises, whatever a stranger sends (RFC 9162, 2.1.3.2).
    """
    if not (_is_size(index) and _is_size(size) and index < size and _are_hashes([leaf_hash, root], proof)):
        return False
    spans = _beside_leaf(index, size)
    if len(proof) != len(spans):
        return False
    computed = leaf_hash
    for (start, _), sibling in zip(spans, proof, strict=True):
        computed = node_hash(sibling, computed) if start < index else node_hash(computed, sibling)
    return computed == root


def verify_consistency(first: int, second: int, proof: Sequence[bytes], first_root: bytes, second_root: bytes) -> bool:
    """Whether the proof shows that the second tree begins with the first (RFC 9162, 2.1.4.2).

    Every tree begins with the empty one and with itself; both need an empty proof. Answers ``False``, and
    never raises, whatever a stranger sends.
    """
    if not (_is_size(first) and _is_size(second) and _are_hashes([first_root, second_root], proof)):
        return False
    if first == 0 and first_root != EMPTY_ROOT:
        return False
    if first == second:
        return not proof and first_root == second_root
    if first == 0:
        return not proof
    return first < second and _joins_to_both(first, second, list(proof), first_root, second_root)


def _joins_to_both(first: int, second: int, proof: list[bytes], first_root: bytes, second_root: bytes) -> bool:
    spans = _beside_beginning(first, second)
    if len(proof) != len(spans):
        return False
    if spans[0][1] != first:
        # the first tree is itself a subtree of the second; a proof does not repeat what the verifier holds
        spans, proof = [(0, first), *spans], [first_root, *proof]
    smaller = larger = proof[0]
    for (start, _), sibling in zip(spans[1:], proof[1:], strict=True):
        if start < first:
            smaller = node_hash(sibling, smaller)
            larger = node_hash(sibling, larger)
        else:
            larger = node_hash(larger, sibling)
    return smaller == first_root and larger == second_root


def _half(start: int, end: int) -> int:
    """Where two or more leaves are divided: after the largest power of two smaller than their number."""
    return start + (1 << ((end - start - 1).bit_length() - 1))


def _beside_leaf(index: int, size: int) -> list[Span]:
    """The subtrees beside the way from a leaf up to the root."""
    start, end, spans = 0, size, []
    while end - start > 1:
        middle = _half(start, end)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def _beside_beginning(first: int, second: int) -> list[Span]:
    """The subtrees that lead from the first ``first`` leaves up to the root of ``second`` leaves."""
    if first in (0, second):
        return []
    start, end, spans = 0, second, []
    while end != first:
        middle = _half(start, end)
        if first <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    if start:
        spans.append((start, end))
    return spans[::-1]


def _perfect(start: int, end: int) -> list[Node]:
    """The perfect subtrees a span consists of, largest first."""
    nodes = []
    while start < end:
        height = (end - start).bit_length() - 1
        nodes.append((height, start >> height))
        start += 1 << height
    return nodes


def _hashes(spans: list[Span], fetch: Fetch) -> list[bytes]:
    wanted = [node for span in spans for node in _perfect(*span)]
    found = fetch(wanted) if wanted else {}
    for height, index in wanted:
        if len(found.get((height, index), b"")) != HASH_BYTES:
            raise LogRefused("node_missing", f"The log lacks the hash of subtree {index} of {1 << height} entries.")
    return [_join([bytes(found[node]) for node in _perfect(*span)]) for span in spans]


def _join(subtrees: list[bytes]) -> bytes:
    """The root over subtrees of falling size: the smallest two are joined first."""
    if not subtrees:
        return EMPTY_ROOT
    joined = subtrees[-1]
    for left in reversed(subtrees[:-1]):
        joined = node_hash(left, joined)
    return joined


def _subtrees(size: int, frontier: bytes) -> list[bytes]:
    _refuse_size(size)
    if len(frontier) != HASH_BYTES * size.bit_count():
        raise LogRefused("bad_frontier", f"A frontier of {len(frontier)} bytes is not one of {size} entries.")
    return [bytes(frontier[at : at + HASH_BYTES]) for at in range(0, len(frontier), HASH_BYTES)]


def _refuse_size(size: int) -> None:
    if not _is_size(size):
        raise LogRefused("bad_size", "The size of a log is a whole number from 0 to 2 ** 63 - 1.")


def _is_size(number: object) -> bool:
    return type(number) is int and 0 <= number <= LARGEST_SIZE


def _are_hashes(hashes: list[bytes], proof: Sequence[bytes]) -> bool:
    return isinstance(proof, list | tuple) and all(
        isinstance(each, bytes) and len(each) == HASH_BYTES for each in [*hashes, *proof]
    )
