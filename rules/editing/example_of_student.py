"""A student's answers as an example for a rule file: what the rules read, and what they say."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from rules.conditions import UNANSWERED, Condition, Figure, Figures, own
from rules.conditions.columns import Answered, CohortColumn
from rules.examples import ROUNDING
from rules.explain import Case, Explanation, work_out
from rules.judge import answers_of, cohort_of, typed_columns
from rules.rule_set import Indicator, RuleSet

DIGITS = 6  # of a figure: a mean of a school has no end


@dataclass(frozen=True)
class Likeness:
    """What an example of a student would hold; nothing in it says who he is.

    student: the answers copied, by column. given: what the figures of the conditions are for him,
    as they are written. explanation: what the rules say of just that. lacking: figures that are not
    known for him although the copied answers need them, so that it cannot be an example.
    """

    student: Mapping[str, float | str]
    given: Mapping[str, float]
    explanation: Explanation
    lacking: tuple[str, ...]

    @property
    def complexity(self) -> float | None:
        """What must come out: one decimal, or two where one would be too far; None: nothing is
        judged."""
        found = self.explanation.complexity
        if found is None:
            return None
        short = round(found, 1)
        return short if abs(short - found) < ROUNDING - 1e-9 else round(found, 2)

    @property
    def levers(self) -> tuple[str, ...]:
        """The levers that must come out, strongest first."""
        return tuple(line.key for line in self.explanation.levers)


def columns_asked(rule_set: RuleSet) -> tuple[str, ...]:
    """The columns whose answers the indicators ask of a student himself, in the file's order."""
    return tuple(dict.fromkeys(name for one in rule_set.indicators for name in _asked(one)))


def likeness(
    rule_set: RuleSet,
    columns: Mapping[str, CohortColumn],
    row: int,
    chosen: Collection[str] | None = None,
    figures: Figures | None = None,
) -> Likeness:
    """What the student in that row of the cohort's columns would be as an example.

    chosen: the columns that may be copied; None: all that the rules ask. `figures` as in `explain`.
    Raises IndexError for a row that is not there.
    """
    typed = typed_columns(rule_set, columns)
    answers = answers_of(typed, row)
    student: dict[str, Answered] = {
        name: answers[name]
        for name in columns_asked(rule_set)
        if answers[name] is not None and (chosen is None or name in chosen)
    }
    figures = cohort_of(rule_set, typed) if figures is None else figures
    given: dict[Figure, float] = {}
    texts: dict[str, float] = {}
    for condition in _conditions_of(rule_set, student):
        for figure, value in own(condition.figures, figures, answers).items():
            if value == value and figure not in given:
                given[figure] = float(f"{value:.{DIGITS}g}")
                texts[condition.text_of(figure)] = given[figure]
    lacking = tuple(
        condition.text_of(figure)
        for condition in _conditions_of(rule_set, student)
        if student.keys() >= set(condition.asked)
        and condition.of_student(student, given) == UNANSWERED
        for figure in condition.figures
        if figure not in given
    )
    case = Case(student, given, rule_set.columns)
    weights = {one.key: one.weight for one in rule_set.indicators}
    found = work_out(rule_set.indicators, case, weights, {})
    copied = {name: value for name, value in student.items() if value is not None}
    return Likeness(copied, texts, found, lacking)


def _asked(indicator: Indicator) -> tuple[str, ...]:
    return indicator.condition.asked if indicator.condition else (indicator.column,)


def _conditions_of(rule_set: RuleSet, student: Collection[str]) -> Iterator[Condition]:
    """The indicators' conditions that ask a copied answer, or none at all."""
    for one in rule_set.indicators:
        if one.condition and (not one.condition.asked or set(one.condition.asked) & set(student)):
            yield one.condition
