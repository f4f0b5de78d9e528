"""Every table that holds something of a student: how its rows are found, and whether they go.

A test walks all tables: one that links to a student and is not here fails it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import SQLModel, col

from data.tables import (
    Answers,
    CourseActivity,
    Decision,
    Dismissal,
    Intervention,
    Objection,
    Prediction,
    StatedReason,
    Student,
)


@dataclass(frozen=True)
class Linked:
    """One table. of: the condition on its rows that belong to a Student.id.

    parsed: its columns that hold JSON as text. kept: why its rows outlive an erasure, "" if they
    do not.
    """

    table: type[SQLModel]
    of: Callable[[int], ColumnElement[bool]]
    parsed: tuple[str, ...] = ()
    kept: str = ""

    @property
    def name(self) -> str:
        """The table's name."""
        return str(self.table.__tablename__)


# In the order in which they are exported; they are erased from the last to the first, so that
# nothing points at a row that has gone.
LINKED = (
    Linked(Student, lambda student: col(Student.id) == student),
    Linked(Answers, lambda student: col(Answers.student_id) == student, ("values", "missing")),
    Linked(CourseActivity, lambda student: col(CourseActivity.student_id) == student),
    Linked(Prediction, lambda student: col(Prediction.student_id) == student, ("contributions",)),
    Linked(Intervention, lambda student: col(Intervention.student_id) == student),
    Linked(Dismissal, lambda student: col(Dismissal.student_id) == student),
    Linked(Objection, lambda student: col(Objection.student_id) == student),
    Linked(StatedReason, lambda student: col(StatedReason.student_id) == student),
    Linked(
        Decision,
        lambda student: col(Decision.student_id) == student,
        kept="It holds the number only, and a line that is missing could not be told from one "
        "that somebody took out.",
    ),
)
