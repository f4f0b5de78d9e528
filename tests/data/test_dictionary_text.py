"""A data dictionary as a text: what is written is read as it was, and a file as a text is."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from own_dictionary import own_text
from shipped import DICTIONARIES

from data.column import Column, Dictionary
from data.dictionary import DictionaryError, closest, read_text
from data.dictionary_text import schema, written

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
WORDS = TEXTS | st.fixed_dictionaries({"pt": TEXTS}, optional={"en": TEXTS, "fr": TEXTS})
NUMBERS = st.floats(-1e6, 1e6, allow_nan=False)


@st.composite
def columns(draw: st.DrawFn) -> dict[str, object]:
    said = {"name": "nota", "label": draw(WORDS), "meaning": draw(WORDS)}
    low, high = sorted(draw(st.lists(NUMBERS, min_size=2, max_size=2, unique=True)))
    marks = draw(st.dictionaries(TEXTS, WORDS, max_size=3))
    aliases = draw(st.lists(TEXTS.map(lambda text: f"x{text}"), max_size=1))
    ends = {"low": low, "high": high, "best": draw(st.sampled_from(["high", "low"]))}
    kept = {"type": "number", "role": "grade", "use": "score", "marks": marks, "aliases": aliases}
    return {**said, **ends, **kept}


@given(WORDS, columns())
def test_any_dictionary_is_read_as_it_was_written(title: object, column: dict[str, object]) -> None:
    made = Dictionary.model_validate(
        {"format": 1, "name": "own", "title": title, "about": "", "columns": {"nota": column}}
    )
    assert read_text(written(made)) == made


@pytest.mark.parametrize("name", DICTIONARIES)
def test_the_shipped_ones_are_read_as_they_were_written(name: str) -> None:
    assert read_text(written(DICTIONARIES[name])) == DICTIONARIES[name]


def test_the_schema_knows_every_key_of_a_file() -> None:
    made = json.loads(json.dumps(schema()))
    assert set(made["properties"]) == set(Dictionary.model_fields)
    column = made["$defs"]["Column"]
    assert set(column["properties"]) == set(Column.model_fields) - {"name"}
    assert "name" not in column["required"]


def test_a_schools_own_goes_before_others_that_fit_as_well() -> None:
    own = read_text(own_text())
    shared = read_text(own_text("shared-grades"))
    headers = ["processo", "nota", "faltas"]
    known = {one.name: one for one in (shared, own)}
    found = closest(known, headers, own=["own-grades"])
    assert found is not None
    assert found[0] is own
    with pytest.raises(DictionaryError, match="equally well"):
        closest(known, headers)
