"""What came over what a model expected, by tenths of expectation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from scoring.model_evaluation.calibration import Calibration
from webapp.http.language import gettext as _
from webapp.pictures.axes import Axes, widened, written
from webapp.pictures.chart import chart


@dataclass(frozen=True)
class CalibrationMark:
    """A tenth in the picture: its place, and the ends of its interval."""

    x: float
    y: float
    top: float
    bottom: float
    title: str


@dataclass(frozen=True)
class CalibrationPicture:
    """Tenths on axes that are alike; line: where they would all stand, x and y of both ends;
    chart: the same for Vega."""

    axes: Axes
    marks: tuple[CalibrationMark, ...]
    line: tuple[float, float, float, float]
    chart: dict[str, Any]


def calibration_picture(
    found: Calibration, passes: bool, say: Callable[[float], str]
) -> CalibrationPicture:
    """Draw a calibration; passes: of chances, not of grades; say: writes one of them."""
    seen = [one for step in found.steps for one in (step.expected, step.low, step.high)]
    low, high = widened(min(seen), max(seen), 0.1 if passes else 1.0)
    numbers = written(low, high, say)
    axes = Axes(
        (low, high),
        (low, high),
        numbers,
        numbers,
        _("Chance that was said") if passes else _("Expected grade"),
        _("Share who passed") if passes else _("Grade on average"),
    )
    titles = [
        _(
            "expected %(expected)s, came %(actual)s (%(low)s to %(high)s)",
            expected=say(step.expected),
            actual=say(step.actual),
            low=say(step.low),
            high=say(step.high),
        )
        for step in found.steps
    ]
    marks = tuple(
        CalibrationMark(
            axes.x(step.expected), axes.y(step.actual), axes.y(step.high), axes.y(step.low), title
        )
        for step, title in zip(found.steps, titles, strict=True)
    )
    tenths = [
        {
            "expected": round(step.expected, 3),
            "actual": round(step.actual, 3),
            "low": round(step.low, 3),
            "high": round(step.high, 3),
            "title": title,
        }
        for step, title in zip(found.steps, titles, strict=True)
    ]
    return CalibrationPicture(
        axes,
        marks,
        (axes.x(low), axes.y(low), axes.x(high), axes.y(high)),
        chart("calibration", axes, {"tenths": tenths, "line": [{"low": low, "high": high}]}),
    )
