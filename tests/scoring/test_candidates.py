"""The candidates: each a whole pipeline, for grades and for passing, small and repeatable."""

import lzma
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
import skops.io
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from scoring.model import features as model_features
from scoring.model.estimators import CANDIDATES
from scoring.model.features import FeatureTable
from scoring.model.model_config import COST, LINEAR, Target

STUDENTS = 60
MOST_BYTES = 400_000  # of one fold model: ten are kept in at most 4 MB


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """As in the product: several threads of one small matrix only wait for each other."""
    with threadpool_limits(limits=1):
        yield


@pytest.fixture(scope="module")
def table() -> FeatureTable:
    luck = np.random.default_rng(7)
    absences = luck.poisson(6, STUDENTS).astype(float)
    absences[::9] = np.nan
    paid = luck.choice(np.array(["yes", "no", None], dtype=object), STUDENTS)
    frame = pd.DataFrame(
        {"absences": absences, "studytime": luck.integers(1, 5, STUDENTS) * 1.0, "paid": paid}
    )
    return model_features.read(frame, np.ones(STUDENTS, dtype=bool))


@pytest.fixture(scope="module")
def grade(table: FeatureTable) -> NDArray[np.float64]:
    luck = np.random.default_rng(8)
    return 8 + 1.5 * table.matrix[:, 1] + luck.normal(0, 1, STUDENTS)


def test_the_plan_knows_the_same_candidates_in_the_same_order() -> None:
    assert tuple(COST) == tuple(CANDIDATES)


@pytest.mark.parametrize("key", CANDIDATES)
@pytest.mark.parametrize("target", ["grade", "pass"])
def test_a_candidate_learns_from_missing_answers_and_words_and_stays_small(
    key: str, target: Target, table: FeatureTable, grade: NDArray[np.float64]
) -> None:
    outcome = grade if target == "grade" else (grade >= 12).astype(float)
    first = {name: values[0] for name, values in CANDIDATES[key].grid(target).items()}
    model, chosen = CANDIDATES[key].fit(table, target, np.arange(STUDENTS), outcome, first)
    assert chosen == first
    asked = table.matrix.copy()
    asked[0] = np.nan
    asked[1, 2:] = 17.0  # a word that nobody had
    if target == "grade":
        said = model.predict(asked)
        assert ((said > 0) & (said < 25)).all()
    else:
        said = model.predict_proba(asked)[:, 1]
        assert ((said >= 0) & (said <= 1)).all()
    assert len(lzma.compress(skops.io.dumps(model), preset=1)) < MOST_BYTES


@pytest.mark.parametrize("key", ["random_forest", "boosting", "histogram_boosting"])
def test_the_same_students_give_the_same_model(
    key: str, table: FeatureTable, grade: NDArray[np.float64]
) -> None:
    given = {name: values[0] for name, values in CANDIDATES[key].grid("grade").items()}
    fit = CANDIDATES[key].fit
    once, again = (fit(table, "grade", np.arange(STUDENTS), grade, given)[0] for _ in range(2))
    assert np.array_equal(once.predict(table.matrix), again.predict(table.matrix))


@pytest.mark.parametrize("key", sorted(LINEAR))
def test_a_linear_candidates_expectation_is_the_sum_of_its_parts(
    key: str, table: FeatureTable, grade: NDArray[np.float64]
) -> None:
    model, _ = CANDIDATES[key].fit(table, "grade", np.arange(STUDENTS), grade)
    features = model[:-1].transform(table.matrix)
    parts = features * model[-1].coef_
    assert model.predict(table.matrix) == pytest.approx(model[-1].intercept_ + parts.sum(axis=1))


def test_settings_are_searched_only_where_they_are_not_given(
    table: FeatureTable, grade: NDArray[np.float64]
) -> None:
    rows = np.arange(STUDENTS)
    _, chosen = CANDIDATES["neighbours"].fit(table, "grade", rows, grade)
    assert chosen["neighbours"] in CANDIDATES["neighbours"].grid("grade")["neighbours"]
    model, told = CANDIDATES["neighbours"].fit(table, "grade", rows, grade, {"neighbours": 7})
    assert (told, model[-1].n_neighbors) == ({"neighbours": 7}, 7)


@pytest.mark.parametrize("key", ["lasso", "svm"])
def test_grades_on_another_scale_give_the_same_model(
    key: str, table: FeatureTable, grade: NDArray[np.float64]
) -> None:
    given = {name: values[0] for name, values in CANDIDATES[key].grid("grade").items()}
    fit = CANDIDATES[key].fit
    of_20, _ = fit(table, "grade", np.arange(STUDENTS), grade, given)
    of_100, _ = fit(table, "grade", np.arange(STUDENTS), 5 * grade, given)
    said = of_100.predict(table.matrix)
    assert said == pytest.approx(5 * of_20.predict(table.matrix), rel=1e-3)
