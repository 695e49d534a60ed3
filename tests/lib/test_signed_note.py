"""Checkpoints travel as signed notes; nothing that is off by one character is believed."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from mutu.lib.signed_note import (
    Checkpoint,
    NoteRefused,
    read_note,
    read_verifier_key,
    sign,
    verifier_key,
)

# the public key of the checksum database of the Go project, and a checkpoint it published
GO_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
GO_NOTE = (
    "go.sum database tree\n63096908\n8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54=\n\n"
    "— sum.golang.org Az3gri/oVBN1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXdS935jiIGiUUAXB"
    "VHzT/P6fYhqAmAk=\n"
)
# the example key of the signed-note format: 01 and the seed, and the line of its public half
EXAMPLE_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
EXAMPLE_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"

NURULS = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NARONGS = Ed25519PrivateKey.from_private_bytes(bytes(range(32, 64)))
KEYS = {"mutu.example": NURULS.public_key()}
CHECKPOINT = Checkpoint("mutu.example/công-ty", 1042, bytes(range(32)), "2026-11-22T21:00:00Z")
NOTE = sign(CHECKPOINT, "mutu.example", NURULS)


def refusal(call, *arguments):
    with pytest.raises(NoteRefused) as refused:
        call(*arguments)
    return refused.value.code


def test_a_checkpoint_published_by_others_is_read():
    name, key = read_verifier_key(GO_KEY)
    checkpoint = read_note(GO_NOTE, {name: key})
    root = bytes.fromhex("f251eb40f4587b8293e1643dfd093cfed68a9c3e884476c581f37bbd0136639e")
    assert checkpoint == Checkpoint("go.sum database tree", 63_096_908, root, None)


def test_the_example_key_gives_the_published_line():
    key = Ed25519PrivateKey.from_private_bytes(EXAMPLE_SEED)
    assert verifier_key("PeterNeumann", key.public_key()) == EXAMPLE_KEY


def test_a_note_is_the_same_byte_for_byte_as_one_signed_with_other_tools():
    assert NOTE == (
        "mutu.example/công-ty\n"
        "1042\n"
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
        "at 2026-11-22T21:00:00Z\n"
        "\n"
        "— mutu.example xnVr6V7K3eBA2sYC7CBUAz4YBG5kl7H21MOwmOJ4JEuq6ctvqldLnDA+vZW2Ijam++U9pbRs/wOM"
        "tmGNcbLtCNSp8AI=\n"
    )


def test_what_was_signed_is_what_is_read():
    assert read_note(NOTE, KEYS) == CHECKPOINT


@given(
    origin=st.text(st.characters(categories=["L", "N", "P", "M"]), min_size=1).filter(
        lambda text: text.strip() == text
    ),
    size=st.integers(0, 2**63 - 1),
    root=st.binary(min_size=32, max_size=32),
    at=st.none() | st.datetimes().map(lambda moment: moment.isoformat() + "Z"),
)
def test_every_checkpoint_survives_the_way_there_and_back(origin, size, root, at):
    checkpoint = Checkpoint(origin, size, root, at)
    assert read_note(sign(checkpoint, "mutu.example", NURULS), KEYS) == checkpoint


@given(at=st.integers(0, len(NOTE) - 1), character=st.characters())
def test_one_changed_character_anywhere_is_refused(at, character):
    changed = NOTE[:at] + character + NOTE[at + 1 :]
    if changed != NOTE:
        assert refusal(read_note, changed, KEYS) in {"malformed", "bad_signature", "no_known_signature"}


@given(st.text(max_size=300))
def test_no_text_of_a_stranger_is_believed(text):
    assert refusal(read_note, text, KEYS) in {"malformed", "no_known_signature"}


@pytest.mark.parametrize("end", range(len(NOTE)))
def test_a_note_cut_short_is_refused(end):
    assert refusal(read_note, NOTE[:end], KEYS) in {"malformed", "bad_signature"}


def signature_line(name, key):
    note = sign(CHECKPOINT, name, key)
    return note.rpartition("\n\n")[2]


def test_further_signatures_are_passed_over_in_any_order():
    narongs = signature_line("auditor.example", NARONGS)
    body, _, own = NOTE.rpartition("\n\n")
    assert read_note(NOTE + narongs, KEYS) == CHECKPOINT
    assert read_note(f"{body}\n\n{narongs}{own}", KEYS) == CHECKPOINT
    assert read_note(NOTE + narongs, {"auditor.example": NARONGS.public_key()}) == CHECKPOINT


def test_a_known_name_with_another_key_is_nobody_known():
    assert refusal(read_note, sign(CHECKPOINT, "mutu.example", NARONGS), KEYS) == "no_known_signature"


def test_a_signature_that_does_not_fit_refuses_even_beside_a_good_one():
    other = sign(Checkpoint("mutu.example/log", 1, bytes(32), None), "mutu.example", NURULS)
    assert refusal(read_note, NOTE + other.rpartition("\n\n")[2], KEYS) == "bad_signature"


def test_a_signature_of_the_wrong_length_is_refused():
    body, _, line = NOTE.rpartition("\n\n")
    name, encoded = line.strip().split(" ")[1:]
    short = base64.b64encode(base64.b64decode(encoded)[:40]).decode()
    assert refusal(read_note, f"{body}\n\n— {name} {short}\n", KEYS) == "bad_signature"


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("malformed", ""),
        ("malformed", "\n\n"),
        ("malformed", CHECKPOINT.body()),
        ("malformed", NOTE.replace("\n", "\r\n")),
        ("malformed", NOTE + "\n"),
        ("malformed", NOTE[:-1]),
        ("malformed", NOTE.replace("— ", "- ")),
        ("malformed", NOTE.replace("công", "c\ud800ng")),
        ("malformed", NOTE + "— mutu.example !!!!\n"),
        ("malformed", NOTE + "— mutu.example AAAA\n"),
        ("malformed", NOTE + "— two words AAAAAAAAAAAA\n"),
        ("oversize", NOTE + "— a.example AAAAAAAAAAAA\n" * 1000),
    ],
)
def test_what_is_not_a_note_is_refused(code, text):
    assert refusal(read_note, text, KEYS) == code


def signed(body):
    """A note with any text at all, signed with the known key."""
    key_id = bytes.fromhex(verifier_key("mutu.example", NURULS.public_key()).split("+")[1])
    signature = base64.b64encode(key_id + NURULS.sign(body.encode())).decode()
    return f"{body}\n— mutu.example {signature}\n"


ROOT = base64.b64encode(bytes(32)).decode()


@pytest.mark.parametrize(
    "body",
    [
        "only words\n",
        f"log\n-1\n{ROOT}\n",
        f"log\n01\n{ROOT}\n",
        f"log\n1e3\n{ROOT}\n",
        f"log\n١\n{ROOT}\n",
        f"log\n9223372036854775808\n{ROOT}\n",
        f"log\n{'9' * 400}\n{ROOT}\n",
        "log\n1\nAAAA\n",
        f"log\n1\n{ROOT[:-2]}B=\n",
        f"log\n1\n{ROOT}\nat noon\n",
        f"log\n1\n{ROOT}\nat 2026-13-40T99:00:00Z\n",
        f"log\n1\n{ROOT}\nat 2026-11-22T21:00:00Z\nat 2026-11-22T21:00:00Z\n",
        f"log\n1\n{ROOT}\nan extension we do not know\n",
        f" log\n1\n{ROOT}\n",
        f"\n1\n{ROOT}\n",
        f"log\n1\n\n{ROOT}\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(body):
    assert refusal(read_note, signed(body), KEYS) == "not_a_checkpoint"


def test_a_control_character_is_refused_even_when_it_was_signed():
    assert refusal(read_note, signed(f"lo\tg\n1\n{ROOT}\n"), KEYS) == "malformed"


def test_the_helper_of_these_tests_signs_what_the_library_reads():
    assert read_note(signed(f"log\n1\n{ROOT}\n"), KEYS) == Checkpoint("log", 1, bytes(32), None)


@pytest.mark.parametrize(
    "arguments",
    [
        ("", 1, bytes(32)),
        ("two\nlines", 1, bytes(32)),
        ("log", -1, bytes(32)),
        ("log", True, bytes(32)),
        ("log", 2**63, bytes(32)),
        ("log", 1, bytes(31)),
        ("log", 1, bytes(32), "2026-11-22"),
        ("log", 1, bytes(32), ""),
        ("log", 1, bytes(32), "2026-11-22T21:00:00"),
    ],
)
def test_a_checkpoint_that_cannot_be_right_is_not_made(arguments):
    assert refusal(Checkpoint, *arguments) == "not_a_checkpoint"


@pytest.mark.parametrize("name", ["", "two words", "a+b", "a\nb", "a\u00a0b", "a\x00b"])
def test_a_name_that_would_break_the_line_signs_nothing(name):
    assert refusal(sign, CHECKPOINT, name, NURULS) == "bad_name"
    assert refusal(verifier_key, name, NURULS.public_key()) == "bad_name"


@pytest.mark.parametrize(
    "line",
    [
        "",
        "mutu.example",
        EXAMPLE_KEY[:-1],
        EXAMPLE_KEY.replace("c74f20a3", "C74F20A3"),
        EXAMPLE_KEY.replace("c74f20a3", "00000000"),
        EXAMPLE_KEY.replace("Peter", "Pieter"),
        EXAMPLE_KEY + "\n",
        "+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        # another length and another algorithm, each with a key id that would be right for it
        "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
        "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    ],
)
def test_a_key_line_that_does_not_fit_itself_is_refused(line):
    assert refusal(read_verifier_key, line) == "bad_key"
