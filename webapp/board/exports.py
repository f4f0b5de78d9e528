"""The list as it is shown, to take along: CSV, Excel, a printed sheet."""

import csv as csv_files
import io
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, request

from data.store.rosters import RosterInfo
from webapp.board.lines import why_not_yet
from webapp.http.access import Action, may, needs, viewer
from webapp.http.downloads import download
from webapp.http.language import gettext as _
from webapp.http.language import habits
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.board.board import Board
from webapp.services.board.list_table import listed, note, provenance, table
from webapp.services.board.student_list import StudentRow, rows, split
from webapp.services.board.unanswered import AnsweredQuestions, answered_questions
from webapp.services.csv_cells import harmless

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

bp = Blueprint("exports", __name__)


@dataclass(frozen=True)
class SheetPage:
    """The list on paper, to write on."""

    roster: RosterInfo  # the title's
    query: str  # of the board it comes from, with its question mark; "" for the plain one
    provenance: list[tuple[str, str]]  # where it comes from: what, and which
    given: list[StudentRow]  # those who get a place
    next: list[tuple[StudentRow, str]]  # who come after them, and why not yet
    first_next: int  # the number of the first of them
    without_grade: list[StudentRow]  # to be seen first
    lacks: AnsweredQuestions  # why nobody has a rank, where nobody can have one
    imports: bool  # whether the reader may import a file
    begins: bool  # whether the reader may begin a rule set
    board: Board  # it comes from


@bp.get("/caseload.csv")
@needs(Action.SEE_STUDENTS)
def csv() -> Response:
    """Give the list as CSV, with the separator and decimal mark of the reader's Excel."""
    outlook, flags = state().boards.look(viewer(), request.args)
    note(state().database, viewer(), outlook, "csv", listed(outlook).size)
    text = io.StringIO()
    writer = csv_files.writer(text, delimiter=habits().separator, lineterminator="\r\n")
    for line in table(outlook, flags):
        writer.writerow([_cell(value, habits().decimal) for value in line])
    writer.writerow([])
    writer.writerows([harmless(part) for part in line] for line in provenance(outlook, viewer()))
    # The mark at the beginning tells Excel that this is UTF-8.
    return _file(("\ufeff" + text.getvalue()).encode(), "text/csv; charset=utf-8", "csv")


@bp.get("/caseload.xlsx")
@needs(Action.SEE_STUDENTS)
def xlsx() -> Response:
    """Give the list as an Excel workbook; its second sheet says where it comes from."""
    from xlsxwriter import Workbook

    outlook, flags = state().boards.look(viewer(), request.args)
    note(state().database, viewer(), outlook, "xlsx", listed(outlook).size)
    content = io.BytesIO()
    book = Workbook(
        content,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheet = book.add_worksheet(_("List"))
    bold = book.add_format({"bold": True})
    for number, line in enumerate(table(outlook, flags)):
        for column, value in enumerate(line):
            if isinstance(value, str):
                sheet.write_string(number, column, value, None if number else bold)
            elif value is not None:
                sheet.write_number(number, column, value)
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    about = book.add_worksheet(_("Where this comes from"))
    for number, (name, value) in enumerate(provenance(outlook, viewer())):
        about.write_string(number, 0, name, bold)
        about.write_string(number, 1, value)
    about.autofit()
    book.close()
    return _file(content.getvalue(), XLSX, "xlsx")


@bp.get("/caseload/sheet")
@needs(Action.SEE_STUDENTS)
def sheet() -> Response:
    """Show a sheet to print and to write on: the places, the next ones, and their levers."""
    outlook, flags = state().boards.look(viewer(), request.args)
    next_ = [missed.student for missed in outlook.places.next]
    without_grade = split(outlook)[0].tolist()
    shown = {*outlook.places.given, *next_, *without_grade}
    note(state().database, viewer(), outlook, "sheet", len(shown))
    query = outlook.knobs.query()
    page = SheetPage(
        roster=outlook.board.roster,
        query=f"?{query}" if query else "",
        provenance=provenance(outlook, viewer()),
        given=rows(outlook, flags, outlook.places.given),
        next=list(zip(rows(outlook, flags, next_), why_not_yet(outlook).values(), strict=True)),
        first_next=len(outlook.places.given) + 1,
        without_grade=rows(outlook, flags, without_grade),
        lacks=answered_questions(outlook.board),
        imports=may(viewer(), Action.IMPORT),
        begins=may(viewer(), Action.PROPOSE_RULES),
        board=outlook.board,
    )
    return show_page("board/sheet.html", page)


def _cell(value: str | float | None, decimal: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    text = str(value) if isinstance(value, int) else f"{value:g}"
    return text.replace(".", decimal)


def _file(content: bytes, kind: str, ending: str) -> Response:
    today = datetime.now(UTC).date().isoformat()
    return download(content, kind, f"alavanca-{today}.{ending}")
