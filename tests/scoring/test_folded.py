"""A kept model says of each student what models that never saw him say, and shows its lines."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from gap_rosters import SCALE, invented, real
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples

from scoring.model import estimators
from scoring.model.estimators import CANDIDATES
from scoring.model.fold_ensemble import STRANGER, FoldEnsemble, answers_of
from scoring.model.model_config import Recipe, Target
from scoring.model.refusal import ColumnsMissing
from scoring.model.training import TrainedModel, train

FRAME, GRADE = invented(n=90, ungraded=4, missing=6)
KINDS = [(key, target) for key in CANDIDATES for target in ("grade", "pass") if key != "mean"]


@cache
def one(key: str, target: Target) -> TrainedModel:
    """Train one candidate by three folds, with few trees and settings that nobody looks for."""
    grid = CANDIDATES[key].grid(target)
    chosen = {name: 10.0 if name == "trees" else values[0] for name, values in grid.items()}
    recipe = Recipe(tuple(FRAME.columns), target, key, 12.0, chosen)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(estimators, "TREES", 10)
        found = train(FRAME, GRADE, recipe, **SCALE, folds=3, repeats=1)
    assert isinstance(found, TrainedModel), found.message
    return found


def strangers(frame: pd.DataFrame) -> np.ndarray:
    return np.full(len(frame), STRANGER)


@pytest.mark.parametrize(("key", "target"), KINDS)
def test_the_lines_of_every_candidate_add_up_to_what_it_expects(key: str, target: Target) -> None:
    model, folds = one(key, target).model, one(key, target).folds
    for fold in (folds, strangers(FRAME)):
        told = model.explained(FRAME, fold)
        added = told.baseline + told.contributions.sum(axis=1)
        np.testing.assert_allclose(added, model.expected(FRAME, fold), rtol=0, atol=1e-9)


@pytest.mark.parametrize(("key", "target"), KINDS)
def test_every_candidate_says_what_its_own_pipelines_say(key: str, target: Target) -> None:
    found = one(key, target)
    matrix = found.model.layout.matrix(FRAME)
    said = np.array([answers_of(each, target)(matrix) for each in found.model.pipelines])
    own = found.model.expected(FRAME, found.folds)
    for row, fold in enumerate(found.folds):
        theirs = said[:, row].mean() if fold == STRANGER else said[fold, row]
        assert own[row] == pytest.approx(theirs, abs=1e-9)
    new = found.model.expected(FRAME, strangers(FRAME))
    np.testing.assert_allclose(new, said.mean(axis=0), rtol=0, atol=1e-9)


@pytest.mark.parametrize("key", ["ridge", "random_forest"])
def test_the_gap_of_a_training_is_what_its_model_says(key: str) -> None:
    found = one(key, "grade")
    model, gap = found.model, found.gap
    np.testing.assert_array_equal(gap.expected, model.expected(FRAME, found.folds))
    told = model.explained(FRAME, found.folds)
    np.testing.assert_array_equal(gap.baseline, told.baseline)
    np.testing.assert_array_equal(gap.contributions, told.contributions)
    assert list(gap.contributions) == list(told.columns)
    np.testing.assert_array_equal(
        [gap.low80, gap.high80], model.interval(FRAME, found.folds, level=0.8)
    )


def test_students_without_a_grade_are_in_no_fold() -> None:
    found = one("ridge", "grade")
    assert ((found.folds == STRANGER) == GRADE.isna()).all()
    assert set(found.folds) == {STRANGER, 0, 1, 2}


def test_the_mean_student_of_a_fold_gets_its_baseline_and_no_line() -> None:
    model = one("ridge", "grade").model
    for fold in range(model.folds):
        mean = pd.DataFrame([dict(zip(model.columns, model.centres[fold], strict=True))])
        mean = mean.astype(dict.fromkeys(model.words, object))
        mean[list(model.words)] = "a word nobody said"
        told = model.explained(mean, np.array([fold]))
        assert told.contributions == pytest.approx(0, abs=1e-9)


def test_the_columns_of_a_frame_may_stand_in_any_order_and_others_do_not_count() -> None:
    model, folds = one("boosting", "grade").model, one("boosting", "grade").folds
    other = FRAME[FRAME.columns[::-1]].assign(mood="fine")
    np.testing.assert_array_equal(model.expected(other, folds), model.expected(FRAME, folds))


def test_a_part_of_a_roster_gets_what_it_gets_in_the_whole() -> None:
    model, folds = one("ridge", "grade").model, one("ridge", "grade").folds
    some = [3, 50, 7]
    whole = model.interval(FRAME, folds)
    part = model.interval(FRAME.iloc[some], folds[some])
    np.testing.assert_allclose(part, np.array(whole)[:, some], rtol=0, atol=1e-9)


@pytest.mark.parametrize("key", ["ridge", "svm", "histogram_boosting"])
def test_answers_that_nobody_gave_are_taken_and_reported(key: str) -> None:
    model = one(key, "grade").model
    frame = FRAME[:3].copy()
    frame.loc[0, "track"] = "music"
    frame.loc[1, "studytime"] = 40.0
    frame.loc[2, "higher"] = None
    unseen = model.unseen(frame)
    marked = [(row, model.columns[place]) for row, place in np.argwhere(unseen)]
    assert marked == [(0, "track"), (1, "studytime")]
    assert np.isfinite(model.expected(frame, strangers(frame))).all()
    assert model.explained(frame, strangers(frame)).lines()[0]["track"] == pytest.approx(
        0, abs=1e-9
    )


def test_a_roster_without_one_of_the_columns_is_refused_by_name() -> None:
    model = one("ridge", "grade").model
    lacking = FRAME.drop(columns=["track", "failures"])
    for ask in (model.expected, model.interval, model.explained):
        with pytest.raises(ColumnsMissing, match="no column failures, track, which") as caught:
            ask(lacking, strangers(lacking))
        assert caught.value.names == ("failures", "track")
        assert caught.value.problem.message == str(caught.value)
    with pytest.raises(ColumnsMissing):
        model.unseen(lacking)


def test_words_where_numbers_belong_and_folds_there_are_not_are_errors() -> None:
    model = one("ridge", "grade").model
    with pytest.raises(ValueError, match="Column failures should hold numbers"):
        model.expected(FRAME.assign(failures="many"), strangers(FRAME))
    with pytest.raises(ValueError, match="Folds run from -1 to 2"):
        model.expected(FRAME, strangers(FRAME) + 4)


def test_nothing_is_said_of_a_student_without_any_answer() -> None:
    model = one("random_forest", "grade").model
    frame = FRAME[:2].copy()
    frame.iloc[0] = [np.nan, np.nan, None, None]
    told = model.explained(frame, strangers(frame))
    assert np.isnan(model.expected(frame, strangers(frame))).tolist() == [True, False]
    assert np.isnan(model.interval(frame, strangers(frame))).tolist() == [[True, False]] * 2
    assert np.isnan(told.baseline).tolist() == [True, False]
    assert np.isnan(told.contributions).any(axis=1).tolist() == [True, False]


def test_a_roster_of_nobody_is_no_trouble() -> None:
    for key, target in (("ridge", "grade"), ("svm", "grade"), ("lasso", "pass")):
        model = one(key, target).model
        nobody = FRAME[:0]
        assert model.expected(nobody, strangers(nobody)).shape == (0,)
        assert model.explained(nobody, strangers(nobody)).contributions.shape == (0, 4)
        assert model.interval(nobody, strangers(nobody))[0].shape == (0,)


def test_a_wider_interval_is_asked_for_by_its_level() -> None:
    model, folds = one("ridge", "grade").model, one("ridge", "grade").folds
    widths = [np.subtract(*model.interval(FRAME, folds, level)[::-1]) for level in (0.5, 0.8, 0.9)]
    assert (np.diff(widths, axis=0) > 0).all()


@settings(max_examples=examples(25))
@given(
    studytime=st.one_of(st.none(), st.floats(-1e6, 1e6)),
    failures=st.one_of(st.none(), st.floats(-1e6, 1e6)),
    higher=st.one_of(st.none(), st.text(max_size=5)),
    track=st.sampled_from([None, "arts", "science", "music", ""]),
    fold=st.integers(-1, 2),
    key=st.sampled_from(["ridge", "boosting"]),
)
def test_whatever_is_answered_the_lines_add_up(
    studytime: float | None,
    failures: float | None,
    higher: str | None,
    track: str | None,
    fold: int,
    key: str,
) -> None:
    model: FoldEnsemble = one(key, "grade").model
    row = {"studytime": [studytime], "failures": [failures], "higher": [higher], "track": [track]}
    frame = pd.DataFrame(row).astype({"studytime": float, "failures": float})
    expected = model.expected(frame, np.array([fold]))[0]
    told = model.explained(frame, np.array([fold]))
    if frame.isna().all(axis=None):
        assert np.isnan(expected)
        return
    added = told.baseline[0] + told.contributions[0].sum()
    assert added == pytest.approx(expected, rel=1e-12, abs=1e-9)
    low, high = (end[0] for end in model.interval(frame, np.array([fold])))
    assert 0 <= low <= high <= 20


def test_the_pilots_lines_add_up_to_a_billionth() -> None:
    frame, grade = real("pilot-students.csv")
    found = train(frame, grade, Recipe(tuple(frame.columns)), **SCALE, repeats=1)
    assert isinstance(found, TrainedModel)
    matrix = found.model.layout.matrix(frame)
    said = np.array([pipeline.predict(matrix) for pipeline in found.model.pipelines])
    told = found.model.explained(frame, found.folds)
    added = told.baseline + told.contributions.sum(axis=1)
    theirs = said[found.folds, np.arange(len(frame))]
    np.testing.assert_allclose(added, theirs, rtol=0, atol=1e-9)
