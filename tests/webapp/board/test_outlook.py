"""What a board's knobs make of a school: the promises that hold whatever is in the roster."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import FEW, IN_ORDER, KEYS, NOBODY, SMALL, board

import rules
from data.store.models.predictions import Predictions
from scoring.ranking import NOWHERE, RankState
from webapp.services.board import chart_data, chart_places
from webapp.services.board.board import MOST_KEPT, Board, Flags
from webapp.services.board.board_view import Outlook, look
from webapp.services.board.filters import QUADRANTS, STATES, Filters
from webapp.services.board.knobs import Knobs
from webapp.services.board.student_list import split
from webapp.services.process.cache import Recent

WEIGHTS = {"absences": 2, "little_study": 1, "health": 1, "goout": 0}
ANSWERS: dict[str, Sequence[float | str | None]] = {
    "school": ["GP", "MS", None],
    "class": ["10A", "10B", "10C"],
    "sex": ["F", "M"],
    "age": [15.0, 16.0, 18.0, 20.0, None],
    "studytime": [1.0, 2.0, 4.0, None],
    "goout": [1.0, 3.0, 4.0, None],
    "health": [1.0, 3.0, 5.0, None],
    "absences": [0.0, 4.0, 5.0, 12.0, 40.0, None],
    "FinalGrade": [0.0, 7.0, 7.5, 9.0, 10.0, 14.0, 20.0, None],
}
weights = st.dictionaries(st.sampled_from(KEYS), st.sampled_from([0.0, 0.5, 1.0, 2.0, 5.0]))
thresholds = st.just({}) | st.sampled_from([2.0, 5.0, 12.0, 20.0]).map(lambda at: {"absences": at})


def invented_board(n: int, seed: int, rule_text: str = SMALL) -> Board:
    """n students who answer at random, four in five with an expected grade."""
    rng = np.random.default_rng(seed)
    answers = {
        name: [values[at] for at in rng.integers(0, len(values), n)]
        for name, values in ANSWERS.items()
    }
    expected = np.where(rng.random(n) < 0.8, rng.integers(8, 14, n).astype(float), np.nan)
    predictions = Predictions(1, "f", {}, expected, expected - 3, expected + 3)
    return board(answers, rule_text, predictions)


boards = st.builds(invented_board, st.integers(1, 40), st.integers(0, 10_000))
filters = st.fixed_dictionaries(
    {
        "school": st.sampled_from([(), ("GP",), ("GP", "MS")]),
        "class": st.sampled_from([(), ("10A",)]),
        "grade.from": st.sampled_from([None, 7.0]),
        "grade.to": st.sampled_from([None, 10.0]),
        "quadrant": st.sampled_from([None, *QUADRANTS]),
        "lever": st.sampled_from([None, *KEYS]),
        "coached": st.sampled_from([None, True, False]),
        "state": st.sampled_from([None, None, None, *STATES]),
        "brush": st.sampled_from([(), (0.0, 10.0, 40.0, 100.0)]),
    }
).map(Filters)
all_knobs = st.builds(
    Knobs,
    weights=weights,
    thresholds=thresholds,
    off=st.lists(st.sampled_from(KEYS), unique=True, max_size=2).map(tuple),
    filters=filters,
    places=st.integers(0, 12),
    limit=st.sampled_from([None, 1, 2]),
    by=st.sampled_from([None, "class", "school"]),
    y=st.sampled_from(["ease", "gap"]),
)
flags = st.builds(
    lambda coached, aside: Flags(
        (1, date(2026, 1, 1)),
        {100 + n: n for n in coached},
        {100 + n: n for n in aside},
    ),
    st.sets(st.integers(1, 40), max_size=6),
    st.sets(st.integers(1, 40), max_size=6),
)


def fresh(known: Board) -> Board:
    """The same board, of which nothing has been asked yet."""
    return replace(known, _kept=Recent(MOST_KEPT))


def everything(seen: Outlook) -> dict[str, object]:
    """All that a page tells of an outlook."""
    return {
        "complexity": np.nan_to_num(seen.complexity, nan=-1).round(9).tolist(),
        "levers": seen.levers.tolist(),
        "order": seen.ranking.order.tolist(),
        "rank": seen.ranking.rank.tolist(),
        "listed": seen.listed.tolist(),
        "places": seen.places,
        "movers": seen.movers,
        "chart": chart_data.columns(seen),
    }


@FEW
@given(boards, all_knobs, flags)
def test_every_number_stays_within_its_range(known: Board, knobs: Knobs, flags: Flags) -> None:
    seen = look(known, knobs, flags)
    complexity = seen.complexity[~np.isnan(seen.complexity)]
    assert ((complexity >= 0) & (complexity <= 100)).all()
    priority = seen.ranking.priority[~np.isnan(seen.ranking.priority)]
    assert ((priority >= 0) & (priority <= 100)).all()
    need = seen.ranking.need[~np.isnan(seen.ranking.need)]
    assert ((need >= 0) & (need <= 100)).all()
    assert seen.concerned.max() <= len(known.cohort)


@FEW
@given(st.integers(1, 40), st.integers(0, 10_000), st.sampled_from(KEYS), weights, flags)
def test_an_indicator_without_weight_is_as_if_it_were_not_there(
    n: int, seed: int, key: str, tried: dict[str, float], flags: Flags
) -> None:
    tried = {**{k: float(w) for k, w in WEIGHTS.items()}, **tried}
    others = {k: w for k, w in tried.items() if k != key}
    if not any(others.values()):
        return
    with_it = look(invented_board(n, seed), Knobs(weights={**others, key: 0.0}), flags)
    left_out = look(invented_board(n, seed), Knobs(weights=tried, off=(key,)), flags)
    absent = look(invented_board(n, seed, without(key)), Knobs(weights=others), flags)
    squeezed = [squeeze(int(bits), KEYS.index(key)) for bits in with_it.levers]
    assert squeezed == absent.levers.tolist()
    for other in (with_it, left_out):
        told, reference = everything(other), everything(absent)
        for name in ("complexity", "order", "rank", "listed", "places", "chart"):
            assert told[name] == reference[name], name


def without(key: str) -> str:
    """The small set's text without one of its indicators."""
    head, *blocks = SMALL.split("\n  ")
    kept, skipping = [head], False
    for block in blocks:
        if not block.startswith(" ") and not block.startswith("-"):
            skipping = block.startswith(f"{key}:")
        if not skipping:
            kept.append(block)
    return "\n  ".join(kept) + "\n"


