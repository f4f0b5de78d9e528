"""What figures of whole schools are made of: nameless cohorts, and whom people have flagged.

None of it is for showing: only what `scoring.figures` lets through may leave.
"""

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import Session, col, or_, select

from data.cohort import Cohort
from data.store import rosters
from data.store.errors import NotFound
from data.store.interventions import OPEN
from data.store.rosters import RosterInfo
from data.tables import Dismissal, Intervention, Membership, School, Student
from data.viewer import Viewer

OBSERVER = "observer"


@dataclass(frozen=True, eq=False)
class Record:
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


def of_school(session: Session, viewer: Viewer, school: int, today: date) -> Record | None:
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
    return Record(
        roster,
        rosters.whole(session, there, roster.id),
        frozenset(session.exec(coached)),
        dict(session.exec(aside).all()),
    )
