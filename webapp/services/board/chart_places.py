"""Where students stand on the board's chart, and in which quadrant."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from webapp.services.board.board import Board

if TYPE_CHECKING:
    from webapp.services.board.knobs import Knobs

# Places of the chart stand half a grade point apart, and in a small school a point of ease or a
# quarter of a grade point of gap: about two pixels. Where thousands stand, marks are larger than
# that anyway, and drawing fewer of them keeps the chart at the knob's heels.
GRADE_STEP = 2
HEIGHT_STEP = {"ease": 1.0, "gap": 4.0}
COARSER_FROM = (1_000, 10_000)  # students; each time half as many steps


def places(
    board: Board, knobs: Knobs, complexity: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where each student (n,) stands on the chart, in whole steps; NaN where nowhere."""
    height = 100.0 - complexity if knobs.y == "ease" else board.gap
    return np.rint(board.grade * GRADE_STEP), np.rint(height * height_step(board, knobs))


def height_step(board: Board, knobs: Knobs) -> float:
    """Return how many steps of the chart make one point of ease, or one grade point of gap."""
    coarser = sum(len(board.cohort) > students for students in COARSER_FROM)
    return HEIGHT_STEP[knobs.y] / (1 << coarser)
