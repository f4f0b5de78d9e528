"""The board: every student by current grade and ease of coaching, and whom to coach first."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp.board.board_page import board_page
from webapp.board.caseload_part import UndoStep, caseload_part
from webapp.http.access import Action, may, needs, viewer
from webapp.http.navigation import first_room
from webapp.http.no_rule_set import show_no_rule_set
from webapp.http.pages import show_page, show_page_or_part
from webapp.http.state import state
from webapp.services.board import chart_data
from webapp.services.board.board import Flags
from webapp.services.board.board_view import Outlook
from webapp.services.board.boards import NoRosterError, NoRuleSetError
from webapp.services.board.student_list import StudentRow, rows

MOST_NAMED = 12  # students named beside one place of the chart

bp = Blueprint("caseload", __name__)


@dataclass(frozen=True)
class WelcomePage:
    """What stands in the board's place before there is a roster."""

    imports: bool  # whether the reader may import one


@dataclass(frozen=True)
class ChartPlacePart:
    """The students who stand on one place of the chart."""

    rows: list[StudentRow]  # the first ones by rank
    more: int  # how many are not named
    query: str  # of the board, with its question mark; "" for the plain one


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
            return answer(*state().boards.look(viewer(), request.args))
    except NoRosterError:
        page = WelcomePage(imports=may(viewer(), Action.IMPORT))
        return _no_board(show_page_or_part("board/welcome", page))
    except NoRuleSetError as missing:
        return _no_board(show_no_rule_set(missing))


def _no_board(response: Response) -> Response:
    """Have a page whose board is gone loaded anew: what this answer says has no place on it."""
    response.headers["HX-Refresh"] = "true"
    return response


@bp.get("/caseload/place")
@needs(Action.SEE_STUDENTS)
def place() -> Response:
    """Name the students who stand on one place of the chart."""
    args = request.args.copy()
    try:
        grade, height = float(args.pop("at.grade")), float(args.pop("at.height"))
    except (KeyError, ValueError):
        abort(400)
    outlook, flags = state().boards.look(viewer(), args)
    there, query = chart_data.standing_at(outlook, grade, height), outlook.knobs.query()
    page = ChartPlacePart(
        rows=rows(outlook, flags, there[:MOST_NAMED]),
        more=max(0, len(there) - MOST_NAMED),
        query=f"?{query}" if query else "",
    )
    return show_page("board/_place.html", page)


def answer(outlook: Outlook, flags: Flags, undo: UndoStep | None = None) -> Response:
    """Show the board; `undo` is the step that the reader has just taken, if any."""
    part = caseload_part(outlook, flags, undo)
    if part.alone:
        response = show_page("board/_caseload.html", part)
    else:
        # The first set is the one that boards begin with.
        sets = state().shelf.for_roster(outlook.board.roster.dictionary, viewer().school)
        response = show_page("board/caseload.html", board_page(part, tuple(sets), viewer()))
    response.vary.add("HX-Request")
    response.headers["HX-Replace-Url"] = url_for("caseload.show") + part.query
    return response
