"""The grade that is usual for similar students, and how far each student is from it.

Expected grades, intervals and contributions come from models that never saw the student's own
grade. Loads scikit-learn (seconds): import it in a child process only; a page needs
`scoring.usual` and `scoring.refusal` at most.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring import gap_model, gap_report, gap_table, interval, refusal
from scoring.gap_fingerprint import FOLDS, fingerprint, usual_repeats
from scoring.refusal import Refusal
from scoring.usual import words

__all__ = ["Gap", "Refusal", "estimate", "fingerprint", "words"]

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Gap:
    """Expected grades of a roster, rows in the order of its frame, all in grade points.

    expected (n,): NaN for a student without a single answer. It may lie outside the scale: it is
    not clipped, so that the lines of the arithmetic add up to it.
    low80, high80 (n,): ends of the 80 % interval, clipped to the scale.
    gap (n,): expected - grade, NaN where either is missing.
    baseline (n,): what his models expect of their own mean student; it differs a little from
    student to student because no model of his has seen his grade.
    contributions (n, columns): baseline + the sum of a row = expected, to 1e-9.
    incomplete (n,): an answer is missing; its line says what "missing" adds, no value is invented.
    report: figures that can be written as JSON (see `gap_report.figures`).
    """

    expected: Floats
    low80: Floats
    high80: Floats
    gap: Floats
    baseline: Floats
    contributions: pd.DataFrame
    incomplete: Flags
    report: dict[str, Any]
    fingerprint: str


def estimate(
    frame: pd.DataFrame,
    grade: pd.Series,
    *,
    low: float,
    high: float,
    folds: int = FOLDS,
    repeats: int | None = None,
    seed: int = 0,
) -> Gap | Refusal:
    """Estimate each student's expected grade by repeated out-of-fold ridge regression.

    frame: one row a student, school-record columns only: numbers (NaN missing) or words (None
    missing). grade: same index, NaN where there is none; low and high: the ends of its scale.
    repeats: how often all folds are drawn anew; by default 5, and 2 from 5,000 students.
    Folds go by row position and seed, so the same rows in another order differ a little.

    Refuses, in a sentence, when there is too little to learn from or too little was learned.
    Raises ValueError on what reading the file should have stopped: grades off the scale,
    infinite numbers, rows that do not match, columns of the same name.
    """
    repeats = usual_repeats(len(frame)) if repeats is None else repeats
    if folds < 2 or repeats < 1:
        raise ValueError(f"{folds} folds, {repeats} repeats: at least 2 and 1 are needed.")
    grades = gap_table.grades(frame, grade, low, high)
    prepared = _prepared(frame, grades)
    if isinstance(prepared, Refusal):
        return prepared
    table, trained = prepared
    fit = gap_model.cross_fit(table, grades, trained, folds=folds, repeats=repeats, seed=seed)
    r2 = gap_report.r2(fit.expected[trained], grades[trained])
    # Not "r2 <= limit": a NaN must refuse as well.
    if not r2 > refusal.LEAST_R2:
        return refusal.says_nothing(r2)
    settings: dict[str, Any] = {
        "low": low,
        "high": high,
        "folds": folds,
        "repeats": repeats,
        "seed": seed,
    }
    name = fingerprint(frame, grade, **settings)
    return _measured(table, fit, grades, trained, frame.index, settings, name)


def _prepared(frame: pd.DataFrame, grades: Floats) -> tuple[gap_table.Table, Flags] | Refusal:
    graded = ~np.isnan(grades)
    if graded.sum() < refusal.FEWEST_TRAINED:
        return refusal.too_few(int(graded.sum()))
    table = gap_table.read(frame, graded)
    if not table.columns:
        return refusal.no_columns()
    trained = graded & table.answered
    if trained.sum() < refusal.FEWEST_TRAINED:
        return refusal.too_few(int(trained.sum()))
    if np.ptp(grades[trained]) == 0:
        return refusal.same_grade(float(grades[trained][0]))
    return table, trained


def _measured(
    table: gap_table.Table,
    fit: gap_model.CrossFit,
    grades: Floats,
    trained: Flags,
    index: pd.Index,
    settings: dict[str, Any],
    name: str,
) -> Gap:
    expected, low, high = fit.expected, settings["low"], settings["high"]
    residuals = np.abs(grades - fit.predictions)
    ends80, ends90 = (
        interval.ends(fit.predictions, residuals, level, low, high) for level in (0.80, 0.90)
    )
    outside = int(((expected < low) | (expected > high)).sum())
    figures = gap_report.figures(table, fit, grades, trained, ends80, ends90)
    return Gap(
        expected=expected,
        low80=ends80[0],
        high80=ends80[1],
        gap=expected - grades,
        baseline=fit.baseline,
        contributions=pd.DataFrame(fit.contributions, index, list(table.columns)),
        incomplete=table.incomplete,
        report={**figures, **settings, "outside_scale": outside},
        fingerprint=name,
    )
