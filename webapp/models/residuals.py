"""How gaps are spread, how much of them is merely the grade, and whether the first ones stay."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from flask import Blueprint, Response

from data.store import visible
from data.tables import ModelVersion
from data.viewer import Viewer
from scoring.groups.evidence import Correlation, spearman
from scoring.model_evaluation.residuals import Residuals, residuals
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import number
from webapp.http.pages import show_page_or_part
from webapp.http.state import state
from webapp.models.model_facts import MERELY_THE_GRADE
from webapp.pictures.axes import Axes, widened
from webapp.services.models.versions import MeasuredModel, measured

BARS = 20  # on a whole scale of grades
GRID = 0.5  # grade points: students are drawn at so coarse places
NARROW = 1.5  # gaps of one tenth at most so many times as large as another's are told to be alike

bp = Blueprint("model_residuals", __name__)


@dataclass(frozen=True)
class Box:
    """A tenth in the picture: its middle 80 % as a line, its middle half as a box, its median."""

    x: float
    top: float
    upper: float
    middle: float
    lower: float
    bottom: float


@dataclass(frozen=True)
class ResidualDot:
    """Students at one place, the larger the more."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class ResidualPicture:
    """Gaps over expectations; `nought` is where no gap is."""

    frame: Axes
    nought: float
    boxes: tuple[Box, ...]
    dots: tuple[ResidualDot, ...]


@dataclass(frozen=True)
class Stick:
    """A bar of the distribution."""

    x: float
    y: float
    width: float
    height: float
    words: str
    students: int


@dataclass(frozen=True)
class ResidualsPage:
    """All that the page of a model's gaps shows, alone or as a part of the model's own."""

    model: ModelVersion  # of whom it speaks
    about: MeasuredModel  # whether it says chances, and whether what it said is kept
    residuals: Residuals | None  # the gaps by tenths of expectation; None where there are too few
    sentences: list[str]  # how large gaps are, and whether that hangs on what is expected
    grade_sentences: list[str]  # how much of a gap is merely the grade; [] where nobody knows
    picture: ResidualPicture | None  # gaps over expectations; None where there are too few
    bars: tuple[Stick, ...]  # the distribution of gaps


@bp.get("/models/<int:model>/residuals")
@needs(Action.SEE_MODELS)
def show(model: int) -> Response:
    """Show the gaps of the students that a model learned from, and what they say."""
    who = viewer()
    about = measured(state(), who, model)
    found, same = figures(about)
    content = ResidualsPage(
        model=about.model,
        about=about,
        residuals=found,
        picture=picture(who, about, found) if found else None,
        bars=bars(found) if found else (),
        sentences=sentences(found) if found else [],
        grade_sentences=grade_sentences(about, same),
    )
    return show_page_or_part("models/model_residuals", content)


def figures(about: MeasuredModel) -> tuple[Residuals | None, Correlation | None]:
    """Describe the gaps; nothing of a model of passing, whose gaps are no grades."""
    if about.passes:
        return None, None
    low, high = about.scale
    smallest = state().settings.smallest_group
    found = residuals(about.expected, about.grade, (high - low) / BARS, smallest)
    return found, spearman(about.expected - about.grade, about.grade) if found else None


def picture(who: Viewer, about: MeasuredModel, found: Residuals) -> ResidualPicture:
    """Draw each tenth, and the students themselves for a reader who sees them all anyway."""
    gap = about.expected - about.grade
    ends = [end for one in found.by_tenth for end in (one.tenth, one.nine_tenths)]
    means = [one.expected for one in found.by_tenth]
    alone = visible.whole_school(who)
    up = widened(*((np.nanmin(gap), np.nanmax(gap)) if alone else (min(ends), max(ends))), 1.0)
    across = widened(
        *(
            (np.nanmin(about.expected), np.nanmax(about.expected))
            if alone
            else (min(means), max(means))
        ),
        0.5,
    )
    frame = Axes(across, up)
    boxes = tuple(
        Box(
            frame.x(one.expected),
            frame.y(one.nine_tenths),
            frame.y(one.three_quarters),
            frame.y(one.median),
            frame.y(one.quarter),
            frame.y(one.tenth),
        )
        for one in found.by_tenth
    )
    return ResidualPicture(
        frame, frame.y(0), boxes, _dots(frame, about.expected, gap) if alone else ()
    )


