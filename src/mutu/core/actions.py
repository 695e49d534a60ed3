"""What can be done to organizations, people, roles, places and files. The only writers of these tables."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated

from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from mutu.core import attachments, gate, numbering, own_words, references
from mutu.core.actors import Actor
from mutu.core.facts import Ask
from mutu.core.gate import action
from mutu.core.models import (
    ApiToken,
    Attachment,
    Door,
    LogHead,
    Organization,
    PermissionOverride,
    Person,
    Pin,
    RoleAssignment,
    Snooze,
)
from mutu.core.nouns.actions import check_timezone
from mutu.core.nouns.models import Site
from mutu.core.permissions import ANYONE, KEEPERS, OWNERS
from mutu.core.references import Reference
from mutu.core.refusals import NotYet
from mutu.core.refusals import gettext_noop as noop


@action(
    Organization, "organization.found", creates=True, listed=False, may=(),
    label=_("Start an organization"), told=_("%(who)s started the organization"),
)  # fmt: skip
def found(
    organization: Organization, *, by: Actor, name: str, slug: str, language: str = "en",
    timezone: str = "Asia/Kuala_Lumpur", makes: str = "", people: int = 1, why_now: str = "", era: str = "ce",
    address: str = "", promise: str = "",
) -> None:  # fmt: skip
    """Start an organization: its log begins with this entry (4.3)."""
    check_timezone(timezone)
    if Door.objects.filter(slug=slug).exclude(organization_id=organization.pk).exists():
        raise NotYet(noop("Another organization here has this short name already."), fact="slug")
    organization.organization = organization
    organization.demo = by.organization.demo
    LogHead.unscoped.create(organization=organization)
    Door.objects.create(
        organization_id=organization.pk, slug=slug, name=name, language=language, demo=organization.demo
    )


@action(
    Organization, "organization.change", may=OWNERS,
    label=_("Change the organization"), told=_("%(who)s changed the organization"),
)  # fmt: skip
def change_organization(
    organization: Organization, *, by: Actor, name: str, language: str = "en",
    timezone: str = "Asia/Kuala_Lumpur", era: str = "ce", makes: str = "", address: str = "", promise: str = "",
) -> None:  # fmt: skip
    """Change what the organization is called and how it counts time (4.3)."""
    check_timezone(timezone)
    Door.objects.filter(organization_id=organization.pk).update(name=name, language=language)


@action(
    Organization, "organization.set_pattern", may=KEEPERS, listed=False,
    label=_("Set a number pattern"), told=_("%(who)s set a number pattern"),
)  # fmt: skip
def set_pattern(organization: Organization, *, by: Actor, kind: str, pattern: str) -> None:
    """Keep the numbering customers already know (7.5.2)."""
    if kind not in references.kinds():
        raise NotYet(noop("There is no such kind of record."), fact="kind")
    try:
        numbering.check_pattern(pattern)
    except numbering.PatternRefused as reason:
        raise NotYet(str(reason), fact="pattern") from None
    organization.patterns = {**organization.patterns, kind: pattern}


@action(
    Organization, "organization.set_term", may=KEEPERS, listed=False,
    label=_("Use our own word"), told=_("%(who)s chose the organization's own word for something"),
)  # fmt: skip
def set_term(
    organization: Organization, *, by: Actor, key: Annotated[str, Ask(label=_("term"))], language: str,
    word: Annotated[str, Ask(label=_("our own word"), help=_("Left empty, the usual word comes back."))] = "",
) -> None:  # fmt: skip
    """Override a glossary term by the organization's own word; none brings the usual one back (7.5.3)."""
    if not own_words.usual(key, language):
        raise NotYet(noop("The glossary has no such term in this language."), fact="key")
    if word and not own_words.is_a_word(word):
        raise NotYet(noop("A word has at most 60 letters, no quotation marks, no brackets < > { }, no & and no percent "
                          "sign."), fact="word")  # fmt: skip
    terms = {**organization.terms.get(language, {}), key: word}
    organization.terms = {
        **organization.terms,
        language: {name: said for name, said in terms.items() if said},
    }


