"""Samples of the actions of clause 7: documents."""

from collections.abc import Callable
from typing import Any

from tests.resources.writing import PIN, Office, furnish
from tests.samples import Maker, Sample, World, day, someday

from mutu.core.identity import new_id
from mutu.core.records import Record
from mutu.resources.documents import actions, importing, keeping, languages, queries, revisions
from mutu.resources.documents.models import Document, DocumentType, Revision


def office(w: World) -> Office:
    """The world's factory, once furnished with what writing needs."""
    type = DocumentType.objects.of(w.people.organization).filter(code="WI").first()
    return Office(w.people, type) if type is not None else furnish(w.people)


def document_samples() -> dict[str, Maker]:
    def at(state: Callable[[Office], Record | None], who: str = "nurul", **facts: Any) -> Maker:
        def make(w: World) -> Sample:
            record = state(office(w))
            said = {name: value(w) if callable(value) else value for name, value in facts.items()}
            return Sample(getattr(w.people, who), record, said)

        return make

    def submitted(o: Office) -> Revision:
        return o.submit(o.begin())

    def planned(o: Office) -> Revision:
        later = queries.in_months(o.on(0).nurul.now().date(), 1)
        assert later is not None
        return revisions.plan_release(o.approved().pk, by=o.on(0).nurul, effective_on=later)

    def come(o: Office) -> Revision:
        """A planned one whose day was moved to today behind the gate's back, as time does."""
        one = planned(o)
        Revision.objects.of(one.organization_id).filter(pk=one.pk).update(effective_on=o.since.date())
        return one

    def taken_up(o: Office) -> Document:
        """One whose revision says it is in force, before the document heard of it."""
        one = o.approved()
        Revision.objects.of(one.organization_id).filter(pk=one.pk).update(state="in_force")
        return one.document

    def gone(o: Office) -> Revision:
        one = o.released()
        Document.objects.of(one.organization_id).filter(pk=one.document_id).update(state="obsolete")
        return one

    def superseded(o: Office) -> Revision:
        one = o.released()
        Document.objects.of(one.organization_id).filter(pk=one.document_id).update(current=None)
        return one

    def rule(o: Office) -> Record:
        return actions.set_rule(new_id(), by=o.on(0).nurul, type=o.type, approves="quality_manager")

    def malay(o: Office) -> Record:
        return languages.write(new_id(), by=o.on(0).suresh, revision=o.released(), language="ms", name="Bersihkan",
                               text="1. Tutup corong.")  # fmt: skip

    def copied(o: Office) -> Record:
        return keeping.issue(new_id(), by=o.on(0).suresh, document=o.document(), place="Drawer 3")

    def asked(o: Office) -> Record:
        return keeping.ask(new_id(), by=o.on(0).bishnu, wants="create", what="How to clean the dryer")

    def accepted(o: Office) -> Record:
        return keeping.accept(asked(o).pk, by=o.on(0).nurul)

    def kept(o: Office) -> Record:
        return keeping.decide(new_id(), by=o.on(0).nurul, name="Inspection records", months=36, disposal="shred")

    def listed(o: Office, status: str = "", label: str = "") -> Revision:
        said = {"name": "Old sheet", "number": "WI-90", "status": status, "place": "Drawer", "label": label}
        return importing.bring_in.do(new_id(), by=o.on(0).nurul, facts=said)

    def nothing(o: Office) -> None:
        return None

    def first(w: World) -> str:
        return str(Revision.objects.of(w.people.organization).order_by("-pk").values_list("pk", flat=True)[0])

    type_id = lambda w: str(office(w).type.pk)  # noqa: E731
    site = lambda w: str(w.people.site.pk)  # noqa: E731
    process = lambda w: str(w.people.process.pk)  # noqa: E731
    suresh = lambda w: str(w.people.suresh.person_id)  # noqa: E731
    file = lambda w: str(w.file.pk)  # noqa: E731
    return {
        "document_type.add": at(nothing, name="Form", code="F", category="form", pattern="F-{n:3}", review_months=36,
                                per_site=True),
        "document_type.change": at(lambda o: o.type, name="Instruction", pattern="WI-{n:3}", review_months=12),
        "document_type.retire": at(lambda o: o.type),
        "approval_rule.set": at(nothing, type=type_id, site=site, checks="quality_engineer", approves="top_management"),
        "approval_rule.change": at(rule, approves="top_management", checks="quality_engineer"),
        "approval_rule.end": at(rule),
        "document.register": at(nothing, name="Colour change", type=type_id, site=site, process=process,
                                owner=suresh, language="ms"),
        "document.describe": at(Office.document, process=process, review_due=lambda w: someday(w.people.nurul)),
        "document.hand_over": at(Office.document, owner=suresh),
        "document.renumber": at(Office.document, reason="Two had this number.", number="WI-77"),
        "document.review": at(Office.document, review_note="Looked at all eleven steps."),
        "document.take_up": at(taken_up, revision=first),
        "document.withdraw": at(Office.document, reason="The machine was sold."),
        "document.clear_place": at(lambda o: listed(o, "obsolete").document, "suresh", reason="Shredded."),
        "document.cancel": at(lambda o: o.begin().document, reason="Not needed."),
        "revision.start": at(nothing, "suresh", name="Colour change", type=type_id, text="1. Purge.", site=site,
                             process=process, owner=suresh, label="0"),
        "revision.revise": at(
            nothing, "suresh", change="Eight shots.", origin=lambda w: f"part:{w.case.part.pk}:",
            document=lambda w: str(office(w).document().pk),
        ),
        "revision.write": at(Office.begin, "suresh", name="Purge", text="1. Eight shots.", change="Counted", file=file),
        "revision.attach": at(lambda o: o.begin(text=""), file=file),
        "revision.relabel": at(listed, said="3"),
        "revision.bring_in": at(
            nothing, name="Visual inspection", number="WI-31", label="2", effective_on=day(-200), kind_of="Instruction",
            owner="Suresh Pillai", approver="Nurul Aisyah", review_due=day(90), status="current", place="QC room",
            change="From the old system",
        ),
        "revision.submit": at(Office.begin, "suresh"),
        "revision.check": at(submitted, "nurul", secret=PIN),
        "revision.approve": at(submitted, "nurul", secret=PIN),
        "revision.send_back": at(submitted, remarks="How many shots?"),
        "revision.release": at(Office.approved),
        "revision.plan_release": at(Office.approved, effective_on=lambda w: someday(w.people.nurul)),
        "revision.take_effect": at(come),
        "revision.replace": at(superseded),
        "revision.retire": at(gone),
        "revision.drop": at(Office.begin, reason="Not needed."),
        "printed_copy.issue": at(nothing, document=lambda w: str(office(w).document().pk), place="Drawer 3",
                                 workplace=lambda w: str(w.people.workplace.pk)),
        "printed_copy.move": at(copied, "suresh", place="Board"),
        "printed_copy.collect": at(copied, "bishnu"),
        "printed_copy.lose": at(copied, "suresh", reason="Not at the machine; a new one hangs there."),
        "document_request.ask": at(nothing, "bishnu", wants="change", what="Step 4 is wrong",
                                   document=lambda w: str(office(w).document().pk)),
        "document_request.accept": at(asked, answer="By Friday."),
        "document_request.decline": at(asked, answer="It is in WI-12 already."),
        "document_request.finish": at(accepted, "suresh", answer="WI-13."),
        "retention.decide": at(nothing, name="Inspection records", months=36, disposal="shred", counts_from="delivery",
                               kept_where="Folder in QC", protection="locked", site=site, owner=suresh, form=type_id),
        "retention.change": at(kept, months=60, disposal="archive"),
        "retention.dispose": at(kept, what="2019, boxes 1-4", until="2019-12-31", witness="Tan"),
        "retention.retire": at(kept),
        "translation.write": at(nothing, "suresh", revision=lambda w: str(office(w).released().pk), language="ms",
                                name="Bersihkan", text="1. Tutup corong."),
        "translation.change": at(malay, "suresh", name="Bersihkan mesin", text="1. Tutup corong."),
        "translation.release": at(malay, compared=True),
        "translation.drop": at(malay, reason="Nobody reads it."),
    }  # fmt: skip
