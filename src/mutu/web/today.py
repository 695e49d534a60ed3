"""Today: what needs me, what the system is chasing for me, the clocks that run (5.3, 9.1.1)."""

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from mutu.core import gate, permissions, reminders, tenancy
from mutu.core.actors import Actor
from mutu.core.duties import Deadline, Duty, Whose, all_clocks, all_duties, own_duties
from mutu.core.models import Notice, Reminder, Snooze
from mutu.core.permissions import Role, roles_of
from mutu.core.tell import sentence as sentence_of
from mutu.improvement.nonconformities.duties import ANSWER_WITHIN
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.web.acting import actor_in
from mutu.web.addresses import address, step_address, step_or_record
from mutu.web.readiness import strip_for
from mutu.web.signing_in import signed_in

CHASERS = (Role.QUALITY_MANAGER, Role.QUALITY_ENGINEER, Role.TOP_MANAGEMENT)
MOST = 30
MOST_CLOCKS = 3
MOST_CHASED = 8
MOST_NEWS = 5


def mine(by: Actor, now: datetime) -> list[Duty]:
    """What is my step."""
    held = frozenset(roles_of(by).held)
    duties = all_duties(by.organization, now, Whose(by.person_id, held))
    my_own = [one for one in duties if one.person_id == by.person_id or (one.person_id is None and one.role in held)]
    my_own += own_duties(by.organization, now, by.person) if by.person is not None else []
    return sorted(my_own, key=lambda one: (one.due or date.max, one.since))


def others(by: Actor, now: datetime) -> list[Duty]:
    """What is another's step and has a day."""
    found = all_duties(by.organization, now)
    return [one for one in found if one.person_id not in (None, by.person_id) and one.due is not None]


@signed_in
def today(request: HttpRequest) -> HttpResponse:
    """The first page of the day."""
    by = actor_in(request)
    zone = ZoneInfo(by.organization.timezone)
    now = datetime.now(UTC)
    local = now.astimezone(zone)
    my_own = mine(by, now)
    later = held_back(by, local)
    held, my_own = [one for one in my_own if one.record in later], [one for one in my_own if one.record not in later]
    chases = Role.QUALITY_MANAGER in roles_of(by).held or bool(set(roles_of(by).held) & set(CHASERS))
    clocks = [
        one for one in all_clocks(by.organization, now) if chases or permissions.may(by, gate.actions()[one.action])
    ]
    chased = others(by, now) if chases else []
    context = {
        "greeting": greeting(local),
        "local": local,
        "zone": by.organization.timezone,
        "sentence": sentence(my_own, chased, by),
        "clocks": [shown_clock(clock, now, zone) for clock in clocks[:MOST_CLOCKS]],
        "more_clocks": max(0, len(clocks) - MOST_CLOCKS),
        "duties": [shown(one, local) for one in my_own[:MOST]],
        "more": max(0, len(my_own) - MOST),
        "later": [shown(one, local) | {"snooze": later[one.record]} for one in held],
        "chased": chased_rows(chased[:MOST_CHASED], by, local, request.build_absolute_uri("/").rstrip("/")),
        "chased_more": max(0, len(chased) - MOST_CHASED),
        "chased_people": len({one.person_id for one in chased}),
        "floor": from_the_floor(by, now) if chases else [],
        "notices": [(sentence_of(one), one) for one in unread(by).order_by("-at")[:MOST_NEWS]],
        "answered": answered(by, now) if chases else None,
        "empty": not my_own and not held and not chased and not clocks,
        "strip": strip_for(by) if chases else None,
    }
    return render(request, "mutu/today.html", context)


def held_back(by: Actor, local: datetime) -> dict[UUID, Snooze]:
    return reminders.held_back_by(by.person, local.date()) if by.person is not None else {}


def greeting(local: datetime) -> str:
    if local.hour < 11:
        return _("Good morning")
    return _("Good afternoon") if local.hour < 18 else _("Good evening")


def sentence(my_own: Sequence[Duty], chased: Sequence[Duty], by: Actor) -> str:
    """One sentence that counts."""
    from django.utils.translation import ngettext

    n = len(my_own)
    said = [
        ngettext("%(n)s thing needs you.", "%(n)s things need you.", n) % {"n": n} if n else _("Nothing needs you.")
    ]
    if chased:
        k = len(chased)
        said.append(ngettext("Mutu is chasing %(n)s for you.", "Mutu is chasing %(n)s for you.", k) % {"n": k})
    held = Nonconformity.objects.of(by.organization).filter(open=True, hold=True).count()
    if held:
        said.append(
            ngettext("%(n)s problem has product on hold.", "%(n)s problems have product on hold.", held) % {"n": held}
        )
    return " ".join(said)


