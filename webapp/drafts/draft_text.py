"""The text of a draft: saved by itself while one types, and all that was ever saved."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from data.store import Stale
from data.store.rules import rule_drafts
from data.store.rules.rule_drafts import Draft
from data.tables import DraftRevision
from webapp.drafts import draft_answer, drafts
from webapp.http.access import Action, needs, viewer
from webapp.http.errors import problem
from webapp.http.language import gettext as _
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.drafts.line_changes import ChangedLine, changed
from webapp.services.drafts.written_draft import WrittenDraft

bp = Blueprint("draft_text", __name__)

SHOWN = 20  # savings on a page: each is compared with the one before


@dataclass(frozen=True)
class SavedRevision:
    """One saving of a draft."""

    row: DraftRevision
    lines: list[ChangedLine] | None  # what it changed; None for the first, which changed nothing


@dataclass(frozen=True)
class RevisionsPage:
    """The savings of a draft."""

    draft: Draft  # whose savings they are
    is_open: bool  # whether an earlier text can be brought back
    savings: Sequence[SavedRevision]  # newest first
    older: int  # the number of the next older one, 0 where there is none


@bp.post("/drafts/<int:draft>/text")
@needs(Action.WRITE_RULES)
def save(draft: int) -> Response:
    """Keep a text as it was typed, broken or not; without script, show the page again."""
    found = drafts.read(draft)
    text, revision = request.form.get("text"), request.form.get("revision", type=int)
    if text is None or revision is None:
        return problem(422, _("The server could not make sense of this address or form."))
    mine = as_kept(text)
    try:
        with state().database.write() as session:
            saved = rule_drafts.save(session, viewer(), draft, mine, revision)
    except ValueError:
        return draft_answer.refuse(found, mine, cannot_be_kept())
    except Stale:
        base = request.form.get("before")
        return draft_answer.conflict(draft, mine, revision, as_kept(base) if base else None)
    return draft_answer.answer(WrittenDraft(saved, state().shelf))


@bp.get("/drafts/<int:draft>/revisions")
@needs(Action.WRITE_RULES)
def revisions(draft: int) -> Response:
    """List the savings of a draft, newest first, each beside the one before; ?upto= for older."""
    found = drafts.read(draft)
    upto = request.args.get("upto", type=int)
    with state().database.read() as session:
        rows = rule_drafts.revisions(session, viewer(), draft, upto=upto, most=SHOWN + 1)
    savings = [
        SavedRevision(row, changed(before.text, row.text, around=1))
        for row, before in pairwise(rows)
    ]
    if rows and rows[-1].number == 1:
        savings.append(SavedRevision(rows[-1], None))
    savings = savings[:SHOWN]
    older = savings[-1].row.number - 1 if savings else 0
    page = RevisionsPage(found.draft, found.is_open, savings, older)
    return show_page("drafts/draft_revisions.html", page)


@bp.post("/drafts/<int:draft>/revisions")
@needs(Action.WRITE_RULES)
def bring_back(draft: int) -> Response:
    """Save an earlier text of a draft as its newest; nothing that came since is lost by it."""
    found, number = drafts.read(draft), request.form.get("number", type=int)
    if number is None:
        return problem(422, _("The server could not make sense of this address or form."))
    with state().database.write() as session:
        text = rule_drafts.text_of(session, viewer(), draft, number)
        rule_drafts.save(session, viewer(), draft, text, found.draft.revision)
    return redirect(url_for("drafts.show", draft=draft), 303)


def as_kept(text: str) -> str:
    """A text as the server keeps it: browsers send line ends as carriage return and line feed."""
    return text.replace("\r\n", "\n")


def cannot_be_kept() -> str:
    """Say why a text cannot be a draft."""
    return _(
        "Not saved: a draft holds up to %(most)s characters, and none that cannot be written. "
        "Shorten the text.",
        most=rule_drafts.LONGEST,
    )
