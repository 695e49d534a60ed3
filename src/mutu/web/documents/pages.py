"""The page of one document: what is in force, what changes, who approved what, where its copies hang (7.5)."""

from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mutu.core import gate, permissions
from mutu.core.actors import Actor
from mutu.core.languages import LANGUAGES
from mutu.core.models import Attachment
from mutu.core.references import Reference
from mutu.lib.differences import Difference, difference
from mutu.lib.markdown import safe_html
from mutu.resources.documents import content, keeping, languages, queries, revisions, rules
from mutu.resources.documents.models import STATES, ApprovalMeaning, Document, Revision, Translation
from mutu.resources.documents.paper import PrintedCopy
from mutu.web import telling
from mutu.web.acting import actor_in
from mutu.web.addresses import address, do_address
from mutu.web.buttons import steps_of
from mutu.web.documents.readers import who_has_read
from mutu.web.signing_in import signed_in

S = rules.State
JOINED = ("type", "site", "process", "owner", "current", "current__file", "current__author", "replaced_by",
          "organization")  # fmt: skip
LIKELIEST = {S.DRAFT: "submit", S.SUBMITTED: "approve", S.CHECKED: "approve", S.APPROVED: "release"}
SIGNED = frozenset({"revision.check", "revision.approve"})
SHOWN = ("image/jpeg", "image/png")


def document_or_404(request: HttpRequest, id: UUID) -> Document:
    found = permissions.visible(Document, actor_in(request)).select_related(*JOINED).filter(pk=id).first()
    if found is None:
        raise Http404
    return found


@signed_in
def document(request: HttpRequest, id: UUID) -> HttpResponse:
    """Everything about one document."""
    by, found = actor_in(request), document_or_404(request, id)
    all_revisions = queries.revisions_of(found)
    work = next((one for one in all_revisions if one.state in rules.IN_WORK), None)
    chosen = chosen_of(request, all_revisions) or work or found.current
    before = next((one for one in all_revisions if chosen and one.sequence < chosen.sequence
                   and one.state != S.DROPPED), None)  # fmt: skip
    told = telling.story(by.organization, found) + (telling.story(by.organization, chosen) if chosen else [])
    told.sort(key=lambda one: one.seq)
    context = {
        "record": found,
        "state": next(str(label) for key, label in STATES if key == found.state),
        "review_late": found.state == "current" and found.review_due is not None
        and found.review_due < queries.today_at(found, datetime.now(UTC)),
        "revisions": [row_of(one, by) for one in all_revisions],
        "work": in_work(found, work, by) if work is not None else None,
        "steps": document_steps(found, by, work),
        "chosen": chosen,
        "before": before,
        "whole": request.GET.get("show") == "all" or before is None,
        "changes": difference(before.text, chosen.text) if chosen and before else Difference((), 0, 0),
        "text": html_of(chosen),
        "file": file_of(chosen),
        "versions": versions(found),
        "may_translate": permissions.may(by, languages.write) and found.current is not None,
        "copies": queries.copies_out(found),
        "may_print": permissions.may(by, keeping.issue) and found.state == "current",
        "valid": valid(request, found),
        "reading": who_has_read(found, by),
        "told": told,
        "newest": told[-4:][::-1],
    }  # fmt: skip
    return render(request, "mutu/document.html", context)


def chosen_of(request: HttpRequest, all_revisions: list[Revision]) -> Revision | None:
    """The revision the address asks for."""
    wanted = request.GET.get("revision", "")
    return next((one for one in all_revisions if str(one.pk) == wanted), None)


def html_of(revision: Revision | Translation | None) -> str:
    return mark_safe(safe_html(revision.text)) if revision is not None and revision.text else ""  # noqa: S308


def file_of(revision: Revision | Translation | None) -> dict[str, Any] | None:
    """Its file: shown if it is a picture or a PDF, otherwise offered."""
    kept: Attachment | None = revision.file if revision is not None else None
    if kept is None:
        return None
    return {
        "url": f"/files/{kept.pk}", "preview": f"/documents/preview/{kept.pk}", "name": kept.name,
        "picture": kept.media_type in SHOWN, "pdf": kept.media_type == "application/pdf",
        "office": kept.media_type.startswith("application/vnd.openxml"),
    }  # fmt: skip


