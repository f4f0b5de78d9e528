"""A roster for research: nobody stands alone, whatever the table, and nothing is lost in vain."""

from collections import Counter
from itertools import combinations, product
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.groups.anonymous_release import Quasi, Release, release
from scoring.groups.k_anonymity import Sensitive, column, search

LEFT_OUT_AT_MOST = 0.05


def chance(seed: int = 0) -> Random:
    """Chance that a test can repeat."""
    return Random(seed)  # noqa: S311 - an order of rows, no secret


def quasi(answers: list[Any], *steps: dict[Any, str], worth: float = 1.0) -> Quasi:
    """A quasi-identifier of these answers; each step says what is told instead of them."""
    distinct = sorted(set(answers), key=str)
    codes = np.array([distinct.index(one) for one in answers], dtype=np.int64)
    return Quasi(codes, [distinct, *([step[one] for one in distinct] for step in steps)], worth)


def sensitive(answers: list[Any]) -> Sensitive:
    distinct = sorted(set(answers), key=str)
    codes = np.array([distinct.index(one) for one in answers], dtype=np.int64)
    return Sensitive(codes, distinct.index(None) if None in distinct else None)


# Ages with two coarser steps, and columns without any.
AGES: tuple[dict[Any, str], ...] = (
    {15: "15..16", 16: "15..16", 17: "17..18", 18: "17..18"},
    {15: "15..18", 16: "15..18", 17: "15..18", 18: "15..18"},
)
ROW = st.tuples(
    st.sampled_from([15, 16, 17, 18]),
    st.sampled_from(["F", "M", None]),
    st.sampled_from(["GP", "MS", "XX"]),
    st.sampled_from([1.0, 2.0, None]),
)
TABLES = st.lists(ROW, max_size=60)
NAMES = ("age", "sex", "school")


def of_rows(rows: list[tuple[Any, ...]], k: int, seed: int = 0) -> Release | None:
    columns = [list(one) for one in zip(*rows, strict=True)] or [[], [], [], []]
    known = {
        "age": quasi(columns[0], *(AGES)),
        "sex": quasi(columns[1]),
        "school": quasi(columns[2], worth=0.5),
    }
    health = columns[3]
    return release(known, {"health": health}, {"health": sensitive(health)}, k, chance(seed))


def published_rows(found: Release) -> list[tuple[Any, ...]]:
    return list(zip(*found.columns.values(), strict=True))


@given(TABLES, st.integers(3, 7))
def test_every_combination_of_what_is_published_is_shared_by_k_students(
    rows: list[tuple[Any, ...]], k: int
) -> None:
    found = of_rows(rows, k)
    if found is None:
        assert len(rows) < k
        return
    known = [name for name in found.columns if name in NAMES]
    for size in range(1, len(known) + 1):
        for names in combinations(known, size):
            groups = Counter(zip(*(found.columns[name] for name in names), strict=True))
            assert min(groups.values()) >= k, names


@given(TABLES, st.integers(3, 7))
def test_the_number_left_out_never_tells_of_fewer_than_k(
    rows: list[tuple[Any, ...]], k: int
) -> None:
    found = of_rows(rows, k)
    if found is None:
        return
    assert found.rows + found.left_out == len(rows)
    assert found.left_out == 0 or found.left_out >= k
    assert found.left_out <= LEFT_OUT_AT_MOST * len(rows)
    assert found.smallest >= k
    assert found.groups * found.smallest <= found.rows


@given(TABLES, st.integers(3, 7))
def test_nothing_is_published_that_no_student_answered(rows: list[tuple[Any, ...]], k: int) -> None:
    found = of_rows(rows, k)
    if found is None:
        return

    def told(name: str, answer: Any) -> Any:
        step = found.steps[name]
        return answer if not step else AGES[step - 1][answer]

    names = [name for name in NAMES if found.steps[name] is not None]
    generalised = Counter(
        (*(told(name, row[NAMES.index(name)]) for name in names), row[3]) for row in rows
    )
    assert list(found.columns) == [*names, "health"]
    assert Counter(published_rows(found)) <= generalised


@given(TABLES, st.integers(3, 5))
def test_no_class_tells_what_all_of_it_answered(rows: list[tuple[Any, ...]], k: int) -> None:
    found = of_rows(rows, k)
    if found is None or "health" not in found.required:
        return
    groups: dict[Any, set[Any]] = {}
    for row in published_rows(found):
        groups.setdefault(row[:-1], set()).add(row[-1])
    assert all(len(answers) > 1 or answers == {None} for answers in groups.values())
    assert found.alike == {"health": 0}


