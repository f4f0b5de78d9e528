"""Whom a list selects: shares that add up, exact intervals, and nothing told of a few."""

from fractions import Fraction
from itertools import combinations
from math import comb

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import hypergeom

from data.cohort import column_of
from scoring.groups import distributions
from scoring.groups.groups import MOST_RANGES, GroupMembers, parts
from scoring.groups.selection_fairness import Lists, Selection, SelectionShares, lowest, selection

SMALLEST = 10
WORDS = ("a", "b", "c", "d", "e", None)
SIZES = st.one_of(st.integers(0, 12), st.integers(0, 40))
NUMBERS = st.lists(st.one_of(st.none(), st.integers(10, 30).map(float)), min_size=1, max_size=150)


@st.composite
def schools(draw: st.DrawFn) -> list[str | None]:
    """The answers of a school: some groups are small, some are not."""
    sizes = [draw(SIZES) for _ in WORDS]
    answers = [word for word, size in zip(WORDS, sizes, strict=True) for _ in range(size)]
    return list(np.random.default_rng(draw(st.integers(0, 9))).permutation(answers))


ANSWERS = schools().filter(len)


def of_words(*answers: str | None) -> list[GroupMembers]:
    return parts(column_of(list(answers), words=True), SMALLEST)


def rows(
    groups: list[GroupMembers], first: list[int], limit: float = 10, **without: list[int]
) -> tuple[SelectionShares, ...]:
    """The rows of one column for a list of these places, against grades that rise by place."""
    return compared(groups, first, limit, **without).columns["sex"]


def compared(
    groups: list[GroupMembers], first: list[int], limit: float = 10, **without: list[int]
) -> Selection:
    n = len(groups[0].members)
    drawn = {name: np.array(places, dtype=np.int64) for name, places in without.items()}
    plain = lowest(np.arange(n, dtype=np.float64), len(first))
    lists = Lists(np.array(first, dtype=np.int64), {}, plain, drawn)
    return selection({"sex": groups}, lists, limit)


# By lot ----------------------------------------------------------------------------------------


@given(st.data())
def test_chances_are_those_of_the_hypergeometric_law(data: st.DataObject) -> None:
    everybody = data.draw(st.integers(1, 400))
    members, drawn = data.draw(st.integers(0, everybody)), data.draw(st.integers(0, everybody))
    law = hypergeom(everybody, members, drawn)
    seen = np.arange(drawn + 1)
    assert np.allclose(distributions.chances(drawn, members, everybody), law.pmf(seen), atol=1e-9)
    few, many = distributions.tails(drawn, members, everybody)
    assert np.allclose(few, law.cdf(seen), atol=1e-9)
    assert np.allclose(many, law.sf(seen - 1), atol=1e-9)


def exactly(seen: range, drawn: int, members: int, everybody: int) -> Fraction:
    """The probability of that many members in a list by lot, counted in whole numbers."""
    ways = sum(comb(members, k) * comb(everybody - members, drawn - k) for k in seen)
    return Fraction(ways, comb(everybody, drawn))


@settings(deadline=None)
@given(st.data())
def test_an_interval_holds_every_school_whose_lots_would_look_so(data: st.DataObject) -> None:
    everybody = data.draw(st.integers(1, 120))
    drawn = data.draw(st.integers(1, everybody))
    seen = data.draw(st.integers(0, drawn))
    possible = range(seen, everybody - drawn + seen + 1)
    held = [
        members
        for members in possible
        if exactly(range(seen + 1), drawn, members, everybody) > Fraction(1, 40)
        and exactly(range(seen, drawn + 1), drawn, members, everybody) > Fraction(1, 40)
    ]
    low, high = distributions.interval(seen, drawn, everybody)
    assert [low, high] == [held[0], held[-1]]
    for members in (low, high, min(high + 1, everybody), max(low - 1, 0)):
        rare = distributions.rare(drawn, members, everybody)[seen]
        if members in possible:
            assert rare == (not low <= members <= high)


