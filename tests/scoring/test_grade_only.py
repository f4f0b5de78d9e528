"""What the grades alone would say."""

import numpy as np

from scoring.model.baselines import earlier, lowest


def test_gaps_that_follow_the_grade_are_the_plain_list_again():
    grade = np.arange(20.0)
    assert lowest(10 - grade, grade) == {"places": 12, "shared": 12.0}


def test_gaps_that_go_the_other_way_share_nothing_with_the_plain_list():
    grade = np.arange(24.0)
    assert lowest(grade, grade) == {"places": 12, "shared": 0.0}


def test_who_shares_the_last_grade_is_on_the_plain_list_by_lot():
    # Two are lower; four share the third grade, of whom the gaps name two, for one place.
    grade = np.array([1.0, 2.0, 3.0, 3.0, 3.0, 3.0, 9.0])
    gap = np.array([9.0, 0.0, 8.0, 7.0, 0.0, 0.0, 0.0])
    assert lowest(gap, grade, places=3) == {"places": 3, "shared": 1 + 2 / 4}


def test_who_has_no_gap_is_on_neither_list():
    grade, gap = np.array([1.0, 2.0, 3.0]), np.array([np.nan, 5.0, 1.0])
    assert lowest(gap, grade, places=1) == {"places": 1, "shared": 1.0}
    assert lowest(gap, grade, places=3) is None


def test_of_earlier_grades_the_nearest_is_the_one_to_beat():
    grade = np.array([10.0, 12.0, 14.0])
    far, near = np.array([6.0, 8.0, 10.0]), np.array([11.0, 13.0, np.nan])
    assert earlier({"G1": far, "G2": near}, grade) == {"column": "G2", "rmse": 1.0}


def test_without_an_earlier_grade_there_is_nothing_to_beat():
    assert earlier({}, np.array([10.0])) is None
    assert earlier({"G1": np.array([np.nan])}, np.array([10.0])) is None
