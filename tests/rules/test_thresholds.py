"""Moving an adjustable edge: only what it changes is worked out again, with the same result."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal
from rule_files import rule_set, school

import rules

SET = rule_set(head="applies_to: age >= 16\n")


@pytest.mark.parametrize("edge", [2, 4, 7.5, 20])
def test_a_moved_edge_gives_what_judging_anew_gives(edge: float) -> None:
    columns = school(500)
    moved = rules.judge(SET, columns).with_thresholds({"absences": edge})
    anew = rules.judge(SET, columns, {"absences": edge})
    assert_array_equal(moved.points, anew.points)
    assert_array_equal(moved.fired, anew.fired)
    assert_array_equal(moved.complexity(), anew.complexity())
    assert moved.thresholds == {"absences": edge}


def test_nothing_changes_where_no_edge_moves() -> None:
    judged = rules.judge(SET, school(50))
    assert judged.with_thresholds({}) is judged
    moved = judged.with_thresholds({"absences": 20})
    assert_array_equal(moved.with_thresholds({}).points, judged.points)
    assert (moved.points[0] != judged.points[0]).any()


def test_a_lower_edge_never_offers_the_lever_to_fewer() -> None:
    judged = rules.judge(SET, school(500))
    counts = [judged.with_thresholds({"absences": edge}).count[0] for edge in range(2, 21)]
    assert (np.diff(counts) <= 0).all()


@pytest.mark.parametrize(
    "wrong", [{"absences": 1}, {"absences": 21}, {"absences": np.nan}, {"health": 2}, {"x": 1}]
)
def test_an_edge_that_may_not_be_moved_there_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"moved|goes from"):
        rules.judge(SET, school(5), wrong)
