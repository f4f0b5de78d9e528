"""Fields and curves follow what the roster's students answer, not what a dictionary allows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from scoring.what_if.answer_range import FEWEST, NEAREST, range_of


@given(st.lists(st.floats(0, 1e6), min_size=FEWEST, max_size=80), st.booleans())
def test_nine_in_ten_lie_within_and_every_mark_is_on_a_step(
    values: list[float], whole: bool
) -> None:
    answers = np.round(np.array(values)) if whole else np.array(values)
    found = range_of(answers, whole)
    low, high = np.quantile(answers, [0.05, 0.95])
    if found is None:
        assert high - low < NEAREST
        return
    slack = 1e-6 * max(found.step, 1e-3)
    assert found.low <= low + slack
    assert found.high >= high - slack
    assert found.step >= 1 or not whole
    for mark in (*found.marks, found.low, found.high):
        assert mark / found.step == pytest.approx(round(mark / found.step), abs=1e-6)
    assert list(found.marks) == sorted(set(found.marks))


def test_steps_are_round_and_suit_the_distance() -> None:
    hours = np.linspace(0, 37, 200)
    found = range_of(hours, whole=False)
    assert found is not None
    assert (found.low, found.high, found.step) == (0.0, 36.0, 2.0)
    days = range_of(np.arange(40.0), whole=True)
    assert days is not None
    assert (days.low, days.high, days.step, days.marks[2]) == (0.0, 38.0, 2.0, 20.0)


@pytest.mark.parametrize(
    "answers", [np.arange(9.0), np.full(50, 3.0), np.array([np.nan] * 45 + [1.0, 2.0, 3.0])]
)
def test_of_few_students_or_one_answer_nothing_is_told(answers: NDArray[np.float64]) -> None:
    assert range_of(answers, whole=True) is None
