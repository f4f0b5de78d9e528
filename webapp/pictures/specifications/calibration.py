"""The calibration's chart as Altair builds it."""

from typing import Any

import altair as alt

from webapp.pictures.specifications.frame import DASHED, across, finished, up


def build() -> dict[str, Any]:
    """Build the specification: tenths with their intervals, and the line they would stand on."""
    line = alt.Chart(alt.NamedData("line")).mark_rule(aria=False, **DASHED)
    tenths = alt.Chart(alt.NamedData("tenths")).encode(x=across("expected"), tooltip="title:N")
    reach = tenths.mark_rule(stroke=alt.expr("colour"), strokeWidth=2, opacity=0.7, aria=False)
    dot = tenths.mark_point(filled=True, size=80, opacity=1, color=alt.expr("colour"), aria=False)
    return finished(
        [
            line.encode(x=across("low"), y=up("low"), x2="high", y2="high"),
            reach.encode(y=up("low"), y2="high"),
            dot.encode(y=up("actual")),
        ]
    )
