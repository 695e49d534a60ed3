"""One file that holds everything, with a manifest of hashes: what exports and backups are written to and read from.

Reading trusts nothing: names that point elsewhere, members nobody listed, sizes that were not announced and archives
that unpack to far more than they hold are refused before anything outside the archive is touched.
"""

import hashlib
import json
import os
import re
import shutil
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from mutu import __version__

FORMAT = 1
MANIFEST = "manifest.json"
LARGEST_MANIFEST = 64_000_000
PIECE = 1 << 20
LONGEST_LINE = 8_000_000
FREELY_PACKED, MOST_PACKED = 10_000_000, 200
"""Members larger than the first may not unpack to more than so many times their packed size."""
NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*")
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError, RuntimeError)


class ArchiveRefused(ValueError):
    """An archive that will not be restored, or cannot be written; `code` says why, the sentence the way out."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


class Member:
    """One file being written into an archive: counted and hashed on its way."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.size, self.hash = file, 0, hashlib.sha256()

    def write(self, data: bytes) -> None:
        self.file.write(data)
        self.size += len(data)
        self.hash.update(data)


class ArchiveWriter:
    """Writes an archive beside its destination and moves it there when it is whole."""

    def __init__(self, destination: Path, kind: str, **about: Any) -> None:
        if destination.exists():
            raise ArchiveRefused("exists", f"{destination} exists already. Choose another name.")
        self.destination = destination
        self.about: dict[str, Any] = {
            "format": FORMAT, "kind": kind, "program": __version__,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"), **about,
        }  # fmt: skip
        self.members: dict[str, list[Any]] = {}
        destination.parent.mkdir(parents=True, exist_ok=True)
        self.aside = destination.with_name(f".{destination.name}.{os.getpid()}.part")

    def __enter__(self) -> Self:
        descriptor = os.open(self.aside, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
        self.file = os.fdopen(descriptor, "w+b")
        self.zip = zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if error is None:
                manifest = json.dumps({**self.about, "members": self.members}, ensure_ascii=False, indent=1)
                self.zip.writestr(MANIFEST, manifest)
            self.zip.close()
            self.file.flush()
            os.fsync(self.file.fileno())
            self.file.close()
            if error is None:
                self.aside.replace(self.destination)
        finally:
            self.file.close()
            self.aside.unlink(missing_ok=True)

    @contextmanager
    def member(self, name: str, *, packed: bool = True) -> Iterator[Member]:
        info = zipfile.ZipInfo(name, datetime.now(UTC).timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        info.external_attr = 0o600 << 16
        with self.zip.open(info, "w", force_zip64=True) as file:
            member = Member(file)
            yield member
        self.members[name] = [member.size, member.hash.hexdigest()]

    def add(self, name: str, path: Path, *, packed: bool = True) -> None:
        with self.member(name, packed=packed) as member, path.open("rb") as file:
            while piece := file.read(PIECE):
                member.write(piece)


class Archive:
    """An archive whose manifest, names and sizes were judged; `check` reads every byte of it."""

    def __init__(self, path: Path, kind: str) -> None:
        try:
            self.zip = zipfile.ZipFile(path)
            self.infos = {info.filename: info for info in self.zip.infolist()}
            count = len(self.zip.infolist())
            packed_size = path.stat().st_size
        except BROKEN as reason:
            raise ArchiveRefused("damaged", f"{path.name} is not an archive of ours or is damaged: {reason}") from None
        try:
            self._judge_directory(count, packed_size)
            self.manifest = self._read_manifest(kind)
            self.members: dict[str, tuple[int, str]] = self._judge_members()
        except BaseException:
            self.zip.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.zip.close()

    @property
    def unpacked(self) -> int:
        """How many bytes all members have."""
        return sum(size for size, _sha256 in self.members.values())

    def _judge_directory(self, count: int, packed_size: int) -> None:
        if count != len(self.infos) or sum(info.compress_size for info in self.infos.values()) > packed_size:
            raise ArchiveRefused("damaged", "Members of the archive lie over each other.")
        for name, info in self.infos.items():
            if not NAME.fullmatch(name) or ".." in name:
                raise ArchiveRefused("bad_name", f"The archive holds a member {name!r}, which points elsewhere.")
            if info.flag_bits & 1 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                raise ArchiveRefused("foreign", "The archive is encrypted or packed in a way we do not use.")
            if info.file_size > FREELY_PACKED and info.file_size > MOST_PACKED * max(info.compress_size, 1):
                raise ArchiveRefused("inflated", f"{name} unpacks to far more than such a file can hold.")

    def _read_manifest(self, kind: str) -> dict[str, Any]:
        if MANIFEST not in self.infos or self.infos[MANIFEST].file_size > LARGEST_MANIFEST:
            raise ArchiveRefused("foreign", "The archive has no manifest of ours.")
        try:
            manifest = json.loads(self.zip.read(MANIFEST))
        except (*BROKEN, RecursionError):
            raise ArchiveRefused("damaged", "The manifest of the archive cannot be read.") from None
        if not isinstance(manifest, dict) or manifest.get("kind") != kind or manifest.get("format") != FORMAT:
            raise ArchiveRefused("foreign", f"This is not {'an export' if kind == 'export' else 'a backup'} that this "
                                 "version of the program reads.")  # fmt: skip
        return manifest

    def _judge_members(self) -> dict[str, tuple[int, str]]:
        listed = self.manifest.get("members")
        if not isinstance(listed, dict) or set(listed) != set(self.infos) - {MANIFEST}:
            raise ArchiveRefused("foreign", "The archive does not hold what its manifest lists.")
        members = {}
        for name, said in listed.items():
            whole = isinstance(said, list) and len(said) == 2 and type(said[0]) is int and isinstance(said[1], str)
            if not whole or said[0] != self.infos[name].file_size:
                raise ArchiveRefused("damaged", f"{name} is not of the size the manifest says.")
            members[name] = (said[0], said[1])
        return members

    def check(self) -> None:
        """Read every member once and hold it against the manifest."""
        for name, (_size, sha256) in self.members.items():
            found = hashlib.sha256()
            for piece in self.pieces(name):
                found.update(piece)
            if found.hexdigest() != sha256:
                raise ArchiveRefused("damaged", f"{name} is not what it was when the archive was made.")

    def fits(self, place: Path) -> None:
        """Refuse before running out of disk."""
        if self.unpacked > shutil.disk_usage(place).free:
            raise ArchiveRefused("no_room", f"Unpacked this takes {self.unpacked:,} bytes; there is no room for it.")

    def pieces(self, name: str) -> Iterator[bytes]:
        """What a member unpacks to, never more than announced."""
        try:
            with self.zip.open(name) as file:
                while piece := file.read(PIECE):
                    yield piece
        except BROKEN as reason:
            raise ArchiveRefused("damaged", f"{name} cannot be read from the archive: {reason}") from None

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a member, one at a time."""
        rest = b""
        for piece in self.pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
            if len(rest) > LONGEST_LINE:
                raise ArchiveRefused("damaged", f"A line of {name} is longer than any row of ours.")
        if rest:
            yield rest

    def extract(self, name: str, destination: Path, mode: int = 0o600) -> None:
        """Write a member to a file, whole or not at all."""
        destination.parent.mkdir(parents=True, exist_ok=True)
        aside = destination.with_name(f".{destination.name}.{os.getpid()}.part")
        try:
            with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
                for piece in self.pieces(name):
                    file.write(piece)
                file.flush()
                os.fsync(file.fileno())
            aside.replace(destination)
        finally:
            aside.unlink(missing_ok=True)
