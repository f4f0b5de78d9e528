"""The board's chart as a Vega-Lite specification, built once and filled in per reader.

Altair builds it into `webapp/static/charts/` (`flask --app wsgi charts write`; a test compares).
The server fills in the reader's words and the rule set's lines, and never imports Altair: it would
cost each process half a second and 40 MB.
"""

import json
from functools import cache
from pathlib import Path
from typing import Any

from webapp.board import Board
from webapp.chart import CORNERS, MANY_LEVERS, grade_line, height_range, quadrant_names
from webapp.knobs import Knobs
from webapp.language import gettext as _
from webapp.language import ngettext, number

FILE = Path(__file__).parent / "static" / "charts" / "caseload.json"

# Okabe and Ito's blue and vermilion, told apart by every kind of colour vision; the script sets
# the two params to the page's own shades, which are lighter in the dark.
BLUE, VERMILION = "#0072b2", "#d55e00"
# More corners, more levers (circle, triangle, square, pentagon); a coached student is a cross.
PENTAGON = "M0,-1L0.95,-0.31L0.59,0.81L-0.59,0.81L-0.95,-0.31Z"
SHAPES = {"0": "circle", "1": "triangle-up", "2": "square", "3": PENTAGON, "coached": "cross"}


def build() -> dict[str, Any]:
    """Build the specification with Altair: params and `@words` are filled in per reader."""
    import altair as alt

    empty = {name: alt.param(name=name, value=0) for name in ("low", "high", "bottom", "top")}
    reverse, most = alt.param(name="reverse", value=True), alt.param(name="most", value=2)
    colours = (
        alt.param(name="colour", value=BLUE),
        alt.param(name="coachedColour", value=VERMILION),
    )
    kinds = alt.param(name="kinds", value=dict.fromkeys(SHAPES, ""))
    brush = alt.selection_interval(
        name="brush",
        encodings=["x", "y"],
        on="[pointerdown[!event.shiftKey], window:pointerup] > window:pointermove!",
        translate=False,
        zoom=False,
    )
    zoom = alt.selection_interval(
        name="zoom",
        bind="scales",
        translate="[pointerdown[event.shiftKey], window:pointerup] > window:pointermove!",
        zoom="wheel![event.ctrlKey]",
    )
    x = alt.X(
        "grade:Q",
        title="@x",
        scale=alt.Scale(domain=[empty["low"], empty["high"]], reverse=reverse, nice=False),
    )
    y = alt.Y(
        "height:Q",
        title="@y",
        scale=alt.Scale(domain=[empty["bottom"], empty["top"]], nice=False),
    )
    # No aria: the page itself says who stands where; Vega would write a sentence for each mark.
    line = alt.Chart(alt.NamedData("lines")).mark_rule(strokeDash=[4, 4], opacity=0.6, aria=False)
    quadrants = alt.Chart(alt.NamedData("quadrants")).mark_text(
        x=alt.expr("datum.right ? width - 8 : 8"),
        y=alt.expr("datum.top ? 14 : height - 12"),
        align=alt.expr("datum.right ? 'right' : 'left'"),
        aria=False,
        limit=alt.expr("width / 2 - 12"),
        fontSize=alt.expr("width < 400 ? 11 : 13"),
        fontWeight=alt.expr("datum.first ? 700 : 400"),
    )
    students = (
        alt.Chart(alt.NamedData("places"))
        .mark_point(filled=True, clip=True, opacity=0.75, aria=False)
        .encode(
            x=x,
            y=y,
            size=alt.Size(
                "students:Q",
                title="@students",
                scale=alt.Scale(type="sqrt", domain=[1, most], range=[50, 450]),
                legend=alt.Legend(tickCount=3, format="d", symbolType="circle"),
            ),
            shape=alt.Shape(
                "kind:N",
                title="@levers",
                scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())),
                legend=alt.Legend(
                    labelExpr="kinds[datum.value]",
                    symbolFillColor=alt.expr("colour"),
                    columns=alt.expr("width < 400 ? 2 : 5"),
                ),
            ),
            color=alt.condition(
                "datum.kind == 'coached'",
                alt.value(alt.expr("coachedColour")),
                alt.value(alt.expr("colour")),
            ),
        )
        .properties(name="students")
        .add_params(brush, zoom)
    )
    focus = (
        alt.Chart(alt.NamedData("focus"))
        .mark_point(
            filled=False,
            size=650,
            strokeWidth=3,
            color=alt.expr("coachedColour"),
            clip=True,
            aria=False,
        )
        .encode(x=x, y=y)
    )
    chart = alt.layer(
        line.encode(x=x), line.encode(y=y), quadrants.encode(text="name:N"), students, focus
    )
    chart = chart.add_params(*empty.values(), reverse, most, kinds, *colours)
    chart = chart.configure_legend(orient="bottom", direction="horizontal", symbolStrokeWidth=0)
    chart = chart.configure_view(stroke=None).configure_axis(grid=False)
    specification: dict[str, Any] = chart.properties(
        width="container", height="container"
    ).to_dict()
    return specification


@cache
def _built() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def specification(board: Board, knobs: Knobs, most: int) -> dict[str, Any]:
    """Return the chart's specification in the reader's words, with the rule set's lines.

    `most` is the largest number of students on one place. The data sets are named and empty, but
    for the lines and the quadrants' names.
    """
    low, high = board.scale
    bottom, top = height_range(board, knobs)
    values: dict[str, Any] = {
        "low": low,
        "high": high,
        "bottom": bottom,
        "top": top,
        "reverse": knobs.x == "reversed",
        "most": max(most, 2),
        "kinds": _kinds(),
    }
    titles = {
        "@x": _("Current grade"),
        "@y": _("Ease of coaching") if knobs.y == "ease" else _("Gap, in grade points"),
        "@students": _("Students"),
        "@levers": _("Levers"),
    }
    filled: dict[str, Any] = _filled(_built(), titles)
    filled["params"] = [
        param | {"value": values[param["name"]]} if param["name"] in values else param
        for param in filled["params"]
    ]
    filled["datasets"] = {
        "lines": [_lines(board, knobs)],
        "quadrants": _quadrants(board, knobs) if knobs.y == "ease" else [],
        "places": [],
        "focus": [],
    }
    return filled


def _lines(board: Board, knobs: Knobs) -> dict[str, float]:
    height = board.rule_set.quadrants.ease if knobs.y == "ease" else 0.0
    return {"grade": grade_line(board), "height": height}


def _quadrants(board: Board, knobs: Knobs) -> list[dict[str, Any]]:
    reverse = knobs.x == "reversed"
    return [
        {
            "name": name,
            "right": CORNERS[key].endswith("right") == reverse,
            "top": CORNERS[key].startswith("top"),
            "first": key == "coach_first",
        }
        for key, name in quadrant_names(board).items()
    ]


def _kinds() -> dict[str, str]:
    names = {str(n): ngettext("%(num)s lever", "%(num)s levers", n) for n in range(MANY_LEVERS)}
    return names | {
        str(MANY_LEVERS): _("%(count)s or more", count=number(MANY_LEVERS)),
        "coached": _("coached"),
    }


def _filled(part: Any, titles: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {name: _filled(value, titles) for name, value in part.items()}
    if isinstance(part, list):
        return [_filled(value, titles) for value in part]
    return titles.get(part, part) if isinstance(part, str) else part
