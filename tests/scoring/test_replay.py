"""What became of the listed: counted one by one, with intervals that hold for few."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.rule_change.replay import later_grades, replay, share, worst_grades

GRADES = st.sampled_from([4.0, 8.0, 9.5, 10.0, 12.0, 17.0, float("nan")])
LISTS = st.lists(st.tuples(GRADES, GRADES, st.booleans()), max_size=30)


@given(LISTS)
def test_every_student_is_counted_once(students: list[tuple[float, float, bool]]) -> None:
    now = np.array([one[0] for one in students])
    later = np.array([one[1] for one in students])
    listed = np.array([at for at, one in enumerate(students) if one[2]], dtype=np.int64)
    found = replay(listed, now, later, 10)
    assert found.listed == len(listed)
    assert found.below.part == sum(1 for _, then, inside in students if inside and then < 10)
    assert found.below.whole == sum(1 for _, then, inside in students if inside and then == then)
    assert found.missed.part == sum(1 for _, then, inside in students if not inside and then < 10)
    assert found.missed.part + found.below.part == found.missed.whole
    assert found.fallen.whole == sum(1 for was, then, _ in students if was >= 10 > then)
    assert found.fallen.part <= found.missed.part


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [
        (9, 11, 0.5230, 0.9486),
        (0, 12, 0.0, 0.2425),
        (12, 12, 0.7575, 1.0),
        (50, 100, 0.4038, 0.5962),
    ],
)
def test_wilsons_interval_is_the_published_one(
    part: int, whole: int, low: float, high: float
) -> None:
    found = share(part, whole)
    assert found.low == pytest.approx(low, abs=5e-4)
    assert found.high == pytest.approx(high, abs=5e-4)


@given(st.integers(0, 40), st.integers(0, 40))
def test_a_share_lies_in_its_interval(one: int, two: int) -> None:
    found = share(min(one, two), max(one, two))
    assert 0 <= found.low <= (found.value or 0) <= found.high <= 1


def test_of_nothing_nothing_is_known() -> None:
    found = share(0, 0)
    assert (found.value, found.low, found.high) == (None, 0, 1)


def test_the_plain_list_has_the_lowest_grades_and_nobody_without_one() -> None:
    grade = np.array([12, np.nan, 4, 8, 4.0])
    assert worst_grades(grade, 3).tolist() == [2, 4, 3]
    assert worst_grades(grade, 9).tolist() == [2, 4, 3, 0]


def test_a_later_grade_is_found_by_the_students_number() -> None:
    found = later_grades(np.array([7, 8, 9]), np.array([9, 7, 5]), np.array([11.0, np.nan, 3.0]))
    np.testing.assert_array_equal(found, [np.nan, np.nan, 11])
