"""A sensitivity curve drawn by the server: what is usual along one answer, with its band."""

from dataclasses import dataclass
from math import ceil, floor, log10
from typing import Any

import numpy as np

from data.cohort import as_text
from data.column import Column
from scoring.what_if.sensitivity import Curve
from webapp.http.language import number, words
from webapp.pictures.axes import Axes, AxisTick
from webapp.pictures.chart import chart
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
    """All that is drawn, and the table beside it.

    lines: whether the column is a scale, so that its points are joined; legend: what the numbers
    under it mean, where they stand for words; chart: the same for Vega.
    """

    name: str
    label: str
    axes: Axes
    stops: tuple[Stop, ...]
    lines: bool
    band: str
    path: str
    legend: str
    chart: dict[str, Any]


def picture(
    curve: Curve,
    column: Column,
    label: str,
    scale: tuple[float, float],
    own: float | str | None,
    here: float | str | None,
    digits: int = 1,
) -> CurvePicture:
    """Draw a curve; scale: the worst and the best that can be expected, the best at the top."""
    places, axes = _places(curve), _axes(curve, column, scale)
    sure, lines = not np.isnan(curve.low).any(), not isinstance(curve.values[0], str)
    expected = curve.expected.tolist()
    lows, highs = (curve.low.tolist(), curve.high.tolist()) if sure else (expected, expected)
    stops = tuple(
        Stop(
            axes.x(at),
            axes.y(usual),
            (axes.y(top), axes.y(bottom)),
            value_words(column, value),
            number(usual, digits),
            number(bottom, digits) if sure else "",
            number(top, digits) if sure else "",
            value == own,
            value == here,
        )
        for at, value, usual, bottom, top in zip(
            places, curve.values, expected, lows, highs, strict=True
        )
    )
    data = [
        {
            "at": at,
            "expected": _inside(usual, scale),
            "low": _inside(bottom, scale),
            "high": _inside(top, scale),
            "own": stop.own,
            "here": stop.here,
            "title": f"{stop.value}: {stop.expected}",
        }
        for at, usual, bottom, top, stop in zip(places, expected, lows, highs, stops, strict=True)
    ]
    over = [f"{stop.x},{stop.band[0]}" for stop in stops]
    under = [f"{stop.x},{stop.band[1]}" for stop in reversed(stops)]
    return CurvePicture(
        curve.column,
        label,
        axes,
        stops,
        lines=lines,
        band=" ".join(over + under),
        path=" ".join(f"{stop.x},{stop.y}" for stop in stops),
        legend=_legend(curve, column),
        chart=chart("curve", axes, {"stops": data}, joined=lines),
    )


def _inside(value: float, ends: tuple[float, float]) -> float:
    return round(min(max(value, min(ends)), max(ends)), 3)


def _axes(curve: Curve, column: Column, scale: tuple[float, float]) -> Axes:
    low, high = scale
    middle = (low + high) / 2
    across, ticks = _across(curve, column)
    return Axes(
        across,
        scale,
        ticks,
        tuple(AxisTick(at, number(at, 2)) for at in (low, middle, high)),
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        top=TOP,
        right=WIDTH - RIGHT,
        bottom=HEIGHT - BOTTOM,
    )


def _places(curve: Curve) -> list[float]:
    """Where each value stands: numbers on their scale, words side by side."""
    numbers = _numbers(curve)
    return numbers or [place + 0.5 for place in range(len(curve.values))]


def _numbers(curve: Curve) -> list[float]:
    """The values where they make a scale, else none."""
    numbers = [value for value in curve.values if isinstance(value, float)]
    return numbers if numbers and numbers[0] < numbers[-1] else []


def _across(curve: Curve, column: Column) -> tuple[tuple[float, float], tuple[AxisTick, ...]]:
    """Return the ends of the axis below, and what is written at it."""
    numbers = _numbers(curve)
    if not numbers:
        texts = [value if isinstance(value, str) else number(value, 2) for value in curve.values]
        ticks = tuple(AxisTick(place + 0.5, text) for place, text in enumerate(texts))
        return (0.0, float(len(texts))), ticks
    ends = numbers[0], numbers[-1]
    return ends, tuple(AxisTick(at, number(at, 2)) for at in _round_numbers(*ends, column.whole))


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
