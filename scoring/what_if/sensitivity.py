"""How what is usual changes along one answer, or two, all others staying as they are."""

from dataclasses import dataclass

from rules.conditions.columns import DictionaryColumn, allowed
from scoring.what_if.answer_search import numbers_between
from scoring.what_if.model_what_if import Answers, Floats, ModelUnderQuestion

Values = tuple[float | str, ...]

MOST_ON_A_CURVE = 60
MOST_ON_A_SIDE = 16  # of a map


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


def curve(asked: ModelUnderQuestion, record: Answers, column: DictionaryColumn) -> Curve:
    """Draw a column's curve through a record."""
    values = seen_values(asked, column, record.get(column.name), MOST_ON_A_CURVE)
    found = asked.of_each([{**record, column.name: value} for value in values])
    return Curve(column.name, values, *found)


def map_of(
    asked: ModelUnderQuestion, record: Answers, across: DictionaryColumn, down: DictionaryColumn
) -> Map:
    """Draw two columns' map around a record."""
    columns = seen_values(asked, across, record.get(across.name), MOST_ON_A_SIDE)
    rows = seen_values(asked, down, record.get(down.name), MOST_ON_A_SIDE)
    pairs = [{**record, across.name: x, down.name: y} for y in rows for x in columns]
    expected, _low, _high = asked.of_each(pairs)
    shape = len(rows), len(columns)
    return Map(across.name, down.name, columns, rows, expected.reshape(shape))


def seen_values(
    asked: ModelUnderQuestion, column: DictionaryColumn, own: float | str | None, most: int
) -> Values:
    """List the answers of a column to draw: those allowed, as far as students of the training went.

    Beyond, a model would only guess. Of many, `most` spread evenly, and the record's own in any
    case.
    """
    words = asked.model.words.get(column.name)
    if words is not None:
        listed = allowed(column) or words
        return tuple(word for word in listed if word in words or word == own)
    seen = numbers_between(*asked.model.layout.numbers[column.name], column.whole)
    values = seen.spread(most).tolist()
    return tuple(sorted({*values, *([own] if isinstance(own, float) else [])}))
