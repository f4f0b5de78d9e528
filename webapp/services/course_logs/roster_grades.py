"""The grades of a school's roster, for a course's log that comes without a list of its own."""

from dataclasses import dataclass

from data.cohort import as_text
from data.course_log import CourseScale, Grade, Log
from data.course_log.roster import DICTIONARY
from data.headers import plain
from data.store.rosters import RosterInfo
from data.store.rosters.known_students import GradedStudent, graded_students
from data.viewer import Viewer
from webapp.services.course_logs.course_log_source import has_log
from webapp.services.course_logs.log_identity import MOST_NAMED, SharedNumbers
from webapp.services.runtime.resources import Resources


@dataclass(frozen=True, eq=False)
class RosterGrades:
    """The students of a roster with their grades, as a list of grades has them.

    by_number: whether a number alone is a student's, since the roster was made from a log too.
    """

    grades: tuple[Grade, ...]
    scale: CourseScale
    title: str
    by_number: bool

    def doubtful(self, log: Log) -> SharedNumbers | None:
        """Whom the log knows by a number alone that is a student's in the roster; None: nobody."""
        if self.by_number:
            return None
        numbers = {plain(grade.key): grade for grade in self.grades}
        names = {plain(name) for grade in self.grades for name in grade.names}
        found = [
            numbers[plain(person.name)]
            for person in log.people
            if plain(person.name) in numbers and plain(person.name) not in names
        ]
        if not found:
            return None
        told = tuple((grade.key, grade.names[0], "") for grade in found if grade.names)
        return SharedNumbers(0, len(found), told[:MOST_NAMED], self.title)


def grades_of_roster(state: Resources, viewer: Viewer, roster: RosterInfo) -> RosterGrades:
    """The students of a roster, by the names in it, with the grades that they have there."""
    column = state.dictionaries[roster.dictionary].grade
    with state.database.read() as session:
        listed = graded_students(session, viewer, roster.id, column.name)
    middle = (column.worst + column.best_value) / 2
    grades = [_grade(student, row) for row, student in enumerate(listed, 2)]
    return RosterGrades(
        tuple(grades),
        CourseScale(
            column.worst,
            column.best_value,
            middle if column.passing is None else column.passing,
        ),
        roster.title,
        roster.dictionary == DICTIONARY or has_log(roster),
    )


def _grade(student: GradedStudent, row: int) -> Grade:
    first, family = student.first_name, student.family_name
    names = f"{first} {family}".strip(), f"{family} {first}".strip()
    text = "" if student.grade is None else as_text(float(student.grade))
    return Grade(student.key, tuple(each for each in names if each), first, family, text, row)
