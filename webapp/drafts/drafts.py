"""A rule set that is being written: its page, with the text to write in and what it would do."""

from dataclasses import dataclass

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from data.store import NotFound
from data.store.rules import rule_drafts
from data.store.rules.rule_drafts import Draft
from rules.conditions.functions import CALLS
from webapp.drafts.form.rule_set import DraftForm, draft_form
from webapp.http.access import Action, needs, viewer
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.drafts import drafts
from webapp.services.drafts.written_draft import WrittenDraft

MOST_WORDS = 2000

bp = Blueprint("drafts", __name__)

OPERATORS = ("and", "or", "not", "in", "by", "since")


@dataclass(frozen=True)
class Clash:
    """A text that waits for a choice, since somebody changed the same lines."""

    mine: str  # the text
    revision: int  # that it was made from
    base: str  # that revision's text
    others: str  # who changed the lines, "" for oneself


@dataclass(frozen=True)
class DraftPage:
    """A draft to write in. A part that a saving is answered with shows some of it."""

    written: WrittenDraft  # the draft, read
    form: DraftForm | None  # None for the part that has no form
    typed: str | None = None  # a text that is not saved
    wrong: str = ""  # why it is not
    clash: Clash | None = None  # or what is to be chosen before
    said: str = ""  # what became of a saving
    beside: bool = False  # whether the parts are put into the page beside the one asked for
    completions: tuple[str, ...] = (*CALLS, *OPERATORS)  # the words of conditions

    @property
    def draft(self) -> Draft:
        """The draft itself."""
        return self.written.draft


@bp.post("/rules/<name>/draft")
@needs(Action.WRITE_RULES)
def begin(name: str) -> AnyResponse:
    """Go on with the school's own open draft of a set, or begin one from the version in force.

    A set that other schools use as well is left as it is: a set of one's own starts from it.
    """
    who = viewer()
    kept = state().shelf.of_school(who.school).get(name)
    if kept is None or kept.rule_set is None:
        raise NotFound(name)
    with state().database.write() as session:
        there = drafts.standing(session, who, name, kept.rule_set)
        draft = there or drafts.to_write(
            session, who, name, kept.rule_set, kept.version, state().shelf.taken()
        )
        return redirect(url_for("drafts.show", draft=draft.id))


@bp.get("/drafts/<int:draft>")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show a draft: the form and the text to write in, and what it would do."""
    written = read(draft)
    return show_draft(DraftPage(written, draft_form(written)))


@bp.post("/drafts/<int:draft>/drop")
@needs(Action.WRITE_RULES)
def drop(draft: int) -> AnyResponse:
    """Close a draft unpublished, with an answer to whoever proposed it; its page offers to open it
    again."""
    answer = request.form.get("answer", "").replace("\0", "").strip()[:MOST_WORDS]
    with state().database.write() as session:
        rule_drafts.drop(session, viewer(), draft, answer)
    return redirect(url_for("drafts.show", draft=draft), 303)


@bp.post("/drafts/<int:draft>/reopen")
@needs(Action.WRITE_RULES)
def reopen(draft: int) -> AnyResponse:
    """Open a dropped draft again."""
    with state().database.write() as session:
        rule_drafts.reopen(session, viewer(), draft)
    return redirect(url_for("drafts.show", draft=draft), 303)


def read(number: int) -> WrittenDraft:
    """Return a draft of the viewer's school. Raises NotFound."""
    with state().database.read() as session:
        return WrittenDraft(rule_drafts.get(session, viewer(), number), state().shelf)


def show_draft(page: DraftPage, status: int = 200) -> Response:
    """Show a draft's page."""
    return show_page("drafts/draft.html", page, status)
