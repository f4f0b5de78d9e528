"""The chart of a model's gaps as Altair builds it."""

from typing import Any

import altair as alt

from webapp.pictures.specifications.frame import DASHED, across, finished, up

WIDE = 12  # px, of a box


def build() -> dict[str, Any]:
    """Build the specification: students, the line where no gap is, and a box for each tenth."""
    students = (
        alt.Chart(alt.NamedData("students"))
        .mark_point(filled=True, opacity=0.35, color=alt.expr("ink"), aria=False)
        .encode(
            x=across("expected"),
            y=up("gap"),
            size=alt.Size(
                "students:Q", scale=alt.Scale(domain=[1, 30], range=[15, 110]), legend=None
            ),
        )
    )
    nought = alt.Chart(alt.NamedData("nought")).mark_rule(aria=False, **DASHED).encode(y=up("gap"))
    tenths = alt.Chart(alt.NamedData("tenths")).encode(x=across("expected"))
    colour = alt.expr("colour")
    reach = tenths.mark_rule(stroke=colour, strokeWidth=2, opacity=0.7, aria=False)
    box = tenths.mark_bar(
        size=WIDE, fill=colour, fillOpacity=0.25, stroke=colour, strokeWidth=1, aria=False
    )
    middle = tenths.mark_tick(
        orient="horizontal", size=WIDE, thickness=2.5, color=alt.expr("ink"), aria=False
    )
    return finished(
        [
            students,
            nought,
            reach.encode(y=up("tenth"), y2="nine_tenths"),
            box.encode(y=up("quarter"), y2="three_quarters"),
            middle.encode(y=up("median"), x=across("expected")),
        ]
    )
