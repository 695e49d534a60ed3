"""What a complaint and its nonconformity say, laid out for the forms a customer gets (8.2.1, 8.7.1, 10.2).

One rule fills every section: where sentences were composed for it they stand there, in both languages; where none
were, the record's own words stand there as they were written, marked *not translated*. A signature still standing
in the record is printed as bound to what is printed; one that has lapsed there is printed as lapsed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import override

from mutu.core import attachments
from mutu.core.actors import Actor
from mutu.core.checkpoints import root
from mutu.core.models import Attachment, Site
from mutu.core.own_words import speaking
from mutu.improvement.corrective_actions.models import CorrectiveAction
from mutu.improvement.nonconformities.models import ContainmentPlace, LookAcross, Nonconformity
from mutu.improvement.nonconformities.queries import actions_of
from mutu.operation.customers import phrases, queries
from mutu.operation.customers.clocks import ClockName, clocks_of
from mutu.operation.customers.models import Complaint, Covers, Layout, TeamMember
from mutu.reports import eight_d, eight_d_sheet, eight_d_view, letter, paper, tags
from mutu.reports.photos import PhotoRefused
from mutu.reports.said import Company, Person, Photo, Printed, Said, Signature, from_book, own_words
from mutu.reports.wording import languages

HELD_HERE = ("in_process", "stock", "finished")


def eight_d_of(complaint: Complaint, *, link: str = "", language: str = "") -> eight_d.EightD:
    """The whole report, in the language agreed with the customer (or `language`) beside the factory's own."""
    problem, slots, zone = complaint.nonconformity, _Slots(complaint), ZoneInfo(complaint.site.timezone)
    report = eight_d.EightD(
        number=complaint.number,
        title=own_words(complaint.title, complaint.language),
        factory=_factory(complaint.organization.name, complaint.site),
        customer=Company(complaint.customer.name, complaint.customer.country),
        received=complaint.received_at.astimezone(zone).date(),
        link=link,
        language=language or _written(queries.rules_of(complaint.customer).language),
        own_language=complaint.organization.language,
        contact=complaint.contact,
        customer_number=complaint.claim_number,
        part=complaint.part.title if complaint.part else "",
        drawing=complaint.drawing_revision,
        order=complaint.order,
        lots=_lots(complaint),
        steps=_steps(complaint, zone),
        team=tuple(_team(complaint)),
        problem=(*slots.of("team"), *_what_was_found(complaint, slots)),
        photos=tuple(_photos(complaint, zone)),
        containment=slots.of("containment"),
        chosen=slots.of("corrective_action"),
        prevention=slots.of("prevention"),
        effect=(*slots.of("verification"), *slots.of("closing")),
    )  # fmt: skip
    if problem is not None:
        report = _with_the_cure(report, problem, slots, zone)
    return replace(report, signatures=tuple(_signatures(complaint, report, zone)))


def containment_letter_of(complaint: Complaint, by: Actor, *, link: str = "") -> letter.ContainmentLetter:
    """The letter that tells the customer where the lot is and how it is sorted; signed by whoever prints it."""
    problem, slots, zone = complaint.nonconformity, _Slots(complaint), ZoneInfo(complaint.site.timezone)
    held = slots.of("containment") or (slots.own(problem.containment) if problem is not None else ())
    return letter.ContainmentLetter(
        number=complaint.number,
        factory=_factory(complaint.organization.name, complaint.site),
        customer=Company(complaint.customer.name, complaint.customer.country),
        link=link,
        day=by.now().astimezone(zone).date(),
        signer=Person(by.name, by.person.job if by.person else ""),
        language=_written(queries.rules_of(complaint.customer).language),
        own_language=complaint.organization.language,
        contact=complaint.contact,
        customer_number=complaint.claim_number,
        lots=_lots(complaint),
        made=problem.made if problem is not None else None,
        opening=_what_was_found(complaint, slots),
        places=tuple(_places(problem, slots, zone)) if problem is not None else (),
        sorting=held,
        following=slots.of("letter"),
    )


def hold_tags_of(nonconformity: Nonconformity, *, link: str = "") -> list[tags.HoldTag]:
    """A tag for each place in the house where product is held, or one for all of it (8.7.1)."""
    zone = ZoneInfo(nonconformity.site.timezone)
    holder = nonconformity.owner or nonconformity.reported_by
    tag = tags.HoldTag(
        number=nonconformity.number,
        part=nonconformity.part.title if nonconformity.part else "",
        lot=nonconformity.lot,
        link=link,
        held_by=holder.name if holder else nonconformity.organization.name,
        at=(nonconformity.contained_at or nonconformity.reported_at).astimezone(zone),
        quantity=nonconformity.quantity,
        reason=own_words(nonconformity.title, nonconformity.language),
        place=nonconformity.workplace.title if nonconformity.workplace else nonconformity.site.name,
    )
    places = [one for one in nonconformity.rows("places") if isinstance(one, ContainmentPlace)]
    here = [one for one in places if one.where in HELD_HERE]
    with override(nonconformity.organization.language):
        held = [replace(tag, quantity=one.quantity, place=one.detail or str(one.get_where_display())) for one in here]
    return held or [tag]


