"""The chart of the board under a draft as Altair builds it."""

from typing import Any

import altair as alt

from webapp.pictures.specifications.frame import DASHED, across, finished, up


def build() -> dict[str, Any]:
    """Build the specification: places, lines, names of quadrants, and a link for each mover."""
    colour, ink = alt.expr("colour"), alt.expr("ink")
    places = alt.Chart(alt.NamedData("places")).mark_point(
        filled=True, opacity=0.45, color=colour, aria=False
    )
    size = alt.Size("students:Q", scale=alt.Scale(domain=[1, 30], range=[30, 180]), legend=None)
    line = alt.Chart(alt.NamedData("lines")).mark_rule(aria=False, **DASHED)
    names = alt.Chart(alt.NamedData("quadrants")).mark_text(
        x=alt.expr("datum.right ? width - 8 : 8"),
        y=alt.expr("datum.top ? 14 : height - 12"),
        align=alt.expr("datum.right ? 'right' : 'left'"),
        limit=alt.expr("width / 2 - 12"),
        fontWeight=alt.expr("datum.first ? 700 : 400"),
        color=ink,
        aria=False,
    )
    movers = alt.Chart(alt.NamedData("movers")).mark_point(
        size=140,
        opacity=1,
        fill=alt.expr("datum.enters ? colour : paper"),
        stroke=alt.expr("datum.enters ? paper : coachedColour"),
        strokeWidth=alt.expr("datum.enters ? 1 : 2.5"),
        aria=False,
    )
    shape = alt.condition("datum.enters", alt.value("triangle-up"), alt.value("triangle-down"))
    return finished(
        [
            line.encode(x=across("grade")),
            line.encode(y=up("ease")),
            places.encode(x=across("grade"), y=up("ease"), size=size),
            names.encode(text="name:N"),
            movers.encode(
                x=across("grade"), y=up("ease"), shape=shape, href="address:N", tooltip="title:N"
            ),
        ]
    )
