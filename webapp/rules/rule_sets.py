"""The rule sets, to read: what each says in prose, where it comes from, what is wrong with it."""

from flask import Blueprint, render_template

import rules
from data.store import NotFound
from data.store import rule_sets as kept_versions
from data.viewer import Viewer
from webapp.access import Action, needs, viewer
from webapp.language import gettext as _
from webapp.rules.shelf import Kept
from webapp.state import state

bp = Blueprint("rule_sets", __name__)


@bp.get("/rules")
@needs(Action.SEE_RULES)
def index() -> str:
    """List the rule sets of this server."""
    return render_template(
        "rules.html",
        sets=state().shelf.of_school(viewer().school).values(),
        folder=state().shelf.folder,
        statuses=statuses(),
    )


@bp.get("/rules/<name>")
@needs(Action.SEE_RULES)
def show(name: str) -> str:
    """Show one rule set in words, its file's problems line by line, and its versions."""
    kept = state().shelf.of_school(viewer().school).get(name)
    if kept is None:
        raise NotFound(name)
    with state().database.read() as session:
        versions = kept_versions.versions(session, name)
    return render_template(
        "rule_set.html",
        kept=kept,
        set=kept.rule_set,
        versions=versions,
        statuses=statuses(),
        lines=kept.text.splitlines(),
        wrong={problem.line for problem in kept.problems},
        steps=rules.steps,
    )


def broken(who: Viewer) -> list[Kept]:
    """Return the sets whose file cannot be used, for a notice to all who may read them."""
    mine = state().shelf.of_school(who.school)
    return [kept for kept in mine.values() if kept.problems]


def statuses() -> dict[str, str]:
    """Name the states of a rule set."""
    return {
        "draft": _("draft"),
        "pilot": _("pilot"),
        "stable": _("stable"),
        "retired": _("retired"),
    }


def strengths() -> dict[str, str]:
    """Name how strong a piece of evidence is."""
    return {
        "strong": _("strong"),
        "moderate": _("moderate"),
        "weak": _("weak"),
        "none": _("none: a local judgement"),
    }
