"""Show me the evidence: one page for a person, a document or a machine, to read or to print (7.2 d, 7.5.3)."""

from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from mutu.core import dossiers, permissions
from mutu.core.references import model_of
from mutu.web.acting import actor_in
from mutu.web.addresses import address_of
from mutu.web.signing_in import signed_in


@signed_in
def evidence(request: HttpRequest, kind: str, id: UUID) -> HttpResponse:
    """Everything the topics show about one record, as it stands now."""
    by = actor_in(request)
    if kind not in dossiers.kinds():
        raise Http404
    found = permissions.visible(model_of(kind), by).filter(pk=id).first()
    if found is None:
        raise Http404
    now = by.now().astimezone(ZoneInfo(by.organization.timezone))
    sections = [
        (section, [(line, address_of(line.record) if line.record is not None else "") for line in section.lines])
        for section in dossiers.sections_of(found, now.date())
    ]
    context = {"record": found, "sections": sections, "now": now, "back": address_of(found)}
    return render(request, "mutu/dossier.html", context)


urls = [path("evidence/<slug:kind>/<uuid:id>", evidence)]
