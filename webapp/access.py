"""Who is asking, and what he may do: every view says what it needs, or the app does not start."""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import abort, g

from data.viewer import Viewer
from webapp.state import state

View = TypeVar("View", bound=Callable[..., Any])


class Action(StrEnum):
    """What a person can do here; a view needs one of them."""

    SEE_STUDENTS = "see students"  # board, lists: those of one's groups
    OPEN_STUDENT = "open a student's page"  # at once, or with a stated reason
    COACH = "coach students"
    SEE_RULES = "see rules"
    SEE_ROSTERS = "see rosters"
    IMPORT = "import rosters"
    ADMINISTER = "administer accounts"
    ANSWER_FAMILIES = "answer families"  # data on request, objection, erasure
    EXPORT_RESEARCH = "export for research"
    KEEP_BACKUPS = "keep backups"
    SEE_FIGURES = "see figures"  # of whole schools, small groups hidden
    READ_TRACE = "read the trace"
    OWN_ACCOUNT = "see one's own account"


ROLES: dict[str, frozenset[Action]] = {
    "counsellor": frozenset(
        {Action.SEE_STUDENTS, Action.OPEN_STUDENT, Action.COACH, Action.SEE_RULES}
    ),
    "lead": frozenset(
        {
            *(Action.SEE_STUDENTS, Action.COACH, Action.SEE_RULES, Action.SEE_ROSTERS),
            *(Action.SEE_FIGURES, Action.EXPORT_RESEARCH, Action.OPEN_STUDENT),
        }
    ),
    "administrator": frozenset(
        {
            Action.OPEN_STUDENT,
            *(Action.SEE_RULES, Action.SEE_ROSTERS, Action.IMPORT, Action.ADMINISTER),
            *(Action.ANSWER_FAMILIES, Action.EXPORT_RESEARCH, Action.KEEP_BACKUPS),
        }
    ),
    "observer": frozenset({Action.SEE_FIGURES}),
    "auditor": frozenset({Action.READ_TRACE}),
}


def needs(action: Action) -> Callable[[View], View]:
    """Declare what a view needs; stands right under the route."""

    def declare(view: View) -> View:
        view.needs = action  # type: ignore[attr-defined]
        return view

    return declare


def open_to_all(view: View) -> View:
    """Declare that a view is for everybody, signed in or not."""
    view.needs = None  # type: ignore[attr-defined]
    return view


def may(viewer: Viewer, action: Action) -> bool:
    """Say whether this viewer's role allows an action."""
    return action is Action.OWN_ACCOUNT or action in ROLES.get(viewer.role, frozenset())


def authorize(viewer: Viewer, action: Action) -> None:
    """Answer 403 where a viewer's role does not allow an action."""
    if not may(viewer, action):
        abort(403)


def viewer() -> Viewer:
    """Return who is asking; every query of the store takes it."""
    if "viewer" not in g:
        g.viewer = Viewer(account=None, name="", role="lead", school=state().school)
    return g.viewer  # type: ignore[no-any-return]