def eight_d_pdf(
    complaint: Complaint, by: Actor, *, link: str = "", layout: str = "", language: str = "",
    template_dirs: tuple[Path, ...] = (),
) -> bytes:  # fmt: skip
    """The 8D report as PDF, in the layout agreed with the customer unless another is asked for."""
    agreed = queries.rules_of(complaint.customer)
    own = agreed.own_template if agreed.layout == Layout.OWN else agreed.layout
    report = eight_d_of(complaint, link=link, language=language)
    return eight_d.eight_d_pdf(
        report, layout or own, printed=_printed(by, complaint.site), template_dirs=template_dirs
    )  # fmt: skip


def eight_d_xlsx(complaint: Complaint, by: Actor, *, link: str = "", language: str = "") -> bytes:
    """The 8D report as a spreadsheet."""
    report = eight_d_of(complaint, link=link, language=language)
    return eight_d_sheet.eight_d_xlsx(report, printed=_printed(by, complaint.site))


def containment_letter_pdf(
    complaint: Complaint, by: Actor, *, link: str = "", template_dirs: tuple[Path, ...] = ()
) -> bytes:
    """The containment letter as PDF."""
    told = containment_letter_of(complaint, by, link=link)
    return letter.letter_pdf(told, printed=_printed(by, complaint.site), shop=paper.Shop(template_dirs))


def hold_tags_pdf(nonconformity: Nonconformity, by: Actor, *, link: str = "", size: str = "a6") -> bytes:
    """The hold tags as PDF, in the reader's language beside the factory's own."""
    spoken = by.person.language if by.person else nonconformity.organization.language
    return tags.hold_tags_pdf(
        hold_tags_of(nonconformity, link=link), printed=_printed(by, nonconformity.site), size=size,
        language=_written(spoken), own_language=nonconformity.organization.language,
    )  # fmt: skip


class _Slots:
    """What was composed for each section, and own words in the factory's language where nothing was."""

    def __init__(self, complaint: Complaint) -> None:
        self.composed = complaint.composed
        self.language = complaint.organization.language

    def of(self, slot: str) -> tuple[Said, ...]:
        return tuple(self._said(slot))

    def own(self, text: str) -> tuple[Said, ...]:
        return (own_words(text, self.language),) if text.strip() else ()

    def _said(self, slot: str) -> Iterator[Said]:
        kept = self.composed.get(slot, {})
        for key, figures in kept.get("phrases", []):
            phrase = phrases.book().phrases.get(key)
            if phrase is None:  # a later release no longer has it
                yield own_words(phrases.line_of(key, figures), "en")
            else:
                yield from_book(key, **phrases.typed(phrase, figures))
        if kept.get("note"):
            yield own_words(kept["note"], kept.get("language") or self.language)


def _written(language: str) -> str:
    """The language itself where the forms have its words, else English."""
    return language if language in languages() else "en"


def _factory(name: str, site: Site) -> Company:
    return Company(name, site.address or ", ".join(part for part in (site.name, site.country) if part))


def _lots(complaint: Complaint) -> tuple[str, ...]:
    lot = complaint.lot or (complaint.nonconformity.lot if complaint.nonconformity else "")
    return (lot,) if lot else ()


def _what_was_found(complaint: Complaint, slots: _Slots) -> tuple[Said, ...]:
    found = (*slots.of("problem"), *slots.of("detected"))
    return found or (own_words(complaint.what, complaint.language),)


def _team(complaint: Complaint) -> Iterator[Person]:
    members = [line for line in complaint.rows("team") if isinstance(line, TeamMember)]
    for line in sorted(members, key=lambda line: not line.leads):
        job = line.person.job if line.person else ""
        yield Person(line.name, job if job != line.role_in else "", line.role_in)


def _day(moment: datetime | None, zone: ZoneInfo) -> date | None:
    return moment.astimezone(zone).date() if moment is not None else None


