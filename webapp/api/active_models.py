"""The models that are active for a school, opened once for many calls, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.dictionary import Dictionary
from data.store import rosters, visible
from data.store.models import model_registry
from data.tables import ModelVersion
from data.viewer import Viewer
from rules.rounding import EXACT, adding_up
from scoring.model.answer_table import AnswerTable
from webapp.api.bodies import unfit
from webapp.api.prediction_bodies import PredictAnswer, PredictedRecord, PredictRequest, UsedModel
from webapp.api.records import Record, left_out, missing
from webapp.http.api_problems import FieldError, RefusedCall
from webapp.http.language import gettext as _
from webapp.http.language import sentence
from webapp.http.state import state
from webapp.services.models.opening import Unusable, opened
from webapp.services.models.predicting import scale_of
from webapp.services.process.cache import Recent

if TYPE_CHECKING:
    from scoring.model.fold_ensemble import FoldEnsemble

MOST_KEPT = 8  # kinds of rosters of schools
NEW = -1  # the fold of a student whom the model never saw
NOT_ASKED: dict[str, Any] = {"baseline": None, "contributions": None}
Numbers = NDArray[np.float64]
Folds = NDArray[np.intp]

_kept = Recent(MOST_KEPT)


@dataclass(frozen=True, eq=False)
class OpenModel:
    """A model that is open: its row, and what answers."""

    row: ModelVersion
    folded: FoldEnsemble

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
class ActiveModels:
    """The active models of one kind of roster: of the grade, and of passing where there is one.

    kind: the data dictionary that its records are spelled by.
    """

    kind: Dictionary
    grade: OpenModel
    passing: OpenModel | None

    @property
    def columns(self) -> list[str]:
        """All that any of them reads."""
        others = self.passing.reads if self.passing else []
        return list(dict.fromkeys([*self.grade.reads, *others]))


def models_for(who: Viewer, dictionary: str | None) -> ActiveModels:
    """Open the models that are active for a kind of roster, the current roster's unless another is
    named; what was opened stays open until anything is written. Raises Refused."""
    here = state()
    key = (here.database.url, here.boards.freshness.version(), who.school, dictionary)
    found: ActiveModels = _kept.get(key, lambda: _asked_for(who, dictionary))
    return found


def _asked_for(who: Viewer, dictionary: str | None) -> ActiveModels:
    kind = _kind(who, dictionary)
    with state().database.read() as session:
        grade = model_registry.active(session, who, kind.name, "grade")
        passing = model_registry.active(session, who, kind.name, "pass")
    if grade is None:
        raise RefusedCall(
            409,
            _("No model is active for rosters of this kind. A lead trains one, or makes one "
              "active, on the models page."),
        )  # fmt: skip
    return ActiveModels(kind, _open(who, grade), _open(who, passing) if passing else None)


def _kind(who: Viewer, asked: str | None) -> Dictionary:
    known = state().dictionaries.of_school(who.school)
    if asked is not None:
        if asked not in known:
            words = _("There is no data dictionary of this name. There are: %(names)s.",
                      names=", ".join(sorted(known)))  # fmt: skip
            raise unfit([FieldError(path="#/dictionary", message=words)])
        return known[asked]
    with state().database.read() as session:
        roster = rosters.current(session, who)
    if roster is None or roster.dictionary not in known:
        raise RefusedCall(404, _("There is no roster yet. Say which data dictionary is meant."))
    return known[roster.dictionary]


def _open(who: Viewer, row: ModelVersion) -> OpenModel:
    try:
        return OpenModel(row, opened(state(), who, row.id))
    except Unusable as unusable:
        raise RefusedCall(409, sentence(unusable.problem)) from None


def answer(
    who: Viewer, active: ActiveModels, wanted: PredictRequest, records: Sequence[Record]
) -> PredictAnswer:
    """Say what is usual for each record."""
    kind, passing = active.kind, active.passing
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
        records=_each(who, active, wanted, records),
    )  # fmt: skip


def _each(
    who: Viewer, active: ActiveModels, wanted: PredictRequest, records: Sequence[Record]
) -> list[PredictedRecord]:
    table = _table(active.kind, active.columns, records)
    model, folds = active.grade.folded, _folds(who, active.grade, wanted.students, len(records))
    low, high = model.interval(table, folds, wanted.level)
    explained = model.explained(table, folds) if wanted.contributions else None
    passes = _passes(who, active.passing, table, wanted)
    unseen = model.unseen(table)
    parts = explained.lines() if explained else [None] * len(records)
    expected = (
        explained.baseline + explained.contributions.sum(axis=1)  # the same by contract
        if explained
        else model.expected(table, folds)
    )
    each = zip(expected, low, high, parts, strict=True)
    return [
        PredictedRecord(
            expected=_known(round(usual, EXACT)),
            low=_known(from_),
            high=_known(to),
            passes=None if passes is None else _known(passes[place]),
            missing=missing(records[place]),
            unseen=[model.columns[at] for at in np.flatnonzero(unseen[place])],
            **_adding_up(usual, explained.baseline[place], part)
            if explained and part
            else NOT_ASKED,
        )
        for place, (usual, from_, to, part) in enumerate(each)
    ]


def _passes(
    who: Viewer, passing: OpenModel | None, table: AnswerTable, wanted: PredictRequest
) -> Numbers | None:
    if passing is None:
        return None
    return passing.folded.expected(table, _folds(who, passing, wanted.students, len(table)))


def _table(kind: Dictionary, columns: Sequence[str], records: Sequence[Record]) -> AnswerTable:
    """Lay records out as models read them: numbers with NaN, words with None."""
    found = {}
    for name in columns:
        column = kind.columns.get(name)
        values = [record[name] for record in records]
        number = column is not None and column.type == "number"
        found[name] = np.array(values, dtype=np.float64 if number else object)
    return AnswerTable(found, len(records))


def _folds(
    who: Viewer, model: OpenModel, students: Sequence[int | None] | None, count: int
) -> Folds:
    """Say which fold held each student out (n,): nobody meets a model that saw his own grade."""
    if students is None:
        return np.full(count, NEW, dtype=np.intp)
    asked = {student for student in students if student is not None}
    with state().database.read() as session:
        strangers = asked - visible.among(session, who, asked)
        held = model_registry.folds_of(session, who, model.row.id)
    if strangers:
        words = _("There is no such student here.")
        places = [place for place, student in enumerate(students) if student in strangers]
        raise unfit(FieldError(path=f"#/students/{place}", message=words) for place in places)
    return np.array([held.get(one, NEW) if one else NEW for one in students], dtype=np.intp)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _adding_up(usual: float, baseline: float, part: Mapping[Any, float]) -> dict[str, Any]:
    """Give baseline and contributions, which add up to what is expected digit by digit."""
    if np.isnan(usual):
        return NOT_ASKED | {"contributions": {}}
    known = {str(name): float(points) for name, points in part.items() if not np.isnan(points)}
    first, *rest = adding_up([float(baseline), *known.values()], float(usual), EXACT)
    return {"baseline": first, "contributions": dict(zip(known, rest, strict=True))}
