"""Training: a student's own grade moves nothing that is said of him, whatever is trained."""

import hashlib
import json
from functools import cache

import numpy as np
import pandas as pd
import pytest
import sklearn
from gap_rosters import SCALE, invented
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples

from scoring.model.expected_grades import ExpectedGrades
from scoring.model.fold_ensemble import FoldEnsemble
from scoring.model.model_config import Recipe, Target
from scoring.model.refusal import ModelRefusal
from scoring.model.training import TrainedModel, train
from scoring.model_files import model_file

FRAME, GRADE = invented(n=100, ungraded=3)
COLUMNS = tuple(FRAME.columns)
RECIPES: dict[str, Recipe] = {
    "ridge": Recipe(COLUMNS),
    "ridge of passing": Recipe(COLUMNS, "pass", passing=12.0, settings={"alpha": 10.0}),
    "neighbours, how many is looked for": Recipe(COLUMNS, candidate="neighbours"),
    "trees": Recipe(COLUMNS, candidate="histogram_boosting", settings={"trees": 20.0}),
    "trees of passing": Recipe(COLUMNS, "pass", "boosting", 12.0, {"trees": 20.0, "depth": 2.0}),
}


def learned(recipe: Recipe, grade: pd.Series) -> TrainedModel:
    found = train(FRAME, grade, recipe, **SCALE, folds=3, repeats=1)
    assert isinstance(found, TrainedModel), found.message
    return found


@cache
def before(name: str) -> TrainedModel:
    return learned(RECIPES[name], GRADE)


def of_the_roster(gap: ExpectedGrades, row: int) -> list[float]:
    lines = gap.contributions.iloc[row]
    return [gap.expected[row], gap.low80[row], gap.high80[row], gap.baseline[row], *lines]


def of_the_model(model: FoldEnsemble, row: int, fold: int) -> list[float]:
    """What the model says of him anywhere else: in a what-if, through the API."""
    own, held = FRAME.iloc[[row]], np.array([fold])
    told = model.explained(own, held)
    ends = np.ravel([model.interval(own, held, level) for level in (0.8, 0.9)])
    lines = told.contributions[0]
    return [*model.expected(own, held), *ends, *told.baseline, *lines]


@pytest.mark.parametrize("name", RECIPES)
@settings(max_examples=examples(3))
@given(row=st.integers(0, len(FRAME) - 1), other=st.integers(0, 20))
def test_a_students_own_grade_moves_nothing_that_is_said_of_him(
    name: str, row: int, other: int
) -> None:
    changed = GRADE.copy()
    changed[row] = 20.0 - changed[row] if other == changed[row] else float(other)
    one, two = before(name), learned(RECIPES[name], changed)
    if np.isnan(GRADE[row]):
        assert (one.folds[row], two.folds[row] >= 0) == (-1, True)
        return
    np.testing.assert_array_equal(one.folds, two.folds)
    np.testing.assert_array_equal(of_the_roster(one.gap, row), of_the_roster(two.gap, row))
    fold = one.folds[row]
    said = of_the_model(one.model, row, fold)
    np.testing.assert_array_equal(said, of_the_model(two.model, row, fold))
    content = model_file.write(two.model)
    kept = model_file.read(
        content,
        sha256=hashlib.sha256(content).hexdigest(),
        scikit_learn=sklearn.__version__,
    )
    np.testing.assert_array_equal(said, of_the_model(kept, row, fold))


@pytest.mark.parametrize("name", ["ridge", "trees of passing"])
def test_others_do_learn_from_it(name: str) -> None:
    recipe = RECIPES[name]
    changed = GRADE.copy()
    changed[17] = 0.0 if GRADE[17] >= 12 else 20.0
    moved = learned(recipe, changed).gap.expected != before(name).gap.expected
    mates = before(name).folds == before(name).folds[17]
    assert not moved[mates].any()
    assert moved[~mates].any()


def test_a_grade_that_comes_in_later_leaves_everybodys_fold_as_it_was() -> None:
    came = GRADE.fillna(11.0)
    graded = GRADE.notna().to_numpy()
    now = learned(RECIPES["ridge"], came).folds
    np.testing.assert_array_equal(now[graded], before("ridge").folds[graded])


@pytest.mark.parametrize("name", RECIPES)
@pytest.mark.parametrize("seed", [0, 1])
def test_shuffled_grades_teach_no_candidate_anything(name: str, seed: int) -> None:
    mixed = pd.Series(np.random.default_rng(seed).permutation(GRADE))
    found = train(FRAME, mixed, RECIPES[name], **SCALE, folds=3, repeats=2)
    assert isinstance(found, ModelRefusal)
    assert "says too little" in found.message
    assert found.values["r2"] < 0.05


def test_no_student_tells_a_model_more_than_its_file_shows() -> None:
    """Out of fold the model errs as much as it says; in fold, nothing is measured."""
    found = before("ridge")
    error = (found.gap.expected - GRADE).dropna()
    assert found.gap.report["rmse"] == pytest.approx(np.sqrt((error**2).mean()), abs=1e-9)


def test_how_far_it_is_grows_to_the_whole() -> None:
    done: list[float] = []
    train(FRAME, GRADE, Recipe(COLUMNS), **SCALE, folds=4, repeats=2, progress=done.append)
    assert done == pytest.approx([step / 20 for step in range(1, 21)])
    done.clear()
    train(FRAME, GRADE, RECIPES["ridge of passing"], **SCALE, folds=4, progress=done.append)
    assert done[-1] == 1


def test_whoever_watches_can_end_it() -> None:
    class Enough(Exception):  # noqa: N818
        pass

    def stop(done: float) -> None:
        if done > 0.3:
            raise Enough

    with pytest.raises(Enough):
        train(FRAME, GRADE, Recipe(COLUMNS), **SCALE, progress=stop)


def test_settings_that_a_recipe_gives_are_not_looked_for() -> None:
    told = Recipe(COLUMNS, candidate="lasso", settings={"alpha": 0.2})
    assert learned(told, GRADE).gap.report["chosen"] == [{"alpha": 0.2}] * 3
    assert len(before("neighbours, how many is looked for").gap.report["chosen"]) == 3


def test_only_the_columns_of_the_recipe_are_read() -> None:
    frame = FRAME.assign(grade=GRADE, broken=np.inf)
    found = train(frame, GRADE, Recipe(COLUMNS), **SCALE, folds=3, repeats=1)
    assert isinstance(found, TrainedModel)
    np.testing.assert_array_equal(found.gap.expected, before("ridge").gap.expected)


@pytest.mark.parametrize("target", ["grade", "pass"])
def test_the_mean_is_no_model(target: Target) -> None:
    found = train(FRAME, GRADE, Recipe(COLUMNS, target, "mean", 12.0), **SCALE, folds=3)
    assert isinstance(found, ModelRefusal)


def test_the_report_can_be_kept_as_json_whatever_was_trained() -> None:
    for name in RECIPES:
        report = before(name).gap.report
        assert json.loads(json.dumps(report, allow_nan=False)) == report
