"""The board as a Dash page, in two styles.

In both the points are judged once at the start, with numpy, so that a callback is one
matrix-vector product, and sends the first 50 rows of the list alone; waitress serves, with as many
threads as Alavanca.

STYLE=usual (the default) answers with the chart's figure made by plotly express, as Dash's own
documentation does: levers told apart by shape, with a legend, as on our chart. Plotly express takes
WebGL by itself where there are many marks.
STYLE=tuned leaves a figure of one trace in the browser (levers told apart by size, because shapes
cost WebGL half as much time again) and answers with a `Patch` of its heights alone, packed as
base64 as plotly.js reads them: how far we could push it.
"""

import base64
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import plotly.express as px
import plotly.graph_objects as go
from dash import Dash, Input, Output, Patch, dash_table, dcc, html
from waitress import serve

ROWS = 50
MANY_MARKS = 1_000  # from here on WebGL is the faster one (plotly express draws its line there)

roster = pd.read_csv(os.environ["ROSTER"], na_values=["ABS"])
roster = roster[roster["FinalGrade"].notna()]  # without a grade there is no place on the chart
indicators = json.loads(Path(os.environ["RULES"]).read_text(encoding="utf-8"))
tuned = os.environ.get("STYLE") == "tuned"


def judged(indicator: dict) -> tuple[np.ndarray, np.ndarray]:
    """Return each student's points by one indicator, NaN where unanswered, and the words of it."""
    column = roster[indicator["column"]]
    if "below_mean" in indicator:
        cases, band = indicator["below_mean"], np.where(column < column.mean(), 0, 1)
    elif "is" in indicator["bands"][0]:
        cases = indicator["bands"]
        band = np.select([column == case["is"] for case in cases], range(len(cases)))
    else:
        cases = indicator["bands"]
        band = np.searchsorted([case["up_to"] for case in cases], column.fillna(0))
    points = np.array([case["points"] for case in cases], dtype=float)[band]
    words = np.array([f"{indicator['label']}: {case['says']}" for case in cases])[band]
    return np.where(column.isna(), np.nan, points), words


points, says = (np.array(found) for found in zip(*map(judged, indicators), strict=True))
answered = ~np.isnan(points)
points = np.nan_to_num(points)
is_lever = np.array([indicator["lever"] for indicator in indicators])
fired = (points <= 0.5) & answered & is_lever[:, None]
size = 5 + 2 * np.minimum(fired.sum(axis=0), 3)
number_of_levers = np.array(["0", "1", "2", "3 or more"])[np.minimum(fired.sum(axis=0), 3)]
# What a pointer reads of a mark; strongest first only in the list, where weights are at hand.
told = [
    "<br>".join(says[fired[:, student], student].tolist()) or "no lever"
    for student in range(len(roster))
]
grade = roster["FinalGrade"].to_numpy(dtype=float)
need = (20 - grade) * 5
names = (roster["FirstName"] + " " + roster["FamilyName"]).to_numpy()
schools = roster["school"].to_numpy()


def look(weights: list[float]) -> tuple[np.ndarray, list[dict]]:
    """Return each student's ease, and the first rows, under these weights."""
    weighing = np.asarray(weights, dtype=float)
    ease = 100 - 100 * (weighing @ points) / (weighing @ answered)
    priority = need * ease / 100
    first = np.argpartition(-priority, ROWS)[:ROWS]
    first = first[np.argsort(-priority[first], kind="stable")]
    rows = []
    for rank, student in enumerate(first, 1):
        strength = np.where(fired[:, student], weighing * (1 - points[:, student]), 0)
        strongest = [says[k, student] for k in np.argsort(-strength) if strength[k] > 0]
        rows.append(
            {
                "rank": rank,
                "name": names[student],
                "school": schools[student],
                "grade": grade[student],
                "ease": round(ease[student], 1),
                "levers": "; ".join(strongest),
            }
        )
    return ease, rows


def figure(ease: np.ndarray) -> go.Figure:
    """Return the whole figure, levers told apart by shape."""
    marks = pd.DataFrame(
        {
            "grade": grade,
            "ease": ease,
            "levers": number_of_levers,
            "name": names,
            "what to do": told,
        }
    )
    shown = px.scatter(
        marks,
        x="grade",
        y="ease",
        symbol="levers",
        category_orders={"levers": ["0", "1", "2", "3 or more"]},
        hover_name="name",
        hover_data={"levers": False, "ease": ":.1f", "what to do": True},
        opacity=0.75,
    )
    return with_lines(shown)


def one_trace(ease: np.ndarray) -> go.Figure:
    """Return the figure that a patch changes: one trace, levers told apart by size."""
    scatter = go.Scattergl if len(ease) >= MANY_MARKS else go.Scatter
    trace = scatter(
        x=grade,
        y=ease,
        mode="markers",
        text=names,
        customdata=told,
        hovertemplate="%{text}<br>grade %{x}, ease %{y:.1f}<br>%{customdata}<extra></extra>",
        marker={"size": size, "opacity": 0.75},
    )
    return with_lines(go.Figure(trace))


def with_lines(shown: go.Figure) -> go.Figure:
    """Give a figure the board's axes and lines."""
    shown.update_layout(
        xaxis={"title": "Current grade", "range": [20, 0]},
        yaxis={"title": "Ease of coaching", "range": [0, 100]},
        uirevision="kept",
        template="plotly_white",
        margin={"t": 20},
    )
    shown.add_hline(50, line_dash="dash")
    shown.add_vline(10, line_dash="dash")
    return shown


def patch(ease: np.ndarray) -> Patch:
    """Return what is other in the figure: the heights, as plotly.js reads them without parsing."""
    changes = Patch()
    packed = base64.b64encode(ease.astype("<f4").tobytes()).decode()
    changes["data"][0]["y"] = {"dtype": "f4", "bdata": packed}
    return changes


drawn = one_trace if tuned else figure
ease, rows = look([indicator["weight"] for indicator in indicators])
app = Dash(__name__, title="Board", serve_locally=True)
sliders = [
    html.Label(
        [
            indicator["label"],
            dcc.Slider(0, 5, 0.5, value=indicator["weight"], id=indicator["key"], marks=None,
                       updatemode="drag"),
        ]
    )
    for indicator in indicators
]  # fmt: skip
app.layout = html.Div(
    [
        html.Div(sliders, id="knobs", style={"width": "25%"}),
        html.Div(
            [
                dcc.Graph(id="chart", figure=drawn(ease), style={"height": "480px"}),
                dash_table.DataTable(
                    rows, [{"name": name, "id": name} for name in rows[0]], id="list"
                ),
            ],
            style={"width": "75%"},
        ),
    ],
    style={"display": "flex"},
)


@app.callback(
    Output("chart", "figure"),
    Output("list", "data"),
    *(Input(indicator["key"], "value") for indicator in indicators),
    prevent_initial_call=True,
)
def tweak(*weights: float) -> tuple[go.Figure | Patch, list[dict]]:
    """Answer one slider: where each mark stands now, and who comes first."""
    ease, rows = look(list(weights))
    return patch(ease) if tuned else figure(ease), rows


if __name__ == "__main__":
    serve(app.server, host="127.0.0.1", port=int(os.environ["PORT"]), threads=4)
