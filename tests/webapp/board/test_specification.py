"""The chart's specification: what Altair builds is what is served, and it is valid."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from one_school import School
from reader import Reader

from webapp.pictures.chart import FOLDER
from webapp.pictures.specifications import caseload


def of_page(reader: Reader, query: str = "?set=small") -> dict[str, Any]:
    """The specification that a page gives its script."""
    script = reader.page(f"/caseload{query}").one("script", id="specification")
    found: dict[str, Any] = json.loads("".join(script.own_text))
    return found


def texts(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        for value in part.values():
            yield from texts(value)
    elif isinstance(part, list):
        for value in part:
            yield from texts(value)
    elif isinstance(part, str):
        yield part


def params(found: dict[str, Any]) -> dict[str, Any]:
    return {param["name"]: param.get("value") for param in found["params"]}


@pytest.mark.parametrize("query", ["?set=small", "?set=small&y=gap&x=plain"])
@pytest.mark.parametrize("language", ["en", "pt", "fr"])
def test_what_is_served_is_a_valid_specification_in_the_readers_words(
    school: School, language: str, query: str
) -> None:
    import altair as alt

    found = of_page(school.reader(language=language), query)
    assert not [text for text in texts(found) if text.startswith("@")]
    alt.LayerChart.from_dict(found, validate=True)


def test_the_scripts_beside_it_are_of_the_version_that_built_it() -> None:
    import altair as alt

    major = alt.SCHEMA_VERSION.lstrip("v").split(".")[0]
    vendor = FOLDER.parent / "vendor"
    assert f'version:"{major}.' in (vendor / "vega-lite.min.js").read_text(
        encoding="utf-8"
    ).replace('version="', 'version:"') or f'"{major}.' in (vendor / "vega-lite.min.js").read_text(
        encoding="utf-8"
    )
    assert f"/v{major}" in str(caseload.build()["$schema"])


def test_it_holds_no_student(school: School, lea: Reader) -> None:
    found = of_page(lea)
    assert found["datasets"]["places"] == []
    said = json.dumps(found, ensure_ascii=False)
    for name in ("Ana", "Gonçalves", "Élise"):
        assert f'"{name}' not in said


def test_the_grade_axis_is_reversed_unless_turned_round(lea: Reader) -> None:
    assert params(of_page(lea))["reverse"] is True
    assert params(of_page(lea, "?set=small&x=plain"))["reverse"] is False


def test_coach_first_is_at_the_top_right_and_follows_the_axis(lea: Reader) -> None:
    for query, right in (("?set=small", True), ("?set=small&x=plain", False)):
        [first] = [one for one in of_page(lea, query)["datasets"]["quadrants"] if one["first"]]
        assert (first["top"], first["right"]) == (True, right)


def test_the_lines_stand_where_the_rule_set_says(lea: Reader) -> None:
    assert of_page(lea)["datasets"]["lines"] == [{"grade": 10, "height": 50}]
    gap = of_page(lea, "?set=small&y=gap")
    assert gap["datasets"]["lines"] == [{"grade": 10, "height": 0}]
    assert gap["datasets"]["quadrants"] == []
    assert (params(gap)["bottom"], params(gap)["top"]) == (-10, 10)
