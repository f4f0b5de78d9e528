"""The models that speak for a school now: which they are, opened once for many calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from data.dictionary import Dictionary
from data.store import models, rosters
from data.tables import ModelVersion
from data.viewer import Viewer
from webapp.api.bodies import unfit
from webapp.api.prediction_bodies import UsedModel
from webapp.api.problems import FieldError, Refused
from webapp.language import gettext as _
from webapp.language import sentence
from webapp.models.opened import Unusable, opened
from webapp.recent import Recent
from webapp.state import state

if TYPE_CHECKING:
    from scoring.folded import Folded

MOST_KEPT = 8  # kinds of rosters of schools

_kept = Recent(MOST_KEPT)


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
    """The active models of one kind of roster: of the grade, and of passing where there is one.

    kind: the data dictionary that its records are spelled by.
    """

    kind: Dictionary
    grade: Open
    passing: Open | None

    @property
    def columns(self) -> list[str]:
        """All that any of them reads."""
        others = self.passing.reads if self.passing else []
        return list(dict.fromkeys([*self.grade.reads, *others]))


def models_for(who: Viewer, dictionary: str | None) -> Active:
    """Open the models that are active for a kind of roster, the current roster's unless another is
    named; what was opened stays open until anything is written. Raises Refused."""
    here = state()
    key = (here.database.url, here.boards.freshness.version(), who.school, dictionary)
    found: Active = _kept.get(key, lambda: _asked_for(who, dictionary))
    return found


def _asked_for(who: Viewer, dictionary: str | None) -> Active:
    kind = _kind(who, dictionary)
    with state().database.read() as session:
        grade = models.active(session, who, kind.name, "grade")
        passing = models.active(session, who, kind.name, "pass")
    if grade is None:
        raise Refused(
            409,
            _("No model is active for rosters of this kind. A lead trains one, or makes one "
              "active, on the models page."),
        )  # fmt: skip
    return Active(kind, _open(who, grade), _open(who, passing) if passing else None)


def _kind(who: Viewer, asked: str | None) -> Dictionary:
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


def _open(who: Viewer, row: ModelVersion) -> Open:
    try:
        return Open(row, opened(who, row.id))
    except Unusable as unusable:
        raise Refused(409, sentence(unusable.problem)) from None
