"""Two models asked about the same students, those of a roster whom the viewer may see."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.cohort import Cohort
from data.store import predictions, rosters
from data.store.rosters import Names, RosterInfo
from data.tables import ModelVersion
from data.viewer import Viewer
from scoring.model_changes import Difference, Moved, difference, moved
from webapp.language import gettext as _
from webapp.models import training
from webapp.models.training_frame import grades_of
from webapp.state import State

MOST_LISTED = 100
Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class OnRoster:
    """What two models say of the students of a roster whom the viewer may see. names: of the rows.

    expected: (first, second)."""

    roster: RosterInfo
    cohort: Cohort
    names: Names
    expected: tuple[Floats, Floats]
    grade: Floats
    moved: Moved
    difference: Difference | None


def on_roster(
    here: State, who: Viewer, first: ModelVersion, second: ModelVersion
) -> OnRoster | None:
    """Ask two models about the newest roster of the second one's kind; None where there is none,
    or where they do not expect the same thing. Raises Unusable for a model that cannot answer."""
    if (first.dictionary, first.target) != (second.dictionary, second.target):
        return None
    if first.target != "grade":
        return None
    with here.database.read() as session:
        info = rosters.newest_of(session, who, second.dictionary)
        if info is None:
            return None
        cohort = rosters.cohort(session, who, info.id)
        named = rosters.names(session, who, info.id)
    grade = grades_of(cohort, here.dictionaries[info.dictionary])
    said = [_said(here, who, model, info, cohort) for model in (first, second)]
    (expected, low, high), (expected_then, low_then, high_then) = said
    return OnRoster(
        roster=info,
        cohort=cohort,
        names=named,
        expected=(expected, expected_then),
        grade=grade,
        moved=moved(expected, (low, high), expected_then, (low_then, high_then), grade),
        difference=difference(expected, expected_then, grade),
    )


@dataclass(frozen=True)
class Changed:
    """A student whose word changes. said: (expected, word) of both models."""

    student: int
    name: str
    grade: float
    said: tuple[tuple[float, str | None], tuple[float, str | None]]


def changed(found: OnRoster) -> list[Changed]:
    """Name the students whose word changes, those that moved furthest first."""
    rows = found.moved.changed[:MOST_LISTED].tolist()
    return [
        Changed(
            student=int(found.cohort.students[row]),
            name=f"{found.names.first[row]} {found.names.family[row]}".strip()
            or _("Student %(key)s", key=found.names.keys[row]),
            grade=float(found.grade[row]),
            said=(
                (float(found.expected[0][row]), found.moved.said[0][row]),
                (float(found.expected[1][row]), found.moved.said[1][row]),
            ),
        )
        for row in rows
    ]


def _said(
    here: State, who: Viewer, model: ModelVersion, info: RosterInfo, cohort: Cohort
) -> tuple[Floats, Floats, Floats]:
    """What a model expects, and between what, of the students of a cohort: as it is kept, else
    asked now and not kept."""
    with here.database.read() as session:
        kept = predictions.of_model(session, who, info.id, model.id)
    if kept is not None:
        return kept.expected, kept.low, kept.high
    said, whole = training.ask(here, who, model, info)
    seen = np.isin(whole.students, cohort.students)
    return said.expected[seen], said.low[seen], said.high[seen]
