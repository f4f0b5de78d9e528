"""How far grades are from what a model expects: gaps over expectations, and how many have which."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scoring.model_evaluation.residuals import GapSpread, Residuals
from webapp.http.language import gettext as _
from webapp.http.language import number
from webapp.pictures.axes import Axes, widened, written
from webapp.pictures.chart import chart

GRID = 0.5  # grade points: students are drawn at so coarse places
BOX = 12.0  # how wide a tenth is drawn
STICKS, HIGHEST, SHORTEST = 1000, 100, 2  # the frame of the distribution, and its least bar


@dataclass(frozen=True)
class Box:
    """A tenth in the picture: its middle 80 % as a line, its middle half as a box, its median."""

    x: float
    left: float
    right: float
    top: float
    upper: float
    middle: float
    lower: float
    bottom: float
    width: float
    height: float


@dataclass(frozen=True)
class ResidualDot:
    """Students at one place, the larger the more."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class ResidualPicture:
    """Gaps over expectations; nought: where no gap is; dots: none for a reader who does not see
    all students anyway; chart: the same for Vega."""

    axes: Axes
    nought: float
    boxes: tuple[Box, ...]
    dots: tuple[ResidualDot, ...]
    chart: dict[str, Any]


@dataclass(frozen=True)
class Stick:
    """A bar of the distribution."""

    x: float
    y: float
    width: float
    height: float
    words: str
    students: int


def residual_picture(
    found: Residuals,
    expected: NDArray[np.float64],
    gap: NDArray[np.float64],
    with_students: bool,
) -> ResidualPicture:
    """Draw each tenth, and the students (n,) themselves where the reader sees them all anyway;
    NaN is a student without a gap."""
    axes = _axes(found, expected, gap, with_students)
    students = _students(expected, gap) if with_students else []
    dots = tuple(
        ResidualDot(
            axes.x(one["expected"]),
            axes.y(one["gap"]),
            round(1.5 + 0.8 * float(one["students"]) ** 0.5, 1),
        )
        for one in students
    )
    data: dict[str, Sequence[Mapping[str, Any]]] = {
        "students": students,
        "nought": [{"gap": 0}],
        "tenths": [
            {name: round(value, 2) for name, value in asdict(one).items()} for one in found.by_tenth
        ],
    }
    boxes = tuple(_box(axes, one) for one in found.by_tenth)
    return ResidualPicture(axes, axes.y(0), boxes, dots, chart("residuals", axes, data))


def _axes(
    found: Residuals,
    expected: NDArray[np.float64],
    gap: NDArray[np.float64],
    with_students: bool,
) -> Axes:
    ends = [end for one in found.by_tenth for end in (one.tenth, one.nine_tenths)]
    means = [one.expected for one in found.by_tenth]
    if with_students:
        ends, means = [np.nanmin(gap), np.nanmax(gap)], [np.nanmin(expected), np.nanmax(expected)]
    up = widened(float(min(ends)), float(max(ends)), 1.0)
    across = widened(float(min(means)), float(max(means)), 0.5)
    titles = _("Expected grade"), _("Gap: expected less grade")
    return Axes(across, up, written(*across, number), written(*up, number), *titles)


def _box(axes: Axes, one: GapSpread) -> Box:
    x, upper, lower = axes.x(one.expected), axes.y(one.three_quarters), axes.y(one.quarter)
    return Box(
        x=x,
        left=x - BOX / 2,
        right=x + BOX / 2,
        top=axes.y(one.nine_tenths),
        upper=upper,
        middle=axes.y(one.median),
        lower=lower,
        bottom=axes.y(one.tenth),
        width=BOX,
        height=round(lower - upper, 1),
    )


def _students(expected: NDArray[np.float64], gap: NDArray[np.float64]) -> list[dict[str, Any]]:
    known = ~np.isnan(gap)
    places = np.round(np.column_stack([expected[known], gap[known]]) / GRID) * GRID
    distinct, counts = np.unique(places, axis=0, return_counts=True)
    return [
        {"expected": x, "gap": y, "students": count}
        for (x, y), count in zip(distinct.tolist(), counts.tolist(), strict=True)
    ]


def sticks(found: Residuals) -> tuple[Stick, ...]:
    """Draw the distribution, in a frame of STICKS x HIGHEST."""
    most = max(bar.students for bar in found.bars)
    width = STICKS / len(found.bars)
    drawn = []
    for at, bar in enumerate(found.bars):
        height = round(max(HIGHEST * bar.students / most, SHORTEST), 1)
        place = round(at * width + 0.07 * width, 1), HIGHEST - height
        words = between(bar.low, bar.high)
        drawn.append(Stick(*place, round(0.86 * width, 1), height, words, bar.students))
    return tuple(drawn)


def between(low: float | None, high: float | None) -> str:
    """Name a bar by its ends."""
    if low is None and high is None:
        return _("any gap")
    if low is None:
        return _("under %(high)s", high=number(high))
    if high is None:
        return _("%(low)s or more", low=number(low))
    return _("%(low)s to %(high)s", low=number(low), high=number(high))
