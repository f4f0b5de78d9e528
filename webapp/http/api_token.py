"""The token that a program shows: it alone says who asks, never a cookie."""

from typing import Any

from flask import Response, g, request

from data.store.people.api_tokens import Caller
from webapp.http.api_problems import in_json
from webapp.http.language import gettext as _
from webapp.http.reading_school import read_at
from webapp.http.state import state
from webapp.services.access.api_scopes import ACTIONS, Scope
from webapp.services.access.permissions import may

LONGEST = 200  # characters; a longer token is none of ours
ASKS = {"WWW-Authenticate": 'Bearer realm="Alavanca"'}


def caller() -> Caller | None:
    """Return for whom this request's token speaks, None without one that holds."""
    if "caller" not in g:
        g.caller = _of(request.authorization)
        if g.caller is not None:
            read_at(g.caller.viewer.school)
    return g.caller  # type: ignore[no-any-return]


def refusal(scope: Scope) -> Response | None:
    """Answer a request whose token is not good for `scope`; None where it is.

    The rights of the token count, and the role that its maker has at this very moment.
    """
    found = caller()
    if found is None:
        return in_json(401, _not_held(), headers=ASKS)
    if scope not in found.rights:
        words = _("This token has no right to “%(scope)s”. Make one that has.", scope=scope.value)
        return in_json(403, words)
    if not may(found.viewer, ACTIONS[scope]):
        words = _("The role of this token’s maker does not include this any more.")
        return in_json(403, words)
    return None


def _of(shown: Any) -> Caller | None:
    token = getattr(shown, "token", None) if shown and shown.type == "bearer" else None
    if not token or len(token) > LONGEST:
        return None
    here = state()
    return here.callers.of(token, here.clock())


def _not_held() -> str:
    if request.authorization is None:
        return _("Send a token in the header: “Authorization: Bearer …”. One is made at /tokens.")
    return _("This token is unknown, has ended or has expired. Make a new one at /tokens.")
