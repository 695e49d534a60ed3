"""The search answers what a look at every row would answer, on both databases, and nobody else's rows."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.cast import Factory, build

from mutu.core import search, tenancy
from mutu.core.identity import new_id
from mutu.core.models import Found
from mutu.core.refusals import Refusal
from mutu.improvement.nonconformities import actions as problems
from mutu.improvement.nonconformities.models import Nonconformity

SAID = [
    "Black specks on white cap after colour change, lot 2611-14",
    "Vết khổ nứt ở nắp trắng, đổi màu ca đêm",
    "Vet kho nut o nap trang",
    "精密零件尺寸超差，重新检验",
    "精 密",
    "ฝาสีขาวมีจุดดำ หยุดเครื่องแล้ว รอหัวหน้า",
    "ฝาขาว จุด",
    "គ្រឿងម៉ាស៊ីន ខូច",
    "CRACKED 100% on IM-14; “flash”_sink",
    "🙂 scrap 🙂 ²³ ＮＧ ①",
    "a",
]
WORDS = ["nc", "2026", "kho", "KHỔ", "khổ", "đổi", "doi", "精密", "密", "零件", "จุด", "ฝา", "จด", "ខូច", "im-14",
         "2611-14", "specks white", "white specks cap", "g", "ng", "100%", "a", "flash sink", "nothing like it",
         "精密 检验", "zq", "black 14 cap", "23", "1", "specks lot 精密"]  # fmt: skip


def report(factory: Factory, what: str) -> UUID:
    return problems.report(new_id(), by=factory.bishnu, what=what).pk


def looked_at(factory: Factory, query: str, kind: str = "") -> list[int]:
    """What a look at every row finds, newest first."""
    words = search.words_of(query)
    rows = Found.objects.of(factory.organization).order_by("-pk")
    return [one.pk for one in rows if search.in_words(words, one.text) and kind in ("", one.kind)]


def asked(factory: Factory, query: str, kind: str = "", most: int = 1000) -> list[int]:
    return [one.pk for one in search.find(factory.organization, query, kind=kind, most=most)]


@pytest.fixture
def factory(db: None) -> Factory:
    made = build()
    tenancy.enter(made.organization.pk)
    return made


@pytest.fixture
def many(factory: Factory) -> Factory:
    for what in SAID:
        report(factory, what)
    return factory


def test_every_word_answers_as_a_look_at_every_row_does(many: Factory) -> None:
    some = False
    for query in WORDS:
        for kind in ("", "nonconformity", "person"):
            expected = looked_at(many, query, kind)
            assert asked(many, query, kind) == expected, (query, kind)
            some = some or len(expected) > 1
    assert some
    assert len(looked_at(many, "精密")) == 1
    assert len(looked_at(many, "khổ nứt")) == len(looked_at(many, "kho nut")) == 2
    assert [len(looked_at(many, word)) for word in ("จุด", "จด", "ng")] == [2, 0, len(looked_at(many, "NG"))]


PIECE = st.sampled_from(
    [*SAID, *WORDS, "Ｄ", "đ", "o\u0302\u0309", "ổ", "\u0e38", "\x00", "%_", '"', "AND", "NEAR(a b)", "*"]
)
TEXT = st.lists(st.one_of(PIECE, st.text(max_size=6)), min_size=1, max_size=4).map(" ".join)
CUT = st.tuples(TEXT, st.integers(0, 40), st.integers(1, 6)).map(lambda cut: cut[0][cut[1] : cut[1] + cut[2]])


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(texts=st.lists(TEXT, min_size=1, max_size=4), queries=st.lists(st.one_of(TEXT, CUT), min_size=1, max_size=6))
def test_any_text_and_any_question_answer_as_a_look_at_every_row_does(
    factory: Factory, texts: list[str], queries: list[str]
) -> None:
    day = datetime(2026, 1, 1, tzinfo=UTC)
    search.keep([search.row(factory.organization.pk, "part", new_id(), at=day, words=[one]) for one in texts])
    for query in [*queries, *texts]:
        assert asked(factory, query) == looked_at(factory, query), query


@pytest.mark.parametrize(
    "query",
    ["x" * 10_000_000, "\x00", "' OR 1=1 --", '"', '" OR "', "%", "_", "%_\\", "*", "NEAR(", "pieces:a", "{}()^", "🙂",
     "\ud800", "\u202e", " ", "", "a " * 5000, "-", "core_found_pieces"],
)  # fmt: skip
def test_a_hostile_question_is_only_words(many: Factory, query: str) -> None:
    assert asked(many, query) == looked_at(many, query)


def test_newest_first_a_page_at_a_time(many: Factory) -> None:
    whole = asked(many, "a")
    assert whole == sorted(whole, reverse=True)
    assert len(whole) > 4
    first = search.find(many.organization, "a", most=3)
    then = search.find(many.organization, "a", most=1000, before=first[-1].pk)
    assert [one.pk for one in (*first, *then)] == whole


def test_what_is_common_in_old_records_only_is_found_after_many_newer_ones(factory: Factory) -> None:
    def rows(count: int, year: int, words: str) -> None:
        day = datetime(year, 1, 1, tzinfo=UTC)
        made = [search.row(factory.organization.pk, "part", new_id(), at=day, words=[words]) for _one in range(count)]
        search.keep(made)

    rows(30, 2010, "obsolete cap")
    rows(2100, 2020, "cap")
    assert len(search.find(factory.organization, "obsolete")) == search.FIRST + 1
    assert asked(factory, "obsolete") == looked_at(factory, "obsolete")
    assert search.find(factory.organization, "cap")[0].pk == looked_at(factory, "cap")[0]


def test_a_number_is_exact_however_it_is_spaced(many: Factory) -> None:
    record = Nonconformity.objects.of(many.organization).order_by("number").first()
    assert record is not None
    for query in (record.number, record.number.replace("-", " ").lower(), record.number.replace("-", "")):
        assert [one.record for one in search.exactly(many.organization, query)] == [record.pk]
    assert [one.title for one in search.exactly(many.organization, "im 14")] == ["IM-14 Injection 180 t"]
    assert search.exactly(many.organization, "") == search.exactly(many.organization, "…") == []


def test_words_follow_the_record_and_a_refused_action_leaves_none(factory: Factory) -> None:
    key = report(factory, "Black specks")
    problems.describe(key, by=factory.nurul, should_be="Mirror finish", lot="77-B")
    problems.describe(key, by=factory.nurul, should_be="Silver streak")
    assert asked(factory, "mirror") == []
    assert len(asked(factory, "silver")) == len(asked(factory, "77 b")) == len(asked(factory, "bishnu streak")) == 1
    with pytest.raises(Refusal):
        problems.contain(key, by=factory.bishnu, containment="unfindable", places=[])
    assert asked(factory, "unfindable") == []
    assert asked(factory, key.hex[:8]) == []


def test_another_organization_finds_nothing_of_ours(many: Factory) -> None:
    eve = build("Eve")
    tenancy.enter(eve.organization.pk)
    report(eve, "Black specks of Eve")
    assert len(asked(eve, "specks")) == 1
    assert search.exactly(eve.organization, "NC-2026-0002") == []
    tenancy.enter(many.organization.pk)
    assert asked(many, "eve") == []


def test_made_again_it_is_the_same(many: Factory) -> None:
    def rows() -> list[tuple[object, ...]]:
        names = ("pk", "kind", "record", "number", "title", "code", "text", "pairs")
        return list(Found.objects.of(many.organization).order_by("pk").values_list(*names))

    before = rows()
    assert search.reindex(many.organization) == len(before)
    assert rows() == before
    assert [asked(many, query) for query in WORDS] == [looked_at(many, query) for query in WORDS]


def test_a_list_is_filtered_by_the_same_words(many: Factory, monkeypatch: pytest.MonkeyPatch) -> None:
    def held() -> list[list[UUID]]:
        records = Nonconformity.objects.of(many.organization).order_by("pk")
        one = many.organization
        return [[r.pk for r in records.filter(search.holding(one, "nonconformity", query))] for query in WORDS]

    few = held()
    assert sum(map(len, few)) > 20
    monkeypatch.setattr(search, "HELD", 0)
    assert held() == few
