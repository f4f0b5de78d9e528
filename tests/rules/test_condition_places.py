"""Every refusal points at the very characters it is about, in the condition and in the file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import COLUMNS, DICTIONARIES, rule_file

import rules
from rules import ConditionError, RuleFileError, conditions
from rules.text.problems import Spot, place_of

POINTS_AT = {
    "class == 'é' and abscences > 3": "abscences",
    "'é' == class and note == 'a' and abs(goout, 2) > 1": "abs(goout, 2)",
    "absences > ": ">",
    "absences > (3": "(",
    "absences > 3 and (goout > 1 or health = 2)": "=",
    "absences > 3 & goout > 2": "&",
    "absences > 1 or min(goout, meen(health)) > 1": "meen",
    "mean(absences + goout.real) > 1": "goout.real",
    "absences > mean(goout > 3)": "goout > 3",
    "absences > 3 and not (goout + reason > 1)": "reason",
    "goout in [1, 2, 9]": "9",
    "goout in [1, 'a']": "'a'",
    "1 < goout < 2 < health < 77": "77",
    "share(absences > 94) > 0.5": "94",
    "absences > 3 and goout": "goout",
    "quantile(absences, 1 + 1) > 3 or goout > 1": "quantile(absences, 1 + 1)",
    "goout > 1 and mean(3) > 2": "mean(3)",
    "goout > 1 and mean(3, by class) > 2": "mean(3, by class)",
    "é > 1": "é",
    "share(goout > mean(health, by sex), by class) > 0.2": "sex",
    "goout > 1 or mean(health, by school) > 2": "school",
    "goout > 1 or mean(health by class) > 2": "by class",
    "goout > 1 or max(health, by class) > 2": "max(health, by class)",
    "mean(change(reason), by class) > 1": "reason",
    "goout > 1 or change(goout + 1) > 2": "change(goout + 1)",
    "goout > 1 or change(goout, since('2024-13')) > 2": "since('2024-13')",
    "goout > 1 or change(goout, since(2024-09)) > 2": "2024-09",
    "change(goout, since('2024-09')) > 5": "5",
    "since('2024-09') > goout": "since",
    "absences > 1 and note == 'a\\b'": "'a\\b'",
    "absences > 2,5": "2,5",
    "schoolsup == True": "True",
    "absences > 1e5": "1e5",
    "-" * 400 + "absences > 1": "-" * 400 + "absences > 1",
}


@pytest.mark.parametrize("text", POINTS_AT)
def test_a_refusal_points_at_its_characters(text: str) -> None:
    with pytest.raises(ConditionError) as caught:
        conditions.read(text, COLUMNS, conditions.SHOWN)
    start, end = caught.value.span
    assert text[start:end] == POINTS_AT[text]


def test_what_is_too_long_is_pointed_at_from_where_it_is() -> None:
    with pytest.raises(ConditionError) as caught:
        conditions.read("absences > 1 or " * 40 + "absences > 1", COLUMNS)
    assert caught.value.span == (500, 652)


WAYS = {
    "plain": "goout > 1 and abscences > 3",
    "in double quotes": '"goout > 1 and abscences > 3"',
    "in double quotes after blanks": '"   goout > 1 and abscences > 3"',
    "in double quotes with escapes": '"reason == \\"home\\" and\\tabscences > \\x33"',
    "in single quotes": "'reason == ''home'' and abscences > 3'",
    "on two lines": "goout > 1\n      and abscences > 3",
    "in quotes on two lines": "'goout > 1\n      and abscences > 3'",
    "over a line that goes on": '"goout > 1 \\\n      and abscences > 3"',
    "folded": ">-\n      goout > 1\n      and abscences > 3",
    "folded with a note": ">-  # a note\n      goout > 1\n\n      and abscences > 3",
    "kept": "|\n      goout > 1 and\n      abscences > 3",
    "with letters of two bytes": "reason != 'é' and abscences > 3",
}


@pytest.mark.parametrize("way", WAYS)
def test_a_problem_of_a_rule_file_stands_where_the_characters_stand(way: str) -> None:
    indicator = f"""\
  little:
    kind: lever
    weight: 1
    when: {WAYS[way]}
    points: {{then: 0.1, otherwise: 1.0}}
"""
    text = rule_file(indicator)
    with pytest.raises(RuleFileError) as caught:
        rules.read(text, DICTIONARIES)
    problem = caught.value.problems[0]
    assert text.splitlines()[problem.line - 1][problem.column - 1 :].startswith("abscences")


def test_a_function_given_to_an_example_is_pointed_at_inside_its_quotes() -> None:
    tail = """\
examples:
  - {student: {absences: 3}, given: {"mean( abscences )": 2, 'mean(goout, by school)': 3},
     complexity: 1}
"""
    text = rule_file(tail=tail)
    with pytest.raises(RuleFileError) as caught:
        rules.read(text, DICTIONARIES)
    lines = text.splitlines()
    rests = [lines[found.line - 1][found.column - 1 :] for found in caught.value.problems]
    assert rests[0].startswith("abscences")
    assert rests[1].startswith("school")


@given(st.text("ab \n'", max_size=30), st.integers(0, 30))
def test_a_place_is_that_of_the_same_character(text: str, at: int) -> None:
    written = "'" + text.replace("'", "''") + "'"
    found = place_of(text, written, "'", at, Spot(3, 5))
    if at >= len(text) or text[at].isspace():
        return
    line = written.split("\n")[found.line - 3]
    assert line[found.column - (5 if found.line == 3 else 1)] == text[at]
