"""Probabilities of passing: calibrated, measured by their own figures, without intervals."""

import numpy as np
import pandas as pd
import pytest
from gap_rosters import SCALE, invented, real

from scoring.model.evaluation import calibration, log_loss
from scoring.model.model_config import Recipe
from scoring.model.refusal import ModelRefusal
from scoring.model.training import TrainedModel, train


def passing(
    frame: pd.DataFrame, grade: pd.Series, mark: float = 12.0
) -> TrainedModel | ModelRefusal:
    recipe = Recipe(tuple(frame.columns), "pass", passing=mark, settings={"alpha": 10.0})
    return train(frame, grade, recipe, **SCALE, folds=5, repeats=1)


def test_they_lie_between_0_and_1_and_have_no_interval_and_no_gap() -> None:
    found = passing(*invented())
    assert isinstance(found, TrainedModel)
    gap = found.gap
    assert ((gap.expected > 0) & (gap.expected < 1)).all()
    assert np.isnan([gap.low80, gap.high80, gap.gap]).all()
    assert np.isnan(found.model.interval(*_asked(found))).all()
    added = gap.baseline + gap.contributions.sum(axis=1)
    np.testing.assert_allclose(added, gap.expected, rtol=0, atol=1e-9)


def _asked(found: TrainedModel) -> tuple[pd.DataFrame, np.ndarray]:
    return invented()[0], found.folds


def test_the_report_tells_them_from_the_share_that_passes() -> None:
    found = passing(*invented(n=300))
    assert isinstance(found, TrainedModel)
    report = found.gap.report
    assert report["brier"] < report["brier_of_mean"]
    assert report["log_loss"] < report["log_loss_of_mean"]
    assert report["brier_interval"][0] < report["brier"] < report["brier_interval"][1]
    assert report["expected_share"] == pytest.approx(report["passed"], abs=0.02)
    assert report["r2"] == pytest.approx(1 - report["brier"] / report["brier_of_mean"], abs=0.02)
    assert "rmse" not in report
    assert sum(step["students"] for step in report["calibration"]) == report["trained"]


def test_who_is_said_to_pass_more_surely_passes_more_often() -> None:
    found = passing(*real("pilot-students.csv"), mark=10.0)
    assert isinstance(found, TrainedModel)
    steps = found.gap.report["calibration"]
    assert len(steps) == 10
    apart = [abs(step["expected"] - step["passed"]) for step in steps]
    assert np.mean(apart) < 0.12
    assert steps[0]["passed"] < 0.6 < steps[-1]["passed"]


def test_a_step_of_probability_is_of_ten_students_at_least() -> None:
    luck = np.random.default_rng(0)
    chance = luck.random(64)
    steps = calibration(chance, (luck.random(64) < chance).astype(float))
    assert [step["students"] for step in steps] == [11, 11, 11, 11, 10, 10]
    assert np.all(np.diff([step["expected"] for step in steps]) > 0)


def test_a_sure_error_costs_more_than_an_unsure_one() -> None:
    outcome = np.array([1.0, 0.0])
    assert log_loss(np.array([0.5, 0.5]), outcome) == pytest.approx(np.log(2))
    assert log_loss(np.array([0.9, 0.1]), outcome) == pytest.approx(-np.log(0.9))
    assert 10 < log_loss(np.array([0.0, 0.0]), outcome) < np.inf


@pytest.mark.parametrize("mark", [0.0, 3.0, 19.5])
def test_where_nearly_all_or_none_pass_there_is_no_probability(mark: float) -> None:
    frame, grade = invented()
    found = passing(frame, grade, mark)
    assert isinstance(found, ModelRefusal)
    assert "on one side of the pass mark" in found.message
    assert found.values["fewer"] < found.values["needed"] == 20


def test_a_recipe_of_passing_needs_the_mark() -> None:
    with pytest.raises(ValueError, match="needs the pass mark"):
        Recipe(("studytime",), "pass")
