"""Candidates compared: repeatable, nothing found in noise, and a sentence where it cannot be."""

import json
from typing import Any

import numpy as np
import pandas as pd
import pytest

from scoring.model.refusal import ModelRefusal
from scoring.model_selection.comparison import compare
from scoring.model_selection.plan import MOST_COMPARED, Plan, seconds

FEW = ("mean", "ridge")
COLUMNS = ("absences", "studytime", "paid")


def roster(students: int, noise: float, seed: int = 3) -> tuple[pd.DataFrame, pd.Series]:
    """Invented students; noise: how much of the grade is luck, 1 all of it."""
    luck = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "absences": luck.poisson(6, students).astype(float),
            "studytime": luck.integers(1, 5, students).astype(float),
            "paid": luck.choice(np.array(["yes", "no"], dtype=object), students),
        }
    )
    learned = 0.5 * frame["absences"] + 2 * frame["studytime"]
    grade = 10 + (1 - noise) * (learned - learned.mean()) + 3 * noise * luck.normal(size=students)
    return frame, grade.clip(0, 20)


def compared(frame: pd.DataFrame, grade: pd.Series, **asked: Any) -> dict[str, Any]:
    plan = Plan(COLUMNS, **{"candidates": FEW, "runs": 2, "folds": 3, **asked})
    found = compare(frame, grade, plan, low=0, high=20)
    assert not isinstance(found, ModelRefusal)
    return found


def test_in_pure_noise_the_mean_is_proposed_and_nothing_shown_better() -> None:
    found = compared(*roster(100, noise=1.0), candidates=(*FEW, "lasso", "neighbours"), runs=1)
    assert found["proposed"] == "mean"
    assert found["without"] == []
    assert all(one["beside_proposed"]["high"] >= 0 for one in found["candidates"])


def test_shuffling_the_grades_destroys_what_was_found() -> None:
    frame, grade = roster(150, noise=0.2)
    before = compared(frame, grade)
    mixed = pd.Series(np.random.default_rng(0).permutation(grade.to_numpy()))
    after = compared(frame, mixed)
    assert (before["proposed"], after["proposed"]) == ("ridge", "mean")
    [ridge] = [one for one in before["candidates"] if one["key"] == "ridge"]
    assert ridge["r2"] > 0.8
    assert all(one["r2"] < 0.05 for one in after["candidates"])


def test_equal_seeds_give_equal_results_and_another_seed_another_one() -> None:
    frame, grade = roster(80, noise=0.5)
    once, again, other = (compared(frame, grade, runs=1, seed=seed) for seed in (1, 1, 2))
    assert once == again
    assert once["candidates"] != other["candidates"]


def test_the_result_is_json_with_intervals_around_each_figure_and_no_student() -> None:
    frame, grade = roster(100, noise=0.5)
    found = compared(frame, grade)
    assert json.loads(json.dumps(found)) == found
    assert [one["key"] for one in found["candidates"]] == list(FEW)
    for one in found["candidates"]:
        low, high = one["over_students"]
        assert low < one["error"] < high
        assert one["over_runs"] == [min(one["runs"]), max(one["runs"])]
        assert len(one["runs"]) == 2
    assert found["students"] == found["graded"] == 100


def test_the_column_that_matters_costs_most_to_leave_out() -> None:
    found = compared(*roster(150, noise=0.3))
    dearest = found["without"][0]
    assert dearest["column"] == "studytime"
    assert 0 < dearest["low"] < dearest["value"] < dearest["high"]
    assert {one["column"] for one in found["without"]} == set(COLUMNS)


def test_who_passes_is_compared_by_chances() -> None:
    frame, grade = roster(150, noise=0.3)
    found = compared(frame, grade, target="pass", passing=10.0, runs=1)
    mean, ridge = found["candidates"]
    assert mean["error"] == pytest.approx(0.25, abs=0.02)
    assert ridge["error"] < 0.15
    assert ridge["auc"] > 0.9
    assert mean["auc"] == 0.5


def test_earlier_grades_alone_are_a_baseline() -> None:
    frame, grade = roster(150, noise=0.3)
    frame["G1"] = (grade + np.random.default_rng(1).normal(0, 1, 150)).clip(0, 20)
    plan = Plan((*COLUMNS, "G1"), earlier=("G1",), candidates=FEW, runs=1, folds=3)
    found = compare(frame, grade, plan, low=0, high=20)
    assert not isinstance(found, ModelRefusal)
    assert found["earlier"]["columns"] == ["G1"]
    [ridge] = [one for one in found["candidates"] if one["key"] == "ridge"]
    assert ridge["error"] < found["earlier"]["error"] < found["candidates"][0]["error"]


def test_progress_rises_to_the_end_and_what_it_raises_ends_the_comparison() -> None:
    frame, grade = roster(100, noise=0.3)
    plan = Plan(COLUMNS, candidates=FEW, runs=1, folds=5)
    seen: list[float] = []
    compare(frame, grade, plan, low=0, high=20, progress=seen.append)
    assert seen == sorted(seen)
    assert seen[-1] == pytest.approx(1.0)

    class UnwantedError(Exception):
        pass

    def stop(done: float) -> None:
        if done > 0.3:
            raise UnwantedError

    with pytest.raises(UnwantedError):
        compare(frame, grade, plan, low=0, high=20, progress=stop)


def test_of_many_students_some_are_drawn_by_lot() -> None:
    frame, grade = roster(MOST_COMPARED + 500, noise=0.5)
    found = compared(frame, grade, candidates=FEW, runs=1, folds=2)
    assert (found["students"], found["graded"]) == (MOST_COMPARED, MOST_COMPARED + 500)


@pytest.mark.parametrize(
    ("students", "change", "asked", "words"),
    [
        (40, None, {}, "need 60"),
        (80, lambda frame, grade: (frame, grade * 0 + 11), {}, "the same grade"),
        (80, lambda frame, grade: (frame * np.nan, grade), {}, "0 students"),
        (80, lambda frame, grade: (frame, grade * np.nan), {}, "0 students"),
        (80, None, {"target": "pass", "passing": 20.0}, "needs 20 on either side"),
    ],
)
def test_what_cannot_be_compared_is_said_in_a_sentence(
    students: int, change: Any, asked: dict[str, Any], words: str
) -> None:
    frame, grade = roster(students, noise=0.5)
    if change is not None:
        frame["paid"] = 1.0
        frame, grade = change(frame, grade)
    found = compare(frame, grade, Plan(COLUMNS, candidates=FEW, **asked), low=0, high=20)
    assert isinstance(found, ModelRefusal)
    assert words in found.message


def test_a_plan_survives_json_and_orders_its_candidates_by_simplicity() -> None:
    plan = Plan(COLUMNS, "pass", 9.5, candidates=("svm", "mean"), runs=3)
    assert Plan.from_json(json.loads(json.dumps(plan.as_json()))) == plan
    assert plan.candidates == ("mean", "svm")
    for wrong in ({"target": "pass"}, {"candidates": ("magic",)}, {"runs": 0}, {"folds": 1}):
        with pytest.raises(ValueError, match=r"pass mark|Not a plan"):
            Plan(COLUMNS, **wrong)  # type: ignore[arg-type]


def test_more_runs_students_and_candidates_take_longer() -> None:
    plan = Plan(COLUMNS)
    assert seconds(Plan(COLUMNS, runs=20), 300) == 4 * seconds(plan, 300)
    assert seconds(plan, 1_000) > seconds(plan, 300) > seconds(Plan(COLUMNS, candidates=FEW), 300)
    assert seconds(plan, 10 * MOST_COMPARED) == seconds(plan, MOST_COMPARED)
