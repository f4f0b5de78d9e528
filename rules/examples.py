"""Runs a rule file's own examples: one that fails is a problem like any other."""

from collections.abc import Mapping
from dataclasses import dataclass

from data.wording.languages import SOURCE
from rules.conditions import UNANSWERED, ChangeSinceEarlier, Figure
from rules.conditions.columns import Answered, DictionaryColumn
from rules.explain import Case, Explanation, work_out
from rules.rule_set import Example, Indicator, RuleSet
from rules.text.problems import ProblemReport, RuleProblem, listed

ROUNDING = 0.05
"""A complexity written with one decimal is as exact as a lead means it."""


@dataclass(frozen=True)
class ExampleOutcome:
    """What came out for an example; `found` is None where it does not say enough to be tried."""

    example: Example
    found: Explanation | None
    problems: tuple[RuleProblem, ...]


def run(rule_set: RuleSet) -> tuple[ExampleOutcome, ...]:
    """Try every example of a rule set, in the order of its file."""
    return tuple(
        _try(example, rule_set.indicators, rule_set.columns) for example in rule_set.examples
    )


def check(
    indicators: tuple[Indicator, ...],
    columns: Mapping[str, DictionaryColumn],
    examples: tuple[Example, ...],
    report: ProblemReport,
) -> None:
    """Report what comes out otherwise than the examples say."""
    for example in examples:
        report.problems += _try(example, indicators, columns).problems


def _try(
    example: Example,
    indicators: tuple[Indicator, ...],
    columns: Mapping[str, DictionaryColumn],
) -> ExampleOutcome:
    """Work an example out with the file's weights and thresholds.

    `applies_to` is not asked: an example tests the arithmetic.
    """
    weights = {indicator.key: indicator.weight for indicator in indicators}
    answers: dict[str, Answered] = dict(example.student)
    case, report = Case(answers, example.given, columns), ProblemReport()
    if _lacks_figures(indicators, case, example, report):
        return ExampleOutcome(example, None, tuple(report.problems))
    found = work_out(indicators, case, weights, {})
    _check_complexity(example, found, report)
    _check_levers(example, found, report)
    return ExampleOutcome(example, found, tuple(report.problems))


def _lacks_figures(
    indicators: tuple[Indicator, ...], case: Case, example: Example, report: ProblemReport
) -> bool:
    """Whether an indicator stays unanswered only because `given` lacks a figure."""
    lacking = False
    for indicator in indicators:
        when = indicator.condition
        if when is None or when.of_student(case.answers, case.figures) != UNANSWERED:
            continue
        if any(case.answers.get(name) is None for name in when.asked):
            continue
        for figure in when.figures:
            if figure not in case.figures:
                _say_lacking(figure, as_key(when.text_of(figure)), example, report)
                lacking = True
    return lacking


def _say_lacking(figure: Figure, key: str, example: Example, report: ProblemReport) -> None:
    if isinstance(figure, ChangeSinceEarlier):
        report.say("This example needs the student's change: add given: {%(function)s: ...}.",
                   example, function=key)  # fmt: skip
    elif figure.by is not None:
        report.say("This example needs what the student's own group says: add "
                   "given: {%(function)s: ...}.", example, function=key)  # fmt: skip
    else:
        report.say("This example needs what the cohort says: add "
                   "given: {%(function)s: ...}.", example, function=key)  # fmt: skip


def as_key(function: str) -> str:
    """A function as a key between braces, where YAML ends a text without quotes at its comma."""
    if "," not in function:
        return function
    return f"'{function}'" if '"' in function else f'"{function}"'


def _check_complexity(example: Example, found: Explanation, report: ProblemReport) -> None:
    low, high = example.at_least, example.at_most
    if low is None and high is None:
        return
    name = example.name[SOURCE]
    if found.complexity is None:
        report.say('Example "%(name)s": nothing of it is judged, so there is no complexity. '
                   "Give the student an answer.", example, name=name)  # fmt: skip
        return
    got = round(found.complexity, 1)
    if low == high and abs(found.complexity - (low or 0.0)) > ROUNDING:
        report.say('Example "%(name)s" fails: complexity expected %(exact)s, got %(got)s. '
                   "Correct the rules or the example.",
                   example, name=name, exact=low, got=got)  # fmt: skip
    elif low is not None and found.complexity < low - ROUNDING:
        report.say('Example "%(name)s" fails: complexity expected %(low)s or more, got %(got)s. '
                   "Correct the rules or the example.",
                   example, name=name, low=low, got=got)  # fmt: skip
    elif high is not None and found.complexity > high + ROUNDING:
        report.say('Example "%(name)s" fails: complexity expected %(high)s or less, got %(got)s. '
                   "Correct the rules or the example.",
                   example, name=name, high=high, got=got)  # fmt: skip


def _check_levers(example: Example, found: Explanation, report: ProblemReport) -> None:
    got = tuple(line.key for line in found.levers)
    if example.levers is not None and got != example.levers:
        report.say('Example "%(name)s" fails: levers expected %(expected)s; got %(got)s, strongest '
                   "first. Correct the rules or the example.",
                   example, name=example.name[SOURCE], expected=listed(example.levers) or "[]",
                   got=listed(got) or "[]")  # fmt: skip
