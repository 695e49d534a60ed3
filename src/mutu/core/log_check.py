"""The first half of verification: the log itself, entry by entry, with its words, names and shapes (7.5.3).

The log is read once, in order, in pages; what is kept while reading is the frontier of the tree and one digest for
each name, so memory does not grow with the log.
"""

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any
from uuid import UUID

import orjson

from mutu.core.findings import Findings
from mutu.core.records import canonical
from mutu.core.refusals import gettext_noop as _
from mutu.core.trail import digest
from mutu.core.trail_models import Entry, LogHead, Name, Shape, Words
from mutu.lib.signed_note import Checkpoint
from mutu.lib.transparency import HASH_BYTES, leaf_hash, node_hash, place, root

PAGE = 2000
LOG, WORDS, NAMES, SHAPES, HEAD = (model._meta.db_table for model in (Entry, Words, Name, Shape, LogHead))
_decoder = json.JSONDecoder()
_texts = itemgetter("at", "by", "type", "record", "shape", "hash")

Progress = Callable[[str, int], None]


def parsed(leaf: str) -> dict[str, Any] | None:
    """What an entry says, or nothing when its text is not an entry's."""
    try:
        said = orjson.loads(leaf)
        kinds = set(map(type, _texts(said)))
    except (ValueError, RecursionError, KeyError, TypeError):
        return None
    return said if kinds == {str} and isinstance(said.get("said"), list) else None


def says(words: str, digests: list[str]) -> bool:
    """Whether the words are exactly those of the digests, found without parsing them; most are.

    A line is hashed as it stands. If a value holds what looks like the end of a line, or a line was erased, the
    answer is no, and `lines_of` looks closer.
    """
    if words == "[]":
        return not digests
    lines = words.encode()[2:-2].split(b"],[")
    found = sorted([hashlib.sha256(b"[" + line + b"]").hexdigest() for line in lines])
    return found == digests and words[:2] == "[[" and words[-2:] == "]]"


def lines_of(said: str) -> list[tuple[str, str]] | None:
    """The digest and the name of each line of words, erased ones without a name; nothing if the text is broken.

    The text is canonical, so each line is hashed as it stands; any other spelling has another digest.
    """
    if said == "[]":
        return []
    found, at = [], 1
    try:
        while True:
            line, end = _decoder.raw_decode(said, at)
            if len(line) == 1:
                found.append((str(line[0]), ""))
            else:
                found.append((hashlib.sha256(said[at:end].encode()).hexdigest(), str(line[1])))
            if said[end:] == "]" and said[0] == "[":
                return found
            if said[end] != ",":
                return None
            at = end + 1
    except (ValueError, TypeError, LookupError, RecursionError):
        return None


