"""The first run: by a link from the server's window, its first person names school and himself."""

from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from data.store import NotFound, Session, rosters
from data.store.people import accounts, invitations, schools, sign_ins
from data.store.people.memberships import NewMembership
from data.viewer import Viewer
from webapp.http import browser, cookies
from webapp.http.errors import problem
from webapp.http.language import current, remember
from webapp.http.language import gettext as _
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.access import passwords
from webapp.services.access.account_problems import wrong_with, wrong_with_school
from webapp.services.access.permissions import open_to_all
from webapp.services.jobs import background_jobs
from webapp.services.rosters.import_choice import SAMPLE_STUDENTS

bp = Blueprint("set_up", __name__)


@dataclass(frozen=True)
class Wishes:
    """What the first person wrote into the form."""

    school: str = ""  # the school's name
    name: str = ""  # his own
    login: str = ""  # what he will sign in as
    password: str = field(default="", repr=False)
    again: str = field(default="", repr=False)  # the password, typed a second time
    lead: bool = True  # whether he is pedagogical lead as well
    begin: str = "sample"  # with the sample school, or with a "file" of his own

    def problems(self) -> dict[str, str]:
        """Say what is wrong, by field."""
        found = wrong_with_school(self.school) | wrong_with(self.login, self.name)
        words = passwords.problem(self.password, self.again, self.login, self.school, self.name)
        return found | ({"password": words} if words else {})


@dataclass(frozen=True)
class SetUpPage:
    """The form for the school and its first person."""

    wishes: Wishes  # what its fields hold
    problems: dict[str, str]  # by field, what is wrong with it
    has_roster: bool  # whether there are students already, so that nothing is to begin with
    shortest: int  # characters that a password has at least


@bp.get("/set-up/<token>")
@open_to_all
def show(token: str) -> Any:
    """Ask for the school's name, the first person's, and his password."""
    return _form() if _opens(token) else _closed()


@bp.post("/set-up/<token>")
@open_to_all
def carry_out(token: str) -> Any:
    """Make the school and its first account, sign it in, and begin with what it chose."""
    if not _opens(token):
        return _closed()
    said = request.form
    wishes = Wishes(
        **{name: said.get(name, "") for name in ("school", "name", "login", "password", "again")},
        lead="lead" in said,
        begin=said.get("begin", ""),
    )
    if problems := wishes.problems():
        return _form(wishes, problems)
    kept = passwords.hashed(wishes.password)
    try:
        with state().database.write() as session:
            viewer, signed_in = _make(session, token, wishes, kept)
    except NotFound:
        return _closed()
    if wishes.begin == "sample":
        job = background_jobs.start(state(), viewer, "load sample", {"students": SAMPLE_STUDENTS})
        there = url_for("rosters.step", job=job)
    else:
        there = url_for("caseload.home")
    return remember(cookies.begin(redirect(there, 303), signed_in), current())


def _make(session: Session, token: str, wishes: Wishes, password: str) -> tuple[Viewer, str]:
    """Use the link up and write all that it was for; return the first person and his token.

    Raises NotFound when somebody was quicker.
    """
    at = state().clock()
    if invitations.use(session, token, at).account_id is not None or accounts.exist(session):
        raise NotFound("this set-up")
    school = schools.first(session) or schools.first_or_create(session, wishes.school)
    maker = Viewer(account=None, name=wishes.name.strip(), role="administrator", school=school.id)
    schools.rename(session, maker, wishes.school)
    roles = [NewMembership(role="administrator")]
    roles += [NewMembership(role="lead")] if wishes.lead else []
    account = accounts.create(
        session, maker, wishes.login, wishes.name, roles, language=current(), password=password
    )
    signed_in = sign_ins.begin(session, account.id, at, browser=browser.user_agent())
    return Viewer(account.id, account.name, "administrator", school.id), signed_in


def _opens(token: str) -> bool:
    with state().database.read() as session:
        try:
            found = invitations.waiting(session, token, state().clock())
        except NotFound:
            return False
        return found.account_id is None and not accounts.exist(session)


def _form(wishes: Wishes | None = None, problems: dict[str, str] | None = None) -> Response:
    with state().database.read() as session:
        school = schools.first(session)
        known = school and Viewer(None, "", "administrator", school.id)
        has_roster = bool(known and rosters.current(session, known))
    page = SetUpPage(wishes or Wishes(), problems or {}, has_roster, passwords.SHORTEST)
    return show_page("sign_in/set_up.html", page, 422 if problems else 200)


def _closed() -> AnyResponse:
    return problem(
        404,
        _(
            "This link opens nothing any more: it works once, for half an hour, and only until "
            "somebody has an account. A restart of the server makes a new one, if it is needed."
        ),
        url_for("sign_in.show"),
    )
