"""A tree is written as text that is read as the same tree, and as the same text again."""

import pytest
from condition_trees import trees
from hypothesis import assume, given
from rule_files import COLUMNS

from rules import conditions
from rules.conditions.limits import LONGEST, parse_bounded
from rules.conditions.parse import grow
from rules.conditions.tree import Tree
from rules.conditions.written import written

WRITTEN = {
    "absences>10": "absences > 10",
    "((absences) > (10.50))": "absences > 10.5",
    "not absences in [1,2]": "absences not in [1, 2]",
    "not (absences > 1 and goout > 2)": "not (absences > 1 and goout > 2)",
    "(goout > 1 and goout > 2) and health > 3": "(goout > 1 and goout > 2) and health > 3",
    "goout > 1 or (goout > 2 and health > 3)": "goout > 1 or (goout > 2 and health > 3)",
    "goout - (health - 1) > -(-3)": "goout - (health - 1) > 3",
    "(goout + 1) * -health > .25": "(goout + 1) * -health > 0.25",
    "goout / (health * 2) > 0.0000001": "goout / (health * 2) > 0.0000001",
    "-(goout + 1) < 5": "-(goout + 1) < 5",
    "schoolsup == 'yes'": "schoolsup == yes",
    "note != 'say \"a\"'": "note != 'say \"a\"'",
    "class == '10A'": 'class == "10A"',
    "1<goout<=3": "1 < goout <= 3",
    "share( goout>2 , by   class )>.5": "share(goout > 2, by class) > 0.5",
    "quantile(absences,.9,by class) < absences": "quantile(absences, 0.9, by class) < absences",
    "change(absences,since('2024-09'))>5": 'change(absences, since("2024-09")) > 5',
    "round(mean(change( hours )))== 2": "round(mean(change(hours))) == 2",
}


@pytest.mark.parametrize("text", WRITTEN)
def test_a_condition_is_written_in_one_way(text: str) -> None:
    condition = conditions.read(text, COLUMNS, conditions.SHOWN)
    assert written(condition.tree) == WRITTEN[text]
    assert conditions.read(WRITTEN[text], COLUMNS, conditions.SHOWN).tree == condition.tree


@given(trees)
def test_any_tree_survives_text_tree_text_tree(tree: Tree) -> None:
    text = written(tree)
    assume(len(text) <= LONGEST)
    again = grow(parse_bounded(text), COLUMNS)
    assert again == tree
    assert written(again) == text
