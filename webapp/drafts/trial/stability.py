"""Solid or borderline: how sure the first places are when the rules are shaken a little."""

from dataclasses import dataclass

from flask import Blueprint, Response

from scoring.ranking import StudentRanking, rank
from scoring.rule_change.stability import SOLID, SPREAD, Stability, stability
from webapp.drafts.trial.page import tried_page
from webapp.http.access import Action, needs
from webapp.http.language import gettext as _
from webapp.http.language import number
from webapp.services.board.board import Board
from webapp.services.board.board_view import FOLLOWING
from webapp.services.board.student_list import group_of, name_of
from webapp.services.drafts.trial import TriedDraft

DOTS = 5

bp = Blueprint("stability", __name__)


@dataclass(frozen=True)
class StabilityMark:
    """How often a student was among the first."""

    id: int
    name: str
    group: str  # his class, "" for none
    rank: int
    grade: str
    times: int  # in so many runs
    percent: str  # the same of all runs
    dots: str  # the same drawn: filled dots, then empty ones
    word: str  # what that comes to
    sure: bool  # whether it is solid or clearly outside


@dataclass(frozen=True)
class DraftStability:
    """How sure the first places under a draft are; shares in per cent."""

    given: list[StabilityMark]  # who gets a place
    following: list[StabilityMark]  # who comes next
    solid: int  # how many of the places are solid
    runs: int  # how often the rules were shaken
    limit: str  # among the first in so many of the runs: solid
    outside: str  # in no more than so many: clearly outside
    spread: str  # by so much each weight was changed at most


@bp.get("/drafts/<int:draft>/stability")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show how often each of the first students stays among them."""
    return tried_page("stability", draft, stability_of)


def stability_of(tried: TriedDraft, places: int) -> DraftStability:
    """Say how sure the first places are, and those of who comes next."""
    ranking, found = shaken(tried, places)
    given = marks(tried.board, ranking, found, 0, places)
    return DraftStability(
        given=given,
        following=marks(tried.board, ranking, found, places, places + FOLLOWING),
        solid=sum(mark.sure for mark in given),
        runs=found.runs,
        limit=number(100 * SOLID, 0),
        outside=number(100 * (1 - SOLID), 0),
        spread=number(100 * SPREAD, 0),
    )


def shaken(tried: TriedDraft, places: int) -> tuple[StudentRanking, Stability]:
    """Shake a draft's rules; kept with its board."""

    def shake() -> tuple[StudentRanking, Stability]:
        ranking = rank(tried.judged, tried.students)
        return ranking, stability(tried.judged, ranking, tried.students, places)

    key = ("stability", places, tried.flags.version)
    found: tuple[StudentRanking, Stability] = tried.board.kept(key, shake)
    return found


def marks(
    board: Board, ranking: StudentRanking, found: Stability, start: int, stop: int
) -> list[StabilityMark]:
    """Mark the students of the queue from `start` up to `stop`; those before `start` are in."""
    told = []
    for student in ranking.queue[start:stop].tolist():
        share = float(found.share[student])
        filled = round(share * DOTS)
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
                dots="●" * filled + "○" * (DOTS - filled),
                word=_word(start == 0, sure),
                sure=sure,
            )
        )
    return told


def _word(inside: bool, sure: bool) -> str:
    if not sure:
        return _("borderline")
    return _("solid") if inside else _("clearly outside")
