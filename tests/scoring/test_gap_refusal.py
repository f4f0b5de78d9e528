"""No expected grades rather than misleading ones, and a sentence that says why."""

import numpy as np
import pandas as pd
import pytest
from gap_rosters import SCALE, invented, real, told, trained

from scoring.model.model_config import Recipe
from scoring.model.refusal import ModelRefusal
from scoring.model.training import train


def refused(frame: pd.DataFrame, grade: pd.Series) -> str:
    found = told(frame, grade, repeats=1)
    assert isinstance(found, ModelRefusal)
    assert found.message == found.template % found.values
    return found.message


def test_59_students_with_a_grade_are_too_few_and_60_are_enough() -> None:
    frame, grade = invented(n=60, ungraded=0)
    assert not isinstance(told(frame, grade, repeats=1), ModelRefusal)
    grade[0] = np.nan
    assert refused(frame, grade).startswith("59 students have a grade")


def test_a_roster_without_any_grade_or_any_row_is_refused() -> None:
    frame, grade = invented()
    assert refused(frame, grade * np.nan).startswith("0 students have a grade")
    assert refused(frame[:0], grade[:0]).startswith("0 students have a grade")


def test_the_small_upload_of_46_rows_is_refused() -> None:
    assert refused(*real("pilot-students-restrained.csv")).startswith("46 students have a grade")


def test_students_without_any_answer_do_not_count() -> None:
    frame, grade = invented(n=70, ungraded=0)
    frame.iloc[:20] = [np.nan, np.nan, None, None]
    assert refused(frame, grade).startswith("50 students have a grade and at least one answer")


def test_one_grade_for_everybody_is_refused() -> None:
    frame, grade = invented(ungraded=0)
    assert "the same grade, 12.0" in refused(frame, grade * 0 + 12)


def test_columns_without_answers_or_without_differences_are_refused() -> None:
    frame, grade = invented()
    empty = pd.DataFrame({"studytime": np.nan, "higher": None}, index=frame.index)
    flat = pd.DataFrame({"studytime": 2.0, "higher": "yes"}, index=frame.index)
    for columns in (empty, flat):
        assert refused(columns, grade).startswith("No school-record column has answers")
    assert refused(frame[[]], grade).startswith("No column of this roster is marked as school")


@pytest.mark.parametrize("seed", range(3))
def test_shuffled_grades_teach_nothing_and_are_refused(seed: int) -> None:
    frame, grade = invented(n=200)
    shuffled = pd.Series(np.random.default_rng(seed).permutation(grade))
    assert "says too little" in refused(frame, shuffled)


def test_shuffled_grades_of_the_pilot_roster_are_refused() -> None:
    frame, grade = real("pilot-students.csv")
    assert "says too little" in refused(
        frame, grade.sample(frac=1, random_state=1, ignore_index=True)
    )


def test_a_column_that_is_not_in_the_file_is_refused_by_name() -> None:
    frame, grade = invented()
    recipe = Recipe((*frame.columns, "absences"))
    found = train(frame, grade, recipe, **SCALE)
    assert isinstance(found, ModelRefusal)
    assert found.message.startswith("The roster has no column absences, which the model reads")


def test_with_a_third_of_the_answers_missing_it_works_and_says_so() -> None:
    frame, grade = invented(n=300)
    gone = np.random.default_rng(3).random(frame.shape) < 0.3
    found = trained(frame.mask(gone), grade).gap
    answered = ~frame.mask(gone).isna().all(axis=1)
    assert (np.isfinite(found.expected) == answered).all()
    assert found.report["incomplete"] == found.incomplete.sum() > 200
    assert all(70 < count < 120 for count in found.report["missing"].values())
    assert found.report["rmse"] < found.report["rmse_of_mean"]


@pytest.mark.parametrize(("low", "high"), [(0.0, 100.0), (1.0, 6.0)])
def test_another_scale_gives_the_same_on_that_scale(low: float, high: float) -> None:
    frame, grade = invented()
    usual = trained(frame, grade).gap
    other = trained(frame, low + grade / 20 * (high - low), low=low, high=high).gap
    points = (high - low) / 20
    np.testing.assert_allclose(other.expected, low + usual.expected * points, atol=1e-9)
    np.testing.assert_allclose(other.low80, low + usual.low80 * points, atol=1e-6)
    assert other.report["rmse"] == pytest.approx(usual.report["rmse"] * points)


def test_what_reading_the_file_should_have_stopped_is_an_error() -> None:
    frame, grade = invented()
    with pytest.raises(ValueError, match=r"1 grades are not between 0.0 and 20.0, the first .* 21"):
        told(frame, grade.mask(grade.index == 4, 21.0))
    with pytest.raises(ValueError, match="not the same students"):
        told(frame, grade[::-1])
    with pytest.raises(ValueError, match="Column failures holds an infinite number"):
        told(frame.assign(failures=np.inf), grade)
    with pytest.raises(ValueError, match="must run upwards"):
        told(frame, grade, low=20, high=0)
    with pytest.raises(ValueError, match="at least 3 and 1"):
        told(frame, grade, folds=2)
    with pytest.raises(ValueError, match="same name"):
        told(pd.concat([frame, frame], axis=1), grade)
