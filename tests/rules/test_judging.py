"""Judging a cohort: bounds, weights, missing answers, levers."""

from functools import cache

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal
from rule_files import BLOCKS, Answers, cohort, rule_set, school

import rules

SET = rule_set()
KEYS = [indicator.key for indicator in SET.indicators]
JUDGED = rules.judge(SET, school(50))
weights = st.lists(
    st.floats(0, 5, allow_subnormal=False), min_size=len(KEYS), max_size=len(KEYS)
).map(np.array)


@cache
def judged_without(key: str) -> rules.Judgement:
    rest = "".join(block for name, block in BLOCKS.items() if name != key)
    return rules.judge(rule_set(rest), school(50))


def test_complexity_is_the_weighted_mean_of_the_points() -> None:
    columns = cohort(absences=[20, 2], studytime=[1, 3], schoolsup=["no", "yes"], health=[5, 1])
    judged = rules.judge(SET, columns)
    assert_array_equal(judged.points, [[0.2, 1.0], [0.1, 1.0], [0.5, 0.8], [0.0, 1.0]])
    assert judged.complexity() == pytest.approx(
        [100 * (3 * 0.2 + 2 * 0.1 + 0.5) / 8, 100 * (3 + 2 + 0.8 + 2) / 8], abs=1e-9
    )
    assert judged.fired.tolist() == [0b0111, 0]
    assert judged.count.tolist() == [1, 1, 1, 1]
    assert judged.concerned(np.array([True, False])).tolist() == [1, 1, 1, 0]


def test_an_unanswered_question_is_left_out() -> None:
    columns = cohort(absences=[20, None, None], health=[None, 5, None], studytime=[None] * 3)
    judged = rules.judge(SET, columns)
    assert_array_equal(judged.complexity(), [20.0, 0.0, np.nan])
    assert judged.fired.tolist() == [1, 0, 0]


@given(weights, st.integers(0, 40), st.sampled_from([0.0, 0.2, 0.9]))
def test_complexity_stays_between_0_and_100(given_: np.ndarray, n: int, missing: float) -> None:
    complexity = rules.judge(SET, school(n, 5, missing)).complexity(given_)
    known = complexity[~np.isnan(complexity)]
    assert ((known >= 0) & (known <= 100)).all()
    if given_.sum() == 0:
        assert len(known) == 0


@given(weights, st.sampled_from(KEYS))
def test_weight_0_equals_indicator_absent(given_: np.ndarray, key: str) -> None:
    at = KEYS.index(key)
    given_[at] = 0
    without = judged_without(key).complexity(np.delete(given_, at))
    assert JUDGED.complexity(given_) == pytest.approx(without, abs=1e-8, nan_ok=True)


@given(weights)
def test_all_weights_doubled_change_nothing(given_: np.ndarray) -> None:
    doubled = JUDGED.complexity(given_ * 2)
    assert JUDGED.complexity(given_) == pytest.approx(doubled, abs=1e-8, nan_ok=True)


@given(weights, st.sampled_from(KEYS))
def test_more_points_never_lower_the_complexity(given_: np.ndarray, key: str) -> None:
    judged = rules.judge(SET, school(missing=0))
    before = judged.complexity(given_)
    assume(given_.sum() > 0)
    at = KEYS.index(key)
    judged.points[at] = np.minimum(judged.points[at] + 0.1, 1)
    assert (judged.complexity(given_) >= before - 1e-9).all()


def test_like_students_get_the_very_same_number_wherever_they_stand() -> None:
    columns = school(30_011, 2, 0.05)
    judged = rules.judge(SET, columns)
    for given_ in (np.array([3, 2, 1, 2.0]), np.array([0.1, 1 / 3, 2.7, 4.9])):
        complexity = judged.complexity(given_)
        keys = ("absences", "studytime", "schoolsup", "health")
        alike = np.stack([columns[key].codes for key in keys])
        _, kind = np.unique(alike, axis=1, return_inverse=True)
        for found in range(0, kind.max(), 25):
            assert len(np.unique(complexity[kind == found])) == 1


@pytest.mark.parametrize("n", [0, 1, 2])
def test_the_smallest_cohorts_are_judged(n: int) -> None:
    judged = rules.judge(SET, school(n))
    assert judged.points.shape == (4, n)
    assert judged.complexity().shape == judged.fired.shape == judged.judged.shape == (n,)


def test_a_roster_without_any_column_has_no_students() -> None:
    assert rules.judge(SET, {}).points.shape == (4, 0)


def test_a_column_that_the_roster_lacks_is_unanswered_by_all() -> None:
    columns = school(missing=0)
    without = rules.judge(SET, {name: columns[name] for name in columns if name != "health"})
    zero = rules.judge(SET, columns).complexity(SET.weights({"health": 0.0}))
    assert without.complexity() == pytest.approx(zero)
    assert without.unanswered.by_all.tolist() == [False, False, False, True]


def test_students_to_whom_the_set_does_not_apply_are_not_judged() -> None:
    columns = cohort(absences=[20, 20, 20], age=[14, 15, None])
    judged = rules.judge(rule_set(head="applies_to: age >= 15\n"), columns)
    assert judged.judged.tolist() == [False, True, False]
    assert np.isnan(judged.complexity()).tolist() == [True, False, True]
    assert judged.fired.tolist() == [0, 1, 0]
    assert judged.count[0] == 1


def test_a_value_beyond_the_last_band_is_in_the_last_and_its_line_says_so() -> None:
    columns = cohort(absences=[120.0, 93.0, None])
    judged = rules.judge(SET, columns)
    assert_array_equal(judged.complexity(), [70.0, 70.0, np.nan])
    lines = [rules.explain(SET, columns, row).lines[0] for row in range(3)]
    assert [(line.points, line.beyond) for line in lines] == [
        (0.7, True),
        (0.7, False),
        (None, False),
    ]


def test_a_column_of_another_type_than_the_rules_mean_is_one_that_nobody_answered() -> None:
    judged = rules.judge(SET, cohort(absences=["many", "few", None]))
    assert np.isnan(judged.complexity()).all()


def test_points_are_one_block_of_memory_and_do_not_depend_on_it() -> None:
    columns = school(70_001, 4, 0.01)
    judged = rules.judge(SET, columns)
    assert judged.points.flags.c_contiguous
    first = {name: Answers(found.codes[:99], found.values) for name, found in columns.items()}
    small = rules.judge(SET, {**first, "studytime": columns["studytime"]} | first)
    assert_array_equal(judged.points[[0, 2, 3], :99], small.points[[0, 2, 3]])
    levers = np.uint64(0b101)
    assert_array_equal(judged.fired[:99] & levers, small.fired & levers)
