"""The tokens page: which programs act as oneself, a new one, ending one."""

from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from flask import Blueprint, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from data.store.people import api_tokens
from data.store.people.api_tokens import LONGEST_NAME
from data.tables import ApiToken
from data.viewer import Viewer
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.access import api_scopes

DAYS = (30, 90, 365)

bp = Blueprint("tokens_page", __name__)


@dataclass
class TokenForm:
    """The form of a new token as it was typed."""

    name: str = ""  # what it is for
    rights: tuple[str, ...] = ()  # the scopes that were ticked
    days: str = str(DAYS[1])  # until it expires
    problems: dict[str, str] = field(default_factory=dict)  # field -> what is wrong with it


@dataclass(frozen=True)
class ScopeChoice:
    """Something that a program may be allowed."""

    scope: str  # its name: "see-board"
    words: str  # what it lets the program do
    ticked: bool  # in the form of a new token


@dataclass(frozen=True)
class ListedToken:
    """A token of the list."""

    row: ApiToken  # as it is kept, without itself
    maker: str  # who made it


@dataclass(frozen=True)
class TokensPage:
    """The tokens that the reader may end, and the form of a new one."""

    typed: TokenForm  # the form of a new one as it stands
    scopes: tuple[ScopeChoice, ...]  # those that he may give
    days: tuple[int, ...]  # after which a token can expire
    open: tuple[ListedToken, ...]  # those that work
    closed: tuple[ListedToken, ...]  # those that work no more
    longest: int  # characters of a name
    per_minute: int  # calls that a token may make
    ended: bool  # one was just ended


@dataclass(frozen=True)
class NewTokenPage:
    """A token that was just made, which is shown this once."""

    row: ApiToken  # as it is kept, without itself
    token: str  # the token itself
    scopes: tuple[ScopeChoice, ...]  # what it lets a program do


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
    page = NewTokenPage(row, token, _scopes(row.rights))
    return show_page("api/token_shown.html", page)


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
        every = [ListedToken(*one) for one in api_tokens.listing(session, who)]

    def works(one: ListedToken) -> bool:
        return one.row.ended_at is None and one.row.expires_at > now

    page = TokensPage(
        typed=typed,
        scopes=_scopes(api_scopes.offered(who), typed.rights),
        days=DAYS,
        open=tuple(one for one in every if works(one)),
        closed=tuple(one for one in every if not works(one)),
        longest=LONGEST_NAME,
        per_minute=state().settings.api_per_minute,
        ended=request.args.get("saved") == "ended",
    )
    return show_page("api/tokens.html", page, status)


def _scopes(scopes: Iterable[str], ticked: Container[str] = ()) -> tuple[ScopeChoice, ...]:
    words = api_scopes.in_words()
    return tuple(ScopeChoice(scope, words[scope], scope in ticked) for scope in scopes)
