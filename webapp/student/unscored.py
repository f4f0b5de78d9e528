"""Students who are not scored by request: who they are, and the page of one of them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template

from data.store import families, interventions, objections
from data.store.students import StudentRecord
from data.viewer import Viewer
from webapp.access import Action, needs, viewer
from webapp.language import gettext as _
from webapp.state import state
from webapp.student.answers import answers

bp = Blueprint("unscored", __name__)


@bp.get("/students/unscored")
@needs(Action.SEE_STUDENTS)
def index() -> str:
    """List the students, of those the viewer may see, who are not scored by request."""
    who = viewer()
    with state().database.read() as session:
        found = [families.name_of(session, who, one) for one in objections.active(session, who)]
        coached = interventions.coached(session, who)
    found.sort(key=lambda one: one.name.casefold())
    return render_template("unscored.html", found=found, coached=coached)


def page(who: Viewer, kept: Mapping[str, Any]) -> str | None:
    """The page of a student who is not scored by request; None for one who is scored.

    It has his answers and his coaching, which goes on by hand, and no number of ours. `kept` is
    what every student's page has: his record, coaching, history, and who may see him.
    """
    record: StudentRecord = kept["record"]
    with state().database.read() as session:
        past = objections.of_student(session, who, record.id)
        group = families.name_of(session, who, record.id).in_class
    if not past or past[0].ended_at is not None:
        return None
    name = f"{record.first_name} {record.family_name}".strip()
    return render_template(
        "unscored_student.html",
        **kept,
        id=record.id,
        name=name or _("Student %(key)s", key=record.key),
        group=group,
        since=past[0].created_at,
        intervention=next((one for one in kept["coached"] if one.closed_at is None), None),
        answers=answers(state().dictionaries[record.roster.dictionary], record),
    )
