"""Opens a student's number to its arithmetic."""

from collections.abc import Mapping

from rules.columns import Column
from rules.conditions import YES, Figures, own
from rules.judge import answers_of, cohort_of, typed_columns
from rules.ruleset import RuleSet
from rules.student import Case, Explanation, work_out


def explain(
    rule_set: RuleSet,
    columns: Mapping[str, Column],
    row: int,
    weights: Mapping[str, float] | None = None,
    thresholds: Mapping[str, float] | None = None,
    figures: Figures | None = None,
) -> Explanation:
    """One line an indicator for the student in that row of the cohort's columns.

    The shares of the lines add up to the complexity that `judge` gives him. `weights` and
    `thresholds` (key -> value) stand in for the rule set's own; `figures`, from `Judged`, for what
    the cohort functions come to, where the columns are only some of the cohort's students. Raises
    ValueError for unknown keys and values out of limits, IndexError for a row that is not there.
    """
    used = dict(zip((found.key for found in rule_set.indicators),
                    rule_set.weights(weights).tolist(), strict=True))  # fmt: skip
    typed = typed_columns(rule_set, columns)
    found = cohort_of(rule_set, typed) if figures is None else figures
    answers = answers_of(typed, row)
    asked = (figure for condition in rule_set.conditions for figure in condition.figures)
    his = own(asked, found, answers)
    applies = rule_set.applies_to
    judged = applies is None or applies.of_student(answers, his) == YES
    case = Case(answers, his, rule_set.columns)
    return work_out(rule_set.indicators, case, used, rule_set.thresholds(thresholds), judged)
