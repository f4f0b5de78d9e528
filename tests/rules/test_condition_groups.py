"""Comparing a student with his own class or school: which columns may stand behind `by`."""

from dataclasses import replace

import pytest
from rule_files import COLUMNS, Known

from rules import ConditionError, conditions

REFUSED = {
    "goout > mean(goout, by sex)": "not by sex. Write by class",
    "goout > mean(goout, by health)": "not by health. Write by class",
    "goout > mean(goout, by school)": "has no column for school",
    "goout > mean(goout by class)": "Write a comma before by",
    "goout > mean(goout, by 'class')": "mean(column, by class)",
    "goout > mean(goout, class)": "mean(column, by class)",
    "goout > quantile(goout, by class, 0.9)": "quantile(column, 0.9, by class)",
    "goout > mean(goout, by class, by class)": "mean(column, by class)",
    "goout > max(health, by class)": "max(column, 5)",
    "goout > change(goout, by class)": "change(column)",
}


@pytest.mark.parametrize("text", REFUSED)
def test_what_is_not_a_group_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ConditionError) as caught:
        conditions.read(text, COLUMNS)
    assert REFUSED[text] in caught.value.problem.message


def test_a_column_may_still_be_called_by() -> None:
    named = {**COLUMNS, "by": Known("by", low=0, high=9)}
    read = conditions.read("min(goout, by) > 2 and by > 3", named)
    assert set(read.columns) == {"goout", "by"}


def test_a_rule_may_compare_within_a_class_that_it_may_not_judge() -> None:
    with pytest.raises(ConditionError):
        conditions.read("class == '10A'", COLUMNS)
    assert conditions.read("goout > mean(goout, by class)", COLUMNS).columns


def test_a_dictionary_may_call_its_classes_otherwise() -> None:
    turma = replace(COLUMNS["class"], name="turma")
    named = {**COLUMNS, "turma": turma}
    del named["class"]
    by_role = conditions.read("goout > mean(goout, by class)", named)
    assert by_role.tree == conditions.read("goout > mean(goout, by turma)", named).tree
    assert set(by_role.columns) == {"goout", "turma"}


@pytest.mark.parametrize("use", ["audit", "never"])
def test_nobody_is_compared_by_what_a_dictionary_keeps_back(use: str) -> None:
    kept = {**COLUMNS, "school": Known("school", "word", use=use, role="school")}
    with pytest.raises(ConditionError) as caught:
        conditions.read("goout > mean(goout, by school)", kept)
    assert "the data dictionary does not allow it" in caught.value.problem.message
