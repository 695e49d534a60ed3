"""Archives nobody should open: refused before anything outside them is touched."""

import io
import json
import random
import struct
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mutu.core.archives import Archive, ArchiveRefused, ArchiveWriter


def refused(code: str) -> Any:
    return pytest.raises(ArchiveRefused, check=lambda reason: reason.code == code)


@pytest.fixture
def good(tmp_path: Path) -> Path:
    with ArchiveWriter(tmp_path / "good.zip", "export", name="Bayan") as archive:
        with archive.member("tables/a.jsonl") as member:
            for number in range(1000):
                member.write(f'{{"number":{number}}}\n'.encode())
        (tmp_path / "photo").write_bytes(random.Random(1).randbytes(3_000_000))
        archive.add("files/photo", tmp_path / "photo", packed=False)
    return tmp_path / "good.zip"


def other(path: Path, members: dict[str, bytes], manifest: dict[str, Any] | bytes | None = None) -> Path:
    """An archive written by somebody else."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
        if manifest is not None:
            archive.writestr("manifest.json", manifest if isinstance(manifest, bytes) else json.dumps(manifest))
    return path


def about(**members: list[Any]) -> dict[str, Any]:
    return {"format": 1, "kind": "export", "members": members}


def opened(path: Path) -> None:
    with Archive(path, "export") as archive:
        archive.check()


def test_what_was_written_is_read_back(good, tmp_path):
    with Archive(good, "export") as archive:
        archive.check()
        archive.fits(tmp_path)
        assert archive.manifest["name"] == "Bayan"
        assert [json.loads(line)["number"] for line in archive.lines("tables/a.jsonl")] == list(range(1000))
        archive.extract("files/photo", tmp_path / "out" / "photo")
        assert archive.unpacked == 3_000_000 + sum(len(f'{{"number":{number}}}\n') for number in range(1000))
    assert (tmp_path / "out" / "photo").read_bytes() == (tmp_path / "photo").read_bytes()
    assert good.stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.zip", "out", "photo"]


def test_an_archive_is_never_written_over_another_and_never_left_half(good, tmp_path):
    with refused("exists"):
        ArchiveWriter(good, "export")
    with pytest.raises(RuntimeError), ArchiveWriter(tmp_path / "half.zip", "export") as archive:
        with archive.member("a") as member:
            member.write(b"x")
        raise RuntimeError("the power went")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["good.zip", "photo"]


def test_three_corrupted_archives_and_what_is_no_archive_at_all(good, tmp_path):
    data = good.read_bytes()
    corrupted = {
        "cut.zip": data[: len(data) // 2],
        "flipped.zip": data[:500_000] + bytes([data[500_000] ^ 1]) + data[500_001:],
        "directory.zip": data[:-40] + bytes(20) + data[-20:],
        "empty.zip": b"",
        "text.zip": b"not an archive",
        "nothing.zip": b"PK\x05\x06" + bytes(18),
    }
    for name, wrong in corrupted.items():
        (tmp_path / name).write_bytes(wrong)
        with pytest.raises(ArchiveRefused) as reason:
            opened(tmp_path / name)
        assert reason.value.code == ("foreign" if name == "nothing.zip" else "damaged")
    with refused("damaged"):
        opened(tmp_path / "not there.zip")


@given(st.data())
def test_no_changed_byte_goes_unseen_or_crashes(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("byte") / "a.zip"
    with ArchiveWriter(path, "export", name="Bayan") as archive, archive.member("tables/a.jsonl") as member:
        member.write(b'{"number":1}\n' * 20)
    whole = path.read_bytes()
    with Archive(path, "export") as archive:
        manifest = archive.manifest
    at = data.draw(st.integers(0, 2**30)) % len(whole)  # the length differs by the moment it was written
    path.write_bytes(whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :])
    try:
        with Archive(path, "export") as archive:
            archive.check()
            content = b"".join(archive.pieces("tables/a.jsonl"))
            assert (archive.manifest, content) == (manifest, b'{"number":1}\n' * 20)
    except ArchiveRefused:
        pass


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/passwd", "a/../../b", "a//b", "C:\\evil", "a\\..\\b", ".hidden", "a/", "a\nb", "é", "a/.."],
)
def test_names_that_point_elsewhere_are_refused(tmp_path, name):
    with refused("bad_name"):
        opened(other(tmp_path / "a.zip", {name: b"x"}, about(**{name: [1, "00"]})))
    assert [path.name for path in tmp_path.iterdir()] == ["a.zip"]


def test_an_archive_that_unpacks_to_far_more_than_it_holds_is_refused_before_it_is_read(tmp_path):
    path = other(tmp_path / "a.zip", {"tables/a.jsonl": bytes(50_000_000)}, about())
    assert path.stat().st_size < 60_000
    with refused("inflated"):
        opened(path)


def test_a_member_that_lies_about_its_size_is_refused(tmp_path):
    path = other(tmp_path / "a.zip", {"tables/a.jsonl": bytes(5_000_000)}, about(**{"tables/a.jsonl": [5, "00"]}))
    with refused("damaged"):
        opened(path)
    data = path.read_bytes()
    real, claimed = struct.pack("<I", 5_000_000), struct.pack("<I", 5)
    path.write_bytes(data.replace(real, claimed))
    with refused("damaged"):
        opened(path)


def test_members_that_lie_over_each_other_and_twins_are_refused(tmp_path):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive, pytest.warns(UserWarning, match="Duplicate name"):
        archive.writestr("a", b"1")
        archive.writestr("a", b"2")
    (tmp_path / "a.zip").write_bytes(data.getvalue())
    with refused("damaged"):
        opened(tmp_path / "a.zip")


@pytest.mark.parametrize(
    ("manifest", "code"),
    [
        (None, "foreign"),
        (b"", "damaged"),
        (b"[" * 100_000, "damaged"),
        (b"\xff", "damaged"),
        ([], "foreign"),
        ({"format": 1, "kind": "backup", "members": {}}, "foreign"),
        ({"format": 2, "kind": "export", "members": {}}, "foreign"),
        ({"format": 1, "kind": "export"}, "foreign"),
        (about(), "foreign"),
        (about(a=[1, "00"], b=[1, "00"]), "foreign"),
        (about(a=[2, "00"]), "damaged"),
        (about(a=[True, "00"]), "damaged"),
        (about(a=[1]), "damaged"),
        (about(a=None), "damaged"),  # type: ignore[arg-type]
        (about(a=[1, "00"]), "damaged"),
    ],
)
def test_a_foreign_manifest_is_refused(tmp_path, manifest, code):
    with refused(code):
        opened(other(tmp_path / "a.zip", {"a": b"x"}, manifest))


def test_a_line_without_end_is_refused(tmp_path):
    with ArchiveWriter(tmp_path / "a.zip", "export") as archive, archive.member("a", packed=False) as member:
        for _piece in range(10):
            member.write(b"x" * 1_000_000)
    with Archive(tmp_path / "a.zip", "export") as archive, refused("damaged"):
        list(archive.lines("a"))
