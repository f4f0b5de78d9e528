"""The overview's chart as Altair builds it: `flask --app wsgi charts write` keeps it as a file.

Only that command and a test import this module, as with `drawing`.
"""

from typing import Any

import altair as alt

from webapp.pictures.chart import COLOURS

KINDS = {"low": "circle", "coached": "cross"}
PARAMS: dict[str, Any] = {"kinds": dict.fromkeys(KINDS, ""), **COLOURS}


def build() -> dict[str, Any]:
    """Build the specification: a line for each school and group, a mark for each share on it.

    Its height is set to the number of lines when it is filled in.
    """
    params = {name: alt.param(name=name, value=value) for name, value in PARAMS.items()}
    legend = alt.Legend(
        labelExpr="kinds[datum.value]",
        orient="top",
        direction="horizontal",
        columns=alt.expr("width < 400 ? 1 : 2"),
    )
    shades = [alt.expr("colour"), alt.expr("coachedColour")]
    colour = alt.Color(
        "kind:N", title=None, scale=alt.Scale(domain=list(KINDS), range=shades), legend=legend
    )
    shapes = alt.Scale(domain=list(KINDS), range=list(KINDS.values()))
    shape = alt.Shape("kind:N", title=None, scale=shapes, legend=legend)
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
        .properties(width="container", height=200)
    )
    specification: dict[str, Any] = chart.to_dict()
    return specification
