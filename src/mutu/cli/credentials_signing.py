"""``mutu credentials key`` and ``mutu credentials sign``: the one place where a signing key is opened.

The server never holds an issuing key. A person at a terminal (or a process of its own user) opens the encrypted
file with its passphrase, signs, and is done. A key file that others may read is refused.
"""

from __future__ import annotations

import argparse
import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mutu.certification.guarded_files import read_guarded, write_new
from mutu.lib.credentials.canonical import jcs
from mutu.lib.credentials.content import read_accreditation
from mutu.lib.credentials.data_integrity import add_proof
from mutu.lib.credentials.did import JWK_SUFFIX, PublishedKey, did_document, split_did_url
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.jose import sign_jwt
from mutu.lib.credentials.signer import FileSigner, new_keeper_key, new_sealed_key, open_sealed, public_part
from mutu.lib.credentials.status_check import STATEMENT
from mutu.lib.credentials.status_list import read_status_list
from mutu.lib.credentials.strict_json import JsonObject, read_object
from mutu.lib.credentials.trust import read_trust_list

WRONG_USE = 2
TRUST_LIST = "TrustList"


def add(commands: Any) -> None:
    """Register ``key`` and ``sign`` below ``mutu credentials``."""
    command = commands.add_parser("key", help="make a signing key in an encrypted file")
    command.add_argument("file", type=Path, metavar="FILE")
    named = command.add_mutually_exclusive_group(required=True)
    named.add_argument("--id", metavar="DID#NAME", help="the address of a body's key")
    named.add_argument("--keeper", action="store_true", help="a did:key, to sign trust lists with")
    command.add_argument("--passphrase-file", type=Path, metavar="FILE", help="instead of being asked")
    command.set_defaults(run=make_key)
    command = commands.add_parser("sign", help="sign a payload with a key from an encrypted file")
    command.add_argument("payload", type=Path, metavar="PAYLOAD")
    command.add_argument("--key", type=Path, required=True, metavar="FILE")
    command.add_argument("--form", choices=("jwt", "embedded"), default="jwt")
    command.add_argument("--passphrase-file", type=Path, metavar="FILE", help="instead of being asked")
    command.set_defaults(run=sign)


def make_key(arguments: argparse.Namespace) -> int:
    """Write a new key file (never over an old one) and print its DID document, or the keeper's did:key."""
    try:
        passphrase = asked_passphrase(arguments, twice=True)
        content = new_keeper_key(passphrase) if arguments.keeper else new_sealed_key(arguments.id, passphrase)
        write_new(arguments.file, content)
        address, public = public_part(content)
        did, name = split_did_url(address)
        document = did_document(did, [PublishedKey(name, public)])
    except (CredentialError, OSError) as error:
        print(f"mutu credentials key: {error}", file=sys.stderr)
        return WRONG_USE
    print(did if arguments.keeper else jcs(document).decode("utf-8"))
    return 0


def sign(arguments: argparse.Namespace) -> int:
    """Print the payload, signed; a payload that our own reader would refuse is not signed."""
    try:
        payload = read_object(arguments.payload.read_bytes())
        if payload.get("type") != TRUST_LIST:
            check_payload(payload)
        signer = open_key_file(arguments.key, asked_passphrase(arguments, twice=False))
        if payload.get("type") == TRUST_LIST:
            print(signed_trust_list(payload, signer))
            return 0
        issuer = payload.get("issuer")
        issuer = issuer.get("id") if isinstance(issuer, dict) else issuer
        if split_did_url(signer.key_id)[0] != issuer:
            raise CredentialError("key", f"The key {signer.key_id} is not a key of the issuer {issuer}.")
        print(_signed(payload, signer, arguments.form))
    except (CredentialError, OSError) as error:
        print(f"mutu credentials sign: {error}", file=sys.stderr)
        return WRONG_USE
    return 0


def signed_trust_list(payload: JsonObject, signer: FileSigner) -> str:
    """The list with its keeper's proof; one that our own reader would not take is not given out."""
    signed = add_proof(payload, signer, created=datetime.now(UTC))
    read_trust_list(signed, keeper=signer.public_key)
    return jcs(signed).decode("utf-8")


def check_payload(payload: JsonObject) -> None:
    """Refuse what is neither an accreditation nor a status list, as we read them, and what two people decide."""
    kinds = payload.get("type")
    if isinstance(kinds, list) and {"DigitalConformityCredential", STATEMENT} & {*filter(_is_text, kinds)}:
        raise CredentialError("four-eyes", "Two people decide on a certificate; see 'mutu credentials office'.")
    if isinstance(kinds, list) and "DigitalIdentityAnchor" in kinds:
        read_accreditation(payload)
    else:
        read_status_list(payload)


def open_key_file(path: Path, passphrase: str) -> FileSigner:
    """The signer in a key file that belongs to this user and that nobody else may read."""
    return open_sealed(read_guarded(path), passphrase)


def asked_passphrase(arguments: argparse.Namespace, *, twice: bool) -> str:
    """The passphrase from a guarded file, or from the person at the terminal."""
    if arguments.passphrase_file is not None:
        try:
            return read_guarded(arguments.passphrase_file).decode("utf-8").rstrip("\n")
        except UnicodeDecodeError as error:
            raise CredentialError("passphrase", "The passphrase file is not UTF-8.") from error
    entered = getpass.getpass("Passphrase: ")
    if twice and getpass.getpass("The same again: ") != entered:
        raise CredentialError("passphrase", "The two passphrases differ.")
    return entered


def _signed(payload: JsonObject, signer: FileSigner, form: str) -> str:
    if form == "jwt":
        return sign_jwt(payload, signer, key_id=signer.key_id + JWK_SUFFIX)
    return jcs(add_proof(payload, signer, created=datetime.now(UTC))).decode("utf-8")


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
