"""What a model says of a roster's students: who was in its training meets only the part of it
that never saw his grade.

A roster as models learn from it and are asked about it: its answers, and the grades.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.cohort import Cohort
from data.dictionary import Dictionary
from data.store.models.predictions import Row
from data.wording.languages import LANGUAGES, in_language
from data.wording.message import Message, say
from scoring.model.answer_table import AnswerTable
from scoring.model.refusal import ColumnsMissing
from webapp.services.models.opening import Unusable

if TYPE_CHECKING:
    import pandas as pd

    from scoring.model.fold_ensemble import FoldEnsemble

LEVEL = 0.8  # of the intervals on boards
NEW = -1  # the fold of a student whom the model never saw


@dataclass(frozen=True, eq=False)
class PredictedRoster:
    """Expected, with its interval (n,), of a roster's students; of each student his fold, NEW for
    none. rows: as they are kept, to be read once."""

    expected: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    folds: NDArray[np.intp]
    rows: Iterable[Row]


def said_of(
    model: FoldEnsemble,
    cohort: Cohort,
    dictionary: Dictionary,
    folds: Mapping[int, int],
    number: int = 0,
) -> PredictedRoster:
    """Ask a model about a roster. folds: Student.id -> the fold that held him out. number: the
    model's, to be named.

    Raises Unusable where the roster lacks a column that the model needs.
    """
    table = table_of(cohort, dictionary, model.recipe.columns)
    place = np.array([folds.get(student, NEW) for student in cohort.students.tolist()], np.intp)
    try:
        expected = model.expected(table, place)
    except ColumnsMissing as missing:
        raise Unusable(_lacking(number, dictionary, missing.names)) from None
    ends = model.interval(table, place, LEVEL)
    explained = model.explained(table, place)
    rows: Any = zip(
        cohort.students.tolist(),
        expected.tolist(),
        ends[0].tolist(),
        ends[1].tolist(),
        explained.lines(),
        strict=True,
    )
    return PredictedRoster(expected, ends[0], ends[1], place, rows)


def _lacking(number: int, dictionary: Dictionary, names: Iterable[str]) -> Message:
    labels = {
        language: ", ".join(in_language(dictionary.columns[name].label, language) for name in names)
        for language in LANGUAGES
    }
    return say(
        "Model %(number)s needs columns that this roster does not have: %(columns)s. The rules and "
        "the grades are shown without expected grades; add the columns to the file, or train a "
        "model without them.",
        number=number,
        columns=labels,
    )


def table_of(cohort: Cohort, dictionary: Dictionary, columns: Iterable[str]) -> AnswerTable:
    """Lay out these columns of a cohort, one row a student in its order.

    Numbers (NaN missing), words as objects (None missing). A column that the roster does not have
    is not in the table: whoever needs it says so. What the dictionary calls words
    is words, whatever stands in it.
    """
    found = {}
    for name in columns:
        if name not in cohort.columns:
            continue
        described, answers = dictionary.columns.get(name), cohort.columns[name].each()
        number = answers.dtype != object and (described is None or described.type == "number")
        found[name] = answers.astype(np.float64 if number else object)
    return AnswerTable(found, len(cohort))


def frame_of(cohort: Cohort, dictionary: Dictionary, columns: Iterable[str]) -> pd.DataFrame:
    """Lay out the same for a training. Loads pandas: for child processes and commands."""
    import pandas as pd

    table = table_of(cohort, dictionary, columns)
    return pd.DataFrame(dict(table.items()), index=range(len(table)))


def grades_of(cohort: Cohort, dictionary: Dictionary) -> NDArray[np.float64]:
    """Take the current grades (n,), NaN where there is none."""
    return cohort.numbers(dictionary.grade.name)


def scale_of(dictionary: Dictionary) -> tuple[float, float]:
    """Return the ends of the grade's scale."""
    low, high = dictionary.grade.low, dictionary.grade.high
    if low is None or high is None:
        raise ValueError(f"{dictionary.grade.name}: a grade needs its lowest and highest value.")
    return low, high
