"""Levers by group: counted right, small groups hidden, and nothing to be had by subtraction."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from numpy.typing import NDArray
from scipy.optimize import linprog

from scoring.groups.environment import FEWER, LIKE, MORE, Environment, environment, suggestions
from scoring.groups.groups import about, tellable

SMALLEST = 10
STUDENT = st.tuples(st.sampled_from(["10", "11", "12", "9"]), st.integers(0, 7))
SCHOOLS = st.lists(STUDENT, max_size=150)


def of(rows: list[tuple[str, int]], *, exact: bool) -> Environment | None:
    return environment([row[0] for row in rows], levers_of(rows), exact=exact)


def levers_of(rows: list[tuple[str, int]]) -> NDArray[np.bool_]:
    """Three levers of students who are written as a group and the bits of what they have."""
    return np.array([[bool(row[1] >> bit & 1) for row in rows] for bit in range(3)]).reshape(3, -1)


def class_of(name: str, students: int, having: int) -> list[tuple[str, int]]:
    return [(name, 1 if n < having else 0) for n in range(students)]


def test_shares_are_counted_with_their_interval() -> None:
    found = of(class_of("10A", 20, 5) + class_of("10B", 25, 15), exact=True)
    assert found is not None
    assert [(group.names, group.students) for group in found.groups] == [
        (("10A",), 20),
        (("10B",), 25),
    ]
    cells = [group.cells[0] for group in (*found.groups, found.school)]
    assert [(one.count, one.students) for one in cells if one] == [(5, 20), (15, 25), (20, 45)]
    second = found.groups[1].cells[0]
    assert second is not None
    # Wilson's interval of 15 of 25, as the textbooks give it.
    assert (second.low, second.high) == (
        pytest.approx(0.407, abs=1e-3),
        pytest.approx(0.766, abs=1e-3),
    )


def test_a_class_that_differs_beyond_chance_is_marked_and_suggested() -> None:
    rows = class_of("10A", 100, 20) + class_of("10B", 25, 16)
    found = of(rows, exact=True)
    assert found is not None
    assert [group.cells[0].stands for group in found.groups if group.cells[0]] == [FEWER, MORE]
    [said] = suggestions(found)
    assert said.group is not None
    assert (said.group.names, said.lever) == (("10B",), 0)
    assert said.cell.share == pytest.approx(0.64)
    assert said.elsewhere == pytest.approx(0.2)


def test_what_chance_explains_is_not_marked() -> None:
    found = of(class_of("10A", 25, 10) + class_of("10B", 25, 14), exact=True)
    assert found is not None
    assert [group.cells[0].stands for group in found.groups if group.cells[0]] == [LIKE, LIKE]
    assert suggestions(found) == []


def test_a_lever_of_most_of_the_school_is_the_schools() -> None:
    found = of(class_of("10A", 25, 16) + class_of("10B", 25, 17), exact=True)
    assert found is not None
    [said] = suggestions(found)
    assert said.group is None
    assert said.cell.count == 33


def test_many_cells_by_lot_hardly_ever_mark_anything() -> None:
    draw = np.random.default_rng(8)
    marked = 0
    for _ in range(40):
        found = environment(
            [f"{n % 8}" for n in range(200)], draw.random((6, 200)) < 0.3, exact=True
        )
        assert found is not None
        assert found.compared == 48
        marked += any(cell and cell.stands for group in found.groups for cell in group.cells)
    assert marked <= 6  # one school in twenty at most, on average: 2 of 40


@given(SCHOOLS, st.booleans())
@settings(max_examples=examples(60))
def test_groups_add_up_and_none_is_small(rows: list[tuple[str, int]], exact: bool) -> None:
    found = of(rows, exact=exact)
    assert (found is None) == (len(rows) < SMALLEST)
    if found is None or not found.groups:
        return
    assert sum(group.students for group in found.groups) == len(rows)
    assert all(group.students >= SMALLEST for group in found.groups)
    if exact:
        for lever, total in enumerate(found.school.cells):
            parts = [group.cells[lever] for group in found.groups]
            assert total and total.count == sum(one.count for one in parts if one)


@given(SCHOOLS)
@settings(max_examples=examples(100))
def test_who_sees_no_student_is_told_round_numbers_of_many_only(
    rows: list[tuple[str, int]],
) -> None:
    found = of(rows, exact=False)
    if found is None:
        return
    levers = levers_of(rows)
    for group in (found.school, *found.groups):
        inside = np.array([row[0] in group.names for row in rows])
        some = int(levers[:, inside].any(axis=0).sum())
        for lever, cell in enumerate(group.cells):
            count = int((levers[lever] & inside).sum())
            if cell is not None:
                assert cell.count == min(about(count), group.students)
                assert tellable(count, group.students) and tellable(count, some)


@given(SCHOOLS)
@settings(max_examples=examples(100))
def test_subtracting_what_is_shown_leaves_every_hidden_row_a_wide_range(
    rows: list[tuple[str, int]],
) -> None:
    found = of(rows, exact=False)
    if found is None or not found.groups:
        return
    levers = levers_of(rows)
    some = [
        int(levers[:, np.array([row[0] in group.names for row in rows])].any(axis=0).sum())
        for group in found.groups
    ]
    for lever, total in enumerate(found.school.cells):
        cells = [group.cells[lever] for group in found.groups]
        if total is None:
            assert cells == [None] * len(cells)
            continue
        for at, cell in enumerate(cells):
            if cell is None:
                low, high = range_of(at, [c and c.count for c in cells], total.count, some)
                assert high - low >= min(SMALLEST, some[at]) - 1e-6


def range_of(row: int, shown: list[int | None], total: int, some: list[int]) -> tuple[float, float]:
    """What a row could be, by linear programming over all that is shown and how many of each row
    have any lever at all."""
    bounds = [
        (0, most) if one is None else (max(0, one - 5), one + 5)
        for one, most in zip(shown, some, strict=True)
    ]
    sums = [[1] * len(shown), [-1] * len(shown)]
    ends = []
    for sign in (1, -1):
        aim = [sign if at == row else 0 for at in range(len(shown))]
        found = linprog(aim, A_ub=sums, b_ub=[total + 5, 5 - total], bounds=bounds)
        assert found.success
        ends.append(sign * float(found.fun))
    return ends[0], ends[1]


def test_a_row_that_rounding_alone_would_give_away_is_hidden_with_others() -> None:
    # 15 of 30 in three years, told as 20 each, and a total of 45, told as 40: nobody of the fourth.
    rows = [(name, 1 if n < 15 else 2) for name in ("10", "11", "12") for n in range(30)]
    rows += [("9", 2)] * 30
    found = of(rows, exact=False)
    assert found is not None
    assert found.school.cells[0] is not None
    assert [group.cells[0] for group in found.groups].count(None) > 1


def test_one_group_only_has_no_rows_and_no_comparison() -> None:
    found = of(class_of("10A", 30, 20), exact=True)
    assert found is not None
    assert found.groups == ()
    assert found.compared == 0


def test_small_classes_are_shown_together() -> None:
    found = of(class_of("10A", 30, 20) + class_of("10B", 4, 1) + class_of("10C", 8, 8), exact=True)
    assert found is not None
    assert [(group.names, group.students) for group in found.groups] == [
        (("10A",), 30),
        (("10B", "10C"), 12),
    ]
