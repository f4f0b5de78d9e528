"""What went wrong, said where the reader looks: in the page, or in the part that htmx asked for."""

import logging
from dataclasses import dataclass
from typing import Any

from flask import Flask, Response, redirect, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, SecurityError

from data.store import Busy, NotFound, Stale
from data.store.people.sign_ins import Hat
from scoring.model_files.model_file import NoAnswer
from webapp.http import api_problems
from webapp.http.language import gettext as _
from webapp.http.language import sentence
from webapp.http.page_frame import RoleChoice
from webapp.http.pages import show_page_or_part, wants_part
from webapp.services.access.roles import role_names
from webapp.services.board.boards import NoRosterError, NoRuleSetError
from webapp.services.board.readers import KnobProblem
from webapp.services.process.logs import kind_of, without_values

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ProblemPage:
    """Why something was not done."""

    words: str  # what is wrong and what to do, in the reader's language
    back: str  # the address of the way out
    target: str  # under htmx, the id of the element whose place it takes
    other: RoleChoice | None  # as what else the reader may open this page; None: as nothing


def problem(status: int, words: str, back: str | None = None, hat: Hat | None = None) -> Response:
    """Answer with one sentence, and the way out of it; `hat` is what one could go on as."""
    if api_problems.asks_a_program():
        return api_problems.in_json(status, words)
    page = ProblemPage(
        words=words,
        back=back or url_for("caseload.home"),
        target=(wants_part() and request.headers.get("HX-Target")) or "problem",
        other=RoleChoice(hat.membership, role_names()[hat.role], hat.school_name) if hat else None,
    )
    return show_page_or_part("problem", page, status)


def _http(error: HTTPException) -> Response:
    if isinstance(error.response, Response):  # it was answered already, in words of its own
        return error.response
    sentences = {
        400: _("The server could not make sense of this address or form."),
        403: _("This was not sent from a page of this site, so it was not carried out."),
        404: _("There is no such page or student here."),
        405: _("This address does not take that kind of request."),
        413: _("This file is too large. Split it, or save it as CSV."),
        429: _("Too many calls in a short time. Wait as long as the header Retry-After says."),
    }
    status = error.code or 500
    response = problem(status, sentences.get(status, error.description or error.name))
    if isinstance(error, MethodNotAllowed):
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods or ()))
    return response


def _untrusted(_error: SecurityError) -> Response:
    # Plain text: no page can be made, since none of its links has an address now.
    log.warning("refused the host name %r: is it in ALAVANCA_TRUSTED_HOSTS?", _asked_host())
    words = _("The server could not make sense of this address or form.")
    if api_problems.asks_a_program():
        return api_problems.in_json(400, words)
    return Response(words + "\n", 400, mimetype="text/plain")


def _asked_host() -> str:
    return str(request.environ.get("HTTP_HOST", ""))[:200]


def init_app(app: Flask) -> None:
    """Answer every error that a reader can meet with a sentence."""

    def knob(error: KnobProblem) -> Response:
        return problem(422, sentence(error.problem))

    def missing(_error: NotFound) -> Response:
        return problem(404, _("There is no such page or student here."))

    def stale(_error: Stale) -> Response:
        return problem(
            409, _("Somebody changed this in the meantime. Look at it again, then decide.")
        )

    def busy(_error: Busy) -> Response:
        return problem(503, _("Somebody else is writing just now. Try again in a moment."))

    def no_answer(_error: NoAnswer) -> Response:
        return problem(
            503,
            _(
                "The process that asks this kind of model ended twice, so nothing can be said just "
                "now. Try again in a moment; what is kept on boards stays."
            ),
        )

    def no_board(_error: NoRosterError | NoRuleSetError) -> Any:
        if api_problems.asks_a_program():
            return problem(404, _("There is no roster yet, or no rule set that is for it."))
        # The board's own page says what to do.
        named, roster = request.args.get("set"), request.args.get("roster")
        return redirect(url_for("caseload.show", set=named, roster=roster))

    def token(_error: CSRFError) -> Response:
        return problem(
            403,
            _("This page was open for too long or in another sign-in. Load it again, then repeat."),
        )

    def refused(error: api_problems.RefusedCall) -> Response:
        return api_problems.in_json(error.status, error.detail, error.errors)

    def unexpected(error: Exception) -> Response:
        # Its message can hold a name or an answer: they stay out of the log.
        seen = without_values(error)
        log.error("unexpected %s in %s", kind_of(error), request.endpoint, exc_info=seen)
        return problem(500, _("Something broke on our side. Nothing was saved by this request."))

    app.register_error_handler(KnobProblem, knob)
    app.register_error_handler(api_problems.RefusedCall, refused)
    app.register_error_handler(NotFound, missing)
    app.register_error_handler(Stale, stale)
    app.register_error_handler(Busy, busy)
    app.register_error_handler(NoAnswer, no_answer)
    app.register_error_handler(NoRosterError, no_board)
    app.register_error_handler(NoRuleSetError, no_board)
    app.register_error_handler(CSRFError, token)
    app.register_error_handler(SecurityError, _untrusted)
    app.register_error_handler(HTTPException, _http)
    if not app.testing and not app.debug:
        app.register_error_handler(Exception, unexpected)
