"""What stands in the columns of a table, each told by its different texts."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping

from data.describing.proposal import ColumnSummary
from data.headers import plain
from data.reading.students import DATE, day_in, month_first
from data.reading.table import FileTable

MOST_TEXTS = 60
MOST_VALUES = 60
SAMPLES = 5
BINS = 12

# What the row of full points is called, under the header of a gradebook.
FULL_POINTS = {"points", "points possible", "max points", "maximum points", "out of", "bareme"}
FULL_POINTS |= {"cotacao", "cotacao maxima", "pontos", "punkte", "puntos", "points possibles"}

_NUMBER = re.compile(r"([+-]?[0-9]+(?:([.,])[0-9]+)?)(\s*%)?")


def summaries_of(table: FileTable) -> tuple[ColumnSummary, ...]:
    """A summary for each column. Numbers are read with the decimal mark of the file or column."""
    points = points_in(table)
    columns = zip(*table.rows, strict=True) if table.rows else [()] * len(table.headers)
    return tuple(
        _summary(
            header,
            Counter(cells),
            table.decimal_of(header),
            header in table.percent,
            points.get(header),
        )
        for header, cells in zip(table.headers, columns, strict=True)
    )


def points_in(table: FileTable) -> dict[str, float]:
    """The full points of columns, from a row that is no student: header -> points."""
    points: dict[str, float] = {}
    for row in table.left_out:
        if not any(plain(cell) in FULL_POINTS for cell in row.cells):
            continue
        for header, cell in zip(table.headers, row.cells, strict=False):
            number = number_in(cell, table.decimal_of(header))
            if number is not None and number > 0:
                points[header] = number
    return points


def number_in(text: str, decimal: str) -> float | None:
    """The number that a text is, written with this decimal mark, a percent sign aside."""
    found = _NUMBER.fullmatch(text)
    if found is None or found[2] not in (None, decimal):
        return None
    return float(found[1].replace(",", "."))


def _summary(
    header: str, cells: Counter[str], decimal: str, percent: bool, points: float | None
) -> ColumnSummary:
    empty = cells.pop("", 0)
    numbers: dict[float, int] = {}
    values: Counter[str] = Counter()
    texts: Counter[str] = Counter()
    percents = 0
    for text, count in cells.items():
        found = _NUMBER.fullmatch(text)
        if found is None or found[2] not in (None, decimal):
            texts[text] = count
            continue
        number = float(found[1].replace(",", ".")) + 0.0
        numbers[number] = numbers.get(number, 0) + count
        values[text] = count
        if percent or found[3]:
            percents += count
    bins, counts = _histogram(numbers)
    days = _days(texts)
    filled = cells.total()
    return ColumnSummary(
        header=header,
        rows=filled + empty,
        filled=filled,
        distinct=len(cells),
        samples=tuple(list(cells)[:SAMPLES]),
        numbers=sum(numbers.values()),
        low=min(numbers, default=None),
        high=max(numbers, default=None),
        whole=all(number.is_integer() for number in numbers),
        bins=bins,
        counts=counts,
        texts=dict(texts.most_common(MOST_TEXTS)),
        more_texts=len(texts) > MOST_TEXTS,
        values=dict(values) if len(values) <= MOST_VALUES else {},
        dates=sum(texts[text] for text in days),
        first_day=min(days.values(), default=""),
        last_day=max(days.values(), default=""),
        percents=percents,
        longest=max(map(len, texts), default=0),
        repeated=filled > len(cells),
        points=points,
    )


def _days(texts: Mapping[str, int]) -> dict[str, str]:
    written = [text for text in texts if DATE.fullmatch(text)]
    american = month_first(written)
    found = ((text, day_in(text, american)) for text in written)
    return {text: day for text, day in found if day is not None}


def _histogram(numbers: Mapping[float, int]) -> tuple[tuple[float, ...], tuple[int, ...]]:
    """Edges and counts: a bin for each whole number where these are few, else BINS of a width."""
    if not numbers:
        return (), ()
    low, high = min(numbers), max(numbers)
    if not (abs(low) < 1e12 and abs(high) < 1e12):
        return (), ()
    few = high - low <= 2 * BINS and all(number.is_integer() for number in numbers)
    steps = int(high - low) + 1 if few else BINS
    start, width = (low - 0.5, 1.0) if few else (low, (high - low) / BINS or 1.0)
    edges = tuple(start + width * step for step in range(steps + 1))
    counts = [0] * steps
    for number, count in numbers.items():
        counts[min(max(bisect_right(edges, number) - 1, 0), steps - 1)] += count
    return edges, tuple(counts)
