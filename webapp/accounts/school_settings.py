"""What a school sets for itself: one page, one table, and each change a line of the trace."""

from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import available_timezones

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from data.store.people import school_settings as kept_settings
from data.store.people.school_settings import CALLED
from webapp.accounts import school_settings_form
from webapp.accounts.school_settings_form import SchoolSettingsForm
from webapp.http.access import Action, needs, viewer
from webapp.http.language import gettext as _
from webapp.http.language import names
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.services.access.roles import usual_names
from webapp.services.process.school_settings import SchoolSettings, default_of
from webapp.services.runtime.resources import settings_of

bp = Blueprint("school_settings", __name__)


@dataclass(frozen=True)
class SchoolSettingsPage:
    """The settings of the reader's school."""

    typed: SchoolSettingsForm  # what its fields hold, and what is wrong with them
    server: SchoolSettings  # what holds where the school sets nothing
    inbox: str  # where files of the school come in by themselves, as things are
    inboxes: str  # the folder that holds every school's
    zones: tuple[str, ...]  # to choose from
    roles: Mapping[str, str]  # those that may be called otherwise -> as they are called usually
    languages: Mapping[str, str]  # code -> the language's name in itself
    saved: bool  # it was just saved


@bp.get("/settings/school")
@needs(Action.ADMINISTER)
def show() -> Response:
    """Show what the school has set, and what holds where it set nothing."""
    with state().database.read() as session:
        own = kept_settings.read(session, viewer().school)
    return _page(200, school_settings_form.of_settings(own), "saved" in request.args)


@bp.post("/settings/school")
@needs(Action.ADMINISTER)
def save() -> Response:
    """Set all that differs from what was, or nothing where something cannot be."""
    who, here = viewer(), state()
    server = default_of(here.settings, who.school)
    typed = school_settings_form.of_request(request.form, server)
    if not typed.problems and typed.values.get("inbox"):
        typed = _with_inbox(typed, str(typed.values["inbox"]))
    if typed.problems:
        return _page(422, typed)
    with here.database.write() as session:
        for key, value in typed.values.items():
            kept_settings.change(session, who, key, value)
    return redirect(url_for("school_settings.show", saved=1), 303)


def _with_inbox(typed: SchoolSettingsForm, folder: str) -> SchoolSettingsForm:
    """Make a school's folder for files that come by themselves, unless it is another's."""
    here, who = state(), viewer()
    with here.database.read() as session:
        others = kept_settings.inboxes(session)
    root = here.settings.inbox.resolve()
    wanted = (root / folder).resolve()
    theirs = [(root / path).resolve() for school, path in others.items() if school != who.school]
    is_default = folder.startswith("school-") and folder != f"school-{who.school}"
    if is_default or any(_touch(str(wanted), str(one)) for one in theirs):
        said = _("Another school has this folder. Write another one.")
        return school_settings_form.with_problem(typed, "inbox", said)
    if not wanted.is_relative_to(root):
        said = _("Write a folder inside the server’s, such as inovar or exports/pronote.")
        return school_settings_form.with_problem(typed, "inbox", said)
    try:
        wanted.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        said = _(
            "The server cannot make this folder. Whoever looks after the server can, inside "
            "%(folder)s.",
            folder=str(here.settings.inbox),
        )
        return school_settings_form.with_problem(typed, "inbox", said)
    return typed


def _touch(one: str, other: str) -> bool:
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


def _page(status: int, typed: SchoolSettingsForm, saved: bool = False) -> Response:
    here, school = state(), viewer().school
    usual = usual_names()
    page = SchoolSettingsPage(
        typed=typed,
        server=default_of(here.settings, school),
        inbox=str(settings_of(here, school).inbox),
        inboxes=str(here.settings.inbox),
        zones=tuple(sorted(available_timezones())),
        roles={role: usual[role] for role in CALLED},
        languages=names(),
        saved=saved,
    )
    return show_page("accounts/school_settings.html", page, status)