def _steps(complaint: Complaint, zone: ZoneInfo) -> tuple[eight_d.Step, ...]:
    """D1 to D8, as far as they have a day: done, or due by the customer's clock."""
    clocks = {clock.name: clock for clock in clocks_of(complaint)}

    def step(name: ClockName, done: datetime | None) -> eight_d.Step:
        clock = clocks.get(name)
        return eight_d.Step(done=_day(done, zone), due=_day(clock.ends, zone) if clock else None)

    plain = eight_d.Step()
    return (
        plain,
        eight_d.Step(done=_day(complaint.received_at, zone)),
        step(ClockName.CONTAINMENT, complaint.contained_sent_at),
        step(ClockName.CAUSE, complaint.cause_sent_at),
        plain,
        step(ClockName.ACTION, complaint.action_sent_at),
        plain,
        eight_d.Step(done=_day(complaint.closed_at, zone)),
    )


def _with_the_cure(
    report: eight_d.EightD, problem: Nonconformity, slots: _Slots, zone: ZoneInfo
) -> eight_d.EightD:  # fmt: skip
    """D3 to D7 from the nonconformity and its corrective actions."""
    judge = problem.judge if problem.effect_at is not None else None
    across = [line for line in problem.rows("across") if isinstance(line, LookAcross)]
    with speaking(slots.language, {}):
        looked = [" · ".join(filter(None, (one.where, str(one.get_decision_display()), one.reason))) for one in across]
    return replace(
        report,
        made=problem.made,
        places=tuple(_places(problem, slots, zone)),
        containment=(
            *(report.containment or slots.own(problem.containment)),
            *(slots.of("correction") or slots.own(problem.correction)),
        ),
        occurrence=_whys(slots, "cause_occurrence", problem.why_made),
        escape=_whys(slots, "cause_escape", problem.why_not_seen),
        actions=tuple(_action(one, slots, zone) for one in actions_of(problem) if one.state != "withdrawn"),
        prevention=report.prevention or tuple(said for line in looked for said in slots.own(line)),
        effect=report.effect or slots.own(problem.effect_evidence),
        judged_by=Person(judge.name, judge.job) if judge else None,
    )


def _places(problem: Nonconformity, slots: _Slots, zone: ZoneInfo) -> Iterator[eight_d.ContainmentPlace]:
    for line in problem.rows("places"):
        assert isinstance(line, ContainmentPlace)
        yield eight_d.ContainmentPlace(
            place=line.where, quantity=line.quantity, done=next(iter(slots.own(line.done)), None), detail=line.detail,
            found=line.found, checked_by=line.checked_by,
            at=line.checked_at.astimezone(zone) if line.checked_at else None,
        )  # fmt: skip


def _whys(slots: _Slots, slot: str, answers: Iterable[str]) -> tuple[eight_d.Why, ...]:
    said = slots.of(slot) or [one for answer in answers for one in slots.own(answer)]
    return tuple(eight_d.Why(answer) for answer in said)


def _action(one: CorrectiveAction, slots: _Slots, zone: ZoneInfo) -> eight_d.ActionLine:
    return eight_d.ActionLine(
        what=own_words(one.what, slots.language), owner=one.owner.name, due=one.due, done=_day(one.done_at, zone),
        evidence=one.done_note,
    )  # fmt: skip


def _photos(complaint: Complaint, zone: ZoneInfo) -> Iterator[Photo]:
    """The customer's photos and our own, once each, in the order they were added."""
    problem = complaint.nonconformity
    wanted = list(dict.fromkeys([*complaint.photos, *(problem.photos if problem is not None else [])]))
    kept = Attachment.objects.of(complaint.organization_id).filter(pk__in=wanted).select_related("added_by")
    found = {str(one.pk): one for one in kept}
    for one in (found[key] for key in wanted if key in found):
        if one.media_type not in ("image/jpeg", "image/png"):
            continue
        try:
            image = attachments.place(one.organization_id, one.sha256).read_bytes()
        except OSError as error:
            raise PhotoRefused(f"The photo “{one.name}” is not in the store any more.") from error
        at = (one.taken_at or one.added_at).astimezone(zone)
        yield Photo(image, caption=one.name, by=one.added_by.name if one.added_by else "", at=at)


def _signatures(complaint: Complaint, report: eight_d.EightD, zone: ZoneInfo) -> Iterator[Signature]:
    printed = eight_d.content_hash(report)
    for line, stands in queries.signatures_of(complaint, Covers.REPORT):
        at, content = line.at.astimezone(zone), printed if stands else line.content
        yield Signature(line.meaning, line.name, line.job, at, content)


def _printed(by: Actor, site: Site) -> Printed:
    size, head = root(by.organization_id)
    at = by.now().astimezone(ZoneInfo(site.timezone))
    return Printed(by.name, at, f"{size} · {eight_d_view.short_hash(head.hex())}")
