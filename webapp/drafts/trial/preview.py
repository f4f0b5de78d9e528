"""The board as a draft would have it: the same chart, small, and the first list beside it."""

from flask import Blueprint, Response

from webapp.drafts.drafts import read
from webapp.drafts.trial.page import places_asked, tried_page
from webapp.drafts.trial.trial import moves_of
from webapp.http.access import Action, needs, viewer
from webapp.http.state import state
from webapp.pictures.board import picture
from webapp.services.board.board_view import look
from webapp.services.board.knobs import Knobs
from webapp.services.board.student_list import rows
from webapp.services.drafts.movers import movers_of
from webapp.services.drafts.trial import Obstacle, on_roster

bp = Blueprint("preview", __name__)


@bp.get("/drafts/<int:draft>/board")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show the board under a draft, with who enters the first ones and who leaves them."""
    written, places = read(draft), places_asked()
    tried = on_roster(state(), written, viewer())
    if isinstance(tried, Obstacle):
        return tried_page("preview", written, tried, places)
    outlook = look(tried.board, Knobs(places=places), tried.flags)
    found = moves_of(tried, places)
    enter, leave = (found.first.enter, found.first.leave) if found else ((), ())
    entering = [int(tried.board.cohort.students[one]) for one in enter]
    return tried_page(
        "preview",
        written,
        tried,
        places,
        picture=picture(outlook, enter, leave),
        given=rows(outlook, tried.flags, outlook.places.given),
        entering=entering,
        leaving=movers_of(tried, found, leave) if found else [],
    )