@action(
    Person, "person.add", creates=True, may=OWNERS + KEEPERS,
    label=_("Add a person"), told=_("%(who)s added the person %(number)s"),
)  # fmt: skip
def add_person(
    person: Person, *, by: Actor, name: str, job: str = "", site: Site | None = None, language: str = "en",
    badge: str = "", email: str = "", manager: Person | None = None, joined_on: date | None = None,
) -> None:  # fmt: skip
    """Somebody starts working here (7.1.2)."""


@action(
    Person, "person.change", may=OWNERS + KEEPERS,
    label=_("Change a person's facts"), told=_("%(who)s changed the facts of %(number)s"),
)  # fmt: skip
def change_person(
    person: Person, *, by: Actor, name: str, job: str = "", site: Site | None = None, language: str = "en",
    badge: str = "", email: str = "", manager: Person | None = None,
) -> None:  # fmt: skip
    """A name, a job or a site changed (7.1.2)."""


@action(
    Person, "person.choose_language", may=(ANYONE,), listed=False,
    label=_("Choose a language"), told=_("%(who)s chose a language"),
)  # fmt: skip
def choose_language(person: Person, *, by: Actor, language: str) -> None:
    """A person's own pages in their own language (7.4)."""
    if by.person_id != person.pk:
        raise NotYet(noop("Everybody chooses their own language."))


@action(
    Person, "person.leave", may=OWNERS + KEEPERS, listed=False,
    label=_("Leave"), told=_("%(who)s recorded that %(number)s left"),
)  # fmt: skip
def leave(person: Person, *, by: Actor, left_on: date, successor: Person | None = None) -> None:
    """Somebody leaves; roles end the same day, and whatever was in their hands goes to a successor (5.3)."""
    from mutu.core.belongings import all_belongings

    if person.pk == by.person_id:
        raise NotYet(noop("Nobody records their own leaving; ask a colleague."))
    if successor is not None and (successor.pk == person.pk or successor.state != "active"):
        raise NotYet(noop("The successor must be someone who works here."), fact="successor")
    owned = all_belongings(by.organization, person.pk)
    if owned and successor is None:
        raise NotYet(noop("%(n)s things are in their hands. Name who carries on."), fact="successor", n=len(owned))
    for one in owned:
        one.hand_to(successor.pk, by)  # type: ignore[union-attr]
    for held in RoleAssignment.objects.of(by.organization).filter(person=person, state="held"):
        take_away_role(held.pk, by=by)
    Pin.objects.of(by.organization).filter(person=person).delete()


@action(
    Person, "person.return_", may=OWNERS + KEEPERS, listed=False,
    label=_("Came back"), told=_("%(who)s recorded that %(number)s came back"),
)  # fmt: skip
def come_back(person: Person, *, by: Actor) -> None:
    """Somebody who left works here again (7.1.2)."""
    person.left_on = None


@action(
    Person, "person.set_pin", may=OWNERS + KEEPERS, listed=False,
    label=_("Set a PIN"), told=_("%(who)s set a new PIN for %(number)s"),
)  # fmt: skip
def set_pin(person: Person, *, by: Actor, pin: Annotated[str, Ask(label=_("PIN"), secret=True)]) -> None:
    """A new PIN for a badge; what it is never enters the trail (7.5.3)."""
    if not pin.isdigit() or not 4 <= len(pin) <= 12 or len(set(pin)) == 1:
        raise NotYet(noop("A PIN has 4 to 12 digits, not all the same."), fact="pin")
    Pin.unscoped.update_or_create(
        person=person,
        defaults={
            "organization": by.organization, "secret": make_password(pin), "failures": 0, "locked_until": None,
            "changed_at": gate.now(),
        },
    )  # fmt: skip


