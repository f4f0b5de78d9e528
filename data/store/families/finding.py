"""Finding a student for his family: by name or by the school's own id, whichever import had him."""

from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select

from data.headers import plain
from data.store import visible
from data.tables import Answers, School, Student
from data.viewer import Viewer

MOST = 50


class Named(NamedTuple):
    """A name as one roster has it."""

    first: str
    family: str

    @property
    def whole(self) -> str:
        """Both parts in one text, "" where the roster has no names."""
        return f"{self.first} {self.family}".strip()


@dataclass(frozen=True, slots=True)
class Found:
    """A student as the newest import has him, without an answer."""

    id: int
    key: str
    name: str
    in_class: str
    in_school: str


def find(session: Session, viewer: Viewer, text: str) -> list[Found]:
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


def name_of(session: Session, viewer: Viewer, student_id: int) -> Found:
    """That student as his newest import has him. Raises NotFound."""
    student = visible.known(session, viewer, student_id)
    return _everybody(session, viewer, student_id).get(
        student_id, Found(student_id, student.key, "", "", "")
    )


def school_name(session: Session, viewer: Viewer) -> str:
    """The name of the viewer's school, as a letter to a family says it."""
    return session.exec(select(School.name).where(col(School.id) == viewer.school)).one()


def spellings(session: Session, viewer: Viewer, student_id: int) -> list[Named]:
    """Every name that an import has had for a student, empty ones apart. Raises NotFound."""
    visible.known(session, viewer, student_id)
    rows = session.exec(
        select(Answers.first_name, Answers.family_name)
        .where(col(Answers.student_id) == student_id)
        .distinct()
    )
    return sorted(Named(*row) for row in rows if any(row))


def _everybody(session: Session, viewer: Viewer, student_id: int | None = None) -> dict[int, Found]:
    named = (col(Answers.first_name), col(Answers.family_name))
    grouped = (col(Answers.in_class), col(Answers.in_school))
    query = (
        rows_of(col(Student.id), col(Student.key), *named, *grouped)
        .where(col(Answers.student_id) == col(Student.id), visible.of_school(viewer))
        .order_by(col(Answers.roster_id))
    )
    if student_id is not None:
        query = query.where(col(Student.id) == student_id)
    # The newest comes last and stays.
    return {
        row[0]: Found(row[0], row[1], Named(row[2], row[3]).whole, row[4], row[5])
        for row in session.connection().execute(query)
    }
