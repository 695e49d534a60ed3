"""Who has read a document: a bar for each group, the names one tap away; and the newest ones on one page (7.3)."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from mutu.core import permissions
from mutu.core.actors import Actor
from mutu.resources.acknowledgements import actions, queries
from mutu.resources.acknowledgements.models import Acknowledgement, Audience
from mutu.resources.documents.models import Category, Document
from mutu.web.acting import actor_in
from mutu.web.addresses import address_of
from mutu.web.people.knowing import LEADERS, must_lead
from mutu.web.signing_in import signed_in

NAMED = 3
NEWEST = 25
PAGE = 50


def whom(one: Audience, found: Document) -> str:
    """The people one line asks, in words."""
    if one.own_process and found.process is not None:
        return ", ".join(filter(None, (found.process.name, one.whom)))
    return one.whom or _("everybody")


def who_has_read(found: Document, by: Actor) -> dict[str, Any]:
    """For the document's page: each group with its bar, and who is missing."""
    if found.current_id is None:
        return {}
    groups, names = [], bool(permissions.held(by, "awareness.read_who", LEADERS))
    for one in queries.audiences(found):
        covered = queries.coverage(found, [one])
        missing = [person.name for person in queries.not_read(found, [one])[:NAMED]] if names else []
        groups.append({
            "whom": whom(one, found), "covered": covered, "names": ", ".join(missing),
            "more": max(0, covered.missing - NAMED), "url": address_of(one),
        })  # fmt: skip
    return {
        "groups": groups, "may_decide": permissions.may(by, actions.decide), "may_see": names,
        "class": f"/class/?of={found.current_id}",
    }  # fmt: skip


@signed_in
def readers(request: HttpRequest, id: UUID) -> HttpResponse:
    """Who must still read it, who signed an earlier revision only, and who has read it."""
    must_lead(request)
    found = permissions.visible(Document, actor_in(request)).select_related("current", "site").filter(pk=id).first()
    if found is None:
        raise Http404
    after = request.GET.get("after", "")[:200].replace("\x00", "")
    missing = queries.not_read(found).select_related("site")
    rows = list((missing.filter(name__gt=after) if after else missing)[: PAGE + 1])
    signed = Acknowledgement.objects.of(found.organization_id).filter(revision=found.current_id)
    context = {
        "record": found,
        "covered": queries.coverage(found),
        "people": rows[:PAGE],
        "older": rows[PAGE - 1].name if len(rows) > PAGE else "",
        "signed": signed.select_related("person", "person__site").order_by("-acknowledged_at")[:PAGE],
    }
    return render(request, "mutu/readers.html", context)


@signed_in
def newest(request: HttpRequest) -> HttpResponse:
    """The policies, then what came in force last, each with how many have read it."""
    by = must_lead(request)
    current = permissions.visible(Document, by).filter(state="current").exclude(current=None)
    joined = current.select_related("current", "type", "site", "process").order_by("-current__effective_on", "-pk")
    policies = list(joined.filter(type__category=Category.POLICY)[:5])
    others = list(joined.exclude(type__category=Category.POLICY)[: NEWEST - len(policies)])
    rows = [(one, queries.coverage(one)) for one in [*policies, *others]]
    return render(request, "mutu/who_reads.html", {"rows": rows, "may_decide": permissions.may(by, actions.decide)})


urls = [
    path("readers/", newest),
    path("documents/<uuid:id>/readers", readers),
]
