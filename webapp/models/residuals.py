"""How gaps are spread, how much of them is merely the grade, and whether the first ones stay."""

from dataclasses import dataclass
from typing import Any

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
from webapp.pictures.residuals import ResidualPicture, Stick, residual_picture, sticks
from webapp.services.models.versions import MeasuredModel, measured
from webapp.services.runtime.resources import settings_of

BARS = 20  # on a whole scale of grades
NARROW = 1.5  # gaps of one tenth at most so many times as large as another's are told to be alike

bp = Blueprint("model_residuals", __name__)


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
        picture=_picture(who, about, found) if found else None,
        bars=sticks(found) if found else (),
        sentences=sentences(found) if found else [],
        grade_sentences=grade_sentences(about, same),
    )
    return show_page_or_part("models/model_residuals", content)


def figures(about: MeasuredModel) -> tuple[Residuals | None, Correlation | None]:
    """Describe the gaps; nothing of a model of passing, whose gaps are no grades."""
    if about.passes:
        return None, None
    smallest = settings_of(state(), viewer().school).smallest_group
    width = about.scale.span / BARS
    found = residuals(about.expected, about.grade, width, smallest, about.scale)
    return found, spearman(about.gap, about.scale.sign * about.grade) if found else None


def _picture(who: Viewer, about: MeasuredModel, found: Residuals) -> ResidualPicture:
    return residual_picture(found, about.expected, about.gap, visible.whole_school(who))


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