@action(
    RoleAssignment, "role_assignment.give", creates=True, may=OWNERS + KEEPERS,
    label=_("Give a role"), told=_("%(who)s gave a role"),
)  # fmt: skip
def give_role(assignment: RoleAssignment, *, by: Actor, person: Person, role: str, site: Site | None = None) -> None:
    """Someone gets a responsibility with its authority, at one site or all (5.3)."""
    if person.state != "active":
        raise NotYet(noop("This person has left."), fact="person")
    by.grants.pop("roles", None)


@action(
    RoleAssignment, "role_assignment.take_away", may=OWNERS + KEEPERS,
    label=_("Take a role away"), told=_("%(who)s took a role away"),
)  # fmt: skip
def take_away_role(assignment: RoleAssignment, *, by: Actor) -> None:
    """A responsibility ends (5.3)."""
    by.grants.pop("roles", None)


@action(
    PermissionOverride, "permission_override.decide", creates=True, may=OWNERS,
    label=_("Decide who may"), told=_("%(who)s decided who may do something"),
)  # fmt: skip
def decide_permission(override: PermissionOverride, *, by: Actor, action: str, role: str, allowed: bool) -> None:
    """The organization decides otherwise about a role and an action (5.3)."""
    if action not in gate.actions():
        raise NotYet(noop("There is no such action."), fact="action")
    if ANYONE in gate.actions()[action].may:
        raise NotYet(noop("Everybody may do this; it is not decided by role."), fact="action")
    by.grants.pop("roles", None)


@action(
    PermissionOverride, "permission_override.change", may=OWNERS,
    label=_("Change who may"), told=_("%(who)s changed who may do something"),
)  # fmt: skip
def change_permission(override: PermissionOverride, *, by: Actor, allowed: bool) -> None:
    """The organization changes its decision about a role and an action (5.3)."""
    by.grants.pop("roles", None)


@action(
    ApiToken, "api_token.make", creates=True, may=OWNERS, listed=False,
    label=_("Make a token"), told=_("%(who)s made a key for a program"),
)  # fmt: skip
def make_token(
    token: ApiToken, *, by: Actor, name: str, person: Person, scopes: Sequence[str],
    secret: Annotated[str, Ask(secret=True)],
) -> None:  # fmt: skip
    """A key for a program that acts for a named person (7.5.3)."""
    import hashlib

    if len(secret) < 20:
        raise NotYet(noop("The secret is too short."), fact="secret")
    token.secret = hashlib.sha256(secret.encode()).hexdigest()


@action(
    ApiToken, "api_token.revoke", may=OWNERS,
    label=_("Revoke the token"), told=_("%(who)s revoked a key"),
)  # fmt: skip
def revoke_token(token: ApiToken, *, by: Actor) -> None:
    """A key stops working at once (7.5.3)."""


@action(
    Snooze, "snooze.ask", creates=True, may=(ANYONE,), listed=False,
    label=_("Remind me later"), told=_("%(who)s asked to be reminded later"),
)  # fmt: skip
def snooze(snooze: Snooze, *, by: Actor, about: Reference, until: date, reason: str) -> None:
    """A reminder held back until a day; the reason is kept (10.2.1)."""
    if by.person is None or not gate.now().date() < until <= gate.now().date() + timedelta(days=30):
        raise NotYet(noop("Choose a day within the next thirty days."), fact="until")
    snooze.person, snooze.about = by.person, Reference.parse(str(about)).id


@action(
    Attachment, "attachment.add", creates=True, may=(ANYONE,), listed=False,
    label=_("Add a file"), told=_("%(who)s added a file"),
)  # fmt: skip
def add_attachment(attachment: Attachment, *, by: Actor, name: str, sha256: str) -> None:
    """A file already in the store becomes evidence under its content's hash (7.5.3)."""
    kept = attachments.look(by.organization_id, sha256)
    attachment.sha256, attachment.media_type, attachment.size = kept.sha256, kept.media_type, kept.size
    attachment.width, attachment.height = kept.width, kept.height
    attachment.added_at, attachment.added_by = gate.now(), by.person


from mutu.core import keeping_actions as _keeping_actions  # noqa: E402, F401  (what keeping records leaves behind)
