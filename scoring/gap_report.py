"""How far the expected grades of a roster can be trusted, in figures."""

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd
import sklearn
from numpy.typing import NDArray

from scoring.gap_model import CrossFit
from scoring.gap_table import Table
from scoring.usual import words

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Ends = tuple[Floats, Floats]


def figures(
    table: Table,
    fit: CrossFit,
    grade: Floats,
    trained: Flags,
    within80: Ends,
    within90: Ends,
) -> dict[str, Any]:
    """Collect the report, ready for JSON; errors are out of fold and in grade points.

    rmse_of_mean: the error of expecting, of everybody, the mean of the other folds.
    coverage80, coverage90: share of grades within intervals that those grades never touched.
    spearman_gap_grade: rank correlation of gap and grade; near -1, the gap is the grade again.
    counts: students below, as and above what is usual.
    """
    expected = fit.expected
    said = Counter(map(words, expected, *within80, grade))
    error = expected[trained] - grade[trained]
    return {
        "trained": int(trained.sum()),
        "expected": int((~np.isnan(expected)).sum()),
        "without_grade": int(np.isnan(grade).sum()),
        "without_answers": int((~table.answered).sum()),
        "incomplete": int(table.incomplete.sum()),
        "columns": list(table.columns),
        "left_out": table.left_out,
        "missing": {column: count for column, count in table.missing.items() if count},
        "rmse": rmse(error),
        "mae": float(np.abs(error).mean()),
        "r2": r2(expected[trained], grade[trained]),
        "rmse_of_mean": rmse(fit.baseline[trained] - grade[trained]),
        "half_width80": float(np.nanmedian(within80[1] - within80[0]) / 2),
        "coverage80": _coverage(grade, trained, within80),
        "coverage90": _coverage(grade, trained, within90),
        "spearman_gap_grade": _spearman(error, grade[trained]),
        "counts": {word: said[word] for word in ("below", "as", "above")},
        "median_alpha": float(np.median(fit.alphas)),
        "scikit_learn": sklearn.__version__,
    }


def r2(expected: Floats, grade: Floats) -> float:
    """Say what share of the variance of the grades the expected grades explain."""
    return float(1 - np.square(expected - grade).sum() / np.square(grade - grade.mean()).sum())


def rmse(error: Floats) -> float:
    """Give the root of the mean squared error."""
    return float(np.sqrt(np.square(error).mean()))


def _coverage(grade: Floats, trained: Flags, ends: Ends) -> float:
    low, high = ends
    return float(((grade >= low) & (grade <= high))[trained].mean())


def _spearman(gap: Floats, grade: Floats) -> float:
    return float(pd.Series(gap).rank().corr(pd.Series(grade).rank()))
