"""Who may save, share and take away a view of a list, how many, and what is no view at all."""

import pytest
from tests.cast import Factory, build

from mutu.core import gate, tenancy
from mutu.core import saved_view_actions as saved
from mutu.core.actors import Actor
from mutu.core.identity import new_id
from mutu.core.models import SavedView
from mutu.core.refusals import NotPermitted, NotUnderstood, NotYet

pytestmark = pytest.mark.django_db


@pytest.fixture
def factory() -> Factory:
    return build()


def save(by: Actor, name: str = "Late", query: str = "show=late", shared: bool = False) -> SavedView:
    return saved.save(new_id(), by=by, name=name, address="/problems/", query=query, shared=shared)


def seen(by: Actor) -> list[str]:
    with tenancy.reading(by.organization):
        return sorted(saved.views_of(by, "/problems/").values_list("name", flat=True))


def test_ones_own_are_seen_by_oneself_shared_ones_by_everybody(factory: Factory) -> None:
    save(factory.bishnu, "Mine")
    save(factory.nurul, "Morning meeting", shared=True)
    assert seen(factory.bishnu) == ["Mine", "Morning meeting"]
    assert seen(factory.suresh) == ["Morning meeting"]
    assert seen(build("Eve & Sons").nurul) == []


def test_only_a_quality_manager_shares(factory: Factory) -> None:
    for by in (factory.bishnu, factory.suresh, factory.mei):
        with pytest.raises(NotPermitted):
            save(by, shared=True)
    assert save(factory.nurul, shared=True).shared is True


def test_the_owner_takes_away_and_a_quality_manager_what_is_shared(factory: Factory) -> None:
    own, shared = save(factory.bishnu), save(factory.nurul, shared=True)
    for view, by in ((own, factory.suresh), (own, factory.nurul), (shared, factory.bishnu)):
        with pytest.raises(NotPermitted):
            saved.take_away(view.pk, by=by)
    with pytest.raises(gate.NotFound):
        saved.take_away(own.pk, by=build("Eve & Sons").nurul)
    assert saved.take_away(own.pk, by=factory.bishnu).state == "taken_away"
    assert saved.take_away(shared.pk, by=factory.nurul).state == "taken_away"
    assert (seen(factory.bishnu), seen(factory.nurul)) == ([], [])
    assert save(factory.bishnu).state == "kept"  # its name and filters are free again


def test_a_name_and_the_same_filters_stand_once_for_a_person_and_list(factory: Factory) -> None:
    save(factory.bishnu)
    with pytest.raises(NotYet, match="Choose another name"):
        save(factory.bishnu, query="show=hold")
    with pytest.raises(NotYet, match="as “Late”"):
        save(factory.bishnu, "Overdue")
    assert save(factory.suresh).name == "Late"
    assert saved.save(new_id(), by=factory.bishnu, name="Late", address="/actions/", query="show=late").name == "Late"


def test_thirty_and_no_more(factory: Factory) -> None:
    for n in range(30):
        save(factory.bishnu, f"View {n}", f"text=flash+{n}")
    with pytest.raises(NotYet, match="There are 30"):
        save(factory.bishnu)
    save(factory.nurul)


def test_a_view_is_kept_as_the_list_itself_writes_it(factory: Factory) -> None:
    site = factory.site.pk
    assert save(factory.nurul, "a", f"site={site}&show=late&text=+rim+").query == f"show=late&text=rim&site={site}"
    assert save(factory.nurul, "b", "state=closed").query == "show=all&state=closed"
    assert save(factory.nurul, "c", "text=Lỗi+%26+%3Cb%3E").query == "text=L%E1%BB%97i+%26+%3Cb%3E"


@pytest.mark.parametrize(
    "query",
    [
        "show=nothing", "show=late&show=all", "before=1-2", "format=xlsx", "next=//evil.example", "x=1", "owner=x",
        "state=' OR 1", "period=-1", "text=" + "x" * 201, "text=%00", "text=a%0Ab", "site=" + "9" * 101, "show=",
        "text=++", "javascript:alert(1)", "?show=late", "#", "&" * 2000, "text=%07", "show=open",
    ],
)  # fmt: skip
def test_a_query_the_list_would_not_have_written_is_refused(factory: Factory, query: str) -> None:
    with pytest.raises(NotYet) as refused:
        save(factory.nurul, query=query)
    assert refused.value.fact == "query"
    assert seen(factory.nurul) == []


@pytest.mark.parametrize("query", ["", "show=late\x00", "text=" + "x" * 3000, "text=\ud800"])
def test_text_that_cannot_be_kept_is_refused_before_anything_is_read(factory: Factory, query: str) -> None:
    if query == "show=late\x00":  # what cannot be typed is left out, or refused
        with pytest.raises((NotUnderstood, NotYet)):
            save(factory.nurul, query=query)
        return
    with pytest.raises(NotUnderstood):
        save(factory.nurul, query=query)


@pytest.mark.parametrize("address", ["/nowhere/", "//evil.example/", "https://evil.example/", "/problems", "/do/x"])
def test_what_is_no_list_has_no_views(factory: Factory, address: str) -> None:
    with pytest.raises(NotYet, match="no list at this address"):
        saved.save(new_id(), by=factory.nurul, name="x", address=address, query="show=late")
