"""The board as a draft would have it: the same chart, small, and the first list beside it."""

from dataclasses import dataclass

from flask import Blueprint, Response, url_for

from webapp.drafts.trial.page import tried_page
from webapp.drafts.trial.trial import moves_of
from webapp.http.access import Action, needs
from webapp.pictures.board import BoardPicture, board_picture
from webapp.services.board.board_view import look
from webapp.services.board.knobs import Knobs
from webapp.services.board.student_list import StudentRow, rows
from webapp.services.drafts.movers import Mover, movers_of
from webapp.services.drafts.trial import TriedDraft

bp = Blueprint("preview", __name__)


@dataclass(frozen=True)
class DraftBoard:
    """The board under a draft."""

    picture: BoardPicture  # where students stand, and who enters or leaves
    given: tuple[tuple[StudentRow, bool], ...]  # who gets a place, and whether he enters by it
    leaving: list[Mover]  # who has a place now and none under the draft


@bp.get("/drafts/<int:draft>/board")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show the board under a draft, with who enters the first ones and who leaves them."""
    return tried_page("preview", draft, board_under)


def board_under(tried: TriedDraft, places: int) -> DraftBoard:
    """Draw the board under a draft, and list its first students."""
    outlook = look(tried.board, Knobs(places=places), tried.flags)
    found = moves_of(tried, places)
    enter, leave = (found.first.enter, found.first.leave) if found else ((), ())
    entering = {int(tried.board.cohort.students[one]) for one in enter}
    given = rows(outlook, tried.flags, outlook.places.given)
    return DraftBoard(
        picture=board_picture(outlook, enter, leave, _address),
        given=tuple((row, row.id in entering) for row in given),
        leaving=movers_of(tried, found, leave) if found else [],
    )


def _address(student: int) -> str:
    return url_for("student.show", student=student)
