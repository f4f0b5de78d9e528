"""One rule set to read: what it says in prose, what is known of it here, what is wrong with it."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from data.store import NotFound
from data.store.rules import publications
from webapp.http.access import Action, needs, viewer
from webapp.http.state import state
from webapp.rules.all_sets import page as all_sets_page
from webapp.rules.new_set import asked, begin
from webapp.services.board.evidence import reading
from webapp.services.board.student_list import signed
from webapp.services.rule_sets.registry import RegisteredSet
from webapp.services.rule_sets.status_names import statuses
from webapp.student.student import why_set_aside

bp = Blueprint("rule_sets", __name__)


@bp.get("/rules")
@needs(Action.SEE_RULES)
def index() -> str:
    """List the rule sets that this school may know of, and what is being written."""
    return all_sets_page()


@bp.post("/rules")
@needs(Action.WRITE_RULES)
def begin_new() -> AnyResponse | tuple[str, int]:
    """Begin the draft of a new set of the viewer's school, or say what its form lacks."""
    new = asked(request.form)
    if new.wrong:
        return all_sets_page(new), 422
    return redirect(url_for("drafts.show", draft=begin(viewer(), new)))


@bp.get("/rules/<name>")
@needs(Action.SEE_RULES)
def show(name: str) -> str:
    """Show one rule set in words, its file's problems line by line, and its versions."""
    who, kept = viewer(), _kept(name)
    with state().database.read() as session:
        versions = publications.of_versions(session, who, name)
    return render_template(
        "rules/rule_set.html",
        kept=kept,
        name=name,
        set=kept.rule_set,
        reading=reading(who, kept.rule_set) if kept.rule_set else None,
        versions=versions,
        statuses=statuses(),
        lines=kept.text.splitlines(),
        wrong={problem.line for problem in kept.problems},
        smallest=state().settings.smallest_group,
        signed=signed,
        set_aside=why_set_aside(),
    )


@bp.get("/rules/<name>.yaml")
@needs(Action.SEE_RULES)
def download(name: str) -> Response:
    """Give the text that is in force, as the file it is."""
    kept = _kept(name)
    if kept.rule_set is None:
        raise NotFound(name)
    answer = Response(kept.rule_set.text, content_type="application/yaml; charset=utf-8")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.yaml")
    return answer


def _kept(name: str) -> RegisteredSet:
    """Return a set that the viewer's school may know of. Raises NotFound."""
    kept = state().shelf.of_school(viewer().school).get(name)
    if kept is None:
        raise NotFound(name)
    return kept
