"""The kept charts: what Altair builds is what is served, in the reader's words, over the picture
that needs no script."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from webapp.commands.charts import built
from webapp.pictures.axes import Axes, AxisTick
from webapp.pictures.chart import FOLDER, chart, kept

ROOMS = {"caseload", "overview"}  # their rooms' own tests fill these in
FRAMED = sorted({path.stem for path in FOLDER.glob("*.json")} - ROOMS)
AXES = Axes(
    (20, 0),
    (0, 1),
    (AxisTick(20, "20"), AxisTick(0, "0")),
    (AxisTick(0.5, "0,5"),),
    "nota",
    "facilidade",
)


def strings(part: Any) -> Iterator[str]:
    """All texts of a specification."""
    if isinstance(part, str):
        yield part
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from strings(one)


def test_the_kept_files_are_what_altair_builds() -> None:
    found = built()
    assert {path.stem for path in FOLDER.glob("*.json")} == set(found)
    for name, specification in found.items():
        assert kept(name) == json.loads(json.dumps(specification)), name


@pytest.mark.parametrize("name", FRAMED)
def test_what_is_served_is_valid_and_in_the_readers_words(name: str) -> None:
    import altair as alt

    found = json.loads(json.dumps(chart(name, AXES, {})))
    assert not [text for text in strings(found) if text.startswith("@")]
    alt.LayerChart.from_dict(found, validate=True)
    params = {one["name"]: one["value"] for one in found["params"]}
    assert params["across"] == [20, 0]
    assert params["upWords"] == ["0,5"]


def test_numbers_stand_under_their_places_and_inwards_at_the_ends() -> None:
    wide = Axes((0, 1), (0, 1), (AxisTick(0, "0"), AxisTick(1, "1")), left=10, right=750)
    assert [(one.x, one.anchor) for one in wide.labels] == [(10, "start"), (750, "end")]
    assert AXES.x(20) == AXES.left
    assert AXES.x(0) == AXES.right
    assert [one.text for one in AXES.labels] == ["20", "0", "0,5", "nota → · facilidade ↑"]
