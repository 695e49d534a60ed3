"""Every code the library answers with has words, and every word of its pictures can be translated."""

import ast
import inspect
import re
from pathlib import Path

import pytest

from mutu.lib.statistics import attributes, capability, charts, gauge, pictures, rules, unequal, variables
from mutu.lib.statistics.nonnormal import DISTRIBUTIONS
from mutu.lib.statistics.studies import counted, gauged, measured
from mutu.web.statistics import said

JUDGING = (attributes, capability, charts, gauge, unequal, variables, measured)
NOT_HERE = {"one_category", "no_defects"}
"""warnings of results these pages do not show"""


def test_every_rule_has_words():
    kinds = {rule.kind for each in rules.RULE_SETS.values() for rule in each.rules}
    assert kinds == set(said.RULES)


def test_every_statistic_has_a_name():
    assert set(charts._LINES) == set(said.STATISTICS)


def test_every_distribution_has_a_name():
    assert set(DISTRIBUTIONS) == set(said.DISTRIBUTIONS)


@pytest.mark.parametrize("module", [measured, counted, gauged])
def test_every_reason_has_a_sentence(module):
    texts = {node.value for node in ast.walk(ast.parse(inspect.getsource(module))) if isinstance(node, ast.Constant)}
    assert texts & set(said.REASONS)
    reasons = re.findall(r'reason="(\w+)"|, "(equal_\w+|unequal_\w+|over\w+)"', inspect.getsource(module))
    assert {one for pair in reasons for one in pair if one} <= set(said.REASONS)


def test_every_warning_has_a_sentence():
    """The codes stand in tuples and dictionaries of the modules; all that look like one must be known."""
    found = set()
    for module in JUDGING:
        source = inspect.getsource(module)
        found |= set(re.findall(r'\("(\w+)",\)', source)) | set(
            re.findall(r'^\s+"([a-z_]+)": (?!lazy)[\w(].*,$', source, re.M)
        )
    known = {one for one in found if one in said.WARNINGS}
    for code in ("few_subgroups", "no_variation", "not_stable", "few_values", "few_categories", "not_normal"):
        assert code in known


def test_every_word_of_the_pictures_can_be_translated():
    shown = {"control", "distributions", "gauge", "sampling", "drawing"}
    folder, spoken = Path(inspect.getfile(pictures)).parent, set()
    for name in shown:
        spoken |= set(re.findall(r'say\(\s*"([^"]+)"', (folder / f"{name}.py").read_text()))
    spoken -= {"one cell a lot, in order; the band names the severity"}  # a picture not on these pages
    assert spoken - set(said.PICTURE_WORDS) - set(said.STATISTICS) == set()


@pytest.mark.parametrize(
    ("values", "words"),
    [((7.9978, 8.0053, 8.0128), ["7.9978", "8.0053", "8.0128"]), ((None, 0.013, 0.0274885), ["–", "0.0130", "0.0275"]),
     ((None, 0.021066, None), ["–", "0.021066", "–"])],
)  # fmt: skip
def test_limits_have_as_many_decimals_as_they_need(values, words):
    assert said.alike(values) == words
