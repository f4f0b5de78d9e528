"""What a course's log says of the grades: something, and nobody can say how much."""

import numpy as np
import pandas as pd
import pytest
from gap_rosters import SHARED
from numpy.typing import NDArray
from shipped import DICTIONARIES
from sklearn.ensemble import RandomForestRegressor
from sklearn.model_selection import KFold, cross_val_predict

from data.course_log import course_roster, read_grades, read_log
from data.reading import check, open_table
from scoring.model.model_config import Recipe
from scoring.model.training import TrainedModel, train

ONLINE = DICTIONARIES["online-course"]


@pytest.fixture(scope="module")
def course() -> pd.DataFrame:
    """The record columns and the grade of the real course, one row a student."""
    log, grades = SHARED / "moodle-logs-fr.csv", SHARED / "moodle-notes.csv"
    if not (log.exists() and grades.exists()):
        pytest.skip("the course's log is not in ../shared/data, so nothing is measured on it")
    listed = read_grades(open_table(grades, grades.name))
    roster = course_roster(read_log(log, log.name), listed, ONLINE, log.name)
    frame = pd.DataFrame([record.values for record in check(roster.table, ONLINE).records])
    record = [name for name, column in ONLINE.columns.items() if column.record]
    return frame[[name for name in record if name in frame] + ["grade"]]


def r2(grade: NDArray[np.float64], expected: NDArray[np.float64]) -> float:
    """The share of the variation that is explained."""
    return float(1 - ((grade - expected) ** 2).mean() / grade.var())


def test_a_random_forest_explains_a_fifth_to_a_third_out_of_fold(course: pd.DataFrame) -> None:
    graded = course[course.grade.notna()].fillna(0)
    assert len(graded) == 62
    grade = graded.grade.to_numpy()
    forest = RandomForestRegressor(60, min_samples_leaf=2, random_state=0)
    expected = cross_val_predict(
        forest, graded.drop(columns="grade"), grade, cv=KFold(10, shuffle=True, random_state=0)
    )
    assert 0.15 < r2(grade, expected) < 0.40
    rng = np.random.default_rng(0)
    again = [r2(grade[who], expected[who]) for who in rng.integers(0, 62, (500, 62))]
    low, high = np.quantile(again, [0.05, 0.95])
    assert high - low > 0.25  # 62 students do not tell a tenth from a third


def test_what_is_trained_by_default_says_how_uncertain_it_is(course: pd.DataFrame) -> None:
    columns = tuple(course.columns.drop("grade"))
    found = train(course, course.grade, Recipe(columns), low=0, high=20, repeats=3)
    assert isinstance(found, TrainedModel)
    report = found.gap.report
    low, high = report["rmse_interval"]
    assert report["r2"] < 0.15
    assert low < report["rmse_of_mean"] < high
