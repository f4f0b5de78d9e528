"""The board's chart as Altair builds it: `flask --app wsgi charts write` keeps it as a file.

Only that command and a test import this module: Altair costs a process half a second and 40 MB.
Params and `@words` stand for what `specification` fills in per reader.
"""

from typing import Any

import altair as alt

from webapp.pictures.chart import COLOURS

# More corners, more levers (circle, triangle, square, pentagon); a coached student is a cross.
PENTAGON = "M0,-1L0.95,-0.31L0.59,0.81L-0.59,0.81L-0.95,-0.31Z"
SHAPES = {"0": "circle", "1": "triangle-up", "2": "square", "3": PENTAGON, "coached": "cross"}

PARAMS: dict[str, Any] = {
    "low": 0,
    "high": 0,
    "bottom": 0,
    "top": 0,
    "reverse": True,
    "most": 2,
    "grades": {},
    "kinds": dict.fromkeys(SHAPES, ""),
    **COLOURS,
}


def build() -> dict[str, Any]:
    """Build the specification: lines, names of quadrants, students, and the one in focus."""
    params = {name: alt.param(name=name, value=value) for name, value in PARAMS.items()}
    x = alt.X(
        "grade:Q",
        title="@x",
        scale=alt.Scale(
            domain=[params["low"], params["high"]], reverse=params["reverse"], nice=False
        ),
        # On a scale of words `grades` has them all, and between two of them is none.
        axis=alt.Axis(
            labelExpr="isValid(grades[low]) ? grades[datum.value] || '' : datum.label",
            labelOverlap=True,
        ),
    )
    y = alt.Y(
        "height:Q",
        title="@y",
        scale=alt.Scale(domain=[params["bottom"], params["top"]], nice=False),
    )
    # No aria: the page itself says who stands where; Vega would write a sentence for each mark.
    line = alt.Chart(alt.NamedData("lines")).mark_rule(strokeDash=[4, 4], opacity=0.6, aria=False)
    chart = alt.layer(
        line.encode(x=x), line.encode(y=y), _quadrants(), _students(x, y, params["most"]),
        _focus(x, y),
    )  # fmt: skip
    chart = chart.add_params(*params.values())
    chart = chart.configure_legend(orient="bottom", direction="horizontal", symbolStrokeWidth=0)
    chart = chart.configure_view(stroke=None).configure_axis(grid=False)
    specification: dict[str, Any] = chart.properties(
        width="container", height="container"
    ).to_dict()
    return specification


def _quadrants() -> alt.Chart:
    chart: alt.Chart = (
        alt.Chart(alt.NamedData("quadrants"))
        .mark_text(
            x=alt.expr("datum.right ? width - 8 : 8"),
            y=alt.expr("datum.top ? 14 : height - 12"),
            align=alt.expr("datum.right ? 'right' : 'left'"),
            aria=False,
            limit=alt.expr("width / 2 - 12"),
            fontSize=alt.expr("width < 400 ? 11 : 13"),
            fontWeight=alt.expr("datum.first ? 700 : 400"),
        )
        .encode(text="name:N")
    )
    return chart


def _students(x: alt.X, y: alt.Y, most: alt.Parameter) -> alt.Chart:
    size = alt.Size(
        "students:Q",
        title="@students",
        scale=alt.Scale(type="sqrt", domain=[1, most], range=[50, 450]),
        legend=alt.Legend(tickCount=3, format="d", symbolType="circle"),
    )
    shape = alt.Shape(
        "kind:N",
        title="@levers",
        scale=alt.Scale(domain=list(SHAPES), range=list(SHAPES.values())),
        legend=alt.Legend(
            labelExpr="kinds[datum.value]",
            symbolFillColor=alt.expr("colour"),
            columns=alt.expr("width < 400 ? 2 : 5"),
        ),
    )
    colour = alt.condition(
        "datum.kind == 'coached'",
        alt.value(alt.expr("coachedColour")),
        alt.value(alt.expr("colour")),
    )
    chart: alt.Chart = (
        alt.Chart(alt.NamedData("places"))
        .mark_point(filled=True, clip=True, opacity=0.75, aria=False)
        .encode(x=x, y=y, size=size, shape=shape, color=colour)
        .properties(name="students")
        .add_params(_brush(), _zoom())
    )
    return chart


def _brush() -> alt.Parameter:
    return alt.selection_interval(
        name="brush",
        encodings=["x", "y"],
        on="[pointerdown[!event.shiftKey], window:pointerup] > window:pointermove!",
        translate=False,
        zoom=False,
    )


def _zoom() -> alt.Parameter:
    return alt.selection_interval(
        name="zoom",
        bind="scales",
        translate="[pointerdown[event.shiftKey], window:pointerup] > window:pointermove!",
        zoom="wheel![event.ctrlKey]",
    )


def _focus(x: alt.X, y: alt.Y) -> alt.Chart:
    chart: alt.Chart = (
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
    return chart
