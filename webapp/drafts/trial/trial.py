"""A draft tried on the current roster: whom it concerns, who moves and why, what it costs."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from flask import Blueprint, Response

from rules import Indicator, Judgement, RuleSet, steps
from scoring.ranking import RankState, StudentRanking, rank
from scoring.rule_change.comparison import (
    Moves,
    QuadrantCount,
    RuleChangeFigures,
    RuleCount,
    compare,
    counted,
    moves,
)
from scoring.rule_change.workload import StepOccupancy, Workload, occupied, workload
from webapp.drafts.trial.notices import Notice, notices
from webapp.drafts.trial.page import tried_page
from webapp.http.access import Action, needs
from webapp.http.language import gettext as _
from webapp.http.language import number, words
from webapp.services.board.chart_data import quadrant_names
from webapp.services.board.filters import STATE_WORDS
from webapp.services.board.student_list import group_of, name_of
from webapp.services.drafts.movers import Mover, QuadrantMove, movers_of, nowhere, telling, ways_of
from webapp.services.drafts.trial import TriedDraft

bp = Blueprint("trial", __name__)


@dataclass(frozen=True)
class ScaleStep:
    """A step of an indicator's scale."""

    words: str  # the answers that stand on it
    students: int  # how many gave them
    percent: float  # the same of all who are judged
    offered: bool  # whether a lever is offered to them


@dataclass(frozen=True)
class Scale:
    """One indicator."""

    label: str
    lever: bool  # else it is a barrier
    weight: float
    count: RuleCount  # whom it concerns, before and now (None: not in that version)
    percent: float  # whom it concerns now, of all who are judged
    steps: tuple[ScaleStep, ...]
    unanswered: int  # how many did not answer


def scales(judged: Judgement, comparison: RuleChangeFigures) -> list[Scale]:
    """The indicators of the draft, in its order."""
    counts = {one.key: one for one in comparison.rules}
    everybody = max(int(judged.judged.sum()), 1)
    rule_set = judged.rule_set
    return [
        _scale(indicator, rule_set, there, counts, everybody)
        for indicator, there in zip(rule_set.indicators, occupied(judged), strict=True)
    ]


def _scale(
    indicator: Indicator,
    rule_set: RuleSet,
    there: StepOccupancy,
    counts: Mapping[str, RuleCount],
    everybody: int,
) -> Scale:
    names, points = _steps(indicator, rule_set)
    count = counts[indicator.key]
    told = tuple(
        ScaleStep(
            name,
            students,
            round(100 * students / everybody, 1),
            indicator.is_lever and point <= 0.5,
        )
        for name, students, point in zip(names, there.steps, points, strict=True)
    )
    return Scale(
        words(indicator.label),
        indicator.is_lever,
        indicator.weight,
        count,
        100 * (count.after or 0) / everybody,
        told,
        there.unanswered,
    )


def _steps(indicator: Indicator, rule_set: RuleSet) -> tuple[list[str], list[float]]:
    if indicator.condition is not None and indicator.points is not None:
        points = [indicator.points.then, indicator.points.otherwise]
        return [words(indicator.condition.words()), _("otherwise")], points
    told = steps(indicator, rule_set.columns[indicator.column])
    return [words(one) for one in told], [band.points for band in indicator.bands]


@dataclass(frozen=True, eq=False)
class DraftTrial:
    """All that a draft would do, in the reader's words."""

    comparison: RuleChangeFigures  # how many enter, leave and stay
    same: bool  # whether it judges exactly as what is in force
    enter: list[Mover]
    leave: list[Mover]
    ways: list[QuadrantMove]  # from which quadrant to which, that of most students first
    scales: list[Scale]  # its indicators, in its order
    removed: list[str]  # the indicators it has no more, with whom they concerned
    notices: list[Notice]  # what to look at
    workload: Workload  # what its first places cost
    quadrants: list[tuple[str, QuadrantCount]]  # each by its name, the most urgent first
    work_by: list[tuple[str, int, int]]  # who can act, sessions and levers; most sessions first
    untold: list[str]  # the levers of which nobody said how many sessions they take
    apart: list[tuple[int, str]]  # how many have no rank, by why


@bp.get("/drafts/<int:draft>/trial")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show what a draft would do to the students of the current roster."""
    return tried_page("trial", draft, try_out)


def moves_of(tried: TriedDraft, places: int) -> Moves | None:
    """Find who moves; None where nothing was in force before. Kept with the draft's board."""
    before = tried.judged_before
    if before is None:
        return None
    key = ("moves", before.rule_set.fingerprint, places, tried.flags.version)
    found: Moves = tried.board.kept(
        key, lambda: moves(before, tried.judged, tried.students, places)
    )
    return found


def try_out(tried: TriedDraft, places: int) -> DraftTrial:
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
    return DraftTrial(
        comparison=comparison,
        same=found is not None and not found.differences,
        enter=enter,
        leave=leave,
        ways=ways,
        scales=scales(judged, comparison),
        removed=_removed(tried, comparison),
        notices=notices(judged),
        workload=work,
        quadrants=_quadrants(tried, comparison),
        work_by=_by_who(tried, work),
        untold=[words(tried.board.rule_set[load.key].label) for load in work.untold],
        apart=_apart(now),
    )


def _beginners(tried: TriedDraft, now: StudentRanking, places: int) -> list[Mover]:
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


def _quadrants(tried: TriedDraft, comparison: RuleChangeFigures) -> list[tuple[str, QuadrantCount]]:
    """Name the quadrants as the draft does; who is on no chart comes last, if anybody is."""
    *corners, apart = comparison.quadrants
    names = {**quadrant_names(tried.board), apart.quadrant: nowhere()}
    there = [*corners, apart] if apart.before or apart.after else corners
    return [(names[one.quadrant], one) for one in there]


def _removed(tried: TriedDraft, comparison: RuleChangeFigures) -> list[str]:
    """Name the indicators that the draft has no more, with whom they concerned."""
    if tried.before is None:
        return []
    was = tried.before.rule_set
    return [
        _("%(label)s (%(students)s)", label=words(was[one.key].label), students=one.before)
        for one in comparison.rules
        if one.after is None
    ]


def _by_who(tried: TriedDraft, work: Workload) -> list[tuple[str, int, int]]:
    """Sessions and levers by who can act, most sessions first."""
    sums: dict[str, tuple[int, int]] = {}
    for load in work.loads:
        who = words(tried.board.rule_set[load.key].who_can_act) or _("nobody named")
        sessions, levers = sums.get(who, (0, 0))
        sums[who] = sessions + load.sessions, levers + load.students
    found = [(who, sessions, levers) for who, (sessions, levers) in sums.items()]
    return sorted(found, key=lambda one: (-one[1], -one[2]))


def _apart(now: StudentRanking) -> list[tuple[int, str]]:
    """Count the students who have no rank under the draft, by why."""
    counts = np.bincount(now.state, minlength=len(RankState)).tolist()
    return [
        (counts[RankState[key.upper()]], _(name))
        for key, name in STATE_WORDS.items()
        if counts[RankState[key.upper()]]
    ]
