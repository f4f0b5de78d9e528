"""What a model says of a roster's students: who was in its training meets only the part of it
that never saw his grade."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.cohort import Cohort
from data.dictionary import Dictionary
from data.store.predictions import Row
from data.wording.languages import LANGUAGES, in_language
from data.wording.message import Message, say
from scoring.refusal import ColumnsMissing
from webapp.models.opened import Unusable
from webapp.models.training_frame import table_of

if TYPE_CHECKING:
    from scoring.folded import Folded

LEVEL = 0.8  # of the intervals on boards
NEW = -1  # the fold of a student whom the model never saw


@dataclass(frozen=True, eq=False)
class Said:
    """Expected, with its interval (n,), of a roster's students; of each student his fold, NEW for
    none. rows: as they are kept, to be read once."""

    expected: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    folds: NDArray[np.intp]
    rows: Iterable[Row]


def said_of(
    model: Folded,
    cohort: Cohort,
    dictionary: Dictionary,
    folds: Mapping[int, int],
    number: int = 0,
) -> Said:
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
    return Said(expected, ends[0], ends[1], place, rows)


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
