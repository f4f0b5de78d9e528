"""The form with which a lead has candidates compared: read, and what is wrong with it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from data.dictionary import Dictionary
from scoring.model.model_config import Target
from scoring.model_selection.plan import QUICK, THOROUGH, Plan, seconds
from webapp.http.language import gettext as _
from webapp.http.language import ngettext, number
from webapp.models.training_form import MOST_TEXT, mark_of
from webapp.services.models.model_config import CHOICES, columns_of, earlier_grades

RUNS = (QUICK, THOROUGH)


@dataclass(frozen=True)
class ModelComparisonForm:
    """The form as it stands. lasts: by the number of runs, about how long they take, in words."""

    counts: dict[str, int]
    earlier_labels: bool
    lasts: dict[int, str]
    target: str = "grade"
    passing: str = ""
    columns: str = "record"
    earlier: bool = False
    runs: str = str(QUICK)
    wrong: dict[str, str] = field(default_factory=dict)

    def fields(self) -> list[list[str]]:
        """Write what was asked as names and values, to ask it once more."""
        told = [[name, getattr(self, name)] for name in ("target", "passing", "columns", "runs")]
        return [*told, ["earlier", "yes"]] if self.earlier else told


def empty(
    dictionary: Dictionary, there: Collection[str], passing: float, students: int
) -> ModelComparisonForm:
    """Give the form with what is usual in it. there: the roster's columns."""
    return ModelComparisonForm(*_known(dictionary, there, students), passing=number(passing))


def read(
    asked: Mapping[str, str], dictionary: Dictionary, there: Collection[str], students: int
) -> tuple[Plan | None, ModelComparisonForm]:
    """Read the form that was sent; the plan is None where something is wrong with it."""
    form = ModelComparisonForm(
        *_known(dictionary, there, students),
        target=asked.get("target", "grade")[:MOST_TEXT],
        passing=asked.get("passing", "")[:MOST_TEXT],
        columns=asked.get("columns", "record")[:MOST_TEXT],
        earlier=asked.get("earlier") == "yes",
        runs=asked.get("runs", str(QUICK))[:MOST_TEXT],
    )
    passing = mark_of(form.passing, dictionary)
    columns = columns_of(
        dictionary, there, "score" if form.columns == "score" else "record", form.earlier
    )
    if form.target not in ("grade", "pass"):
        form.wrong["target"] = _("Choose the grade, or whether one passes.")
    if form.target == "pass" and passing is None:
        form.wrong["passing"] = _(
            "Write a mark between %(low)s and %(high)s.",
            low=number(dictionary.grade.low),
            high=number(dictionary.grade.high),
        )
    if form.columns not in CHOICES or not columns:
        form.wrong["columns"] = _("Choose columns that this roster has and rules may judge.")
    if form.runs not in map(str, RUNS):
        form.wrong["runs"] = _("Choose one of the two lengths.")
    if form.wrong:
        return None, form
    target: Target = "pass" if form.target == "pass" else "grade"
    grades = earlier_grades(dictionary, there)
    plan = Plan(
        columns=columns,
        target=target,
        passing=passing if target == "pass" else None,
        best=dictionary.grade.best,
        earlier=tuple(name for name in columns if name in grades),
        runs=int(form.runs),
    )
    return plan, form


def _known(
    dictionary: Dictionary, there: Collection[str], students: int
) -> tuple[dict[str, int], bool, dict[int, str]]:
    counts: dict[str, int] = {one: len(columns_of(dictionary, there, one)) for one in CHOICES}
    lasts = {runs: _about(seconds(Plan((), runs=runs), students)) for runs in RUNS}
    return counts, bool(earlier_grades(dictionary, there)), lasts


def _about(seconds: float) -> str:
    minutes = max(1, round(seconds / 60))
    return ngettext("about %(num)s minute", "about %(num)s minutes", minutes)
