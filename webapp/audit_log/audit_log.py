"""The trace, for auditors: who did or saw what and when, and whether a line was ever changed."""

import csv as csv_files
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, redirect, request, url_for

from data.store import audit
from data.store.audit import AuditFilters, AuditPage
from data.tables import Decision
from webapp.http.access import Action, needs, viewer
from webapp.http.downloads import download
from webapp.http.language import gettext as _
from webapp.http.language import habits
from webapp.http.pages import show_page_or_part, way_back
from webapp.http.security import LARGEST_ID
from webapp.http.state import state
from webapp.services.access.access_log import ChainVerification
from webapp.services.audit_log import entries_in_words
from webapp.services.audit_log.details_in_words import details
from webapp.services.board.filters import log_words
from webapp.services.csv_cells import harmless

FIELDS = ("what", "by", "student", "since", "until")
LONGEST = 200  # characters of a field
MOST_EXPORTED = 100_000  # lines: some 20 MB
HEAD_LENGTH = 12  # characters of a head that are read out

bp = Blueprint("audit_log", __name__)


@dataclass(frozen=True)
class FilterForm:
    """What an auditor asks of the trace."""

    texts: Mapping[str, str]  # the fields as they were written, by their names
    filters: AuditFilters  # what they mean
    problems: Mapping[str, str]  # what is wrong with which field, in words
    page: int  # the page asked for, from 1

    def query(self, page: int | None = None) -> str:
        """Write the shortest query that asks the same, of that page."""
        pairs = {name: text for name, text in self.texts.items() if text}
        return urlencode(pairs | ({"page": page} if page and page > 1 else {}))

    def address(self, page: int | None = None) -> str:
        """Return the shortest address that shows the same, of that page."""
        query = self.query(page)
        return url_for("audit_log.index") + (f"?{query}" if query else "")

    @property
    def used(self) -> list[str]:
        """The names of the fields that narrow the list."""
        return [name for name, text in self.texts.items() if text]


@dataclass(frozen=True)
class AuditChoice:
    """One thing that can be asked for."""

    value: str  # as the address has it: "roster", "roster:import"
    words: str  # what was done; of a whole thing, its heading
    chosen: bool  # it is what was asked for


@dataclass(frozen=True)
class AuditChoices:
    """All that can be asked for of one thing."""

    every: AuditChoice  # whatever was done with it
    actions: tuple[AuditChoice, ...]  # what can be done with it


@dataclass(frozen=True)
class AuditLine:
    """A line of the trace in words."""

    entry: Decision  # as it is kept
    by: str  # who did it: a name, an account's number, the server
    role: str  # as what; "" for the server
    what: str  # what was done
    number: int | None  # of the thing that it was done with, where that is no student
    details: list[tuple[str, str]]  # what it says more: (key, value)


@dataclass(frozen=True)
class AuditLines:
    """The lines asked for, a page of them."""

    shown: tuple[AuditLine, ...]  # newest first
    total: int  # lines that fit, on all pages
    number: int  # of this page
    pages: int  # how many there are
    newer: str  # address of the page before; "" on the first
    older: str  # address of the next page; "" on the last
    csv: str  # address of all of them as CSV


@dataclass(frozen=True)
class AuditLogPage:
    """The page of the trace."""

    form: FilterForm  # the fields as they were written, and what is wrong with which
    choices: tuple[AuditChoices, ...]  # for the field "what"
    lines: AuditLines | None  # None where a field cannot be read
    count: int  # lines of the school, whatever was asked for
    verified: ChainVerification | None  # what was found when all were looked at; None: never yet
    since: int  # lines that have come since
    head: str  # how the chain's head begins; "" where it has none or was not looked at


@bp.get("/decisions")
@needs(Action.READ_TRACE)
def index() -> Response:
    """Show the lines asked for, newest first, and the state of the chain."""
    who, wanted = viewer(), asked(request.args)
    with state().database.read() as session:
        count = audit.count(session, who)
        found = (
            None if wanted.problems else audit.listing(session, who, wanted.filters, wanted.page)
        )
    verified = state().chains.last(who, count)
    page = AuditLogPage(
        form=wanted,
        choices=tuple(_choices(wanted.texts["what"])),
        lines=_lines(wanted, found) if found else None,
        count=count,
        verified=verified,
        since=max(count - verified.chain.lines, 0) if verified else 0,
        head=verified.chain.head[:HEAD_LENGTH] if verified else "",
    )
    response = show_page_or_part("audit_log/audit_log", page, 422 if wanted.problems else 200)
    response.headers["HX-Replace-Url"] = wanted.address(found.number if found else None)
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
    return log_words(state().dictionaries.of_school(viewer().school).values())


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


def _choices(chosen: str) -> Iterator[AuditChoices]:
    for thing, heading, actions in entries_in_words.choices():
        yield AuditChoices(
            AuditChoice(thing, heading, chosen == thing),
            tuple(
                AuditChoice(f"{thing}:{action}", words, chosen == f"{thing}:{action}")
                for action, words in actions
            ),
        )


def _lines(wanted: FilterForm, found: AuditPage) -> AuditLines:
    filters = _filter_words()
    at, last = found.number, found.pages
    query = wanted.query()
    return AuditLines(
        shown=tuple(_line(entry, filters) for entry in found.lines),
        total=found.total,
        number=at,
        pages=last,
        newer=wanted.address(at - 1) if at > 1 else "",
        older=wanted.address(at + 1) if at < last else "",
        csv=url_for("audit_log.csv") + (f"?{query}" if query else ""),
    )


def _line(entry: Decision, filters: Mapping[str, Any]) -> AuditLine:
    account = _("account %(number)s", number=entry.account) if entry.account else _("the server")
    return AuditLine(
        entry=entry,
        by=entry.by or account,
        role=entries_in_words.role_in_words(entry.role) if entry.role else "",
        what=entries_in_words.in_words(entry.action, entry.thing),
        number=None if entry.thing == "student" else entry.thing_id,
        details=details(entry.detail, filters),
    )


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
