"""The overview's chart as Altair builds it: `flask --app wsgi charts write` keeps it as a file.

Only that command and a test import this module, as with `drawing`.
"""

from typing import Any

import altair as alt

from webapp.drawing import COLOURS

KINDS = {"low": "circle", "coached": "cross"}
PARAMS: dict[str, Any] = {"kinds": dict.fromkeys(KINDS, ""), **COLOURS}


def build() -> dict[str, Any]:
    """Build the specification: a line for each school and group, a mark for each share on it."""
    params = {name: alt.param(name=name, value=value) for name, value in PARAMS.items()}
    colour = alt.condition(
        "datum.kind == 'coached'",
        alt.value(alt.expr("coachedColour")),
        alt.value(alt.expr("colour")),
    )
    shape = alt.Shape(
        "kind:N",
        title=None,
        scale=alt.Scale(domain=list(KINDS), range=list(KINDS.values())),
        legend=alt.Legend(
            labelExpr="kinds[datum.value]",
            orient="top",
            direction="horizontal",
            symbolFillColor=alt.expr("colour"),
            columns=alt.expr("width < 400 ? 1 : 2"),
        ),
    )
    chart = (
        alt.Chart(alt.NamedData("figures"))
        .mark_point(filled=True, size=110, opacity=0.9, aria=False)
        .encode(
            x=alt.X(
                "percent:Q",
                title="@percent",
                scale=alt.Scale(domain=[0, 100], nice=False),
                axis=alt.Axis(tickCount=5),
            ),
            y=alt.Y(
                "row:N",
                title=None,
                sort=None,
                axis=alt.Axis(grid=True, gridOpacity=0.3, labelLimit=150, ticks=False),
            ),
            shape=shape,
            color=colour,
        )
        .add_params(*params.values())
        .configure_view(stroke=None)
        .configure_axisX(grid=False)
        .properties(
            width="container",
            height=alt.Step(26),
            autosize=alt.AutoSizeParams(type="fit-x", contains="padding"),
        )
    )
    specification: dict[str, Any] = chart.to_dict()
    return specification
