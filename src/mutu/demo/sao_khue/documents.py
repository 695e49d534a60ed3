"""The eleven documents of five people: a list of ten out of a drawer, and one written in Mutu since."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from mutu.core import tenancy
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.demo.bayan.documents import attach
from mutu.demo.ground import cells, read
from mutu.demo.keys import DEMO_PIN
from mutu.demo.stage import Stage
from mutu.demo.word_paper import word_paper
from mutu.resources.documents import importing, revisions
from mutu.resources.documents.models import DocumentType, Revision

GROUND = "sao_khue/ground.yaml"


def listed(stage: Stage, by: Actor) -> Iterator[Revision]:
    """The list as it lay in the drawer: a number twice, no approver, reviews nobody held, files nobody has."""
    today, end = stage.days.date_of(by.now()), stage.days.date_of(stage.end)
    for line in read(GROUND)["documents"]:
        number, name, kind, label, days, due, approver, owner, state = cells(line)
        facts = {
            "number": number, "name": name, "kind_of": kind, "label": label, "approver": approver, "status": state,
            "owner": stage.people[owner].name if owner else "",
            "effective_on": today - timedelta(days=int(days)) if days else None,
            "review_due": end + timedelta(days=int(due)) if due else None,
        }  # fmt: skip
        said = {key: value for key, value in facts.items() if value}
        yield importing.bring_in.do(new_id(by.at), by=by, facts=said)


def filed(brought: Sequence[Revision], by: Actor) -> None:
    """The files that were found on the old computer; the rest of the list stays without."""
    files = read(GROUND)["files"]
    for revision in brought:
        number = revision.document.number
        if number in files:
            name = f"{number} lan {revision.label}" if revision.label else number
            attach(revision, by, name, word_paper(revision.name, files[number]))


def written(stage: Stage, at: datetime) -> None:
    """Khánh writes how a lathe is started in the morning; Tuấn approves it with his PIN."""
    name, steps = read(GROUND)["written"]
    with tenancy.reading(stage.organization):
        type = DocumentType.objects.of(stage.organization).get(code="HD")
    text = "\n".join(f"{number}. {line}" for number, line in enumerate(steps, 1))
    draft = revisions.start(new_id(at), by=stage.by("khanh", at), name=name, type=type, text=text,
                            process=stage.processes["machining"])  # fmt: skip
    revisions.submit(draft.pk, by=stage.by("khanh", at))
    revisions.approve(draft.pk, by=stage.by("tuan", at), secret=DEMO_PIN)
    revisions.release(draft.pk, by=stage.by("tuan", at))
