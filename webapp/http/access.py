"""Who is asking, and whether he may: every view says what it needs, or the app does not start."""

from urllib.parse import urlsplit

from flask import Flask, abort, current_app, g, has_request_context, redirect, request, url_for
from werkzeug.wrappers import Response

from data.store.people.sign_ins import Hat
from data.viewer import Viewer
from webapp.http import api_token
from webapp.http.api_problems import PREFIX, asks_a_program
from webapp.http.cookies import signed_in
from webapp.http.errors import problem
from webapp.http.language import gettext as _
from webapp.http.pages import wants_part, way_back
from webapp.http.state import state
from webapp.services.access.permissions import ROLES, Action, allows, may, needs, open_to_all
from webapp.services.access.roles import group_words, role_names

__all__ = [
    "ROLES",
    "Action",
    "authorize",
    "may",
    "needs",
    "open_to_all",
    "role_names",
    "viewer",
]


class UndeclaredViewError(RuntimeError):
    """A view says neither what it needs nor that it is open to all."""


def authorize(viewer: Viewer, action: Action) -> None:
    """Answer 403 where a viewer's role does not allow an action.

    On which things he may do it is the store's to say: every query takes the viewer, and what is
    not his is not there.
    """
    if not may(viewer, action):
        abort(_not_included(viewer, action))


def viewer() -> Viewer:
    """Return who is asking; every query of the store takes it.

    In a command it is whoever works at the server: nobody's account, for the whole school.
    Raises RuntimeError where a view that is open to all asks and nobody is signed in.
    """
    if not has_request_context():
        return Viewer(account=None, name="", role="administrator", school=state().school)
    if asks_a_program():
        caller = api_token.caller()
        if caller is None:
            raise RuntimeError("No token was shown: this view was never checked.")
        return caller.viewer
    found = signed_in()
    if found is None:
        raise RuntimeError("Nobody is signed in: this view is open to all, or was never checked.")
    return found.viewer


def hat_for(action: Action) -> Hat | None:
    """Return as what else the reader could do something in this school, None when as nothing."""
    found = signed_in()
    if found is None:
        return None
    here = [hat for hat in found.hats if hat.school_name == found.school_name]
    return next((hat for hat in here if allows(hat.role, found.viewer.school, action)), None)


def _not_included(viewer: Viewer, action: Action) -> Response:
    names, hat = role_names(), hat_for(action)
    role = names.get(viewer.role, viewer.role)
    if hat is not None:
        words = _(
            "Your role, %(role)s, does not include this. You are %(other)s here as well.",
            role=role,
            other=names[hat.role],
        )
    else:
        words = _(
            "Your role, %(role)s, does not include this. Ask an administrator of your school if "
            "you need it.",
            role=role,
        )
    return problem(403, words, hat=hat if request.method == "GET" else None)


def check(app: Flask) -> None:
    """See that every view says what it needs, and that programs and people have each their own.

    Raises UndeclaredViewError, naming those that do not: the application does not start with one.
    """
    silent = [name for name, view in app.view_functions.items() if not hasattr(view, "needs")]
    if silent:
        raise UndeclaredViewError(
            f"Who may see {', '.join(sorted(silent))}? Write @needs(Action....) or @open_to_all "
            "under the route."
        )
    for rule in app.url_map.iter_rules():
        said = vars(app.view_functions[rule.endpoint])
        if said["needs"] is not None and rule.rule.startswith(PREFIX) != ("scope" in said):
            raise UndeclaredViewError(
                f"Who asks at {rule.rule}? Programs, at {PREFIX}..., by @needs_token(Scope....); "
                "people anywhere else, by @needs(Action....)."
            )


def _ask() -> Response | None:
    """Let a request through to its view, or answer why not."""
    if asks_a_program():
        g.signed_in = None  # whatever cookie comes with it
    if request.endpoint is None:
        return None  # there is no such address, for anybody
    said = vars(current_app.view_functions[request.endpoint])
    action: Action | None = said["needs"]
    if action is None:
        return None
    if "scope" in said:
        return api_token.refusal(said["scope"])
    found = signed_in()
    if found is None:
        return _to_sign_in()
    authorize(found.viewer, action)
    return None


def _to_sign_in() -> Response:
    """Send a reader to the sign-in page, and afterwards back to where he was."""
    if wants_part():
        there = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = there.path + (f"?{there.query}" if there.query else "")
        where = url_for("sign_in.show", back=way_back(back, otherwise="/"))
        return Response(status=401, headers={"HX-Redirect": where})
    asked = request.full_path.rstrip("?") if request.method in ("GET", "HEAD") else "/"
    return redirect(url_for("sign_in.show", back=None if asked == "/" else asked))


def init_app(app: Flask) -> None:
    """Ask before every view, and let templates say groups."""
    app.before_request(_ask)
    app.jinja_env.filters["group_words"] = group_words
