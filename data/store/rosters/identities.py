"""By what the school's students are recognised from one import to the next.

A student's own id is his key, where his first import had one. Who came first in a file without ids
has a key that nobody is shown; if a later file gives him an id, it is kept beside that import's
answers, so that undoing the import takes it back.
"""

import secrets
from collections.abc import Collection, Mapping

from sqlalchemy import ColumnElement
from sqlalchemy import select as rows_of
from sqlmodel import Session, col, func, select

from data.identity import KnownStudent, WrittenPerson
from data.identity.ids import same_ids
from data.store.rosters.imports import current
from data.store.scored import NAMELESS
from data.tables import Answers, Roster, Student
from data.viewer import Viewer

OWN = ""  # the scope of students who are known by the school's own ids
NAMED = "named"  # of those who came first in a file without ids
SAMPLE = "sample"


def known(session: Session, viewer: Viewer) -> list[KnownStudent]:
    """The students of the school with every way in which an import that counts has written them.

    It looks at the whole school, as an import does; invented students are not among them.
    """
    ways = (
        col(Answers.first_name),
        col(Answers.family_name),
        col(Answers.in_class),
        col(Answers.birth_date),
        col(Answers.own_id),
    )
    student = (col(Student.id), col(Student.scope), col(Student.key))
    rows = session.connection().execute(
        rows_of(*student, *ways)
        .where(_counting(viewer), col(Student.scope).not_in((NAMELESS, SAMPLE)))
        .group_by(*student, *ways)
        .order_by(col(Student.id), func.max(col(Answers.roster_id)).desc())
    )
    there = _in_current(session, viewer)
    found: dict[int, list[WrittenPerson]] = {}
    for number, scope, key, first, family, in_class, born, own_id in rows:
        own = key if scope == OWN else own_id
        writing = WrittenPerson(first, family, in_class, born, own)
        found.setdefault(number, []).append(writing)
    return [
        KnownStudent(number, tuple(dict.fromkeys(writings)), number in there)
        for number, writings in found.items()
    ]


def by_id(
    session: Session, viewer: Viewer, ids: Collection[str], *, sample: bool = False
) -> dict[str, int]:
    """Student.id of each of these ids of a file; the ids of nobody are not among them.

    `00123` and `123` are one id where all of the school's are numbers.
    """
    own = select(Student.key, Student.id).where(
        col(Student.school_id) == viewer.school,
        col(Student.scope) == (SAMPLE if sample else OWN),
    )
    holders: dict[str, int] = dict(session.exec(own).all())
    if sample:
        return {key: holders[key] for key in ids if key in holders}
    later = (
        select(Answers.own_id, Answers.student_id)
        .where(_counting(viewer), col(Answers.own_id) != "")
        .order_by(col(Answers.roster_id))
    )
    holders.update(session.exec(later).all())
    return {written: holders[own_id] for written, own_id in same_ids(holders, ids).items()}


def new_key() -> str:
    """A key for a student without an id."""
    return secrets.token_hex(8)


def shown(scope: str, key: str, own_id: str = "") -> str:
    """A student's id as a person may see it, "" for who has none."""
    return own_id if scope == NAMED else key


def of_school(session: Session, viewer: Viewer, numbers: Collection[int]) -> Mapping[int, str]:
    """The scope of each of these students, if he is a real one of the viewer's school."""
    asked = select(Student.id, Student.scope).where(
        col(Student.school_id) == viewer.school,
        col(Student.scope).not_in((NAMELESS, SAMPLE)),
    )
    wanted = set(numbers)
    return {number: scope for number, scope in session.exec(asked) if number in wanted}


def _counting(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on Student, Answers and Roster, joined, of the school's imports that count."""
    return (
        (col(Student.school_id) == viewer.school)
        & (col(Answers.student_id) == col(Student.id))
        & (col(Roster.id) == col(Answers.roster_id))
        & col(Roster.withdrawn_at).is_(None)
        & col(Roster.sample).is_(False)
    )


def _in_current(session: Session, viewer: Viewer) -> set[int]:
    roster = current(session, viewer)
    if roster is None:
        return set()
    return set(session.exec(select(Answers.student_id).where(Answers.roster_id == roster.id)))
