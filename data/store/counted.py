"""What is counted of a school for machines that watch the server: no name, nobody's answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from data.store import models
from data.store.rosters import listing, newest_of
from data.tables import Estimate, Job, ModelVersion
from data.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Active:
    """An active model. drift: the verdict on the newest roster of its kind, "" where
    nobody asked."""

    model: int
    target: str
    drift: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A school in numbers. rosters: undone ones apart. students: of the current roster.
    jobs: (kind, state) -> how many."""

    rosters: int
    students: int
    jobs: Mapping[tuple[str, str], int]
    active: tuple[Active, ...]


def of_school(session: Session, viewer: Viewer) -> Counted:
    """Count what there is of the viewer's school."""
    standing = [one for one in listing(session, viewer) if one.withdrawn_at is None]
    by_kind = (
        select(Job.kind, Job.state, func.count(col(Job.id)))
        .where(col(Job.school_id) == viewer.school)
        .group_by(col(Job.kind), col(Job.state))
    )
    return Counted(
        rosters=len(standing),
        students=standing[0].students if standing else 0,
        jobs={(kind, state): number for kind, state, number in session.exec(by_kind)},
        active=tuple(_active(session, viewer)),
    )


def _active(session: Session, viewer: Viewer) -> list[Active]:
    newest: dict[tuple[str, str], int | None] = {}
    for one in models.activations(session, viewer):
        newest.setdefault((one.dictionary, one.target), one.model_id)
    found = [models.get(session, viewer, one) for one in newest.values() if one is not None]
    return [Active(one.id, one.target, _drift(session, viewer, one)) for one in found]


def _drift(session: Session, viewer: Viewer, model: ModelVersion) -> str:
    """Say what was kept with the newest estimate of the newest roster of the model's kind: of this
    model, or of its having nothing to say there."""
    roster = newest_of(session, viewer, model.dictionary)
    if roster is None:
        return ""
    if roster.id == model.roster_id:
        return "as before"
    said = (
        select(Estimate.report, Estimate.model_id)
        .where(col(Estimate.roster_id) == roster.id)
        .order_by(col(Estimate.since).desc(), col(Estimate.id).desc())
        .limit(1)
    )
    report, by = session.exec(said).first() or ({}, model.id)
    asked = by == model.id or (by is None and model.target == "grade")
    return str((report.get("drift") or {}).get("verdict", "")) if asked else ""
