"""A school's figures: what is counted, and that no attack by subtraction finds a few students."""

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scoring.groups.groups import tellable
from scoring.groups.school_figures import NamelessStudents, SchoolFigures, figures

REASONS = ("already_known", "wrong_data", "not_now")
STUDENT = st.tuples(
    st.sampled_from(["10", "11", "12", "9"]),
    st.booleans(),  # has a grade
    st.booleans(),  # is coached
    st.integers(0, 7),  # levers, as bits
    st.sampled_from([None, None, *REASONS]),
)
SCHOOLS = st.lists(STUDENT, max_size=130)


def of(rows: list[tuple[Any, ...]], smallest: int = 10) -> SchoolFigures | None:
    levers = np.array([[bool(row[3] >> bit & 1) for row in rows] for bit in range(3)])
    graded = np.array([row[1] for row in rows], dtype=bool)
    grade = np.where(graded, np.arange(len(rows)) % 20, np.nan)
    return figures(
        NamelessStudents(
            group=[row[0] for row in rows],
            marks={
                "graded": graded,
                "low": grade < 8,
                "coached": np.array([row[2] for row in rows], dtype=bool),
                "lever": levers.any(axis=0) if rows else np.zeros(0, dtype=bool),
            },
            grade=grade,
            levers=levers,
            reasons=[row[4] for row in rows if row[4]],
        ),
        smallest,
    )


@given(SCHOOLS)
def test_groups_add_up_to_the_school_and_none_is_small(rows: list[tuple[Any, ...]]) -> None:
    found = of(rows)
    if found is None:
        assert len(rows) < 10
        return
    assert found.school.students == len(rows)
    if found.groups:
        assert sum(row.students for row in found.groups) == len(rows)
        assert len(found.groups) > 1
    assert all(row.students >= 10 for row in found.groups)
    named = [name for row in found.groups for name in row.groups]
    assert len(named) == len(set(named))


@given(SCHOOLS)
def test_subtracting_what_is_shown_never_leaves_a_few_students(
    rows: list[tuple[Any, ...]],
) -> None:
    found = of(rows)
    if found is None:
        return
    for name in ("coached", "lever", "low"):
        total = found.school.figures[name]
        if total is None:
            assert all(row.figures[name] is None for row in found.groups)
            continue
        shown = [(row.figures[name], row.students) for row in found.groups if row.figures[name]]
        assert all(figure and tellable(figure.count, whole) for figure, whole in shown)
        gone = total.count - sum(figure.count for figure, _ in shown if figure)
        left = found.school.students - sum(whole for _, whole in shown)
        if found.groups and left:
            assert tellable(gone, left), name


@given(SCHOOLS)
def test_grades_less_low_grades_are_not_few_either(rows: list[tuple[Any, ...]]) -> None:
    found = of(rows)
    if found is None:
        return
    for row in (found.school, *found.groups):
        graded, low = row.figures["graded"], row.figures["low"]
        if graded and low:
            assert tellable(low.count, graded.count)


@given(SCHOOLS)
def test_reasons_and_levers_are_told_of_many_only(rows: list[tuple[Any, ...]]) -> None:
    found = of(rows)
    if found is None:
        return
    assert all(count >= 10 for _, count in found.reasons)
    assert sum(count for _, count in found.reasons) <= len(rows) - 10 or not found.reasons
    assert all(count % 10 == 0 and count >= 10 for _, count in found.levers)
    assert [count for _, count in found.levers] == sorted(
        (count for _, count in found.levers), reverse=True
    )


@given(SCHOOLS)
def test_a_median_is_of_many_grades_and_rounded(rows: list[tuple[Any, ...]]) -> None:
    found = of(rows)
    if found is None:
        return
    for row in (found.school, *found.groups):
        graded = sum(one[1] for one in rows if one[0] in row.groups)
        assert (row.median is None) == (graded < 10)
        assert row.median is None or row.median * 2 == int(row.median * 2)


def test_figures_are_counted_right() -> None:
    rows = [("10", True, n < 12, 1, None) for n in range(30)]
    rows += [("11", n >= 15, n < 20, 3, "not_now" if n < 11 else None) for n in range(40)]
    found = of(rows)
    assert found is not None
    assert [row.groups for row in found.groups] == [("10",), ("11",)]
    told = [(row.figures["coached"], row.students) for row in found.groups]
    assert [(one.count, one.percent, whole) for one, whole in told if one] == [
        (12, 40, 30),
        (20, 50, 40),
    ]
    assert found.school.figures["coached"] is not None
    assert found.school.figures["coached"].count == 32
    assert found.reasons == ((("not_now",), 11),)
    assert found.school.figures["lever"] is None
    assert found.levers == ((1, 40),)


def test_small_groups_are_shown_together() -> None:
    rows = [("10", True, False, 0, None)] * 30 + [("11", True, False, 0, None)] * 25
    rows += [("12", True, False, 0, None)] * 4 + [("9", True, False, 0, None)] * 12
    found = of(rows)
    assert found is not None
    assert [(row.groups, row.students) for row in found.groups] == [
        (("10",), 30),
        (("11",), 25),
        (("12", "9"), 16),
    ]
    assert found.groups[2].figures["graded"] is not None
    assert found.groups[2].figures["coached"] is None


def test_a_school_of_a_few_has_no_figures() -> None:
    assert of([("10", True, True, 1, None)] * 9) is None
    assert of([]) is None
    alone = of([("10", True, True, 1, None)] * 12)
    assert alone is not None
    assert alone.groups == ()
