"""Who comes first: priority, the rule that breaks ties, and those who have no rank."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from small_rules import BLOCKS, rule_set

from rules import Judgement, Need, Quadrant, Quadrants
from rules.judge import UnansweredPoints
from scoring.ranking import (
    NOWHERE,
    RankState,
    StudentRanking,
    Students,
    priorities,
    rank,
    tie_order,
)

NAN = float("nan")
Floats = NDArray[np.float64]
percents = st.sampled_from([0.0, 10.0, 33.3, 50.0, 100.0, NAN])
cases = st.integers(1, 30).flatmap(
    lambda n: st.tuples(
        st.lists(percents, min_size=n, max_size=n),
        st.lists(percents, min_size=n, max_size=n),
        st.lists(st.sampled_from([0.0, 5.0, 9.0, NAN]), min_size=n, max_size=n),
        st.lists(st.booleans(), min_size=n, max_size=n),
        st.lists(st.booleans(), min_size=n, max_size=n),
    )
)
BY_GAP = replace(
    rule_set(BLOCKS["health"]), need=Need("gap", 10), quadrants=Quadrants(50, 50, {})
)  # fmt: skip


def ranked(
    need: list[float],
    complexity: list[float],
    grade: list[float] | None = None,
    judged: list[bool] | None = None,
    set_aside: list[bool] | None = None,
) -> StudentRanking:
    """Students of whom one indicator says the complexity, and the gap the need."""
    n = len(need)
    points = np.array([complexity]) / 100
    unanswered = np.flatnonzero(np.isnan(points[0]))
    found = Judgement(
        BY_GAP, {}, {}, np.nan_to_num(points), np.zeros(n, dtype=np.uint64),
        np.array(judged if judged is not None else [True] * n),
        UnansweredPoints(np.zeros(1, dtype=bool), unanswered, np.zeros((1, len(unanswered)))), {},
    )  # fmt: skip
    students = Students(
        np.array(grade if grade is not None else [5.0] * n), (np.array(need) - 50) / 5, 0, 20,
        np.zeros(n, dtype=bool), np.array(set_aside if set_aside is not None else [False] * n),
    )  # fmt: skip
    return rank(found, students)


def test_priority_is_need_times_ease() -> None:
    found = ranked([80, 50, 100], [20, 0, 100])
    assert found.priority.tolist() == [64, 50, 0]
    assert found.order.tolist() == [0, 1, 2]
    assert found.rank.tolist() == [1, 2, 3]


def test_likes_are_told_apart_by_grade_then_gap_then_levers_then_the_roster() -> None:
    grade = np.array([9, 8, 8, 8, 8, 8.0])
    gap = np.array([5, 1, 2, 2, NAN, 2])
    levers = np.array([3, 3, 1, 2, 3, 2])
    assert tie_order(grade, gap, levers).tolist() == [3, 5, 2, 1, 4, 0]


def test_a_missing_grade_or_gap_comes_after_a_known_one() -> None:
    grade, gap = np.array([NAN, 19.0]), np.array([NAN, NAN])
    assert tie_order(grade, gap, np.array([0, 0])).tolist() == [1, 0]


def test_the_list_has_its_parts_in_a_fixed_order() -> None:
    found = ranked(
        need=[100, 50, NAN, 100, 100],
        complexity=[0, 0, 0, NAN, 0],
        grade=[5, 5, NAN, 5, 5],
        judged=[True, True, True, True, False],
        set_aside=[True, False, False, False, False],
    )
    assert found.order.tolist() == [2, 1, 3, 4, 0]
    assert found.rank.tolist() == [0, 1, 0, 0, 0]
    assert found.state.tolist() == [
        RankState.SET_ASIDE,
        RankState.RANKED,
        RankState.NO_GRADE,
        RankState.NO_EASE,
        RankState.NOT_JUDGED,
    ]


def test_a_student_without_a_need_is_listed_and_never_placed() -> None:
    found = ranked(need=[NAN, 20], complexity=[0, 50])
    assert found.rank.tolist() == [0, 1]
    assert found.state.tolist() == [RankState.NO_EASE, RankState.RANKED]
    assert np.isnan(found.priority[0])


def test_a_last_bit_of_difference_is_no_difference() -> None:
    found = ranked(need=[70, 70], complexity=[30.000000000000004, 30.0], grade=[9, 8])
    assert found.order.tolist() == [1, 0]
    one, other = priorities(np.array([70.0, 70.0]), np.array([30.000000000000004, 30.0]))
    assert one == other


def test_the_lines_between_the_quadrants_belong_to_the_more_urgent_side() -> None:
    found = ranked(need=[50, 50, 49, 49, NAN, 50], complexity=[50, 51, 50, 51, 0, NAN])
    assert found.quadrant.tolist() == [
        Quadrant.COACH_FIRST, Quadrant.MORE_THAN_COACHING, Quadrant.LIGHT_TOUCH,
        Quadrant.DOING_WELL, NOWHERE, NOWHERE,
    ]  # fmt: skip


def test_each_quadrant_is_called_by_its_corner_in_a_rule_file() -> None:
    assert [(one.key, one.corner) for one in Quadrant] == [
        ("coach_first", "top_right"),
        ("more_than_coaching", "bottom_right"),
        ("light_touch", "top_left"),
        ("doing_well", "bottom_left"),
    ]


@given(cases)
def test_everybody_is_listed_once_and_ranks_follow_the_order(
    case: tuple[list[float], list[float], list[float], list[bool], list[bool]],
) -> None:
    need, complexity, grade, judged, set_aside = case
    found = ranked(need, complexity, grade, judged, set_aside)
    assert sorted(found.order.tolist()) == list(range(len(need)))
    in_order = found.rank[found.order]
    assert in_order[in_order > 0].tolist() == list(range(1, int((found.rank > 0).sum()) + 1))
    assert (found.state[found.order].astype(int)[1:] >= found.state[found.order][:-1]).all()
    priorities = found.priority[found.order][in_order > 0]
    assert (np.diff(priorities) <= 0).all()
    assert np.isnan(found.priority[found.rank == 0]).all()
    assert ((found.priority[found.rank > 0] >= 0) & (found.priority[found.rank > 0] <= 100)).all()


@given(cases)
def test_the_same_input_gives_the_same_list(
    case: tuple[list[float], list[float], list[float], list[bool], list[bool]],
) -> None:
    assert ranked(*case).order.tolist() == ranked(*case).order.tolist()
