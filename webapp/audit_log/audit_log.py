"""The trace, for auditors: who did or saw what and when, and whether a line was ever changed.

What an auditor asks of the trace: the form's fields, read and written.
"""

import csv as csv_files
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request, url_for

from data.store import audit
from data.store.audit import AuditFilters
from data.tables import Decision
from webapp.audit_log.details_in_words import details
from webapp.http.access import Action, needs, viewer
from webapp.http.downloads import download
from webapp.http.language import gettext as _
from webapp.http.language import habits
from webapp.http.pages import page_or_part, way_back
from webapp.http.security import LARGEST_ID
from webapp.http.state import state
from webapp.services.audit_log import entries_in_words
from webapp.services.board.filters import log_words
from webapp.services.csv_cells import harmless

MOST_EXPORTED = 100_000  # lines: some 20 MB

bp = Blueprint("audit_log", __name__)


@bp.get("/decisions")
@needs(Action.READ_TRACE)
def index() -> Response:
    """Show the lines asked for, newest first, and the state of the chain."""
    who, wanted = viewer(), asked(request.args)
    with state().database.read() as session:
        lines = audit.count(session, who)
        page = None if wanted.problems else audit.listing(session, who, wanted.filters, wanted.page)
    response = page_or_part(
        "audit_log/audit_log",
        422 if wanted.problems else 200,
        page=page,
        asked=wanted,
        lines=lines,
        verified=state().chains.last(who, lines),
        choices=entries_in_words.choices(),
        in_words=entries_in_words.in_words,
        role_in_words=entries_in_words.role_in_words,
        details=partial(details, filters=_filter_words()),
    )
    query = wanted.query(page.number if page else None)
    response.headers["HX-Replace-Url"] = url_for("audit_log.index") + (f"?{query}" if query else "")
    return response


@bp.post("/decisions/verify")
@needs(Action.READ_TRACE)
def verify() -> Any:
    """Look at every line again."""
    state().chains.verify(viewer())
    there = url_for("audit_log.index")
    return redirect(way_back(request.form.get("back", ""), otherwise=there), 303)


@bp.get("/decisions.csv")
@needs(Action.READ_TRACE)
def csv() -> Response:
    """Give the lines asked for as CSV, all pages of them."""
    who, wanted = viewer(), asked(request.args)
    if wanted.problems:
        return index()
    with state().database.read() as session:
        page = audit.listing(session, who, wanted.filters, rows=MOST_EXPORTED)
    with state().database.write(counted=False) as session:
        detail = {"lines": len(page.lines), "filters": wanted.used}
        audit.add(session, who, "export", "trace", None, detail)
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
    return download(content, "text/csv; charset=utf-8", f"trace-{today}.csv")


def _heading() -> list[str]:
    line = [_("Line"), _("When (UTC)"), _("Who"), _("Account"), _("As"), _("What")]
    return [*line, _("Number"), _("Student"), _("Details"), _("Hash")]


def _filter_words() -> Mapping[str, Any]:
    return log_words(state().dictionaries.values())


def _cells(line: Decision, filters: Mapping[str, Any]) -> list[str | int]:
    more = "; ".join(f"{key}: {value}" for key, value in details(line.detail, filters))
    texts = {
        "who": line.by,
        "as": entries_in_words.role_in_words(line.role),
        "what": entries_in_words.in_words(line.action, line.thing),
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


FIELDS = ("what", "by", "student", "since", "until")
LONGEST = 200


@dataclass(frozen=True)
class FilterForm:
    """The fields as they were written, what they mean, and what is wrong with which."""

    texts: Mapping[str, str]
    filters: AuditFilters
    problems: Mapping[str, str]
    page: int

    def query(self, page: int | None = None) -> str:
        """Write the shortest query that asks the same, of that page."""
        pairs = {name: text for name, text in self.texts.items() if text}
        return urlencode(pairs | ({"page": page} if page and page > 1 else {}))

    @property
    def used(self) -> list[str]:
        """The names of the fields that narrow the list."""
        return [name for name, text in self.texts.items() if text]


def asked(args: Mapping[str, str]) -> FilterForm:
    """Read the form. `what` is a thing, or a thing and an action: "roster:import". `by` is part
    of a name, or an account's number."""
    texts = {name: args.get(name, "").replace("\0", "").strip()[:LONGEST] for name in FIELDS}
    problems: dict[str, str] = {}
    thing, _colon, action = texts["what"].partition(":")
    account = _number(texts["by"])
    student = _number(texts["student"])
    if texts["student"] and student is None:
        problems["student"] = _("A student’s number is a whole number, such as 17.")
    since, until = (_day(name, texts[name], problems) for name in ("since", "until"))
    if since and until and until < since:
        problems["until"] = _("The last day is before the first.")
    by = "" if account is not None else texts["by"]
    filters = AuditFilters(action, thing, by, account, student, since, until)
    return FilterForm(texts, filters, problems, _number(args.get("page", "")) or 1)


def _number(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 20):
        return None
    return min(int(text), LARGEST_ID)


def _day(name: str, text: str, problems: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        problems[name] = _("“%(read)s” is not a date. Write it as 2026-12-31.", read=text[:20])
        return None
