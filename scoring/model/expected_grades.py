"""The grade that is usual for similar students, and how far each student is from it.

Expected grades, intervals and contributions come from models that never saw the student's own
grade. Loads scikit-learn (seconds): import it in a child process only; a page needs
`scoring.model.usual` and `scoring.model.refusal` at most.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from scoring.model.fold_ensemble import FoldEnsemble

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class ExpectedGrades:
    """What a model expects of the roster it was trained on, rows in the order of its frame.

    expected (n,): grade points, or for passing a probability; NaN for a student without a single
    answer. A grade may lie outside the scale: it is not clipped, so that the lines of the
    arithmetic add up to it.
    low80, high80 (n,): ends of the 80 % interval, clipped to the scale; NaN for passing.
    gap (n,): expected - grade, turned round where 1 is best, so that it is over 0 for a grade worse
    than expected; NaN where either is missing; for passing NaN, since a probability
    less a yes or no is no distance of a student from anything.
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


@dataclass(frozen=True, eq=False)
class RosterExpectations:
    """What a model says of a roster (n,) each: see `Gap`; low90, high90 only measure it."""

    expected: Floats
    baseline: Floats
    contributions: pd.DataFrame
    low80: Floats
    high80: Floats
    low90: Floats
    high90: Floats


def said_by(model: FoldEnsemble, frame: pd.DataFrame, fold: Rows) -> RosterExpectations:
    """Ask a model all that is kept of a roster; fold (n,) as `Folded.expected` wants it."""
    explained = model.explained(frame, fold)
    return RosterExpectations(
        model.expected(frame, fold),
        explained.baseline,
        pd.DataFrame(explained.contributions, frame.index, list(explained.columns)),
        *model.interval(frame, fold, 0.80),
        *model.interval(frame, fold, 0.90),
    )
