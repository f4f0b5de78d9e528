"""Course logs: what a learning platform notes of each action, read and added up by student."""

from data.course_log.activity import Activity, activity
from data.course_log.columns import GradeColumns, LogColumns, grade_columns, log_columns
from data.course_log.grades import Grade, read_grades
from data.course_log.log import Log, Person
from data.course_log.reading import read_log, told_apart
from data.course_log.roster import CourseRoster, course_roster

__all__ = [
    "Activity",
    "CourseRoster",
    "Grade",
    "GradeColumns",
    "Log",
    "LogColumns",
    "Person",
    "activity",
    "course_roster",
    "grade_columns",
    "log_columns",
    "read_grades",
    "read_log",
    "told_apart",
]
