"""What to look at in a rule set, each with what to do about it: calm, and no hindrance."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules import Judgement, RuleSet, steps
from rules.lint import Contradiction, contradictions
from scoring.rule_change.overlap import against_each_other, dead, overlapping
from webapp.http.language import gettext as _
from webapp.http.language import number, words


@dataclass(frozen=True)
class Notice:
    """What was noticed, and what to do."""

    words: str
    remedy: str


def notices(judged: Judgement) -> list[Notice]:
    """All there is to look at: of the set itself, then of the students it is tried on."""
    rule_set = judged.rule_set
    return [
        *(_contradiction(one, rule_set) for one in contradictions(rule_set)),
        *_against(judged),
        *_reach(judged),
        *_overlap(judged),
    ]


def _contradiction(one: Contradiction, rule_set: RuleSet) -> Notice:
    indicator = rule_set[one.key]
    label = words(indicator.label)
    if one.kind == "weightless":
        return Notice(
            _("%(label)s has the weight 0, so it counts for nothing.", label=label),
            _("Give it a weight, or take it out."),
        )
    if one.kind == "never":
        return Notice(
            _(
                "The lever %(label)s is never offered: none of its points is 0.5 or less.",
                label=label,
            ),
            _("Lower the points where coaching can act, or make it a barrier."),
        )
    if one.kind == "zigzag":
        return Notice(
            _("The points of %(label)s go up and down more than once.", label=label),
            _("Look whether two bands have each other’s points."),
        )
    edge = number(one.edge, 2)
    if one.kind == "between":
        return Notice(
            _("%(label)s: the edge %(edge)s lies between whole numbers.", label=label, edge=edge),
            _("It works as %(whole)s: write that.", whole=number((one.edge or 0) // 1)),
        )
    step = words(steps(indicator, rule_set.columns[indicator.column])[one.band or 0])
    return Notice(
        _("%(label)s: no answer can be in the band “%(step)s”.", label=label, step=step),
        _("Move its edge, or take the band out."),
    )


def _against(judged: Judgement) -> Iterator[Notice]:
    for one in against_each_other(judged):
        yield Notice(
            _(
                "%(first)s and %(second)s read the same answer, and what is easy for one is hard "
                "for the other (correlation of their points %(correlation)s).",
                first=_label(judged, one.first),
                second=_label(judged, one.second),
                correlation=number(one.correlation, 2),
            ),
            _("Together they partly cancel out: keep one, or turn the points of one round."),
        )


def _reach(judged: Judgement) -> Iterator[Notice]:
    for one in dead(judged):
        label = _label(judged, one.key)
        if one.concerned == 0:
            yield Notice(
                _(
                    "%(label)s concerns none of the %(judged)s students.",
                    label=label,
                    judged=one.judged,
                ),
                _("Move an edge, or ask whether the column still means the same."),
            )
        else:
            yield Notice(
                _(
                    "%(label)s concerns %(concerned)s of %(judged)s students (%(percent)s %%): it "
                    "hardly tells one from another.",
                    label=label,
                    concerned=one.concerned,
                    judged=one.judged,
                    percent=number(100 * one.share, 0),
                ),
                _("Draw its edge tighter, or take it up with the whole class."),
            )


def _overlap(judged: Judgement) -> Iterator[Notice]:
    for pair in overlapping(judged):
        yield Notice(
            _(
                "%(first)s and %(second)s concern nearly the same students: %(both)s of %(either)s "
                "(%(percent)s %%).",
                first=_label(judged, pair.first),
                second=_label(judged, pair.second),
                both=pair.both,
                either=pair.either,
                percent=number(100 * pair.share, 0),
            ),
            _("They count one thing twice: keep one, or halve the weights."),
        )


def _label(judged: Judgement, key: str) -> str:
    return words(judged.rule_set[key].label)
