"""What is counted of a school for machines that watch the server: no name, nobody's answer."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from data.store import models
from data.store.rosters import listing
from data.tables import Estimate, Job, ModelVersion
from data.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Active:
    """An active model. drift: the verdict on the roster it was asked about last, ""
    where there is none."""

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
    return [
        Active(model, target, _drift(session, viewer, model))
        for (_, target), model in newest.items()
        if model is not None
    ]


def _drift(session: Session, viewer: Viewer, model: int) -> str:
    said = (
        select(Estimate.report, Estimate.roster_id, ModelVersion.roster_id)
        .join(ModelVersion, col(ModelVersion.id) == col(Estimate.model_id))
        .where(col(Estimate.model_id) == model, col(ModelVersion.school_id) == viewer.school)
        .order_by(col(Estimate.since).desc(), col(Estimate.id).desc())
        .limit(1)
    )
    found = session.exec(said).first()
    if found is None:
        return ""
    report, asked_about, learned_from = found
    if asked_about == learned_from:
        return "as before"
    return str((report.get("drift") or {}).get("verdict", ""))