@pytest.mark.parametrize(("members", "drawn"), [(50, 12), (187, 12), (187, 30), (340, 100)])
def test_at_least_95_of_100_lists_by_lot_hold_the_schools_share(members: int, drawn: int) -> None:
    held = ~distributions.rare(drawn, members, 357)
    assert distributions.chances(drawn, members, 357) @ held >= 0.95


def test_a_large_school_gets_the_interval_of_clopper_and_pearson() -> None:
    low, high = distributions.interval(4, 12, 1_000_000)
    assert (low / 1e6, high / 1e6) == pytest.approx((0.0992, 0.6511), abs=1e-3)


# Groups ----------------------------------------------------------------------------------------


@given(ANSWERS)
def test_groups_are_the_whole_school_once_and_none_is_small(answers: list[str | None]) -> None:
    found = of_words(*answers)
    if found:
        assert (sum(part.members.astype(int) for part in found) == 1).all()
        assert min(part.size for part in found) >= SMALLEST
        assert len(found) > 1


@settings(deadline=None)
@given(ANSWERS)
def test_no_sum_or_difference_of_what_is_shown_is_a_hidden_group(answers: list[str | None]) -> None:
    found = of_words(*answers)
    column = np.array(answers, dtype=object)
    few = [each for each in set(answers) if 0 < (column == each).sum() < SMALLEST]
    for count in range(1, len(found)):
        for some in combinations(found, count):
            told = np.zeros(len(answers), dtype=bool)
            for part in some:
                told |= part.members
            for group in few:
                assert not (told == (column == group)).all()
                assert not (~told == (column == group)).all()
            assert SMALLEST <= told.sum() <= len(answers) - SMALLEST


def test_who_did_not_answer_is_a_group_of_its_own_and_hidden_with_another_when_small() -> None:
    enough = of_words(*["f"] * 20, *["m"] * 20, *[None] * 12)
    assert [part.answers for part in enough] == [("f",), ("m",), (None,)]
    few = of_words(*["f"] * 30, *["m"] * 20, *[None] * 3)
    assert [part.answers for part in few] == [("f",), ("m", None)]


def test_a_column_with_one_group_that_can_be_shown_shows_none() -> None:
    assert of_words(*["f"] * 40) == of_words(*["f"] * 40, *["m"] * 9) == []
    assert of_words(*["f"] * 9) == []


@given(NUMBERS)
def test_ranges_are_in_order_and_open_at_the_ends(answers: list[float | None]) -> None:
    found = parts(column_of(answers, words=False), SMALLEST)
    ranges = [part.answers[0] for part in found if None not in part.answers]
    assert len(ranges) <= MOST_RANGES
    column = np.array([np.nan if each is None else each for each in answers])
    for part in found:
        each = column[part.members]
        for told in part.answers:
            if isinstance(told, tuple):
                low, high = told
                inside = each[~np.isnan(each)]
                assert low is None or inside.min() >= low
                assert high is None or inside.max() <= high


def test_ages_are_said_one_by_one_where_they_are_enough() -> None:
    ages = [*[15.0] * 12, *[16.0] * 30, *[17.0] * 11, 18.0, 18.0, 19.0, *[20.0] * 8, 22.0]
    found = parts(column_of(ages, words=False), SMALLEST)
    assert [part.answers for part in found] == [(15.0,), (16.0,), (17.0,), ((18.0, None),)]


def test_codes_with_words_are_named_each() -> None:
    codes = [*[0.0] * 3, *[1.0] * 12, *[2.0] * 15, *[3.0] * 4]
    found = parts(column_of(codes, words=False), SMALLEST, worded=True)
    assert [part.answers for part in found] == [(0.0, 1.0), (2.0, 3.0)]


# The plain list --------------------------------------------------------------------------------


def test_the_lowest_grades_come_first_and_who_shares_the_last_place_counts_by_parts() -> None:
    grade = np.array([8.0, 5.0, np.nan, 8.0, 12.0, 8.0])
    assert lowest(grade, 2).tolist() == [1 / 3, 1.0, 0.0, 1 / 3, 0.0, 1 / 3]
    assert lowest(grade, 4).tolist() == [1.0, 1.0, 0.0, 1.0, 0.0, 1.0]
    assert lowest(grade, 9).sum() == 5
    assert lowest(np.array([np.nan]), 3).sum() == lowest(grade, 0).sum() == 0


