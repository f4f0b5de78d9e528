"""Need, ties and the quadrants' line mean the same on any scale of grades."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.grade_scale import GradeScale
from scoring.model.usual import words
from scoring.ranking import grade_at, need_from_gap, need_from_grade, tie_order
from scoring.rule_change.replay import replay, worst_grades

PASS = 10.0
twentieths = st.lists(st.integers(0, 80).map(lambda step: step / 4), min_size=1, max_size=20)
# a + b x grade: the best end may be the lower number.
affine = st.tuples(st.integers(-40, 40), st.sampled_from([-5.0, -1.0, -0.25, 0.5, 1.0, 5.0]))


@given(twentieths, affine)
def test_need_from_a_grade_is_the_same_on_every_scale(
    grades: list[float], line: tuple[int, float]
) -> None:
    shift, factor = line
    grade = np.array([*grades, np.nan])
    plain = need_from_grade(grade, 0, 20, PASS)
    ends = shift, shift + factor * 20
    other = need_from_grade(shift + factor * grade, *ends, shift + factor * PASS)
    np.testing.assert_allclose(other, plain, atol=1e-9)
    np.testing.assert_allclose(
        need_from_gap(abs(factor) * (grade - PASS), *ends), need_from_gap(grade - PASS, 0, 20)
    )


@given(st.floats(0, 100), affine)
def test_the_quadrants_line_stands_on_the_same_grade(need: float, line: tuple[int, float]) -> None:
    shift, factor = line
    found = grade_at(need, shift, shift + factor * 20, shift + factor * PASS)
    assert found == pytest.approx(shift + factor * grade_at(need, 0, 20, PASS), abs=1e-9)


@given(twentieths, affine, st.integers(0, 12))
def test_ties_baseline_and_replay_go_by_the_worse_grade(
    grades: list[float], line: tuple[int, float], places: int
) -> None:
    shift, factor = line
    grade = np.array([*grades, np.nan])
    later, levers = grade[::-1], np.arange(len(grade)) % 3
    scale = GradeScale(shift, shift + factor * 20)
    turned = shift + factor * grade
    plain, other = GradeScale(0, 20), scale.gap(turned[::-1], turned)
    np.testing.assert_array_equal(
        tie_order(turned, other, levers, upwards=scale.upwards),
        tie_order(grade, plain.gap(later, grade), levers),
    )
    listed = worst_grades(grade, places)
    np.testing.assert_array_equal(worst_grades(turned, places, scale), listed)
    mark = shift + factor * PASS
    assert replay(listed, turned, turned[::-1], mark, scale) == replay(listed, grade, later, PASS)


def test_a_gap_is_over_0_and_the_word_is_below_for_a_grade_worse_than_usual() -> None:
    german = GradeScale(worst=6, best=1)
    assert german.gap(np.array([2.0]), np.array([5.0])).tolist() == [3.0]
    assert words(2.0, 1.5, 3.0, 5.0, upwards=german.upwards) == "below"
    assert words(4.0, 3.5, 5.0, 1.0, upwards=german.upwards) == "above"
    assert german.reaches(np.array([4.0, 4.3, np.nan]), 4).tolist() == [True, False, False]
    assert german.misses(np.array([4.0, 4.3, np.nan]), 4).tolist() == [False, True, False]
