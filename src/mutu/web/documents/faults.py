"""Keeping documents in order: what an auditor would find, files that attach themselves, types and rules (7.5.3)."""

import io
import zipfile
from datetime import UTC, datetime
from typing import Any
from uuid import uuid5
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _

from mutu.core import attachments, gate, permissions, tenancy
from mutu.core.actions import add_attachment
from mutu.core.actors import Actor
from mutu.core.kinds import Unreadable
from mutu.core.refusals import Refusal
from mutu.core.refusals import gettext_noop as noop
from mutu.lib.document_names import Named, in_file_name
from mutu.resources.documents import actions, keeping, revisions
from mutu.resources.documents.faults import FAULTS, Fault, documents_with
from mutu.resources.documents.models import ApprovalRule, Document, DocumentType
from mutu.resources.documents.paper import Retention
from mutu.web.acting import actor_in
from mutu.web.addresses import do_address
from mutu.web.signing_in import signed_in

SHOWN = 25
MOST_FILES = 500
LARGEST_ARCHIVE = 200_000_000
MOST_UNPACKED = 400_000_000


@signed_in
def faults(request: HttpRequest) -> HttpResponse:
    """Each kind of fault with its documents, to be worked off here."""
    by = actor_in(request)
    today = datetime.now(UTC).astimezone(ZoneInfo(by.organization.timezone)).date()
    wanted = request.GET.get("fault", "")
    if wanted and wanted not in {one.key for one in FAULTS}:
        raise Http404
    found = []
    for fault in FAULTS:
        rows = documents_with(fault, by.organization, today)
        count = rows.count()
        shown = list(rows[: 500 if wanted == fault.key else SHOWN]) if count and wanted in ("", fault.key) else []
        found.append({"fault": fault, "count": count, "more": count - len(shown), "rows": [
            {"document": one, "steps": steps(fault, one, by)} for one in shown
        ]})  # fmt: skip
    context = {
        "faults": [one for one in found if one["count"]], "clean": [one["fault"] for one in found if not one["count"]],
        "documents": Document.objects.of(by.organization).filter(open=True).count(), "wanted": wanted,
    }  # fmt: skip
    return render(request, "mutu/document_faults.html", context)


def steps(fault: Fault, document: Document, by: Actor) -> list[dict[str, Any]]:
    """The actions that mend it and that this person may do, coming back here."""
    found = []
    for name in fault.mends:
        action = gate.actions()[name]
        if not permissions.may(by, action):
            continue
        if action.creates:
            url = f"{do_address(name)}?document={document.pk}&"
        elif fault.on_revision and document.current is not None:
            url = f"{do_address(name, document.current)}?"
        else:
            url = f"{do_address(name, document)}?"
        found.append({"label": action.label, "url": f"{url}next=/documents/faults"})
    return found


@signed_in
def attach(request: HttpRequest) -> HttpResponse:
    """A ZIP of Word, PDF and picture files that attaches itself by number and revision."""
    by = actor_in(request)
    context: dict[str, Any] = {}
    if request.method == "POST":
        file = request.FILES.get("archive")
        if file is None:
            messages.error(request, _("Choose the ZIP first."))
        else:
            try:
                with tenancy.reading(by.organization):
                    documents = list(Document.objects.of(by.organization).filter(state="current", current__file=None,
                                     current__text="").select_related("current"))  # fmt: skip
                context["done"] = attached(file.read(LARGEST_ARCHIVE + 1), documents, by)
            except Refusal as refusal:
                messages.error(request, gate.in_words(refusal))
    with tenancy.reading(by.organization):
        context["may"] = permissions.may(by, revisions.attach)
        return render(request, "mutu/document_attach.html", context)


def attached(data: bytes, documents: list[Document], by: Actor) -> list[dict[str, Any]]:
    """Each file of the archive and what became of it; nothing is unpacked beyond what was measured."""
    waiting: dict[str, list[Document]] = {}
    for one in documents:
        for number in {one.number, one.listed_number} - {""}:
            waiting.setdefault(number, []).append(one)
    done = []
    for name, content in opened(data):
        line: dict[str, Any] = {"name": name[-120:], "said": "", "document": None}
        done.append(line)
        said = in_file_name(name, waiting)
        document = _meant(waiting.get(said.number, []), said)
        if document is None or document.current is None:
            line["said"] = _("No document that waits for a file has a number like this.")
        elif said.label and document.current.label and not _is_revision(document, said.label):
            line["said"] = _("The file is revision %(file)s, in use is %(now)s.") % {
                "file": said.label, "now": document.current.label,
            }  # fmt: skip
        else:
            try:
                line["document"] = _attach(document, name, content, by)
            except Refusal as refusal:
                line["said"] = gate.in_words(refusal)
    return done


def _meant(documents: list[Document], said: Named) -> Document | None:
    """Of those with this number the one in this revision, else the one whose own number it is."""
    of_revision = [one for one in documents if said.label and _is_revision(one, said.label)]
    own = [one for one in documents if one.number == said.number]
    return next(iter([*of_revision, *own, *documents]), None)


def _is_revision(document: Document, label: str) -> bool:
    return document.current is not None and document.current.label.upper().lstrip("0") == label.lstrip("0")


def _attach(document: Document, name: str, content: bytes, by: Actor) -> Document:
    assert document.current is not None
    short = name.replace("\\", "/").rpartition("/")[2][-200:]
    kept = attachments.keep(by.organization_id, content, short)
    file = add_attachment(uuid5(document.pk, kept.sha256), by=by, name=short, sha256=kept.sha256)
    revisions.attach(document.current.pk, by=by, file=file)
    return document


def opened(data: bytes) -> list[tuple[str, bytes]]:
    """The files of an archive, counted before and while they are unpacked."""
    if len(data) > LARGEST_ARCHIVE:
        raise Unreadable(noop("The archive is larger than 200 MB. Send it in parts."))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = [one for one in archive.infolist() if not one.is_dir() and "__MACOSX" not in one.filename]
            if len(parts) > MOST_FILES or sum(one.file_size for one in parts) > MOST_UNPACKED:
                raise Unreadable(noop("The archive holds more than 500 files or 400 MB. Send it in parts."))
            if any(one.flag_bits & 1 for one in parts):
                raise Unreadable(noop("The archive is locked with a password. Send it without."))
            return [(one.filename, _measured(archive, one)) for one in parts]
    except (zipfile.BadZipFile, NotImplementedError, OSError, EOFError, ValueError, RuntimeError):
        raise Unreadable(noop("This is not a ZIP that can be opened.")) from None


def _measured(archive: zipfile.ZipFile, one: zipfile.ZipInfo) -> bytes:
    """One file; more than the store keeps of it is not unpacked."""
    with archive.open(one) as part:
        return part.read(attachments.LARGEST + 1)


@signed_in
def rules_page(request: HttpRequest) -> HttpResponse:
    """Types and their numbers, who approves what, how long records are kept."""
    by = actor_in(request)
    context = {
        "types": DocumentType.objects.of(by.organization).filter(state="current").order_by("name"),
        "rules": ApprovalRule.objects.of(by.organization).filter(state="held").select_related("type", "site")
        .order_by("pk"),
        "kept": Retention.objects.of(by.organization).filter(state="current").select_related("owner", "site")
        .order_by("name"),
        "may_types": permissions.may(by, actions.add_type), "may_rules": permissions.may(by, actions.set_rule),
        "may_keep": permissions.may(by, keeping.decide),
    }  # fmt: skip
    return render(request, "mutu/document_rules.html", context)


urls = [
    path("documents/faults", faults),
    path("documents/attach", attach),
    path("documents/rules", rules_page),
]
