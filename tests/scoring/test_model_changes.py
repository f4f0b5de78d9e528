"""Two models on the same students."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.model_evaluation.version_comparison import difference, moved

grades = st.floats(0, 20)
pairs = st.lists(st.tuples(grades, grades, grades), min_size=2, max_size=30)


def arrays(rows: list[tuple[float, ...]]) -> list[np.ndarray]:
    return [np.array(column) for column in zip(*rows, strict=True)]


@given(pairs)
def test_every_student_with_both_words_is_counted_once(rows: list[tuple[float, ...]]) -> None:
    first, second, grade = arrays(rows)
    found = moved(first, (first - 2, first + 2), second, (second - 1, second + 1), grade)
    assert sum(found.counts.values()) == len(rows)
    off_diagonal = sum(n for (one, other), n in found.counts.items() if one != other)
    assert len(found.changed) == off_diagonal
    assert found.most + 1e-9 >= found.mean >= 0
    away = np.abs(second - first)[found.changed]
    assert (np.diff(away) <= 0).all()


def test_whoever_a_model_says_nothing_of_is_not_counted() -> None:
    first, second = np.array([10.0, np.nan, 12.0]), np.array([11.0, 12.0, 9.0])
    grade = np.array([5.0, 5.0, np.nan])
    found = moved(first, (first - 2, first + 2), second, (second - 9, second + 9), grade)
    assert found.counts["below", "as"] == 1
    assert sum(found.counts.values()) == 1
    assert found.changed.tolist() == [0]
    assert (found.mean, found.most) == (2.0, 3.0)


@given(pairs)
def test_the_difference_of_two_errors_is_theirs_and_turns_with_the_order(
    rows: list[tuple[float, ...]],
) -> None:
    first, second, grade = arrays(rows)
    there, back = difference(first, second, grade), difference(second, first, grade)
    assert there is not None
    assert back is not None
    assert there.by == pytest.approx(there.errors[0] - there.errors[1], abs=1e-6)
    assert there.by == pytest.approx(-back.by, abs=1e-9)
    assert there.low <= there.by <= there.high
    assert there.n == len(rows)


def test_a_model_that_is_much_nearer_is_told_and_one_like_the_other_is_not() -> None:
    luck = np.random.default_rng(0)
    grade = luck.normal(12, 3, 200)
    near, far, alike = (grade + luck.normal(0, off, 200) for off in (1, 3, 3))
    sure, unsure = difference(far, near, grade), difference(far, alike, grade)
    assert sure is not None
    assert sure.sure
    assert sure.by == pytest.approx(2, abs=0.4)
    assert unsure is not None
    assert not unsure.sure
    assert difference(grade, grade, np.full(200, np.nan)) is None


def test_the_intervals_of_the_difference_keep_their_promise() -> None:
    luck = np.random.default_rng(1)
    kept = 0
    for _ in range(400):
        grade = luck.normal(12, 3, 120)
        hard = luck.normal(0, 2, 120)  # what is hard for both
        found = difference(
            grade + hard + luck.normal(0, 1, 120), grade + hard + luck.normal(0, 1.5, 120), grade
        )
        assert found is not None
        kept += found.low <= math.sqrt(5) - math.sqrt(6.25) <= found.high
    assert 0.91 < kept / 400 < 0.98
