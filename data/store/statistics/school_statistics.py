"""What is counted of a school for machines that watch the server: no name, nobody's answer.

What figures of whole schools are made of: nameless cohorts, and whom people have flagged.

None of it is for showing: only what `scoring.groups.school_figures` lets through may leave.

Exports for research: what was given out, so that two exports are not compared unawares.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import Session, col, func, or_, select

from data.cohort import Cohort
from data.store import audit, rosters
from data.store.coaching.interventions import OPEN
from data.store.errors import NotFound
from data.store.models import model_registry
from data.store.rosters import RosterInfo, listing, newest_of
from data.store.rosters.imports import get
from data.tables import (
    Decision,
    Dismissal,
    Estimate,
    Intervention,
    Job,
    Membership,
    ModelVersion,
    School,
    Student,
)
from data.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ActiveModelDrift:
    """An active model. drift: the verdict on the newest roster of its kind, "" where
    nobody asked."""

    model: int
    target: str
    drift: str


@dataclass(frozen=True, slots=True)
class SchoolCounts:
    """A school in numbers. rosters: undone ones apart. students: of the current roster.
    jobs: (kind, state) -> how many."""

    rosters: int
    students: int
    jobs: Mapping[tuple[str, str], int]
    active: tuple[ActiveModelDrift, ...]


def of_school(session: Session, viewer: Viewer) -> SchoolCounts:
    """Count what there is of the viewer's school."""
    standing = [one for one in listing(session, viewer) if one.withdrawn_at is None]
    by_kind = (
        select(Job.kind, Job.state, func.count(col(Job.id)))
        .where(col(Job.school_id) == viewer.school)
        .group_by(col(Job.kind), col(Job.state))
    )
    return SchoolCounts(
        rosters=len(standing),
        students=standing[0].students if standing else 0,
        jobs={(kind, state): number for kind, state, number in session.exec(by_kind)},
        active=tuple(_active(session, viewer)),
    )


def _active(session: Session, viewer: Viewer) -> list[ActiveModelDrift]:
    newest: dict[tuple[str, str], int | None] = {}
    for one in model_registry.activations(session, viewer):
        newest.setdefault((one.dictionary, one.target), one.model_id)
    found = [model_registry.get(session, viewer, one) for one in newest.values() if one is not None]
    return [ActiveModelDrift(one.id, one.target, _drift(session, viewer, one)) for one in found]


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


OBSERVER = "observer"


@dataclass(frozen=True, eq=False)
class SchoolRecord:
    """One school: its current roster without names, who is coached, who is set aside and why."""

    roster: RosterInfo
    cohort: Cohort
    coached: frozenset[int]
    set_aside: dict[int, str]


def schools(session: Session, viewer: Viewer) -> list[tuple[int, str]]:
    """The schools whose figures a viewer may see, by name: his own, an observer's all.

    An observer sees the schools in which his account is an observer, whichever he works for now.
    """
    seen = {viewer.school}
    if viewer.role == OBSERVER and viewer.account is not None:
        seen |= set(
            session.exec(
                select(Membership.school_id).where(
                    col(Membership.account_id) == viewer.account,
                    col(Membership.role) == OBSERVER,
                )
            )
        )
    named = select(School.id, School.name).where(col(School.id).in_(seen))
    return [(id_, name) for id_, name in session.exec(named.order_by(col(School.name)))]


def figures_of_school(
    session: Session, viewer: Viewer, school: int, today: date
) -> SchoolRecord | None:
    """What the figures of a school are made of; None before its first roster. Raises NotFound."""
    if school not in {id_ for id_, _ in schools(session, viewer)}:
        raise NotFound(f"There is no school {school}.")
    there = replace(viewer, school=school, groups=None)
    roster = rosters.current(session, there)
    if roster is None:
        return None
    coached = select(Intervention.student_id).where(
        col(Intervention.student_id) == col(Student.id), col(Student.school_id) == school, *OPEN
    )
    aside = select(Dismissal.student_id, Dismissal.reason).where(
        col(Dismissal.student_id) == col(Student.id),
        col(Student.school_id) == school,
        col(Dismissal.ended_at).is_(None),
        or_(col(Dismissal.until).is_(None), col(Dismissal.until) > today),
    )
    return SchoolRecord(
        roster,
        rosters.whole(session, there, roster.id),
        frozenset(session.exec(coached)),
        dict(session.exec(aside).all()),
    )


EXPORT = "export for research"


@dataclass(frozen=True, slots=True)
class Export:
    """One export: of which roster, of how many students, when and by whom. `at` is UTC.

    students: those of the roster at the time, the left-out ones among them.
    """

    roster: int
    students: int
    published: int
    k: int
    by: str
    at: datetime


def exports(session: Session, viewer: Viewer) -> list[Export]:
    """The school's exports so far, newest first."""
    lines = select(Decision).where(
        col(Decision.school_id) == viewer.school, col(Decision.action) == EXPORT
    )
    return [
        Export(
            roster=line.thing_id or 0,
            students=line.detail["students"],
            published=line.detail["published"],
            k=line.detail["k"],
            by=line.by,
            at=line.at,
        )
        for line in session.exec(lines.order_by(col(Decision.id).desc()))
    ]


def note(
    session: Session, viewer: Viewer, roster: int, *, students: int, published: int, k: int
) -> None:
    """Write down that a roster was given out (in a `write` session). Raises NotFound."""
    get(session, viewer, roster)
    detail = {"students": students, "published": published, "k": k}
    audit.add(session, viewer, EXPORT, "roster", roster, detail)


def school_name(session: Session, viewer: Viewer) -> str:
    """The name of the viewer's school."""
    return session.exec(select(School.name).where(col(School.id) == viewer.school)).one()
