"""The board: every student by current grade and ease of coaching, and whom to coach first."""

from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
from flask import Blueprint, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from scoring.ranking import RankState
from webapp.board.chart import specification
from webapp.board.in_words import column_filters, in_words, state_names, tried
from webapp.board.lines import lines_of
from webapp.board.what_ifs import own
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.navigation import first_room
from webapp.http.pages import page_or_part
from webapp.http.state import state
from webapp.services.board import chart_data, tweaks
from webapp.services.board.board import Board, Flags
from webapp.services.board.board_view import Outlook, look
from webapp.services.board.boards import NoRosterError, NoRuleSetError
from webapp.services.board.chart_places import GRADE_STEP, height_step
from webapp.services.board.filters import STATES
from webapp.services.board.knobs import ROWS
from webapp.services.board.query import from_query, which_board
from webapp.services.board.student_list import cut, rows
from webapp.services.rule_sets.registry import RegisteredSet

GAPS_TAKE = timedelta(minutes=3)  # after that something went wrong, and asking would not help
MOST_NAMED = 12  # students named beside one place of the chart

bp = Blueprint("caseload", __name__)


class UndoStep(NamedTuple):
    """A step that has just been taken: what it was, in words, and where to take it back."""

    words: str
    address: str


@bp.get("/")
@needs(Action.OWN_ACCOUNT)
def home() -> Response:
    """Go to the room where this person begins."""
    return redirect(first_room(viewer()))


@bp.get("/caseload")
@needs(Action.SEE_STUDENTS)
def show() -> Response:
    """Show the board, or under htmx the part of it that a knob changes."""
    try:
        with state().boards.turn:
            return answer(*outlook_now(request.args))
    except NoRosterError:
        return _no_board(page_or_part("board/welcome"))
    except NoRuleSetError as missing:
        return _no_board(
            page_or_part("board/no_rule_set", roster=missing.roster, asked=missing.asked)
        )


def _no_board(response: Response) -> Response:
    """Have a page whose board is gone loaded anew: what this answer says has no place on it."""
    response.headers["HX-Refresh"] = "true"
    return response


@bp.get("/caseload/place")
@needs(Action.SEE_STUDENTS)
def place() -> str:
    """Name the students who stand on one place of the chart."""
    args = request.args.copy()
    try:
        grade, height = float(args.pop("at.grade")), float(args.pop("at.height"))
    except (KeyError, ValueError):
        abort(400)
    outlook, flags = outlook_now(args)
    there = chart_data.standing_at(outlook, grade, height)
    return render_template(
        "board/_place.html",
        rows=rows(outlook, flags, there[:MOST_NAMED]),
        more=max(0, len(there) - MOST_NAMED),
        query=outlook.knobs.query(),
    )


def outlook_now(args: Any) -> tuple[Outlook, Flags]:
    """Look at the board that a query asks for, with the viewer's eyes.

    Raises KnobProblem and NotFound, which the application answers, and NoRosterError and
    NoRuleSetError, which are the caller's.
    """
    roster, set_name = which_board(args)
    board, flags = state().boards.open(viewer(), roster, set_name)
    knobs = from_query(args, board.rule_set, state().boards.columns(board))
    return look(board, knobs, flags), flags


def answer(outlook: Outlook, flags: Flags, undo: UndoStep | None = None) -> Response:
    """Render the board; `undo` is the step that the reader has just taken, if any."""
    knobs, query, page = outlook.knobs, outlook.knobs.query(), cut(outlook)
    response = page_or_part(
        "board/caseload",
        outlook=outlook,
        board=outlook.board,
        knobs=knobs,
        query=query,
        list=page,
        lines=lines_of(outlook, flags, page),
        tried=tried(outlook),
        filters_in_words=in_words(outlook),
        left_out=_left_out(outlook),
        sets=_sets_offered(outlook.board),
        undo=undo,
        awaiting=_awaiting_gaps(outlook.board),
        chart=chart_data,
        specification=specification,
        data=_data(outlook),
        columns=_columns(outlook.board),
        rows_offered=ROWS,
        column_filters=column_filters(outlook.board, knobs.filters),
        has_own=flags.account is not None,
        own_what_ifs=own,
    )
    response.headers["HX-Replace-Url"] = url_for("caseload.show") + (f"?{query}" if query else "")
    return response


def _data(outlook: Outlook) -> dict[str, Any]:
    """Return what the script on the page needs: the chart's places, how many steps make a grade
    point and a point of height, the corner of the most urgent place, the live counts, and what is
    tried, by which it knows a what-if that was kept."""
    keys = [indicator.key for indicator in outlook.board.rule_set.indicators]
    return {
        "places": chart_data.columns(outlook),
        "steps": [GRADE_STEP, height_step(outlook.board, outlook.knobs)],
        "corner": [
            outlook.board.scale[1],
            chart_data.height_range(outlook.board, outlook.knobs)[0],
        ],
        "concerned": dict(zip(keys, outlook.concerned.tolist(), strict=True)),
        "tried": tweaks.address_query(tweaks.of(outlook.knobs), outlook.board.set_name),
    }


def _left_out(outlook: Outlook) -> list[tuple[str, int, str]]:
    """Count the shown students who have no rank, by why."""
    counts_by_state = np.bincount(outlook.ranking.state[outlook.passed], minlength=len(RankState))
    names = state_names()
    counts = [(key, int(counts_by_state[code]), names[key]) for key, code in STATES.items()]
    return [found for found in counts if found[1] and found[0] != "no_grade"]


def _sets_offered(board: Board) -> list[RegisteredSet]:
    """Return the sets that this roster can be looked at with, the one boards begin with first."""
    return state().shelf.for_roster(board.roster.dictionary, viewer().school)


def _awaiting_gaps(board: Board) -> bool:
    """Say whether expected grades are still to come, so that the page looks again by itself."""
    new = datetime.now(UTC) - board.roster.imported_at < GAPS_TAKE
    return new and board.predictions is None


def _columns(board: Board) -> list[tuple[str, str, str]]:
    """Name the list's columns: how the query sorts by it, its heading, its class."""
    group = _("Class") if "class" in board.groups else _("School")
    return [
        ("priority", _("Rank"), "n"),
        ("name", _("Name"), ""),
        ("group", group, ""),
        ("grade", _("Grade"), "n"),
        ("ease", _("Ease"), "n"),
        ("", _("Levers, strongest first"), "levers"),
        ("gap", _("Gap (80 %%)") % {}, "n gap"),
        ("", _("Coached"), "flag"),
    ]
