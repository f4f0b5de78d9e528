"""The board's chart as a Vega-Lite specification, in the reader's words.

`specifications.caseload` has built it with Altair once and for all; a test builds it again and
compares.
"""

from typing import Any

from webapp.http.language import gettext as _
from webapp.http.language import ngettext, number
from webapp.pictures.chart import filled, kept
from webapp.services.board.board import Board
from webapp.services.board.chart_data import (
    CORNERS,
    MANY_LEVERS,
    grade_line,
    height_range,
    quadrant_names,
)
from webapp.services.board.knobs import Knobs
from webapp.services.grades.wording import grades_in_words


def specification(board: Board, knobs: Knobs, most: int) -> dict[str, Any]:
    """Return the chart's specification in the reader's words, with the rule set's lines.

    `most` is the largest number of students on one place. The data sets are named and empty, but
    for the lines and the quadrants' names.
    """
    bottom, top = height_range(board, knobs)
    values: dict[str, Any] = {
        "low": board.scale.low,
        "high": board.scale.high,
        "bottom": bottom,
        "top": top,
        # The worst grade is at the right, unless the axis is turned round.
        "reverse": (knobs.x == "reversed") == board.scale.upwards,
        "grades": grades_in_words(board.dictionary.grade),
        "most": max(most, 2),
        "kinds": _kinds(),
    }
    titles = {
        "@x": _("Current grade"),
        "@y": _("Ease of coaching") if knobs.y == "ease" else _("Gap, in grade points"),
        "@students": _("Students"),
        "@levers": _("Levers"),
    }
    found: dict[str, Any] = filled(kept("caseload"), titles)
    found["params"] = [
        param | {"value": values[param["name"]]} if param["name"] in values else param
        for param in found["params"]
    ]
    found["datasets"] = {
        "lines": [_lines(board, knobs)],
        "quadrants": _quadrants(board, knobs) if knobs.y == "ease" else [],
        "places": [],
        "focus": [],
    }
    return found


def _lines(board: Board, knobs: Knobs) -> dict[str, float]:
    height = board.rule_set.quadrants.ease if knobs.y == "ease" else 0.0
    return {"grade": grade_line(board), "height": height}


def _quadrants(board: Board, knobs: Knobs) -> list[dict[str, Any]]:
    reverse = knobs.x == "reversed"
    return [
        {
            "name": name,
            "right": CORNERS[key].endswith("right") == reverse,
            "top": CORNERS[key].startswith("top"),
            "first": key == "coach_first",
        }
        for key, name in quadrant_names(board).items()
    ]


def _kinds() -> dict[str, str]:
    names = {str(n): ngettext("%(num)s lever", "%(num)s levers", n) for n in range(MANY_LEVERS)}
    return names | {
        str(MANY_LEVERS): _("%(count)s or more", count=number(MANY_LEVERS)),
        "coached": _("coached"),
    }
