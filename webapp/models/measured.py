"""What a model says of the students it learned from, beside what came: for figures of it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from data.cohort import Cohort
from data.dictionary import Dictionary
from data.store import NotFound, Stale, models, predictions, rosters
from data.store.predictions import Predictions
from data.store.rosters import RosterInfo
from data.tables import ModelVersion
from data.viewer import Viewer
from webapp.models.training_frame import grades_of, scale_of
from webapp.state import state

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Measured:
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
    def scale(self) -> tuple[float, float]:
        """The lowest and the highest value that it can say, but for rounding."""
        return (0.0, 1.0) if self.passes else scale_of(self.dictionary)

    @property
    def expected(self) -> Floats:
        """What it says of each student (n,), out of fold; NaN where nothing."""
        return self.said.expected if self.said else np.full(len(self.grade), np.nan)

    @property
    def outcome(self) -> Floats:
        """What came (n,): grades, or 1 for who passed and 0 for who did not; NaN unknown."""
        if not self.passes:
            return self.grade
        passed = (self.grade >= self.model.recipe["passing"]).astype(np.float64)
        return np.where(np.isnan(self.grade), np.nan, passed)

    @property
    def below(self) -> NDArray[np.int64]:
        """The places of those whose grade is below what is usual for similar students."""
        if self.said is None or self.passes:
            return np.zeros(0, dtype=np.int64)
        return np.flatnonzero(self.grade < self.said.low)


def measured(who: Viewer, model_id: int) -> Measured:
    """Read a model of the viewer's school with all that its figures are made of. Raises NotFound,
    and Stale where somebody objected just now."""
    here = state()
    with here.database.read() as session:
        model = models.get(session, who, model_id)
        roster = rosters.get(session, who, model.roster_id)
        cohort = rosters.whole(session, who, roster.id)
        said = predictions.whole_of_model(session, who, roster.id, model_id)
    if roster.dictionary not in here.dictionaries:
        raise NotFound(f"The data dictionary {roster.dictionary} is not here any more.")
    if said is not None and len(said.expected) != len(cohort):
        raise Stale("Somebody objected or was erased just now.")
    dictionary = here.dictionaries[roster.dictionary]
    return Measured(model, roster, dictionary, cohort, grades_of(cohort, dictionary), said)
