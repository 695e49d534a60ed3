"""An organization's own words for the terms of the trade: on its pages, and nowhere else (7.5.3)."""

import pytest
from django.utils.translation import gettext, ngettext, override
from tests import cast

from mutu.core import actions
from mutu.core.own_words import chosen, glossary, own_words_now, said, several, speaking, usual
from mutu.core.refusals import Refusal

TERMS = {"en": {"nonconformity": "NCR", "corrective_action": "CAPA"}, "vi": {"nonconformity": "phiếu NC"}}


def test_the_glossary_has_a_word_for_every_term_in_english_and_vietnamese() -> None:
    assert len(glossary()) == 161
    assert [key for key in glossary() if not usual(key, "en") or not usual(key, "vi")] == []


@pytest.mark.parametrize(
    ("sentence", "language", "spoken"),
    [
        ("Nonconformity", "en", "NCR"),
        ("%(n)s nonconformities, one corrective action", "en", "%(n)s NCRs, one CAPA"),
        ("/nonconformity/ <a href='nonconformity'>%(nonconformity)s {nonconformity}", "en", ""),
        ("nonconformityx corrective_action", "en", ""),
        ("Sự không phù hợp", "vi", "Phiếu NC"),
    ],
)
def test_only_whole_words_of_a_sentence_are_replaced(sentence: str, language: str, spoken: str) -> None:
    assert said(sentence, chosen(TERMS, language), language) == (spoken or sentence)


def test_a_word_that_would_break_a_page_is_not_spoken_however_it_came_there() -> None:
    assert chosen({"en": {"lot": 'x" onfocus="y', "part": "<b>", "audit": "check"}}, "en") == (("audit", "check"),)


@pytest.mark.parametrize(("one", "many"), [("audit", "audits"), ("survey", "surveys"), ("process", "processes")])
def test_a_plural_is_made_as_in_english(one: str, many: str) -> None:
    assert several(one) == many


def test_they_are_spoken_in_their_language_until_the_end() -> None:
    with speaking("en", TERMS):
        with override("vi"):
            assert (gettext("Corrective action"), own_words_now()) == ("Hành động khắc phục", ())
        with speaking("en", {}):
            assert (gettext("Corrective action"), own_words_now()) == ("Corrective action", ())
        assert gettext("Corrective action") == "CAPA"
        assert ngettext("%d nonconformity", "%d nonconformities", 2) == "%d NCRs"
        assert len(own_words_now()) == 2
    with speaking("en", {}):
        assert (gettext("Corrective action"), own_words_now()) == ("Corrective action", ())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("facts", "wrong"),
    [
        ({"key": "nonconformance", "language": "en", "word": "NCR"}, "key"),
        ({"key": "nonconformity", "language": "bn", "word": "NCR"}, "key"),
        ({"key": "nonconformity", "language": "en", "word": "<b>NCR</b>"}, "word"),
        ({"key": "nonconformity", "language": "en", "word": "%(who)s"}, "word"),
        ({"key": "nonconformity", "language": "en", "word": "N" * 61}, "word"),
        ({"key": "nonconformity", "language": "en", "word": 'NCR" onfocus="x'}, "word"),
        ({"key": "nonconformity", "language": "en", "word": "R&amp;D"}, "word"),
    ],
)
def test_what_is_no_term_or_no_word_is_refused(facts: dict[str, str], wrong: str) -> None:
    factory = cast.build()
    with pytest.raises(Refusal) as refused:
        actions.set_term.do(factory.organization.pk, by=factory.nurul, facts=facts)
    assert refused.value.fact == wrong


@pytest.mark.django_db
def test_an_empty_word_brings_the_usual_one_back() -> None:
    factory = cast.build()
    for word in ("NCR", ""):
        kept = actions.set_term(
            factory.organization.pk, by=factory.nurul, key="nonconformity", language="en", word=word
        )
    assert kept.terms == {"en": {}}
