"""A student's likeness: an example of him always holds, whatever is copied of his answers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from rule_files import BLOCKS, DICTIONARIES, INDICATORS, cohort, rule_file, rule_set, school

import rules
from rules import RuleSet, editing
from rules.editing.example_of_student import Likeness, columns_asked, likeness

ASKED = ("absences", "studytime", "schoolsup", "health")
IN_CLASS = BLOCKS["below_average_study"].replace("mean(studytime)", "mean(studytime, by class)")
MORE_ABSENT = """\
  more_absent:
    kind: lever
    weight: 1
    when: change(absences) > 5
    points: {then: 0.2, otherwise: 1.0}
"""


def with_example(read: RuleSet, found: Likeness) -> rules.Attempt:
    """What becomes of the rule file with the example at its end."""
    expected = (found.complexity, found.complexity)
    text = editing.add_example(
        read.text, "One of them", found.student, found.given, expected, found.levers
    )
    return rules.attempt(text, DICTIONARIES)


@settings(deadline=None, max_examples=examples(60))
@given(
    seed=st.integers(0, 1000),
    row=st.integers(0, 19),
    chosen=st.none() | st.sets(st.sampled_from(ASKED), min_size=1),
)
def test_an_example_of_any_student_holds(seed: int, row: int, chosen: set[str] | None) -> None:
    read = rule_set(INDICATORS.replace("mean(studytime)", "mean(studytime, by class)"))
    found = likeness(read, school(20, seed, missing=0.2), row, chosen)
    if found.complexity is None or found.lacking:
        return
    attempt = with_example(read, found)
    assert attempt.problems == ()
    assert attempt.rule_set is not None
    assert attempt.rule_set.examples[-1].student == dict(found.student)
    assert chosen is None or found.student.keys() <= chosen


@settings(deadline=None, max_examples=examples(60))
@given(seed=st.integers(0, 1000), row=st.integers(0, 19))
def test_a_whole_likeness_comes_to_what_the_student_comes_to(seed: int, row: int) -> None:
    read, columns = rule_set(), school(20, seed)
    found, told = likeness(read, columns, row).explanation, rules.explain(read, columns, row)
    assert found.complexity == told.complexity
    assert [line.key for line in found.levers] == [line.key for line in told.levers]


def test_only_what_the_indicators_ask_of_him_is_copied() -> None:
    read = rule_set(BLOCKS["absences"] + IN_CLASS, head="applies_to: age >= 15\n")
    assert {"age", "class"} <= read.columns.keys()
    assert columns_asked(read) == ("absences", "studytime")


def test_what_the_cohort_says_goes_with_the_answer_that_needs_it() -> None:
    columns = cohort(absences=[9.0, 2.0, 3.0], studytime=[1.0, 2.0, 4.0])
    assert likeness(rule_set(), columns, 0).given == {"mean(studytime)": 2.33333}
    assert likeness(rule_set(), columns, 0, {"absences"}).given == {}


def test_of_his_own_class_only_the_figure_is_told() -> None:
    columns = cohort(studytime=[1.0, 2.0, 4.0], class_=["10A", "10A", "10B"])
    read = rule_set(IN_CLASS)
    found = likeness(read, columns, 0)
    assert found.given == {"mean(studytime, by class)": 1.5}
    assert found.student == {"studytime": 1.0}
    assert with_example(read, found).problems == ()


def test_a_change_of_his_own_goes_with_it() -> None:
    read = rule_set(BLOCKS["absences"] + MORE_ABSENT)
    columns = cohort(absences=[19.0, 2.0]) | {"absences before": cohort(a=[9.0, None])["a"]}
    found = likeness(read, columns, 0)
    assert found.given == {"change(absences)": 10.0}
    assert with_example(read, found).problems == ()


def test_whom_the_rules_compare_with_something_unknown_cannot_be_an_example() -> None:
    read = rule_set(BLOCKS["absences"] + MORE_ABSENT)
    columns = cohort(absences=[19.0, 2.0]) | {"absences before": cohort(a=[9.0, None])["a"]}
    found = likeness(read, columns, 1)
    assert found.lacking == ("change(absences)",)
    [problem] = with_example(read, found).problems
    assert "change(absences)" in problem.message
    of_class = cohort(studytime=[1.0, 2.0], absences=[3.0, 4.0], class_=[None, "10A"])
    read = rule_set(BLOCKS["absences"] + IN_CLASS)
    assert likeness(read, of_class, 0).lacking == ("mean(studytime, by class)",)
    assert likeness(read, of_class, 0, {"absences"}).lacking == ()


def test_a_complexity_between_two_decimals_is_written_so_that_the_example_holds() -> None:
    text = rule_file().replace("points: 1.0, says", "points: 0.4005, says")
    read = rules.read(text, DICTIONARIES)
    found = likeness(read, cohort(absences=[0.0]), 0)
    assert found.explanation.complexity == pytest.approx(40.05)
    assert found.complexity == 40.05
    assert with_example(read, found).problems == ()