def squeeze(bits: int, at: int) -> int:
    """The bits without the one at that place, those above it moved down."""
    assert not bits >> at & 1
    return bits & ((1 << at) - 1) | bits >> (at + 1) << at


@FEW
@given(boards, weights, thresholds, filters, flags)
def test_all_weights_doubled_change_nothing(
    known: Board,
    tried: dict[str, float],
    edges: dict[str, float],
    filters: Filters,
    flags: Flags,
) -> None:
    once = {key: min(tried.get(key, float(weight)), 2.5) for key, weight in WEIGHTS.items()}
    twice = {key: 2 * weight for key, weight in once.items()}
    first = look(known, Knobs(once, edges, filters=filters), flags)
    second = look(known, Knobs(twice, edges, filters=filters), flags)
    assert everything(first) == everything(second)


@FEW
@given(boards, all_knobs, flags, st.data())
def test_the_lines_of_a_student_add_up_to_his_number(
    known: Board, knobs: Knobs, flags: Flags, data: st.DataObject
) -> None:
    seen = look(known, knobs, flags)
    student = data.draw(st.integers(0, len(known.cohort) - 1))
    told = rules.explain(
        known.rule_set, known.cohort.columns, student, knobs.tried_weights, knobs.thresholds
    )
    if np.isnan(seen.complexity[student]):
        assert told.complexity is None
        return
    assert told.complexity == pytest.approx(seen.complexity[student], abs=1e-9)
    answered = [line.share for line in told.lines if line.answered]
    assert sum(answered) == pytest.approx(seen.complexity[student], abs=1e-9)
    named = {line.key for line in told.levers}
    fired = {key for at, key in enumerate(KEYS) if int(seen.levers[student]) >> at & 1}
    assert named == fired
    need, ease = seen.ranking.need[student], 100 - seen.complexity[student]
    if seen.ranking.rank[student]:
        assert seen.ranking.priority[student] == pytest.approx(need * ease / 100, abs=1e-6)


@FEW
@given(boards, all_knobs, flags)
def test_a_what_if_equal_to_the_rule_set_moves_nobody(
    known: Board, knobs: Knobs, flags: Flags
) -> None:
    same = replace(
        knobs,
        weights={key: float(weight) for key, weight in WEIGHTS.items()},
        thresholds={"absences": 4.0},
        off=("goout",),  # which weighs nothing anyway
    )
    assert same.tweaked
    moved = look(known, same, flags).movers
    assert (moved.enter, moved.leave) == ((), ())


