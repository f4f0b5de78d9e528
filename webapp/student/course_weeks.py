"""A student's actions week by week, where his roster was made from a course's log."""

from data.store import course_activity
from data.viewer import Viewer
from webapp.roster.week_picture import WeekPicture, week_picture
from webapp.state import state


def weeks_of(viewer: Viewer, roster: int, student: int) -> WeekPicture | None:
    """Draw a student's weeks in a roster; None where it was not made from a log."""
    with state().database.read() as session:
        found = course_activity.of_student(session, viewer, roster, student)
    return week_picture(found.first_day, found.actions) if found else None
