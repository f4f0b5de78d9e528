"""What is said of a board's expected grades: how they were learned, and how far they carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.viewer import Viewer
from webapp.services.access.permissions import Action, may
from webapp.services.board.board import Board
from webapp.services.models import drift

FOLLOWS = -0.5  # a rank correlation of gap and grade up to here: the gap says what the grade says


@dataclass(frozen=True)
class GapReport:
    """How a board's expected grades were learned, for one reader."""

    figures: Mapping[
        str, Any
    ]  # as they are kept with the predictions; "refused" where there is none
    model: int | None  # the model they come from; None where they are older than models
    follows_grade: bool  # whether the gap says little more than the grade
    drift: str  # that the model was made for clearly other students, "" where it was not
    sees_models: bool  # whether the reader may open the model's own pages


def gap_report_of(board: Board, viewer: Viewer) -> GapReport | None:
    """Say how expected grades were learned; None as long as there are none."""
    if board.predictions is None:
        return None
    figures = board.predictions.report
    refused = bool(figures.get("refused"))
    return GapReport(
        figures=figures,
        model=board.predictions.model,
        follows_grade=not refused and figures["spearman_gap_grade"] <= FOLLOWS,
        drift="" if refused else drift.hint(figures, board.dictionary),
        sees_models=may(viewer, Action.SEE_MODELS),
    )
