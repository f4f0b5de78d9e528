"""How much a student needs help: the scale, its middle, its ends."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.ranking import MIDDLE, grade_at, need_from_gap, need_from_grade

grades = st.floats(0, 20)
passing = st.floats(0.5, 19.5)


def needs(
    *given_grades: float, low: float = 0, high: float = 20, passing: float = 10
) -> list[float]:
    return [float(need) for need in need_from_grade(np.array(given_grades), low, high, passing)]


def test_the_worst_grade_the_pass_mark_and_the_best_stand_at_100_50_and_0() -> None:
    assert needs(0, 10, 20) == [100, 50, 0]
    assert needs(1, 2, 6, low=1, high=6, passing=2) == [100, 50, 0]


def test_each_side_of_the_pass_mark_is_a_straight_line() -> None:
    assert needs(5, 15, 8, 12) == [75, 25, 60, 40]
    assert needs(6, 8, 14, passing=8) == [62.5, 50, 25]


def test_a_missing_grade_gives_a_missing_need() -> None:
    assert np.isnan(needs(np.nan)[0])


def test_a_grade_beyond_the_scale_stays_on_it() -> None:
    assert needs(-3, 25) == [100, 0]


@given(grades, grades, passing)
def test_a_lower_grade_never_needs_less(one: float, other: float, mark: float) -> None:
    first, second = needs(min(one, other), max(one, other), passing=mark)
    assert 0 <= second <= first <= 100


@given(grades, passing)
def test_the_line_of_a_need_stands_at_the_grade_that_has_it(grade: float, mark: float) -> None:
    [need] = needs(grade, passing=mark)
    assert grade_at(need, 0, 20, mark) == pytest.approx(grade, abs=1e-9)


def test_who_is_as_expected_is_in_the_middle_and_half_a_scale_below_needs_all() -> None:
    gaps = np.array([0, 10, -10, 5, 20, np.nan])
    found = need_from_gap(gaps, 0, 20)
    assert found[:5].tolist() == [MIDDLE, 100, 0, 75, 100]
    assert np.isnan(found[5])
