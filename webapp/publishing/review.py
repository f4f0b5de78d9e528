"""Review and publishing of a draft: what a second lead sees, says yes to, or sends back."""

from dataclasses import replace

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from data.store import Session, Stale, rule_drafts
from rules import RuleFileError
from webapp.access import Action, needs, viewer
from webapp.language import gettext as _
from webapp.publishing import fairness, publishing, reviewed
from webapp.publishing.asked import STATUSES, Asked
from webapp.publishing.compared import label_words, quadrant_words
from webapp.publishing.outcome import outcome_of
from webapp.publishing.publishing import FolderError, NotOursError, Publishing
from webapp.publishing.reviewed import Reviewed
from webapp.rules.state_names import statuses
from webapp.state import state

bp = Blueprint("review", __name__)


@bp.get("/drafts/<int:draft>/review")
@needs(Action.WRITE_RULES)
def show(draft: int) -> Response:
    """Show what a draft changes, in the text and for the students, and what to do with it."""
    found = reviewed.of(viewer(), draft)
    return _page(found, Asked.kept(found))


@bp.post("/drafts/<int:draft>/review")
@needs(Action.WRITE_RULES)
def ask(draft: int) -> AnyResponse:
    """Ask for the review of a draft; where one lead is enough, publish it."""
    found, asked = _looked_at(draft)
    if found.draft.row.state != "open" or asked.revision != found.draft.revision:
        return _stale(found, asked)
    if found.blocked:
        return _page(found, asked, 409)
    if wrong := asked.wrong(found):
        return _page(found, asked, 422, wrong)
    if found.one_lead:
        return _publish(found, asked)
    try:
        with state().database.write() as session:
            _ask_review(session, found, asked)
    except Stale:
        return _stale(reviewed.of(viewer(), draft), asked)
    return _back(draft)


@bp.post("/drafts/<int:draft>/publish")
@needs(Action.WRITE_RULES)
def publish(draft: int) -> AnyResponse:
    """Say yes to a draft that is in review, by which it is published."""
    found, asked = _looked_at(draft)
    row = found.draft.row
    asked = replace(
        asked,
        reason=row.reason,
        fairness_reason=asked.fairness_reason or row.fairness_reason,
        day=Asked.kept(found).day,
    )
    if row.state != "in review" or asked.revision != found.draft.revision:
        return _stale(found, asked)
    if found.why_not_approve:
        return _page(found, asked, 403)
    if found.blocked:
        return _page(found, asked, 409)
    if wrong := asked.wrong(found):
        return _page(found, asked, 422, wrong)
    return _publish(found, asked)


@bp.post("/drafts/<int:draft>/send-back")
@needs(Action.WRITE_RULES)
def send_back(draft: int) -> AnyResponse:
    """Open a draft that is in review again, with an answer; who asked may take it back without."""
    found, asked = _looked_at(draft)
    answer = request.form.get("answer", "").replace("\0", "").strip()
    if found.draft.row.state == "in review" and not answer and not found.asked_himself:
        return _page(found, asked, 422, {"answer": _("Say what should be otherwise.")})
    try:
        with state().database.write() as session:
            rule_drafts.send_back(session, viewer(), draft, answer)
    except Stale:
        return _stale(found, asked)
    except ValueError:
        return _page(found, asked, 422, {"answer": _("The answer is too long.")})
    return redirect(url_for("drafts.show", draft=draft), 303)


def _looked_at(draft: int) -> tuple[Reviewed, Asked]:
    """Return the draft as it stands now, with what lies in its file now, and the form."""
    with state().database.read() as session:
        rule_drafts.get(session, viewer(), draft)
    state().shelf.look_again()
    return reviewed.of(viewer(), draft), Asked.from_form(request.form)


def _ask_review(session: Session, found: Reviewed, asked: Asked) -> None:
    day = asked.in_force_from
    rule_drafts.ask_review(
        session,
        found.who,
        found.draft.id,
        asked.revision,
        reason=asked.reason,
        fairness_reason=asked.fairness_reason if found.must_explain else "",
        in_force_from=day if day != publishing.today() else None,
    )


def _publish(found: Reviewed, asked: Asked) -> AnyResponse:
    draft, who = found.draft, found.who
    at_once = draft.row.state == "open"

    def close(session: Session) -> None:
        if at_once:
            _ask_review(session, found, asked)
        rule_drafts.publish(session, who, draft.id, asked.revision)

    try:
        rule_set = publishing.ready(
            draft.text,
            asked.in_force_from or publishing.today(),
            asked.status if found.asks_status else None,
        )
        figures = found.compared.figures if found.compared else {}
        publishing.publish(
            who,
            Publishing(
                name=draft.name,
                rule_set=rule_set,
                base=draft.row.base,
                author=who.name if at_once else draft.row.asked_by,
                reason=asked.reason,
                reviewed_by="" if at_once else who.name,
                fairness_reason=asked.fairness_reason if found.must_explain else "",
                comparison={**figures, "draft": draft.id},
                fairness=found.fairness.figures if found.fairness else {},
                replaces=asked.replaces,
            ),
            close,
        )
    except RuleFileError as error:
        return _page(found, asked, 422, problems=error.problems)
    except FolderError:
        return _page(found, asked, 503, said=folder_words())
    except (Stale, NotOursError):
        return _stale(reviewed.of(who, draft.id), asked)
    return _back(draft.id)


def folder_words() -> str:
    """Say that the folder cannot be written, and what to do."""
    return _(
        "The folder of rule files on the server cannot be written, so nothing was published. Tell "
        "whoever looks after the server; what you wrote is kept in the draft."
    )


def _back(draft: int) -> AnyResponse:
    return redirect(url_for("review.show", draft=draft), 303)


def _stale(found: Reviewed, asked: Asked) -> Response:
    said = _(
        "Something changed while you were reading: the draft, its state or its file. This is how "
        "it stands now. Look at it again, then decide."
    )
    seen = replace(asked, revision=found.draft.revision)
    return _page(found, seen, 409, said=said)


def _page(
    found: Reviewed,
    asked: Asked,
    status: int = 200,
    wrong: dict[str, str] | None = None,
    said: str = "",
    problems: tuple[object, ...] | None = None,
) -> Response:
    attempt = found.written.attempt
    return make_response(
        render_template(
            "review.html",
            found=found,
            draft=found.draft,
            asked=asked,
            wrong=wrong or {},
            said=said,
            problems=attempt.problems if problems is None else problems,
            told=fairness.tell(found.fairness, attempt.rule_set),
            quadrants=quadrant_words(attempt.rule_set),
            labels=label_words(found.base, attempt.rule_set),
            statuses=statuses(),
            offered=STATUSES,
            outcome=outcome_of(found) if found.draft.row.state == "published" else None,
            today=publishing.today(),
        ),
        status,
    )
