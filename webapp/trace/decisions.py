"""The trace, for auditors: who did or saw what and when, and whether a line was ever changed."""

import csv as csv_files
import io
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from data.store import decisions
from data.tables import Decision
from webapp.access import Action, needs, viewer
from webapp.board.exports import harmless
from webapp.language import gettext as _
from webapp.language import habits
from webapp.pages import page_or_part, way_back
from webapp.services.board.filters import log_words
from webapp.state import state
from webapp.trace import deeds
from webapp.trace.deed_details import details
from webapp.trace.trace_filters import asked

MOST_EXPORTED = 100_000  # lines: some 20 MB

bp = Blueprint("decisions", __name__)


@bp.get("/decisions")
@needs(Action.READ_TRACE)
def index() -> Response:
    """Show the lines asked for, newest first, and the state of the chain."""
    who, wanted = viewer(), asked(request.args)
    with state().database.read() as session:
        lines = decisions.count(session, who)
        page = (
            None
            if wanted.problems
            else decisions.listing(session, who, wanted.filters, wanted.page)
        )
    response = page_or_part(
        "decisions",
        422 if wanted.problems else 200,
        page=page,
        asked=wanted,
        lines=lines,
        verified=state().chains.last(who, lines),
        choices=deeds.choices(),
        in_words=deeds.in_words,
        role_in_words=deeds.role_in_words,
        details=partial(details, filters=_filter_words()),
    )
    query = wanted.query(page.number if page else None)
    response.headers["HX-Replace-Url"] = url_for("decisions.index") + (f"?{query}" if query else "")
    return response


@bp.post("/decisions/verify")
@needs(Action.READ_TRACE)
def verify() -> Any:
    """Look at every line again."""
    state().chains.verify(viewer())
    there = url_for("decisions.index")
    return redirect(way_back(request.form.get("back", ""), otherwise=there), 303)


@bp.get("/decisions.csv")
@needs(Action.READ_TRACE)
def csv() -> Response:
    """Give the lines asked for as CSV, all pages of them."""
    who, wanted = viewer(), asked(request.args)
    if wanted.problems:
        return index()
    with state().database.read() as session:
        page = decisions.listing(session, who, wanted.filters, rows=MOST_EXPORTED)
    with state().database.write(counted=False) as session:
        detail = {"lines": len(page.lines), "filters": wanted.used}
        decisions.add(session, who, "export", "trace", None, detail)
    text = io.StringIO()
    writer = csv_files.writer(text, delimiter=habits().separator, lineterminator="\r\n")
    writer.writerow(_heading())
    filters = _filter_words()
    writer.writerows(_cells(line, filters) for line in page.lines)
    if page.pages > 1:
        words = _("Only the newest %(count)s lines: ask for fewer days.", count=MOST_EXPORTED)
        writer.writerow([words])
    today = datetime.now(UTC).date().isoformat()
    # The mark at the beginning tells Excel that this is UTF-8.
    content = ("\ufeff" + text.getvalue()).encode()
    response = Response(content, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="trace-{today}.csv"'
    return response


def _heading() -> list[str]:
    line = [_("Line"), _("When (UTC)"), _("Who"), _("Account"), _("As"), _("What")]
    return [*line, _("Number"), _("Student"), _("Details"), _("Hash")]


def _filter_words() -> Mapping[str, Any]:
    return log_words(state().dictionaries.values())


def _cells(line: Decision, filters: Mapping[str, Any]) -> list[str | int]:
    more = "; ".join(f"{key}: {value}" for key, value in details(line.detail, filters))
    texts = {
        "who": line.by,
        "as": deeds.role_in_words(line.role),
        "what": deeds.in_words(line.action, line.thing),
        "more": more,
    }
    said = {name: harmless(text) for name, text in texts.items()}
    return [
        line.id,
        line.at.astimezone(UTC).isoformat(sep=" ", timespec="seconds")[:19],
        said["who"],
        "" if line.account is None else line.account,
        said["as"],
        said["what"],
        "" if line.thing_id is None else line.thing_id,
        "" if line.student_id is None else line.student_id,
        said["more"],
        line.hash,
    ]
