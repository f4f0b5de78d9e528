"""Whom a viewer may see: the one place that decides it.

Every query that gives a name, an answer or a history goes through here. The cohort does not:
it is whole and nameless, because means and ranks are over everybody. Groups of students, when
a counsellor gets only some, belong into `students`; `rosters.names`, whose lists stand beside
the cohort, must then leave places empty rather than out.
"""

from sqlalchemy import ColumnElement
from sqlmodel import Session, and_, col, exists, select

from data.store.errors import NotFound
from data.store.scored import NAMELESS
from data.tables import Student
from data.viewer import Viewer


def students(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Student` rows that holds for the students this viewer may see."""
    return of_school(viewer)


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


def student(session: Session, viewer: Viewer, student_id: int) -> Student:
    """That student. Raises NotFound where there is none, or not for this viewer."""
    return _the_one(session, students(viewer), student_id)


def known(session: Session, viewer: Viewer, student_id: int) -> Student:
    """That student of the viewer's school, whom he need not see. Raises NotFound."""
    return _the_one(session, of_school(viewer), student_id)


def _the_one(session: Session, condition: ColumnElement[bool], student_id: int) -> Student:
    one = select(Student).where(and_(condition, col(Student.id) == student_id))
    found = session.exec(one).one_or_none()
    if found is None:
        raise NotFound(f"There is no student {student_id}.")
    return found
