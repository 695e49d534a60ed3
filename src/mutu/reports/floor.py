"""Papers for the floor and the binder: badge sheets, the QR code at a machine, one problem's whole record (8.7.2)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from mutu.core import attachments, gate, trail
from mutu.core.actors import Actor
from mutu.core.checkpoints import root
from mutu.core.models import Attachment, Person, Workplace
from mutu.core.records import Record
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.reports import badges, eight_d_view, poster, record_print
from mutu.reports.said import Company, Photo, Printed, own_words
from mutu.reports.wording import languages

PICTURES = ("image/jpeg", "image/png")


def printed_by(by: Actor, timezone: str) -> Printed:
    """Who printed it, when, and the log's head at that moment."""
    size, head = root(by.organization_id)
    return Printed(by.name, by.now().astimezone(ZoneInfo(timezone)), f"{size} · {eight_d_view.short_hash(head.hex())}")


def written(language: str) -> str:
    """The language the forms are printed in: the reader's where they exist in it, else English."""
    return language if language in languages() else "en"


def badge_sheet(people: Sequence[tuple[Person, str]], by: Actor) -> bytes:
    """Badges of these people, each with the link its QR code opens."""
    wanted = [badges.Badge(one.name, one.badge, link, one.job) for one, link in people]
    printed = printed_by(by, by.organization.timezone)
    return badges.badge_sheet_pdf(
        wanted, by.organization.name, printed=printed, language=written(by.organization.language)
    )


def workplace_poster(workplace: Workplace, link: str, by: Actor) -> bytes:
    """The poster of a machine or place, in the factory's language and English."""
    spoken = tuple(dict.fromkeys([written(by.organization.language), "en"]))
    told = poster.Poster(workplace.name, workplace.code, by.organization.name, link)
    return poster.poster_pdf(told, printed=printed_by(by, by.organization.timezone), languages=spoken)


def problem_pdf(problem: Nonconformity, by: Actor, *, link: str) -> bytes:
    """One problem from the report to the proof, with photos and every entry of its trail."""
    zone = ZoneInfo(problem.site.timezone)
    lines = trail.story(by.organization, problem)
    told = record_print.RecordPrint(
        title=own_words(problem.title, problem.language),
        number=problem.number,
        company=Company(by.organization.name, problem.site.address),
        link=link,
        state=gate.state_label(problem),
        language=written(by.person.language if by.person else by.organization.language),
        facts=tuple(facts_of(problem)),
        story=tuple(story_of(problem, zone)),
        photos=tuple(photos(problem, zone)),
        trail=tuple(
            record_print.TrailLine(line.seq, line.at.astimezone(zone), line.who, sentence(line)) for line in lines
        ),
    )
    return record_print.record_pdf(told, printed=printed_by(by, problem.site.timezone))


def sentence(line: trail.Line) -> str:
    action = gate.actions().get(line.action)
    return str(action.told) % {"who": line.who, "number": line.number} if action else line.action


def facts_of(problem: Nonconformity) -> Iterator[record_print.Fact]:
    named = ("workplace", "part", "lot", "made", "quantity", "should_be", "owner", "site")
    columns = {column.name: column for column in problem._meta.concrete_fields}
    for name in named:
        value = getattr(problem, name)
        if value not in (None, ""):
            shown = value.title if isinstance(value, Record) else str(value)
            yield record_print.Fact(str(columns[name].verbose_name), shown)


def story_of(problem: Nonconformity, zone: ZoneInfo) -> Iterator[record_print.StoryEntry]:
    """Each step that has words, at its time."""
    steps: tuple[tuple[str, datetime | None, str], ...] = (
        ("what", problem.reported_at, problem.what),
        ("containment", problem.contained_at, problem.containment),
        ("correction", problem.corrected_at, problem.correction),
        ("why_made", problem.cause_at, "\n".join(problem.why_made)),
        ("why_not_seen", problem.cause_at, "\n".join(problem.why_not_seen)),
        ("effect_evidence", problem.effect_at, problem.effect_evidence),
        ("conclusion", problem.closed_at, problem.conclusion),
    )
    columns = {column.name: column for column in problem._meta.concrete_fields}
    for name, at, words in steps:
        if at is not None and words:
            heading = str(columns[name].verbose_name)
            said = (own_words(words, problem.language),)
            yield record_print.StoryEntry(heading, at.astimezone(zone), "", said)


def photos(problem: Nonconformity, zone: ZoneInfo) -> Iterator[Photo]:
    kept = Attachment.objects.of(problem.organization_id).filter(pk__in=problem.photos).select_related("added_by")
    found = {str(one.pk): one for one in kept}
    for one in (found[key] for key in problem.photos if key in found):
        if one.media_type in PICTURES:
            image = attachments.place(one.organization_id, one.sha256).read_bytes()
            by = one.added_by.name if one.added_by else ""
            yield Photo(image, caption=one.name, by=by, at=one.added_at.astimezone(zone))
