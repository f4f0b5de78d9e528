"""Students who were erased after a backup was made: they must not come back with it."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from data.store.backups.trial import Trial
from data.tables import Decision, School, Student


@dataclass(frozen=True, slots=True)
class Erased:
    """A student to erase again, by his number, and his school."""

    school: int
    student: int


def erased_since(session: Session, trial: Trial) -> list[Erased]:
    """The students whom the database erased and a backup still has.

    session: of the database that is being replaced, before it is. Numbers are never given twice
    in an installation, so a number is a person; another installation's numbers say nothing, and a
    school is the same only where its number and the moment it was made are.
    """
    with trial.database.read() as source:
        theirs = {(one.id, one.created_at) for one in source.exec(select(School))}
        ours = {(one.id, one.created_at) for one in session.exec(select(School))}
        same = {number for number, _ in theirs & ours}
        lines = select(Decision.school_id, Decision.student_id).where(
            col(Decision.action) == "erase", col(Decision.student_id).is_not(None)
        )
        gone = {(school, student) for school, student in session.exec(lines) if school in same}
        there = set(source.exec(select(Student.school_id, Student.id)))
    return [Erased(school, student) for school, student in sorted(there & gone)]
