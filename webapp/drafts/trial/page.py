"""The pages and parts about a draft that is tried: what each of them shows, or why it cannot."""

from typing import Any

from flask import Response, request

from webapp.drafts.drafts import WrittenDraft
from webapp.http.pages import page_or_part
from webapp.services.board.knobs import Knobs
from webapp.services.board.query import READERS
from webapp.services.drafts.trial import Obstacle, TriedDraft

MOST_PLACES = 500  # named one by one, with their causes


def tried_page(
    name: str, written: WrittenDraft, found: TriedDraft | Obstacle, places: int, **values: Any
) -> Response:
    """Answer with the page or part of that name; where a draft cannot be tried, it says why."""
    tried = found if isinstance(found, TriedDraft) else None
    return page_or_part(
        name,
        draft=written.draft,
        written=written,
        obstacle=None if tried else found,
        tried=tried,
        board=tried.board if tried else None,
        places=places,
        **values,
    )


def places_asked() -> int:
    """Return how many places the address asks about. Raises KnobProblem."""
    if "places" not in request.args:
        return Knobs.places
    places: int = READERS["places"]("places", request.args.getlist("places"))
    return min(MOST_PLACES, places)
