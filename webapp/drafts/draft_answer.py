"""What a saving of a draft is answered with, also where somebody else saved meanwhile."""

from dataclasses import replace

from flask import Response, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from data.store import Session
from data.store.rules import rule_drafts
from data.store.rules.rule_drafts import Draft
from rules.merge import Merge, merge
from webapp.drafts.drafts import Clash, DraftPage, show_draft
from webapp.drafts.form.rule_set import UndoRemoval, draft_form
from webapp.http.access import viewer
from webapp.http.language import gettext as _
from webapp.http.language import ngettext
from webapp.http.pages import show_page, wants_part
from webapp.http.state import state
from webapp.services.drafts.written_draft import WrittenDraft


def answer(written: WrittenDraft, said: str = "", undo: UndoRemoval | None = None) -> AnyResponse:
    """Answer a saving: under htmx the form, the problems and the text as they are now.

    said: what became of the changes of two people; without script it is the page again. undo: what
    the saving removed.
    """
    if wants_part():
        page = DraftPage(written, draft_form(written, undo), said=said, beside=True)
        response = _varying(show_page("drafts/_draft_answer.html", page))
        response.headers["HX-Trigger"] = "draft-saved"
        return response
    if said:
        return _varying(show_draft(DraftPage(written, draft_form(written), said=said)))
    return redirect(url_for("drafts.show", draft=written.draft.id), 303)


def refuse(written: WrittenDraft, mine: str, wrong: str, status: int = 422) -> Response:
    """Answer a text that was not saved with the reason; it stays where it was typed."""
    return _unsaved(DraftPage(written, None, typed=mine, wrong=wrong), status)


def conflict(number: int, mine: str, base_revision: int, base: str | None = None) -> AnyResponse:
    """Answer a text that was made from an earlier revision than the draft is at now.

    What both changed in different lines is brought together and saved; else both are shown, to
    choose. base: the text that it was made from, where no revision holds it. Raises NotFound.
    """
    who = viewer()
    with state().database.write() as session:
        draft = rule_drafts.get(session, who, number)
        found = WrittenDraft(draft, state().shelf)
        if base is None:
            base = rule_drafts.text_of(session, who, number, base_revision)
        merged = merge(base, mine, draft.text)
        others = others_since(session, draft, base_revision)
        if found.is_open and not merged.conflicts:
            draft = rule_drafts.save(session, who, number, merged.text, draft.revision)
    # A page may look at the folder of rules, which may write: never while one writes oneself.
    if not found.is_open:
        return refuse(found, mine, closed_because(found), 409)
    if not merged.conflicts:
        return answer(WrittenDraft(draft, state().shelf), kept_both(merged, others))
    clash = Clash(mine, base_revision, base, others)
    return _unsaved(DraftPage(found, None, typed=mine, clash=clash), 409)


def closed_because(written: WrittenDraft) -> str:
    """Say why a draft cannot be written."""
    row = written.draft.row
    if row.state == "in review":
        return _(
            "%(name)s asked for a review of this draft, so it stays as it is until it is sent "
            "back or published.",
            name=row.asked_by,
        )
    if row.state == "published":
        return _("This draft was published, so it stays as it is. Begin a new one from the set.")
    return _("This draft was dropped. Open it again to go on writing.")


def kept_both(merged: Merge, others: str) -> str:
    """Say which lines somebody else changed meanwhile; "" where nobody did."""
    places = [(max(first, 1), max(last, 1)) for first, last in merged.from_them]
    if not places:
        return ""
    lines = ", ".join(str(a) if a == b else f"{a}–{b}" for a, b in places)
    count = sum(b - a + 1 for a, b in places)
    if not others:
        return ngettext(
            "Line %(lines)s was changed meanwhile in another window or in the form; both kept.",
            "Lines %(lines)s were changed meanwhile in another window or in the form; both kept.",
            count,
            lines=lines,
        )
    return ngettext(
        "%(name)s changed line %(lines)s meanwhile; both kept.",
        "%(name)s changed lines %(lines)s meanwhile; both kept.",
        count,
        name=others,
        lines=lines,
    )


def others_since(session: Session, draft: Draft, revision: int) -> str:
    """Name who else saved a draft after a revision, as "Lea, Rui"; "" for nobody."""
    who, newer = viewer(), max(0, draft.revision - revision)
    rows = rule_drafts.revisions(session, who, draft.id, most=newer)
    return ", ".join(sorted({row.saved_by for row in rows if row.account != who.account}))


def _unsaved(page: DraftPage, status: int) -> Response:
    """Show the page as it is, under htmx only the part that says why nothing was saved."""
    if not wants_part():
        return _varying(show_draft(replace(page, form=draft_form(page.written)), status))
    response = _varying(show_page("drafts/_draft_said.html", replace(page, beside=True), status))
    response.headers["HX-Reswap"] = "none"  # the form stays; only the parts that say so are put in
    return response


def _varying(response: Response) -> Response:
    response.vary.add("HX-Request")
    return response
