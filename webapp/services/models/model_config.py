"""From which columns of a roster a model may learn, and the recipe that is trained by itself."""

from collections.abc import Collection
from typing import Literal

from data.column import Column
from data.dictionary import Dictionary
from data.viewer import Viewer
from scoring.model.model_config import RIDGE, Recipe
from webapp.services.grades.scale import pass_mark as mark_of
from webapp.services.runtime.resources import Resources

Columns = Literal["record", "score"]
CHOICES: tuple[Columns, ...] = ("record", "score")


def earlier_grades(dictionary: Dictionary, there: Collection[str]) -> tuple[str, ...]:
    """Name the columns that are grades of before: judged numbers on the current grade's scale, in
    its unit or of a period."""
    grade = dictionary.grade
    return tuple(
        name
        for name, column in _judged(dictionary, there).items()
        if (column.low, column.high) == (grade.low, grade.high)
        and (column.period or (grade.unit and column.unit == grade.unit))
    )


def columns_of(
    dictionary: Dictionary,
    there: Collection[str],
    chosen: Columns = "record",
    earlier: bool = False,
) -> tuple[str, ...]:
    """Name the columns of a roster that a choice stands for, in the dictionary's order.

    record: the school record alone; score: all that rules may judge. Earlier grades that are no
    school record enter where they are asked for; what groups are compared by never does.
    """
    grades = earlier_grades(dictionary, there)
    return tuple(
        name
        for name, column in _judged(dictionary, there).items()
        if column.record or (earlier if name in grades else chosen == "score")
    )


def choice_of(recipe: Recipe, dictionary: Dictionary) -> tuple[Columns, bool]:
    """Say which choice a recipe's columns come from: the nearest one, and whether with earlier
    grades."""
    named = set(recipe.columns)
    grades = set(earlier_grades(dictionary, named))
    record = {name for name in named - grades if dictionary.columns[name].record}
    return "record" if record == named - grades else "score", bool(grades)


def default_recipe(dictionary: Dictionary, there: Collection[str]) -> Recipe:
    """Give the recipe of a school's first model: ridge on the school record."""
    return Recipe(
        columns=columns_of(dictionary, there), candidate=RIDGE, best=dictionary.grade.best
    )


def pass_mark(here: Resources, viewer: Viewer, dictionary: Dictionary) -> float:
    """Return the mark with which one passes: of the rule set that boards begin with, else of the
    grade itself, or the middle of the scale."""
    for kept in here.shelf.for_roster(dictionary.name, viewer.school):
        if kept.rule_set is not None:
            return float(kept.rule_set.need.passing)
    return mark_of(dictionary)


def _judged(dictionary: Dictionary, there: Collection[str]) -> dict[str, Column]:
    return {
        name: column
        for name, column in dictionary.columns.items()
        if name in there and column.role is None
        if column.use == "score" or (column.record and column.use == "show")
    }
