"""Which students a board shows: the filters that no knob changes, and those that follow it."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from data.cohort import Column, as_text
from scoring.ranking import Ranking
from webapp.board.board import Board, folded
from webapp.board.knobs import QUADRANTS, STATES, Filters, Knobs

Mask = NDArray[np.bool_]

# Places of the chart stand half a grade point apart, and in a small school a point of ease or a
# quarter of a grade point of gap: about two pixels. Where thousands stand, marks are larger than
# that anyway, and drawing fewer of them keeps the chart at the knob's heels.
GRADE_STEP = 2
HEIGHT_STEP = {"ease": 1.0, "gap": 4.0}
COARSER_FROM = (1_000, 10_000)  # students; each time half as many steps


def shown(board: Board, filters: Filters, ranked: Ranking, levers: NDArray[np.uint64]) -> Mask:
    """Say of each student (n,) whether the filters let him on the chart."""
    mask = unchanging(board, filters)
    if filters.coached is not None:
        mask = mask & (ranked.coached == filters.coached)
    if filters.lever is not None:
        place = [indicator.key for indicator in board.rule_set.indicators].index(filters.lever)
        mask = mask & ((levers & np.uint64(1 << place)) > 0)
    if filters.state is not None:
        mask = mask & (ranked.state == STATES[filters.state])
    if filters.quadrant is not None:
        mask = mask & (ranked.quadrant == QUADRANTS[filters.quadrant])
    return mask


def in_rectangle(board: Board, knobs: Knobs, complexity: NDArray[np.float64], shown: Mask) -> Mask:
    """Say of each shown student (n,) whether he stands in the rectangle drawn on the chart."""
    if not knobs.filters.brush:
        return shown
    left, right, bottom, top = knobs.filters.brush
    grade, height = places(board, knobs, complexity)
    grade, height = grade / GRADE_STEP, height / height_step(board, knobs)
    inside = (grade >= left) & (grade <= right) & (height >= bottom) & (height <= top)
    return shown & inside


def places(
    board: Board, knobs: Knobs, complexity: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return where each student (n,) stands on the chart, in whole steps; NaN where nowhere."""
    height = 100.0 - complexity if knobs.y == "ease" else board.gap
    return np.rint(board.grade * GRADE_STEP), np.rint(height * height_step(board, knobs))


def unchanging(board: Board, filters: Filters) -> Mask:
    """Apply the filters that no knob can change."""
    key = ("static", unchanging_part(filters))
    return board.kept(key, lambda: _work_out(board, filters))  # type: ignore[no-any-return]


def unchanging_part(filters: Filters) -> Filters:
    """Return the filters without those that follow the knobs."""
    return replace(
        filters, quadrant=None, lever=None, coached=None, mine=False, state=None, brush=()
    )


def _work_out(board: Board, filters: Filters) -> Mask:
    mask = np.ones(len(board.cohort), dtype=bool)
    wanted = {
        "school": filters.school,
        "class": filters.class_,
        "sex": filters.sex,
        "age": filters.age,
    }
    for role, texts in wanted.items():
        column = board.column(role)
        if texts and column is not None:
            mask &= _among(column, texts)
        elif texts:
            mask[:] = False
    if filters.grade_from is not None:
        mask &= board.grade >= filters.grade_from
    if filters.grade_to is not None:
        mask &= board.grade <= filters.grade_to
    if filters.q:
        asked = folded(filters.q).split()
        mask &= np.array(
            [all(word in text for word in asked) for text in board.search_texts], dtype=bool
        )
    if filters.only:
        mask &= np.isin(board.cohort.students, filters.only)
    return mask


def _among(column: Column, texts: Sequence[str]) -> Mask:
    """Say of each student (n,) whether his value is one of these."""
    wanted = np.array([as_text(value) in texts for value in column.values], dtype=bool)
    return wanted.take(column.codes)


def height_step(board: Board, knobs: Knobs) -> float:
    """Return how many steps of the chart make one point of ease, or one grade point of gap."""
    coarser = sum(len(board.cohort) > students for students in COARSER_FROM)
    return HEIGHT_STEP[knobs.y] / (1 << coarser)
