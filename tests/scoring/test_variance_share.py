"""Variation between groups: an analysis of variance worked out by hand, and honest intervals."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from scipy.stats import f as f_of_scipy

from scoring.groups import distributions
from scoring.groups.environment import between


@given(st.floats(0.01, 0.99), st.integers(1, 60), st.integers(2, 2000))
@settings(max_examples=examples(60))
def test_the_f_law_is_that_of_scipy(probability: float, over: int, under: int) -> None:
    value = distributions.quantile(probability, over, under)
    assert value == pytest.approx(f_of_scipy.ppf(probability, over, under), rel=1e-8)
    assert distributions.below(value, over, under) == pytest.approx(probability, abs=1e-9)


def test_the_shares_are_those_of_an_analysis_of_variance_by_hand() -> None:
    # Means 8, 10 and 12, of three grades each: squares between 3 x (4 + 0 + 4) = 24, within 2 each
    # = 6. Mean squares 24 / 2 = 12 and 6 / 6 = 1, so F = 12 and the intraclass share is
    # (12 - 1) / (12 + 2 x 1) = 11/14.
    grade = np.array([7, 8, 9, 9, 10, 11, 11, 12, 13], dtype=np.float64)
    found = between(grade, list("aaabbbccc"), smallest=3)
    assert found is not None
    assert (found.groups, found.students) == (3, 9)
    assert found.share == pytest.approx(24 / 30)
    assert found.by_chance == pytest.approx(2 / 8)
    assert found.intraclass == pytest.approx(11 / 14)
    # F(.975; 2, 6) = 7.2599 and F(.025; 2, 6) = 0.02532: (12/F - 1) / (12/F + 2).
    assert found.low == pytest.approx((12 / 7.2599 - 1) / (12 / 7.2599 + 2), abs=1e-4)
    assert found.high == pytest.approx((12 / 0.025425 - 1) / (12 / 0.025425 + 2), abs=1e-4)
    assert found.beyond_chance


def test_groups_of_unlike_sizes_take_the_mean_size_of_the_textbooks() -> None:
    grade = np.array([8, 10, 12, 14, 10, 12], dtype=np.float64)
    found = between(grade, list("aaaabb"), smallest=2)
    assert found is not None
    # Means 11 and 11: nothing lies between them, and a share under 0 is told as 0.
    assert found.share == pytest.approx(0)
    assert found.intraclass == found.low == 0.0
    assert not found.beyond_chance


def test_small_groups_and_students_without_a_grade_or_a_group_are_not_counted() -> None:
    grade = np.array([7, 8, 9, 9, 10, 11, 20, np.nan, 1], dtype=np.float64)
    groups = [*"aaabbb", "small", "a", ""]
    assert between(grade, groups, smallest=3) == between(grade[:6], groups[:6], smallest=3)


@pytest.mark.parametrize(
    ("grade", "groups"),
    [([8.0] * 4, "aabb"), ([7, 8, 9, 10], "aaaa"), ([7, 8, 9, 10], "aaab"), ([], "")],
)
def test_where_nothing_can_be_shared_out_nothing_is(grade: list[float], groups: str) -> None:
    assert between(np.array(grade, dtype=np.float64), list(groups), smallest=2) is None


def test_groups_by_lot_are_within_the_interval_about_as_often_as_it_says() -> None:
    draw = np.random.default_rng(3)
    groups = [f"{n % 8}" for n in range(160)]
    found = [between(draw.normal(10, 3, 160), groups) for _ in range(200)]
    beyond = sum(one.beyond_chance for one in found if one)
    assert 0 <= beyond <= 12  # 2.5 % on average; 5 of 200
    shares = [one.share for one in found if one]
    assert np.mean(shares) == pytest.approx(7 / 159, abs=0.008)


def test_the_two_schools_of_the_pilot_file_hardly_differ() -> None:
    import pandas as pd
    from gap_rosters import SHARED

    path = SHARED / "pilot-students.csv"
    if not path.exists():
        pytest.skip("pilot-students.csv is not in ../shared/data: the real file is not tested here")
    frame = pd.read_csv(path)
    found = between(frame["FinalGrade"].to_numpy(np.float64), frame["school"].tolist())
    assert found is not None
    assert found.share == pytest.approx(0.007, abs=0.0005)
    assert found.intraclass == pytest.approx(0.0198, abs=0.0005)
    assert found.low == 0.0
    assert found.high > 0.5  # two schools are too few to say more