def row_of(one: Revision, by: Actor) -> dict[str, Any]:
    """A line of the table of revisions, with the signature and whether it still holds."""
    signed = queries.approval(one)
    word = {S.IN_FORCE: ("product", "ok"), S.PLANNED: ("record", "waiting"), S.DRAFT: ("record", "draft")}.get(
        S(one.state), ("record", "progress" if one.state in rules.IN_WORK else "replaced")
    )
    return {
        "revision": one, "signed": signed, "family": word[0], "word": word[1], "state": gate.state_label(one),
        "lapsed": signed is not None and signed.content != content.content_hash(one),
        "origin": Reference.parse(one.origin) if one.origin else None,
    }  # fmt: skip


def in_work(found: Document, work: Revision, by: Actor) -> dict[str, Any]:
    """Where the revision in work stands, and what this person can do with it."""
    rule = queries.rule_for(found)
    now, others = steps_of(work, by, (f"revision.{LIKELIEST.get(S(work.state), '')}", "revision.send_back"))
    if rule.checks and work.state == S.SUBMITTED:
        now = [one for one in now if one["name"] != "revision.approve"]
    if not rule.checks:
        now = [one for one in now if one["name"] != "revision.check"]
    now = [one for one in now if one["name"] != "revision.attach"]
    others = [one for one in others if one["name"] not in ("revision.attach", "revision.relabel")
              and (rule.checks or one["name"] != "revision.check")]  # fmt: skip
    role = rule.checks if rule.checks and work.state == S.SUBMITTED else rule.approves
    if not permissions.held(by, "revision.sign", (role,)).at(found.site_id):
        others += [{**one, "reason": _("%(roles)s can.") % {"roles": permissions.readable((role,))}}
                   for one in now if one["name"] in SIGNED]  # fmt: skip
        now = [one for one in now if one["name"] not in SIGNED]
    for one in now:
        if one["name"] == "revision.write":
            one["url"] = f"/documents/write/{work.pk}"
        if one["name"] in SIGNED:
            one["primary"] = True
    return {
        "revision": work, "line": state_line(found, work, bool(rule.checks)), "now": now, "not_yet": others[:4],
        "origin": Reference.parse(work.origin) if work.origin else None,
        "origin_url": address(Reference.parse(work.origin).kind, Reference.parse(work.origin).id)
        if work.origin else "",
    }  # fmt: skip


def state_line(found: Document, work: Revision, checked: bool) -> list[dict[str, Any]]:
    """Drafted, checked, approved, in force, the old copies collected: done ones with day and name."""
    check, approved = queries.approval(work, ApprovalMeaning.CHECKED), queries.approval(work)
    order = [S.DRAFT, *([S.SUBMITTED] if checked else []), S.CHECKED, S.APPROVED]
    place = {S.SUBMITTED: 1, S.CHECKED: 2 if checked else 1, S.APPROVED: len(order) - 1, S.PLANNED: len(order) - 1}
    at = place.get(S(work.state), 0)
    out = [one for one in queries.copies_out(found) if one.revision_id != work.pk]
    steps = [(_("Drafted"), _day(work.submitted_at), work.author.name if work.author else "")]
    if checked:
        steps.append((_("Checked"), _day(check.at) if check else "", check.name if check else ""))
    steps += [
        (_("Approved"), _day(approved.at) if approved else "", approved.name if approved else ""),
        (_("In force"), date_format(work.effective_on, "j M") if work.effective_on else "", ""),
    ]
    if out:
        steps.append((_("Old copies collected"), str(len(out)), ""))
    return [
        {"label": label, "status": "done" if n < at else "now" if n == at else "later",
         "when": when if n < at or work.state == S.PLANNED else "", "who": name if n < at else ""}
        for n, (label, when, name) in enumerate(steps)
    ]  # fmt: skip


