"""A board: one roster judged by one rule set, and what a counsellor's knobs make of it."""

import unicodedata
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

import rules
from data.cohort import Cohort, Column
from data.dictionary import Dictionary
from data.store.predictions import Predictions
from data.store.rosters import Names, RosterInfo
from rules import Judged, RuleSet
from scoring import need as needs
from scoring import ranking
from scoring.changes import Movers, movers
from scoring.places import Places, fill
from scoring.ranking import Ranking
from webapp.knobs import STATES, Filters, Knobs

Mask = NDArray[np.bool_]
FOLLOWING = 5
MOST_KEPT = 8


@dataclass(frozen=True)
class Flags:
    """What people have decided about students: ids of open interventions and dismissals."""

    version: int
    coached: Mapping[int, int]
    set_aside: Mapping[int, int]


@dataclass(frozen=True, eq=False)
class Board:
    """What stays the same between two tweaks: a roster, its names and gaps, and a rule set.

    Everything computed here is kept, since rosters and rule-set versions never change.
    """

    roster: RosterInfo
    dictionary: Dictionary
    cohort: Cohort
    names: Names
    predictions: Predictions | None
    set_name: str
    version: int
    rule_set: RuleSet
    _kept: OrderedDict[Any, Any] = field(default_factory=OrderedDict)

    @cached_property
    def grade(self) -> NDArray[np.float64]:
        """Current grades (n,), NaN where there is none."""
        column = self.cohort.columns[self.dictionary.grade.name]
        return column.values[column.codes].astype(np.float64)

    @property
    def scale(self) -> tuple[float, float]:
        """The lowest and the highest grade there can be."""
        return float(self.dictionary.grade.low or 0), float(self.dictionary.grade.high or 20)

    @cached_property
    def gap(self) -> NDArray[np.float64]:
        """Expected minus current grade (n,) in grade points, NaN where there is no expectation."""
        if self.predictions is None:
            return np.full(len(self.cohort), np.nan)
        return self.predictions.expected - self.grade

    @cached_property
    def need(self) -> NDArray[np.float64]:
        """Need (n,) from 0 to 100, from the grade or the gap as the rule set says."""
        low, high = self.scale
        if self.rule_set.need.source == "gap":
            return needs.from_gap(self.gap, low, high)
        return needs.from_grade(self.grade, low, high, self.rule_set.need.passing)

    @cached_property
    def place_of(self) -> dict[int, int]:
        """Where each student (by id) stands in the cohort."""
        return {int(student): place for place, student in enumerate(self.cohort.students)}

    @cached_property
    def search_texts(self) -> list[str]:
        """What a name search looks in: name and key, without accents or capitals."""
        rows = zip(self.names.first, self.names.family, self.names.keys, strict=True)
        return [folded(f"{first} {family} {key}") for first, family, key in rows]

    def column(self, role: str) -> Column | None:
        """Return the roster's column of this role or name, if it has one."""
        for name, described in self.dictionary.columns.items():
            if role in (described.role, name) and name in self.cohort.columns:
                return self.cohort.columns[name]
        return None

    @cached_property
    def groups(self) -> dict[str, Column]:
        """The columns that group students, `class` and `school`, as far as the roster has them."""
        found = {role: self.column(role) for role in ("class", "school")}
        return {role: column for role, column in found.items() if column is not None}

    def group(self, role: str | None) -> Column | None:
        """Return the column that groups students: the one named, else class, else school."""
        return self.groups.get(role) if role else next(iter(self.groups.values()), None)

    def judged(self, knobs: Knobs) -> Judged:
        """Return the points of every student for the knobs' thresholds."""
        key = ("judged", _tried_thresholds(knobs))
        return self.kept(key, lambda: self._judged.with_thresholds(knobs.thresholds))  # type: ignore[no-any-return]

    @cached_property
    def _judged(self) -> Judged:
        return rules.judge(self.rule_set, self.cohort.columns)

    def kept(self, key: Any, make: Any) -> Any:
        """Return what `make()` gave for this key, made anew when it has been forgotten."""
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        value = self._kept[key] = make()
        while len(self._kept) > MOST_KEPT * 4:
            self._kept.popitem(last=False)
        return value


