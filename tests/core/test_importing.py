"""A factory's own list: every fault is told before anything is written, good rows come in, and it can be undone."""

import io
import json
from datetime import date
from decimal import Decimal

import pytest
from python_calamine import CalamineWorkbook
from tests import cast
from tests.cast import Factory
from tests.core import bringing_in as steps

from mutu.core import actions as core
from mutu.core import attachments, tenancy, trail
from mutu.core.identity import new_id
from mutu.core.importing import actions, mending, progress, running
from mutu.core.importing.models import Import
from mutu.core.importing.opening import Found, keep, load
from mutu.core.importing.rows import row_id
from mutu.core.kinds import Unreadable
from mutu.core.models import Entry, Part, RoleAssignment, Workplace
from mutu.core.refusals import MoveRefused, NotPermitted, NotYet
from mutu.improvement.nonconformities import actions as problems
from mutu.improvement.nonconformities.importing import undo_bringing_in
from mutu.improvement.nonconformities.models import Nonconformity
from mutu.operation.customers.models import Complaint


@pytest.fixture
def factory(db: None) -> Factory:
    return cast.build()


def problems_of(factory: Factory) -> list[Nonconformity]:
    with tenancy.reading(factory.organization):
        return list(Nonconformity.objects.of(factory.organization).order_by("pk"))


MIXED = steps.csv(
    "NCR-1,22/11/2025,Flash on rim,IM-14,5 pcs,23/11/2025",
    'NCR-2,31/02/2026,"=HYPERLINK(""x"")",IM-14,5,',
    "NCR-1,13/01/2026,Scratch,IM-99,abc,12/01/2026",
    "NCR-4,25/12/2040,,IM-14,7,",
    "NCR-5,01/02/2025,Short shot,im 14,,",
)


def test_every_fault_is_told_by_row_and_column_and_nothing_is_written(factory):
    of = steps.check(steps.receive(MIXED, factory.nurul), factory.nurul)
    assert [(fault.row, fault.fact, fault.code) for fault in steps.faults(of)] == [
        (3, "found_on", "date-no-such-day"),
        (4, "workplace", "unknown"),
        (4, "quantity", "number"),
        (4, "closed_on", "order"),
        (4, "old_number", "twice"),
        (5, "what", "missing"),
        (5, "found_on", "future"),
    ]
    assert (of.state, of.good, of.faulty) == ("checked", 2, 3)
    assert problems_of(factory) == []


def test_good_rows_come_in_through_the_gate_on_behalf_of_whoever_asked(factory):
    of = steps.check(steps.receive(MIXED, factory.nurul), factory.nurul)
    of = steps.bring_in(of, factory.nurul)
    assert (of.state, of.brought_in, of.faulty) == ("finished", 2, 3)
    first, second = problems_of(factory)
    assert (first.old_number, first.quantity, first.state, first.workplace) == ("NCR-1", 5, "closed", factory.workplace)
    assert (second.old_number, second.quantity, second.state) == ("NCR-5", None, "reported")
    assert first.pk == row_id(of, 2) and first.pk < second.pk
    with tenancy.reading(factory.organization):
        (line,) = trail.story(factory.organization, first)
        leaf = json.loads(Entry.objects.of(factory.organization).get(record=first.pk).leaf)
    assert (line.who, line.face, line.via) == ("Nurul Aisyah", "import", f"import:{of.pk}")
    assert (leaf["action"], leaf["kind"]) == ("nonconformity.bring_in", "import")


def test_what_the_rules_refuse_is_found_by_the_check_too(factory):
    data = b"Claim No,Date received,Complaint\nA-1,22/11/2025,Wrong colour\n"
    of = steps.receive(data, factory.nurul, into="complaints")
    with pytest.raises(NotYet) as refused:
        steps.check(of, factory.nurul)
    assert refused.value.fact == "columns"
    data = b"Claim No,Date received,Complaint,Customer,Cost\nA-1,22/11/2025,Wrong colour,Nordlicht,EUR 12.50\n"
    of = steps.bring_in(
        steps.check(steps.receive(data, factory.nurul, into="complaints"), factory.nurul), factory.nurul
    )
    with tenancy.reading(factory.organization):
        complaint = Complaint.objects.of(factory.organization).select_related("customer").get()
    assert (complaint.customer.name, complaint.cost_claimed, complaint.currency) == (
        "Nordlicht",
        Decimal("12.50"),
        "EUR",
    )
    of = steps.undo(of, factory.nurul)
    with tenancy.reading(factory.organization):
        complaint.refresh_from_db()
    assert (complaint.state, complaint.reason, of.withdrawn) == ("withdrawn", "import undone", 1)


