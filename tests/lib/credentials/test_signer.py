"""The encrypted key file: opened by its passphrase, and by nothing else."""

import json
import unicodedata

import pytest
from tests.lib.credentials.world import CB, CB_KEY, NOW

from mutu.lib.credentials.data_integrity import add_proof, verify_proof
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.signer import new_sealed_key, open_sealed, open_secret, public_part, seal, seal_secret

PASSPHRASE = "ฝนตกที่หลังคา twelve"
KEY_ID = f"{CB}#key-2026"


@pytest.fixture(scope="module")
def content():
    return seal(b"c" * 32, KEY_ID, PASSPHRASE)


def test_the_passphrase_opens_it(content):
    signer = open_sealed(content, PASSPHRASE)
    assert (signer.key_id, signer.public_key) == (KEY_ID, CB_KEY.public_key)
    verify_proof(add_proof({"a": 1}, signer, created=NOW), signer.public_key)


def test_the_public_part_is_read_without_opening(content):
    assert public_part(content) == (KEY_ID, CB_KEY.public_key)


def test_another_passphrase_does_not_open_it(content):
    with pytest.raises(CredentialError) as refusal:
        open_sealed(content, PASSPHRASE + " ")
    assert refusal.value.code == "passphrase"


def test_a_passphrase_is_the_same_however_its_letters_are_composed():
    content = seal(b"c" * 32, KEY_ID, "đường số một, Huế")
    decomposed = unicodedata.normalize("NFD", "đường số một, Huế")
    assert open_sealed(content, decomposed).key_id == KEY_ID


def test_another_secret_opens_under_its_own_purpose_only(content):
    sealed = seal_secret(b"-----BEGIN", "pdf-seal", PASSPHRASE)
    assert open_secret(sealed, "pdf-seal", PASSPHRASE) == b"-----BEGIN"
    for what, purpose, passphrase in (
        (sealed, "log", PASSPHRASE),
        (sealed, "pdf-seal", PASSPHRASE + " "),
        (sealed.replace(b"pdf-seal", b"pdf-sea1"), "pdf-sea1", PASSPHRASE),
        (content, "pdf-seal", PASSPHRASE),
        (b'{"type":"MutuSealedSecret"}', "pdf-seal", PASSPHRASE),
        (b"rubbish", "pdf-seal", PASSPHRASE),
    ):
        with pytest.raises(CredentialError):
            open_secret(what, purpose, passphrase)


@pytest.mark.parametrize("member", ["keyId", "publicKeyMultibase", "salt", "nonce", "sealed"])
def test_a_changed_file_does_not_open(content, member):
    changed = json.loads(content)
    other = json.loads(new_sealed_key("did:web:other.example#key-1", PASSPHRASE))
    changed[member] = other[member]
    with pytest.raises(CredentialError):
        open_sealed(json.dumps(changed).encode(), PASSPHRASE)


@pytest.mark.parametrize(
    "members",
    [
        {"kdf": {"name": "scrypt", "n": 2, "r": 8, "p": 1}},
        {"kdf": {"name": "scrypt", "n": 2**30, "r": 8, "p": 1}},
        {"version": 2},
        {"type": "Other"},
        {"more": 1},
        {"keyId": "key-1"},
        {"salt": 7},
    ],
)
def test_a_file_of_another_kind_or_strength_is_refused(content, members):
    with pytest.raises(CredentialError) as refusal:
        open_sealed(json.dumps(json.loads(content) | members).encode(), PASSPHRASE)
    assert refusal.value.code in {"key-file", "key"}


def test_nothing_secret_prints(content):
    signer = open_sealed(content, PASSPHRASE)
    assert (b"c" * 32).hex() not in repr(signer)
    assert repr(signer).startswith("FileSigner(key_id=")
    assert b"cccc" not in content


def test_a_short_passphrase_seals_nothing():
    with pytest.raises(CredentialError) as refusal:
        seal(b"c" * 32, KEY_ID, "eleven char")
    assert refusal.value.code == "passphrase"
