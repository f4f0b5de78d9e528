"""One student, with his name and answers."""

import json
from dataclasses import dataclass

from sqlmodel import Session, col, select

from data.store import visible
from data.store.errors import NotFound
from data.store.rosters import identities
from data.store.rosters.imports import RosterInfo, info
from data.tables import Answers, Roster
from data.viewer import Viewer


@dataclass(frozen=True, slots=True)
class StudentRecord:
    """A student as one roster has him.

    key: the school's own id, "" for who has none. values: column -> number or word, present answers
    only; missing: column -> the mark as read. place: his index in that roster's cohort.
    """

    id: int
    key: str
    first_name: str
    family_name: str
    values: dict[str, float | str]
    missing: dict[str, str]
    roster: RosterInfo
    place: int


def get(
    session: Session, viewer: Viewer, student_id: int, roster_id: int | None = None
) -> StudentRecord:
    """That student from one roster, by default from the newest that has him and is not undone.

    The newest is the current roster, unless the last file leaves him out. Raises NotFound, for
    a student whose only import was undone as well.
    """
    student = visible.student(session, viewer, student_id)
    newest = (
        select(Answers, Roster)
        .where(col(Answers.student_id) == student.id, col(Answers.roster_id) == col(Roster.id))
        .where(col(Roster.withdrawn_at).is_(None))
        .order_by(col(Roster.id).desc())
        .limit(1)
    )
    if roster_id is not None:
        newest = newest.where(col(Roster.id) == roster_id)
    found = session.exec(newest).first()
    if found is None:
        raise NotFound(f"There is no student {student_id}.")
    answers, roster = found
    return StudentRecord(
        id=student_id,
        key=identities.shown(student.scope, student.key, answers.own_id),
        first_name=answers.first_name,
        family_name=answers.family_name,
        values=json.loads(answers.values),
        missing=json.loads(answers.missing),
        roster=info(roster),
        place=answers.place,
    )
