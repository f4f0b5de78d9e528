"""Whom a viewer may see: the one place that decides it.

Every query that gives a name, an answer or a history goes through here. Two kinds do not:
`rosters.whole`, which is nameless, because means are over everybody; and what is about the whole
file or the whole school by its nature, importing and answering families, which asks `known`.
"""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy
from sqlalchemy import ColumnElement, false
from sqlmodel import Session, and_, col, exists, or_, select

from data.store.errors import NotFound
from data.store.scored import NAMELESS
from data.tables import Account, Membership, StatedReason, Student, now
from data.viewer import Viewer

COACHES = ("counsellor", "lead")  # they see students by their groups, without further ado
STATES_REASONS = "administrator"  # sees a student for a while, by a reason on record
AT_ONCE = 100  # people asked for in one statement


@dataclass(frozen=True, slots=True)
class Seer:
    """An adult who may see a student, and why.

    groups: those of his groups that the student is in, () where he sees the whole school. reason:
    the one he stated, "" for who needs none; until: when that ends.
    """

    name: str
    role: str
    groups: tuple[str, ...] = ()
    reason: str = ""
    until: datetime | None = None


def whole_school(viewer: Viewer) -> bool:
    """Whether this viewer sees every student of his school."""
    return viewer.role in COACHES and viewer.groups is None


def sight(viewer: Viewer) -> Hashable:
    """What viewers who see the same students have in common."""
    if viewer.role in COACHES:
        return viewer.school, viewer.groups
    return viewer.school, viewer.role, viewer.account


def students(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Student` rows that holds for the students this viewer may see."""
    if whole_school(viewer):
        return of_school(viewer)
    if viewer.role in COACHES:
        return and_(of_school(viewer), _in_groups(viewer.groups or frozenset()))
    about_him = col(StatedReason.student_id) == col(Student.id)
    reason = exists().where(about_him, stated(viewer, now())).correlate(Student)
    return and_(of_school(viewer), reason)


def of_school(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Student` rows that holds for all of the viewer's school.

    Whose name was taken away is nobody any more.
    """
    return and_(col(Student.school_id) == viewer.school, col(Student.scope) != NAMELESS)


def of_students(viewer: Viewer, student_id: int) -> ColumnElement[bool]:
    """The condition on rows that belong to a student: `student_id` is their column.

    EXISTS, so that few interventions are looked up among many students, not the other way.
    """
    return exists().where(col(Student.id) == student_id, students(viewer))


def stated(viewer: Viewer, at: datetime) -> ColumnElement[bool]:
    """The condition on `StatedReason` rows that open a student to this viewer at that moment."""
    if viewer.role != STATES_REASONS or viewer.account is None:
        return false()
    return and_(col(StatedReason.account) == viewer.account, col(StatedReason.until) > at)


def student(session: Session, viewer: Viewer, student_id: int) -> Student:
    """That student. Raises NotFound where there is none, or not for this viewer."""
    return _the_one(session, students(viewer), student_id)


def among(session: Session, viewer: Viewer, ids: Iterable[int]) -> frozenset[int]:
    """Those of these students whom the viewer may see."""
    asked = select(Student.id).where(col(Student.id).in_(set(ids)), students(viewer))
    return frozenset(session.exec(asked))


def known(session: Session, viewer: Viewer, student_id: int) -> Student:
    """That student of the viewer's school, whom he need not see. Raises NotFound."""
    return _the_one(session, of_school(viewer), student_id)


def who(session: Session, viewer: Viewer, student_id: int) -> list[Seer]:
    """Everybody who may see a student, and why, by name. Raises NotFound.

    The same condition is asked as in every query, for each active account of the school.
    """
    found = student(session, viewer, student_id)
    members = session.exec(
        select(Account, Membership)
        .where(col(Membership.account_id) == col(Account.id), col(Account.active))
        .where(col(Membership.school_id) == viewer.school)
        .order_by(col(Account.name), col(Account.id), col(Membership.id))
    )
    viewers = [as_viewer(account, membership) for account, membership in members]
    return [_seer(session, one, found) for one in _seeing(session, viewers, student_id)]


def as_viewer(account: Account, membership: Membership) -> Viewer:
    """The viewer that an account is while it acts as one of its memberships."""
    groups = None if membership.groups is None else frozenset(membership.groups)
    return Viewer(account.id, account.name, membership.role, membership.school_id, groups)


def _in_groups(groups: frozenset[str]) -> ColumnElement[bool]:
    named = {"class": col(Student.in_class), "school": col(Student.in_school)}
    wanted: dict[str, list[str]] = {kind: [] for kind in named}
    for group in sorted(groups):
        kind, _, name = group.partition(":")
        if name and kind in wanted:
            wanted[kind].append(name)
    return or_(false(), *(named[kind].in_(names) for kind, names in wanted.items() if names))


def _the_one(session: Session, condition: ColumnElement[bool], student_id: int) -> Student:
    one = select(Student).where(and_(condition, col(Student.id) == student_id))
    found = session.exec(one).one_or_none()
    if found is None:
        raise NotFound(f"There is no student {student_id}.")
    return found


def _seeing(session: Session, viewers: Sequence[Viewer], student_id: int) -> Iterator[Viewer]:
    """Those of these viewers who see that student."""
    for start in range(0, len(viewers), AT_ONCE):
        some = viewers[start : start + AT_ONCE]
        conditions = [students(one).label(f"viewer_{place}") for place, one in enumerate(some)]
        asked = sqlalchemy.select(*conditions).where(col(Student.id) == student_id)
        answers = session.connection().execute(asked).one()
        yield from (one for one, sees in zip(some, answers, strict=True) if sees)


def _seer(session: Session, viewer: Viewer, found: Student) -> Seer:
    if viewer.role in COACHES:
        his = {f"class:{found.in_class}", f"school:{found.in_school}"}
        return Seer(viewer.name, viewer.role, tuple(sorted(his & (viewer.groups or frozenset()))))
    reasons = select(StatedReason).where(
        col(StatedReason.student_id) == found.id, col(StatedReason.account) == viewer.account
    )
    last = session.exec(reasons.order_by(col(StatedReason.until).desc()).limit(1)).one()
    return Seer(viewer.name, viewer.role, reason=last.reason, until=last.until)