def test_dates_are_read_in_the_order_that_was_chosen(factory):
    data = steps.csv("1,05/11/2025,Burr,,,", "2,06/11/2568,Burr,,,")
    of = steps.receive(data, factory.nurul)
    with tenancy.reading(factory.organization):
        found = Found(**progress.of(of).found[0])
    assert found.orders == {"1": "ambiguous"}
    unclear = steps.check(of, factory.nurul)
    assert [fault.code for fault in steps.faults(unclear)] == ["date-ambiguous", "date-ambiguous"]
    steps.bring_in(steps.check(of, factory.nurul, date_order="mdy"), factory.nurul)
    zone = {one.old_number: one.reported_at.date() for one in problems_of(factory)}
    assert zone == {"1": date(2025, 5, 11), "2": date(2025, 6, 11)}


def test_a_column_of_names_under_found_by_is_not_taken_for_a_choice(factory):
    rows = [("No", "Date", "Description", "found by"), ("1", date(2025, 1, 2).isoformat(), "Burr", "Mr Tan")]
    of = steps.receive(steps.xlsx(rows), factory.nurul, name="list.xlsx")
    with tenancy.reading(factory.organization):
        found = Found(**progress.of(of).found[0])
    assert "source" not in found.guess and found.guess["what"] == 2


def test_unknown_machines_and_parts_are_added_once_if_that_was_asked(factory):
    lines = [f"{n},1{n}/12/2024,Burr,NEW-{n % 2},3,KX-9" for n in range(1, 5)]
    data = ("No,Date,Description,Machine,Qty,Part\n" + "\n".join(lines)).encode()
    of = steps.check(steps.receive(data, factory.nurul), factory.nurul)
    assert (of.good, of.faulty) == (0, 4)
    of = steps.check(of, factory.nurul, add_unknown=True)
    assert (of.good, of.faulty) == (4, 0)
    with tenancy.reading(factory.organization):
        assert Part.objects.of(factory.organization).count() == 0
    steps.bring_in(of, factory.nurul)
    with tenancy.reading(factory.organization):
        codes = set(Workplace.objects.of(factory.organization).values_list("code", flat=True))
        parts = list(Part.objects.of(factory.organization).values_list("code", flat=True))
    assert (codes, parts) == ({"IM-14", "NEW-0", "NEW-1"}, ["KX-9"])


def test_the_same_old_number_does_not_come_in_from_a_second_list(factory):
    steps.bring_in(steps.check(steps.receive(steps.good(3), factory.nurul), factory.nurul), factory.nurul)
    of = steps.check(steps.receive(steps.good(4), factory.nurul), factory.nurul)
    assert [(fault.row, fault.code) for fault in steps.faults(of)] == [(2, "already"), (3, "already"), (4, "already")]
    assert of.good == 1


def test_undo_takes_back_what_nobody_worked_on_and_leaves_the_rest(factory):
    of = steps.check(steps.receive(MIXED, factory.nurul), factory.nurul)
    of = steps.bring_in(of, factory.nurul)
    closed, reported = problems_of(factory)
    problems.assign(reported.pk, by=factory.suresh, owner=factory.suresh.person)
    of = steps.undo(of, factory.nurul)
    assert (of.state, of.withdrawn, of.kept) == ("undone", 1, 1)
    closed, reported = problems_of(factory)
    assert (closed.state, closed.reason, closed.open) == ("withdrawn", "import undone", False)
    assert (reported.state, reported.owner_id) == ("reported", factory.suresh.person.pk)
    again = steps.check(steps.receive(MIXED, factory.nurul), factory.nurul)
    assert again.pk != of.pk and again.good == 1


def test_nobody_undoes_one_record_by_hand(factory):
    of = steps.bring_in(steps.check(steps.receive(steps.good(1), factory.nurul), factory.nurul), factory.nurul)
    with pytest.raises(NotPermitted):
        undo_bringing_in(row_id(of, 2), by=factory.nurul, reason="x")


def test_nobody_says_in_place_of_the_check_what_it_found(factory):
    of = steps.receive(steps.good(1), factory.nurul)
    actions.choose_columns(of.pk, by=factory.nurul, columns=["1=found_on", "2=what"])
    with pytest.raises(NotPermitted):
        actions.record_check(of.pk, by=factory.nurul, good=1000, faulty=0)