@FEW
@given(boards, all_knobs, flags)
def test_movers_lead_from_the_rule_sets_places_to_those_given(
    known: Board, knobs: Knobs, flags: Flags
) -> None:
    seen = look(known, knobs, flags)
    untouched = replace(knobs, weights={}, thresholds={}, off=())
    before = set(look(fresh(known), untouched, flags).places.given)
    after = set(seen.places.given)
    if not knobs.tweaked:
        assert after == before
    assert set(seen.movers.enter) == after - before
    assert set(seen.movers.leave) == before - after
    assert seen.movers.stay == len(before & after)


@FEW
@given(boards, all_knobs, flags)
def test_places_are_the_first_of_the_list_who_are_not_coached(
    known: Board, knobs: Knobs, flags: Flags
) -> None:
    knobs = replace(knobs, filters=Filters({**knobs.filters, "brush": ()}), sort="priority")
    seen = look(known, knobs, flags)
    given_, group = seen.places.given, known.group(knobs.by)
    assert len(given_) <= knobs.places
    if knobs.limit is not None and group is not None:
        taken = Counter(group.codes[list(given_)].tolist())
        assert all(count <= knobs.limit for count in taken.values())
    ranks = seen.ranking.rank[list(given_)].tolist()
    assert ranks == sorted(ranks)
    assert all(ranks)
    assert not seen.coached[list(given_)].any()
    in_list = [student for student in seen.listed.tolist() if student in given_]
    assert in_list == list(given_)
    following = [missed.student for missed in seen.places.next]
    assert not set(following) & set(given_)
    if knobs.limit is None:
        free = [
            student
            for student in seen.listed.tolist()
            if seen.ranking.rank[student] and not seen.coached[student]
        ]
        assert [*given_, *following] == free[: knobs.places + 5]


@FEW
@given(boards, all_knobs, flags)
def test_the_list_keeps_the_order_of_the_ranks(known: Board, knobs: Knobs, flags: Flags) -> None:
    seen = look(known, knobs, flags)
    without_grade, rest = split(seen)
    states = seen.ranking.state
    if "state" not in knobs.filters:
        assert np.isnan(known.grade[without_grade]).all()
        assert not (states[rest] == RankState.SET_ASIDE).any()
        assert (states[without_grade] == RankState.NO_GRADE).all()
    ranks = [rank for rank in seen.ranking.rank[rest].tolist() if rank]
    assert ranks == sorted(ranks)
    if "state" not in knobs.filters and "brush" not in knobs.filters:
        parts = states[rest].tolist()
        assert parts == sorted(parts)


@FEW
@given(boards, st.lists(all_knobs, min_size=1, max_size=6), flags)
def test_what_was_asked_before_changes_no_answer(
    known: Board, asked: list[Knobs], flags: Flags
) -> None:
    answers = [everything(look(known, knobs, flags)) for knobs in asked]
    again = [everything(look(fresh(known), knobs, flags)) for knobs in asked]
    assert answers == again


@FEW
@given(boards, all_knobs, flags)
def test_the_places_of_the_chart_add_up_to_the_students_shown(
    known: Board, knobs: Knobs, flags: Flags
) -> None:
    seen = look(known, knobs, flags)
    height = 100 - seen.complexity if knobs.y == "ease" else known.gap
    there = seen.shown & ~np.isnan(known.grade) & ~np.isnan(height)
    drawn = chart_data.columns(seen)
    assert sum(drawn["students"]) == there.sum()
    assert len({*zip(drawn["grade"], drawn["height"], drawn["kind"], strict=True)}) == len(
        drawn["grade"]
    )


@FEW
@given(boards, all_knobs, flags, st.sampled_from([(1_000, 10_000), (0, 10_000), (0, 0)]))
def test_each_place_of_the_chart_finds_exactly_its_students_however_coarse_it_is(
    known: Board, knobs: Knobs, flags: Flags, coarser_from: tuple[int, int]
) -> None:
    with patch.object(chart_places, "COARSER_FROM", coarser_from):
        each_place_finds_its_students(known, knobs, flags)


