"""Whom a school's student numbers belong to, as its rosters say it so far."""

import json
from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy
from sqlmodel import Session, col

from data.store import scored
from data.store.rosters.imports import get
from data.tables import Answers, Roster, Student
from data.viewer import Viewer

AT_ONCE = 500  # numbers asked for in one query


@dataclass(frozen=True)
class NumberHolder:
    """A student as the newest roster with this number has him: his names, "" for none, and what
    kind of roster that is."""

    first_name: str
    family_name: str
    dictionary: str
    roster: str  # its title


@dataclass(frozen=True)
class GradedStudent:
    """A student of a roster with his grade in it, None for none."""

    key: str
    first_name: str
    family_name: str
    grade: float | None


def graded_students(
    session: Session, viewer: Viewer, roster_id: int, grade: str
) -> list[GradedStudent]:
    """The students of a roster in its order, with what stands in the column `grade`: for whoever
    imports another file of theirs, as `compare` looks at them all. Raises NotFound."""
    get(session, viewer, roster_id)
    rows = session.connection().execute(
        sqlalchemy.select(
            col(Student.key),
            col(Answers.first_name),
            col(Answers.family_name),
            col(Answers.values),
        )
        .where(col(Answers.roster_id) == roster_id, col(Answers.student_id) == col(Student.id))
        .where(scored.named(viewer))
        .order_by(col(Answers.place))
    )
    return [
        GradedStudent(key, first, family, json.loads(values).get(grade))
        for key, first, family, values in rows
    ]


def known_students(
    session: Session, viewer: Viewer, keys: Collection[str]
) -> dict[str, NumberHolder]:
    """The students of the viewer's school who have one of these numbers, by number.

    Asked are rosters with numbers that are not undone, the sample school's aside; for whom an
    import takes a number is the same.
    """
    found: dict[str, NumberHolder] = {}
    every = list(dict.fromkeys(keys))
    for start in range(0, len(every), AT_ONCE):
        rows = session.connection().execute(
            sqlalchemy.select(
                col(Student.key),
                col(Answers.first_name),
                col(Answers.family_name),
                col(Roster.dictionary),
                col(Roster.title),
            )
            .where(col(Student.school_id) == viewer.school, col(Student.scope) == "")
            .where(col(Student.key).in_(every[start : start + AT_ONCE]))
            .where(col(Answers.student_id) == col(Student.id))
            .where(col(Answers.roster_id) == col(Roster.id), col(Roster.withdrawn_at).is_(None))
            .where(scored.named(viewer))
            .order_by(col(Roster.id))
        )
        for key, *rest in rows:
            found[key] = NumberHolder(*rest)
    return found
