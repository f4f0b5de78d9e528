"""How what is usual changes along one answer, or two, all others staying as they are."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from rules.conditions.columns import DictionaryColumn, allowed
from scoring.what_if.answer_range import FEWEST
from scoring.what_if.answer_search import Numbers, numbers_between
from scoring.what_if.model_what_if import Answers, Floats, ModelUnderQuestion

Values = tuple[float | str, ...]

MOST_ON_A_CURVE = 60
MOST_ON_A_SIDE = 16  # of a map
LONG = 200  # answers of a scale from which those are drawn that part the students alike


@dataclass(frozen=True, eq=False)
class Curve:
    """What is expected (m,) at each value of a column, with the ends of the interval (m,)."""

    column: str
    values: Values
    expected: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, eq=False)
class Map:
    """What is expected (rows, columns) at each pair of values of two columns.

    across, down: the columns; `expected[i, j]` is at `rows[i]` of down and `columns[j]` of across.
    """

    across: str
    down: str
    columns: Values
    rows: Values
    expected: Floats


def curve(
    asked: ModelUnderQuestion,
    record: Answers,
    column: DictionaryColumn,
    given: Mapping[str, Floats] | None = None,
) -> Curve:
    """Draw a column's curve through a record. given: column -> the answers of a roster's students
    (n,), NaN for none, of those columns whose values are to be spread as the students are."""
    values = seen_values(asked, column, record.get(column.name), MOST_ON_A_CURVE, given)
    found = asked.of_each([{**record, column.name: value} for value in values])
    return Curve(column.name, values, *found)


def map_of(
    asked: ModelUnderQuestion,
    record: Answers,
    across: DictionaryColumn,
    down: DictionaryColumn,
    given: Mapping[str, Floats] | None = None,
) -> Map:
    """Draw two columns' map around a record. given: as of `curve`."""
    columns = seen_values(asked, across, record.get(across.name), MOST_ON_A_SIDE, given)
    rows = seen_values(asked, down, record.get(down.name), MOST_ON_A_SIDE, given)
    pairs = [{**record, across.name: x, down.name: y} for y in rows for x in columns]
    expected, _low, _high = asked.of_each(pairs)
    shape = len(rows), len(columns)
    return Map(across.name, down.name, columns, rows, expected.reshape(shape))


def seen_values(
    asked: ModelUnderQuestion,
    column: DictionaryColumn,
    own: float | str | None,
    most: int,
    given: Mapping[str, Floats] | None = None,
) -> Values:
    """List the answers of a column to draw: those allowed, as far as students of the training went.

    Beyond, a model would only guess. Of many, `most` spread evenly, and the record's own in any
    case; of very many, on a scale where few students are far up, so that between two of them there
    are about as many students.
    """
    words = asked.model.words.get(column.name)
    if words is not None:
        listed = allowed(column) or words
        return tuple(word for word in listed if word in words or word == own)
    seen = numbers_between(*asked.model.layout.numbers[column.name], column.whole)
    answers = (given or {}).get(column.name)
    values = seen.spread(most).tolist()
    if seen.count > LONG and answers is not None:
        values = _as_students_are(answers, seen, most) or values
    return tuple(sorted({*values, *([own] if isinstance(own, float) else [])}))


def _as_students_are(answers: Floats, seen: Numbers, most: int) -> list[float]:
    """List the steps of a scale nearest to the quantiles of answers, within its ends; none where
    too few students answered."""
    there = answers[~np.isnan(answers)]
    if there.size < FEWEST:
        return []
    quantiles = np.quantile(there, np.linspace(0, 1, most))
    places = np.round((quantiles - seen.low) / seen.size).astype(np.int64)
    return [float(value) for value in seen.at(np.unique(np.clip(places, 0, seen.count - 1)))]