def each_place_finds_its_students(known: Board, knobs: Knobs, flags: Flags) -> None:
    step = chart_places.height_step(known, knobs)
    seen = look(known, knobs, flags)
    drawn = chart_data.columns(seen)
    counts: Counter[tuple[float, float]] = Counter()
    places = zip(drawn["grade"], drawn["height"], drawn["students"], strict=True)
    for grade, height, students in places:
        counts[grade / chart_places.grade_step(known), height / step] += students
    found = []
    for (grade, height), students in counts.items():
        there = chart_data.standing_at(seen, grade, height)
        assert len(there) == students
        order = seen.ranking.order.tolist()
        assert there == sorted(there, key=order.index)
        found += there
    assert len(found) == len(set(found)) == sum(drawn["students"])


@FEW
@given(boards, all_knobs, flags)
def test_the_quadrant_filters_part_the_students_between_them(
    known: Board, knobs: Knobs, flags: Flags
) -> None:
    def within(quadrant: str | None) -> Knobs:
        return replace(knobs, filters=Filters({**knobs.filters, "quadrant": quadrant}))

    every = within(None)
    shown = look(known, every, flags).shown
    parts = [look(known, within(name), flags).shown for name in QUADRANTS]
    seen = look(known, every, flags)
    placed = shown & (seen.ranking.quadrant != NOWHERE)
    assert (np.sum(parts, axis=0) == placed).all()


def keys(known: Board, students: Sequence[int]) -> list[str]:
    return [known.names.keys[student] for student in students]


def test_the_ten_students_stand_in_the_order_worked_out_by_hand() -> None:
    known = board()
    seen = look(known, Knobs(), NOBODY)
    assert keys(known, seen.listed.tolist()) == IN_ORDER
    by_key = dict(zip(known.names.keys, seen.complexity.tolist(), strict=True))
    assert by_key["S1"] == pytest.approx(10)
    assert by_key["S2"] == 100
    assert by_key["S3"] == 50
    assert by_key["S4"] == pytest.approx(35)
    assert by_key["S9"] == 0
    assert np.isnan([by_key["S7"], by_key["S8"]]).all()
    priority = dict(zip(known.names.keys, seen.ranking.priority.tolist(), strict=True))
    assert priority["S1"] == pytest.approx(63)
    assert priority["S4"] == pytest.approx(39)
    assert priority["S3"] == pytest.approx(20)
    assert priority["S9"] == pytest.approx(20)


def test_a_larger_gap_breaks_a_tie_of_like_grades() -> None:
    expected = np.full(10, 10.0)
    expected[9] = 12.0  # João, who is last of three likes otherwise
    predictions = Predictions(1, "f", {}, expected, expected - 3, expected + 3)
    known = board(predictions=predictions)
    order = keys(known, look(known, Knobs(), NOBODY).listed.tolist())
    assert order[2:5] == ["S10", "S4", "S5"]


def test_more_levers_break_a_tie_of_like_grades_also_when_a_weight_is_raised_from_nothing() -> None:
    answers: dict[str, Sequence[float | str | None]] = {
        "age": [15.0] * 2,
        "studytime": [2.0] * 2,
        "absences": [10.0] * 2,
        "health": [5.0, 1.0],
        "goout": [1.0, 4.0],
        "FinalGrade": [8.0] * 2,
    }
    known = board(answers)
    raised = Knobs(weights={"goout": 5.0, "health": 3.0})  # 5 x 1.0 = 5 x 0.4 + 3 x 1.0
    look(known, Knobs(weights={"health": 3.0}), NOBODY)
    seen = look(known, raised, NOBODY)
    assert seen.complexity[0] == pytest.approx(seen.complexity[1])
    assert seen.listed.tolist() == [1, 0]


def test_need_by_the_gap_lists_who_has_no_expectation_without_a_rank() -> None:
    text = SMALL.replace("need: {from: grade, pass: 10}", "need: {from: gap}")
    expected = np.full(10, 12.0)
    expected[0] = np.nan
    known = board(rule_text=text, predictions=Predictions(1, "f", {}, expected, expected, expected))
    seen = look(known, Knobs(), NOBODY)
    assert seen.ranking.rank[0] == 0
    assert seen.ranking.state[0] == RankState.NO_EASE
    assert seen.ranking.need[3] == pytest.approx(70)
    assert keys(known, seen.places.given)[0] in ("S4", "S5", "S10")


def test_without_any_weight_there_is_no_ease_and_no_place() -> None:
    seen = look(board(), Knobs(off=KEYS), NOBODY)
    assert np.isnan(seen.complexity).all()
    assert seen.places.given == ()
    assert not seen.levers.any()
