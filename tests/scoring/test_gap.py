"""Expected grades: who trained them, what they add up to, and how good they are."""

import json
import subprocess
import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest
from gap_rosters import SCALE, invented, real, trained
from sklearn.base import clone

from scoring.model.expected_grades import ExpectedGrades
from scoring.model.model_config import Recipe
from scoring.model.training import fingerprint
from scoring.model.usual import words


def estimated(frame: pd.DataFrame, grade: pd.Series, **settings: Any) -> ExpectedGrades:
    return trained(frame, grade, **settings).gap


def figures_of(found: ExpectedGrades, row: int) -> tuple[float, ...]:
    lines = found.contributions.iloc[row]
    return (found.expected[row], found.low80[row], found.high80[row], found.baseline[row], *lines)


def test_the_lines_of_the_arithmetic_add_up_to_the_expected_grade() -> None:
    found = estimated(*invented())
    added = found.baseline + found.contributions.sum(axis=1).to_numpy()
    np.testing.assert_allclose(added, found.expected, rtol=0, atol=1e-9)


def test_the_lines_add_up_to_what_the_pipelines_themselves_predict() -> None:
    frame, grade = invented(ungraded=0, missing=0)
    found = trained(frame, grade)
    matrix = found.model.layout.matrix(frame)
    for fold, pipeline in enumerate(found.model.pipelines):
        held = found.folds == fold
        theirs = clone(pipeline).fit(matrix[~held], grade[~held]).predict(matrix[held])
        np.testing.assert_allclose(found.gap.expected[held], theirs, rtol=0, atol=1e-9)
        usual = grade[~held].mean()
        np.testing.assert_allclose(found.gap.baseline[held], usual, rtol=0, atol=1e-9)


def test_students_without_a_grade_get_an_expectation_and_no_gap() -> None:
    frame, grade = invented(ungraded=6)
    found = estimated(frame, grade)
    ungraded = grade.isna().to_numpy()
    assert np.isfinite(found.expected[ungraded]).all()
    assert (found.low80 < found.high80).all()
    assert np.isnan(found.gap[ungraded]).all()
    np.testing.assert_array_equal(found.gap[~ungraded], (found.expected - grade)[~ungraded])


def test_a_student_with_a_missing_answer_is_marked_and_one_with_none_gets_no_expectation() -> None:
    frame, grade = invented(missing=10)
    frame.iloc[3] = [np.nan, np.nan, None, None]
    found = estimated(frame, grade)
    assert found.incomplete.tolist() == frame.isna().any(axis=1).tolist()
    assert np.isnan([*figures_of(found, 3), found.gap[3]]).all()
    assert np.isfinite(np.delete(found.expected, 3)).all()
    assert found.report["without_answers"] == 1
    assert found.report["missing"]["studytime"] == frame["studytime"].isna().sum()


def test_an_answer_that_only_one_student_lacks_adds_nothing_to_his_expected_grade() -> None:
    frame, grade = invented(missing=0)
    frame.loc[8, "studytime"] = np.nan
    assert abs(estimated(frame, grade).contributions.loc[8, "studytime"]) < 1e-9


def test_a_word_that_only_one_student_has_adds_nothing_to_his_expected_grade() -> None:
    frame, grade = invented()
    frame.loc[8, "track"] = "music"
    assert abs(estimated(frame, grade).contributions.loc[8, "track"]) < 1e-9


def test_columns_that_can_teach_nothing_are_left_out_with_the_reason() -> None:
    frame, grade = invented()
    plain = estimated(frame, grade)
    frame["empty"], frame["flat"] = np.nan, "yes"
    frame["key"] = [f"student {row}" for row in range(len(frame))]
    found = estimated(frame, grade)
    assert found.report["left_out"] == {
        "empty": "empty",
        "flat": "constant",
        "key": "identifier",
    }
    np.testing.assert_array_equal(found.expected, plain.expected)
    assert found.incomplete.tolist() == plain.incomplete.tolist()


