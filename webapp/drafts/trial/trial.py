"""A draft tried on the current roster: whom it concerns, who moves and why, what it costs.

Whom each indicator of a draft concerns, and how many stand on each step of its scale.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from flask import Blueprint, Response

from rules import Indicator, Judgement, RuleSet, steps
from scoring.ranking import Ranking, RankState, rank
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
from webapp.drafts.drafts import read
from webapp.drafts.trial.notices import Notice, notices
from webapp.drafts.trial.page import tried_page
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import number, words
from webapp.services.board.chart_data import quadrant_names
from webapp.services.board.query_in_words import state_names
from webapp.services.board.student_list import group_of, name_of
from webapp.services.drafts.movers import Mover, QuadrantMove, movers_of, nowhere, telling, ways_of
from webapp.services.drafts.trial import Obstacle, TriedDraft, on_roster, places_asked


@dataclass(frozen=True)
class ScaleStep:
    """A step of a scale in words: how many students stand on it, and their percentage of all;
    `offered` where a lever fires."""

    words: str
    students: int
    percent: float
    offered: bool


@dataclass(frozen=True)
class Scale:
    """One indicator: whom it concerns before and now (None: not in that version), and its steps."""

    key: str
    label: str
    lever: bool
    weight: float
    count: RuleCount
    percent: float
    steps: tuple[ScaleStep, ...]
    unanswered: int


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
        ScaleStep(name, students, 100 * students / everybody, indicator.is_lever and point <= 0.5)
        for name, students, point in zip(names, there.steps, points, strict=True)
    )
    return Scale(
        indicator.key,
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


bp = Blueprint("trial", __name__)


@dataclass(frozen=True, eq=False)
class DraftTrial:
    """All that a draft would do, in the reader's words."""

    comparison: RuleChangeFigures
    same: bool
    enter: list[Mover]
    leave: list[Mover]
    ways: list[QuadrantMove]
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


def named_quadrants(tried: TriedDraft) -> Mapping[str, str]:
    """Name the quadrants as the draft does, and where who is in none of them stands."""
    return {**quadrant_names(tried.board), "": nowhere()}


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
        quadrants=_quadrants(comparison),
        work_by=_by_who(tried, work),
        untold=[words(tried.board.rule_set[load.key].label) for load in work.untold],
        apart=_apart(now),
    )


def _beginners(tried: TriedDraft, now: Ranking, places: int) -> list[Mover]:
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


def _quadrants(comparison: RuleChangeFigures) -> list[QuadrantCount]:
    """The most urgent quadrant first, and who is on no chart last, if anybody is."""
    *corners, nowhere_ = comparison.quadrants
    there = nowhere_.before or nowhere_.after
    return [*corners, *([nowhere_] if there else [])]


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


def _apart(now: Ranking) -> list[tuple[int, str]]:
    """Count the students who have no rank under the draft, by why."""
    counts = np.bincount(now.state, minlength=len(RankState)).tolist()
    return [
        (counts[RankState[key.upper()]], name)
        for key, name in state_names().items()
        if counts[RankState[key.upper()]]
    ]
