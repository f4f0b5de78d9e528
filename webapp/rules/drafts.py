"""A rule set that is being written: its text, saved by itself, and what it would do."""

from dataclasses import dataclass
from functools import cached_property

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

import rules
from data.store import NotFound, Stale, rule_drafts, rule_sets
from data.store.rule_drafts import Draft
from webapp.access import Action, needs, viewer
from webapp.pages import page_or_part
from webapp.state import state

bp = Blueprint("drafts", __name__)


@dataclass(frozen=True)
class Written:
    """A draft with what can be made of its text."""

    draft: Draft

    @cached_property
    def attempt(self) -> rules.Attempt:
        """The rule set that the text says, where it can be tried, and what is wrong with it."""
        return rules.attempt(self.draft.text, state().shelf.columns)


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
        version = kept.version
        if not rule_sets.may_write(session, who, name):
            name, version = rule_sets.free_name(session, name), 0
        begun = [one for one in rule_drafts.listing(session, who, name) if not one.row.proposed]
        draft = (
            begun[0]
            if begun
            else rule_drafts.begin(session, who, name, kept.rule_set.text, version)
        )
        return redirect(url_for("drafts.show", draft=draft.id))


@bp.get("/drafts/<int:draft>")
@needs(Action.WRITE_RULES)
def show(draft: int) -> str:
    """Show a draft: the form and the text to write in, and what it would do."""
    written = read(draft)
    return render_template("draft.html", written=written, draft=written.draft)


@bp.post("/drafts/<int:draft>/text")
@needs(Action.WRITE_RULES)
def save(draft: int) -> Response:
    """Keep the text as it was typed; without script, show the page again."""
    text = request.form.get("text", "").replace("\r\n", "\n")
    with state().database.write() as session:
        try:
            saved = rule_drafts.save(
                session, viewer(), draft, text, request.form.get("revision", 0, type=int)
            )
        except Stale:
            abort(409)
    return page_or_part("draft", written=Written(saved), draft=saved)


def read(number: int) -> Written:
    """Return a draft of the viewer's school. Raises NotFound."""
    with state().database.read() as session:
        return Written(rule_drafts.get(session, viewer(), number))
