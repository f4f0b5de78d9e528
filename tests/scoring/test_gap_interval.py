"""Intervals: the formula against brute force and another library, and the coverage measured."""

import numpy as np
import pytest
from gap_rosters import invented, real, trained
from mapie.regression import CrossConformalRegressor
from sklearn.base import clone
from sklearn.model_selection import PredefinedSplit

from scoring.model import prediction_interval


def brute_force(predictions, residuals, level, low, high):
    """Sort all pairs of each student, as the docstring of `interval.ends` says them."""
    found = []
    for i in range(predictions.shape[1]):
        lower, upper = [], []
        for m in np.flatnonzero(~np.isnan(predictions[:, i])):
            lower += list(predictions[m, i] - residuals[m])
            upper += list(predictions[m, i] + residuals[m])
        rank = int(np.ceil(round(level * (len(upper) + 1), 9)))
        few = rank > len(upper)
        found.append(
            (
                low if few else np.clip(sorted(lower)[-rank], low, high),
                high if few else np.clip(sorted(upper)[rank - 1], low, high),
            )
        )
    return np.array(found).T


@pytest.mark.parametrize("level", [0.5, 0.8, 0.9, 0.99])
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("n", [prediction_interval.FEW, 80])
def test_the_ends_are_those_of_all_pairs_sorted(level: float, seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    models = 5
    predictions = rng.normal(12, 2, (models, n))
    predictions[rng.random((models, n)) < 0.4] = np.nan
    predictions[0, np.isnan(predictions).all(axis=0)] = 12.0
    residuals = [rng.integers(0, 600, rng.integers(5, 60)) / 100 for _ in range(models)]
    bags = [prediction_interval.bag(of, 0.0, 20.0) for of in residuals]
    ends = prediction_interval.ends(predictions, bags, level, 0.0, 20.0)
    expected = brute_force(predictions, residuals, level, 0.0, 20.0)
    np.testing.assert_allclose(ends, expected, rtol=0, atol=1e-9)


@pytest.mark.parametrize("scale", [(0.0, 20.0), (0.0, 100.0), (1.0, 6.0)])
def test_residuals_are_kept_a_little_too_large_and_never_too_small(
    scale: tuple[float, float],
) -> None:
    low, high = scale
    residuals = np.random.default_rng(1).exponential((high - low) / 5, 300)
    kept = prediction_interval.bag(residuals, low, high) * (high - low) / prediction_interval.STEPS
    more = kept - np.sort(residuals)
    assert more.min() > -1e-9
    assert more.max() <= (high - low) / prediction_interval.STEPS


def test_of_many_residuals_evenly_many_are_kept_and_none_is_thought_smaller() -> None:
    residuals = np.random.default_rng(1).exponential(3, 12_345)
    kept = prediction_interval.bag(residuals, 0.0, 20.0) / 100
    assert kept.size == prediction_interval.MOST_KEPT
    assert kept[-1] >= residuals.max()
    for share in (0.5, 0.8, 0.9):
        whole = np.quantile(residuals, share)
        assert np.quantile(kept, share) == pytest.approx(whole, abs=0.03)


def test_intervals_of_students_without_a_grade_are_those_of_mapie() -> None:
    frame, grade = invented(n=150, ungraded=30)
    found = trained(frame, grade)
    graded = grade.notna().to_numpy()
    matrix = found.model.layout.matrix(frame)
    theirs = CrossConformalRegressor(
        clone(found.model.pipelines[0]),
        confidence_level=0.8,
        method="plus",
        cv=PredefinedSplit(found.folds[graded]),
    )
    theirs.fit_conformalize(matrix[graded], grade[graded].to_numpy())
    _, ends = theirs.predict_interval(matrix[~graded])
    # Ours keeps residuals in hundredths of a point, rounded up.
    more = np.clip(ends[:, 0, 0], 0, 20) - found.gap.low80[~graded]
    assert ((more > -1e-6) & (more < 0.01 + 1e-6)).all()
    more = found.gap.high80[~graded] - np.clip(ends[:, 1, 0], 0, 20)
    assert ((more > -1e-6) & (more < 0.01 + 1e-6)).all()


def test_a_trained_students_interval_is_of_models_that_saw_neither_him_nor_them() -> None:
    frame, grade = invented(n=80, ungraded=0)
    found = trained(frame, grade, folds=4)
    matrix, fold_of = found.model.layout.matrix(frame), found.folds
    for fold, pipeline in enumerate(found.model.pipelines):
        residuals = []
        for other in {0, 1, 2, 3} - {fold}:
            rest = (fold_of != fold) & (fold_of != other)
            asked = fold_of == other
            unseen = clone(pipeline).fit(matrix[rest], grade[rest])
            residuals += [*np.abs(grade[asked] - unseen.predict(matrix[asked]))]
        held = fold_of == fold
        predicted = pipeline.predict(matrix[held])[np.newaxis]
        low, high = brute_force(predicted, [np.array(residuals)], 0.8, 0.0, 20.0)
        np.testing.assert_allclose(found.gap.low80[held], low, rtol=0, atol=0.0101)
        np.testing.assert_allclose(found.gap.high80[held], high, rtol=0, atol=0.0101)


def test_intervals_stay_within_the_scale_and_hold_the_expected_grade() -> None:
    found = trained(*invented()).gap
    assert (found.low80 >= 0).all()
    assert (found.high80 <= 20).all()
    assert ((found.low80 <= found.expected) & (found.expected <= found.high80)).all()


def test_too_few_pairs_for_the_level_give_the_whole_scale() -> None:
    predictions = np.array([[10.0, 11.0, 12.0]])
    bags = [prediction_interval.bag(np.array([1.0, 2.0, 3.0]), 0.0, 20.0)]
    ends = prediction_interval.ends(predictions, bags, 0.9, 0.0, 20.0)
    np.testing.assert_allclose(ends, [[0.0] * 3, [20.0] * 3], atol=1e-9)


def test_measured_coverage_on_the_pilot_roster_is_the_coverage_promised() -> None:
    frame, grade = real("pilot-students.csv")
    for seed in range(2):
        report = trained(frame, grade, seed=seed, folds=10).gap.report
        assert report["coverage80"] == pytest.approx(0.80, abs=0.05)
        assert 0.88 <= report["coverage90"] <= 0.92
        assert report["half_width80"] == pytest.approx(3.8, abs=0.2)


def test_students_whose_grades_are_hidden_are_covered_as_promised() -> None:
    frame, grade = real("pilot-students.csv")
    rng = np.random.default_rng(0)
    inside, hidden_in_all = 0, 0
    for _ in range(2):
        hidden = rng.permutation(len(grade)) < 90
        found = trained(frame, grade.mask(hidden)).gap
        covered = (grade >= found.low80) & (grade <= found.high80)
        inside, hidden_in_all = inside + covered[hidden].sum(), hidden_in_all + hidden.sum()
    assert inside / hidden_in_all == pytest.approx(0.80, abs=0.07)