def _day(moment: datetime | None) -> str:
    return date_format(localtime(moment), "j M") if moment is not None else ""


def document_steps(found: Document, by: Actor, work: Revision | None) -> dict[str, Any]:
    """What can be done with the document itself; revising stands first when nothing is in work."""
    now, others = steps_of(found, by, ("document.review",))
    if work is None and found.state in rules.LIVING and permissions.may(by, revisions.revise):
        revise = f"{do_address('revision.revise')}?document={found.pk}&next=/documents/{found.pk}"
        now.insert(0, {
            "name": "revision.revise", "label": revisions.revise.label, "primary": True, "destroys": False,
            "url": revise,
        })  # fmt: skip
        for asked in queries.accepted_changes(found):
            now.insert(1, {
                "name": "revision.revise", "label": _("Revise as %(number)s asks") % {"number": asked.number},
                "destroys": False, "url": f"{revise}&origin={Reference.to(asked)}&change={quote(asked.what)}",
            })  # fmt: skip
        now[1:] = [{**one, "primary": False} for one in now[1:]]
    if found.current is not None and not found.current.approved_content:
        listed, _theirs = steps_of(found.current, by)
        now += [one for one in listed if one["name"] == "revision.relabel"]
    if permissions.may(by, keeping.ask):
        now.append({
            "name": "document_request.ask", "label": _("Ask for a change"), "destroys": False,
            "url": f"{do_address('document_request.ask')}?document={found.pk}&wants=change",
        })  # fmt: skip
    return {"now": now, "not_yet": others[:4]}


def versions(found: Document) -> list[dict[str, Any]]:
    """Each language it is in: the original, and what each other version is worth today."""
    words = dict(LANGUAGES)
    return [
        {"record": one, "language": words[one.language], "code": one.language,
         "standing": queries.standing(one, found.current_id),
         "url": address(one.kind, one.pk)}
        for one in queries.translations_of(found)
    ]  # fmt: skip


def valid(request: HttpRequest, found: Document) -> dict[str, Any] | None:
    """Which revision was in force on the day that is asked for."""
    said = request.GET.get("on", "")[:10]
    if not said:
        return None
    try:
        day = date.fromisoformat(said)
    except ValueError:
        return {"said": said, "day": None, "revision": None}
    return {"said": said, "day": day, "revision": queries.valid_on(found, day)}


@signed_in
def revision(request: HttpRequest, id: UUID) -> HttpResponse:
    """A revision's place on its document's page."""
    one = permissions.visible(Revision, actor_in(request)).filter(pk=id).first()
    if one is None:
        raise Http404
    return HttpResponseRedirect(f"/documents/{one.document_id}?revision={one.pk}")


@signed_in
def copy(request: HttpRequest, id: UUID) -> HttpResponse:
    """A printed copy's place on its document's page."""
    one = PrintedCopy.objects.of(actor_in(request).organization).filter(pk=id).first()
    if one is None:
        raise Http404
    return HttpResponseRedirect(f"/documents/{one.document_id}#copies")


@signed_in
def translation(request: HttpRequest, id: UUID) -> HttpResponse:
    """A language version beside its original, and what can be done with it."""
    by = actor_in(request)
    joined = ("revision__document", "revision__file", "file", "written_by", "released_by")
    one = Translation.objects.of(by.organization).select_related(*joined).filter(pk=id).first()
    if one is None:
        raise Http404
    now, others = steps_of(one, by, ("translation.release",))
    context = {
        "record": one, "language": dict(LANGUAGES)[one.language], "now": now, "not_yet": others,
        "standing": queries.standing(one, one.revision.document.current_id), "text": html_of(one),
        "original": html_of(one.revision), "file": file_of(one), "told": telling.story(by.organization, one),
    }  # fmt: skip
    return render(request, "mutu/translation.html", context)


urls = [
    path("documents/<uuid:id>", document),
    path("documents/revision/<uuid:id>", revision),
    path("documents/copy/<uuid:id>", copy),
    path("documents/translation/<uuid:id>", translation),
]