def shown_clock(clock: Deadline, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    def moment(at: datetime) -> str:
        return date_format(at.astimezone(zone), "D j M H:i")

    return {
        "left": (clock.end - now).total_seconds() / 3600,
        "total": max((clock.end - clock.start).total_seconds() / 3600, 1),
        "title": clock.title,
        "due": _("ends %(when)s") % {"when": moment(clock.end)} + there(clock, zone),
        "detail": f"{clock.number} · {Truncator(clock.subject).chars(80)} · {clock.whose}",
        "start": moment(clock.start),
        "now": "",
        "end": moment(clock.end),
        "url": address(clock.kind, clock.record),
        "verb": clock.verb,
    }


def there(clock: Deadline, zone: ZoneInfo) -> str:
    """The same moment on the clock of the customer's place, where that is another."""
    if not clock.place or clock.place == zone.key:
        return ""
    city = clock.place.rpartition("/")[2].replace("_", " ")
    return f" · {date_format(clock.end.astimezone(ZoneInfo(clock.place)), 'D j M H:i')} {city}"


def shown(duty: Duty, local: datetime) -> dict[str, Any]:
    late = (local.date() - duty.due).days if duty.due else 0
    return {
        "step": duty.step,
        "number": duty.number,
        "subject": duty.subject,
        "url": step_or_record(duty.kind, duty.record, duty.action),
        "do": step_address(duty.action, duty.record),
        "verb": duty.step,
        "shape": "late" if late > 0 else duty.shape,
        "tone": "attention" if late > 0 or duty.shape == "hold" else "nila",
        "late": late if late > 0 else 0,
        "due": duty.due,
        "today": late == 0 and duty.due is not None,
        "since": duty.since,
        "snooze_url": f"/do/snooze.ask?{urlencode({'about': f'{duty.kind}:{duty.record}:{duty.number}', 'next': '/'})}",
    }


def chased_rows(duties: Sequence[Duty], by: Actor, local: datetime, site: str) -> list[dict[str, Any]]:
    """Each with the reminders that really went out."""
    sent = Reminder.objects.of(by.organization).filter(record__in=[one.record for one in duties])
    times: Counter[tuple[UUID | None, UUID]] = Counter(sent.values_list("person_id", "record"))
    return [
        chased_row(one, local, times[one.person_id, one.record])
        | {"chat": f"{one.number} {one.step}: {one.subject[:90]}\n{site}{address(one.kind, one.record)}"}
        for one in duties
    ]


def chased_row(duty: Duty, local: datetime, reminded: int) -> dict[str, Any]:
    chase = reminders.chase(duty, local.date())
    late = duty.due is not None and duty.due < local.date()
    if chase.next_stage is None:
        following = _("you are told")
    elif chase.next_stage >= reminders.TO_TOP:
        following = _("the top is told %(day)s")
    elif chase.next_stage >= reminders.TO_MANAGER:
        following = _("the manager is told %(day)s")
    else:
        following = _("reminder %(day)s")
    return {
        "who": duty.person,
        "what": f"{duty.step}: {duty.subject}",
        "number": duty.number,
        "url": address(duty.kind, duty.record),
        "due": duty.due,
        "late": late,
        "reminded": reminded,
        "following": following % {"day": date_format(chase.next_on, "j M") if chase.next_on else ""},
    }


def from_the_floor(by: Actor, now: datetime) -> list[dict[str, Any]]:
    """The newest reports of operators, with the hours until they were answered."""
    recent = (
        Nonconformity.objects.of(by.organization)
        .filter(source="floor", reported_at__gte=now - timedelta(days=7))
        .select_related("reported_by", "workplace")
        .order_by("-reported_at", "-id")[:4]
    )
    return [
        {
            "words": one.title,
            "language": one.language,
            "who": one.reported_by.name if one.reported_by else "",
            "where": one.workplace.code if one.workplace else "",
            "at": one.reported_at,
            "photo": f"/files/{one.photos[0]}/small" if one.photos else "",
            "url": address(one.kind, one.pk),
            "due": one.reported_at + ANSWER_WITHIN,
            "late": one.reported_at + ANSWER_WITHIN < now,
            "hours": int((one.answered_at - one.reported_at).total_seconds() // 3600) if one.answered_at else None,
        }
        for one in recent
    ]


def answered(by: Actor, now: datetime) -> dict[str, int]:
    """How many reports of the last seven days were answered within a day; those younger than that are not counted."""
    asked = Nonconformity.objects.of(by.organization).filter(
        source="floor", reported_at__gte=now - timedelta(days=7), reported_at__lte=now - ANSWER_WITHIN
    )
    in_time = Count("pk", filter=Q(answered_at__lte=F("reported_at") + ANSWER_WITHIN))
    return asked.aggregate(reports=Count("pk"), in_time=in_time)


def unread(by: Actor) -> QuerySet[Notice]:
    return Notice.objects.of(by.organization).filter(person=by.person, read_at=None)


@signed_in
def told(request: HttpRequest, id: int) -> HttpResponse:
    """From what happened to its record; it then counts as read."""
    by = actor_in(request)
    notice = Notice.objects.of(by.organization).filter(person=by.person, pk=id).first() if id < 2**63 else None
    if notice is None:
        raise Http404
    with transaction.atomic():
        tenancy.enter(by.organization_id)
        unread(by).filter(record=notice.record).update(read_at=by.now())
    return HttpResponseRedirect(address(notice.kind, notice.record))


urls = [path("", today), path("told/<int:id>", told)]
