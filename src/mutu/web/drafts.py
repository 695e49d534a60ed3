"""Unsent forms: saved every few seconds for their person, gone once sent; never evidence, never in the trail."""

import json

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.http import require_http_methods

from mutu.core import gate, tenancy
from mutu.core.models import Draft
from mutu.web.acting import actor_in
from mutu.web.signing_in import signed_in

LARGEST = 900_000
MOST = 200


@signed_in
@require_http_methods(["GET", "POST", "DELETE"])
def draft(request: HttpRequest, form: str) -> HttpResponse:
    """Read, save or drop this person's draft of a form."""
    from django.db import transaction

    by = actor_in(request)
    if len(form) > 160 or by.person is None:
        raise Http404
    own = Draft.objects.of(by.organization).filter(person=by.person, form=form)
    if request.method == "GET":
        kept = own.first()
        return JsonResponse({"values": kept.values if kept else None, "saved_at": kept.saved_at if kept else None})
    with transaction.atomic():
        tenancy.enter(by.organization_id)
        if request.method == "DELETE":
            own.delete()
            return JsonResponse({"values": None})
        values = read(request)
        if values is None:
            return JsonResponse({"error": "not a form"}, status=422)
        values = {name: said for name, said in values.items() if name not in secrets_of(form)}
        if not own.exists() and Draft.objects.of(by.organization).filter(person=by.person).count() >= MOST:
            Draft.objects.of(by.organization).filter(person=by.person).order_by("saved_at")[:1].get().delete()
        kept, _new = Draft.unscoped.update_or_create(
            organization=by.organization, person=by.person, form=form, defaults={"values": values}
        )
    return JsonResponse({"saved_at": kept.saved_at})


def secrets_of(form: str) -> set[str]:
    """What a form asks that is kept nowhere, as a PIN."""
    action = gate.actions().get(form.partition("/")[0])
    return {fact.name for fact in action.facts if fact.secret} if action is not None else set()


def read(request: HttpRequest) -> dict[str, list[str]] | None:
    """The fields of the form as they stand, files and tokens left out."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > LARGEST:  # the body itself was read for its token already
        return None
    if request.content_type == "application/json":
        try:
            said = json.loads(request.body)
        except ValueError:
            return None
        if not isinstance(said, dict):
            return None
        pairs = {str(name): value if isinstance(value, list) else [value] for name, value in said.items()}
    else:
        pairs = {name: request.POST.getlist(name) for name in request.POST}
    hidden = ("csrfmiddlewaretoken", "id", "seen", "pin")
    kept = {name: [str(one) for one in values] for name, values in pairs.items() if name not in hidden}
    return kept if all("\x00" not in text for values in kept.values() for text in values) else None


urls = [path("drafts/<path:form>", draft)]