@dataclass(frozen=True, eq=False)
class Outlook:
    """A board seen through its knobs: every number of the page comes from here.

    `levers` (n,) uint64 has bit k set where indicator k is a lever to offer, of those that weigh
    anything; `complexity` (n,) NaN where unknown; `shown` (n,) the students on the chart; `listed`
    holds the indices of the list, in its order; `concerned` (k,) how many of the filtered students
    each indicator concerns.
    """

    board: Board
    knobs: Knobs
    judged: Judged
    weights: NDArray[np.float64]
    levers: NDArray[np.uint64]
    complexity: NDArray[np.float64]
    ranking: Ranking
    coached: Mask
    shown: Mask
    listed: NDArray[np.int64]
    places: Places
    movers: Movers
    concerned: NDArray[np.int64]


def look(board: Board, knobs: Knobs, flags: Flags) -> Outlook:
    """Judge, rank and filter a board for these knobs."""
    judged = board.judged(knobs)
    weights = board.rule_set.weights(knobs.tried_weights)
    levers = judged.fired & _weighty(weights)
    complexity = judged.complexity(weights)
    coached, set_aside = _masks(board, flags)
    ranked = _rank(board, knobs, complexity, levers, set_aside)
    shown = _shown(board, knobs.filters, complexity, levers, coached, ranked.state)
    inside = _brushed(board, knobs, complexity, shown)
    listed = ranked.order[inside[ranked.order]]
    places = _places(board, knobs, ranked, shown & ~coached)
    return Outlook(
        board=board,
        knobs=knobs,
        judged=judged,
        weights=weights,
        levers=levers,
        complexity=complexity,
        ranking=ranked,
        coached=coached,
        shown=shown,
        listed=_sorted(board, knobs, complexity, listed),
        places=places,
        movers=_movers(board, knobs, flags, places),
        concerned=_concerned(board, knobs, judged),
    )


def _weighty(weights: NDArray[np.float64]) -> np.uint64:
    """Set the bit of each indicator that weighs anything: one without weight is as if absent."""
    return np.uint64(sum(1 << k for k, weight in enumerate(weights) if weight > 0))


def _concerned(board: Board, knobs: Knobs, judged: Judged) -> NDArray[np.int64]:
    """Count for each indicator (k,) the filtered students whom it concerns, whatever it weighs."""
    key = ("concerned", _tried_thresholds(knobs), _static_key(knobs.filters))
    return board.kept(key, lambda: judged.concerned(_static(board, knobs.filters)))  # type: ignore[no-any-return]


def _masks(board: Board, flags: Flags) -> tuple[Mask, Mask]:
    def make() -> tuple[Mask, Mask]:
        masks = np.zeros((2, len(board.cohort)), dtype=bool)
        for mask, students in zip(masks, (flags.coached, flags.set_aside), strict=True):
            mask[[board.place_of[s] for s in students if s in board.place_of]] = True
        return masks[0], masks[1]

    return board.kept(("flags", flags.version), make)  # type: ignore[no-any-return]


def _rank(
    board: Board,
    knobs: Knobs,
    complexity: NDArray[np.float64],
    levers: NDArray[np.uint64],
    set_aside: Mask,
) -> Ranking:
    ties = board.kept(
        (
            "ties",
            _tried_thresholds(knobs),
            frozenset(k for k, w in knobs.tried_weights.items() if not w),
        ),
        lambda: ranking.tie_order(board.grade, board.gap, np.bitwise_count(levers)),
    )
    judged = board.judged(knobs).judged
    state = ranking.states(board.grade, complexity, judged, set_aside)
    return ranking.rank(board.need, complexity, state, ties)


def _shown(
    board: Board,
    filters: Filters,
    complexity: NDArray[np.float64],
    levers: NDArray[np.uint64],
    coached: Mask,
    states: NDArray[np.uint8],
) -> Mask:
    shown = _static(board, filters)
    if filters.coached is not None:
        shown = shown & (coached == filters.coached)
    if filters.lever is not None:
        place = [indicator.key for indicator in board.rule_set.indicators].index(filters.lever)
        shown = shown & ((levers & np.uint64(1 << place)) > 0)
    if filters.state is not None:
        shown = shown & (states == STATES[filters.state])
    if filters.quadrant is not None:
        shown = shown & (quadrant_of(board, complexity) == filters.quadrant)
    return shown


