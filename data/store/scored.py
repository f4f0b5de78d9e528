"""Who takes part in scoring: neither who objected to it, nor answers that have lost their name."""

from sqlalchemy import ColumnElement
from sqlmodel import col, select
from sqlmodel.sql.expression import SelectOfScalar

from data.tables import Answers, Objection, Student
from data.viewer import Viewer

# The scope of students without a name: their answers are there for a school's figures only.
NAMELESS = "nameless"


def answers(viewer: Viewer) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The conditions on `Answers` rows of the viewer's school that hold for who is scored."""
    objecting = select(Objection.student_id).where(col(Objection.ended_at).is_(None))
    student = col(Answers.student_id)
    return student.not_in(objecting), student.not_in(_nameless(viewer))


def named(viewer: Viewer) -> ColumnElement[bool]:
    """The condition on `Answers` rows of the viewer's school that still belong to a person."""
    return col(Answers.student_id).not_in(_nameless(viewer))


def _nameless(viewer: Viewer) -> SelectOfScalar[int]:
    return select(Student.id).where(
        col(Student.school_id) == viewer.school, col(Student.scope) == NAMELESS
    )
