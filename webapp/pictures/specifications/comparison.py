"""The chart of a comparison as Altair builds it."""

from typing import Any

import altair as alt

from webapp.pictures.specifications.frame import DASHED, across, finished

ABOVE, BELOW = -9, 10  # px from the middle of a row: its words, and its marks


def build() -> dict[str, Any]:
    """Build the specification: a row a candidate or column, its words above its marks.

    A mark of what is not there (runs, a ring) has no row in the data.
    """
    rows = alt.Chart(alt.NamedData("rows")).transform_window(row="row_number()")
    place = alt.Y("row:O", axis=None, scale=alt.Scale(paddingInner=0, paddingOuter=0))
    colour, ink = alt.expr("colour"), alt.expr("ink")
    words = rows.encode(y=place)
    marks = rows.encode(x=across("at", None, padding=10), y=place)
    bold = alt.expr("datum.first ? 700 : 400")
    band: dict[str, Any] = {
        "stroke": colour, "opacity": 0.3, "yOffset": BELOW, "y2Offset": BELOW, "aria": False,
    }  # fmt: skip
    line = alt.Chart(alt.NamedData("line")).mark_rule(aria=False, **(DASHED | {"opacity": 1}))
    return finished(
        [
            line.encode(x=across("at", None)),
            words.mark_text(
                x=0, align="left", dy=ABOVE, fontWeight=bold, aria=False,
                limit=alt.expr("width - 100"),
            ).encode(text="name:N"),
            words.mark_text(x=alt.expr("width"), align="right", dy=ABOVE, aria=False).encode(
                text="words:N"
            ),
            marks.mark_rule(strokeWidth=6, **band).encode(x=across("low", None), x2="high"),
            marks.transform_filter("datum.runs_low !== null")
            .mark_rule(strokeWidth=12, **band)
            .encode(x=across("runs_low", None), x2="runs_high"),
            marks.transform_filter("datum.first").mark_point(
                size=250, stroke=ink, strokeWidth=2, yOffset=BELOW, aria=False
            ),
            marks.mark_point(
                filled=True, size=80, opacity=1, color=colour, yOffset=BELOW, aria=False
            ),
        ],
        framed=False,
    )  # fmt: skip
