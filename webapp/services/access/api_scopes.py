"""What a token may be good for: each scope is an action, and its maker's role must include it."""

from collections.abc import Callable
from enum import StrEnum

from data.viewer import Viewer
from webapp.services.access.permissions import Action, View, may
from webapp.services.wording.reader import gettext as _


class Scope(StrEnum):
    """One thing that a program can ask for; a token holds some of them."""

    PREDICT = "predict"
    TRAIN = "train"
    MODELS = "models"
    ROSTERS = "rosters"
    RANKING = "ranking"
    RULES = "rules"


ACTIONS = {
    Scope.PREDICT: Action.SEE_MODELS,
    Scope.TRAIN: Action.TRAIN_MODELS,
    Scope.MODELS: Action.SEE_MODELS,
    Scope.ROSTERS: Action.SEE_ROSTERS,
    Scope.RANKING: Action.SEE_STUDENTS,
    Scope.RULES: Action.SEE_RULES,
}


def needs_token(scope: Scope) -> Callable[[View], View]:
    """Declare that a view is for programs, and which scope their token needs; stands right under
    the route, as `needs` does for people."""

    def declare(view: View) -> View:
        view.needs = ACTIONS[scope]  # type: ignore[attr-defined]
        view.scope = scope  # type: ignore[attr-defined]
        return view

    return declare


def offered(viewer: Viewer) -> list[Scope]:
    """List the scopes that a person can give to a token of his."""
    return [scope for scope in Scope if may(viewer, ACTIONS[scope])]


def in_words() -> dict[str, str]:
    """Say what each scope lets a program do."""
    return {
        Scope.PREDICT: _("ask what grade is expected for records that it sends"),
        Scope.TRAIN: _("train a model, and see how far that is"),
        Scope.MODELS: _("list the models and their figures"),
        Scope.ROSTERS: _("list the rosters, without students"),
        Scope.RANKING: _("read the ranking of students by number, without names"),
        Scope.RULES: _("read the rule sets in force"),
    }
