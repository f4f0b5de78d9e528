"""Models that are sums say with numpy alone what their pipelines say, and load nothing heavy."""

import hashlib
import subprocess
import sys
from functools import cache
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.model import features, plain_pipeline
from scoring.model.answer_table import MISSING_WORD, UNSEEN_WORD
from scoring.model.estimators import CANDIDATES
from scoring.model.features import FeatureTable
from scoring.model.fold_ensemble import answers_of
from scoring.model.model_config import Target
from scoring.model.plain_pipeline import PLAIN
from scoring.model_files import model_file

ROOT = Path(__file__).parents[2]
KINDS = {
    "numbers and words": ["studytime", "lessons", "track", "higher"],
    "numbers": ["studytime", "lessons"],
    "words": ["track", "higher"],
}
HEAVY = ("pandas", "sklearn", "scipy", "skops")


def cohort(seed: int, n: int = 80) -> pd.DataFrame:
    """n students; some did not answer, and nobody left `lessons` out."""
    luck = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "studytime": luck.integers(1, 5, n).astype(float),
            "lessons": luck.normal(20, 8, n).round(2),
            "track": luck.choice(np.array(["arts", "science", "trade"], dtype=object), n),
            "higher": luck.choice(np.array(["yes", "no"], dtype=object), n),
        }
    )
    frame.loc[luck.choice(n, 9, replace=False), "studytime"] = np.nan
    frame.loc[luck.choice(n, 9, replace=False), "track"] = None
    return frame


@cache
def fitted(key: str, target: Target, kind: str, seed: int) -> tuple[FeatureTable, object]:
    """Fit one pipeline as a training does, settings searched where there are any."""
    frame = cohort(seed)[KINDS[kind]]
    grade = np.random.default_rng(seed + 1).integers(0, 21, len(frame)).astype(float)
    outcome = grade if target == "grade" else (grade >= 10).astype(float)
    table = features.read(frame, np.ones(len(frame), bool))
    rows = np.arange(len(frame))
    return table, CANDIDATES[key].fit(table, target, rows, outcome)[0]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("target", ["grade", "pass"])
@pytest.mark.parametrize("key", sorted(PLAIN))
@settings(max_examples=10)
@given(asked=st.integers(0, 2**32))
def test_what_numpy_says_is_what_the_pipeline_says(
    key: str, target: Target, kind: str, asked: int
) -> None:
    """Of answers of the training, missing ones, unknown words, and numbers far beyond."""
    table, pipeline = fitted(key, target, kind, asked % 2)
    luck = np.random.default_rng(asked)
    rows = np.empty((40, len(table.columns)))
    for place in range(table.numbers):
        rows[:, place] = luck.normal(5, 10.0 ** luck.integers(0, 4), 40)
        rows[luck.random(40) < 0.3, place] = np.nan
    for place, words in enumerate(table.layout.words.values(), table.numbers):
        rows[:, place] = luck.integers(int(UNSEEN_WORD), len(words), 40)
    assert MISSING_WORD in rows or kind == "numbers"
    theirs = answers_of(pipeline, target)(rows)
    ours = plain_pipeline.answers_of(pipeline, target)(rows)
    np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-9)


OPEN = f"""
import sys
import numpy as np
from scoring.model_files import model_file
from scoring.model.answer_table import AnswerTable
from scoring.model.fold_ensemble import STRANGER
content = sys.stdin.buffer.read()
model = model_file.read(content, sha256=sys.argv[1], scikit_learn=sys.argv[2])
words = np.array(["science", None, "music"], dtype=object)
columns = {{"studytime": np.array([2.0, np.nan, 90.0]), "failures": np.array([0.0, 1.0, 2.0]),
           "higher": words, "track": words}}
table = AnswerTable(columns, 3)
for fold in (np.full(3, STRANGER), np.arange(3)):
    for level in (0.5, 0.8):
        model.interval(table, fold, level)
    told = model.explained(table, fold)
    expected = model.expected(table, fold)
    assert np.allclose(told.baseline + told.contributions.sum(axis=1), expected, rtol=0, atol=1e-9)
    assert model.unseen(table).sum() == 4
print([name for name in {HEAVY} if name in sys.modules])
"""


@pytest.mark.parametrize("target", ["grade", "pass"])
def test_a_kept_model_of_the_usual_kind_is_opened_and_asked_without_anything_heavy(
    target: Target,
) -> None:
    from test_folded import one

    content = model_file.write(one("lasso" if target == "pass" else "ridge", target).model)
    asked = [hashlib.sha256(content).hexdigest(), version("scikit-learn")]
    found = subprocess.run(
        [sys.executable, "-c", OPEN, *asked], cwd=ROOT, input=content, capture_output=True
    )
    assert found.returncode == 0, found.stderr.decode()
    assert found.stdout.decode().strip() == "[]"
