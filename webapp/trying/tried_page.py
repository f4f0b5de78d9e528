"""The pages and parts about a draft that is tried: what each of them shows, or why it cannot."""

from typing import Any

from flask import Response

from webapp.drafting.drafts import Written
from webapp.pages import page_or_part
from webapp.trying.tried import Obstacle, Tried


def tried_page(
    name: str, written: Written, found: Tried | Obstacle, places: int, **values: Any
) -> Response:
    """Answer with the page or part of that name; where a draft cannot be tried, it says why."""
    tried = found if isinstance(found, Tried) else None
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
