"""What programs ask for, with a token: predictions, models, rosters, the ranking, the rules."""

from flask import Flask, Response

from webapp.api import openapi, rate_limit
from webapp.api.operations import OPERATIONS
from webapp.http.api_problems import asks_a_program, request_id
from webapp.http.security import csrf
from webapp.services.process.settings import Settings


def init_app(app: Flask, settings: Settings) -> None:
    """Open the addresses for programs.

    They take no cookie, so no browser can be made to send what opens them: hence no form's token.
    """
    app.after_request(_numbered)
    views = [module.bp for module in OPERATIONS]
    rate_limit.init_app(app, settings, views)
    for view in (*views, openapi.bp):
        app.register_blueprint(view)
        csrf.exempt(view)


def _numbered(response: Response) -> Response:
    """Number the answer, by which the logs know it."""
    if asks_a_program():
        response.headers["X-Request-Id"] = request_id()
        response.vary.add("Authorization")
    return response