@given(TABLES, st.integers(3, 5), st.randoms(use_true_random=False))
def test_two_exports_of_one_roster_tell_the_same_rows_whatever_the_order_of_the_file(
    rows: list[tuple[Any, ...]], k: int, luck: Random
) -> None:
    first = of_rows(rows, k, seed=1)
    other = list(rows)
    luck.shuffle(other)
    second = of_rows(other, k, seed=2)
    assert (first is None) == (second is None)
    if first is not None and second is not None:
        assert first.steps == second.steps
        assert Counter(published_rows(first)) == Counter(published_rows(second))


@given(TABLES.filter(lambda rows: len(rows) > 5), st.integers(3, 5))
def test_no_other_generalisation_of_a_small_lattice_loses_less(
    rows: list[tuple[Any, ...]], k: int
) -> None:
    if len(rows) < k:
        return
    lists = [list(one) for one in zip(*rows, strict=True)]
    codes = [quasi(one).codes for one in lists[:3]]
    ages = np.array(sorted(set(lists[0])))[codes[0]]
    columns = [
        column([codes[0], ages // 17], 1.0),
        column([codes[1]], 1.0),
        column([codes[2]], 0.5),
    ]
    n = len(rows)
    most = n // 4
    found = search(columns, [], n, k, most)

    def cost(chosen: tuple[int | None, ...]) -> float:
        lost, keys = 0.0, [()] * n
        for one, at in zip(columns, chosen, strict=True):
            lost += one.worth if at is None else one.steps[at].loss
            if at is not None:
                told = one.steps[at].codes.tolist()
                keys = [(*key, told[row]) for row, key in enumerate(keys)]
        sizes = sorted(Counter(keys).values())
        out = sum(size for size in sizes if size < k)
        if 0 < out < k:
            out += next((size for size in sizes if size >= k), n)
        if out > most:
            return float("inf")
        return (1 - out / n) * lost + out / n * sum(one.worth for one in columns)

    choices = [[None, *range(len(one.steps))] for one in columns]
    chosen = tuple(
        next(
            (at for at, step in enumerate(one.steps) if step.number == found.steps.get(index)), None
        )
        for index, one in enumerate(columns)
    )
    assert found.exact
    assert cost(chosen) == pytest.approx(min(cost(each) for each in product(*choices)))


def test_one_odd_student_is_not_left_out_alone() -> None:
    rows = [(15, "F", "GP", n % 2) for n in range(200)] + [(18, "M", "GP", 1.0)]
    found = of_rows(rows, 5)
    assert found is not None
    assert found.left_out == 0
    assert "age" not in found.columns and "sex" not in found.columns


def test_a_handful_of_odd_students_is_left_out_to_keep_the_columns() -> None:
    rows = [(15 + n % 2, "FM"[n // 2 % 2], "GP", n % 5) for n in range(200)]
    rows += [(17, None if n % 2 else "M", "GP", n) for n in range(6)]
    found = of_rows(rows, 5)
    assert found is not None
    assert (found.left_out, found.rows) == (6, 200)
    assert found.steps["age"] == found.steps["sex"] == 0


def test_a_column_worth_more_is_kept_rather() -> None:
    rows = [(n // 8 % 2, n // 4 % 2) for n in range(16)]
    first, second = ([row[at] for row in rows] for at in (0, 1))
    for worth, kept in ((2.0, "first"), (0.5, "second")):
        known = {"first": quasi(first, worth=worth), "second": quasi(second)}
        found = release(known, {}, {}, 8, chance())
        assert found is not None
        assert list(found.columns) == [kept]


def test_where_nearly_all_answer_alike_a_class_may_too_and_that_is_counted() -> None:
    rows = [(15 + n // 50, "F", "GP", 1.0) for n in range(100)] + [(15, "F", "GP", 2.0)]
    found = of_rows(rows, 5)
    assert found is not None
    assert found.required == frozenset()
    assert found.alike == {"health": 1}
    assert found.steps["age"] == 0


def test_fewer_than_k_students_are_not_published_at_all() -> None:
    assert of_rows([(15, "F", "GP", 1.0)] * 4, 5) is None
    assert of_rows([], 5) is None


def test_rows_come_in_an_order_that_chance_gives() -> None:
    rows = [(15, "F", "GP", float(n)) for n in range(50)]
    first, second = of_rows(rows, 5, seed=1), of_rows(rows, 5, seed=2)
    assert first is not None and second is not None
    told = [one.columns["health"] for one in (first, second)]
    assert told[0] != told[1] != [row[3] for row in rows] != told[0]
    assert sorted(told[0]) == sorted(told[1])  # type: ignore[type-var]


def test_a_search_that_runs_out_of_work_still_gives_something_to_publish() -> None:
    rng = np.random.default_rng(1)
    known = {f"c{at}": Quasi(rng.integers(0, 3, 300), [["a", "b", "c"]]) for at in range(12)}
    found = release(known, {}, {}, 5, chance(), work=20_000)
    assert found is not None
    assert not found.exact
    assert found.smallest >= 5
    assert any(step is not None for step in found.steps.values())
