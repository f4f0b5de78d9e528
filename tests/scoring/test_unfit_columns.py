"""Columns that must not be learned from are noticed, and those that may be are let through."""

import numpy as np
import pandas as pd
import pytest
from gap_rosters import SHARED, invented, told, trained

from scoring.model.features import unfit_reason
from scoring.model.refusal import ModelRefusal

N = 200
LUCK = np.random.default_rng(5)
GRADE = np.clip(np.round(LUCK.normal(12, 3, N)), 0, 20)
BANDS = np.array(["low", "middle", "high"])[np.digitize(GRADE, [9.5, 13.5])]

IDENTIFIERS = {
    "counted": np.arange(N) + 1,
    "counted, in another order": LUCK.permutation(N) + 20_240_001,
    "as floats": (np.arange(N) + 1.0),
    "drawn by lot, ten digits": LUCK.integers(10**9, 10**10 - 1, N),
    "in words": [f"A-{number:04}" for number in range(N)],
    "of families": [f"family {number // 1.05:.0f}" for number in range(N)],
}
DERIVED = {
    "itself": GRADE,
    "in percent": GRADE * 5,
    "turned": 20 - GRADE,
    "squared": GRADE**2,
    "a little blurred": GRADE + LUCK.normal(0, 0.2, N),
    "as words": [f"{grade:.0f}" for grade in GRADE],
    "passed": np.where(GRADE >= 10, "yes", "no"),
    "in bands": BANDS,
    "in bands, as numbers": np.digitize(GRADE, [9.5, 13.5]),
    "in bands, one entered wrongly": np.where(np.arange(N) == 5, "low", BANDS),
    "of who must sit again": np.where(GRADE < 10, LUCK.integers(0, 20, N), np.nan),
    "said only of who failed": np.where(GRADE < 10, LUCK.choice(["a talk", "a call"], N), None),
}
ALLOWED = {
    "an earlier grade": np.clip(np.round(GRADE + LUCK.normal(0, 1, N)), 0, 20),
    "seconds spent": LUCK.exponential(20_000, N).astype(int),
    "hours, to the minute": np.round(LUCK.exponential(9, N), 2),
    "absences": LUCK.poisson(5, N),
    "yes or no, by lot": np.where(LUCK.random(N) < 0.5, "yes", "no"),
    "rare": np.where(np.arange(N) < 3, "yes", "no"),
    "linked, not made from it": np.where(GRADE + LUCK.normal(0, 3, N) < 10, "yes", "no"),
    "a third unanswered": np.where(LUCK.random(N) < 0.3, np.nan, LUCK.poisson(5, N)),
}


@pytest.mark.parametrize("name", IDENTIFIERS)
def test_what_names_students_is_an_identifier(name: str) -> None:
    assert unfit_reason(pd.Series(IDENTIFIERS[name]), GRADE) == "identifier"


@pytest.mark.parametrize("name", DERIVED)
def test_what_is_made_from_the_grade_is_derived(name: str) -> None:
    assert unfit_reason(pd.Series(DERIVED[name]), GRADE) == "derived"


@pytest.mark.parametrize("name", ALLOWED)
def test_what_may_be_learned_from_is_let_through(name: str) -> None:
    assert unfit_reason(pd.Series(ALLOWED[name]), GRADE) is None


def test_free_text_is_too_many_words() -> None:
    words = pd.Series([f"word {place % 30}" for place in range(N)])
    assert unfit_reason(words, GRADE) == "too many words"


def test_they_are_left_out_with_the_reason_and_the_rest_is_learned_from() -> None:
    frame, grade = invented()
    plain = trained(frame, grade).gap
    frame["number"] = np.arange(len(frame)) + 1
    frame["verdict"] = np.where(grade >= 10, "passed", "failed")
    found = trained(frame, grade)
    assert found.gap.report["left_out"] == {"number": "identifier", "verdict": "derived"}
    assert found.model.columns == tuple(plain.report["columns"])
    np.testing.assert_array_equal(found.gap.expected, plain.expected)


def test_where_nothing_else_is_left_the_training_is_refused_by_name() -> None:
    frame, grade = invented()
    only = pd.DataFrame({"number": np.arange(len(frame)), "percent": grade * 5})
    found = told(only, grade)
    assert isinstance(found, ModelRefusal)
    assert found.message.startswith("No expected grade can be worked out from number, percent:")


def test_earlier_grades_are_welcome() -> None:
    path = SHARED / "student-mat.csv"
    if not path.exists():
        pytest.skip(f"{path.name} is not in ../shared/data, so nothing is measured on it")
    frame = pd.read_csv(path, sep=";")
    found = trained(frame.drop(columns="G3"), frame["G3"].astype(float), folds=4).gap.report
    assert found["left_out"] == {}
    assert found["rmse"] < 2.1
