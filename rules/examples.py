"""Runs a rule file's own examples: one that fails is a problem like any other."""

from collections.abc import Mapping
from typing import TypeVar

from rules.columns import Answered, DictionaryColumn
from rules.conditions import UNANSWERED, Change, Figure
from rules.problems import Place, Report, listed
from rules.ruleset import Example, Indicator
from rules.student import Case, Explanation, work_out

ROUNDING = 0.05
"""A complexity written with one decimal is as exact as a lead means it."""

AnyPlace = TypeVar("AnyPlace", bound=Place)


def check(
    indicators: tuple[Indicator, ...],
    columns: Mapping[str, DictionaryColumn],
    examples: tuple[tuple[Example, AnyPlace], ...],
    report: Report,
) -> None:
    """Work every example out with the file's weights and thresholds; report what differs.

    `applies_to` is not asked: an example tests the arithmetic.
    """
    weights = {indicator.key: indicator.weight for indicator in indicators}
    for example, place in examples:
        answers: dict[str, Answered] = dict(example.student)
        case = Case(answers, example.given, columns)
        if _lacks_figures(indicators, case, place, report):
            continue
        found = work_out(indicators, case, weights, {})
        _check_complexity(example, found, place, report)
        _check_levers(example, found, place, report)


def _lacks_figures(
    indicators: tuple[Indicator, ...], case: Case, place: Place, report: Report
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
                _say_lacking(figure, as_key(when.text_of(figure)), place, report)
                lacking = True
    return lacking


def _say_lacking(figure: Figure, key: str, place: Place, report: Report) -> None:
    if isinstance(figure, Change):
        report.say("This example needs the student's change: add given: {%(function)s: ...}.",
                   place, function=key)  # fmt: skip
    elif figure.by is not None:
        report.say("This example needs what the student's own group says: add "
                   "given: {%(function)s: ...}.", place, function=key)  # fmt: skip
    else:
        report.say("This example needs what the cohort says: add "
                   "given: {%(function)s: ...}.", place, function=key)  # fmt: skip


def as_key(function: str) -> str:
    """A function as a key between braces, where YAML ends a text without quotes at its comma."""
    if "," not in function:
        return function
    return f"'{function}'" if '"' in function else f'"{function}"'


def _check_complexity(example: Example, found: Explanation, place: Place, report: Report) -> None:
    low, high = example.at_least, example.at_most
    if low is None and high is None:
        return
    name = example.name["en"]
    if found.complexity is None:
        report.say('Example "%(name)s": nothing of it is judged, so there is no complexity. '
                   "Give the student an answer.", place, name=name)  # fmt: skip
        return
    got = round(found.complexity, 1)
    if low is not None and found.complexity < low - ROUNDING:
        report.say('Example "%(name)s" fails: complexity expected %(low)s or more, got %(got)s. '
                   "Correct the rules or the example.",
                   place, name=name, low=low, got=got)  # fmt: skip
    elif high is not None and found.complexity > high + ROUNDING:
        report.say('Example "%(name)s" fails: complexity expected %(high)s or less, got %(got)s. '
                   "Correct the rules or the example.",
                   place, name=name, high=high, got=got)  # fmt: skip


def _check_levers(example: Example, found: Explanation, place: Place, report: Report) -> None:
    got = tuple(line.key for line in found.levers)
    if example.levers is not None and got != example.levers:
        report.say('Example "%(name)s" fails: levers expected %(expected)s; got %(got)s, strongest '
                   "first. Correct the rules or the example.",
                   place, name=example.name["en"], expected=listed(example.levers) or "[]",
                   got=listed(got) or "[]")  # fmt: skip
