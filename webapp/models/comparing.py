"""Comparing candidates on a roster and keeping what was found; for child processes and commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from data.store import comparisons, rosters
from data.tables import ModelComparison
from data.viewer import Viewer
from data.wording.message import N_
from scoring.candidate_plan import Plan
from scoring.refusal import Refusal
from webapp.models import tracking
from webapp.models.training_frame import frame_of, grades_of, scale_of
from webapp.models.work import NotTrained
from webapp.roster.imports import Progress
from webapp.state import State


def compare_candidates(
    state: State, viewer: Viewer, detail: Mapping[str, Any], progress: Progress
) -> dict[str, Any]:
    """Compare by the plan in `detail`. Raises NotTrained, Cancelled and NotFound; nothing is kept
    then."""

    def tell(done: float) -> None:
        progress(done, N_("Trying each kind of model on students it has not seen"))

    progress(0.0, N_("Reading the roster"))
    kept = compare(state, viewer, detail["roster"], Plan.from_json(detail["plan"]), tell)
    return {"comparison": kept.id, **tracking.comparison(state, kept)}


def compare(
    here: State,
    viewer: Viewer,
    roster_id: int,
    plan: Plan,
    progress: Callable[[float], None] = lambda done: None,
) -> ModelComparison:
    """Compare a plan's candidates on a roster and keep the figures, none of a student.

    Loads scikit-learn. Raises NotTrained with the sentence why nothing can be compared, NotFound,
    and what `progress` raises.
    """
    import pandas as pd

    from scoring import candidate_comparison

    with here.database.read() as session:
        info = rosters.get(session, viewer, roster_id)
        cohort = rosters.whole(session, viewer, roster_id)
    dictionary = here.dictionaries[info.dictionary]
    low, high = scale_of(dictionary)
    found = candidate_comparison.compare(
        frame_of(cohort, dictionary, plan.columns),
        pd.Series(grades_of(cohort, dictionary)),
        plan,
        low=low,
        high=high,
        progress=progress,
    )
    if isinstance(found, Refusal):
        raise NotTrained(found)
    with here.database.write() as session:
        return comparisons.keep(session, viewer, roster_id, plan.target, plan.as_json(), found)