@dataclass
class LogCheck:
    """One walk along the log of one organization, from entry `start` on."""

    organization_id: UUID
    findings: Findings
    checkpoint: Checkpoint | None = None
    start: int = 0
    progress: Progress | None = None
    shapes: dict[str, list[str]] = field(default_factory=dict)
    """Recorded names by the key of their shape; what the second half reads the records under."""
    _names: set[str] = field(default_factory=set)
    _names_used: set[str] = field(default_factory=set)
    _shapes_used: set[tuple[str, str]] = field(default_factory=set)
    _frontier: list[bytes | None] = field(default_factory=list)
    _last_at: datetime | None = None

    def run(self) -> None:
        self._read_names()
        self.shapes = dict(Shape.objects.of(self.organization_id).values_list("key", "names"))
        self._frontier = self._frontier_at(self.start)
        following = self._walk()
        self._check_words_beyond(following)
        self._check_head(following)
        self._check_shapes()
        if self.start == 0:
            self._check_unused()
        if self.checkpoint is not None and self.checkpoint.size > following:
            self._say(
                "shortened", _("The log has %(size)s entries, but the checkpoint saw %(saw)s: it was shortened, or an "
                "older backup was put back."), HEAD, size=following, saw=self.checkpoint.size,
            )  # fmt: skip

    # --- names and shapes --------------------------------------------------------------------------------------

    def _read_names(self) -> None:
        last = 0
        rows = Name.objects.of(self.organization_id).order_by("pk")
        while page := list(rows.filter(pk__gt=last).values_list("pk", "digest", "salt", "person", "name")[:PAGE]):
            for last, known, salt, person, name in page:
                self._names.add(known)
                erased = not salt and not name
                if not erased and digest(salt, str(person or ""), name) != known:
                    self._say("changed_name", _("The name “%(name)s” was changed outside the program."), NAMES,
                              record=person or last, name=name)  # fmt: skip

    def _check_shapes(self) -> None:
        for kind, key in sorted(self._shapes_used):
            names = self.shapes.get(key)
            if names is None:
                self._say("missing_shape", _("The list of recorded names %(key)s of “%(kind)s” is missing."), SHAPES,
                          record=key, key=key, kind=kind)  # fmt: skip
            elif hashlib.sha256(canonical([kind, names]).encode()).hexdigest()[:32] != key:
                self._say("changed_shape", _("The list of recorded names of “%(kind)s” was changed outside the "
                          "program."), SHAPES, record=key, kind=kind)  # fmt: skip

    def _check_unused(self) -> None:
        """What no entry speaks of was not written by the gate."""
        for known in sorted(self._names - self._names_used):
            self._say("added_name", _("A name was added that no entry speaks of."), NAMES, record=known)
        for key in sorted(self.shapes.keys() - {key for _kind, key in self._shapes_used}):
            self._say("added_shape", _("A list of recorded names was added that no entry speaks of."), SHAPES,
                      record=key)  # fmt: skip

    # --- entries and words -------------------------------------------------------------------------------------

    def _walk(self) -> int:
        """Check every entry from the start on; the number after the last one."""
        following = self.start
        rows = Entry.objects.of(self.organization_id).order_by("seq")
        self._compare_with_checkpoint(following)
        while page := list(rows.filter(seq__gte=following).values_list("seq", "record", "leaf", "nodes")[:PAGE]):
            between = Words.objects.of(self.organization_id).filter(seq__gte=following, seq__lte=page[-1][0])
            words = dict(between.values_list("seq", "said"))
            for seq, record, leaf, nodes in page:
                if seq != following:
                    self._gap(following, seq)
                self._check_entry(seq, str(record), leaf, bytes(nodes), words.pop(seq, None))
                following = seq + 1
                self._compare_with_checkpoint(following)
            self._words_without_entry(words)
            self.findings.entries += len(page)
            if self.progress:
                self.progress("entries", self.findings.entries)
        return following

    def _gap(self, following: int, seq: int) -> None:
        last = "" if seq - following == 1 else f" – {seq - 1}"
        self._say("missing_entry", _("Missing from the log: entry %(first)s%(last)s."), LOG, seq=following,
                  first=following, last=last)  # fmt: skip
        if self.checkpoint is not None and following < self.checkpoint.size <= seq:
            self._say("rewritten", _("At the checkpoint's %(seq)s entries the log cannot be what it was: entries are "
                      "missing."), HEAD, seq=self.checkpoint.size)  # fmt: skip
        self._frontier = [None] * seq.bit_count()

    def _check_entry(self, seq: int, record: str, leaf: str, nodes: bytes, words: str | None) -> None:
        said = parsed(leaf)
        if nodes[:HASH_BYTES] != leaf_hash(leaf.encode()) or said is None:
            self._say("changed_entry", _("Entry %(seq)s was changed."), LOG, record=record, seq=seq)
            self._complete(seq, nodes)
            return
        if not self._complete(seq, nodes):
            self._say("changed_nodes", _("Entry %(seq)s does not fit the log before it: it, an earlier entry or their "
                      "hashes were changed."), LOG, record=record, seq=seq)  # fmt: skip
        if said.get("seq") != seq or said["record"] != record:
            self._say("misplaced_entry", _("Entry %(seq)s says that it is entry %(other)s, of record %(of)s."), LOG,
                      record=record, seq=seq, other=said.get("seq"), of=said["record"])  # fmt: skip
        self._shapes_used.add((said["type"], said["shape"]))
        self._names_used.add(said["by"])
        if said["by"] not in self._names:
            self._say("missing_name", _("Who made entry %(seq)s is missing from the names."), NAMES, record=said["by"],
                      seq=seq)  # fmt: skip
        self._check_clock(seq, record, said["at"])
        self._check_words(seq, record, said["said"], words)

    def _complete(self, seq: int, nodes: bytes) -> bool:
        """Whether the hashes kept with an entry are those of the subtrees it completes.

        The walk goes on from the kept ones, so that one fault is named once and not at every later entry.
        """
        kept = [nodes[at : at + HASH_BYTES] for at in range(0, len(nodes), HASH_BYTES)]
        fits = len(nodes) == HASH_BYTES * len(kept) == HASH_BYTES * ((~seq & (seq + 1)).bit_length())
        if not fits:
            self._frontier = [None] * (seq + 1).bit_count()
            return False
        size, right = seq, kept[0]
        for own in kept[1:]:
            left = self._frontier.pop()
            fits = fits and (left is None or node_hash(left, right) == own)
            size, right = size >> 1, own
        self._frontier.append(right)
        return fits

    def _check_clock(self, seq: int, record: str, at: str) -> None:
        try:
            moment = datetime.fromisoformat(at)
            back = self._last_at is not None and moment < self._last_at
        except (ValueError, TypeError):
            moment, back = self._last_at or datetime.min, True  # noqa: DTZ901
        if back:
            self._say("clock", _("Entry %(seq)s says it is earlier than the one before it."), LOG, record=record,
                      seq=seq)  # fmt: skip
        self._last_at = moment if moment.tzinfo else self._last_at

    def _check_words(self, seq: int, record: str, digests: list[str], words: str | None) -> None:
        if words is None:
            self._say("missing_words", _("The words of entry %(seq)s are missing."), WORDS, record=record, seq=seq)
            return
        if says(words, digests):
            return
        lines = lines_of(words)
        if lines is not None and sorted(line for line, _name in lines) == digests:
            return
        known = set(digests)
        wrong = sorted({name for line, name in lines or [] if line not in known and name})
        self._say("changed_words", _("The words of entry %(seq)s were changed: %(names)s."), WORDS, record=record,
                  seq=seq, names=", ".join(wrong) or "—")  # fmt: skip

    def _words_without_entry(self, seqs: Iterable[int]) -> None:
        for seq in sorted(seqs):
            self._say("added_words", _("There are words for entry %(seq)s, but no such entry."), WORDS, seq=seq)

    def _check_words_beyond(self, following: int) -> None:
        beyond = Words.objects.of(self.organization_id).filter(seq__gte=following).order_by("seq")
        while page := list(beyond.values_list("seq", flat=True)[:PAGE]):
            self._words_without_entry(page)
            beyond = beyond.filter(seq__gt=page[-1])

    # --- the head and the checkpoint ---------------------------------------------------------------------------

    def _check_head(self, following: int) -> None:
        head = LogHead.objects.of(self.organization_id).first()
        if head is None:
            self._say("missing_head", _("The head of the log is missing."), HEAD)
            return
        if head.size > following:
            self._say("missing_entry", _("Missing at the end of the log: the head counts %(counted)s entries, there "
                      "are %(size)s."), LOG, seq=following, counted=head.size, size=following)  # fmt: skip
        elif head.size < following:
            self._say("added_entry", _("The head counts %(counted)s entries, but there are %(size)s."), LOG,
                      seq=following - 1, counted=head.size, size=following)  # fmt: skip
        whole = [one for one in self._frontier if one is not None]
        if len(whole) < len(self._frontier):
            return
        self.findings.size, self.findings.root = following, root(following, b"".join(whole)).hex()
        if head.size == following and bytes(head.frontier) != b"".join(whole):
            self._say("changed_head", _("The hashes in the head of the log are not those of its entries."), HEAD)
        if head.size == following and following > self.start and head.at != self._last_at:
            self._say("changed_head", _("The time in the head of the log is not that of its last entry."), HEAD)

    def _compare_with_checkpoint(self, size: int) -> None:
        if self.checkpoint is None or size != self.checkpoint.size:
            return
        whole = [one for one in self._frontier if one is not None]
        if len(whole) < len(self._frontier) or root(size, b"".join(whole)) != self.checkpoint.root:
            self._say("rewritten", _("At the checkpoint's %(seq)s entries the log is not what the checkpoint saw: "
                      "history was rewritten."), HEAD, seq=size)  # fmt: skip

    def _frontier_at(self, size: int) -> list[bytes | None]:
        """The frontier at some size, from the hashes kept with the entries before."""
        nodes, start = [], 0
        while start < size:
            height = (size - start).bit_length() - 1
            nodes.append((height, start >> height))
            start += 1 << height
        places = [place(*node) for node in nodes]
        rows = Entry.objects.of(self.organization_id).filter(seq__in=[row for row, _at in places])
        kept = {seq: bytes(hashes) for seq, hashes in rows.values_list("seq", "nodes")}
        found = [kept.get(row, b"")[at : at + HASH_BYTES] for row, at in places]
        return [one if len(one) == HASH_BYTES else None for one in found]

    def _say(self, code: str, sentence: str, table: str, **parameters: Any) -> None:
        self.findings.add(code, sentence, table=table, **parameters)
