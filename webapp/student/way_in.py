"""The way to a further page of one student: through the same door as his own page."""

from flask import Response, url_for

from data.store import objections, students
from data.store.students import StudentRecord
from webapp.access import viewer
from webapp.errors import problem
from webapp.language import gettext as _
from webapp.state import state
from webapp.student import reasons


def come_in(student: int, roster: int | None = None) -> StudentRecord | Response:
    """Open a student as his own page does, and note the look; else answer why not.

    Who does not coach says why first; who is not scored by request has no numbers of ours. roster:
    None for the newest that has him. Raises NotFound.
    """
    who = viewer()
    why_first = reasons.asked(who, student)
    if why_first is not None:
        return why_first
    with state().database.read() as session:
        record = students.get(session, who, student, roster)
        past = objections.of_student(session, who, student)
    state().looks.note(who, student)
    if past and past[0].ended_at is None:
        words = _("This student is not scored, by request: nothing is worked out from these "
                  "answers.")  # fmt: skip
        return problem(422, words, url_for("students.show", student=student))
    return record


def name_in(record: StudentRecord) -> str:
    """Name a student as his record does; by his number where it has no name."""
    name = f"{record.first_name} {record.family_name}".strip()
    return name or _("Student %(key)s", key=record.key)
