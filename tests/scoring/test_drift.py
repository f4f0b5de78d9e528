"""Two rosters compared: what is the same stays so, what moved is found, and luck is no drift."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from numpy.typing import NDArray

from scoring.model_evaluation.drift import BY_LUCK, VERDICTS, Drift, compare, merged, psi
from scoring.model_evaluation.profile import MOST_WORDS, profile

Answers = dict[str, NDArray[Any]]

numbers = st.lists(st.one_of(st.none(), st.integers(0, 30)), min_size=1, max_size=80).map(
    lambda each: np.array([np.nan if one is None else one for one in each], dtype=np.float64)
)
words = st.lists(st.sampled_from(["yes", "no", "often", None]), min_size=1, max_size=80).map(
    lambda each: np.array(each, dtype=object)
)
columns = st.one_of(numbers, words)
rosters = st.dictionaries(st.sampled_from("abcd"), columns, min_size=1)


def students(n: int, seed: int, *, absences: float = 6, yes: float = 0.6) -> dict[str, Any]:
    """Invented students: counts, a scale of four, a real number, and words with gaps."""
    lot = np.random.default_rng(seed)
    return {
        "absences": lot.poisson(absences, n).astype(float),
        "studytime": lot.integers(1, 5, n).astype(float),
        "average": lot.normal(12, 3, n),
        "paid": lot.choice(np.array(["yes", "no", None], object), n, p=[yes, 0.9 - yes, 0.1]),
    }


def of(found: Drift, name: str) -> Any:
    """The one column."""
    return next(column for column in found.columns if column.name == name)


@given(rosters)
@settings(max_examples=examples(40), deadline=None)
def test_the_same_roster_is_as_before(roster: Answers) -> None:
    found = compare(profile(roster), roster)
    assert {column.verdict for column in found.columns} <= {"as before"}
    assert all(column.psi == pytest.approx(0, abs=1e-12) for column in found.columns)
    assert all(column.outside == column.unseen == 0 for column in found.columns)
    assert found.as_json() == {"verdict": "as before", "columns": []}


@given(rosters, rosters, st.integers(0, 99))
@settings(max_examples=examples(40), deadline=None)
def test_the_order_of_students_and_columns_does_not_matter(
    then: Answers, now: Answers, seed: int
) -> None:
    lot = np.random.default_rng(seed)

    def shuffled(roster: Answers) -> Answers:
        return {name: lot.permutation(roster[name]) for name in reversed(roster)}

    first, second = compare(profile(then), now), compare(profile(shuffled(then)), shuffled(now))
    assert repr(first.columns) == repr(second.columns[::-1])


@given(rosters, rosters)
@settings(max_examples=examples(40), deadline=None)
def test_shares_are_of_everybody_and_each_column_has_a_verdict(then: Answers, now: Answers) -> None:
    found = compare(profile(then), now)
    for column in found.columns:
        assert column.verdict in VERDICTS
        if column.verdict == "gone":
            assert not column.parts
            continue
        assert sum(part.before for part in column.parts) == pytest.approx(1)
        assert sum(part.now for part in column.parts) == pytest.approx(1)
        assert column.psi >= 0
        assert 0 < column.p <= 1
    assert found.verdict == max(
        (column.verdict for column in found.columns), key=VERDICTS.index, default="as before"
    )


@pytest.mark.parametrize("n", [80, 300])
def test_a_column_that_moved_is_found_and_no_other(n: int) -> None:
    found = compare(profile(students(357, 1)), students(n, 2, absences=14))
    assert found.verdict == of(found, "absences").verdict == "very"
    assert found.as_json()["columns"] == ["absences"]
    assert of(found, "absences").ks > 0.5
    assert of(found, "absences").outside > 0.2


def test_a_smaller_move_is_somewhat_different() -> None:
    found = compare(profile(students(2000, 1)), students(2000, 2, absences=7.2))
    assert of(found, "absences").verdict == "somewhat"


def test_in_large_rosters_a_trifle_is_no_drift_though_beyond_luck() -> None:
    found = compare(profile(students(50_000, 1)), students(50_000, 2, yes=0.58))
    assert of(found, "paid").p < 0.001
    assert found.verdict == "as before"


def test_in_small_rosters_luck_is_no_drift_and_one_is_told_so() -> None:
    found = compare(profile(students(60, 1)), students(25, 5))
    unsure = [column for column in found.columns if column.verdict == "cannot say"]
    assert unsure
    assert all(column.by_luck >= column.psi > 0.1 for column in unsure)


def test_luck_alone_is_taken_for_drift_about_as_rarely_as_is_said() -> None:
    runs = 100
    found = [compare(profile(students(200, 2 * n)), students(60, 2 * n + 1)) for n in range(runs)]
    alarms = sum(one.verdict in ("somewhat", "very") for one in found)
    assert alarms <= runs * BY_LUCK + 3 * (runs * BY_LUCK * (1 - BY_LUCK)) ** 0.5
    chances = np.array([column.p for one in found for column in one.columns])
    assert 0.2 < (chances <= 0.5).mean() < 0.6  # neither deaf nor jumpy


def test_words_never_seen_and_answers_outside_the_range_are_counted() -> None:
    then = {"paid": np.array(["yes", "no"] * 50, object), "age": np.arange(100.0) % 20}
    now = {"paid": np.array(["yes", "perhaps", "no", None] * 25, object), "age": np.full(100, 30.0)}
    found = compare(profile(then), now)
    paid, age = of(found, "paid"), of(found, "age")
    assert (paid.words, paid.unseen) == (("perhaps",), pytest.approx(1 / 3))
    assert paid.missing == (0, 0.25)
    assert paid.more_missing == 0.25
    assert [part.kind for part in paid.parts] == ["word", "word", "unseen", "missing"]
    assert (age.outside, age.ks) == (1, 1)
    assert [age.parts[-1].low, age.parts[-1].high, age.parts[-1].now] == [19, None, 1]


@pytest.mark.parametrize("answers", [None, np.full(90, np.nan), np.array(["often"] * 90, object)])
def test_a_column_that_is_not_there_any_more_is_gone(answers: Any) -> None:
    now = students(90, 2)
    if answers is None:
        del now["absences"]
    else:
        now["absences"] = answers
    found = compare(profile(students(357, 1)), now)
    assert of(found, "absences").verdict == found.verdict == "gone"
    assert found.as_json() == {"verdict": "gone", "columns": ["absences"]}


def test_the_profile_is_the_same_of_a_frame_and_counts_every_student_once() -> None:
    roster = students(300, 3)
    kept = profile(roster)
    assert profile(pd.DataFrame(roster)) == kept
    assert all(
        sum(one["counts"].values() if one["kind"] == "word" else one["counts"]) + one["missing"]
        == one["students"] == 300
        for one in kept.values()
    )  # fmt: skip


def test_a_column_of_names_leaves_no_profile_and_an_empty_one_is_not_compared() -> None:
    kept = profile(
        {
            "name": np.array([f"N{n}" for n in range(MOST_WORDS + 1)], object),
            "empty": np.full(MOST_WORDS + 1, np.nan),
        }
    )
    assert set(kept) == {"empty"}
    assert compare(kept, {"empty": np.ones(30)}).columns == ()


def test_an_infinite_number_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="infinite"):
        profile({"age": np.array([1.0, np.inf])})


def test_psi_is_the_sum_by_hand() -> None:
    then, now = np.array([50, 50]), np.array([20, 80])
    p = np.array([50 + 70 / 200, 50 + 130 / 200]) / 101
    q = np.array([20 + 70 / 200, 80 + 130 / 200]) / 101
    by_hand = sum((b - a) * np.log(b / a) for a, b in zip(p, q, strict=True))
    assert psi(then, now) == pytest.approx(by_hand)


def test_parts_of_few_students_are_put_together_with_their_neighbours() -> None:
    then, now = np.array([0, 40, 3, 40, 17, 0]), np.array([1, 20, 0, 20, 8, 1])
    assert merged(then, now) == [0, 2, 4]
