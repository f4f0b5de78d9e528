"""Finding a student for his family: by name or by the school's own id, whichever import had him.

Who has been in no roster for so long that a school should no longer keep him.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select as rows_of
from sqlmodel import Session, col, func, select

from data.headers import plain
from data.store import visible
from data.store.rosters import identities
from data.tables import Answers, Roster, School, Student
from data.viewer import Viewer

MOST = 50


class NameOnRoster(NamedTuple):
    """A name as one roster has it."""

    first: str
    family: str

    @property
    def whole(self) -> str:
        """Both parts in one text, "" where the roster has no names."""
        return f"{self.first} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class StudentMatch:
    """A student as the newest import has him, without an answer.

    key: the school's own id, or "#12" with our own number for who has none.
    """

    id: int
    key: str
    name: str
    in_class: str
    in_school: str


def find(session: Session, viewer: Viewer, text: str) -> list[StudentMatch]:
    """The students whose name or key has every word of `text`, whatever its case and accents.

    By name, MOST at most; those of undone imports too, since their data is kept.
    """
    wanted = plain(text).split()
    if not wanted:
        return []
    found = [
        one
        for one in _everybody(session, viewer).values()
        if all(word in plain(f"{one.name} {one.key}") for word in wanted)
    ]
    return sorted(found, key=lambda one: (plain(one.name), one.key))[:MOST]


def name_of(session: Session, viewer: Viewer, student_id: int) -> StudentMatch:
    """That student as his newest import has him. Raises NotFound."""
    student = visible.known(session, viewer, student_id)
    nameless = StudentMatch(student_id, _key(student_id, student.scope, student.key), "", "", "")
    return _everybody(session, viewer, student_id).get(student_id, nameless)


def school_name(session: Session, viewer: Viewer) -> str:
    """The name of the viewer's school, as a letter to a family says it."""
    return session.exec(select(School.name).where(col(School.id) == viewer.school)).one()


def spellings(session: Session, viewer: Viewer, student_id: int) -> list[NameOnRoster]:
    """Every name that an import has had for a student, empty ones apart. Raises NotFound."""
    visible.known(session, viewer, student_id)
    rows = session.exec(
        select(Answers.first_name, Answers.family_name)
        .where(col(Answers.student_id) == student_id)
        .distinct()
    )
    return sorted(NameOnRoster(*row) for row in rows if any(row))


def _everybody(
    session: Session, viewer: Viewer, student_id: int | None = None
) -> dict[int, StudentMatch]:
    named = (col(Answers.first_name), col(Answers.family_name))
    own = (col(Student.id), col(Student.scope), col(Student.key), col(Answers.own_id))
    grouped = (col(Answers.in_class), col(Answers.in_school))
    query = (
        rows_of(*own, *named, *grouped)
        .where(col(Answers.student_id) == col(Student.id), visible.of_school(viewer))
        .order_by(col(Answers.roster_id))
    )
    if student_id is not None:
        query = query.where(col(Student.id) == student_id)
    rows = session.connection().execute(query)
    # The newest comes last and stays.
    return {
        number: StudentMatch(
            number, _key(number, scope, key, own_id), NameOnRoster(first, family).whole, *groups
        )
        for number, scope, key, own_id, first, family, *groups in rows
    }


def _key(number: int, scope: str, key: str, own_id: str = "") -> str:
    return identities.shown(scope, key, own_id) or f"#{number}"


@dataclass(frozen=True, slots=True)
class LeavingStudent:
    """A student by his number, and when an import had him last (UTC)."""

    student: int
    last_seen: datetime


def leaving(session: Session, viewer: Viewer, before: datetime) -> list[LeavingStudent]:
    """The students of the school whom no import since `before` has had, longest ago first.

    Undone imports count as well: who is in a file was seen. Invented students never leave.
    """
    last = func.max(col(Roster.imported_at))
    rows = session.connection().execute(
        select(Student.id, last)
        .where(visible.of_school(viewer), col(Student.scope) != "sample")
        .where(col(Answers.student_id) == col(Student.id))
        .where(col(Roster.id) == col(Answers.roster_id))
        .group_by(col(Student.id))
        .having(last < before)
        .order_by(last, col(Student.id))
    )
    return [LeavingStudent(*row) for row in rows]