def _dots(frame: Axes, expected: Any, gap: Any) -> tuple[ResidualDot, ...]:
    known = ~np.isnan(gap)
    places = np.round(np.column_stack([expected[known], gap[known]]) / GRID) * GRID
    distinct, counts = np.unique(places, axis=0, return_counts=True)
    return tuple(
        ResidualDot(frame.x(x), frame.y(y), round(1.5 + 0.8 * float(count) ** 0.5, 1))
        for (x, y), count in zip(distinct.tolist(), counts.tolist(), strict=True)
    )


def bars(found: Residuals) -> tuple[Stick, ...]:
    """Draw the distribution, in a frame of 1000 x 100."""
    most = max(bar.students for bar in found.bars)
    width = 1000 / len(found.bars)
    sticks = []
    for at, bar in enumerate(found.bars):
        height = round(max(100 * bar.students / most, 2), 1)
        place = round(at * width + 0.07 * width, 1), 100 - height
        words = between(bar.low, bar.high)
        sticks.append(Stick(*place, round(0.86 * width, 1), height, words, bar.students))
    return tuple(sticks)


def between(low: float | None, high: float | None) -> str:
    """Name a bar by its ends."""
    if low is None and high is None:
        return _("any gap")
    if low is None:
        return _("under %(high)s", high=number(high))
    if high is None:
        return _("%(low)s or more", low=number(low))
    return _("%(low)s to %(high)s", low=number(low), high=number(high))


def sentences(found: Residuals) -> list[str]:
    """Say how large gaps are, and whether that hangs on what is expected."""
    said = [
        _(
            "Half of the gaps are within %(half)s grade points, four in five within %(most)s; on "
            "average they are %(mean)s.",
            half=number(found.half),
            most=number(found.most),
            mean=number(found.mean, 2),
        )
    ]
    wide = found.widening
    if wide is not None and wide > NARROW:
        said.append(
            _(
                "They are not equally large everywhere: the typical gap of one tenth is %(times)s "
                "times that of another, so one width of intervals for all is a compromise.",
                times=number(wide),
            )
        )
    elif wide is not None:
        said.append(
            _("They are about as large whatever is expected, as intervals of one width ask.")
        )
    return said


def grade_sentences(about: MeasuredModel, same: Correlation | None) -> list[str]:
    """Say how much of a gap is merely the grade, and whether the first ones stay."""
    if same is None:
        return _kept(about.model.report.get("first_kept"))
    values = {"r": number(same.r, 2), "low": number(same.low, 2), "high": number(same.high, 2)}
    correlation = _(
        "The rank correlation of gap and grade is %(r)s (95 %% interval %(low)s to %(high)s, "
        "%(count)s students): at −1 the gap would order students just as their grades do.",
        count=same.students,
        **values,
    )
    said = [correlation]
    if same.r < MERELY_THE_GRADE:
        said.append(_("So the grade comes first, and a gap breaks ties among like grades."))
    return [*said, *_kept(about.model.report.get("first_kept"))]


def _kept(kept: dict[str, Any] | None) -> list[str]:
    if not kept:
        return []
    return [
        _(
            "Learned anew %(runs)s times from other tenths of the same students, it gives %(mean)s "
            "of the %(places)s largest gaps again on average, and %(least)s at worst.",
            runs=kept["runs"],
            mean=number(kept["mean"]),
            places=kept["places"],
            least=kept["least"],
        )
    ]
