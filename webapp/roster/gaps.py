"""A roster's expected grades: computed once after its import, in a process of their own, and
kept. Only here does the product load scikit-learn."""

import logging
from typing import Any

from data.store import Stale, predictions, rosters
from data.viewer import Viewer
from webapp.state import State

log = logging.getLogger(__name__)


def keep_gaps(state: State, viewer: Viewer, roster: int) -> None:
    """Estimate a roster's expected grades and keep them, or the reason why there are none."""
    import pandas as pd  # slow to load, and this is a child process's work

    from scoring.gap_fingerprint import fingerprint as name_of
    from scoring.recipe import Recipe
    from scoring.refusal import Refusal
    from scoring.training import train

    with state.database.read() as session:
        info = rosters.get(session, viewer, roster)
        cohort = rosters.whole(session, viewer, roster)
    dictionary = state.dictionaries[info.dictionary]
    columns = [
        name
        for name, column in dictionary.columns.items()
        if column.record and name in cohort.columns
    ]
    frame = pd.DataFrame({name: cohort.columns[name].each() for name in columns})
    column = dictionary.grade
    grade = pd.Series(cohort.columns[column.name].each().astype(float))
    if column.low is None or column.high is None:
        raise ValueError(f"{column.name}: a grade needs its lowest and highest value.")
    recipe = Recipe(tuple(columns))
    found = train(frame, grade, recipe, low=column.low, high=column.high)
    report: dict[str, Any]
    rows: Any
    if isinstance(found, Refusal):
        report = {"refused": {"template": found.template, "values": dict(found.values)}}
        fingerprint = name_of(frame, grade, recipe, low=column.low, high=column.high)
        rows = ()
    else:
        gap = found.gap
        report, fingerprint = gap.report, gap.fingerprint
        rows = zip(
            cohort.students.tolist(),
            gap.expected.tolist(),
            gap.low80.tolist(),
            gap.high80.tolist(),
            gap.contributions.to_dict("records"),
            strict=True,
        )
    try:
        with state.database.write() as session:
            predictions.save(
                session, viewer, roster, fingerprint=fingerprint, report=report, rows=rows
            )
    except Stale:
        # Somebody objected meanwhile, and with his objection the work begins anew without him.
        log.info("roster %s: learned from somebody who has objected since, not kept", roster)


def keep_missing_gaps(state: State, viewer: Viewer) -> None:
    """Estimate anew what objections and erasures took away: each roster that has no model."""
    with state.database.read() as session:
        lacking = predictions.lacking(session, viewer)
    for roster in lacking:
        keep_gaps(state, viewer, roster)
