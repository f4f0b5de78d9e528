"""What the charts that Altair builds over a frame of axes have in common.

Only builders import this module: Altair costs a process half a second and 40 MB.
"""

from typing import Any

import altair as alt

from webapp.pictures.chart import COLOURS, PAPER

DASHED: dict[str, Any] = {"strokeDash": [4, 4], "stroke": alt.expr("ink"), "opacity": 0.6}
AXES: dict[str, Any] = {
    "across": [0, 1],
    "up": [0, 1],
    "acrossTicks": [],
    "acrossWords": [],
    "upTicks": [],
    "upWords": [],
}


def across(field: str, title: str | None = "@across", **scale: Any) -> alt.X:
    """The axis below, by a data set's field."""
    return alt.X(f"{field}:Q", title=title, scale=_scale("across", **scale), axis=_axis("across"))


def up(field: str, title: str | None = "@up") -> alt.Y:
    """The axis at the left, by a data set's field; title: None without one."""
    return alt.Y(f"{field}:Q", title=title, scale=_scale("up"), axis=_axis("up"))


def finished(layers: list[alt.Chart], *, framed: bool = True, **more: Any) -> dict[str, Any]:
    """Layers as one specification, as wide and high as its place; framed: with a line around;
    more: its own params."""
    params = [
        alt.param(name=name, value=value) for name, value in (AXES | COLOURS | PAPER | more).items()
    ]
    chart = alt.layer(*layers).add_params(*params).configure_axis(grid=False)
    if not framed:
        chart = chart.configure_view(stroke=None)
    found: dict[str, Any] = chart.properties(width="container", height="container").to_dict()
    return found


def _scale(name: str, **more: Any) -> alt.Scale:
    ends = [alt.expr(f"{name}[0]"), alt.expr(f"{name}[1]")]
    return alt.Scale(domain=ends, nice=False, zero=False, **more)


def _axis(name: str) -> alt.Axis:
    return alt.Axis(
        values=alt.expr(f"{name}Ticks"),
        labelExpr=f"{name}Words[indexof({name}Ticks, datum.value)]",
        labelOverlap=True,
    )
