"""A draft tried on the current roster: whom it concerns, who moves and why, what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from flask import Blueprint, Response

from scoring.comparison import Comparison, Moves, QuadrantCount, compare, counted, moves
from scoring.ranking import Ranking, State, rank
from scoring.workload import Workload, workload
from webapp.access import Action, needs, viewer
from webapp.board.chart import quadrant_names
from webapp.board.listing import group_of, name_of
from webapp.board.phrases import state_names
from webapp.drafting.drafts import read
from webapp.language import gettext as _
from webapp.language import number, words
from webapp.trying.movers import Mover, Way, movers_of, nowhere, telling, ways_of
from webapp.trying.notices import Notice, notices
from webapp.trying.scales import Scale, scales
from webapp.trying.tried import Obstacle, Tried, on_roster, places_asked
from webapp.trying.tried_page import tried_page

bp = Blueprint("trial", __name__)


@dataclass(frozen=True, eq=False)
class Trial:
    """All that a draft would do, in the reader's words."""

    comparison: Comparison
    same: bool
    enter: list[Mover]
    leave: list[Mover]
    ways: list[Way]
    scales: list[Scale]
    removed: list[str]
    notices: list[Notice]
    workload: Workload
    quadrants: list[QuadrantCount]
    work_by: list[tuple[str, int, int]]
    untold: list[str]
    apart: list[tuple[int, str]]


@bp.get("/drafts/<int:draft>/trial")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show what a draft would do to the students of the current roster."""
    written, places = read(draft), places_asked()
    tried = on_roster(written, viewer())
    if isinstance(tried, Obstacle):
        return tried_page("trial", written, tried, places)
    return tried_page(
        "trial",
        written,
        tried,
        places,
        trial=try_out(tried, places),
        quadrants=named_quadrants(tried),
    )


def named_quadrants(tried: Tried) -> Mapping[str, str]:
    """Name the quadrants as the draft does, and where who is in none of them stands."""
    return {**quadrant_names(tried.board), "": nowhere()}


def moves_of(tried: Tried, places: int) -> Moves | None:
    """Find who moves; None where nothing was in force before. Kept with the draft's board."""
    before = tried.judged_before
    if before is None:
        return None
    key = ("moves", before.rule_set.fingerprint, places, tried.flags.version)
    found: Moves = tried.board.kept(
        key, lambda: moves(before, tried.judged, tried.students, places)
    )
    return found


def try_out(tried: Tried, places: int) -> Trial:
    """Work out all that the trial says."""
    judged, before = tried.judged, tried.judged_before
    found = moves_of(tried, places)
    if found is None or before is None:
        comparison = compare(None, judged, tried.students, places)
        now = rank(judged, tried.students)
        enter, leave, ways = _beginners(tried, now, places), [], []
    else:
        comparison, now = counted(before, judged, found, places), found.after
        told = telling(tried, found)
        enter = movers_of(tried, found, found.first.enter, told)
        leave = movers_of(tried, found, found.first.leave, told)
        ways = ways_of(tried, found, told)
    work = workload(judged, now.first(places))
    return Trial(
        comparison=comparison,
        same=found is not None and not found.differences,
        enter=enter,
        leave=leave,
        ways=ways,
        scales=scales(judged, comparison),
        removed=_removed(tried, comparison),
        notices=notices(judged),
        workload=work,
        quadrants=_quadrants(comparison),
        work_by=_by_who(tried, work),
        untold=[words(tried.board.rule_set[load.key].label) for load in work.untold],
        apart=_apart(now),
    )


def _beginners(tried: Tried, now: Ranking, places: int) -> list[Mover]:
    """The first students of a set that nothing comes before: they enter without a cause."""
    board = tried.board
    return [
        Mover(
            int(board.cohort.students[student]),
            name_of(board, student),
            group_of(board, student),
            number(float(board.grade[student])),
            "–",
            str(int(now.rank[student])),
            (),
            "",
        )
        for student in now.first(places).tolist()
    ]


def _quadrants(comparison: Comparison) -> list[QuadrantCount]:
    """The most urgent quadrant first, and who is on no chart last, if anybody is."""
    *corners, nowhere_ = comparison.quadrants
    there = nowhere_.before or nowhere_.after
    return [*corners, *([nowhere_] if there else [])]


def _removed(tried: Tried, comparison: Comparison) -> list[str]:
    """Name the indicators that the draft has no more, with whom they concerned."""
    if tried.before is None:
        return []
    was = tried.before.rule_set
    return [
        _("%(label)s (%(students)s)", label=words(was[one.key].label), students=one.before)
        for one in comparison.rules
        if one.after is None
    ]


def _by_who(tried: Tried, work: Workload) -> list[tuple[str, int, int]]:
    """Sessions and levers by who can act, most sessions first."""
    sums: dict[str, tuple[int, int]] = {}
    for load in work.loads:
        who = words(tried.board.rule_set[load.key].who_can_act) or _("nobody named")
        sessions, levers = sums.get(who, (0, 0))
        sums[who] = sessions + load.sessions, levers + load.students
    found = [(who, sessions, levers) for who, (sessions, levers) in sums.items()]
    return sorted(found, key=lambda one: (-one[1], -one[2]))


def _apart(now: Ranking) -> list[tuple[int, str]]:
    """Count the students who have no rank under the draft, by why."""
    counts = np.bincount(now.state, minlength=len(State)).tolist()
    return [
        (counts[State[key.upper()]], name)
        for key, name in state_names().items()
        if counts[State[key.upper()]]
    ]
