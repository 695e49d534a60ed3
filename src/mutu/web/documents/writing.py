"""Writing a revision in the browser: Markdown, photos of steps, a preview, or a Word file brought in (7.5.2 b)."""

from typing import Any
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from mutu.core import attachments, gate, permissions, tenancy
from mutu.core.actions import add_attachment
from mutu.core.actors import Actor
from mutu.core.kinds import Unreadable
from mutu.core.models import Attachment
from mutu.core.records import tidy
from mutu.core.refusals import NotUnderstood, Refusal
from mutu.lib import word_files
from mutu.lib.markdown import safe_html
from mutu.resources.documents import preview, revisions
from mutu.resources.documents.models import Revision
from mutu.web import forms
from mutu.web.acting import actor_in, perform
from mutu.web.signing_in import signed_in


def revision_or_404(request: HttpRequest, id: UUID) -> Revision:
    found = permissions.visible(Revision, actor_in(request)).select_related("document", "file").filter(pk=id).first()
    if found is None:
        raise Http404
    return found


@signed_in
def write(request: HttpRequest, id: UUID) -> HttpResponse:
    """The text as it shall be; *look at it* and *bring in* keep nothing but files."""
    by = actor_in(request)
    if request.method != "POST":
        found = revision_or_404(request, id)
        return _page(request, found, forms.standing(revisions.write, found))
    try:
        said = forms.said(revisions.write, request, by, id)
        said["text"] = _with_pictures(request, by, id, said["text"])
        if "word" in request.FILES:
            said["text"] = _from_word(request, by, id)
        if request.POST.get("then") == "look" or "word" in request.FILES:
            with tenancy.reading(by.organization):
                return _page(request, revision_or_404(request, id), said, looked=True)
        form = forms.Form(revisions.write, by, said)
        done = perform(request, revisions.write, id, form)
    except gate.NotFound:
        raise Http404 from None
    except Refusal as refusal:
        said = {fact.name: request.POST.get(fact.name, "") for fact in revisions.write.facts}
        with tenancy.reading(by.organization):
            return _page(request, revision_or_404(request, id), said, refusal=refusal)
    messages.success(request, _("Saved."))
    assert isinstance(done, Revision)
    return HttpResponseRedirect(f"/documents/{done.document_id}?revision={done.pk}&show=all")


def _with_pictures(request: HttpRequest, by: Actor, id: UUID, text: str) -> str:
    """New photos at the end of the text, each with its caption; whoever writes moves the line to its step."""
    caption = tidy(request.POST.get("caption", ""))[:200].replace("[", "(").replace("]", ")")
    caption = caption or _("Photo")
    for key in forms.kept_files("photos", request.FILES, by, id):
        text = f"{text.rstrip()}\n\n![{caption}](/files/{key})\n"
    return text


def _from_word(request: HttpRequest, by: Actor, id: UUID) -> str:
    """The words and pictures of a Word file; what stays outside is said."""
    file = request.FILES["word"]
    try:
        read = word_files.read(file.read(attachments.LARGEST + 1))  # type: ignore[union-attr]
    except word_files.WordRefused as reason:
        raise NotUnderstood({"text": Unreadable("%(reason)s", reason=str(reason))}) from None
    text = read.markdown
    for place, picture in enumerate(read.pictures):
        try:
            kept = attachments.keep(by.organization_id, picture, f"{place}.png")
        except Unreadable:
            text = text.replace(f"(picture:{place})", "()")
            continue
        added = add_attachment(uuid5(id, kept.sha256), by=by, name=f"{file.name}-{place + 1}"[-200:],  # type: ignore[union-attr]
                               sha256=kept.sha256)  # fmt: skip
        text = text.replace(f"(picture:{place})", f"(/files/{added.pk})")
    for code in read.left_out:
        messages.warning(request, _(preview.LEFT_OUT[code]))
    return text


def _page(
    request: HttpRequest, found: Revision, values: dict[str, Any], refusal: Refusal | None = None, *,
    looked: bool = False,
) -> HttpResponse:  # fmt: skip
    form = forms.Form(revisions.write, actor_in(request), values, refusal)
    kept = values.get("file")
    context = {
        "record": found, "values": values, "form": form, "summary": form.summary, "errors": form.errors,
        "looked": looked, "html": mark_safe(safe_html(str(values.get("text") or ""))),  # noqa: S308
        "file": Attachment.objects.of(found.organization_id).filter(pk=str(kept)).first()
        if kept and len(str(kept)) == 36 else None,
        "may": permissions.may(form.by, revisions.write, found), "who_may": permissions.readable(revisions.write.may),
    }  # fmt: skip
    return render(request, "mutu/write.html", context, status=refusal.status if refusal else 200)


urls = [path("documents/write/<uuid:id>", write)]
