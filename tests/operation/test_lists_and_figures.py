"""Lists cost the same with one row and with a hundred; figures carry their n and never flatter."""

from datetime import UTC, datetime

from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import fresh
from tests.operation.complaining import TUESDAY, Case
from tests.web.asking import browser

from mutu.core import gate
from mutu.core.identity import new_id
from mutu.operation.customers import actions, answers, queries
from mutu.operation.customers.figures import Figure, nearest_rank

START, END = datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 1, 1, tzinfo=UTC)


def queries_for_a_page(case: Case) -> int:
    """The list and the clocks of Today: one query each."""
    reader = fresh(case.factory.organization, case.factory.nurul.person)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        for one in queries.listed(reader)[:50]:
            assert one.customer.name and one.owner and one.site.name
        for one in queries.running_clocks(reader):
            assert one.customer.name and one.due
    return len(caught)


def test_a_list_takes_as_many_queries_for_a_hundred_as_for_one(case: Case) -> None:
    case.receive(part=case.part)
    one = queries_for_a_page(case)
    with gate.batch(case.ana):
        for number in range(99):
            actions.receive(new_id(), by=case.ana, customer=case.customer, what=f"Burr {number}", part=case.part)
    assert len(list(queries.listed(case.factory.nurul))) == 100
    assert queries_for_a_page(case) == one == 2


def test_running_clocks_begin_with_the_one_that_ends_first_and_leave_out_what_is_over(case: Case) -> None:
    first, second, third = (case.after(hours=hours).receive() for hours in (0, 1, 2))
    actions.withdraw(first.pk, by=case.factory.nurul, reason="mistake")
    answers.reply(second.pk, by=case.after(hours=3).ana, text="Thank you.")
    ordered = [(one.number, one.due_clock) for one in queries.running_clocks(case.factory.nurul)]
    assert ordered == [(second.number, "containment"), (third.number, "reply")]


def test_below_five_cases_the_cases_stand_instead_of_a_percentile(case: Case) -> None:
    complaint = case.receive()
    answers.reply(complaint.pk, by=case.after(hours=6).ana, text="Thank you.")
    case.receive()
    figures = queries.response_figures(case.factory.organization, START, END)
    assert figures.first_reply == Figure(cases=((complaint.number, 6.0),), waiting=1)
    assert (figures.first_reply.n, figures.first_reply.median, figures.first_reply.ninetieth) == (1, None, None)
    assert figures.containment == Figure(cases=(), waiting=2)


def test_from_five_cases_on_the_middle_and_the_slowest_of_nine_in_ten(case: Case) -> None:
    for hours in (1, 2, 3, 4, 100):
        answers.reply(case.receive().pk, by=case.after(hours=hours).ana, text="Thank you.")
    first = queries.response_figures(case.factory.organization, START, END).first_reply
    assert (first.n, first.median, first.ninetieth, first.waiting) == (5, 3.0, 100.0, 0)


def test_what_does_not_count_is_left_out(case: Case) -> None:
    nurul = case.factory.nurul
    actions.withdraw(case.receive().pk, by=nurul, reason="mistake")
    actions.bring_in(new_id(), by=nurul, what="Burr", received_on="2026-11-10", customer_name="Prairie Outfitters")
    not_ours = case.receive()
    actions.judge_justified(not_ours.pk, by=nurul, justified=False, justified_reason="Another maker's mark.")
    figures = queries.response_figures(case.factory.organization, START, END)
    assert (figures.first_reply.waiting, figures.containment.waiting) == (1, 0)
    earlier = queries.response_figures(case.factory.organization, START, TUESDAY)
    assert earlier.first_reply == Figure(cases=(), waiting=0)


@given(st.lists(st.integers(0, 1000), min_size=1, max_size=60), st.integers(1, 100))
def test_the_nearest_rank_is_the_smallest_value_that_covers_the_share(values: list[int], percent: int) -> None:
    found = nearest_rank(values, percent)
    assert sum(value <= found for value in values) * 100 >= percent * len(values)
    below = [value for value in values if value < found]
    assert len(below) * 100 < percent * len(values)


def test_the_page_of_complaints_begins_one_and_a_complaint_leads_to_what_is_agreed(case: Case) -> None:
    complaint = case.receive()
    desk = browser(case.factory.nurul)
    assert 'href="/do/complaint.receive"' in desk.get("/complaints/").content.decode()
    shown = desk.get(f"/complaints/{complaint.pk}").content.decode()
    assert f'href="/do/customer_rules.set?customer={case.customer.pk}"' in shown
    assert [one in shown for one in ("8d.pdf?layout=b1", "8d.pdf?layout=b2", ">1 working day<", ">24 hours<")] == [
        True
    ] * 4
    rules = actions.set_rules(new_id(), by=case.factory.nurul, customer=case.customer, containment_hours=12)
    assert f'href="/records/customer_rules/{rules.pk}"' in desk.get(f"/complaints/{complaint.pk}").content.decode()