def quadrant_of(board: Board, complexity: NDArray[np.float64]) -> NDArray[np.str_]:
    """Name the quadrant each student (n,) stands in; empty where need or ease is unknown."""
    lines = board.rule_set.quadrants
    easy = 100.0 - complexity >= lines.ease
    needy = board.need >= lines.need
    names = np.array(["doing_well", "light_touch", "more_than_coaching", "coach_first"])
    return np.where(np.isnan(complexity) | np.isnan(board.need), "", names[needy * 2 + easy])


def _static(board: Board, filters: Filters) -> Mask:
    """Apply the filters that no knob can change."""
    key = ("static", _static_key(filters))
    return board.kept(key, lambda: _make_static(board, filters))  # type: ignore[no-any-return]


def _static_key(filters: Filters) -> Filters:
    return replace(filters, quadrant=None, lever=None, coached=None, state=None, brush=())


def _tried_thresholds(knobs: Knobs) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(knobs.thresholds.items()))


def _make_static(board: Board, filters: Filters) -> Mask:
    mask = np.ones(len(board.cohort), dtype=bool)
    wanted = {
        "school": filters.school,
        "class": filters.class_,
        "sex": filters.sex,
        "age": filters.age,
    }
    for role, texts in wanted.items():
        column = board.column(role)
        if texts and column is not None:
            mask &= np.array([as_text(value) in texts for value in column.values])[column.codes]
        elif texts:
            mask[:] = False
    if filters.grade_from is not None:
        mask &= board.grade >= filters.grade_from
    if filters.grade_to is not None:
        mask &= board.grade <= filters.grade_to
    if filters.q:
        asked = folded(filters.q).split()
        mask &= np.array(
            [all(word in text for word in asked) for text in board.search_texts], dtype=bool
        )
    if filters.only:
        mask &= np.isin(board.cohort.students, filters.only)
    return mask


def _brushed(board: Board, knobs: Knobs, complexity: NDArray[np.float64], shown: Mask) -> Mask:
    if not knobs.filters.brush:
        return shown
    left, right, bottom, top = knobs.filters.brush
    y = 100.0 - complexity if knobs.y == "ease" else board.gap
    inside = (board.grade >= left) & (board.grade <= right) & (y >= bottom) & (y <= top)
    return shown & inside


def _sorted(
    board: Board, knobs: Knobs, complexity: NDArray[np.float64], listed: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Sort the list otherwise than by priority; likes keep the order of priority."""
    by, down = knobs.sort.lstrip("-"), knobs.sort.startswith("-")
    if by == "priority":
        return listed[::-1] if down else listed
    values = {
        "name": lambda: board.names_order,
        "group": lambda: board.group_order,
        "grade": lambda: board.grade,
        "ease": lambda: 100.0 - complexity,
        "gap": lambda: board.gap,
    }[by]()[listed]
    return listed[np.argsort(-values if down else values, kind="stable")]


def _places(board: Board, knobs: Knobs, ranked: Ranking, free: Mask) -> Places:
    order = ranked.order
    candidates = order[(ranked.state[order] == ranking.State.RANKED) & free[order]]
    column = board.group(knobs.by)
    if knobs.limit is None or column is None:
        candidates = candidates[: knobs.places + FOLLOWING]
        return fill(candidates.tolist(), knobs.places, following=FOLLOWING)
    return fill(candidates.tolist(), knobs.places, column.codes, knobs.limit, FOLLOWING)


def _movers(board: Board, knobs: Knobs, flags: Flags, places: Places) -> Movers:
    """Compare the places given with those that the rule set as it stands would give."""
    if not knobs.tweaked:
        return movers(places.given, places.given)

    def untouched() -> tuple[int, ...]:
        plain = Knobs(filters=knobs.filters, places=knobs.places, limit=knobs.limit, by=knobs.by)
        return look(board, plain, flags).places.given

    key = ("untouched", knobs.filters, knobs.places, knobs.limit, knobs.by, flags.version)
    return movers(board.kept(key, untouched), places.given)


def folded(text: str) -> str:
    """Return a text without accents and capitals, as a search compares it."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


def as_text(value: object) -> str:
    """Write a column's value as the query does: whole numbers without a point."""
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)
