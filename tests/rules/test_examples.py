"""A rule file's own examples are run when it is read, and refuse it when they fail."""

import pytest
from rule_files import DICTIONARIES, rule_file, rule_set

import rules
from rules import RuleFileError

GOOD = """\
examples:
  - name: Absent, little study
    student: {absences: 20, studytime: 1, health: 5}
    given: {"mean( studytime )": 2.0}
    complexity: 11.4
    levers: [absences, below_average_study]
  - student: {absences: 0}
    complexity: {at_least: 99, at_most: 100}
    levers: []
"""


def problems(tail: str) -> list[tuple[int, str]]:
    with pytest.raises(RuleFileError) as caught:
        rules.read(rule_file(tail=tail), DICTIONARIES)
    return [(problem.line, problem.message) for problem in caught.value.problems]


def test_a_file_whose_examples_hold_is_taken() -> None:
    read = rule_set(tail=GOOD)
    assert len(read.examples) == 2
    assert read.examples[0].levers == ("absences", "below_average_study")


def test_a_failing_example_says_what_was_expected_and_what_came_out() -> None:
    first = rule_file().count("\n") + 2
    found = problems(GOOD.replace("11.4", "30").replace("[]", "[absences]"))
    assert [line for line, _ in found] == [first, first + 5]
    assert "complexity expected 30, got 11.4" in found[0][1]
    assert "levers expected absences; got []" in found[1][1]


def test_levers_are_compared_in_their_order() -> None:
    swapped = "levers: [below_average_study, absences]"
    found = problems(GOOD.replace("levers: [absences, below_average_study]", swapped))
    assert "got absences, below_average_study, strongest first" in found[0][1]


def test_an_example_must_say_what_the_cohort_says() -> None:
    found = problems(GOOD.replace('    given: {"mean( studytime )": 2.0}\n', ""))
    assert "given: {mean(studytime): ...}" in found[0][1]


def test_an_example_may_know_more_than_the_rules_judge() -> None:
    more = GOOD.replace("{absences: 0}", "{absences: 0, age: 15, class: 10A, note: new here}")
    assert rule_set(tail=more)


COMPARED = """\
  more_out:
    kind: lever
    weight: 1
    when: goout > mean(goout, by class) and change(absences, since("2024-09")) > 5
    points: {then: 0.2, otherwise: 1.0}
"""


def test_an_example_is_given_what_his_own_class_says_and_how_he_changed() -> None:
    told = """\
examples:
  - student: {goout: 4}
    given: {"mean(goout, by class)": 3, 'change(absences, since("2024-09"))': 6}
    complexity: 20
"""
    read = rule_set(COMPARED, tail=told)
    assert sorted(read.examples[0].given.values()) == [3, 6]


def test_an_example_that_lacks_them_is_told_what_to_write() -> None:
    with pytest.raises(RuleFileError) as caught:
        rule_set(COMPARED, tail="examples:\n  - {student: {goout: 4}, complexity: 20}\n")
    said = [problem.message for problem in caught.value.problems]
    assert any('given: {"mean(goout, by class)": ...}' in one for one in said)
    assert any("""given: {'change(absences, since("2024-09"))': ...}""" in one for one in said)


def test_a_function_cut_at_its_comma_is_told_to_be_quoted() -> None:
    told = """\
examples:
  - {student: {goout: 4}, given: {mean(goout, by class): 3}, complexity: 20}
"""
    with pytest.raises(RuleFileError) as caught:
        rule_set(COMPARED, tail=told)
    assert 'YAML ends "mean(goout" at its comma' in caught.value.problems[0].message
