"""The answers a customer gets, each stopping its clock: reply, containment, cause, corrective action (8.2.1 c)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from mutu.core import gate, permissions
from mutu.core.actors import Actor
from mutu.core.facts import Ask
from mutu.core.gate import action
from mutu.core.languages import LANGUAGES
from mutu.core.permissions import Role
from mutu.core.refusals import NotPermitted, NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.improvement.nonconformities import actions as nonconformities
from mutu.improvement.nonconformities.queries import actions_of
from mutu.improvement.nonconformities.rules import WORKFLOW
from mutu.operation.customers import phrases as phrase_book
from mutu.operation.customers import queries, rules
from mutu.operation.customers.actions import ANSWERERS, CURERS, QUALITY, set_due, stop_clocks
from mutu.operation.customers.clocks import ClockName
from mutu.operation.customers.models import Channel, Complaint, Covers, Direction, Meaning, Message, Signature, Slot

Text = Annotated[str, Ask(label=_("what was said"), as_kind="long_text")]
Through = Annotated[Channel, Ask(label=_("channel"))]
WithWhom = Annotated[str, Ask(label=_("with whom"))]
Promise = Annotated[str, Ask(label=_("what was promised?"))]
PromisedFor = Annotated[date | None, Ask(label=_("by when?"))]
When = Annotated[datetime | None, Ask(label=_("when?"), help=_("Empty means now."))]
InLanguage = Annotated[str, Ask(label=_("language"), choices=LANGUAGES, as_kind="choice")]


def _check_language(code: str, fact: str) -> None:
    if code and code not in dict(LANGUAGES):
        raise NotYet(noop("That is not one of the languages here."), fact=fact)


def _log(complaint: Complaint, message: Message, by: Actor) -> Message:
    """Add one line to the log; nothing in it is ever changed but whether a promise was kept."""
    for name, longest in (("text", 8000), ("with_whom", 200), ("promise", 400)):
        if len(getattr(message, name)) > longest:
            raise NotYet(noop("There is room for %(longest)s characters."), fact=name, longest=longest)
    if message.promised_for is not None and not message.promise:
        raise NotYet(noop("Write what was promised, too."), fact="promise")
    message.language = message.language or complaint.language
    message.logged_at, message.logged_by = gate.now(), by.name[:200]
    complaint.rows("messages").append(message)
    if message.direction == Direction.OUT and message.channel == Channel.PLATFORM and complaint.disputed_at is not None:
        complaint.platform_answered_at = complaint.platform_answered_at or max(message.at, complaint.disputed_at)
    return message


def _send(
    complaint: Complaint, by: Actor, about: ClockName, *, text: str, through: str, with_whom: str,
    sent_at: datetime | None, covers: Covers | None = None, promise: str = "", promised_for: date | None = None,
) -> datetime:  # fmt: skip
    """Log an answer that was sent, with the hash of what went with it, and say when that was."""
    rules.check_moment(sent_at, gate.now(), since=complaint.received_at, fact="sent_at")
    at = sent_at or gate.now()
    message = Message(
        direction=Direction.OUT, channel=str(through), at=at, with_whom=with_whom or complaint.contact, text=text,
        language="", about=about, promise=promise, promised_for=promised_for,
        content=queries.content_hash(complaint, covers) if covers else "",
    )  # fmt: skip
    _log(complaint, message, by)
    complaint.replied_at = complaint.replied_at or at
    return at


@action(
    Complaint, "complaint.reply", may=ANSWERERS,
    label=_("Send the first reply"), told=_("%(who)s replied to the customer about %(number)s"),
)  # fmt: skip
def reply(
    complaint: Complaint, *, by: Actor, text: Text, through: Through = Channel.EMAIL, with_whom: WithWhom = "",
    promise: Promise = "", promised_for: PromisedFor = None, sent_at: When = None,
) -> None:  # fmt: skip
    """The customer hears that we heard them, and what happens next (8.2.1 c)."""
    _send(complaint, by, ClockName.REPLY, text=text, through=through, with_whom=with_whom, sent_at=sent_at,
          promise=promise, promised_for=promised_for)  # fmt: skip
    set_due(complaint)


@action(
    Complaint, "complaint.send_containment", may=ANSWERERS,
    label=_("Send the containment"), told=_("%(who)s sent the containment of %(number)s to the customer"),
)  # fmt: skip
def send_containment(
    complaint: Complaint, *, by: Actor, text: Text = "", through: Through = Channel.EMAIL, with_whom: WithWhom = "",
    sent_at: When = None,
) -> None:  # fmt: skip
    """Where the product is, what was found there, and that it goes no further (8.7.1, 8.2.1 c)."""
    rules.check_containment_told(complaint)
    at = _send(complaint, by, ClockName.CONTAINMENT, text=text, through=through, with_whom=with_whom,
               sent_at=sent_at, covers=Covers.CONTAINMENT)  # fmt: skip
    complaint.contained_sent_at = complaint.contained_sent_at or at
    _record_that_told(complaint, by)
    set_due(complaint)


def _record_that_told(complaint: Complaint, by: Actor) -> None:
    """The nonconformity asks whether the customer was told; they have been, whoever may write it there (8.7.1)."""
    problem = rules.linked(complaint)
    tell = nonconformities.inform_customer
    due = problem.customer_told_at is None and WORKFLOW.allows(tell.verb, problem.state)
    if due and permissions.may(by, tell, problem):
        told = f"{complaint.customer.name}, {complaint.number}"
        complaint.nonconformity = tell(problem.pk, by=by, customer_told=told[:400])


@action(
    Complaint, "complaint.give_cause", may=CURERS,
    label=_("Send the cause"), told=_("%(who)s sent the cause of %(number)s to the customer"),
)  # fmt: skip
def give_cause(
    complaint: Complaint, *, by: Actor, text: Text = "", through: Through = Channel.EMAIL, with_whom: WithWhom = "",
    sent_at: When = None,
) -> None:  # fmt: skip
    """Why it was made and why it was not seen, apart (8.2.1 c, 10.2.1 b)."""
    rules.check_cause_told(complaint)
    at = _send(complaint, by, ClockName.CAUSE, text=text, through=through, with_whom=with_whom, sent_at=sent_at,
               covers=Covers.REPORT)  # fmt: skip
    complaint.cause_sent_at = complaint.cause_sent_at or at
    set_due(complaint)


@action(
    Complaint, "complaint.give_action", may=CURERS,
    label=_("Send the corrective action"), told=_("%(who)s sent the corrective action of %(number)s to the customer"),
)  # fmt: skip
def give_action(
    complaint: Complaint, *, by: Actor, text: Text = "", through: Through = Channel.EMAIL, with_whom: WithWhom = "",
    sent_at: When = None,
) -> None:  # fmt: skip
    """What is done so that it does not come back, by whom and until when (8.2.1 c, 10.2.1 c)."""
    rules.check_action_told(complaint, actions_of(rules.linked(complaint)))
    at = _send(complaint, by, ClockName.ACTION, text=text, through=through, with_whom=with_whom, sent_at=sent_at,
               covers=Covers.REPORT)  # fmt: skip
    complaint.action_sent_at = complaint.action_sent_at or at
    set_due(complaint)


@action(
    Complaint, "complaint.log_message", may=(*ANSWERERS, Role.TOP_MANAGEMENT),
    label=_("Log a message"), told=_("%(who)s logged a message about %(number)s"),
)  # fmt: skip
def log_message(
    complaint: Complaint, *, by: Actor, direction: Annotated[Direction, Ask(label=_("direction"))], text: Text,
    through: Through = Channel.EMAIL, with_whom: WithWhom = "", words_language: InLanguage = "",
    promise: Promise = "", promised_for: PromisedFor = None, at: When = None,
) -> None:  # fmt: skip
    """What was said, when, by which channel, and what was promised; only ever added (8.2.1 c, 7.5.3)."""
    rules.check_moment(at, gate.now(), since=None, fact="at")
    _check_language(words_language, "words_language")
    _log(complaint, Message(
        direction=str(direction), channel=str(through), at=at or gate.now(), with_whom=with_whom, text=text,
        language=words_language, promise=promise, promised_for=promised_for,
    ), by)  # fmt: skip
    if complaint.open:
        set_due(complaint)


@action(
    Complaint, "complaint.keep_promise", may=ANSWERERS,
    label=_("Say whether a promise was kept"), told=_("%(who)s recorded what became of a promise in %(number)s"),
)  # fmt: skip
def keep_promise(
    complaint: Complaint, *, by: Actor, line: Annotated[int, Ask(label=_("line of the log"))],
    kept: Annotated[bool, Ask(label=_("was the promise kept?"))],
) -> None:  # fmt: skip
    """A promise to a customer ends in one of two ways, and both are said (8.2.1 c)."""
    lines = complaint.messages_read()
    if not 1 <= line <= len(lines) or not lines[line - 1].promise:
        raise NotYet(noop("Nothing was promised in that line."), fact="line")
    if lines[line - 1].kept is not None:
        raise NotYet(noop("That is recorded already."), fact="line")
    lines[line - 1].kept = kept


@action(
    Complaint, "complaint.compose", may=ANSWERERS,
    label=_("Choose the words"), told=_("%(who)s chose words for the answer to %(number)s"),
)  # fmt: skip
def compose(
    complaint: Complaint, *, by: Actor, slot: Annotated[Slot, Ask(label=_("place in the report"))],
    phrases: Annotated[Sequence[str], Ask(label=_("phrases"))] = (),
    note: Annotated[str, Ask(label=_("in your own words"), as_kind="long_text")] = "", note_language: InLanguage = "",
) -> None:  # fmt: skip
    """Sentences the customer reads in their language, and a note kept as it was written (8.2.1 c)."""
    rules.check_note(note)
    _check_language(note_language, "note_language")
    said = {"phrases": phrase_book.read(str(slot), phrases), "note": note}
    if note:
        spoken = by.person.language if by.person is not None else by.organization.language
        said["language"] = note_language or spoken
    others = {name: kept for name, kept in complaint.composed.items() if name != slot}
    complaint.composed = {**others, str(slot): said} if said["phrases"] or note else others


@action(
    Complaint, "complaint.sign", may=(*ANSWERERS, Role.TOP_MANAGEMENT),
    label=_("Sign"), told=_("%(who)s signed the answer to %(number)s"),
)  # fmt: skip
def sign(
    complaint: Complaint, *, by: Actor, meaning: Annotated[Meaning, Ask(label=_("what does it mean?"))],
    covers: Annotated[Covers, Ask(label=_("what is signed?"))] = Covers.REPORT,
) -> None:  # fmt: skip
    """A person stands for exactly this content; a later change makes the signature lapse (7.5.3, 8.2.1 c)."""
    if by.person is None:
        raise NotPermitted(noop("Only a person signs."))
    if complaint.justified is not False:
        rules.check_containment_told(complaint)
    content = queries.content_hash(complaint, covers)
    signed = complaint.rows("signatures")
    again = (str(meaning), str(covers), content, by.person_id)
    if any(isinstance(one, Signature) and (one.meaning, one.covers, one.content, one.person_id) == again
           for one in signed):  # fmt: skip
        raise NotYet(noop("You have signed exactly this already."))
    signed.append(Signature(
        person=by.person, name=by.person.name, job=by.person.job, meaning=str(meaning), covers=str(covers),
        at=gate.now(), content=content,
    ))  # fmt: skip


@action(
    Complaint, "complaint.close", may=QUALITY,
    label=_("Close"), told=_("%(who)s closed %(number)s"),
)  # fmt: skip
def close(complaint: Complaint, *, by: Actor, conclusion: str, reason: str = "") -> None:
    """Answered to the end and cured, or the reason why it ends here (8.2.1 c, 10.2.1 d)."""
    rules.check_closable(complaint, reason)
    complaint.closed_at = gate.now()
    stop_clocks(complaint)


@action(
    Complaint, "complaint.reopen", may=ANSWERERS,
    label=_("Open again"), told=_("%(who)s opened %(number)s again"),
)  # fmt: skip
def reopen(complaint: Complaint, *, by: Actor, reason: str) -> None:
    """The customer is not content or it came back: cause and action are owed anew (8.2.1 c, 10.2.1 d)."""
    complaint.closed_at, complaint.reopened_at = None, gate.now()
    complaint.cause_sent_at, complaint.action_sent_at = None, None
    complaint.justified = None
    set_due(complaint)
