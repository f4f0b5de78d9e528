"""A model as its pages tell of it: how it was made, and how far it can be trusted."""

from collections.abc import Collection
from dataclasses import dataclass

from data.dictionary import Dictionary
from data.store.rosters import RosterInfo
from data.tables import ModelVersion
from data.wording.message import N_
from webapp.http.language import gettext as _
from webapp.http.language import words
from webapp.services.grades.wording import said
from webapp.services.models.listing import VersionRow
from webapp.services.models.names import meanings

MERELY_THE_GRADE = -0.5  # a rank correlation, below which the gap mostly repeats the grade
LEFT_OUT = {
    "empty": N_("nobody answered"),
    "constant": N_("everybody answered the same"),
    "too many words": N_("too many different words, like a name or a number"),
    "identifier": N_("nearly another answer for every student, so it names them"),
    "derived": N_("made from the grade itself"),
}


@dataclass(frozen=True)
class ModelFacts:
    """One version: how it was made and what was measured, in the reader's words where it has any.

    `model.report` holds the figures as they were kept; one that was not measured is not in it.
    """

    model: ModelVersion  # itself, with its number and its report
    roster: RosterInfo  # what it learned from
    passing: str  # the mark whose chance it says, where it says chances
    scale: tuple[str, str]  # the worst and the best grade there is
    upwards: bool  # whether a higher number is a better grade
    kind: str  # the kind of model
    meaning: str  # what that kind does, in a sentence
    columns: str  # what it learned from, with commas between them
    left_out: str  # columns it was given in vain, each with why in brackets; "" for none
    earlier: str  # the earlier grade that it is measured against; "" where there is none
    within80: float | None  # the share of grades within 80 % intervals, in per cent
    within90: float | None  # the same of 90 % intervals
    repeats_grade: bool  # whether its gap mostly orders students as their grades do


def facts_of(line: VersionRow, dictionary: Dictionary) -> ModelFacts:
    """Tell of a version; a column that the dictionary does not have keeps its name."""
    recipe, report = line.recipe, line.model.report

    def label(name: str) -> str:
        known = dictionary.columns
        return words(known[name].label) if name in known else name

    def labels(names: Collection[str]) -> str:
        return ", ".join(label(name) for name in names)

    left_out = [
        f"{label(name)} ({_(LEFT_OUT[why]) if why in LEFT_OUT else why})"
        for name, why in (report.get("left_out") or {}).items()
    ]
    earlier, grade = report.get("earlier"), dictionary.grade
    return ModelFacts(
        model=line.model,
        roster=line.roster,
        passing="" if recipe.passing is None else said(grade, recipe.passing),
        scale=(said(grade, grade.worst), said(grade, grade.best_value)),
        upwards=grade.best == "high",
        kind=line.candidate,
        meaning=meanings().get(recipe.candidate, ""),
        columns=labels(recipe.columns),
        left_out=", ".join(left_out),
        earlier=label(earlier["column"]) if earlier else "",
        within80=_percent(report.get("coverage80")),
        within90=_percent(report.get("coverage90")),
        repeats_grade=(report.get("spearman_gap_grade") or 0.0) < MERELY_THE_GRADE,
    )


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
