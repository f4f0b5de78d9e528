"""The information sheet for families, for every family and about one student."""

from flask import Blueprint, Response, request

from data.viewer import Viewer
from webapp.http.access import Action, needs, viewer
from webapp.http.language import read_in
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.families.family_file import with_all_eyes
from webapp.services.families.information_sheet import information_sheet

bp = Blueprint("information_sheet", __name__)


@bp.get("/families/sheet")
@needs(Action.ANSWER_FAMILIES)
def general() -> Response:
    """Show the sheet for every family of the school."""
    return _sheet(viewer())


@bp.get("/families/<int:student>/sheet")
@needs(Action.ANSWER_FAMILIES)
def for_family(student: int) -> Response:
    """Show the sheet about one student to who answers his family."""
    return _sheet(with_all_eyes(viewer()), student)


@bp.get("/students/<int:student>/sheet")
@needs(Action.SEE_STUDENTS)
def for_student(student: int) -> Response:
    """Show the sheet about one student to who may see him."""
    return _sheet(viewer(), student)


def _sheet(who: Viewer, student: int | None = None) -> Response:
    read_in(request.args.get("language", ""))
    return show_page("families/information.html", information_sheet(state(), who, student))
