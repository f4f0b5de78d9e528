"""Changing a draft by its form: each field changes the lines of the text that it must."""

from flask import Blueprint, g, redirect, request, url_for
from werkzeug.wrappers import Response

from data.store import Stale, rule_drafts
from rules.writing import NotEditableError
from webapp.access import Action, needs, viewer
from webapp.drafting import draft_answer, draft_text, drafts
from webapp.drafting.drafts import Written
from webapp.drafting.form_changes import alike, changed
from webapp.drafting.form_students import dictionary_of, roster_answers
from webapp.drafting.form_whole import Undo
from webapp.drafting.histogram import Histogram
from webapp.errors import problem
from webapp.language import gettext as _
from webapp.language import sentence
from webapp.pages import wants_part
from webapp.state import state

bp = Blueprint("form", __name__)


@bp.post("/drafts/<int:draft>/change")
@needs(Action.WRITE_RULES)
def change(draft: int) -> Response:
    """Change a draft's text as fields of its form say; the rest of the text stays as it is."""
    found, revision = drafts.read(draft), request.form.get("revision", type=int)
    if revision is None:
        return problem(422, _("The server could not make sense of this address or form."))
    if not found.is_open:
        return draft_answer.refuse(found, found.draft.text, draft_answer.closed_because(found), 409)
    sent, revision = request.form, _revision(found, revision)
    before = _text_at(found, revision)
    dictionary = dictionary_of(before)

    def drawn(column: str) -> Histogram | None:
        return roster_answers(found).spread(column, dictionary)

    try:
        mine = changed(before, sent, dictionary, drawn)
    except NotEditableError as error:
        return draft_answer.refuse(found, found.draft.text, sentence(error.problem))
    return _saved(draft, mine, revision, found)


def _revision(found: Written, shown: int) -> int:
    """Say which saving the fields are changes of: the newest that the page knows, if its lists are
    as long as those that its form shows, else the one that its form shows."""
    now = request.form.get("now", type=int)
    if now is None or not shown < now <= found.draft.revision:
        return shown
    then, since = _text_at(found, shown), _text_at(found, now)
    return now if alike(then, since, request.form) else shown


def _text_at(found: Written, revision: int) -> str:
    if revision == found.draft.revision:
        return found.draft.text
    with state().database.read() as session:
        return rule_drafts.text_of(session, viewer(), found.draft.id, revision)


def _saved(draft: int, mine: str, revision: int, before: Written) -> Response:
    do, _colon, about = request.form.get("do", "").partition(":")
    try:
        with state().database.write() as session:
            saved = rule_drafts.save(session, viewer(), draft, mine, revision)
    except ValueError:
        return draft_answer.refuse(before, mine, draft_text.cannot_be_kept())
    except Stale:
        return draft_answer.conflict(draft, mine, revision)
    if wants_part():
        if do == "remove" and saved.revision > revision:
            g.undo = Undo(about, revision)
        return draft_answer.answer(Written(saved))
    shown: dict[str, object] = {
        "open": request.form.getlist("open"),
        "tongue": request.form.get("tongue"),
    }
    if do == "remove":
        shown |= {"removed": about, "had": revision}
    return redirect(url_for("drafts.show", draft=draft, **shown), 303)  # type: ignore[arg-type]
