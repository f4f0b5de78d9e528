"""The form with which a lead has a model trained: read, and what is wrong with it."""

from collections.abc import Collection
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from data.dictionary import Dictionary
from scoring.model.model_config import RIDGE, Recipe, Target
from webapp.http.language import gettext as _
from webapp.http.language import number, words
from webapp.services.grades.scale import can_be_missed
from webapp.services.models.model_config import CHOICES, columns_of, earlier_grades
from webapp.services.models.names import meanings, names

MOST_TEXT = 20


@dataclass(frozen=True)
class TrainingForm:
    """The form as it stands. choices: choice -> the labels of its columns; named: columns that a
    link asked for by name instead. wrong: field -> what is wrong with it."""

    choices: dict[str, list[str]]
    earlier_labels: list[str]
    target: str = "grade"
    passing: str = ""
    candidate: str = RIDGE
    columns: str = "record"
    named: tuple[str, ...] = ()
    earlier: bool = False
    wrong: dict[str, str] = field(default_factory=dict)

    @property
    def candidates(self) -> list[tuple[str, str, str]]:
        """The kinds of models to choose from: key, name, and what it does."""
        does = meanings()
        return [(key, name, does[key]) for key, name in names().items()]


def empty(dictionary: Dictionary, there: Collection[str], passing: float) -> TrainingForm:
    """Give the form with what is usual in it. there: the roster's columns."""
    return TrainingForm(*_labels(dictionary, there), passing=number(passing))


def read(
    asked: MultiDict[str, str], dictionary: Dictionary, there: Collection[str], usual: Recipe
) -> tuple[Recipe | None, TrainingForm]:
    """Read the form that was sent; the recipe is None where something is wrong with it.

    Columns are a choice (`record`, `score`, with `earlier`), or names of columns that may be
    learned from. usual: what stands where a field is missing.
    """
    columns = asked.getlist("columns") or ["record"]
    chosen = columns[0] if columns[0] in CHOICES else "record"
    form = TrainingForm(
        *_labels(dictionary, there),
        target=asked.get("target", usual.target)[:MOST_TEXT],
        passing=asked.get("passing", number(usual.passing))[:MOST_TEXT],
        candidate=asked.get("candidate", usual.candidate)[:MOST_TEXT],
        columns=chosen,
        named=() if columns[0] in CHOICES else tuple(columns),
        earlier=asked.get("earlier") == "yes",
    )
    named = form.named or columns_of(dictionary, there, chosen, form.earlier)
    passing = mark_of(form.passing, dictionary)
    every = columns_of(dictionary, there, "score", earlier=True)
    if form.target not in ("grade", "pass"):
        form.wrong["target"] = _("Choose the grade, or whether one passes.")
    if form.target == "pass" and passing is None:
        form.wrong["passing"] = _(
            "Write a mark between %(low)s and %(high)s.",
            low=number(dictionary.grade.low),
            high=number(dictionary.grade.high),
        )
    if form.candidate not in names():
        form.wrong["candidate"] = _("Choose one of the kinds in the list.")
    if not named or not set(named) <= set(every):
        form.wrong["columns"] = _("Choose columns that this roster has and rules may judge.")
    if form.wrong:
        return None, form
    target: Target = "pass" if form.target == "pass" else "grade"
    recipe = Recipe(
        columns=tuple(name for name in every if name in named),
        target=target,
        candidate=form.candidate,
        passing=passing if target == "pass" else None,
        best=dictionary.grade.best,
    )
    return recipe, form


def fields(recipe: Recipe) -> list[tuple[str, str]]:
    """Write a recipe as the fields of the form, to send it once more."""
    told = [("target", recipe.target), ("candidate", recipe.candidate)]
    if recipe.passing is not None:
        told.append(("passing", number(recipe.passing)))
    return [*told, *(("columns", name) for name in recipe.columns)]


def mark_of(text: str, dictionary: Dictionary) -> float | None:
    """Read a pass mark, written with a point or a comma; None where it is none."""
    try:
        mark = float(text.strip().replace(",", "."))
    except ValueError:
        return None
    return mark if can_be_missed(dictionary.grade, mark) else None


def _labels(
    dictionary: Dictionary, there: Collection[str]
) -> tuple[dict[str, list[str]], list[str]]:
    def labelled(columns: Collection[str]) -> list[str]:
        return [words(dictionary.columns[name].label) for name in columns]

    choices: dict[str, list[str]] = {
        one: labelled(columns_of(dictionary, there, one)) for one in CHOICES
    }
    return choices, labelled(earlier_grades(dictionary, there))
