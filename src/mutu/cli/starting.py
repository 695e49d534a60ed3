"""`mutu init`, `mutu migrate`, `mutu demo`: the first five minutes."""

import argparse
import os
import re
import secrets
import sys
import unicodedata
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from mutu import __version__
from mutu.cli import main as command
from mutu.cli import serving

WHY = ("buyer", "audit", "lost", "edition", "better")
QUESTIONS = {
    "en": ("What is the organization called?", "What do you make?", "How many people?",
           "Why now? (buyer asked / audit / lost customer / edition / better)", "Your name?"),
    "vi": ("Tên tổ chức?", "Bạn làm ra gì?", "Có bao nhiêu người?",
           "Vì sao lúc này? (buyer = khách hỏi / audit = sắp đánh giá / lost = mất khách / edition = bản mới / better)",
           "Tên của bạn?"),
    "ms": ("Nama organisasi?", "Apa yang anda buat?", "Berapa orang?",
           "Mengapa sekarang? (buyer / audit / lost / edition / better)", "Nama anda?"),
}  # fmt: skip
DONE = {
    "en": "{name}: badge {badge}, PIN {pin}. Change the PIN on the people page. Next: mutu serve --lan",
    "vi": "{name}: thẻ {badge}, mã PIN {pin}. Hãy đổi mã PIN ở trang Con người. Tiếp theo: mutu serve --lan",
    "ms": "{name}: lencana {badge}, PIN {pin}. Tukar PIN di halaman Orang. Seterusnya: mutu serve --lan",
}


def add(subparsers: Any) -> None:
    init = subparsers.add_parser("init", help="start your own organization: language first, then three questions")
    for name in ("language", "name", "makes", "people", "why", "person", "timezone", "slug"):
        init.add_argument(f"--{name}", default=None)
    init.set_defaults(run=run_init)
    migrate = subparsers.add_parser("migrate", help="bring the database up to date")
    migrate.set_defaults(run=lambda _given: prepare())
    demo = subparsers.add_parser("demo", help="two factories with their history, on this machine only")
    serving.options(demo)
    demo.add_argument("--build-only", action="store_true", help="build the demo and stop")
    demo.add_argument("--fresh", action="store_true", help="build it again from nothing")
    demo.set_defaults(run=run_demo)


def home() -> Path:
    from mutu import settings

    return settings.HOME


def prepare() -> int:
    """Make the home, its key and its tables; on PostgreSQL as the role that owns them."""
    place = home()
    place.mkdir(parents=True, exist_ok=True)
    place.chmod(0o700)
    key = place / "secret.key"
    if not key.exists() and "MUTU_SECRET_KEY" not in os.environ:
        descriptor = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(50))
    command.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from mutu.core.table_sizes import look_at_tables

    application = dict(connection.settings_dict)
    if settings.OWNER_DATABASE_URL:
        from mutu.settings import database

        connection.close()
        connection.settings_dict.update(database(settings.OWNER_DATABASE_URL))
    call_command("migrate", verbosity=0, interactive=False)
    look_at_tables()
    connection.close()
    connection.settings_dict.update(application)
    lay_out_files()
    return 0


