"""The pages and parts about a draft that is tried: what each of them shows, or why it cannot."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import Response, request

from data.store.rules.rule_drafts import Draft
from webapp.drafts.drafts import read
from webapp.http.access import viewer
from webapp.http.pages import show_page_or_part
from webapp.http.state import state
from webapp.services.board.knobs import Knobs
from webapp.services.board.query import READERS
from webapp.services.drafts.trial import Obstacle, TriedDraft, on_roster

MOST_PLACES = 500  # named one by one, with their causes

Findings = TypeVar("Findings")


@dataclass(frozen=True)
class TrialPage(Generic[Findings]):
    """All that a page about a draft that is tried shows, alone or as a part of the draft's page."""

    draft: Draft  # the draft, by its number and the name of its set
    places: int  # how many first ones are asked about
    obstacle: Obstacle | None = None  # why it cannot be tried, then nothing of what follows is told
    tried: TriedDraft | None = None  # on which roster, beside which rules
    students: int = 0  # how many that roster has
    failing: int = 0  # how many examples of the draft fail: it can be tried, not published
    found: Findings | None = None  # what this page tells


def tried_page(name: str, number: int, tell: Callable[[TriedDraft, int], Findings]) -> Response:
    """Answer with the page or part of that name about a draft, or say why it cannot be tried.

    tell: gives what the page tells of the draft, by how many places are asked about.
    """
    written, places = read(number), places_asked()
    tried = on_roster(state(), written, viewer())
    content: TrialPage[Findings]
    if isinstance(tried, Obstacle):
        content = TrialPage(written.draft, places, obstacle=tried)
    else:
        content = TrialPage(
            written.draft,
            places,
            tried=tried,
            students=len(tried.board.cohort),
            failing=len(written.attempt.problems),
            found=tell(tried, places),
        )
    return show_page_or_part(f"drafts/trial/{name}", content)


def places_asked() -> int:
    """Return how many places the address asks about. Raises KnobProblem."""
    if "places" not in request.args:
        return Knobs.places
    places: int = READERS["places"]("places", request.args.getlist("places"))
    return min(MOST_PLACES, places)
