"""Asking the active models of a school about records: which they are, and what they say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.dictionary import Dictionary
from data.store import models, predictions, rosters, visible
from data.tables import ModelVersion
from data.viewer import Viewer
from webapp.api.bodies import unfit
from webapp.api.prediction_bodies import PredictAnswer, Predicted, PredictRequest, UsedModel
from webapp.api.problems import FieldError, Refused
from webapp.api.records import Record, left_out, missing
from webapp.language import gettext as _
from webapp.language import sentence
from webapp.models.opened import Unusable, opened
from webapp.models.training_frame import scale_of
from webapp.state import state

if TYPE_CHECKING:
    import pandas as pd

    from scoring.folded import Folded

NEW = -1  # the fold of a student whom the model never saw
Numbers = NDArray[np.float64]
Folds = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Open:
    """A model that is open: its row, and what answers."""

    row: ModelVersion
    folded: Folded

    @property
    def reads(self) -> list[str]:
        """The columns that it reads, as it was told to."""
        return list(self.folded.recipe.columns)

    def used(self) -> UsedModel:
        """Say which model it is."""
        candidate = self.folded.recipe.candidate
        return UsedModel(
            id=self.row.id, number=self.row.number, candidate=candidate, columns=self.reads
        )


@dataclass(frozen=True, eq=False)
class Active:
    """The active models of one kind of roster: of the grade, and of passing where there is one."""

    grade: Open
    passing: Open | None

    @property
    def columns(self) -> list[str]:
        """All that any of them reads."""
        others = self.passing.reads if self.passing else []
        return list(dict.fromkeys([*self.grade.reads, *others]))


def kind_of(who: Viewer, asked: str | None) -> Dictionary:
    """Return the data dictionary that records are spelled by, the current roster's unless another
    is asked for. Raises Refused."""
    known = state().dictionaries
    if asked is not None:
        if asked not in known:
            words = _("There is no data dictionary of this name. There are: %(names)s.",
                      names=", ".join(sorted(known)))  # fmt: skip
            raise unfit([FieldError(path="#/dictionary", message=words)])
        return known[asked]
    with state().database.read() as session:
        roster = rosters.current(session, who)
    if roster is None or roster.dictionary not in known:
        raise Refused(404, _("There is no roster yet. Say which data dictionary is meant."))
    return known[roster.dictionary]


def models_for(who: Viewer, kind: Dictionary) -> Active:
    """Open the models that are active for a kind of roster. Raises Refused where none can be."""
    with state().database.read() as session:
        grade = models.active(session, who, kind.name, "grade")
        passing = models.active(session, who, kind.name, "pass")
    if grade is None:
        raise Refused(
            409,
            _("No model is active for rosters of this kind. A lead trains one, or makes one "
              "active, on the models page."),
        )  # fmt: skip
    return Active(_open(who, grade), _open(who, passing) if passing else None)


def answer(
    who: Viewer,
    kind: Dictionary,
    active: Active,
    wanted: PredictRequest,
    records: Sequence[Record],
) -> PredictAnswer:
    """Say what is usual for each record."""
    passing = active.passing
    return PredictAnswer(
        says=_("What students with a similar record usually get: guidance with an interval, "
               "never a promise and never a decision about one of them."),
        dictionary=kind.name,
        model=active.grade.used(),
        pass_model=passing.used() if passing else None,
        pass_mark=passing.folded.recipe.passing if passing else None,
        level=wanted.level,
        scale=scale_of(kind),
        left_out=left_out(active.columns, wanted.records),
        records=_each(who, kind, active, wanted, records),
    )  # fmt: skip


def _each(
    who: Viewer,
    kind: Dictionary,
    active: Active,
    wanted: PredictRequest,
    records: Sequence[Record],
) -> list[Predicted]:
    frame = _frame(kind, active.columns, records)
    model, folds = active.grade.folded, _folds(who, active.grade, wanted.students, len(records))
    low, high = model.interval(frame, folds, wanted.level)
    explained = model.explained(frame, folds) if wanted.contributions else None
    passes = _passes(who, active.passing, frame, wanted)
    unseen = model.unseen(frame)
    names, marks = list(unseen.columns), unseen.to_numpy()
    parts = explained.contributions.to_dict("records") if explained else [None] * len(records)
    each = zip(model.expected(frame, folds), low, high, parts, strict=True)
    return [
        Predicted(
            expected=_known(expected),
            low=_known(from_),
            high=_known(to),
            passes=None if passes is None else _known(passes[place]),
            missing=missing(records[place]),
            unseen=[name for name, marked in zip(names, marks[place], strict=True) if marked],
            baseline=_known(explained.baseline[place]) if explained else None,
            contributions=_all_known(part),
        )
        for place, (expected, from_, to, part) in enumerate(each)
    ]


def _passes(
    who: Viewer, passing: Open | None, frame: pd.DataFrame, wanted: PredictRequest
) -> Numbers | None:
    if passing is None:
        return None
    return passing.folded.expected(frame, _folds(who, passing, wanted.students, len(frame)))


def _frame(kind: Dictionary, columns: Sequence[str], records: Sequence[Record]) -> pd.DataFrame:
    """Lay records out as models read them: numbers with NaN, words with None."""
    import pandas as pd  # slow to load: with the first prediction, not with the server

    found = {}
    for name in columns:
        column = kind.columns.get(name)
        values = [record[name] for record in records]
        number = column is not None and column.type == "number"
        found[name] = np.array(values, dtype=np.float64 if number else object)
    return pd.DataFrame(found)


def _folds(who: Viewer, model: Open, students: Sequence[int | None] | None, count: int) -> Folds:
    """Say which fold held each student out (n,): nobody meets a model that saw his own grade."""
    if students is None:
        return np.full(count, NEW, dtype=np.intp)
    asked = {student for student in students if student is not None}
    with state().database.read() as session:
        strangers = asked - visible.among(session, who, asked)
        held = predictions.folds_of(session, who, model.row.id)
    if strangers:
        words = _("There is no such student here.")
        places = [place for place, student in enumerate(students) if student in strangers]
        raise unfit(FieldError(path=f"#/students/{place}", message=words) for place in places)
    return np.array([held.get(one, NEW) if one else NEW for one in students], dtype=np.intp)


def _open(who: Viewer, row: ModelVersion) -> Open:
    try:
        return Open(row, opened(who, row.id))
    except Unusable as unusable:
        raise Refused(409, sentence(unusable.problem)) from None


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _all_known(part: Mapping[Any, float] | None) -> dict[str, float] | None:
    if part is None:
        return None
    return {str(name): float(points) for name, points in part.items() if not np.isnan(points)}
