"""The rule sets in force: all of them, one to read and to download, and the beginning of a new."""

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from data.store import NotFound
from data.store.rules import publications
from data.viewer import Viewer
from webapp.http import downloads
from webapp.http.access import Action, needs, viewer
from webapp.http.pages import show_page
from webapp.http.state import state
from webapp.rules.all_sets import show_all_sets
from webapp.rules.new_set import asked, begin
from webapp.rules.rule_set_page import rule_set_page
from webapp.rules.version_list import version_list
from webapp.services.rule_sets.registry import RegisteredSet

bp = Blueprint("rule_sets", __name__)


@bp.get("/rules")
@needs(Action.SEE_RULES)
def index() -> Response:
    """List the rule sets that this school may know of, and what is being written."""
    return show_all_sets()


@bp.post("/rules")
@needs(Action.WRITE_RULES)
def begin_new() -> AnyResponse:
    """Begin the draft of a new set of the viewer's school, or say what its form lacks."""
    new = asked(request.form)
    if new.wrong:
        return show_all_sets(new, 422)
    return redirect(url_for("drafts.show", draft=begin(viewer(), new)))


@bp.get("/rules/<name>")
@needs(Action.SEE_RULES)
def show(name: str) -> Response:
    """Show one rule set in words, its file's problems line by line, and its versions."""
    who, kept = viewer(), _kept(name)
    with state().database.read() as session:
        versions = publications.of_versions(session, who, name)
    return show_page("rules/rule_set.html", rule_set_page(who, kept, version_list(versions)))


@bp.get("/rules/<name>.yaml")
@needs(Action.SEE_RULES)
def download(name: str) -> Response:
    """Give the text that is in force, as the file it is."""
    kept = _kept(name)
    if kept.rule_set is None:
        raise NotFound(name)
    return downloads.download(kept.rule_set.text, "application/yaml; charset=utf-8", f"{name}.yaml")


def broken(who: Viewer) -> list[RegisteredSet]:
    """Return the sets whose file cannot be used, for a notice to all who may read them."""
    mine = state().shelf.of_school(who.school)
    return [kept for kept in mine.values() if kept.problems]


def _kept(name: str) -> RegisteredSet:
    """Return a set that the viewer's school may know of. Raises NotFound."""
    kept = state().shelf.of_school(viewer().school).get(name)
    if kept is None:
        raise NotFound(name)
    return kept
