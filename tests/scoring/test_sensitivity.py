"""What is expected of a record that is tried out: curves, maps, and the lines that add up."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from gap_rosters import SCALE, invented
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from small_rules import DICTIONARIES

from scoring.model import training
from scoring.model.model_config import Recipe
from scoring.model.training import TrainedModel
from scoring.what_if import sensitivity
from scoring.what_if.model_what_if import Expectation, ModelUnderQuestion
from scoring.what_if.sensitivity import MOST_ON_A_CURVE

COLUMNS = ("studytime", "failures", "higher", "track")
STUDY = DICTIONARIES["small"]["studytime"]
TRACK = replace(
    DICTIONARIES["small"]["reason"],
    name="track",
    values={w: {} for w in ("arts", "music", "trade")},
)
OWN: Mapping[str, float | str | None] = {
    "studytime": 2.0, "failures": 1.0, "higher": "yes", "track": None,
}  # fmt: skip
KEPT = Expectation(
    11.25, 7.5, 19.5, {"studytime": 0.5, "failures": -1.0, "higher": 0.25, "track": 0}
)
FEW = settings(deadline=None, max_examples=examples(15))


def trained(candidate: str) -> TrainedModel:
    frame, grade = invented()
    recipe = Recipe(COLUMNS, candidate=candidate)
    found = training.train(frame, grade, recipe, **SCALE, folds=3, repeats=1)
    assert isinstance(found, TrainedModel)
    return found


@pytest.fixture(scope="module", params=["ridge", "neighbours"])
def model(request: pytest.FixtureRequest) -> TrainedModel:
    return trained(request.param)


records = st.fixed_dictionaries(
    {
        "studytime": st.sampled_from([None, 1.0, 2.0, 4.0]),
        "failures": st.sampled_from([None, 0.0, 2.0]),
        "higher": st.sampled_from([None, "yes", "no", "perhaps"]),
        "track": st.sampled_from([None, "arts", "trade"]),
    }
)


@FEW
@given(records, st.sampled_from([-1, 0, 2]))
def test_the_lines_add_up_and_the_curve_goes_through_the_record(
    model: TrainedModel, record: dict[str, float | str | None], fold: int
) -> None:
    asked = ModelUnderQuestion(model.model, fold)
    said = asked.about(record)
    if all(answer is None for answer in record.values()):
        assert np.isnan(said.expected)
        return
    assert said.baseline + sum(said.contributions.values()) == pytest.approx(said.expected, 1e-9)
    assert said.low <= said.high
    if record["studytime"] is not None:
        curve = sensitivity.curve(asked, record, STUDY)
        at = curve.values.index(record["studytime"])
        there = [curve.expected[at], curve.low[at], curve.high[at]]
        assert there == pytest.approx([said.expected, said.low, said.high], abs=1e-9)


@FEW
@given(records)
def test_beside_a_students_page_everything_is_the_page_plus_the_models_difference(
    model: TrainedModel, record: dict[str, float | str | None]
) -> None:
    plain, asked = ModelUnderQuestion(model.model, 1), ModelUnderQuestion(model.model, 1, OWN, KEPT)
    assert asked.about(OWN) is KEPT
    said, difference = asked.about(record), plain.about(record).expected - plain.about(OWN).expected
    if np.isnan(difference):
        assert np.isnan(said.expected)
        return
    assert said.expected == pytest.approx(KEPT.expected + difference)
    assert said.baseline == pytest.approx(KEPT.baseline)
    lines = sum(value - KEPT.contributions[name] for name, value in said.contributions.items())
    assert lines == pytest.approx(difference)
    assert SCALE["low"] <= said.low <= said.high <= SCALE["high"]


def test_a_students_own_grade_moves_neither_his_curve_nor_his_map() -> None:
    frame, grade = invented(ungraded=0)
    recipe = Recipe(COLUMNS)
    drawn = []
    for his in (0.0, 20.0):
        changed = grade.copy()
        changed[17] = his
        found = training.train(frame, changed, recipe, **SCALE, folds=3, repeats=1)
        assert isinstance(found, TrainedModel)
        own = {name: frame[name][17] for name in COLUMNS}
        record = {name: None if value != value else value for name, value in own.items()}
        asked = ModelUnderQuestion(found.model, int(found.folds[17]))
        curve = sensitivity.curve(asked, record, STUDY)
        drawn.append((curve.expected, curve.low, curve.high))
    np.testing.assert_array_equal(drawn[0], drawn[1])


def test_the_map_agrees_with_the_curves_it_is_made_of(model: TrainedModel) -> None:
    asked = ModelUnderQuestion(model.model, 1, OWN, KEPT)
    there = sensitivity.map_of(asked, OWN, STUDY, TRACK)
    assert there.expected.shape == (len(there.rows), len(there.columns))
    for row, word in enumerate(there.rows):
        curve = sensitivity.curve(asked, {**OWN, "track": word}, STUDY)
        np.testing.assert_allclose(there.expected[row], curve.expected, atol=1e-9)


def test_only_what_students_of_the_training_answered_is_drawn(model: TrainedModel) -> None:
    asked = ModelUnderQuestion(model.model)
    assert sensitivity.seen_values(asked, STUDY, 2.0, 60) == (1.0, 2.0, 3.0, 4.0)
    assert sensitivity.seen_values(asked, TRACK, None, 60) == ("arts", "trade")
    assert sensitivity.seen_values(asked, TRACK, "music", 60) == ("arts", "music", "trade")
    wide = replace(STUDY, low=0, high=1_000_000, whole=False, values={})
    values = sensitivity.seen_values(asked, wide, 2.5, MOST_ON_A_CURVE)
    assert {1.0, 2.5, 4.0} <= set(values)
    assert len(values) > 20
    assert len(values) <= MOST_ON_A_CURVE + 1
    assert all(1 <= value <= 4 for value in values)


def test_an_answer_outside_the_training_is_named(model: TrainedModel) -> None:
    asked = ModelUnderQuestion(model.model)
    assert asked.unseen(OWN) == ()
    assert asked.unseen({**OWN, "studytime": 9.0, "track": "music"}) == ("studytime", "track")
