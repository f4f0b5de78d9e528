"""What grades say of an indicator: intervals as scipy gives them, small groups hidden."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy import stats

from scoring.groups.evidence import (
    SchoolEvidence,
    StepJudgement,
    evidence,
    ranks,
    spearman,
    student_t,
    welch,
)

Floats = NDArray[np.float64]

grades = st.integers(0, 40).map(lambda half: half / 2)
pairs = st.lists(st.tuples(st.integers(0, 12), grades), min_size=10, max_size=80)


def columns(drawn: list[tuple[int, float]]) -> tuple[Floats, Floats]:
    both = np.array(drawn, dtype=np.float64)
    return both[:, 0], both[:, 1]


@given(pairs)
@settings(deadline=None)
def test_the_correlation_is_scipys(drawn: list[tuple[int, float]]) -> None:
    one, other = columns(drawn)
    found = spearman(one, other)
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        assert found is None
        return
    assert found is not None
    assert found.r == pytest.approx(stats.spearmanr(one, other).statistic, abs=1e-9)
    assert found.low <= found.r <= found.high
    assert found.students == len(drawn)


@given(st.lists(st.integers(0, 9), min_size=1, max_size=60))
@settings(deadline=None)
def test_ranks_are_scipys(drawn: list[int]) -> None:
    values = np.array(drawn, dtype=np.float64)
    assert ranks(values).tolist() == stats.rankdata(values).tolist()


def test_the_interval_of_the_correlation_is_bonett_and_wrights() -> None:
    rng = np.random.default_rng(4)
    one = rng.normal(size=60)
    other = one + rng.normal(size=60)
    found = spearman(one, other)
    assert found is not None
    reach = stats.norm.ppf(0.975) * np.sqrt((1 + found.r**2 / 2) / 57)
    assert found.low == pytest.approx(np.tanh(np.arctanh(found.r) - reach))
    assert found.high == pytest.approx(np.tanh(np.arctanh(found.r) + reach))


def test_the_interval_holds_the_true_correlation_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(11)
    true = 6 / np.pi * np.arcsin(0.5 / 2)  # Spearman's, of a normal pair with Pearson's 0.5
    held = 0
    for _ in range(600):
        one = rng.normal(size=50)
        other = 0.5 * one + np.sqrt(0.75) * rng.normal(size=50)
        found = spearman(one, other)
        assert found is not None
        held += found.low <= true <= found.high
    assert 0.92 <= held / 600 <= 0.98


def test_students_who_lack_one_of_the_numbers_do_not_count() -> None:
    one = np.array([*range(12), np.nan, 3.0])
    other = np.array([*range(12), 4.0, np.nan])
    found = spearman(one, other)
    assert found is not None
    assert (found.students, found.r) == (12, 1.0)
    assert spearman(one[:9], other[:9]) is None


@given(st.lists(grades, min_size=10, max_size=60), st.lists(grades, min_size=10, max_size=60))
@settings(deadline=None)
def test_the_difference_and_its_interval_are_scipys(one: list[float], other: list[float]) -> None:
    first, second = np.array(one), np.array(other)
    found = welch(first, second)
    assert found.value == pytest.approx(first.mean() - second.mean())
    if np.ptp(first) == 0 and np.ptp(second) == 0:
        assert found.low == found.high == found.value
        return
    theirs = stats.ttest_ind(first, second, equal_var=False).confidence_interval(0.95)
    assert found.low == pytest.approx(theirs.low, abs=2e-3)
    assert found.high == pytest.approx(theirs.high, abs=2e-3)


@pytest.mark.parametrize("freedom", [4, 5, 9, 12.3, 30, 1000])
def test_students_t_is_scipys_to_three_digits(freedom: float) -> None:
    assert student_t(0.975, freedom) == pytest.approx(stats.t.ppf(0.975, freedom), abs=1e-3)


def of(
    steps: list[int], grade: list[float], concerning: tuple[bool, ...] = (True, False)
) -> SchoolEvidence:
    step = np.array(steps, dtype=np.int64)
    return evidence(StepJudgement(step, concerning, None), np.array(grade, dtype=np.float64))


def test_the_means_are_of_those_it_concerns_and_of_the_others() -> None:
    found = of([0] * 12 + [1] * 20, [8.0] * 6 + [10.0] * 6 + [12.0] * 20)
    assert found.difference is not None
    assert (found.difference.mean_concerned, found.difference.mean_others) == (9.0, 12.0)
    assert (found.concerned, found.others, found.unanswered) == (12, 20, 0)
    assert [(one.steps, one.students, one.mean) for one in found.steps] == [
        ((0,), 12, 9.0),
        ((1,), 20, 12.0),
    ]
    assert not found.opposite


def test_a_sign_that_is_the_opposite_of_the_rules_is_told() -> None:
    rng = np.random.default_rng(1)
    higher = (12 + rng.normal(size=30)).tolist()
    lower = (10 + rng.normal(size=30)).tolist()
    assert of([0] * 30 + [1] * 30, higher + lower).opposite
    assert not of([0] * 30 + [1] * 30, lower + higher).opposite


def test_a_sign_that_could_be_chance_is_not_told() -> None:
    spread = [0.0, 20.0] * 10
    assert not of([0] * 20 + [1] * 20, [*spread[:-1], 20.5, *spread]).opposite


def test_nothing_is_told_of_fewer_than_ten_on_a_side() -> None:
    found = of([0] * 9 + [1] * 40, [15.0] * 9 + [8.0 + n / 40 for n in range(40)])
    assert found.difference is None
    assert found.steps == ()
    assert found.concerned is None and found.others == 40
    assert not found.opposite


def test_students_without_a_grade_are_counted_but_in_no_mean() -> None:
    found = of([0] * 15 + [1] * 15, [float("nan")] * 5 + [9.0] * 10 + [12.0] * 15)
    assert found.concerned == 15
    assert found.difference is not None and found.difference.concerned == 10


def test_who_did_not_answer_is_on_neither_side() -> None:
    found = of([0] * 10 + [1] * 10 + [-1] * 11, [9.0, 10.0] * 5 + [12.0, 13.0] * 5 + [1.0] * 11)
    assert found.unanswered == 11
    assert found.difference is not None
    assert (found.difference.concerned, found.difference.others) == (10, 10)


def test_a_small_step_is_shown_with_another_of_its_side_only() -> None:
    concerning = (True, True, True, False, False)
    steps = [0] * 3 + [1] * 14 + [2] * 30 + [3] * 20 + [4] * 25
    found = of(steps, [10.0] * len(steps), concerning)
    assert [one.steps for one in found.steps] == [(0, 1), (2,), (3,), (4,)]
    assert [one.students for one in found.steps] == [17, 30, 20, 25]


def test_whoever_sees_every_student_is_shown_each_step_of_ten_by_itself() -> None:
    step = np.array([0] * 3 + [1] * 14 + [2] * 30, dtype=np.int64)
    judgement = StepJudgement(step, (True, True, False), None)
    found = evidence(judgement, np.full(47, 10.0), by_subtraction=False)
    assert [(one.steps, one.students) for one in found.steps] == [((1,), 14), ((2,), 30)]


@given(
    st.lists(st.tuples(st.integers(-1, 4), grades), min_size=1, max_size=120),
    st.tuples(*[st.booleans()] * 5),
)
@settings(deadline=None)
def test_no_mean_of_a_few_is_shown_nor_follows_by_subtraction(
    drawn: list[tuple[int, float]], concerning: tuple[bool, ...]
) -> None:
    steps, grade = [step for step, _ in drawn], [value for _, value in drawn]
    found = of(steps, grade, concerning)
    assert all(one.students >= 10 for one in found.steps)
    for side in (True, False):
        shown = [one for one in found.steps if concerning[one.steps[0]] == side]
        there = sum(step >= 0 and concerning[step] == side for step in steps)
        left = there - sum(one.students for one in shown)
        assert left == 0 or not found.steps  # what a side's total less the shown ones would tell
        assert all(concerning[step] == side for one in shown for step in one.steps)
