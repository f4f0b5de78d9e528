"""Students like one: who answered the same, or else most nearly, and what grades they have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from scoring.model.answer_table import Frame, numbers_in, words_in

Floats: TypeAlias = NDArray[np.float64]
Record: TypeAlias = Mapping[str, float | str | None]

FEWEST = 10
"""Of fewer students nothing is said: a median of few comes near to telling one's grade."""
NEAREST = 30
"""How many are asked for where fewer than FEWEST answered just the same."""
ROUNDING = 1e-12  # who is equally near is so whatever order the sums were made in


@dataclass(frozen=True)
class Similar:
    """n students like a record, and the quartiles of their grades.

    how: "same" where they gave the very same answers; "nearest" where they are the nearest ones,
    all who are equally near counted in. alike: how many of the `asked` answers they share with the
    record on average.
    """

    how: Literal["same", "nearest"]
    students: int
    lower: float
    median: float
    upper: float
    alike: float
    asked: int


def similar(table: Frame, grades: Floats, record: Record) -> Similar | None:
    """Find the students of a roster who are like a record; None where there are too few.

    table: a row a student, the columns to compare: numbers (NaN missing), words (None missing).
    grades (n,): NaN for who is not to be counted: without a grade, or the student himself.

    Two students are as far apart as their answers are on average (Gower 1971): two numbers by
    their difference in parts of the roster's range, two words 0 or 1, and an answer from none 1.
    Each column counts the same: nothing is weighted by what it says about the grade.
    """
    graded = ~np.isnan(grades)
    asked = [str(name) for name in table.columns]
    if graded.sum() < FEWEST or not asked or all(record.get(name) is None for name in asked):
        return None
    apart = np.column_stack([_apart(table[name], record.get(name)) for name in asked])[graded]
    far, grade = apart.mean(axis=1), grades[graded]
    chosen = far == 0
    same = bool(chosen.sum() >= FEWEST)
    if not same:
        chosen = far <= np.sort(far)[min(NEAREST, len(far)) - 1] + ROUNDING
    lower, median, upper = np.quantile(grade[chosen], [0.25, 0.5, 0.75]).tolist()
    return Similar(
        "same" if same else "nearest",
        int(chosen.sum()),
        lower,
        median,
        upper,
        float((apart[chosen] == 0).sum(axis=1).mean()),
        len(asked),
    )


def _apart(answers: Any, own: float | str | None) -> Floats:
    """How far each student's answer (n,) is from one, 0 to 1."""
    if own is None:
        return np.array([0.0 if word is None else 1.0 for word in words_in(answers)])
    if isinstance(own, str):
        return np.array([0.0 if word == own else 1.0 for word in words_in(answers)])
    numbers = numbers_in(answers)
    missing = np.isnan(numbers)
    if missing.all():
        return np.ones(len(numbers))
    span = float(np.nanmax(numbers) - np.nanmin(numbers))
    apart = np.minimum(np.abs(numbers - own) / span, 1.0) if span else (numbers != own) * 1.0
    return np.where(missing, 1.0, apart)
