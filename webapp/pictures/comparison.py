"""A comparison drawn: a row a candidate, or a column, with its figure and how sure it is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.http.language import number

WIDTH = 760
LEFT, RIGHT = 14, 14
ROW = 52  # a line of words, and below it the marks
TOP, BOTTOM = 6, 44
TICKS = 5


@dataclass(frozen=True)
class CandidateRow:
    """One row: its words, where its marks stand, and what they say. runs: None where there are
    none; first: the row is the proposed one's."""

    key: str
    name: str
    words: str
    y: float
    at: float
    low: float
    high: float
    runs: tuple[float, float] | None
    first: bool

    @property
    def text(self) -> float:
        """Where its words stand."""
        return self.y - 16


@dataclass(frozen=True)
class ComparisonPicture:
    """All that is drawn. line: where the line that counts stands."""

    rows: tuple[CandidateRow, ...]
    ticks: tuple[tuple[float, str], ...]
    line: float
    size: tuple[int, int]
    top: int = TOP
    left: int = LEFT
    right: int = WIDTH - RIGHT

    @property
    def bottom(self) -> int:
        """Where the rows end."""
        return self.size[1] - BOTTOM


def candidates_picture(result: Mapping[str, Any], names: Mapping[str, str]) -> ComparisonPicture:
    """Draw the candidates' errors; the line is one standard error above the smallest."""
    digits = 2 if "r2" in result["candidates"][0] else 3
    figures = [
        (
            one["key"],
            names.get(one["key"], one["key"]),
            one["error"],
            one["over_students"],
            one["over_runs"],
        )
        for one in result["candidates"]
    ]
    return _drawn(figures, result["line"], result["proposed"], digits)


def columns_picture(
    result: Mapping[str, Any], labels: Mapping[str, str]
) -> ComparisonPicture | None:
    """Draw what leaving out each column adds to the error; the line is nothing. None without."""
    digits = 3
    figures = [
        (one["column"], labels.get(one["column"], one["column"]), one["value"],
         (one["low"], one["high"]), None)
        for one in result["without"]
    ]  # fmt: skip
    return _drawn(figures, 0.0, None, digits) if figures else None


def _drawn(
    figures: Sequence[tuple[str, str, float, Sequence[float], Sequence[float] | None]],
    line: float,
    first: str | None,
    digits: int,
) -> ComparisonPicture:
    ends = [end for _, _, _, students, _ in figures for end in students]
    low, high = min(*ends, line), max(*ends, line)
    span = high - low or 1.0

    def x(value: float) -> float:
        return round(LEFT + (value - low) / span * (WIDTH - LEFT - RIGHT), 1)

    rows = tuple(
        CandidateRow(
            key=key,
            name=name,
            words=f"{number(value, digits)} ({number(students[0], digits)} – "
            f"{number(students[1], digits)})",
            y=TOP + ROW * place + 36,
            at=x(value),
            low=x(students[0]),
            high=x(students[1]),
            runs=(x(runs[0]), x(runs[1])) if runs else None,
            first=key == first,
        )
        for place, (key, name, value, students, runs) in enumerate(figures)
    )
    steps = [low + span * place / (TICKS - 1) for place in range(TICKS)]
    return ComparisonPicture(
        rows=rows,
        ticks=tuple((x(step), number(step, digits)) for step in steps),
        line=x(line),
        size=(WIDTH, TOP + ROW * len(rows) + BOTTOM),
    )
