"""``mutu credentials office``: the desk of a body that issues certificates. Two people decide, one command signs.

Nothing of this runs in the web server. ``propose`` and ``approve`` are opened with the two people's own keys;
``carry-out`` with the body's passphrase, which alone signs nothing that two people did not decide.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from mutu.cli.credentials_signing import WRONG_USE, asked_passphrase, open_key_file
from mutu.lib.credentials.errors import CredentialError
from mutu.lib.credentials.moments import write_moment
from mutu.lib.credentials.signer import new_sealed_key, open_secret, public_part, seal_secret
from mutu.lib.credentials.strict_json import read_object

SEAL = "pdf-seal"


def add(commands: Any) -> None:
    """Register ``office`` and its acts below ``mutu credentials``."""
    group = commands.add_parser("office", help="a body's own desk: keys, people, decisions, what is published")
    acts = group.add_subparsers(dest="office_command", required=True)
    command = _act(acts, "open", open_new, "make a new office: register, current and next key, log key, seal")
    command.add_argument("--facts", type=Path, required=True, metavar="FILE", help="who the body is (JSON)")
    command.add_argument("--published", type=Path, metavar="DIR", help="default: MUTU_HOME/published")
    command = _act(acts, "person", add_person, "let a person decide, with a key of their own")
    command.add_argument("name", metavar="NAME")
    command.add_argument("--key", type=Path, required=True, metavar="FILE", help="the person's key, made here")
    command = _act(acts, "discharge", discharge, "let a person decide no longer")
    command.add_argument("name", metavar="NAME")
    command = _act(acts, "accredited", accredited, "keep the accreditation the body was given")
    command.add_argument("accreditation", type=Path, metavar="FILE")
    command.add_argument("--with", dest="besides", type=Path, nargs="*", default=[], metavar="FILE",
                         help="the accreditation body's DID document and status list")  # fmt: skip
    command = _act(acts, "propose", propose, "propose to issue, accredit, suspend, restore or withdraw")
    command.add_argument("act", choices=("issue", "accredit", "suspend", "restore", "withdraw"))
    command.add_argument("what", metavar="FACTS|NUMBER", help="a JSON file with the facts; else a number")
    command.add_argument("--reason", default="", help="of a suspension, restoration or withdrawal; it is published")
    _personal(command)
    command = _act(acts, "approve", approve, "approve what somebody else proposed")
    command.add_argument("request", metavar="REQUEST")
    _personal(command)
    command = _act(acts, "drop", drop, "take a request off the table")
    command.add_argument("request", metavar="REQUEST")
    _personal(command)
    _act(acts, "requests", show_requests, "what is proposed and approved, and by whom")
    command = _act(acts, "carry-out", carry_out, "sign what two people decided, and publish it")
    command.add_argument("requests", nargs="*", metavar="REQUEST", help="only these; default: all that are approved")
    command.add_argument("--signed-by", default="", metavar="NAME", help="the name printed on the PDF")
    command.add_argument("--language", default="en", help="of the PDF; a second one after a comma")
    _act(acts, "publish", publish, "publish with a fresh status list and checkpoint; once a day")
    command = _act(acts, "next-key", next_key, "sign with the next key from now on")
    command.add_argument("--stolen", action="store_true", help="the current key is no longer to be believed")


def _act(acts: Any, name: str, run: Callable[[argparse.Namespace], None], text: str) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = acts.add_parser(name, help=text)
    command.add_argument("office", type=Path, metavar="OFFICE", help="the office's folder")
    command.add_argument("--passphrase-file", type=Path, metavar="FILE", help="instead of being asked")
    command.set_defaults(run=lambda arguments: _guarded(run, arguments))
    return command


def _personal(command: argparse.ArgumentParser) -> None:
    command.add_argument("--by", required=True, metavar="NAME")
    command.add_argument("--key", type=Path, required=True, metavar="FILE", help="that person's key")


def _guarded(run: Callable[[argparse.Namespace], None], arguments: argparse.Namespace) -> int:
    try:
        run(arguments)
    except (CredentialError, OSError) as error:
        print(f"mutu credentials office: {error}", file=sys.stderr)
        return WRONG_USE
    finally:
        if "opened" in arguments:
            arguments.opened.register.close()
    return 0


def _office(arguments: argparse.Namespace) -> Any:
    """The office of the command, closed again when the command ends."""
    from mutu.certification.office.office import open_office

    arguments.opened = open_office(arguments.office)
    return arguments.opened


def open_new(arguments: argparse.Namespace) -> None:
    """Make the office; what must be remembered (passphrase, log's key) is said."""
    from mutu.certification.certificate_file import self_made_seal
    from mutu.certification.checking import home
    from mutu.certification.guarded_files import write_new
    from mutu.certification.office import office as offices

    passphrase = asked_passphrase(arguments, twice=True)
    facts = read_object(arguments.facts.read_bytes())
    now = datetime.now(UTC)
    office = arguments.opened = offices.make_office(
        arguments.office, (arguments.published or home() / "published").absolute(), facts, passphrase, now
    )
    secret, certificate = self_made_seal(office.facts.body.name, now)
    write_new(office.key_path(offices.SEAL_KEY), seal_secret(secret, SEAL, passphrase))
    write_new(office.key_path(offices.SEAL_KEY).with_suffix(".pem"), certificate)
    line = offices.log_line(office, offices.open_key(office, offices.LOG_KEY, passphrase))
    print(f"{office.did} publishes below {office.place}")
    print(f"the log's key, for trust lists: {line}")
    print("A lost passphrase is a lost key. Take keys/key-2.json, the next key, elsewhere.")


def add_person(arguments: argparse.Namespace) -> None:
    """Make the person's key under a passphrase of their own, and enrol them."""
    from mutu.certification.guarded_files import write_new
    from mutu.certification.office.register import Person

    office = _office(arguments)
    count = office.register.db.execute("SELECT count(*) FROM person").fetchone()[0]
    content = new_sealed_key(f"{office.did}:people:{count + 1}#key", asked_passphrase(arguments, twice=True))
    write_new(arguments.key, content)
    office.register.enrol(Person(arguments.name, public_part(content)[1].multikey), write_moment(datetime.now(UTC)))
    print(f"{arguments.name} may propose and approve, with {arguments.key}")


def discharge(arguments: argparse.Namespace) -> None:
    """Let a person decide no longer."""

    _office(arguments).register.discharge(arguments.name, write_moment(datetime.now(UTC)))
    print(f"{arguments.name} may not decide any more")


def accredited(arguments: argparse.Namespace) -> None:
    """Keep the accreditation, and what else its body published, to hand on in bundles."""

    office = _office(arguments)
    office.accept_accreditation(arguments.accreditation.read_bytes())
    for path in arguments.besides:
        document = read_object(path.read_bytes())
        office.accept_document(str(document.get("id")), document)
    print(f"accredited: {office.accreditation()[0].number} by {office.accreditation()[0].body.name}")


def propose(arguments: argparse.Namespace) -> None:
    """Write down a proposal, signed by the person."""
    from mutu.certification.office import deciding

    office = _office(arguments)
    if arguments.act in (deciding.ISSUE, deciding.ACCREDIT):
        facts = read_object(Path(arguments.what).read_bytes())
        body = {"act": arguments.act, "number": facts.get("number"), "facts": facts}
    else:
        body = {"act": arguments.act, "number": arguments.what, "reason": arguments.reason}
    key = open_key_file(arguments.key, asked_passphrase(arguments, twice=False))
    asked = deciding.propose(office, body, arguments.by, key, datetime.now(UTC))
    print(f"{asked.id} {asked.act} {asked.number}: somebody else has to approve it")


def approve(arguments: argparse.Namespace) -> None:
    """Show the whole request, then let a second person sign it."""
    from mutu.certification.office import deciding

    office = _office(arguments)
    asked = deciding.request(office, arguments.request)
    print(json.dumps(asked.body, indent=1, ensure_ascii=False))
    key = open_key_file(arguments.key, asked_passphrase(arguments, twice=False))
    asked = deciding.approve(office, asked.id, arguments.by, key, datetime.now(UTC))
    print(f"{asked.id} {asked.act} {asked.number}: proposed by {asked.proposed_by}, approved by {asked.approved_by}")


def drop(arguments: argparse.Namespace) -> None:
    """Let one person take a request off the table."""
    from mutu.certification.office import deciding

    office = _office(arguments)
    key = open_key_file(arguments.key, asked_passphrase(arguments, twice=False))
    asked = deciding.drop(office, arguments.request, arguments.by, key, datetime.now(UTC))
    print(f"{asked.id} {asked.act} {asked.number}: dropped by {asked.dropped_by}")


def show_requests(arguments: argparse.Namespace) -> None:
    """Each request in a line: what, who proposed, who approved, whether it is done."""
    from mutu.certification.office import deciding

    office = _office(arguments)
    for asked in [*deciding.requests(office, done=True), *deciding.requests(office)]:
        state = f"done {asked.done_at}" if asked.done_at else "waits"
        if asked.dropped_by:
            state = f"dropped by {asked.dropped_by}"
        approved = asked.approved_by or "nobody yet"
        print(
            f"{asked.id} {asked.act} {asked.number}: proposed by {asked.proposed_by}, approved by {approved}, {state}"
        )


def carry_out(arguments: argparse.Namespace) -> None:
    """Sign, enter and publish everything that two people decided."""
    from mutu.certification.office import issuing, publishing

    office, keys, passphrase = _opened(arguments)
    now = datetime.now(UTC)
    done = issuing.carry_out(
        office, keys, now, only=arguments.requests, render=_rendering(office, passphrase, arguments)
    )
    for asked in done:
        print(f"{asked.act} {asked.number}: proposed by {asked.proposed_by}, approved by {asked.approved_by}")
    paths = publishing.publish(office, keys, now)
    print(f"{len(done)} carried out, {len(paths)} files published below {office.place}")


def publish(arguments: argparse.Namespace) -> None:
    """Publish what is there, with a fresh status list and checkpoint."""
    from mutu.certification.office import publishing

    office, keys, _ = _opened(arguments)
    paths = publishing.publish(office, keys, datetime.now(UTC))
    print(f"{len(paths)} files published below {office.place}")


def next_key(arguments: argparse.Namespace) -> None:
    """End the current key; certificates it signed stay good unless it was stolen."""
    from mutu.certification.office.office import end_key

    office = _office(arguments)
    passphrase = asked_passphrase(arguments, twice=False)
    ended = end_key(office, stolen=arguments.stolen, passphrase=passphrase, now=datetime.now(UTC))
    print(f"{ended} signs no more; {office.current_key()} does. Publish now.")
    if arguments.stolen:
        print("What the stolen key signed is no longer believed: issue every certificate in force again.")


def _opened(arguments: argparse.Namespace) -> tuple[Any, Any, str]:
    from mutu.certification.office.issuing import Keys
    from mutu.certification.office.office import LOG_KEY, open_key

    office = _office(arguments)
    passphrase = asked_passphrase(arguments, twice=False)
    signer = open_key(office, office.current_key(), passphrase)
    return office, Keys(signer, open_key(office, LOG_KEY, passphrase)), passphrase


def _rendering(office: Any, passphrase: str, arguments: argparse.Namespace) -> Any:
    """How the PDF is made: set in Typst, then sealed."""
    from mutu.certification.certificate_file import seal
    from mutu.certification.guarded_files import read_guarded
    from mutu.certification.office.office import SEAL_KEY
    from mutu.reports.certificate import CertificatePage, certificate_pdf

    secret = open_secret(read_guarded(office.key_path(SEAL_KEY)), SEAL, passphrase)
    certificate = read_guarded(office.key_path(SEAL_KEY).with_suffix(".pem"))
    language, _, own = arguments.language.partition(",")

    def render(issued: Any, facts: Any, signer: Any, now: datetime) -> bytes:
        host = office.base.split("/", 3)[2]
        address = f"https://{host}/c/{facts.number}"
        page = CertificatePage(issued, facts, address, arguments.signed_by, language, own or language)
        return seal(certificate_pdf(page, signer, at=now), secret, certificate)

    return render
