"""A rule file's examples as prose: who is meant, and what must come out."""

from collections.abc import Iterator, Sequence
from functools import reduce

from data.wording.languages import Wording, Words, in_all, in_figures
from rules.columns import value_words
from rules.conditions import Figure
from rules.conditions.words import say
from rules.phrases import said
from rules.ruleset import Example, RuleSet


def told_example(example: Example, rule_set: RuleSet) -> Words:
    """One example in a sentence, with the answers that the rules read."""
    answers = [*_answers(example, rule_set), *_given(example, rule_set)]
    told = {"name": example.name, "answers": _listed(answers)}
    results = [*_complexity(example), *_levers(example, rule_set)]
    if example.levers != ():
        return said("example", **told, result=_listed(results))
    if not results:
        return said("example of no lever", **told)
    return said("example", **told, result=said("and no lever", result=_listed(results)))


def _answers(example: Example, rule_set: RuleSet) -> Iterator[Words]:
    for name, value in example.student.items():
        known = rule_set.columns.get(name)
        if known is not None:
            label = known.label or in_all(name)
            yield said("answer", label=label, value=value_words(value, known))


def _given(example: Example, rule_set: RuleSet) -> Iterator[Words]:
    for figure, value in example.given.items():
        label = _figure(figure, rule_set)
        if label is not None:
            yield said("answer", label=label, value=in_figures(value))


def _figure(figure: Figure, rule_set: RuleSet) -> Words | None:
    """A figure in words; None for one that no rule of the set asks for."""
    if not any(figure in one.figures for one in rule_set.conditions):
        return None
    return say(figure, rule_set.columns, {})


def _complexity(example: Example) -> Iterator[Words]:
    low, high = example.at_least, example.at_most
    if low is not None and low == high:
        yield said("complexity exactly", low=in_figures(low))
    elif low is not None and high is not None:
        yield said("complexity between", low=in_figures(low), high=in_figures(high))
    elif low is not None:
        yield said("complexity at least", low=in_figures(low))
    elif high is not None:
        yield said("complexity at most", high=in_figures(high))


def _levers(example: Example, rule_set: RuleSet) -> Iterator[Words]:
    if example.levers:
        labels = [rule_set[key].label for key in example.levers]
        yield said("levers are", levers=_joined(labels, ", "))


def _listed(answers: Sequence[Words]) -> Words:
    """The answers one after the other; a case may have none that the rules read."""
    if not answers:
        return in_all("–")
    return reduce(lambda one, other: said("one more", one=one, other=other), answers)


def _joined(parts: Sequence[Words], between: str) -> Words:
    return Wording(lambda language: between.join(part[language] for part in parts))
