"""Where students stand on the board's chart: distinct places, quadrants and lines."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from rules import Quadrant, Words
from scoring.ranking import NOWHERE, grade_at
from webapp.services.board.board import Board
from webapp.services.board.board_view import Outlook
from webapp.services.board.chart_places import grade_step, height_step, places
from webapp.services.board.filters import QUADRANT_NAMES
from webapp.services.board.knobs import Knobs
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import words

MANY_LEVERS = 3  # three or more are one kind of mark,
COACHED = 4  # and coached students another
CORNERS = {quadrant.key: quadrant.corner for quadrant in Quadrant}


def columns(outlook: Outlook) -> dict[str, list[Any]]:
    """Return the distinct places of the shown students, as columns of like length.

    grade: in steps of 1 / `grade_step`; height: of ease or gap, in steps of 1 / `height_step`
    (whole numbers travel in a third of the time); students: how many stand there; kind: their
    number of levers (3 is three or more), 4 for coached. Students without a grade or a height have
    no place.
    """
    x, y = places(outlook.board, outlook.knobs, outlook.complexity)
    there = outlook.shown & ~np.isnan(x) & ~np.isnan(y)
    x, y = x[there].astype(np.int64), y[there].astype(np.int64)
    levers = np.minimum(np.bitwise_count(outlook.levers[there]), MANY_LEVERS)
    kind = np.where(outlook.coached[there], COACHED, levers).astype(np.int64)
    # One integer a place, so that the distinct ones are found by a single sort.
    offset = int(y.min()) if len(y) else 0
    keys = (x * 10_000 + (y - offset)) * (COACHED + 1) + kind
    found, students = np.unique(keys, return_counts=True)
    rest, kinds = np.divmod(found, COACHED + 1)
    x, y = np.divmod(rest, 10_000)
    return {
        "grade": x.tolist(),
        "height": (y + offset).tolist(),
        "students": students.tolist(),
        "kind": kinds.tolist(),
    }


def standing_at(outlook: Outlook, grade: float, height: float) -> list[int]:
    """Return the indices of the shown students who stand on one place of the chart, by rank."""
    x, y = places(outlook.board, outlook.knobs, outlook.complexity)
    there = outlook.shown & (x == np.rint(grade * grade_step(outlook.board)))
    there &= y == np.rint(height * height_step(outlook.board, outlook.knobs))
    order = outlook.ranking.order
    return [int(student) for student in order[there[order]]]


def height_range(board: Board, knobs: Knobs) -> tuple[float, float]:
    """Return the ends of the vertical axis: 0 to 100 for ease, half the scale each way for gap."""
    half = board.scale.span / 2
    return (0.0, 100.0) if knobs.y == "ease" else (-half, half)


def quadrant_names(board: Board) -> dict[str, str]:
    """Name the quadrants as the board's rule set does, else as the product does."""
    return names_of_quadrants(board.rule_set.quadrants.names)


def quadrant_name(board: Board, quadrant: int) -> str:
    """Name a `Quadrant` as a ranking says it; empty for NOWHERE."""
    return "" if quadrant == NOWHERE else quadrant_names(board)[Quadrant(quadrant).key]


def names_of_quadrants(given: Mapping[str, Words]) -> dict[str, str]:
    """Name the quadrants as given by corner, else as the product does."""
    return {
        one.key: words(given.get(one.corner)) or _(name) for one, name in QUADRANT_NAMES.items()
    }


def grade_line(board: Board) -> float:
    """Return the grade where the quadrants' vertical line stands."""
    return grade_at(board.rule_set.quadrants.need, *board.scale, board.rule_set.need.passing)
