"""Roles that need a second factor: who has none is led to set it up before anything else."""

from flask import Flask, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from webapp.http import cookies
from webapp.http.pages import wants_part
from webapp.http.state import state

OPEN = ("own_second_factor.", "sign_in.")  # setting it up, signing out, working as something else


def init_app(app: Flask) -> None:
    """Ask before every view that asks who one is."""
    app.before_request(_lead_there)


def _lead_there() -> Response | None:
    roles = state().settings.second_factor
    if not roles or request.endpoint is None or request.endpoint.startswith(OPEN):
        return None
    if vars(current_app.view_functions[request.endpoint])["needs"] is None:
        return None
    found = cookies.signed_in()
    if found is None or found.second_factor or found.viewer.role not in roles:
        return None
    there = url_for("own_second_factor.show")
    if wants_part():
        return Response(status=403, headers={"HX-Redirect": there})
    return redirect(there, 303)
