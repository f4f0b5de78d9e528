"""Solid or borderline: how sure the first places are when the rules are shaken a little."""

from dataclasses import dataclass

from flask import Blueprint, Response

from scoring.ranking import Ranking, rank
from scoring.rule_change.stability import SOLID, SPREAD, Stability, stability
from webapp.drafts.drafts import read
from webapp.drafts.trial.page import places_asked, tried_page
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import number
from webapp.http.state import state
from webapp.services.board.board import Board
from webapp.services.board.board_view import FOLLOWING
from webapp.services.board.student_list import group_of, name_of
from webapp.services.drafts.trial import Obstacle, TriedDraft, on_roster

DOTS = 5

bp = Blueprint("stability", __name__)


@dataclass(frozen=True)
class StabilityMark:
    """How often a student was among the first: filled dots of DOTS, percent, and one word."""

    id: int
    name: str
    group: str
    rank: int
    grade: str
    times: int
    percent: str
    dots: int
    word: str
    sure: bool


@bp.get("/drafts/<int:draft>/stability")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show how often each of the first students stays among them."""
    written, places = read(draft), places_asked()
    tried = on_roster(state(), written, viewer())
    if isinstance(tried, Obstacle):
        return tried_page("stability", written, tried, places)
    ranking, found = shaken(tried, places)
    given = marks(tried.board, ranking, found, 0, places)
    return tried_page(
        "stability",
        written,
        tried,
        places,
        given=given,
        next=marks(tried.board, ranking, found, places, places + FOLLOWING),
        solid=sum(mark.sure for mark in given),
        runs=found.runs,
        limit=number(100 * SOLID, 0),
        outside=number(100 * (1 - SOLID), 0),
        spread=number(100 * SPREAD, 0),
        all_dots=DOTS,
    )


def shaken(tried: TriedDraft, places: int) -> tuple[Ranking, Stability]:
    """Shake a draft's rules; kept with its board."""

    def shake() -> tuple[Ranking, Stability]:
        ranking = rank(tried.judged, tried.students)
        return ranking, stability(tried.judged, ranking, tried.students, places)

    key = ("stability", places, tried.flags.version)
    found: tuple[Ranking, Stability] = tried.board.kept(key, shake)
    return found


def marks(
    board: Board, ranking: Ranking, found: Stability, start: int, stop: int
) -> list[StabilityMark]:
    """Mark the students of the queue from `start` up to `stop`; those before `start` are in."""
    told = []
    for student in ranking.queue[start:stop].tolist():
        share = float(found.share[student])
        sure = share >= SOLID if start == 0 else share <= 1 - SOLID + 1e-9
        told.append(
            StabilityMark(
                id=int(board.cohort.students[student]),
                name=name_of(board, student),
                group=group_of(board, student),
                rank=int(ranking.rank[student]),
                grade=number(float(board.grade[student])),
                times=int(found.times[student]),
                percent=number(100 * share),
                dots=round(share * DOTS),
                word=_word(start == 0, sure),
                sure=sure,
            )
        )
    return told


def _word(inside: bool, sure: bool) -> str:
    if not sure:
        return _("borderline")
    return _("solid") if inside else _("clearly outside")
