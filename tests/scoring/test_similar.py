"""Students like one: who they are, how many, and what grades they have."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.what_if.similar import FEWEST, NEAREST, Similar, similar


def roster(n: int = 60) -> tuple[pd.DataFrame, np.ndarray]:
    """n students: every fourth studies 1, 2, 3, 4; every other one wants to go on."""
    number = np.arange(n)
    words = np.array(["yes", "no"], dtype=object)[number % 2]
    frame = pd.DataFrame({"studytime": 1.0 + number % 4, "higher": words})
    return frame, number % 20 * 1.0


def found(*asked: object) -> Similar:
    said = similar(*asked)  # type: ignore[arg-type]
    assert said is not None
    return said


def test_who_gave_the_very_same_answers_is_taken_where_they_are_ten() -> None:
    frame, grades = roster()
    said = found(frame, grades, {"studytime": 1.0, "higher": "yes"})
    theirs = grades[::4]
    assert (said.how, said.students, said.alike) == ("same", 15, 2.0)
    assert said.median == np.median(theirs)
    assert [said.lower, said.upper] == np.quantile(theirs, [0.25, 0.75]).tolist()


def test_else_the_nearest_are_taken_with_all_who_are_equally_near() -> None:
    frame, grades = roster()
    said = found(frame, grades, {"studytime": 1.0, "higher": "no"})
    # Nobody answers so. Nearest: studytime 2 and no (1/6 apart); then 1 and yes, 4 and no (1/2).
    assert (said.how, said.students) == ("nearest", 45)
    assert said.alike == pytest.approx(1.0)


def test_the_order_of_the_roster_changes_nothing() -> None:
    frame, grades = roster()
    mixed = np.random.default_rng(3).permutation(len(frame))
    record = {"studytime": 2.0, "higher": "yes"}
    assert found(frame, grades, record) == found(frame.iloc[mixed], grades[mixed], record)


@given(st.integers(0, 59), st.floats(0, 20))
def test_a_student_who_is_not_counted_moves_nothing(row: int, grade: float) -> None:
    frame, grades = roster()
    record = {"studytime": float(frame.studytime[row]), "higher": str(frame.higher[row])}
    without = grades.copy()
    without[row] = np.nan
    assert similar(frame, without, record) == similar(
        frame.drop(index=row), np.delete(grades, row), record
    )


def test_of_fewer_than_ten_nothing_is_said() -> None:
    frame, grades = roster(FEWEST - 1)
    assert similar(frame, grades, {"studytime": 1.0, "higher": "yes"}) is None
    frame, grades = roster(40)
    grades[FEWEST - 1 :] = np.nan
    assert similar(frame, grades, {"studytime": 1.0, "higher": "yes"}) is None


def test_who_answered_nothing_is_like_nobody() -> None:
    assert similar(*roster(), {"studytime": None, "higher": None}) is None
    assert similar(roster()[0][[]], roster()[1], {}) is None


def test_no_answer_is_like_no_answer_and_like_nothing_else() -> None:
    frame, grades = roster()
    frame.loc[:11, "studytime"] = np.nan
    frame.loc[:11, "higher"] = "yes"
    said = found(frame, grades, {"studytime": None, "higher": "yes"})
    assert (said.how, said.students) == ("same", 12)


def test_an_answer_that_nobody_gave_is_as_far_as_can_be_and_no_error() -> None:
    frame, grades = roster()
    assert found(frame, grades, {"studytime": 900.0, "higher": "perhaps"}).students >= NEAREST
    frame["studytime"] = np.nan
    assert found(frame, grades, {"studytime": 1.0, "higher": "yes"}).students >= FEWEST


@given(st.data())
def test_there_are_always_ten_at_least(data: st.DataObject) -> None:
    n = data.draw(st.integers(0, 40))
    numbers = st.one_of(st.none(), st.sampled_from([0.0, 1.0, 50.0]))
    words = st.one_of(st.none(), st.sampled_from(["a", "b"]))
    frame = pd.DataFrame(
        {
            "number": np.array([data.draw(numbers) for _ in range(n)], dtype=np.float64),
            "word": np.array([data.draw(words) for _ in range(n)], dtype=object),
        }
    )
    grades = np.array([data.draw(st.sampled_from([np.nan, 3.0, 9.0, 17.0])) for _ in range(n)])
    said = similar(frame, grades, {"number": data.draw(numbers), "word": data.draw(words)})
    if said is not None:
        assert said.students >= FEWEST
        assert said.lower <= said.median <= said.upper
        assert 0 <= said.alike <= said.asked