@given(
    st.lists(st.one_of(st.none(), st.integers(0, 20).map(float)), min_size=1, max_size=60),
    st.integers(0, 70),
)
def test_a_plain_list_is_as_long_as_asked_or_as_there_are_grades(
    grades: list[float | None], places: int
) -> None:
    grade = np.array([np.nan if each is None else each for each in grades])
    weight = lowest(grade, places)
    assert weight.sum() == pytest.approx(min(places, (~np.isnan(grade)).sum()))
    assert ((weight >= 0) & (weight <= 1)).all()
    assert not weight[np.isnan(grade)].any()


# The comparison --------------------------------------------------------------------------------


@settings(deadline=None)
@given(ANSWERS, st.data())
def test_every_figure_is_that_of_counting_one_by_one(
    answers: list[str | None], data: st.DataObject
) -> None:
    found = of_words(*answers)
    assume(found)
    n = len(answers)
    order = data.draw(st.permutations(range(n)))
    first = order[: data.draw(st.integers(1, n))]
    other = order[::-1][: len(first)]
    limit = data.draw(st.floats(0, 60))
    shown = rows(found, first, limit, absences=other)
    assert sum(row.share for row in shown) == pytest.approx(1)
    assert sum(row.school for row in shown) == pytest.approx(1)
    assert sum(row.students for row in shown) == n
    for row in shown:
        members = [at for at in range(n) if answers[at] in row.answers]
        inside = [at for at in first if at in members]
        assert (row.students, row.count) == (len(members), len(inside))
        assert row.share == pytest.approx(len(inside) / len(first))
        assert row.plain == pytest.approx(
            len([at for at in members if at < len(first)]) / len(first)
        )
        assert row.without["absences"] == pytest.approx(
            len([at for at in other if at in members]) / len(first)
        )
        outside = not row.low <= row.school <= row.high
        further = 100 * abs(row.difference) > limit + 1e-9
        assert row.over == (outside and further)


def test_a_list_like_the_school_is_over_no_limit() -> None:
    groups = of_words(*["f", "m"] * 50)
    assert not any(row.over for row in rows(groups, list(range(20)), limit=0))


def test_a_difference_that_chance_explains_is_not_over_the_limit_however_large() -> None:
    groups = of_words(*["f"] * 50, *["m"] * 50)
    assert not any(row.over for row in rows(groups, [0, 50, 51, 52], limit=10))
    assert all(row.over for row in rows(groups, list(range(12)), limit=10))
    assert not any(row.over for row in rows(groups, list(range(12)), limit=50))


def test_the_indicator_without_which_the_list_is_nearest_to_the_school_is_named() -> None:
    groups = of_words(*["f"] * 50, *["m"] * 50)
    alone, half, mixed = list(range(12)), [*range(9), 50, 51, 52], [*range(6), *range(50, 56)]
    for row in rows(groups, alone, 10, absences=mixed, goout=half, health=alone):
        assert row.cause == "absences"
    assert {row.cause for row in rows(groups, alone, 10, health=alone)} == {None}
    assert {row.cause for row in rows(groups, alone, 10, all=[])} == {None}


def test_how_many_groups_chance_alone_puts_over_the_limit_is_what_drawing_gives() -> None:
    groups = of_words(*["a"] * 15, *["b"] * 25, *["c"] * 60)
    draw = np.random.default_rng(7)
    found = [
        sum(row.over for row in rows(groups, draw.permutation(100)[:12].tolist(), 10))
        for _ in range(2000)
    ]
    expected = compared(groups, list(range(12)), 10).by_chance
    assert np.mean(found) == pytest.approx(expected, abs=4 * np.std(found) / np.sqrt(2000))
    assert expected < 3 * 0.05


def test_a_list_with_nobody_on_it_compares_nothing() -> None:
    found = compared(of_words(*["f", "m"] * 50), [])
    assert (found.drawn, found.columns, found.by_chance) == (0, {"sex": ()}, 0.0)
