"""The tokens page: which programs act as oneself, a new one, ending one."""

from dataclasses import dataclass, field

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from data.store.people import api_tokens
from data.store.people.api_tokens import LONGEST_NAME
from data.tables import ApiToken
from data.viewer import Viewer
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.state import state
from webapp.services.access import api_scopes

DAYS = (30, 90, 365)

bp = Blueprint("tokens_page", __name__)


@dataclass
class TokenForm:
    """The form of a new token as it was typed, and what is wrong with it by field."""

    name: str = ""
    rights: tuple[str, ...] = ()
    days: str = str(DAYS[1])
    problems: dict[str, str] = field(default_factory=dict)


@bp.get("/tokens")
@needs(Action.MAKE_TOKENS)
def index() -> Response:
    """List the tokens that one may end, and offer a new one."""
    return _page(TokenForm())


@bp.post("/tokens")
@needs(Action.MAKE_TOKENS)
def make() -> Response:
    """Make a token, and show it this once."""
    who, typed = viewer(), _typed(request.form)
    _check(typed, who)
    if typed.problems:
        return _page(typed, 422)
    here = state()
    with here.database.write() as session:
        row, token = api_tokens.make(
            session, who, typed.name, typed.rights, int(typed.days), here.clock()
        )
    page = render_template(
        "api/token_shown.html", row=row, token=token, words=api_scopes.in_words()
    )
    return make_response(page)


@bp.post("/tokens/<int:api_token>/end")
@needs(Action.MAKE_TOKENS)
def end(api_token: int) -> Response:
    """Let a token open nothing any more."""
    here = state()
    with here.database.write() as session:
        api_tokens.end(session, viewer(), api_token, here.clock())
    return redirect(url_for("tokens_page.index", saved="ended"), 303)


def _typed(form: MultiDict[str, str]) -> TokenForm:
    name, days = form.get("name", "").strip(), form.get("days", "")
    return TokenForm(name, tuple(dict.fromkeys(form.getlist("right"))), days)


def _check(typed: TokenForm, who: Viewer) -> None:
    offered = {scope.value for scope in api_scopes.offered(who)}
    if not typed.name or not typed.name.isprintable():
        typed.problems["name"] = _("Say what the token is for, so that you know it again.")
    elif len(typed.name) > LONGEST_NAME:
        typed.problems["name"] = _("At most %(most)s characters.", most=LONGEST_NAME)
    if not typed.rights:
        typed.problems["right"] = _("Choose at least one thing that the program may do.")
    elif not offered.issuperset(typed.rights):
        typed.problems["right"] = _("Your role does not include this. Choose among those listed.")
    if typed.days not in map(str, DAYS):
        typed.problems["days"] = _("Choose when the token expires.")


def _page(typed: TokenForm, status: int = 200) -> Response:
    who, now = viewer(), state().clock()
    with state().database.read() as session:
        every = api_tokens.listing(session, who)

    def lasts(row: ApiToken) -> bool:
        return row.ended_at is None and row.expires_at > now

    page = render_template(
        "api/tokens.html",
        typed=typed,
        open=[one for one in every if lasts(one[0])],
        closed=[one for one in every if not lasts(one[0])],
        offered=api_scopes.offered(who),
        words=api_scopes.in_words(),
        days=DAYS,
        longest=LONGEST_NAME,
        per_minute=state().settings.api_per_minute,
        saved=request.args.get("saved", ""),
    )
    return make_response(page, status)
