"""A roster at once: its nameless cohort, and the names that stand beside it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import select as rows_of
from sqlmodel import Session, col, select
from sqlmodel.sql.expression import Select

from data.cohort import Cohort, Value, column_of
from data.store import scored, visible
from data.store.rosters import identities
from data.store.rosters.imports import get
from data.tables import Answers, Student
from data.viewer import Viewer

AT_ONCE = 2_000  # students parsed together: one call of the parser, and no more memory than that


@dataclass(frozen=True, slots=True)
class Names:
    """Who stands at which place of the cohort: lists of its length, in its order.

    keys: the school's own ids, "" for who has none. students: Student.id, by which a cohort of
    another moment is told.
    """

    keys: list[str]
    first: list[str]
    family: list[str]
    students: Sequence[int] = ()


def cohort(session: Session, viewer: Viewer, roster_id: int) -> Cohort:
    """The roster's students whom the viewer may see as columns, in the file's order, nameless.

    Who objects to scoring is not among them, nor who was made anonymous.
    A column's missing answers are NaN or None; a column in which nobody has an answer is there.
    Raises NotFound.
    """
    if visible.whole_school(viewer):
        return whole(session, viewer, roster_id)
    kinds = get(session, viewer, roster_id).columns
    theirs = answers_of(viewer, roster_id).where(visible.of_students(viewer, Answers.student_id))
    return columns_of(session, roster_id, kinds, theirs)


def whole(session: Session, viewer: Viewer, roster_id: int) -> Cohort:
    """All the roster's students as columns, whomever the viewer may see: for means and models.

    Nothing of it is to be shown of one student. Raises NotFound.
    """
    kinds = get(session, viewer, roster_id).columns
    return columns_of(session, roster_id, kinds, answers_of(viewer, roster_id))


def seen(session: Session, viewer: Viewer, roster_id: int) -> NDArray[np.int64]:
    """The ids of the roster's students whom the viewer may see now, (m,), in the file's order."""
    rows = session.connection().execute(
        select(Answers.student_id)
        .join(Student, col(Student.id) == col(Answers.student_id))
        .where(col(Answers.roster_id) == roster_id, visible.students(viewer))
        .where(*scored.answers(viewer))
        .order_by(col(Answers.place))
    )
    return np.fromiter(rows.scalars(), dtype=np.int64)


def answers_of(viewer: Viewer, roster_id: int) -> Select[int, str]:
    """The query for everybody's answers in a roster, for this package."""
    return (
        select(Answers.student_id, Answers.values)
        .where(col(Answers.roster_id) == roster_id, *scored.answers(viewer))
        .order_by(col(Answers.place))
    )


def columns_of(
    session: Session, roster_id: int, kinds: Mapping[str, str], asked: Select[int, str]
) -> Cohort:
    """The cohort of those whom the query finds, with the columns in `kinds`; for this package."""
    answers: dict[str, list[Value]] = {name: [] for name in kinds}
    students: list[int] = []
    rows = session.connection().execute(asked)
    for part in rows.partitions(AT_ONCE):
        students.extend(student for student, _ in part)
        parsed = json.loads(f"[{','.join(values for _, values in part)}]")
        for name, column in answers.items():
            column.extend([values.get(name) for values in parsed])
    columns = {name: column_of(each, kinds[name] == "word") for name, each in answers.items()}
    return Cohort(roster_id, np.array(students, dtype=np.int64), columns)


def names(session: Session, viewer: Viewer, roster_id: int) -> Names:
    """The names of the students whom the viewer may see, in the cohort's order. Raises NotFound."""
    get(session, viewer, roster_id)
    rows = session.connection().execute(
        rows_of(
            col(Student.scope),
            col(Student.key),
            col(Answers.own_id),
            col(Answers.first_name),
            col(Answers.family_name),
            col(Student.id),
        )
        .where(col(Answers.roster_id) == roster_id, col(Answers.student_id) == col(Student.id))
        .where(visible.students(viewer), *scored.answers(viewer))
        .order_by(col(Answers.place))
    )
    keys: list[str] = []
    first: list[str] = []
    family: list[str] = []
    students: list[int] = []
    for scope, key, own_id, first_name, family_name, student in rows:
        id_shown = identities.shown(scope, key, own_id)
        keys.append(id_shown or ("" if first_name or family_name else f"#{student}"))
        first.append(first_name)
        family.append(family_name)
        students.append(student)
    return Names(keys, first, family, students)
