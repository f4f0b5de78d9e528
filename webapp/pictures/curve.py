"""A sensitivity curve drawn by the server: what is usual along one answer, with its band."""

from dataclasses import dataclass
from math import ceil, floor, log10

import numpy as np

from data.cohort import as_text
from data.column import Column
from scoring.what_if.sensitivity import Curve
from webapp.http.language import number, words
from webapp.services.board.answers import value_words

WIDTH, HEIGHT = 360, 200
LEFT, RIGHT, TOP, BOTTOM = 30, 12, 10, 28
MOST_LABELS = 6


@dataclass(frozen=True)
class Stop:
    """A value of the column on the curve: where it stands, and its line of the table.

    low, high: "" where there is no interval. own: the record's own value; here: the tried one.
    """

    x: float
    y: float
    band: tuple[float, float]
    value: str
    expected: str
    low: str
    high: str
    own: bool
    here: bool


@dataclass(frozen=True)
class CurvePicture:
    """All that is drawn, in a frame of WIDTH x HEIGHT, and the table beside it.

    lines: whether the column is a scale, so that its points are joined; heights, labels: what
    stands at the axes; legend: what the numbers under it mean, where they stand for words.
    """

    name: str
    label: str
    stops: tuple[Stop, ...]
    lines: bool
    band: str
    path: str
    heights: tuple[tuple[float, str], ...]
    labels: tuple[tuple[float, str, str], ...]
    legend: str = ""
    size: tuple[int, int] = (WIDTH, HEIGHT)
    frame: tuple[int, int, int, int] = (LEFT, TOP, WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM)


def picture(
    curve: Curve,
    column: Column,
    label: str,
    scale: tuple[float, float],
    own: float | str | None,
    here: float | str | None,
    digits: int = 1,
) -> CurvePicture:
    """Draw a curve; scale: the ends of what is expected."""
    places = _places(curve)
    low, high = scale

    def y(value: float) -> float:
        inside = min(max(value, low), high)
        return round(TOP + (high - inside) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    sure = not np.isnan(curve.low).any()
    stops = tuple(
        Stop(
            x,
            y(expected),
            (y(top), y(bottom)) if sure else (y(expected), y(expected)),
            value_words(column, value),
            number(expected, digits),
            number(bottom, digits) if sure else "",
            number(top, digits) if sure else "",
            value == own,
            value == here,
        )
        for x, value, expected, bottom, top in zip(
            places,
            curve.values,
            curve.expected.tolist(),
            curve.low.tolist(),
            curve.high.tolist(),
            strict=True,
        )
    )
    over = [f"{stop.x},{stop.band[0]}" for stop in stops]
    under = [f"{stop.x},{stop.band[1]}" for stop in reversed(stops)]
    return CurvePicture(
        curve.column,
        label,
        stops,
        lines=not isinstance(curve.values[0], str),
        band=" ".join(over + under),
        path=" ".join(f"{stop.x},{stop.y}" for stop in stops),
        heights=tuple((y(at), number(at, 2)) for at in (low, (low + high) / 2, high)),
        labels=_labels(curve, places, column),
        legend=_legend(curve, column),
    )


def _places(curve: Curve) -> list[float]:
    """Where each value stands: numbers on their scale, words side by side."""
    wide = WIDTH - LEFT - RIGHT
    first, last = curve.values[0], curve.values[-1]
    if isinstance(first, str) or isinstance(last, str) or first == last:
        each = wide / len(curve.values)
        return [round(LEFT + each * (at + 0.5), 1) for at in range(len(curve.values))]
    numbers = [value for value in curve.values if isinstance(value, float)]
    return [round(LEFT + wide * (value - first) / (last - first), 1) for value in numbers]


def _labels(
    curve: Curve, places: list[float], column: Column
) -> tuple[tuple[float, str, str], ...]:
    """Some values under the axis: x, text, and where the text is held."""
    numbers = [value for value in curve.values if isinstance(value, float)]
    if not numbers:
        return tuple(
            (x, str(value), "middle") for x, value in zip(places, curve.values, strict=True)
        )
    low, high = numbers[0], numbers[-1]
    if low == high:
        return ((places[0], number(low, 2), "middle"),)
    wide = WIDTH - LEFT - RIGHT
    return tuple(
        (
            round(LEFT + wide * (at - low) / (high - low), 1),
            number(at, 2),
            "end" if at == high else "middle",
        )
        for at in _round_numbers(low, high, column.whole)
    )


def _round_numbers(low: float, high: float, whole: bool) -> list[float]:
    """At most MOST_LABELS numbers of one, two or five tens from low to high."""
    rough = (high - low) / (MOST_LABELS - 1)
    ten = 10.0 ** floor(log10(rough))
    step = next(ten * times for times in (1, 2, 5, 10) if ten * times >= rough - 1e-9)
    step = max(step, 1.0) if whole else step
    first = ceil(low / step - 1e-9)
    return [at * step for at in range(first, floor(high / step + 1e-9) + 1)]


def _legend(curve: Curve, column: Column) -> str:
    """Say what the values under the axis stand for, where the dictionary has words for each."""
    said = [(as_text(value), words(column.words_of(value))) for value in curve.values]
    if len(said) > MOST_LABELS or not all(told for _value, told in said):
        return ""
    return " · ".join(f"{value}: {told}" for value, told in said)
