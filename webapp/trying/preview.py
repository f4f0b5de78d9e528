"""The board as a draft would have it: the same chart, small, and the first list beside it."""

from flask import Blueprint, Response

from webapp.access import Action, needs, viewer
from webapp.board.knobs import Knobs
from webapp.board.listing import rows
from webapp.board.outlook import look
from webapp.drafting.drafts import read
from webapp.trying.movers import movers_of
from webapp.trying.picture import picture
from webapp.trying.trial import moves_of
from webapp.trying.tried import Obstacle, on_roster, places_asked
from webapp.trying.tried_page import tried_page

bp = Blueprint("preview", __name__)


@bp.get("/drafts/<int:draft>/board")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show the board under a draft, with who enters the first ones and who leaves them."""
    written, places = read(draft), places_asked()
    tried = on_roster(written, viewer())
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