def lay_out_files() -> None:
    """The page's own files, hashed and compressed, into the home; done again after each update of the program."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = Path(settings.STATIC_ROOT) / "version"
    ours = Path(__file__).parent.parent / "web" / "static"
    newest = f"{__version__} {max(file.stat().st_mtime_ns for file in ours.rglob('*') if file.is_file())}"
    if stamp.exists() and stamp.read_text() == newest:
        return
    with_manifest = {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": with_manifest}
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(newest)


def anything(_said: str) -> bool:
    return True


def ask(question: str, given: str | None, otherwise: str = "", fits: Callable[[str], bool] = anything) -> str:
    """What was given, else what somebody types; at the keyboard the question comes again until the answer fits."""
    if given is not None:
        return given
    if not sys.stdin.isatty():
        return otherwise
    while not fits(said := input(f"{question} ").strip() or otherwise):
        pass
    return said


def is_a_reason(said: str) -> bool:
    return said.split()[:1] != [] and said.split(maxsplit=1)[0] in WHY


def slug_of(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:40] or "factory"


def run_init(given: argparse.Namespace) -> int:
    """Language, three questions, a first person with a badge and a PIN."""
    language = ask("Language · Ngôn ngữ · Bahasa? (en/vi/ms)", given.language, "en", QUESTIONS.__contains__)
    if language not in QUESTIONS:
        raise command.Stop("the languages of the pages are en, vi and ms")
    name_question, makes_question, people_question, why_question, person_question = QUESTIONS[language]
    name = ask(name_question, given.name, fits=bool)
    person = ask(person_question, given.person, fits=bool)
    if not name or not person:
        raise command.Stop("an organization and its first person need a name: --name and --person")
    makes = ask(makes_question, given.makes)
    people = ask(people_question, given.people, "1", str.isdecimal)
    why = ask(why_question, given.why, "better", is_a_reason)
    if not people.isdecimal() or not is_a_reason(why):
        raise command.Stop(f"--people is a number and --why one of {', '.join(WHY)}")
    prepare()
    make_signing_key()
    timezone = given.timezone or {"vi": "Asia/Ho_Chi_Minh"}.get(language, "Asia/Kuala_Lumpur")
    facts = {"name": name, "slug": given.slug or slug_of(name), "language": language, "timezone": timezone,
             "makes": makes, "people": people, "why_now": why.split()[0]}  # fmt: skip
    badge, pin = found(facts, person, language)
    print(DONE[language].format(name=name, badge=badge, pin=pin))
    return 0


def make_signing_key() -> None:
    """The key that signs checkpoints, made on the first day, so that it is in the first backup."""
    from mutu.core.checkpoints import signing_key

    signing_key(home())


def found(facts: dict[str, Any], person: str, language: str) -> tuple[str, str]:
    """Found the organization through the gate, with one person who may do everything that needs a manager."""
    from mutu.core import actions
    from mutu.core.actors import Actor
    from mutu.core.identity import new_id
    from mutu.core.models import Door, Organization
    from mutu.core.nouns import actions as nouns
    from mutu.core.permissions import Role
    from mutu.core.refusals import Refusal

    if Door.objects.filter(slug=facts["slug"]).exists():
        raise command.Stop(f"there is an organization {facts['slug']} already; choose another --slug")
    key = new_id()
    start = Actor(Organization(pk=key, timezone=facts["timezone"]), None, "Mutu", kind="founding", face="command")
    try:
        organization = actions.found.do(key, by=start, facts=facts)
        boss = Actor(organization, None, "Mutu", kind="founding", face="command")
        site = nouns.add_site(new_id(), by=boss, name=facts["name"], timezone=facts["timezone"])
        first = actions.add_person(new_id(), by=boss, name=person, site=site, language=language, badge="1001")
        for role in (Role.QUALITY_MANAGER, Role.ADMINISTRATOR, Role.TOP_MANAGEMENT):
            actions.give_role(new_id(), by=boss, person=first, role=role)
        pin = f"{secrets.randbelow(9000) + 1000}"
        pin = pin if len(set(pin)) > 1 else "2580"
        actions.set_pin(first.pk, by=boss, pin=pin)
    except Refusal as refusal:
        raise command.Stop(str(refusal)) from None
    return first.badge, pin


def run_demo(given: argparse.Namespace) -> int:
    """Build the two factories if they are not there, then serve them on loopback."""
    os.environ["MUTU_DEMO"] = "1"
    os.environ.setdefault(
        "MUTU_HOME", str(Path.cwd() / ".demo") if (Path.cwd() / "Makefile").exists() else str(demo_home())
    )
    if given.lan:
        raise command.Stop("the demo lets anybody in with one tap; it stays on this machine")
    import_module("mutu.demo.build").ensure(fresh=given.fresh)
    return 0 if given.build_only else serving.run(given)


def demo_home() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir("mutu-demo", appauthor=False))
