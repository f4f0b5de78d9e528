"""A whole rule set as prose in every language, told from the tree that scores.

A rule file's examples as prose: who is meant, and what must come out.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from data.wording.languages import Wording, Words, in_all, in_figures
from rules.bands import steps
from rules.conditions import Figure
from rules.conditions.columns import DictionaryColumn, is_number, limits, value_words
from rules.conditions.in_words import say
from rules.phrases import plural, said
from rules.rule_set import OFFERED_AT, Example, Indicator, Quadrant, RuleSet


@dataclass(frozen=True)
class ToldIndicator:
    """One indicator in sentences. `steps`: one for each band, or for then and otherwise."""

    key: str
    opening: tuple[Words, ...]
    steps: tuple[Words, ...]
    closing: tuple[Words, ...]

    @property
    def sentences(self) -> tuple[Words, ...]:
        """All of them, in order."""
        return (*self.opening, *self.steps, *self.closing)


@dataclass(frozen=True)
class Prose:
    """A rule set in sentences: whom it judges, how it counts, each indicator, its examples."""

    scope: tuple[Words, ...]
    arithmetic: tuple[Words, ...]
    indicators: tuple[ToldIndicator, ...]
    examples: tuple[Words, ...]

    def text(self, language: str) -> str:
        """The whole of it, one paragraph a line."""
        paragraphs = [
            self.scope,
            self.arithmetic,
            *(told.sentences for told in self.indicators),
            *((example,) for example in self.examples),
        ]
        return "\n".join(
            " ".join(sentence[language] for sentence in paragraph) for paragraph in paragraphs
        )


def prose(rule_set: RuleSet, figures: Mapping[Figure, float] | None = None) -> Prose:
    """Tell a rule set; `figures`, from `Judged`: what its cohort functions come to here."""
    here = figures or {}
    total = float(rule_set.weights().sum())
    return Prose(
        _scope(rule_set, here),
        _arithmetic(rule_set),
        tuple(_indicator(found, rule_set, total, here) for found in rule_set.indicators),
        tuple(told_example(example, rule_set) for example in rule_set.examples),
    )


def _scope(rule_set: RuleSet, figures: Mapping[Figure, float]) -> tuple[Words, ...]:
    roster = said("roster", roster=rule_set.roster)
    if rule_set.applies_to is None:
        return roster, said("judges everybody")
    return roster, said("judges some", condition=rule_set.applies_to.words(figures))


def _arithmetic(rule_set: RuleSet) -> tuple[Words, ...]:
    need, quadrants = rule_set.need, rule_set.quadrants
    named = (
        said(corner, name=quadrants.names[corner])
        for corner in (one.corner for one in Quadrant)
        if quadrants.names.get(corner)
    )
    return (
        said("complexity"),
        said("levers", most=in_figures(OFFERED_AT)),
        said(f"need from {need.source}", passing=in_figures(need.passing)),
        said("priority"),
        said("quadrants", need=in_figures(quadrants.need), ease=in_figures(quadrants.ease)),
        *named,
    )


def _indicator(
    found: Indicator, rule_set: RuleSet, total: float, figures: Mapping[Figure, float]
) -> ToldIndicator:
    opening = [_weighs(found, total)]
    told: tuple[Words, ...]
    if found.condition is not None and found.points is not None:
        given = found.points
        opening.append(said("condition", condition=found.condition.words(figures)))
        told = (
            _step(found, said("then"), given.says_then, given.then),
            _step(found, said("otherwise"), given.says_otherwise, given.otherwise),
        )
    else:
        ranges = _ranges(found, rule_set.columns[found.column])
        told = tuple(
            _step(found, _capital(step), band.says, band.points)
            for step, band in zip(ranges, found.bands, strict=True)
        )
    return ToldIndicator(found.key, tuple(opening), told, tuple(_closing(found)))


def _weighs(found: Indicator, total: float) -> Words:
    if found.weight <= 0:
        return said(f"{found.kind} off", label=found.label)
    return said(
        f"{found.kind} weighs",
        label=found.label,
        weight=in_figures(found.weight),
        total=in_figures(total),
        percent=in_figures(round(found.weight / total * 100)),
    )


def _closing(found: Indicator) -> Iterator[Words]:
    """What counsellors may move, and how long coaching on it takes."""
    if (edge := found.threshold) is not None:
        low, high = in_figures(edge.low), in_figures(edge.high)
        yield said("movable", edge=in_figures(edge.default), low=low, high=high)
    if found.sessions:
        yield plural(
            "Coaching on it usually takes %(count)s session.",
            "Coaching on it usually takes %(count)s sessions.",
            found.sessions,
            count=in_figures(found.sessions),
        )


def _step(found: Indicator, step: Words, says: Words | None, points: float) -> Words:
    """One band: "9 to 15: “Some absence”, 0.3 points; the lever is offered."."""
    if says:
        told = said("band says", step=step, says=says, points=_points(points))
    else:
        told = said("band", step=step, points=_points(points))
    if found.is_lever and points <= OFFERED_AT and found.weight > 0:
        return said("lever offered", told=told)
    if not found.is_lever and points > OFFERED_AT and found.weight > 0:
        return said("barrier counts", told=told)
    return said("nothing more", told=told)


def _ranges(found: Indicator, known: DictionaryColumn) -> tuple[Words, ...]:
    """Each band in words; a number that has words of its own is said with them: "1 (low)"."""
    told = steps(found, known)
    if not is_number(known) or not known.values or not known.whole:
        return told
    low, high = limits(known)
    edges = [min(edge // 1, high) for edge in found.edges()]
    lows = [low, *(edge + 1 for edge in edges[:-1])]
    return tuple(
        _with_words(step, start, end, known)
        for step, start, end in zip(told, lows, edges, strict=True)
    )


def _with_words(step: Words, low: float, high: float, known: DictionaryColumn) -> Words:
    first, last = (value_words(value, known) for value in (low, high))
    if low == high:
        numbered = in_figures(low)
        if first == numbered:
            return numbered
        return Wording(lambda language: f"{numbered[language]} ({first[language]})")
    return Wording(lambda language: f"{step[language]} ({first[language]} – {last[language]})")


def _points(points: float) -> Words:
    count = in_figures(points)
    return plural("%(count)s point", "%(count)s points", points, count=count)


def _capital(words: Words) -> Words:
    return Wording(lambda language: words[language][:1].upper() + words[language][1:])


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
