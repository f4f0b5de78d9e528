"""A rule set that is being written: its page, with the text to write in and what it would do."""

from dataclasses import dataclass
from functools import cached_property

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

import rules
from data.store import NotFound
from data.store.rules import rule_drafts
from data.store.rules.rule_drafts import Draft
from rules.conditions.functions import CALLS
from webapp.http.access import Action, needs, viewer
from webapp.http.state import state
from webapp.services.drafts import drafts
from webapp.services.rule_sets.registry import RegisteredSet

MOST_WORDS = 2000

bp = Blueprint("drafts", __name__)

OPERATORS = ("and", "or", "not", "in", "by", "since")


@dataclass(frozen=True)
class WrittenDraft:
    """A draft with what can be made of its text."""

    draft: Draft

    @cached_property
    def attempt(self) -> rules.Attempt:
        """The rule set that the text says, where it can be tried, and what is wrong with it."""
        return state().shelf.attempt(self.draft.text)

    @property
    def is_open(self) -> bool:
        """Whether it can be written: not while it is reviewed, nor once it is closed."""
        return self.draft.row.state == "open"

    @cached_property
    def in_force(self) -> RegisteredSet | None:
        """The set of this name as it stands, None where there is none yet."""
        return state().shelf.of_school(viewer().school).get(self.draft.name)

    @property
    def overtaken_by(self) -> RegisteredSet | None:
        """The set in force, where it is a later version than the draft starts from."""
        kept = self.in_force
        later = kept is not None and kept.rule_set and kept.version > self.draft.row.base
        return kept if later else None


@bp.post("/rules/<name>/draft")
@needs(Action.WRITE_RULES)
def begin(name: str) -> Response:
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
def show(draft: int) -> str:
    """Show a draft: the form and the text to write in, and what it would do."""
    return page(read(draft))


@bp.post("/drafts/<int:draft>/drop")
@needs(Action.WRITE_RULES)
def drop(draft: int) -> Response:
    """Close a draft unpublished, with an answer to whoever proposed it; its page offers to open it
    again."""
    answer = request.form.get("answer", "").replace("\0", "").strip()[:MOST_WORDS]
    with state().database.write() as session:
        rule_drafts.drop(session, viewer(), draft, answer)
    return redirect(url_for("drafts.show", draft=draft), 303)


@bp.post("/drafts/<int:draft>/reopen")
@needs(Action.WRITE_RULES)
def reopen(draft: int) -> Response:
    """Open a dropped draft again."""
    with state().database.write() as session:
        rule_drafts.reopen(session, viewer(), draft)
    return redirect(url_for("drafts.show", draft=draft), 303)


def read(number: int) -> WrittenDraft:
    """Return a draft of the viewer's school. Raises NotFound."""
    with state().database.read() as session:
        return WrittenDraft(rule_drafts.get(session, viewer(), number))


def page(written: WrittenDraft, **told: object) -> str:
    """Render a draft's page.

    told: `typed`, a text that is not saved, with `wrong`, why not, or `clash`, what is to be
    chosen; `said`, what became of a saving.
    """
    return render_template(
        "drafts/draft.html",
        written=written,
        draft=written.draft,
        words_of_conditions=(*CALLS, *OPERATORS),
        **told,
    )
