"""The chart of a sensitivity curve as Altair builds it."""

from typing import Any

import altair as alt

from webapp.pictures.specifications.frame import across, finished, up


def build() -> dict[str, Any]:
    """Build the specification: along a scale a line in its band, of words a dot each; the param
    `joined` says which."""
    stops = alt.Chart(alt.NamedData("stops")).encode(x=across("at", None), tooltip="title:N")
    joined, apart = stops.transform_filter("joined"), stops.transform_filter("!joined")
    colour, ink = alt.expr("colour"), alt.expr("ink")
    fill = alt.expr("datum.here ? ink : paper")
    return finished(
        [
            joined.mark_area(fill=colour, opacity=0.25, aria=False).encode(
                y=up("low", None), y2="high"
            ),
            joined.mark_line(stroke=colour, strokeWidth=2.5, aria=False).encode(
                y=up("expected", None)
            ),
            apart.mark_rule(stroke=colour, strokeWidth=10, opacity=0.3, aria=False).encode(
                y=up("low", None), y2="high"
            ),
            apart.mark_point(filled=True, size=50, opacity=1, color=colour, aria=False).encode(
                y=up("expected", None)
            ),
            # Wide and unseen: what a curve says at a stop is read by pointing near it.
            stops.mark_point(filled=True, size=150, opacity=0, aria=False).encode(
                y=up("expected", None)
            ),
            stops.transform_filter("datum.here || datum.own")
            .mark_point(size=110, fill=fill, stroke=ink, strokeWidth=2, opacity=1, aria=False)
            .encode(y=up("expected", None)),
        ],
        joined=True,
    )
