"""What there is to do, which role may do it, and how a view says what it needs."""

from collections.abc import Callable, Mapping
from contextvars import ContextVar
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from data.viewer import Viewer

View = TypeVar("View", bound=Callable[..., Any])


class Action(StrEnum):
    """What a person can do here; a view needs one of them."""

    SEE_STUDENTS = "see students"  # board, lists: those of one's groups
    OPEN_STUDENT = "open a student's page"  # at once, or with a stated reason
    COACH = "coach students"
    SEE_RULES = "see rules"
    PROPOSE_RULES = "propose rules"  # what-ifs, kept for oneself or sent to the lead
    WRITE_RULES = "write rules"  # drafts, trying, review, publishing
    SEE_MODELS = "see models"  # how far expected grades can be trusted; a typed-in student
    TRAIN_MODELS = "train models"  # compare, train, activate
    MAKE_TOKENS = "make tokens"  # for programs that act as oneself
    SEE_ROSTERS = "see rosters"
    IMPORT = "import rosters"
    ADMINISTER = "administer accounts"
    ANSWER_FAMILIES = "answer families"  # data on request, objection, erasure
    EXPORT_RESEARCH = "export for research"
    KEEP_BACKUPS = "keep backups"
    SEE_FIGURES = "see figures"  # of whole schools, small groups hidden
    READ_TRACE = "read the trace"
    OWN_ACCOUNT = "see one's own account"
    READ_HELP = "read the help"


EVERYBODY = frozenset({Action.OWN_ACCOUNT, Action.READ_HELP})  # whatever the role

ROLES: dict[str, frozenset[Action]] = {
    "counsellor": frozenset(
        {
            *(Action.SEE_STUDENTS, Action.OPEN_STUDENT, Action.COACH, Action.SEE_RULES),
            *(Action.PROPOSE_RULES, Action.SEE_MODELS),
        }
    ),
    "lead": frozenset(
        {
            *(Action.SEE_STUDENTS, Action.OPEN_STUDENT, Action.COACH, Action.SEE_RULES),
            *(Action.SEE_ROSTERS, Action.SEE_FIGURES, Action.EXPORT_RESEARCH),
            *(Action.PROPOSE_RULES, Action.WRITE_RULES),
            *(Action.SEE_MODELS, Action.TRAIN_MODELS, Action.MAKE_TOKENS),
        }
    ),
    "administrator": frozenset(
        {
            *(Action.OPEN_STUDENT, Action.SEE_RULES, Action.SEE_ROSTERS, Action.IMPORT),
            *(Action.ADMINISTER, Action.ANSWER_FAMILIES, Action.EXPORT_RESEARCH),
            *(Action.KEEP_BACKUPS, Action.MAKE_TOKENS),
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


# What the school of this request's reader lets its roles do more. Said once, as his language is.
_granted: ContextVar[tuple[int, Mapping[str, frozenset[Action]]]] = ContextVar(
    "granted", default=(0, MappingProxyType({}))
)


def grant(school: int, more: Mapping[str, frozenset[Action]]) -> None:
    """Let the roles of a school do more than elsewhere, for the rest of this request."""
    _granted.set((school, more))


def allows(role: str, school: int, action: Action) -> bool:
    """Say whether a role includes an action at a school."""
    at, more = _granted.get()
    own = more.get(role, frozenset()) if at == school else frozenset()
    return action in EVERYBODY or action in ROLES.get(role, frozenset()) or action in own


def may(viewer: Viewer | None, action: Action) -> bool:
    """Say whether this viewer's role allows an action; nobody's does."""
    return viewer is not None and allows(viewer.role, viewer.school, action)
