"""Indicators that say the same, run against each other or find nobody, and whom each step holds."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from lengths import examples
from small_rules import BLOCKS, cohort, rule_set, rule_sets, school

import rules
from rules.lint import contradictions
from scoring.rule_change.overlap import against_each_other, concerned, dead, overlapping
from scoring.rule_change.workload import occupied, workload

SOME = settings(deadline=None, max_examples=examples(40))
AGAIN = BLOCKS["absences"].replace("  absences:", "  again:\n    column: absences")
TWICE = BLOCKS["absences"] + AGAIN


@SOME
@given(rule_sets())
def test_whom_it_concerns_is_who_is_counted(found: rules.RuleSet) -> None:
    judged = rules.judge(found, school())
    assert concerned(judged).sum(axis=1).tolist() == judged.count.tolist()


@SOME
@given(rule_sets())
def test_overlap_is_counted_student_by_student(found: rules.RuleSet) -> None:
    judged = rules.judge(found, school())
    marks = [set(np.flatnonzero(one).tolist()) for one in concerned(judged)]
    expected = {
        (found.indicators[one].key, found.indicators[two].key): len(marks[one] & marks[two])
        for one, two in combinations(range(len(marks)), 2)
        if marks[one] and len(marks[one] & marks[two]) > 0.8 * len(marks[one] | marks[two])
    }
    assert {(pair.first, pair.second): pair.both for pair in overlapping(judged)} == expected


@SOME
@given(rule_sets())
def test_every_judged_student_stands_on_one_step_or_none(found: rules.RuleSet) -> None:
    judged = rules.judge(found, school())
    for one in occupied(judged):
        assert sum(one.steps) + one.unanswered == judged.judged.sum()


def test_an_indicator_written_twice_overlaps_wholly() -> None:
    judged = rules.judge(rule_set(TWICE), school())
    [pair] = overlapping(judged)
    assert (pair.first, pair.second, pair.share) == ("absences", "again", 1)


def test_one_without_weight_says_nothing_twice() -> None:
    judged = rules.judge(rule_set(TWICE.replace("weight: 3", "weight: 0", 1)), school())
    assert overlapping(judged) == ()


def test_steps_are_counted_by_the_edges() -> None:
    judged = rules.judge(rule_set(BLOCKS["absences"]), cohort(absences=[0, 4, 5, 30, 93, None]))
    [found] = occupied(judged)
    assert (found.steps, found.unanswered) == ((2, 2, 1), 1)


def test_an_indicator_of_nobody_or_nearly_everybody_is_dead() -> None:
    columns = cohort(absences=[0, 0, 0, 1, 2], schoolsup=["no", "no", "no", "no", "yes"])
    judged = rules.judge(rule_set(BLOCKS["absences"] + BLOCKS["school_support"]), columns)
    assert [(one.key, one.concerned) for one in dead(judged)] == [
        ("absences", 0),
        ("school_support", 4),
    ]


def test_a_number_has_more_sides_than_one() -> None:
    """A lever and a barrier may read one column; only opposite points are said."""
    barrier = TWICE.replace("kind: lever", "kind: barrier", 1)
    assert against_each_other(rules.judge(rule_set(barrier), school())) == ()
    turned = """\
  few_absences:
    column: absences
    kind: barrier
    weight: 1
    bands:
      - {up_to: 4, points: 0.0}
      - {up_to: 93, points: 1.0}
"""
    [found] = against_each_other(rules.judge(rule_set(BLOCKS["absences"] + turned), school()))
    assert (found.first, found.second, found.column) == ("absences", "few_absences", "absences")
    assert found.correlation < -0.5


def test_what_cannot_be_meant_is_told_without_any_student() -> None:
    text = """\
  absences:
    kind: lever
    weight: 0
    bands:
      - {up_to: 4, points: 1.0}
      - {up_to: 4.5, points: 0.2}
      - {up_to: 30, points: 0.7}
      - {up_to: 93, points: 0.1}
  health:
    kind: lever
    weight: 1
    bands:
      - {up_to: 5, points: 0.6}
"""
    found = contradictions(rule_set(text))
    assert [(one.key, one.kind, one.band) for one in found] == [
        ("absences", "weightless", None),
        ("absences", "between", 1),
        ("absences", "nobody", 1),
        ("absences", "zigzag", None),
        ("health", "never", None),
    ]


def test_the_small_rules_hold_nothing_of_that_kind() -> None:
    assert contradictions(rule_set()) == ()


def test_the_work_of_the_first_is_their_levers_times_the_sessions() -> None:
    text = BLOCKS["absences"].replace("weight: 3", "weight: 3\n    sessions: 3")
    columns = cohort(absences=[10, 20, 0], studytime=[1, 4, 1])
    judged = rules.judge(rule_set(text + BLOCKS["below_average_study"]), columns)
    found = workload(judged, np.array([0, 1]))
    assert (found.students, found.levers, found.sessions, found.each) == (2, 3, 6, 3)
    assert [load.key for load in found.untold] == ["below_average_study"]
    assert workload(judged, np.array([], dtype=np.int64)).each == 0
