"""A model's figures from what it says: calibration, spread of gaps, groups, and what stays."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.cohort import column_of
from scoring.groups.groups import parts
from scoring.model.baselines import largest
from scoring.model.evaluation import kept
from scoring.model_evaluation import calibration
from scoring.model_evaluation.calibration import tenths
from scoring.model_evaluation.residuals import residuals
from scoring.model_evaluation.subgroup_errors import by_group

DRAW = np.random.default_rng(5)
EXPECTED = DRAW.uniform(6, 16, 400)
NOISE = DRAW.normal(0, 3, 400)


def test_honest_expectations_lie_on_the_line() -> None:
    found = calibration.of_grades(EXPECTED, EXPECTED + NOISE)
    assert found is not None
    assert [step.students for step in found.steps] == [40] * 10
    assert found.held >= 8
    assert found.slope is not None
    assert found.slope[1] < 1 < found.slope[2]


def test_expectations_that_lie_too_far_apart_are_noticed() -> None:
    found = calibration.of_grades(EXPECTED, 11 + (EXPECTED - 11) / 3 + NOISE)
    assert found is not None
    assert found.slope is not None
    assert found.slope[2] < 1
    assert not found.steps[0].holds
    assert not found.steps[-1].holds


def test_means_and_their_interval_are_worked_out_by_tenth() -> None:
    expected = np.repeat([8.0, 12.0], 10)
    grade = np.concatenate([np.arange(4, 14), np.full(10, 12.0)]).astype(np.float64)
    found = calibration.of_grades(expected, grade)
    assert found is not None
    first, last = found.steps
    # Mean 8.5, deviation 3.0277; t with 9 degrees of freedom is 2.262.
    assert (first.expected, first.actual) == (8.0, 8.5)
    assert first.low == pytest.approx(8.5 - 2.262 * 3.0277 / 10**0.5, abs=1e-2)
    assert (last.actual, last.low, last.high) == (12.0, 12.0, 12.0)


def test_chances_are_compared_with_the_share_who_passed() -> None:
    chance = np.repeat([0.2, 0.8], 50)
    passed = np.concatenate([np.arange(50) < 10, np.arange(50) < 20]).astype(np.float64)
    found = calibration.of_passing(chance, passed)
    assert found is not None
    assert [step.actual for step in found.steps] == [0.2, 0.4]
    assert [step.holds for step in found.steps] == [True, False]
    assert 0 < found.steps[0].low < 0.2 < found.steps[0].high < 1


@given(st.lists(st.integers(0, 30).map(float), max_size=150))
def test_tenths_hold_everybody_once_and_none_is_small(expected: list[float]) -> None:
    said = np.array(expected, dtype=np.float64)
    found = tenths(said)
    if not found:
        return
    assert sorted(np.concatenate(found).tolist()) == list(range(len(said)))
    assert len(found) > 1
    assert all(len(part) >= 10 for part in found)
    for lower, upper in pairwise(found):
        assert said[lower].max() < said[upper].min()


def test_who_has_no_grade_or_no_expectation_is_not_counted() -> None:
    expected, grade = EXPECTED.copy(), EXPECTED + NOISE
    expected[:3], grade[3:7] = np.nan, np.nan
    found = calibration.of_grades(expected, grade)
    assert found is not None
    assert found.students == 393
    assert calibration.of_grades(expected[:15], grade[:15]) is None


def test_gaps_are_described_by_tenth_and_all_together() -> None:
    found = residuals(EXPECTED, EXPECTED - NOISE, width=1.0)
    assert found is not None
    assert found.mean == pytest.approx(NOISE.mean())
    assert found.typical == pytest.approx(np.sqrt(np.square(NOISE).mean()))
    assert found.half == pytest.approx(np.median(np.abs(NOISE)))
    assert sum(bar.students for bar in found.bars) == 400
    assert len(found.by_tenth) == 10
    first = found.by_tenth[0]
    assert first.tenth < first.quarter < first.median < first.three_quarters < first.nine_tenths


@given(st.lists(st.integers(-40, 40).map(lambda n: n / 2), min_size=20, max_size=120))
def test_no_bar_is_of_a_few_students(gaps: list[float]) -> None:
    grade = 10 - np.array(gaps)
    found = residuals(np.linspace(9.9, 10.1, len(gaps)), grade, width=1.0)
    assert found is not None
    assert all(bar.students >= 10 for bar in found.bars)
    assert sum(bar.students for bar in found.bars) == len(gaps)
    assert (found.bars[0].low, found.bars[-1].high) == (None, None)


def test_who_has_no_gap_is_not_among_the_largest() -> None:
    assert largest(np.array([1.0, np.nan, 3.0]), 5).tolist() == [2, 0]


def test_first_ones_that_stay_are_counted_over_all_pairs_of_learnings() -> None:
    grade = np.zeros(6)
    learned = [np.array(one, dtype=np.float64) for one in ([6, 5, 4, 3, 2, 1], [6, 5, 1, 4, 2, 3])]
    found = kept([*learned, learned[0]], grade, 3)
    assert found is not None
    assert (found.places, found.runs, found.least) == (3, 3, 2)
    assert found.mean == pytest.approx((2 + 3 + 2) / 3)
    assert kept(learned[:1], grade, 3) is None


def test_errors_and_shares_are_each_groups_own() -> None:
    sex = column_of(["F"] * 20 + ["M"] * 20, words=True)
    gap = np.concatenate([np.full(20, 1.0) + np.tile([-0.5, 0.5], 10), np.tile([-2.0, 2.0], 10)])
    grade = np.arange(40, dtype=np.float64)
    none = np.zeros(0, dtype=np.int64)
    found = by_group({"sex": parts(sex)}, gap, grade, np.arange(10, 30), none, 10)["sex"]
    assert [row.answers for row in found] == [("F",), ("M",)]
    assert [row.leaning for row in found] == [1.0, 0.0]
    assert [row.leans for row in found] == [True, False]
    assert found[1].typical == 2.0
    below = found[0].below
    assert below is not None
    assert (below.count, below.share, below.plain) == (10, 0.5, 1.0)
    assert found[0].first is None
