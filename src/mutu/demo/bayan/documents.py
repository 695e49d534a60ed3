"""Bayan's documents: the master list with the faults real lists have, what was written since, and what waits today."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any
from uuid import UUID

from mutu.core import actions as core
from mutu.core import attachments, gate
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.demo.bayan.skills import Told as Ago
from mutu.demo.ground import read
from mutu.demo.keys import DEMO_PIN
from mutu.demo.stage import Stage, Story
from mutu.demo.word_paper import word_paper
from mutu.resources.documents import actions, importing, keeping, languages, revisions
from mutu.resources.documents.models import Document, DocumentType, Revision

GROUND = "bayan/documents.yaml"
OF_PARTS = 23
FILE = "Master list 2026 (final2).xlsx"
REVISED = "The machine counts the shots now; the purge is weighed."


def stories(stage: Stage) -> Iterator[Story]:
    ago = Ago(stage)
    if ago.ago(360, 9) > stage.begin:
        yield _list(stage, ago.ago(355, 10), ago.ago(352, 10))
        for line in read(GROUND)["written"]:
            yield _written(stage, ago.ago(line[3], 11), line)
        yield _purge(stage, ago)
        yield _open(stage, ago)


def _list(stage: Stage, at: datetime, later: datetime) -> Story:
    """Nurul brings the list in; days later the files are attached, and how long records are kept is decided."""
    yield at
    by = replace(stage.by("nurul", at), kind="import", face="import", via=f"file:{FILE}")
    with gate.batch(by):
        made = [(importing.bring_in.do(new_id(at), by=by, facts=facts), filed) for facts, filed in listed(stage, at)]
    yield later
    by = stage.by("nurul", later)
    with gate.batch(by):
        actions.set_rule(new_id(later), by=by, approves="quality_manager")
        for name, months, counts_from, where, then in read(GROUND)["kept"]:
            keeping.decide(new_id(later), by=by, name=name, months=months, counts_from=counts_from, kept_where=where,
                           disposal=then, owner=stage.people["faridah"])  # fmt: skip
        for revision, filed in made:
            if filed and revision.state == "in_force":
                _paper(revision, by)


def _paper(revision: Revision, by: Actor) -> None:
    """The file the list names; a page of Word stands for it here."""
    document = revision.document
    lines = [
        f"{document.number}, revision {revision.label or 'not said'}",
        "This page stands for the paper of the demo.",
    ]
    attach(revision, by, f"{document.number} rev {revision.label}".strip(), word_paper(document.name, lines))


def attach(revision: Revision, by: Actor, name: str, data: bytes) -> None:
    """Keep a Word file and put it to a revision of the list."""
    kept = attachments.keep(by.organization_id, data, f"{name}.docx")
    file = core.add_attachment(new_id(by.at), by=by, name=f"{name}.docx", sha256=kept.sha256)
    revisions.attach(revision.pk, by=by, file=file)


def listed(stage: Stage, at: datetime) -> Iterator[tuple[dict[str, Any], bool]]:
    """Each line of the list as its facts, and whether its file exists."""
    today, end = stage.days.date_of(at), stage.days.date_of(stage.end)
    faults = read(GROUND)["faults"]
    machines = [f"Setting sheet {code}" for code in sorted(stage.workplaces) if code.startswith("IM-")]
    parts = [f"Inspection sheet {one.name}" for one in islice(cycle(stage.parts.values()), OF_PARTS)]
    for code, word, months, process, titles in read(GROUND)["listed"]:
        names = {"machines": machines, "parts": parts}.get(titles[0], titles)
        for place, name in enumerate(names, 1):
            number = f"{code}-{place:02}"
            fault = faults.get(number, {})
            due = end - timedelta(days=fault["late"]) if "late" in fault else end + timedelta(days=40 + 7 * place)
            facts = {
                "name": name, "number": fault.get("number", number), "kind_of": word,
                "label": fault.get("label", f"{place % 4 + 1:02}"), "owner": _owner(stage, process),
                "approver": fault.get("approver", "Nurul Aisyah"), "review_due": due,
                "status": fault.get("state", "Current"), "place": fault.get("place", ""),
                "effective_on": today - timedelta(days=30 * (place % months + 1)),
            }  # fmt: skip
            yield {key: value for key, value in facts.items() if value != ""}, fault.get("file", True)
            if "twice" in fault:
                yield {**facts, "label": f"{fault['twice']}a"}, False


def _owner(stage: Stage, process: str) -> str:
    owner = stage.processes[process].owner
    return owner.name if owner is not None else ""


def _text(lines: list[str]) -> str:
    return "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def _type(stage: Stage) -> DocumentType:
    return DocumentType.objects.of(stage.organization).get(code="WI")


def _release(stage: Stage, revision: UUID, writer: str, at: datetime) -> Document:
    nurul = stage.by("nurul", at)
    revisions.submit(revision, by=stage.by(writer, at))
    revisions.approve(revision, by=nurul, secret=DEMO_PIN)
    return revisions.release(revision, by=nurul).document


def _written(stage: Stage, at: datetime, line: list[Any]) -> Story:
    """A short instruction for the floor, written by Suresh or Tan, approved by Nurul."""
    title, process, _machine, _ago, steps = line
    yield at
    writer = "suresh" if process == "moulding" else "tan"
    draft = revisions.start(
        new_id(at), by=stage.by(writer, at), name=title, type=_type(stage), text=_text(steps),
        process=stage.processes[process],
    )  # fmt: skip
    document = _release(stage, draft.pk, writer, at)
    stage.marks[title] = document.pk


def _purge(stage: Stage, ago: Ago) -> Story:
    """The instruction of the mockup: copies at the machines, a Malay version, two revisions, one waiting for Nurul."""
    title, _process, machine, _days, steps = read(GROUND)["written"][0]
    at = ago.ago(325, 14)
    yield at
    by = stage.by("suresh", at)
    document = Document.objects.of(stage.organization).get(pk=stage.marks[title])
    for code, place in ((machine, "board"), ("IM-03", "drawer"), ("TOOL", "office")):
        keeping.issue(new_id(at), by=by, document=document, workplace=stage.workplaces[code], place=place)
    at = ago.ago(150, 14)
    yield at
    steps = [*steps[:1], "Set the barrel to 280 °C.", *steps[2:]]
    revised = _revised(stage, document, steps, "Typing error: 180 °C should be 280 °C", at)
    _release(stage, revised.pk, "suresh", at)
    keeping.issue(new_id(at), by=stage.by("suresh", at), document=document, place="QC room")
    at = ago.ago(140, 14)
    yield at
    name, words = read(GROUND)["malay"]
    version = languages.write(new_id(at), by=stage.by("suresh", at), revision=revised, language="ms", name=name,
                              text=_text(words))  # fmt: skip
    languages.release(version.pk, by=stage.by("nurul", at), compared=True)
    at = ago.ago(9, 14)
    yield at
    name, words = read(GROUND)["nepali"]
    languages.write(new_id(at), by=stage.by("suresh", at), revision=revised, language="ne", name=name,
                    text=_text(words))  # fmt: skip
    at = ago.ago(5, 14)
    yield at
    steps = [*steps[:3], "Purge 8 shots. The machine counts them and keeps start locked until 8.",
             "Put the purge weight in F-31, column purge. It is not your scrap.", *steps[4:]]  # fmt: skip
    draft = _revised(stage, document, steps, REVISED, at)
    revisions.submit(draft.pk, by=stage.by("suresh", at))


def _revised(stage: Stage, document: Document, steps: list[str], change: str, at: datetime) -> Revision:
    by = stage.by("suresh", at)
    draft = revisions.revise(new_id(at), by=by, document=document, change=change)
    return revisions.write(draft.pk, by=by, name=draft.name, text=_text(steps), change=change)


def _open(stage: Stage, ago: Ago) -> Story:
    """What is going on in the last weeks: a request, a draft that came back, a release planned for next week."""
    at = ago.ago(12, 10)
    yield at
    written = {title: Document.objects.of(stage.organization).get(pk=key) for title, key in (
        (line[0], stage.marks[line[0]]) for line in read(GROUND)["written"][1:4])}  # fmt: skip
    first, specks, weighing = written.values()
    keeping.ask(new_id(at), by=stage.by("bishnu", at), wants="change", document=specks,
                what="The lamp is too far from the table to see specks.")  # fmt: skip
    at = ago.ago(8, 15)
    yield at
    back = _revised(stage, weighing, ["Put the purge on the scale.", "Write the weight."], "Shorter", at)
    revisions.submit(back.pk, by=stage.by("suresh", at))
    revisions.send_back(back.pk, by=stage.by("nurul", at), remarks="Keep the sentence that it is not their scrap.")
    at = ago.ago(3, 15)
    yield at
    soon = _revised(stage, first, ["Put the first eight shots into the red box.", "Wait for the first-piece release."],
                    "Eight shots, as for the purge", at)  # fmt: skip
    revisions.submit(soon.pk, by=stage.by("suresh", at))
    revisions.approve(soon.pk, by=stage.by("nurul", at), secret=DEMO_PIN)
    revisions.plan_release(soon.pk, by=stage.by("nurul", at), effective_on=stage.days.date_of(at) + timedelta(days=14))
