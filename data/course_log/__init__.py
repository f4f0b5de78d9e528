"""Course logs: what a learning platform notes of each action, read and added up by student."""

from data.course_log.activity import Activity, activity
from data.course_log.columns import GradeColumns, LogColumns, grade_columns, log_columns
from data.course_log.grade_scale import CourseScale
from data.course_log.grades import Grade, grade_header, read_grades
from data.course_log.log import Log, Person
from data.course_log.reading import FileStart, is_course_log, read_log, start_of, told_apart
from data.course_log.roster import CourseRoster, course_roster

__all__ = [
    "Activity",
    "CourseRoster",
    "CourseScale",
    "FileStart",
    "Grade",
    "GradeColumns",
    "Log",
    "LogColumns",
    "Person",
    "activity",
    "course_roster",
    "grade_columns",
    "grade_header",
    "is_course_log",
    "log_columns",
    "read_grades",
    "read_log",
    "start_of",
    "told_apart",
]
