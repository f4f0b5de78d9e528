"""A roster's students as a file would give them, to be brought together with another file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import select as rows_of
from sqlmodel import Session, col

from data.store import scored
from data.store.rosters import identities
from data.store.rosters.imports import get
from data.tables import Answers, Student
from data.viewer import Viewer

if TYPE_CHECKING:  # a server that only shows pages reads no files
    from data.identity.merge import RosterStudent


def records(session: Session, viewer: Viewer, roster_id: int) -> list[RosterStudent]:
    """All students of a roster in its order, whomever the viewer may see: for an import.

    A record's key is the school's own id, "" for who has none; so is its `own_id`, for who was
    first known without one. Raises NotFound.
    """
    get(session, viewer, roster_id)
    answers = (
        col(Answers.first_name),
        col(Answers.family_name),
        col(Answers.values),
        col(Answers.missing),
        col(Answers.in_class),
        col(Answers.in_school),
        col(Answers.birth_date),
        col(Answers.own_id),
    )
    rows = session.connection().execute(
        rows_of(col(Student.id), col(Student.scope), col(Student.key), *answers)
        .where(col(Answers.roster_id) == roster_id, col(Answers.student_id) == col(Student.id))
        .where(scored.named(viewer))
        .order_by(col(Answers.place))
    )
    return [_student(*row) for row in rows]


def _student(
    number: int,
    scope: str,
    key: str,
    first_name: str,
    family_name: str,
    values: str,
    missing: str,
    *groups_and_ids: str,
) -> RosterStudent:
    from data.identity.merge import RosterStudent
    from data.reading.roster import StudentOnFile

    in_class, in_school, birth_date, own_id = groups_and_ids
    return RosterStudent(
        number,
        StudentOnFile(
            key=identities.shown(scope, key, own_id),
            first_name=first_name,
            family_name=family_name,
            values=json.loads(values),
            missing=json.loads(missing),
            in_class=in_class,
            in_school=in_school,
            birth_date=birth_date,
            own_id=own_id,
        ),
    )
