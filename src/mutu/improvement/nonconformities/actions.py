"""What people do with a nonconformity; the only writers of its tables (8.7, 10.2)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated

from django.utils.translation import gettext_lazy as _

from mutu.core import gate
from mutu.core.actors import Actor
from mutu.core.calendar import due_in_working_days
from mutu.core.facts import Ask
from mutu.core.gate import action
from mutu.core.models import Attachment, Part, Party, Person, Process, Site, Workplace
from mutu.core.permissions import ANYONE, Role
from mutu.core.references import Reference
from mutu.core.refusals import NotPermitted, NotYet
from mutu.core.refusals import gettext_noop as noop
from mutu.improvement.nonconformities import queries, rules
from mutu.improvement.nonconformities.models import ContainmentPlace, Disposition, LookAcross, Nonconformity

QUALITY = (Role.QUALITY_MANAGER, Role.QUALITY_ENGINEER)
OWNERS = (*QUALITY, Role.PROCESS_OWNER)
FLOOR = (*OWNERS, Role.LINE_LEADER, Role.INSPECTOR)
FIVE_WHYS = _(
    "Ask why of each answer again, up to five times. The last line is what can be changed: a tool, a method, a rule."
)
ESCAPE = _("Where should it have been noticed, and why was it not? Asked in the same way.")
ONE_WORD = _("One word, the same each time: it shows when a cause comes back.")
Photos = Annotated[Sequence[Attachment], Ask(as_kind="photo")]


def _due(nonconformity: Nonconformity, days: int) -> date:
    return due_in_working_days(gate.now(), days, nonconformity.site).date()


@action(
    Nonconformity, "nonconformity.report", creates=True, may=(ANYONE,),
    label=_("Report a problem"), told=_("%(who)s reported %(number)s"),
)  # fmt: skip
def report(
    nonconformity: Nonconformity, *, by: Actor, what: str, photos: Photos = (), workplace: Workplace | None = None,
    site: Site | None = None, process: Process | None = None, part: Part | None = None, lot: str = "",
    quantity: int | None = None, grade: str = "minor", defect: str = "", source: str = "floor", language: str = "",
    origin: Reference | None = None, extent: str = "",
) -> None:  # fmt: skip
    """Say what is wrong; everything else can follow, by anyone (8.7.1, 10.2.1 a)."""
    nonconformity.site = site or (workplace.site if workplace else None) or queries.site_of(by)
    nonconformity.process = process or (workplace.process if workplace else None)
    nonconformity.language = language or (by.person.language if by.person else by.organization.language)
    nonconformity.origin = str(origin or "")
    nonconformity.customer_due = source == "customer"
    nonconformity.reported_at, nonconformity.reported_by = gate.now(), by.person
    nonconformity.due = _due(nonconformity, 1)
    if nonconformity.process is not None and nonconformity.owner is None:
        nonconformity.owner = nonconformity.process.owner


@action(
    Nonconformity, "nonconformity.bring_in", creates=True, may=(Role.QUALITY_MANAGER, Role.ADMINISTRATOR), listed=False,
    label=_("Bring in from an earlier list"), told=_("%(who)s brought in %(number)s from an earlier list"),
)  # fmt: skip
def bring_in(
    nonconformity: Nonconformity, *, by: Actor, what: str,
    found_on: Annotated[date, Ask(label=_("found on"))], old_number: str = "",
    workplace: Workplace | None = None, process: Process | None = None, part: Part | None = None, lot: str = "",
    quantity: int | None = None, defect: str = "", containment: str = "", correction: str = "",
    cause: Annotated[str, Ask(label=_("cause"))] = "",
    corrective_action: Annotated[str, Ask(label=_("corrective action"))] = "", cost: Decimal | None = None,
    closed_on: Annotated[date | None, Ask(label=_("closed on"))] = None, source: str = "other",
) -> None:  # fmt: skip
    """A line of an earlier list, kept as it was written and marked as brought in (7.5.3, 10.2.2)."""
    nonconformity.site = (workplace.site if workplace else None) or queries.site_of(by)
    nonconformity.language = by.organization.language
    nonconformity.reported_at = queries.noon(found_on, nonconformity.site)
    nonconformity.why_made = [cause] if cause else []
    nonconformity.conclusion = corrective_action
    if nonconformity.reported_at > gate.now():
        raise NotYet(noop("%(day)s has not been yet."), fact="found_on", day=found_on.isoformat())
    if closed_on is not None:
        nonconformity.closed_at = queries.noon(closed_on, nonconformity.site)
        if nonconformity.closed_at > gate.now():
            raise NotYet(noop("%(day)s has not been yet."), fact="closed_on", day=closed_on.isoformat())
        if closed_on < found_on:
            raise NotYet(noop("It was closed before it was found. Write when it really was."), fact="closed_on")
        nonconformity.state = rules.State.CLOSED


@action(
    Nonconformity, "nonconformity.describe", may=FLOOR,
    label=_("Add what is known"), told=_("%(who)s added to %(number)s"),
)  # fmt: skip
def describe(
    nonconformity: Nonconformity, *, by: Actor, part: Part | None = None, lot: str = "", made: int | None = None,
    quantity: int | None = None, should_be: str = "", grade: str = "minor",
    defect: Annotated[str, Ask(words=queries.words_used("defect"))] = "",
    process: Process | None = None, workplace: Workplace | None = None, site: Site | None = None,
    provider: Party | None = None, customer_due: bool = False,
) -> None:  # fmt: skip
    """Part, lot, quantities, what it should be: what the first report left open (8.7.2)."""
    if site is None:
        nonconformity.site = workplace.site if workplace else queries.site_kept(nonconformity)


@action(
    Nonconformity, "nonconformity.assign", may=OWNERS,
    label=_("Give it to someone"), told=_("%(who)s gave %(number)s to someone"),
)  # fmt: skip
def assign(nonconformity: Nonconformity, *, by: Actor, owner: Person, due: date | None = None) -> None:
    """A named person sees it through (5.3)."""
    if owner.state != "active":
        raise NotYet(noop("This person has left."), fact="owner")
    nonconformity.due = due or nonconformity.due or _due(nonconformity, 3)


@action(
    Nonconformity, "nonconformity.hand_over_judging", may=OWNERS, listed=False,
    label=_("Let somebody else judge the effect"), told=_("%(who)s let somebody else judge the effect of %(number)s"),
)  # fmt: skip
def hand_over_judging(nonconformity: Nonconformity, *, by: Actor, judge: Person) -> None:
    """Another judges whether it worked; nothing stays with someone who left (10.2.1 d, 5.3)."""
    if judge.state != "active":
        raise NotYet(noop("This person has left."), fact="judge")
    if judge.pk in queries.doers(nonconformity):
        raise NotYet(noop("10.2.1 d: someone who did not do the work judges whether it worked."), fact="judge")


@action(
    Nonconformity, "nonconformity.contain", may=FLOOR,
    label=_("Contain it"), told=_("%(who)s contained %(number)s"),
)  # fmt: skip
def contain(
    nonconformity: Nonconformity, *, by: Actor, containment: str, places: Sequence[ContainmentPlace] = (),
    hold: bool = False, customer_due: bool = False,
) -> None:  # fmt: skip
    """Stop it from going further, wherever it could be (8.7.1 a)."""
    rules.check_containment(places, nonconformity.made)
    nonconformity.contained_at = nonconformity.contained_at or gate.now()
    nonconformity.customer_due = customer_due or any(place.where == "at_customer" for place in places)
    nonconformity.due = _due(nonconformity, 3)


@action(
    Nonconformity, "nonconformity.decide_disposition", may=OWNERS,
    label=_("Decide what becomes of it"), told=_("%(who)s decided what becomes of the product of %(number)s"),
)  # fmt: skip
def decide_disposition(
    nonconformity: Nonconformity, *, by: Actor, dispositions: Sequence[Disposition], quantity: int | None = None,
    hold: bool = False,
) -> None:  # fmt: skip
    """Rework, repair, scrap, regrade, return or concession, for every bad piece (8.7.1 b)."""
    queries.keep_inspections(nonconformity, dispositions)
    rules.check_dispositions(dispositions, quantity)
    if not hold:
        rules.check_reinspected(dispositions)


@action(
    Nonconformity, "nonconformity.inspect_again", may=FLOOR,
    label=_("Inspect again after rework"), told=_("%(who)s inspected reworked product of %(number)s again"),
)  # fmt: skip
def inspect_again(
    nonconformity: Nonconformity, *, by: Actor, line: Annotated[int, Ask(
        label=_("line of the decision"), help=_("1 is the first line of what was decided."))],
    good: Annotated[int, Ask(label=_("good pieces"))],
    release: Annotated[bool, Ask(label=_("release from hold"))] = False,
) -> None:  # fmt: skip
    """What was corrected is inspected again before release (8.7.1)."""
    lines = [row for row in nonconformity.rows("dispositions") if isinstance(row, Disposition)]
    if not 1 <= line <= len(lines):
        raise NotYet(noop("There is no such line."), fact="line")
    rules.check_inspected(lines[line - 1], good)
    lines[line - 1].inspected_good, lines[line - 1].inspected_by = good, by.name
    if release:
        rules.check_reinspected(lines)
        nonconformity.hold = False


@action(
    Nonconformity, "nonconformity.inform_customer", may=(*OWNERS, Role.CUSTOMER_SERVICE),
    label=_("Record that the customer was told"), told=_("%(who)s recorded how the customer was told of %(number)s"),
)  # fmt: skip
def inform_customer(
    nonconformity: Nonconformity, *, by: Actor, customer_told: str = "", customer_not_told_reason: str = ""
) -> None:
    """The customer is told where that is due, or the reason why not is recorded (8.7.1 b)."""
    if not customer_told and not customer_not_told_reason:
        raise NotYet(noop("Say who was told, or why nobody was."), fact="customer_told")
    nonconformity.customer_told_at = gate.now() if customer_told else None


@action(
    Nonconformity, "nonconformity.correct", may=OWNERS,
    label=_("Record how it was put right"), told=_("%(who)s recorded the correction of %(number)s"),
)  # fmt: skip
def correct(nonconformity: Nonconformity, *, by: Actor, correction: str) -> None:
    """The correction: this product, this order is in order again (8.7.1, 10.2.1 a)."""
    nonconformity.corrected_at = gate.now()
    nonconformity.due = _due(nonconformity, 12)


@action(
    Nonconformity, "nonconformity.determine_cause", may=OWNERS,
    label=_("Say what caused it"), told=_("%(who)s proposed a cause for %(number)s"),
)  # fmt: skip
def determine_cause(
    nonconformity: Nonconformity, *, by: Actor, why_made: Annotated[Sequence[str], Ask(help=FIVE_WHYS)],
    why_not_seen: Annotated[Sequence[str], Ask(help=ESCAPE)] = (),
    cause_code: Annotated[str, Ask(help=ONE_WORD, words=queries.words_used("cause_code"))] = "",
    cause_evidence: str = "",
) -> None:  # fmt: skip
    """Why it was made and why it was not seen, asked until something can be changed (10.2.1 b)."""
    rules.check_cause(why_made, why_not_seen)
    nonconformity.cause_by, nonconformity.cause_at = by.person, gate.now()
    nonconformity.recurrence_proposed = rules.proposes_recurrence(cause_code, queries.earlier_like(nonconformity))
    nonconformity.recurs = None
    nonconformity.due = _due(nonconformity, 5)


@action(
    Nonconformity, "nonconformity.send_cause_back", may=QUALITY,
    label=_("Send the cause back"), told=_("%(who)s sent the cause of %(number)s back"),
)  # fmt: skip
def send_cause_back(nonconformity: Nonconformity, *, by: Actor, reason: str) -> None:
    """The cause does not explain the problem yet; the reason says what is missing (10.2.1 b)."""
    nonconformity.due = _due(nonconformity, 5)


@action(
    Nonconformity, "nonconformity.decide_recurrence", may=QUALITY,
    label=_("Decide whether it came back"), told=_("%(who)s decided whether %(number)s is a recurrence"),
)  # fmt: skip
def decide_recurrence(nonconformity: Nonconformity, *, by: Actor, recurs: bool, recurrence_reason: str) -> None:
    """The system proposes that an earlier problem is back; a person decides (10.2.1 b)."""


@action(
    Nonconformity, "nonconformity.decide_no_action", may=QUALITY,
    label=_("No corrective action needed"), told=_("%(who)s decided that %(number)s needs no corrective action"),
)  # fmt: skip
def decide_no_action(nonconformity: Nonconformity, *, by: Actor, no_action_reason: str) -> None:
    """The correction is enough; the reason is recorded (10.2.1 b, e)."""


@action(
    Nonconformity, "nonconformity.plan_cure", may=OWNERS,
    label=_("Plan how the effect will be judged"), told=_("%(who)s planned the cure of %(number)s"),
)  # fmt: skip
def plan_cure(
    nonconformity: Nonconformity, *, by: Actor, criterion: str, judge: Person, wait_days: int | None = None,
    wait_lots: int | None = None,
) -> None:  # fmt: skip
    """What would show that it worked, written before anyone judges, and who will judge (10.2.1 c, d)."""
    rules.check_effect_plan(wait_days, wait_lots)
    if judge.pk in queries.doers(nonconformity):
        raise NotYet(noop("10.2.1 d: someone who did not do the work judges whether it worked."), fact="judge")


@action(
    Nonconformity, "nonconformity.finish_actions", may=(ANYONE,),
    label=_("All corrective actions are done"), told=_("all corrective actions of %(number)s are done"),
)  # fmt: skip
def finish_actions(nonconformity: Nonconformity, *, by: Actor) -> None:
    """The last corrective action is done; the wait for the effect begins (10.2.1 c)."""
    rules.check_all_done(one.state for one in queries.actions_of(nonconformity))
    nonconformity.effect_due = gate.now() + timedelta(days=nonconformity.wait_days or 0)
    nonconformity.due = nonconformity.effect_due.date()


@action(
    Nonconformity, "nonconformity.look_across", may=OWNERS,
    label=_("Look across"), told=_("%(who)s looked across from %(number)s to other lines and parts"),
)  # fmt: skip
def look_across(nonconformity: Nonconformity, *, by: Actor, across: Sequence[LookAcross]) -> None:
    """Where else could it happen, and what was decided for each (10.2.1 b)."""


@action(
    Nonconformity, "nonconformity.verify_effectiveness", may=(*OWNERS, Role.TOP_MANAGEMENT),
    label=_("It worked"), told=_("%(who)s found the corrective actions of %(number)s effective"),
)  # fmt: skip
def verify_effectiveness(
    nonconformity: Nonconformity, *, by: Actor, effect_evidence: str, lots_seen: int | None = None,
    evidence_files: Sequence[Attachment] = (),
) -> None:  # fmt: skip
    """Somebody else judges, after the planned wait and with evidence, that it does not come back (10.2.1 d)."""
    rules.check_judge(by.person_id, queries.doers(nonconformity))
    rules.check_waited(nonconformity, gate.now())
    rules.check_lots(nonconformity, lots_seen)
    nonconformity.effect_at = gate.now()
    nonconformity.due = _due(nonconformity, 3)


@action(
    Nonconformity, "nonconformity.find_not_effective", may=(*OWNERS, Role.TOP_MANAGEMENT),
    label=_("It did not work"), told=_("%(who)s found the corrective actions of %(number)s not effective"),
)  # fmt: skip
def find_not_effective(nonconformity: Nonconformity, *, by: Actor, effect_evidence: str) -> None:
    """It came back or never stopped: open again, and look for the cause once more (10.2.1 d)."""
    rules.check_judge(by.person_id, queries.doers(nonconformity))
    nonconformity.no_action_reason = ""
    nonconformity.times_not_effective += 1
    nonconformity.effect_due = None
    nonconformity.due = _due(nonconformity, 5)


@action(
    Nonconformity, "nonconformity.close", may=QUALITY,
    label=_("Close"), told=_("%(who)s closed %(number)s"),
)  # fmt: skip
def close(nonconformity: Nonconformity, *, by: Actor, conclusion: str) -> None:
    """Put right, cause known, corrective action effective, or the reason why none was needed (10.2.1 a-d)."""
    dispositions = [row for row in nonconformity.rows("dispositions") if isinstance(row, Disposition)]
    rules.check_closable(nonconformity, dispositions, bool(nonconformity.rows("across")))
    nonconformity.closed_at, nonconformity.due = gate.now(), None


@action(
    Nonconformity, "nonconformity.reopen", may=QUALITY,
    label=_("Open again"), told=_("%(who)s opened %(number)s again"),
)  # fmt: skip
def reopen(nonconformity: Nonconformity, *, by: Actor, reason: str) -> None:
    """It was closed, or called done, too early (10.2.1 d)."""
    nonconformity.closed_at, nonconformity.effect_due, nonconformity.no_action_reason = None, None, ""
    nonconformity.due = _due(nonconformity, 5)


@action(
    Nonconformity, "nonconformity.contradict", may=(ANYONE,), listed=False,
    label=_("Still wrong"), told=_("%(who)s says that %(number)s is still wrong"),
)  # fmt: skip
def contradict(nonconformity: Nonconformity, *, by: Actor, reason: str) -> None:
    """The reporter sees that it is still wrong, and it is open again (10.2.1 d)."""
    if by.person_id != nonconformity.reported_by_id:
        raise NotPermitted(noop("Only the person who reported it can say this; report it as a new problem."))
    nonconformity.closed_at, nonconformity.effect_due, nonconformity.no_action_reason = None, None, ""
    nonconformity.due = _due(nonconformity, 1)


@action(
    Nonconformity, "nonconformity.withdraw", may=QUALITY,
    label=_("Withdraw"), told=_("%(who)s withdrew %(number)s"),
)  # fmt: skip
def withdraw(nonconformity: Nonconformity, *, by: Actor, reason: str) -> None:
    """Raised by mistake; it stays to be read, with the reason (10.2.2)."""
    nonconformity.hold, nonconformity.due = False, None


@action(
    Nonconformity, "nonconformity.merge", may=QUALITY,
    label=_("Merge into another"), told=_("%(who)s merged %(number)s into another record"),
)  # fmt: skip
def merge(nonconformity: Nonconformity, *, by: Actor, merged_into: Nonconformity, reason: str) -> None:
    """The same problem reported twice; the other record carries on (10.2.2)."""
    (stays,) = gate.lock(Nonconformity, [merged_into.pk], by)
    if stays.pk == nonconformity.pk or stays.state in (rules.State.MERGED, rules.State.WITHDRAWN):
        raise NotYet(noop("Choose another record that is still alive."), fact="merged_into")
    nonconformity.hold, nonconformity.due = False, None


@action(
    Nonconformity, "nonconformity.answer_reporter", may=FLOOR,
    label=_("Answer the reporter"), told=_("%(who)s answered the reporter of %(number)s"),
)  # fmt: skip
def answer_reporter(nonconformity: Nonconformity, *, by: Actor, answer: str) -> None:
    """Thanks first, then what was done and what it prevented (7.4)."""
    nonconformity.answered_at = gate.now()


@action(
    Nonconformity, "nonconformity.estimate_cost", may=OWNERS,
    label=_("Say what it cost"), told=_("%(who)s estimated the cost of %(number)s"),
)  # fmt: skip
def estimate_cost(nonconformity: Nonconformity, *, by: Actor, cost: Decimal, currency: str = "") -> None:
    """What it cost, so that effort stays in proportion (10.2.1 e)."""
    nonconformity.currency = currency.upper()
