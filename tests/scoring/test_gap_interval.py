"""Intervals: the formula against brute force and another library, and the coverage measured."""

import numpy as np
import pytest
from gap_rosters import SCALE, invented, real
from mapie.regression import CrossConformalRegressor
from sklearn.model_selection import PredefinedSplit

from scoring import gap, gap_model, gap_pipeline, gap_table, interval


def brute_force(predictions, residuals, level, low, high):
    """Sort all pairs of each student, as the docstring of `interval.ends` says them."""
    found = []
    for i in range(predictions.shape[1]):
        lower, upper = [], []
        for m in np.flatnonzero(~np.isnan(predictions[:, i])):
            others = np.delete(residuals[m], i)
            others = others[~np.isnan(others)]
            lower += list(predictions[m, i] - others)
            upper += list(predictions[m, i] + others)
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
def test_the_ends_are_those_of_all_pairs_sorted(level: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, repeats, folds = 40, 3, 5
    grade = rng.integers(0, 21, n).astype(float)
    predictions = np.full((repeats * folds, n), np.nan)
    ungraded = np.arange(n) < 4
    grade[ungraded] = np.nan
    for repeat in range(repeats):
        fold_of = gap_model.folds_of(n, folds, seed, repeat)
        for fold in range(folds):
            held = (fold_of == fold) | ungraded
            predictions[repeat * folds + fold, held] = rng.normal(12, 2, held.sum())
    residuals = np.abs(grade - predictions)
    ends = interval.ends(predictions, residuals, level, 0.0, 20.0)
    expected = brute_force(predictions, residuals, level, 0.0, 20.0)
    np.testing.assert_allclose(ends, expected, rtol=0, atol=1e-9)


def test_intervals_of_students_without_a_grade_are_those_of_mapie() -> None:
    frame, grade = invented(n=150, ungraded=30)
    found = gap.estimate(frame, grade, **SCALE, repeats=1)
    graded = grade.notna().to_numpy()
    table = gap_table.read(frame, graded)
    fold_of = gap_model.folds_of(len(frame), 10, 0, 0)[graded]
    theirs = CrossConformalRegressor(
        gap_pipeline.pipeline(table),
        confidence_level=0.8,
        method="plus",
        cv=PredefinedSplit(fold_of),
    )
    theirs.fit_conformalize(table.matrix[graded], grade[graded].to_numpy())
    _, ends = theirs.predict_interval(table.matrix[~graded])
    np.testing.assert_allclose(found.low80[~graded], np.clip(ends[:, 0, 0], 0, 20), atol=1e-6)
    np.testing.assert_allclose(found.high80[~graded], np.clip(ends[:, 1, 0], 0, 20), atol=1e-6)


def test_intervals_stay_within_the_scale_and_hold_the_expected_grade() -> None:
    found = gap.estimate(*invented(), **SCALE)
    assert (found.low80 >= 0).all()
    assert (found.high80 <= 20).all()
    assert ((found.low80 <= found.expected) & (found.expected <= found.high80)).all()


def test_too_few_pairs_for_the_level_give_the_whole_scale() -> None:
    predictions = np.array([[10.0, 11.0, 12.0]])
    ends = interval.ends(predictions, np.abs(predictions - 9.0), 0.9, 0.0, 20.0)
    np.testing.assert_allclose(ends, [[0.0] * 3, [20.0] * 3], atol=1e-9)


def test_measured_coverage_on_the_pilot_roster_is_the_coverage_promised() -> None:
    frame, grade = real("pilot-students.csv")
    for seed in range(2):
        report = gap.estimate(frame, grade, **SCALE, seed=seed).report
        assert report["coverage80"] == pytest.approx(0.80, abs=0.05)
        assert 0.88 <= report["coverage90"] <= 0.92
        assert report["half_width80"] == pytest.approx(3.8, abs=0.2)


def test_students_whose_grades_are_hidden_are_covered_as_promised() -> None:
    frame, grade = real("pilot-students.csv")
    rng = np.random.default_rng(0)
    inside, hidden_in_all = 0, 0
    for _ in range(4):
        hidden = rng.permutation(len(grade)) < 90
        found = gap.estimate(frame, grade.mask(hidden), **SCALE, repeats=1)
        covered = (grade >= found.low80) & (grade <= found.high80)
        inside, hidden_in_all = inside + covered[hidden].sum(), hidden_in_all + hidden.sum()
    assert inside / hidden_in_all == pytest.approx(0.80, abs=0.06)
