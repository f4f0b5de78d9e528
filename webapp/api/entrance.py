"""The way in for programs: which views there are, their limits, and what every answer carries."""

from flask import Flask, Response

from webapp.api import (
    document,
    limits,
    model_list,
    predicting,
    ranking,
    roster_list,
    rule_list,
    training,
)
from webapp.api.problems import asks_a_program, request_id
from webapp.settings import Settings
from webapp.shield import csrf

VIEWS = (predicting.bp, training.bp, roster_list.bp, model_list.bp, ranking.bp, rule_list.bp)
LATER = (429, 503)  # where it is of use to hear when to ask again


def init_app(app: Flask, settings: Settings) -> None:
    """Open the addresses for programs.

    They take no cookie, so no browser can be made to send what opens them: hence no form's token.
    """
    app.after_request(_numbered)
    limits.init_app(app, settings, VIEWS)
    for view in (*VIEWS, document.bp):
        app.register_blueprint(view)
        csrf.exempt(view)


def _numbered(response: Response) -> Response:
    """Number the answer; it comes after the limits, which say when to ask again at each."""
    if asks_a_program():
        response.headers["X-Request-Id"] = request_id()
        response.vary.add("Authorization")
        if response.status_code not in LATER:
            response.headers.pop("Retry-After", None)
    return response
