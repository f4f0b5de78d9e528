"""The list as it is shown, to take along: CSV, Excel, a printed sheet.

What goes into the trace when a list with names leaves the house.
"""

import csv as csv_files
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
from flask import Blueprint, Response, render_template, request
from numpy.typing import NDArray

from data.store import audit
from webapp.board.caseload import outlook_now
from webapp.board.group_names import own
from webapp.board.in_words import in_words, title_of, tried
from webapp.board.lines import why_not_yet
from webapp.http.access import Action, needs, viewer
from webapp.http.downloads import download
from webapp.http.language import day, habits, words
from webapp.http.language import gettext as _
from webapp.http.state import state
from webapp.services.board import chart_data
from webapp.services.board.board import Flags
from webapp.services.board.board_view import Outlook
from webapp.services.board.filters import in_order
from webapp.services.board.student_list import group_of, lever_words, name_of, rows, split
from webapp.services.csv_cells import harmless

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

bp = Blueprint("exports", __name__)


@bp.get("/caseload.csv")
@needs(Action.SEE_STUDENTS)
def csv() -> Response:
    """Give the list as CSV, with the separator and decimal mark of the reader's Excel."""
    outlook, flags = outlook_now(request.args)
    note(outlook, "csv", listed(outlook).size)
    text = io.StringIO()
    writer = csv_files.writer(text, delimiter=habits().separator, lineterminator="\r\n")
    for line in _table(outlook, flags):
        writer.writerow([_cell(value, habits().decimal) for value in line])
    writer.writerow([])
    writer.writerows([harmless(part) for part in line] for line in provenance(outlook))
    # The mark at the beginning tells Excel that this is UTF-8.
    return _file(("\ufeff" + text.getvalue()).encode(), "text/csv; charset=utf-8", "csv")


@bp.get("/caseload.xlsx")
@needs(Action.SEE_STUDENTS)
def xlsx() -> Response:
    """Give the list as an Excel workbook; its second sheet says where it comes from."""
    from xlsxwriter import Workbook

    outlook, flags = outlook_now(request.args)
    note(outlook, "xlsx", listed(outlook).size)
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
    for number, line in enumerate(_table(outlook, flags)):
        for column, value in enumerate(line):
            if isinstance(value, str):
                sheet.write_string(number, column, value, None if number else bold)
            elif value is not None:
                sheet.write_number(number, column, value)
    sheet.freeze_panes(1, 0)
    sheet.autofit()
    about = book.add_worksheet(_("Where this comes from"))
    for number, (name, value) in enumerate(provenance(outlook)):
        about.write_string(number, 0, name, bold)
        about.write_string(number, 1, value)
    about.autofit()
    book.close()
    return _file(content.getvalue(), XLSX, "xlsx")


@bp.get("/caseload/sheet")
@needs(Action.SEE_STUDENTS)
def sheet() -> str:
    """Show a sheet to print and to write on: the places, the next ones, and their levers."""
    outlook, flags = outlook_now(request.args)
    next_ = [missed.student for missed in outlook.places.next]
    without_grade = split(outlook)[0].tolist()
    shown = {*outlook.places.given, *next_, *without_grade}
    note(outlook, "sheet", len(shown))
    return render_template(
        "board/sheet.html",
        outlook=outlook,
        board=outlook.board,
        query=outlook.knobs.query(),
        given=rows(outlook, flags, outlook.places.given),
        next=rows(outlook, flags, next_),
        why=list(why_not_yet(outlook).values()),
        without_grade=rows(outlook, flags, without_grade),
        provenance=provenance(outlook),
        chart=chart_data,
    )


def provenance(outlook: Outlook) -> list[tuple[str, str]]:
    """Say which roster, rule set and knobs a list comes from, and when it was made."""
    board = outlook.board
    lines = [
        (
            _("Roster"),
            f"{title_of(board.roster)} ({board.roster.filename}), {day(board.roster.imported_at)}",
        ),
        (
            _("Rule set"),
            _(
                "%(title)s, version %(version)s, fingerprint %(fingerprint)s",
                title=words(board.rule_set.title),
                version=board.version,
                fingerprint=board.rule_set.fingerprint[:12],
            ),
        ),
        (_("Students"), in_words(outlook) or _("all")),
        (_("Knobs"), "; ".join(tried(outlook)) or _("as in the rule set")),
        (_("Made on"), day(datetime.now(UTC))),
    ]
    if board.unscored:
        lines.append((_("Not scored by request"), str(board.unscored)))
    groups = own()
    if groups is not None:
        lines.insert(2, (_("Groups"), ", ".join(groups)))
    if board.roster.sample:
        lines.insert(0, (_("Sample school"), _("These students are invented.")))
    return lines


def _table(outlook: Outlook, flags: Flags) -> Iterator[list[str | float | None]]:
    board = outlook.board
    group = _("Class") if "class" in board.groups else _("School")
    yield [
        _("Rank"),
        _("Id"),
        _("Name"),
        group,
        _("Grade"),
        _("Ease"),
        _("Priority"),
        _("Levers, strongest first"),
        _("Gap"),
        _("Expected grade"),
        _("Expected from"),
        _("Expected to"),
        _("Coached"),
    ]
    students = listed(outlook).tolist()
    predictions = board.predictions
    expected = [predictions.expected, predictions.low, predictions.high] if predictions else []
    for student, levers in zip(students, lever_words(outlook, students), strict=True):
        figures: list[Any] = [array[student] for array in expected] or [None] * 3
        yield [
            int(outlook.ranking.rank[student]) or None,
            board.names.keys[student],
            name_of(board, student),
            group_of(board, student),
            figure(board.grade[student]),
            figure(outlook.ranking.ease[student]),
            figure(outlook.ranking.priority[student]),
            levers,
            figure(board.gap[student]),
            *map(figure, figures),
            _("yes") if outlook.coached[student] else _("no"),
        ]


def listed(outlook: Outlook) -> NDArray[np.int64]:
    """Return the list's indices in its order, all pages of it."""
    return np.concatenate(split(outlook))


def figure(value: float | None) -> float | None:
    """Return a figure rounded to what is worth telling, None where it is unknown."""
    return None if value is None or np.isnan(value) else round(float(value), 2)


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


def note(outlook: Outlook, form: str, students: int, token: int | None = None) -> None:
    """Write down that so many students go out as `form` (csv, xlsx, sheet, api), before they do.

    token: by which a program asks.

    Of the filters only the kinds: what somebody searched for can be a student's name. Unlike a look
    at a page this waits for other writers, as every change does, and raises store.Busy: a page can
    be shown now and its line be written in a minute, but a file that is gone cannot be had back.
    """
    board = outlook.board
    detail = {
        "as": form,
        "students": students,
        "rule set": board.set_name,
        "version": board.version,
        "filters": [one.log for one, _value in in_order(outlook.knobs.filters)],
        "own knobs": outlook.knobs.tweaked,
    }
    if token is not None:
        detail["token"] = token
    with state().database.write(counted=False) as session:
        audit.add(session, viewer(), "export", "roster", board.roster.id, detail)
