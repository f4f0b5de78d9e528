"""Two models asked about the same students, those of a roster whom the viewer may see.

What a model says of the students it learned from, beside what came: for figures of it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.cohort import Cohort
from data.dictionary import Dictionary
from data.store import NotFound, Stale, rosters
from data.store.models import model_registry, predictions
from data.store.models.predictions import Predictions
from data.store.rosters import Names, RosterInfo
from data.tables import ModelVersion
from data.viewer import Viewer
from scoring.grade_scale import GradeScale
from scoring.model_evaluation.version_comparison import (
    ErrorDifference,
    ExpectationShift,
    difference,
    moved,
)
from webapp.services.grades.scale import scale_of
from webapp.services.models import training
from webapp.services.models.predicting import grades_of
from webapp.services.runtime.resources import Resources
from webapp.services.wording.reader import gettext as _

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
    moved: ExpectationShift
    difference: ErrorDifference | None


def on_roster(
    here: Resources, who: Viewer, first: ModelVersion, second: ModelVersion
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
    dictionary = here.dictionaries.for_roster(info)
    grade = grades_of(cohort, dictionary)
    said = [_said(here, who, model, info, cohort) for model in (first, second)]
    (expected, low, high), (expected_then, low_then, high_then) = said
    return OnRoster(
        roster=info,
        cohort=cohort,
        names=named,
        expected=(expected, expected_then),
        grade=grade,
        moved=moved(
            expected,
            (low, high),
            expected_then,
            (low_then, high_then),
            grade,
            upwards=scale_of(dictionary.grade).upwards,
        ),
        difference=difference(expected, expected_then, grade),
    )


@dataclass(frozen=True)
class StudentWordChange:
    """A student whose word changes. said: (expected, word) of both models."""

    student: int
    name: str
    grade: float
    said: tuple[tuple[float, str | None], tuple[float, str | None]]


def changed(found: OnRoster) -> list[StudentWordChange]:
    """Name the students whose word changes, those that moved furthest first."""
    rows = found.moved.changed[:MOST_LISTED].tolist()
    return [
        StudentWordChange(
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
    here: Resources, who: Viewer, model: ModelVersion, info: RosterInfo, cohort: Cohort
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


@dataclass(frozen=True, eq=False)
class MeasuredModel:
    """A model with its training roster of n students, the whole school's and nameless. said: None
    where it is not kept what the model says of them."""

    model: ModelVersion
    roster: RosterInfo
    dictionary: Dictionary
    cohort: Cohort
    grade: Floats
    said: Predictions | None

    @property
    def passes(self) -> bool:
        """Say whether it says chances of passing instead of grades."""
        return self.model.target == "pass"

    @property
    def scale(self) -> GradeScale:
        """The worst and the best value that it can say, but for rounding."""
        return GradeScale(0.0, 1.0) if self.passes else scale_of(self.dictionary.grade)

    @property
    def gap(self) -> Floats:
        """By how much what came (n,) is worse than what it says; NaN where either is unknown."""
        return self.scale.gap(self.expected, self.outcome)

    @property
    def expected(self) -> Floats:
        """What it says of each student (n,), out of fold; NaN where nothing."""
        return self.said.expected if self.said else np.full(len(self.grade), np.nan)

    @property
    def outcome(self) -> Floats:
        """What came (n,): grades, or 1 for who passed and 0 for who did not; NaN unknown."""
        if not self.passes:
            return self.grade
        ends = scale_of(self.dictionary.grade)
        passed = ends.reaches(self.grade, self.model.recipe["passing"]).astype(np.float64)
        return np.where(np.isnan(self.grade), np.nan, passed)

    @property
    def below(self) -> NDArray[np.int64]:
        """The places of those whose grade is below what is usual for similar students."""
        if self.said is None or self.passes:
            return np.zeros(0, dtype=np.int64)
        if self.scale.upwards:
            return np.flatnonzero(self.grade < self.said.low)
        return np.flatnonzero(self.grade > self.said.high)


def measured(here: Resources, who: Viewer, model_id: int) -> MeasuredModel:
    """Read a model of the viewer's school with all that its figures are made of. Raises NotFound,
    and Stale where somebody objected just now."""
    with here.database.read() as session:
        model = model_registry.get(session, who, model_id)
        roster = rosters.get(session, who, model.roster_id)
        cohort = rosters.whole(session, who, roster.id)
        said = predictions.whole_of_model(session, who, roster.id, model_id)
    if roster.dictionary not in here.dictionaries:
        raise NotFound(f"The data dictionary {roster.dictionary} is not here any more.")
    if said is not None and len(said.expected) != len(cohort):
        raise Stale("Somebody objected or was erased just now.")
    dictionary = here.dictionaries.for_roster(roster)
    return MeasuredModel(model, roster, dictionary, cohort, grades_of(cohort, dictionary), said)
