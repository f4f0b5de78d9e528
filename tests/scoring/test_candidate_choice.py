"""Which candidate is proposed: the simplest within one standard error of the best."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.model_selection.comparison import choose

errors_and_spreads = st.lists(st.tuples(st.floats(0, 10), st.floats(0, 2)), min_size=1, max_size=12)


def test_the_simplest_within_one_standard_error_is_proposed_not_the_best() -> None:
    found = choose([3.2, 2.95, 2.90, 2.88], [0.1, 0.1, 0.1, 0.08])
    assert (found.best, found.proposed) == (3, 1)
    assert found.line == pytest.approx(2.96)


def test_the_standard_error_is_the_bests_own() -> None:
    found = choose([3.2, 2.95, 2.90, 2.88], [0.5, 0.5, 0.5, 0.01])
    assert (found.best, found.proposed) == (3, 3)


def test_of_equals_the_first_is_both_best_and_proposed() -> None:
    found = choose([1.0, 1.0], [0.0, 0.0])
    assert (found.best, found.proposed) == (0, 0)


@given(errors_and_spreads)
def test_nothing_simpler_than_the_proposed_is_within_the_line(
    given_: list[tuple[float, float]],
) -> None:
    errors, spreads = zip(*given_, strict=True)
    found = choose(errors, spreads)
    assert errors[found.best] == min(errors)
    assert found.proposed <= found.best
    assert errors[found.proposed] <= found.line == errors[found.best] + spreads[found.best]
    assert all(error > found.line for error in errors[: found.proposed])


def test_without_candidates_or_with_an_error_that_is_no_number_there_is_no_choice() -> None:
    with pytest.raises(ValueError, match="nothing to choose"):
        choose([], [])
    with pytest.raises(ValueError, match="nothing to choose"):
        choose([1.0, math.nan], [0.1, 0.1])
