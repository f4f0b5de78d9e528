"""A comparison drawn: a row a candidate, or a column, with its figure and how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.http.language import gettext as _
from webapp.http.language import number
from webapp.pictures.axes import WIDTH, Axes, AxisTick
from webapp.pictures.chart import chart

SIDE = 14  # room for half a mark at both ends
ROW = 52  # a line of words, and below it the marks
TOP, BOTTOM = 6, 44
WORDS, MARKS = 20, 36  # where they stand in a row
TICKS = 5


@dataclass(frozen=True)
class ComparedFigure:
    """A figure to draw, by its name. students: the ends of its interval; runs: the lowest and
    highest of the runs, None where there are none; first: it is the proposed one's."""

    name: str
    value: float
    students: Sequence[float]
    runs: Sequence[float] | None = None
    first: bool = False


@dataclass(frozen=True)
class CandidateBand:
    """A bar between two ends, as SVG's rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class CandidateRow:
    """One row: its words, where its marks stand, and what they say. runs: None where there are
    none; first: the row is the proposed one's."""

    name: str
    words: str
    text: float
    x: float
    y: float
    students: CandidateBand
    runs: CandidateBand | None
    first: bool


@dataclass(frozen=True)
class ComparisonPicture:
    """All that is drawn. line: where the line that counts stands; chart: the same for Vega."""

    axes: Axes
    rows: tuple[CandidateRow, ...]
    line: float
    chart: dict[str, Any]


def candidates_picture(result: Mapping[str, Any], names: Mapping[str, str]) -> ComparisonPicture:
    """Draw the candidates' errors; the line is one standard error above the smallest."""
    digits = 2 if "r2" in result["candidates"][0] else 3
    figures = [
        ComparedFigure(
            names.get(one["key"], one["key"]),
            one["error"],
            one["over_students"],
            one["over_runs"],
            one["key"] == result["proposed"],
        )
        for one in result["candidates"]
    ]
    return _drawn(figures, result["line"], digits)


def columns_picture(
    result: Mapping[str, Any], labels: Mapping[str, str]
) -> ComparisonPicture | None:
    """Draw what leaving out each column adds to the error; the line is nothing. None without."""
    figures = [
        ComparedFigure(
            labels.get(one["column"], one["column"]), one["value"], (one["low"], one["high"])
        )
        for one in result["without"]
    ]
    return _drawn(figures, 0.0, 3) if figures else None


def _drawn(figures: Sequence[ComparedFigure], line: float, digits: int) -> ComparisonPicture:
    ends = [end for one in figures for end in one.students]
    low, high = min(*ends, line), max(*ends, line)
    high = high if high > low else low + 1.0
    steps = [low + (high - low) * place / (TICKS - 1) for place in range(TICKS)]
    height = TOP + ROW * len(figures) + BOTTOM
    axes = Axes(
        (low, high),
        (0, 1),
        tuple(AxisTick(step, number(step, digits)) for step in steps),
        height=height,
        left=SIDE,
        top=TOP,
        right=WIDTH - SIDE,
        bottom=height - BOTTOM,
    )
    rows = tuple(_row(axes, one, TOP + ROW * at, digits) for at, one in enumerate(figures))
    data: dict[str, list[dict[str, Any]]] = {
        "rows": [
            {
                "name": row.name,
                "words": row.words,
                "at": one.value,
                "low": one.students[0],
                "high": one.students[1],
                "runs_low": one.runs[0] if one.runs else None,
                "runs_high": one.runs[1] if one.runs else None,
                "first": one.first,
            }
            for row, one in zip(rows, figures, strict=True)
        ],
        "line": [{"at": line}],
    }
    return ComparisonPicture(axes, rows, axes.x(line), chart("comparison", axes, data))


def _row(axes: Axes, one: ComparedFigure, top: float, digits: int) -> CandidateRow:
    low, high = (number(end, digits) for end in one.students)
    return CandidateRow(
        name=f"{one.name} · {_('proposed')}" if one.first else one.name,
        words=f"{number(one.value, digits)} ({low} – {high})",
        text=top + WORDS,
        x=axes.x(one.value),
        y=top + MARKS,
        students=_band(axes, one.students, top + MARKS, 6),
        runs=_band(axes, one.runs, top + MARKS, 12, 1) if one.runs else None,
        first=one.first,
    )


def _band(
    axes: Axes, ends: Sequence[float], middle: float, height: float, more: float = 0
) -> CandidateBand:
    left, right = axes.x(ends[0]) - more, axes.x(ends[1]) + more
    return CandidateBand(round(left, 1), middle - height / 2, round(right - left, 1), height)
