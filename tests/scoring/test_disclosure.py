"""Small groups are hidden, and so is what subtracting one figure from another would give."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import linprog

from scoring.groups.groups import about, hidden, pooled, tellable

SIZES = st.lists(st.integers(0, 40), min_size=1, max_size=8)
ROWS = st.lists(
    st.integers(10, 60).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))),
    min_size=1,
    max_size=7,
)


@given(SIZES, st.integers(5, 15))
def test_neither_a_shown_part_nor_the_rest_is_small(sizes: list[int], smallest: int) -> None:
    pool = pooled(sizes, smallest)
    assert all(size >= smallest for size, small in zip(sizes, pool, strict=True) if not small)
    rest = sum(size for size, small in zip(sizes, pool, strict=True) if small)
    if pool.any() and not pool.all():
        assert rest >= smallest
        assert pool.sum() >= 2


@given(SIZES, st.integers(5, 15))
def test_no_part_is_pooled_without_need(sizes: list[int], smallest: int) -> None:
    pool = pooled(sizes, smallest)
    needless = [
        at
        for at, size in enumerate(sizes)
        if pool[at]
        and size >= smallest
        and sum(sizes[other] for other in np.flatnonzero(pool) if other != at) >= smallest
        and pool.sum() > 2
        and size == max(sizes[other] for other in np.flatnonzero(pool))
    ]
    assert needless == []


def test_one_small_part_takes_the_next_smallest_with_it() -> None:
    assert pooled([30, 4, 12, 25]).tolist() == [False, True, True, False]
    assert pooled([30, 4, 7, 25]).tolist() == [False, True, True, False]
    assert pooled([30, 4, 5, 25]).tolist() == [False, True, True, True]
    assert pooled([30, 25]).tolist() == [False, False]
    assert pooled([30, 4]).tolist() == [True, True]


def interval(row: int, out: np.ndarray, rows: list[tuple[int, int]]) -> tuple[float, float]:
    """What a reader can work out of a hidden row, from all that is shown, by linear programming."""
    n = len(rows)
    shown = [at for at in range(n) if not out[at]]
    equations = [np.ones(n), *(np.eye(n)[at] for at in shown)]
    values = [sum(part for part, _ in rows), *(rows[at][0] for at in shown)]
    bounds = [(0, whole) for _, whole in rows]
    ends = []
    for sign in (1, -1):
        goal = np.zeros(n)
        goal[row] = sign
        found = linprog(goal, A_eq=np.array(equations), b_eq=values, bounds=bounds)
        assert found.success
        ends.append(sign * found.fun)
    return ends[0], ends[1]


@given(ROWS, st.booleans())
def test_no_hidden_figure_can_be_worked_out_nearer_than_ten(
    rows: list[tuple[int, int]], all_is_told: bool
) -> None:
    parts, wholes = [part for part, _ in rows], [whole for _, whole in rows]
    out = hidden(parts, wholes, 10, all_is_told)
    if out is None:
        assert not tellable(sum(parts), sum(wholes), 10, all_is_told)
        return
    for at, (part, whole) in enumerate(rows):
        assert out[at] or tellable(part, whole, 10, all_is_told)
    for row in np.flatnonzero(out):
        low, high = interval(int(row), out, rows)
        assert high - low >= 10 - 1e-6


@given(ROWS)
def test_what_the_hidden_rows_come_to_together_is_no_small_group_either(
    rows: list[tuple[int, int]],
) -> None:
    out = hidden([part for part, _ in rows], [whole for _, whole in rows])
    if out is not None and out.any():
        part = sum(rows[at][0] for at in np.flatnonzero(out))
        whole = sum(rows[at][1] for at in np.flatnonzero(out))
        assert tellable(part, whole)
        assert out.sum() > 1


def test_a_hidden_row_takes_another_with_it() -> None:
    found = hidden([3, 40, 15, 60], [30, 80, 40, 120])
    assert found is not None
    assert found.tolist() == [True, False, True, False]
    assert hidden([40, 15], [80, 40]) is not None
    assert hidden([3, 4], [30, 40]) is None


def test_few_others_are_hidden_like_few() -> None:
    assert not tellable(29, 30)
    assert not tellable(30, 30)
    assert tellable(30, 30, all_is_told=True)
    assert not tellable(29, 30, all_is_told=True)
    assert tellable(10, 20)
    assert not tellable(0, 20)


@given(st.integers(10, 500), st.integers(10, 500))
def test_figures_that_overlap_leave_a_range_when_one_is_subtracted(a: int, b: int) -> None:
    assert abs(about(a) - a) <= 5
    assert abs((about(a) - about(b)) - (a - b)) <= 10
