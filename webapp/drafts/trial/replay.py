"""A draft on the school's earlier rosters: whom it would have listed, and what became of them."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from flask import Blueprint, Response
from numpy.typing import NDArray

import rules
from data.store import Session, rosters
from data.store.models import predictions
from data.store.rosters import RosterInfo
from data.viewer import Viewer
from rules import Judgement, RuleSet
from scoring.ranking import Students, rank
from scoring.rule_change.replay import Replay, Share, later_grades, replay, worst_grades
from webapp.drafts.trial.page import tried_page
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import number
from webapp.http.state import state
from webapp.services.board.boards import with_earlier
from webapp.services.drafts.trial import TriedDraft
from webapp.services.grades.scale import scale_of
from webapp.services.grades.wording import said
from webapp.services.grades.wording import worst_grades as worst_grades_in_words

MOST_ROSTERS = 6  # the newest ones: each is read whole

bp = Blueprint("replay", __name__)


@dataclass(frozen=True)
class RosterReplay:
    """One roster, the later one that says what became of its students (None: it has itself to
    say), how many are known there, and the lists with what became of whom they name."""

    roster: RosterInfo
    later: RosterInfo | None
    students: int
    known: int
    lists: tuple[tuple[Literal["draft", "in force", "lowest"], Replay], ...]


@dataclass(frozen=True, eq=False)
class Past:
    """A roster's students whom the viewer may see, by number (n,), and what the draft and the
    rules in force, if any, say of them."""

    info: RosterInfo
    numbers: NDArray[np.int64]
    students: Students
    draft: Judgement
    in_force: Judgement | None


@dataclass(frozen=True)
class ReplayShare:
    """A part of a whole as the table writes and draws it."""

    part: int
    whole: int  # 0 where there is nothing to be a part of
    percent: str  # the part, of the whole
    interval: str  # between what it lies, 95 times in 100
    band: tuple[float, float]  # that interval drawn: where it begins, and its width
    mark: float  # where the part is drawn


@dataclass(frozen=True)
class ReplayLine:
    """A list, and what became of whom it names."""

    name: str
    listed: int  # how many it names
    below: ReplayShare  # of those known later, who was below the pass mark then
    missed: ReplayShare  # of those below it then, whom the list does not name
    fallen: ReplayShare  # of those who passed before and were below then, whom it does not name


@dataclass(frozen=True)
class DraftReplay:
    """What a draft would have done on earlier rosters."""

    rosters: tuple[tuple[RosterReplay, tuple[ReplayLine, ...]], ...]  # newest first, with its lists
    passing: str  # the pass mark of the draft, as grades are said
    upwards: bool  # whether a higher number is a better grade


@bp.get("/drafts/<int:draft>/replay")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show what a draft would have done on earlier rosters."""
    return tried_page("replay", draft, replayed)


def replayed(tried: TriedDraft, places: int) -> DraftReplay:
    """Replay a draft, and write what came of it; the figures are kept with its board."""
    who = viewer()
    known = of_its_kind(tried, who)
    found: list[RosterReplay] = tried.board.kept(
        ("replay", places, tried.flags.version, tuple(one.id for one in known)),
        lambda: replays(tried, known, places, who),
    )
    names = {
        "draft": _("This draft"),
        "in force": _("Rules in force"),
        "lowest": worst_grades_in_words(tried.board.dictionary.grade),
    }
    return DraftReplay(
        tuple(
            (one, tuple(_line(names[name], listed) for name, listed in one.lists)) for one in found
        ),
        said(tried.board.dictionary.grade, tried.board.rule_set.need.passing),
        tried.board.scale.upwards,
    )


def _line(name: str, found: Replay) -> ReplayLine:
    shares = (_share(one) for one in (found.below, found.missed, found.fallen))
    return ReplayLine(name, found.listed, *shares)


def _share(found: Share) -> ReplayShare:
    low, high, value = 100 * found.low, 100 * found.high, found.value or 0.0
    return ReplayShare(
        part=found.part,
        whole=found.whole,
        percent=number(100 * value, 0),
        interval=f"{number(low, 0)}–{number(high, 0)}",
        band=(round(low, 1), round(100 * (found.high - found.low), 1)),
        mark=round(98 * value, 1),
    )


def of_its_kind(tried: TriedDraft, who: Viewer) -> list[RosterInfo]:
    """The rosters like the one that the draft is tried on, newest first; the same file imported
    again is there once."""
    with state().database.read() as session:
        every = rosters.listing(session, who)
    now = tried.board.roster
    found: list[RosterInfo] = []
    for one in every:
        like = one.dictionary == now.dictionary and one.sample == now.sample
        again = bool(found) and found[-1].fingerprint == one.fingerprint
        if like and one.withdrawn_at is None and one.id <= now.id and not again:
            found.append(one)
    return found[: MOST_ROSTERS + 1]


def replays(
    tried: TriedDraft, known: list[RosterInfo], places: int, who: Viewer
) -> list[RosterReplay]:
    """Replay on every roster that has a later one; on the only one there is as of now."""
    with state().database.read() as session:
        past = [_past(session, who, info, tried) for info in known]
    if len(past) == 1:
        return [_replayed(tried, past[0], None, places)]
    pairs = zip(past[1:], past, strict=False)
    return [_replayed(tried, earlier, later, places) for earlier, later in pairs]


def _past(session: Session, who: Viewer, info: RosterInfo, tried: TriedDraft) -> Past:
    whole = rosters.whole(session, who, info.id)
    for board in (tried.board, tried.before):
        if board is not None:
            whole = with_earlier(session, who, whole, board.rule_set)
    seen = np.flatnonzero(np.isin(whole.students, rosters.seen(session, who, info.id)))
    column = state().dictionaries.for_roster(info).grade
    scale = scale_of(column)
    grade = whole.numbers(column.name)[seen]
    gaps = predictions.of_roster(session, who, info.id)
    gap = np.full(len(seen), np.nan) if gaps is None else scale.gap(gaps.expected, grade)
    nobody = np.zeros(len(seen), dtype=bool)

    def judged(rule_set: RuleSet) -> Judgement:
        """Judge the whole school, for its means, then cut it to those seen."""
        cohort = with_earlier(session, who, whole, rule_set)
        found = rules.judge(rule_set, cohort.columns)
        return found if len(seen) == len(whole) else found.of(seen, cohort.of(seen).columns)

    return Past(
        info,
        whole.students[seen],
        Students(grade, gap, *scale, nobody, nobody),
        judged(tried.board.rule_set),
        None if tried.before is None else judged(tried.before.rule_set),
    )


def _replayed(tried: TriedDraft, past: Past, later: Past | None, places: int) -> RosterReplay:
    grade = past.students.grade
    then = grade
    if later is not None:
        then = later_grades(past.numbers, later.numbers, later.students.grade)
    passing = tried.board.rule_set.need.passing

    def follow(listed: NDArray[np.integer]) -> Replay:
        return replay(listed, grade, then, passing, past.students.scale)

    def first(judged: Judgement) -> Replay:
        """Follow whom rules list first; nobody is coached or set aside yet."""
        return follow(rank(judged, past.students).first(places))

    lists: list[tuple[Literal["draft", "in force", "lowest"], Replay]] = [
        ("draft", first(past.draft))
    ]
    if past.in_force is not None:
        lists.append(("in force", first(past.in_force)))
    lists.append(("lowest", follow(worst_grades(grade, places, past.students.scale))))
    known = int(np.count_nonzero(~np.isnan(then)))
    info = None if later is None else later.info
    return RosterReplay(past.info, info, len(grade), known, tuple(lists))