def test_the_same_roster_and_seed_give_the_same_figures_and_fingerprint() -> None:
    frame, grade = invented()
    one, two = estimated(frame, grade), estimated(frame.copy(), grade.copy())
    recipe = Recipe(tuple(frame.columns))
    np.testing.assert_array_equal(one.expected, two.expected)
    np.testing.assert_array_equal(one.low80, two.low80)
    assert one.report == two.report
    assert one.fingerprint == two.fingerprint
    assert one.fingerprint == fingerprint(frame, grade, recipe, **SCALE, repeats=1, folds=5)


def test_the_fingerprint_changes_with_data_columns_settings_and_scale() -> None:
    frame, grade = invented()
    corrected, regraded = frame.copy(), grade.copy()
    corrected.loc[2, "track"] = None
    regraded[2] = 11.5
    columns = tuple(frame.columns)
    recipe = Recipe(columns)
    names = {
        fingerprint(frame, grade, recipe, **SCALE),
        fingerprint(corrected, grade, recipe, **SCALE),
        fingerprint(frame, regraded, recipe, **SCALE),
        fingerprint(frame.rename(columns={"track": "path"}), grade, recipe, **SCALE),
        fingerprint(frame[::-1], grade[::-1], recipe, **SCALE),
        fingerprint(frame, grade, recipe, **SCALE, seed=1),
        fingerprint(frame, grade, recipe, **SCALE, repeats=1),
        fingerprint(frame, grade, recipe, low=0, high=100),
        fingerprint(frame, grade, Recipe(columns[1:]), **SCALE),
        fingerprint(frame, grade, Recipe(columns, candidate="lasso"), **SCALE),
        fingerprint(frame, grade, Recipe(columns, "pass", passing=10), **SCALE),
        fingerprint(frame, grade, Recipe(columns, settings={"alpha": 3.0}), **SCALE),
    }
    assert len(names) == 12
    other = frame.assign(mood="fine")
    assert fingerprint(other, grade, recipe, **SCALE) in names, "a column it does not read"


def test_another_row_order_only_changes_the_luck_of_the_folds() -> None:
    frame, grade = invented()
    there, back = estimated(frame, grade), estimated(frame[::-1], grade[::-1])
    assert np.abs(there.expected - back.expected[::-1]).mean() < 0.5


def test_the_report_can_be_written_as_json() -> None:
    report = estimated(*invented()).report
    assert json.loads(json.dumps(report, allow_nan=False)) == report


@pytest.mark.parametrize(
    ("grade", "word"), [(7.9, "below"), (8.0, "as"), (16.0, "as"), (16.1, "above")]
)
def test_a_grade_is_unusual_only_when_the_interval_excludes_it(grade: float, word: str) -> None:
    assert words(12.0, 8.0, 16.0, grade) == word


def test_nothing_is_said_of_a_student_without_a_grade_or_an_expectation() -> None:
    assert words(12.0, 8.0, 16.0, None) is None
    assert words(float("nan"), float("nan"), float("nan"), 9.0) is None


def test_saying_the_word_or_the_refusal_does_not_load_the_model() -> None:
    code = (
        "import sys, scoring.model.usual, scoring.model.refusal;"
        "sys.exit(bool({'sklearn', 'pandas', 'numpy'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_pilot_roster_reaches_the_measured_error() -> None:
    report = estimated(*real("pilot-students.csv"), repeats=None, folds=10).report
    assert report["trained"] == 357
    assert report["rmse"] < 2.99
    low, high = report["rmse_interval"]
    assert low < min(report["rmse_runs"]) <= report["rmse"] <= max(report["rmse_runs"]) < high
    assert (low, high) == pytest.approx((2.79, 3.19), abs=0.05)
    assert len(report["rmse_runs"]) == 5
    assert report["rmse_of_mean"] == pytest.approx(3.23, abs=0.01)
    assert 0.10 < report["r2"] < 0.20
    assert report["spearman_gap_grade"] < -0.85
    assert sum(report["counts"].values()) == 357
    assert report["outside_scale"] == 0


def test_the_uci_roster_of_395_is_estimated() -> None:
    report = estimated(*real("student-mat.csv", "G3", ";")).report
    assert report["trained"] == 395
    assert report["rmse"] < report["rmse_of_mean"]
