"""Two texts of one draft, or a draft and the version in force, side by side, to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

import rules
from data.store import Stale
from data.store.rules import rule_drafts
from data.store.rules.rule_drafts import Draft
from rules.merge import Lines, Merge, Piece, merge
from webapp.drafts import drafts
from webapp.drafts.draft_answer import closed_because, others_since
from webapp.drafts.draft_text import as_kept, cannot_be_kept
from webapp.http.access import Action, needs, viewer
from webapp.http.errors import problem
from webapp.http.language import gettext as _
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.drafts.written_draft import WrittenDraft

bp = Blueprint("draft_merge", __name__)

CHOICES = ("mine", "theirs", "both")


@dataclass(frozen=True)
class SideBySide:
    """Two texts and what both were made from."""

    base: str  # what both were made from
    mine: str
    theirs: str
    made_from: int  # the revision that `mine` was made from
    revision: int  # the draft's, whose text is `theirs`, or `mine` beside a `version`
    version: int | None  # the one in force, where `theirs` is its text
    others: str  # who wrote theirs, "" for oneself or a version

    @property
    def merged(self) -> Merge:
        """Both brought together as far as nobody has to choose."""
        return merge(self.base, self.mine, self.theirs)


@dataclass(frozen=True)
class ConflictForm:
    """A place that was changed on both sides."""

    name: str  # of its choice in the form
    piece: Piece  # the lines of each side
    chosen: str  # one of CHOICES, "" where nothing is chosen


@dataclass(frozen=True)
class MergePage:
    """Two texts side by side."""

    draft: Draft  # what is written to
    is_open: bool  # whether anything can be taken into it
    compared: SideBySide | None  # None where there is nothing to compare
    conflicts: Sequence[ConflictForm]  # what is to be chosen
    taken_in: int  # places that only they changed
    wrong: str  # what is wrong with the choices, "" for nothing
    result: str | None  # both put together, None before the choice
    problems: Sequence[rules.RuleProblem]  # of the result


@bp.get("/drafts/<int:draft>/merge")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show a draft beside the version that came into force after the one it starts from."""
    found = drafts.read(draft)
    return _page(found, _with_version(found))


@bp.post("/drafts/<int:draft>/merge")
@needs(Action.WRITE_RULES)
def choose(draft: int) -> Response:
    """Compare a text that could not be saved, put the choices together, or save the result."""
    found = drafts.read(draft)
    if not found.is_open:
        return problem(409, closed_because(found), url_for("drafts.show", draft=draft))
    if request.form.get("do") == "save":
        return _save(found)
    compared = _asked(found)
    if compared is None:
        return problem(422, _("The server could not make sense of this address or form."))
    if request.form.get("do") != "choose":
        return _page(found, compared)
    merged, chosen = compared.merged, _chosen(compared.merged)
    if chosen is None:
        wrong = _("Choose for each place which lines stay.")
        return _page(found, compared, 422, wrong=wrong)
    return _page(found, compared, result=merged.chosen(chosen))


def _with_version(found: WrittenDraft) -> SideBySide | None:
    """The draft and the version in force, None where that is the one it starts from."""
    kept, draft = found.overtaken_by, found.draft
    if kept is None or kept.rule_set is None:
        return None
    base, theirs = draft.row.base_text, kept.rule_set.text
    return SideBySide(base, draft.text, theirs, draft.revision, draft.revision, kept.version, "")


def _asked(found: WrittenDraft) -> SideBySide | None:
    """What a form asks to compare; None where it does not say."""
    if request.form.get("version"):
        return _with_version(found)
    mine, revision = request.form.get("mine"), request.form.get("revision", type=int)
    before = request.form.get("before")
    if mine is None or revision is None:
        return None
    return _with_newest(found.draft, as_kept(mine), revision, before)


def _with_newest(draft: Draft, mine: str, revision: int, before: str | None) -> SideBySide:
    who = viewer()
    with state().database.read() as session:
        base = before and as_kept(before)
        if base is None:
            base = rule_drafts.text_of(session, who, draft.id, revision)
        others = others_since(session, draft, revision)
    return SideBySide(base, mine, draft.text, revision, draft.revision, None, others)


def _chosen(merged: Merge) -> list[Lines] | None:
    """The lines that stay at each conflict, None where one is not decided."""
    found = []
    for number, piece in enumerate(merged.conflicts):
        choice = request.form.get(_choice(number))
        if choice not in CHOICES:
            return None
        found.append(_lines(piece, choice))
    return found


def _lines(piece: Piece, choice: str) -> Lines:
    return {"mine": piece.mine, "theirs": piece.theirs, "both": piece.lines}[choice]


def _save(found: WrittenDraft) -> Response:
    """Keep the result. Somebody who saved in between is compared with in his turn."""
    text, revision = request.form.get("text"), request.form.get("revision", type=int)
    if text is None or revision is None:
        return problem(422, _("The server could not make sense of this address or form."))
    draft, mine = found.draft, as_kept(text)
    kept = found.in_force if request.form.get("version") else None
    try:
        with state().database.write() as session:
            rule_drafts.save(session, viewer(), draft.id, mine, revision)
            if kept and kept.rule_set and str(kept.version) == request.form["version"]:
                rule_drafts.rebase(session, viewer(), draft.id, kept.version, kept.rule_set.text)
    except ValueError:
        return problem(422, cannot_be_kept(), url_for("drafts.show", draft=draft.id))
    except Stale:
        wrong = _("Somebody saved again in between. Compare once more; nothing was lost.")
        compared = _with_newest(draft, mine, revision, None)
        return _page(found, compared, 409, wrong=wrong)
    return redirect(url_for("drafts.show", draft=draft.id), 303)


def _choice(number: int) -> str:
    """The name of the choice at a conflict."""
    return f"choice.{number}"


def _page(
    found: WrittenDraft,
    compared: SideBySide | None,
    status: int = 200,
    wrong: str = "",
    result: str | None = None,
) -> Response:
    """Show the comparison; where nobody has to choose, with the result at once."""
    merged = compared.merged if compared else None
    if merged and result is None and not merged.conflicts:
        result = merged.text
    page = MergePage(
        draft=found.draft,
        is_open=found.is_open,
        compared=compared,
        conflicts=[
            ConflictForm(_choice(at), piece, request.form.get(_choice(at), ""))
            for at, piece in enumerate(merged.conflicts if merged else ())
        ],
        taken_in=len(merged.from_them) if merged else 0,
        wrong=wrong,
        result=result,
        problems=(
            state().shelf.attempt(result, found.draft.row.school_id).problems
            if result is not None
            else ()
        ),
    )
    return show_page("drafts/draft_merge.html", page, status)
