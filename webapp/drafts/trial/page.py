"""The pages and parts about a draft that is tried: what each of them shows, or why it cannot."""

from typing import Any

from flask import Response

from webapp.http.pages import page_or_part
from webapp.services.drafts.trial import Obstacle, TriedDraft
from webapp.services.drafts.written_draft import WrittenDraft


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
