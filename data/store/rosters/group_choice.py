"""The groups that a counsellor can be given: the classes and schools of the current roster."""

from sqlmodel import Session, col, select

from data.store import rosters
from data.tables import Answers, Student
from data.viewer import Viewer


def listing(session: Session, viewer: Viewer) -> list[str]:
    """Every "class:10A" and "school:GP" of the viewer's school, schools first; [] without a
    roster. For who gives rights: it names no student."""
    roster = rosters.current(session, viewer)
    if roster is None:
        return []
    there = (
        select(col(Student.in_class), col(Student.in_school))
        .where(col(Answers.roster_id) == roster.id)
        .where(col(Student.id) == col(Answers.student_id))
        .where(col(Student.school_id) == viewer.school)
        .distinct()
    )
    rows = session.exec(there).all()
    schools = {f"school:{in_school}" for _, in_school in rows if in_school}
    classes = {f"class:{in_class}" for in_class, _ in rows if in_class}
    return [*sorted(schools), *sorted(classes)]
