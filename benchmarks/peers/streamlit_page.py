"""The board as a Streamlit page, written the obvious way, as public solutions of the exercise are.

The file is read and every student scored by `apply` at each run; sliders stand in the sidebar; the
chart is `st.altair_chart` and the list `st.dataframe`. It starts nothing itself: `streamlit run`.
"""

import json
import os
from pathlib import Path

import altair as alt
import pandas as pd
import streamlit as st

st.set_page_config(page_title="Board", layout="wide")

students = pd.read_csv(os.environ["ROSTER"], na_values=["ABS"])
students = students[students["FinalGrade"].notna()].copy()
indicators = json.loads(Path(os.environ["RULES"]).read_text(encoding="utf-8"))
means = {column: students[column].mean() for column in ("studytime",)}

weights = {}
for indicator in indicators:
    weights[indicator["key"]] = st.sidebar.slider(
        indicator["label"], 0.0, 5.0, float(indicator["weight"]), 0.5
    )


def band(student, indicator):
    """Return the band of one indicator that a student falls in."""
    value = student[indicator["column"]]
    if pd.isna(value):
        return None
    if "below_mean" in indicator:
        below, otherwise = indicator["below_mean"]
        return below if value < means[indicator["column"]] else otherwise
    for found in indicator["bands"]:
        if ("is" in found and value == found["is"]) or (
            "up_to" in found and value <= found["up_to"]
        ):
            return found
    return None


def complexity(student):
    """Return one student's complexity, 0 to 100."""
    total = weighed = 0.0
    for indicator in indicators:
        case = band(student, indicator)
        if case is not None:
            total += weights[indicator["key"]] * case["points"]
            weighed += weights[indicator["key"]]
    return 100 * total / weighed


def levers(student):
    """Return one student's levers, in words."""
    found = []
    for indicator in indicators:
        case = band(student, indicator)
        if indicator["lever"] and case is not None and case["points"] <= 0.5:
            found.append(f"{indicator['label']}: {case['says']}")
    return found


students["complexity"] = students.apply(complexity, axis=1)
students["ease"] = 100 - students["complexity"]
students["levers"] = students.apply(levers, axis=1)
students["number"] = students["levers"].apply(len)
students["levers"] = students["levers"].apply("; ".join)
students["priority"] = (20 - students["FinalGrade"]) * 5 * students["ease"] / 100

alt.data_transformers.disable_max_rows()
chart = (
    alt.Chart(students)
    .mark_point(filled=True)
    .encode(
        x=alt.X("FinalGrade", scale=alt.Scale(domain=[0, 20], reverse=True)),
        y=alt.Y("ease", scale=alt.Scale(domain=[0, 100])),
        shape="number:N",
        tooltip=["FirstName", "FamilyName", "FinalGrade", "ease", "levers"],
    )
)
lines = alt.Chart(pd.DataFrame({"x": [10], "y": [50]})).mark_rule(strokeDash=[4, 4])
st.altair_chart(chart + lines.encode(x="x") + lines.encode(y="y"), width="stretch")
st.dataframe(
    students.sort_values("priority", ascending=False)[
        ["FirstName", "FamilyName", "school", "FinalGrade", "ease", "levers"]
    ]
)
