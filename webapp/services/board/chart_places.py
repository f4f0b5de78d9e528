"""Where students stand on the board's chart, and in which quadrant."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from webapp.services.board.board import Board

if TYPE_CHECKING:
    from webapp.services.board.knobs import Knobs

# Places of the chart stand half a grade point of 20 apart, and in a small school a point of ease or
# a quarter of such a grade point of gap: about two pixels. Where thousands stand, marks are larger
# than that anyway, and drawing fewer of them keeps the chart at the knob's heels. On other scales
# it is about as much of the whole, but grades of up to 100 are told apart where they are whole.
PLACES_ACROSS = 40
TOLD_APART = 100
COARSER_FROM = (1_000, 10_000)  # students; each time half as many steps


def places(
    board: Board, knobs: Knobs, complexity: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where each student (n,) stands on the chart, in whole steps; NaN where nowhere."""
    height = 100.0 - complexity if knobs.y == "ease" else board.gap
    return np.rint(board.grade * grade_step(board)), np.rint(height * height_step(board, knobs))


def grade_step(board: Board) -> float:
    """Return how many steps of the chart make one grade point: a power of 2."""
    span = board.scale.span
    found = 2.0 ** round(math.log2(PLACES_ACROSS / span))
    return max(found, 1.0) if span <= TOLD_APART else found


def height_step(board: Board, knobs: Knobs) -> float:
    """Return how many steps of the chart make one point of ease, or one grade point of gap."""
    coarser = sum(len(board.cohort) > students for students in COARSER_FROM)
    finest = 1.0 if knobs.y == "ease" else 2 * grade_step(board)
    return finest / (1 << coarser)
