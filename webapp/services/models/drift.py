"""A model's own students beside those of another roster: compared, and kept with what it says."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from data.cohort import Cohort
from data.dictionary import Dictionary
from data.store import Session, rosters
from data.store.families import objections
from data.store.models import model_registry
from data.store.rosters import RosterInfo
from data.tables import ModelVersion
from data.viewer import Viewer
from scoring.model_evaluation.drift import Drift, compare
from webapp.services.process.cache import Recent
from webapp.services.runtime.resources import Resources
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import words

MOST_KEPT = 32  # schools whose lead looks at the same time

_kept = Recent(MOST_KEPT)


@dataclass(frozen=True)
class DriftCheck:
    """A model, the roster it learned from, the newest of that kind, and how far they differ.

    now: None where no such roster is left. drift: None where they are the same roster, and where
    nobody counted what the model's students answered.
    """

    model: ModelVersion
    before: RosterInfo
    now: RosterInfo | None
    drift: Drift | None

    @property
    def same(self) -> bool:
        """Say whether the newest roster is the one the model learned from."""
        return self.now is not None and self.now.id == self.before.id


def of_cohort(model: ModelVersion, cohort: Cohort) -> Drift | None:
    """Compare a whole roster's students with a model's own; None where there is nothing to compare:
    it is the model's own roster, or nobody counted."""
    profile = model.report.get("profile")
    if not profile or cohort.roster == model.roster_id:
        return None
    there = {name: cohort.columns[name].each() for name in profile if name in cohort.columns}
    return compare(profile, there)


def kept_of(model: ModelVersion, cohort: Cohort) -> dict[str, Any]:
    """What an estimate's report keeps under "drift": {"verdict": ..., "columns": [...]}.

    Empty where there is nothing to compare.
    """
    found = of_cohort(model, cohort)
    return found.as_json() if found else {}


def hint(report: Mapping[str, Any], dictionary: Dictionary) -> str:
    """Say beside expected grades that their model was made for clearly other students; else "".

    report: an estimate's, with what `kept_of` gave when it was made.
    """
    drift = report.get("drift") or {}
    if drift.get("verdict") not in ("very", "gone"):
        return ""
    known = dictionary.columns
    labels = [words(known[name].label) if name in known else name for name in drift["columns"]]
    return _(
        "The model behind these expected grades learned from clearly other students "
        "(%(columns)s): read them with care.",
        columns=", ".join(labels),
    )


def compared(state: Resources, viewer: Viewer, model_id: int) -> DriftCheck:
    """Compare a model with the newest roster of its kind. Raises NotFound.

    The whole school is compared, whomever the viewer may see: nothing of one student is in it.
    """
    with state.database.read() as session:
        model = model_registry.get(session, viewer, model_id)
        before = rosters.get(session, viewer, model.roster_id)
        now = rosters.newest_of(session, viewer, model.dictionary)
        if now is None:
            return DriftCheck(model, before, None, None)
        drift = _kept.get(
            (model.id, model.sha256, now.id, now.students, objections.standing(session, viewer)),
            lambda: _read(session, viewer, model, now.id),
        )
    return DriftCheck(model, before, now, drift)


def _read(session: Session, viewer: Viewer, model: ModelVersion, roster: int) -> Drift | None:
    if roster == model.roster_id:
        return None
    return of_cohort(model, rosters.whole(session, viewer, roster))