def test_nouns_are_retired_when_their_list_is_undone(factory):
    data = b"Part No,Part name\nKX-118,Cap\nKX-118,Cap again\nKX-119,Lid\n"
    of = steps.check(steps.receive(data, factory.nurul, into="parts"), factory.nurul)
    assert [(fault.row, fault.fact, fault.code) for fault in steps.faults(of)] == [(3, "code", "twice")]
    of = steps.undo(steps.bring_in(of, factory.nurul), factory.nurul)
    with tenancy.reading(factory.organization):
        states = dict(Part.objects.of(factory.organization).values_list("code", "state"))
    assert (states, of.withdrawn) == ({"KX-118": "retired", "KX-119": "retired"}, 2)


def test_rows_to_mend_come_back_with_their_own_columns_and_safe_cells(factory):
    of = steps.check(steps.receive(MIXED, factory.nurul), factory.nurul)
    with tenancy.reading(factory.organization):
        data = mending.spreadsheet(of)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows[0] == [*steps.HEADER, "what to mend"]
    assert rows[1][:4] == ["NCR-2", "31/02/2026", '\'=HYPERLINK("x")', "IM-14"]
    assert rows[1][6] == "Date: February 2026 has 28 days. Write for example 28/02/2026."
    assert [row[0] for row in rows[1:]] == ["NCR-2", "NCR-1", "NCR-4"]
    mended = steps.check(steps.receive(data, factory.nurul, name="mended.xlsx"), factory.nurul)
    assert {(fault.row, fault.code) for fault in steps.faults(mended)} >= {(2, "date-no-such-day"), (4, "missing")}


def test_only_who_may_do_it_by_hand_may_bring_a_list_in(factory):
    with pytest.raises(NotPermitted):
        steps.receive(steps.good(1), factory.bishnu)
    with pytest.raises(NotPermitted):
        steps.receive(steps.good(1), factory.tan)
    assert steps.receive(b"Part No,Part name\nKX-1,Cap\n", factory.tan, into="parts").state == "received"


def test_another_organization_cannot_touch_an_import(factory):
    eve = cast.build("Eve's firm")
    of = steps.receive(steps.good(1), factory.nurul)
    for action in (actions.bring_in, actions.abandon, actions.undo):
        with pytest.raises(LookupError):
            action(of.pk, by=eve.nurul)
    with tenancy.reading(eve.organization):
        assert Import.objects.of(eve.organization).count() == 0


def test_the_same_file_is_brought_in_once_until_it_is_undone_or_given_up(factory):
    of = steps.receive(steps.good(2), factory.nurul)
    with pytest.raises(NotYet):
        steps.receive(steps.good(2), factory.nurul, name="renamed.csv")
    actions.abandon(of.pk, by=factory.nurul)
    second = steps.receive(steps.good(2), factory.nurul, name="renamed.csv")
    with pytest.raises(MoveRefused):
        actions.bring_in(second.pk, by=factory.nurul)


def test_a_file_changed_in_the_store_is_not_believed(factory):
    organization = factory.organization.pk
    sha256 = keep(organization, b"some bytes")
    attachments.place(organization, sha256).write_bytes(b"other bytes")
    with pytest.raises(Unreadable):
        load(organization, sha256)
    with pytest.raises(Unreadable):
        load(organization, "../" * 20)


def test_work_that_is_done_is_not_done_again(factory):
    of = steps.bring_in(steps.check(steps.receive(steps.good(3), factory.nurul), factory.nurul), factory.nurul)
    running.work(of.organization_id, of.pk)
    running.work(of.organization_id, new_id())
    assert len(problems_of(factory)) == 3
    assert steps.again(of).version == of.version


def test_a_row_whose_person_may_no_longer_is_left_with_the_reason(factory):
    of = steps.check(steps.receive(steps.good(2), factory.nurul), factory.nurul)
    actions.bring_in(of.pk, by=factory.nurul)
    with tenancy.reading(factory.organization):
        held = list(RoleAssignment.objects.of(factory.organization).filter(person=factory.nurul.person))
    for one in held:
        core.take_away_role(one.pk, by=cast.founder(factory.organization.pk))
    running.work(of.organization_id, of.pk)
    with tenancy.reading(factory.organization):
        kept = progress.of(of)
    assert problems_of(factory) == []
    assert (steps.again(of).state, bool(kept.problem)) == ("bringing_in", True)
