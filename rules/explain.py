"""One student's arithmetic, line by line: what explanations show and examples test.

Opens a student's number to its arithmetic.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from data.wording.languages import Words
from rules.bands import is_beyond, place, steps
from rules.conditions import UNANSWERED, YES, Figure, Figures, own
from rules.conditions.columns import Answered, CohortColumn, DictionaryColumn
from rules.judge import GRID, answers_of, cohort_of, typed_columns
from rules.rounding import adding_up
from rules.rule_set import OFFERED_AT, Indicator, RuleSet


@dataclass(frozen=True)
class Line:
    """One indicator for one student.

    `value` as read (None: no answer); `rule` the band or condition in words; `points` None where
    unanswered; `share` is what it adds to the complexity, so that the shares add up to it;
    `lever` whether it is offered to coaching (never with weight 0); `beyond` whether the answer is
    beyond the last band, whose points it then takes.
    """

    key: str
    label: Words
    column: str
    value: Answered
    says: Words | None
    rule: Words | None
    threshold: float | None
    points: float | None
    weight: float
    share: float
    lever: bool
    beyond: bool = False

    @property
    def answered(self) -> bool:
        """Whether the indicator could be judged for this student."""
        return self.points is not None

    @property
    def strength(self) -> float:
        """How strong a lever it is: weight x (1 - points); 0 where unanswered."""
        return 0.0 if self.points is None else self.weight * (1 - self.points)


@dataclass(frozen=True)
class Explanation:
    """A student's lines; complexity and ease are None where nothing was judged.

    `judged` is False for a student whom the rule set's `applies_to` leaves out.
    """

    lines: tuple[Line, ...]
    complexity: float | None
    judged: bool

    @property
    def ease(self) -> float | None:
        """100 - complexity."""
        return None if self.complexity is None else 100 - self.complexity

    def adds(self, digits: int) -> dict[str, float]:
        """What each line adds to the complexity (key -> share), so rounded that the lines add up
        to the complexity as it is shown with so many digits."""
        shares = [line.share for line in self.lines]
        total = sum(shares) if self.complexity is None else self.complexity
        found = adding_up(shares, total, digits)
        return {line.key: share for line, share in zip(self.lines, found, strict=True)}

    @property
    def levers(self) -> tuple[Line, ...]:
        """The levers to offer, strongest first; like ones in the order of the file."""
        offered = [line for line in self.lines if line.lever]
        return tuple(sorted(offered, key=lambda line: -line.strength))


@dataclass(frozen=True)
class Case:
    """A student to work out: answers by column, and what cohort functions and changes come to."""

    answers: Mapping[str, Answered]
    figures: Mapping[Figure, float]
    columns: Mapping[str, DictionaryColumn]


def work_out(
    indicators: tuple[Indicator, ...],
    case: Case,
    weights: Mapping[str, float],
    thresholds: Mapping[str, float],
    judged: bool = True,
) -> Explanation:
    """The lines of one student; `weights` has every key, `thresholds` those that are adjusted."""
    judgements = [_judge(found, case, thresholds.get(found.key)) for found in indicators]
    total = sum(
        weights[found.key]
        for found, (points, _, _) in zip(indicators, judgements, strict=True)
        if points is not None
    )
    lines = []
    for found, (points, says, rule) in zip(indicators, judgements, strict=True):
        weight = weights[found.key]
        part = weight / total * (points or 0.0) * 100 if total > 0 else 0.0
        offered = found.is_lever and points is not None and points <= OFFERED_AT and weight > 0
        lines.append(
            Line(
                key=found.key, label=found.label, column=found.column,
                value=case.answers.get(found.column), says=says, rule=rule,
                threshold=thresholds.get(found.key), points=points, weight=weight, share=part,
                lever=offered and judged,
                beyond=is_beyond(found, case.answers.get(found.column)),
            )
        )  # fmt: skip
    complexity = None
    if total > 0 and judged:
        complexity = sum(line.share for line in lines) + GRID - GRID
    return Explanation(tuple(lines), complexity, judged)


Judgement = tuple[float | None, Words | None, Words | None]
"""Points, what the rule set says about them, and the rule in words."""


def _judge(indicator: Indicator, case: Case, threshold: float | None) -> Judgement:
    if indicator.condition is not None and indicator.points is not None:
        rule = indicator.condition.words(case.figures)
        verdict = indicator.condition.of_student(case.answers, case.figures)
        if verdict == UNANSWERED:
            return None, None, rule
        if verdict == YES:
            return indicator.points.then, indicator.points.says_then, rule
        return indicator.points.otherwise, indicator.points.says_otherwise, rule
    value = case.answers.get(indicator.column)
    at = None if value is None else place(indicator, value, threshold)
    if at is None:
        return None, None, None
    band = indicator.bands[at]
    return band.points, band.says, steps(indicator, case.columns[indicator.column], threshold)[at]


def explain(
    rule_set: RuleSet,
    columns: Mapping[str, CohortColumn],
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
