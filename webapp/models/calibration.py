"""Whether what a model expects is what comes: a picture and a table by tenths of expectation."""

from dataclasses import dataclass
from functools import partial

from flask import Blueprint, Response

from data.tables import ModelVersion
from scoring.model_evaluation import calibration
from scoring.model_evaluation.calibration import Calibration, CalibrationTenth
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import number
from webapp.http.pages import show_page_or_part
from webapp.http.state import state
from webapp.pictures.calibration import CalibrationPicture, calibration_picture
from webapp.services.models.versions import MeasuredModel, measured
from webapp.services.runtime.resources import settings_of

bp = Blueprint("model_calibration", __name__)


@dataclass(frozen=True)
class CalibrationRow:
    """A tenth in the table."""

    students: int
    expected: str  # of them on average: a grade, or a chance in per cent
    actual: str  # what came: their mean grade, or the share who passed
    interval: str  # between what it lies, 95 times in 100


@dataclass(frozen=True)
class CalibrationPage:
    """All that the page of a model's calibration shows, alone or as a part of the model's own."""

    model: ModelVersion  # of whom it speaks
    about: MeasuredModel  # whether it says chances, and whether what it said is kept
    students: int  # how many are compared, 0 for too few
    sentences: list[str]  # whether expectations come true
    rows: tuple[CalibrationRow, ...]  # from the lowest expectation to the highest
    picture: CalibrationPicture | None  # the same drawn; None for too few students


@bp.get("/models/<int:model>/calibration")
@needs(Action.SEE_MODELS)
def show(model: int) -> Response:
    """Show what a model expected of the students it learned from beside what they got."""
    about = measured(state(), viewer(), model)
    found = figures(about)
    content = CalibrationPage(
        model=about.model,
        about=about,
        students=found.students if found else 0,
        sentences=sentences(about, found) if found else [],
        rows=tuple(_row(about, step) for step in found.steps) if found else (),
        picture=calibration_picture(found, about.passes, partial(said, about)) if found else None,
    )
    return show_page_or_part("models/model_calibration", content)


def figures(about: MeasuredModel) -> Calibration | None:
    """Compare by tenths; None where there is too little."""
    compare = calibration.of_passing if about.passes else calibration.of_grades
    smallest = settings_of(state(), viewer().school).smallest_group
    return compare(about.expected, about.outcome, smallest)


def _row(about: MeasuredModel, step: CalibrationTenth) -> CalibrationRow:
    scale, digits, sign = (100, 1, " %") if about.passes else (1, 2, "")

    def write(value: float) -> str:
        return number(scale * value, digits)

    return CalibrationRow(
        students=step.students,
        expected=write(step.expected) + sign,
        actual=write(step.actual) + sign,
        interval=_("%(low)s to %(high)s", low=write(step.low), high=write(step.high)) + sign,
    )


def said(about: MeasuredModel, value: float) -> str:
    """Write a grade, or a chance in per cent."""
    return f"{number(100 * value, 0)} %" if about.passes else number(value)


def sentences(about: MeasuredModel, found: Calibration) -> list[str]:
    """Say whether expectations come true, at both ends and in between."""
    steps = found.steps if about.scale.upwards else found.steps[::-1]
    first, last = steps[0], steps[-1]
    values = {
        "low": said(about, first.expected),
        "low_came": said(about, first.actual),
        "high": said(about, last.expected),
        "high_came": said(about, last.actual),
    }
    if about.passes:
        ends = _(
            "Of the students with the lowest chances, %(low)s on average, %(low_came)s passed; of "
            "those with the highest, %(high)s, it was %(high_came)s.",
            **values,
        )
    else:
        ends = _(
            "The students of whom least was expected, %(low)s on average, got %(low_came)s; those "
            "of whom most was expected, %(high)s, got %(high_came)s.",
            **values,
        )
    held = _(
        "In %(held)s of %(steps)s groups the interval of what came holds what was expected.",
        held=found.held,
        steps=len(found.steps),
    )
    return [ends, held, *_slope(found)]


def _slope(found: Calibration) -> list[str]:
    if found.slope is None:
        return []
    slope, low, high = found.slope
    values = {"slope": number(slope, 2), "low": number(low, 2), "high": number(high, 2)}
    if low > 1:
        return [
            _(
                "Where 1 more is expected, %(slope)s more comes (%(low)s to %(high)s): "
                "expectations lie too close together.",
                **values,
            )
        ]
    if high < 1:
        return [
            _(
                "Where 1 more is expected, %(slope)s more comes (%(low)s to %(high)s): "
                "expectations lie too far apart.",
                **values,
            )
        ]
    return [
        _(
            "Where 1 more is expected, %(slope)s more comes (%(low)s to %(high)s), which is as it "
            "should be.",
            **values,
        )
    ]
