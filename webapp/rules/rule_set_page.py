"""What the page of one rule set shows: its prose, and each indicator with this school's figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.viewer import Viewer
from rules import RuleSet, Words
from scoring.groups.evidence import EvidenceStep
from webapp.http.access import Action, may
from webapp.http.language import current
from webapp.http.state import state
from webapp.rules.version_list import VersionListRow
from webapp.services.board.evidence import EvidenceCard, EvidencePage, reading
from webapp.services.board.student_list import signed
from webapp.services.rule_sets.registry import RegisteredSet
from webapp.services.rule_sets.status_names import statuses, strengths
from webapp.services.runtime.resources import settings_of
from webapp.services.student.reasons import why_set_aside


@dataclass(frozen=True)
class ScaleRow:
    """A line of an indicator's table: a step of its scale, or several that are shown together."""

    sentence: Words | None  # what the rule says of the step; None for several
    lines: str  # the numbers of the several, with commas
    figures: EvidenceStep | None  # its students; None where they are too few to be told of
    width: float  # of the bar for their mean grade, from 0 to 100
    concerned: bool  # whether the step is what the indicator is about


@dataclass(frozen=True)
class SignedInterval:
    """A figure with the ends of its 95 % interval, each with its sign."""

    value: str
    low: str
    high: str


@dataclass(frozen=True)
class ReasonShare:
    """A reason for which students with a lever were set aside."""

    reason: str  # in words
    count: int  # students
    percent: int  # of all of them


@dataclass(frozen=True)
class IndicatorCard:
    """One indicator."""

    card: EvidenceCard  # what the set says of it, and what is known of it here
    rows: Sequence[ScaleRow]  # its scale
    means: tuple[float, float] | None  # grades of those concerned and of others, adding up
    difference: SignedInterval | None  # of these; None where too few are on a side
    correlation: SignedInterval | None  # of its column with the grade
    reasons: Sequence[ReasonShare]  # why students with it were set aside


@dataclass(frozen=True)
class RuleSetPage:
    """One rule set to read."""

    name: str  # of its file
    kept: RegisteredSet  # as it stands
    status: str  # its state in words, "" without a version in force
    reading: EvidencePage | None  # its prose and the roster of its figures; None as for `status`
    cards: Sequence[IndicatorCard]  # its indicators
    versions: Sequence[VersionListRow]  # newest first
    lines: Sequence[str]  # of the file, where it has problems
    wrong: frozenset[int]  # the numbers of the lines that have them
    smallest: int  # students of whom figures are shown
    strengths: Mapping[str, str]  # how strong evidence is, in words
    writes: bool  # whether the reader writes rules
    untranslated: bool  # whether part of it is not in the reader's language


def rule_set_page(
    who: Viewer, kept: RegisteredSet, versions: Sequence[VersionListRow]
) -> RuleSetPage:
    """Put together what a viewer is shown of a set."""
    rule_set = kept.rule_set
    here = state()
    smallest = settings_of(here, who.school).smallest_group
    found = reading(here.boards, who, rule_set, smallest) if rule_set else None
    return RuleSetPage(
        name=kept.name,
        kept=kept,
        status=statuses()[rule_set.status] if rule_set else "",
        reading=found,
        cards=[_card(card, found.scale) for card in found.cards] if found else (),
        versions=versions,
        lines=kept.text.splitlines(),
        wrong=frozenset(problem.line for problem in kept.problems),
        smallest=smallest,
        strengths=strengths(),
        writes=may(who, Action.WRITE_RULES),
        untranslated=_lacks_language(rule_set),
    )


def _lacks_language(rule_set: RuleSet | None) -> bool:
    return rule_set is not None and current() in rule_set.lacks


def _card(card: EvidenceCard, scale: tuple[float, float]) -> IndicatorCard:
    difference = card.evidence.difference if card.evidence else None
    correlation = card.evidence.correlation if card.evidence else None
    return IndicatorCard(
        card=card,
        rows=_rows(card, scale),
        means=difference.means(1) if difference else None,
        difference=_interval(difference.value, difference.low, difference.high, 1)
        if difference
        else None,
        correlation=_interval(correlation.r, correlation.low, correlation.high, 2)
        if correlation
        else None,
        reasons=_reasons(card),
    )


def _rows(card: EvidenceCard, scale: tuple[float, float]) -> list[ScaleRow]:
    rows = []
    for at, sentence in enumerate(card.told.steps):
        here = card.alone(at)
        rows.append(ScaleRow(sentence, "", here, _width(here, scale), card.concerning[at]))
    for group in card.together:
        numbers = ", ".join(map(str, group.line_numbers))
        concerned = card.concerning[group.steps[0]]
        rows.append(ScaleRow(None, numbers, group, _width(group, scale), concerned))
    return rows


def _width(step: EvidenceStep | None, scale: tuple[float, float]) -> float:
    low, high = scale
    return round((step.mean - low) / (high - low) * 100, 1) if step else 0.0


def _interval(value: float, low: float, high: float, digits: int) -> SignedInterval:
    return SignedInterval(signed(value, digits), signed(low, digits), signed(high, digits))


def _reasons(card: EvidenceCard) -> list[ReasonShare]:
    if card.reasons is None:
        return []
    names = why_set_aside()
    return [
        ReasonShare(names[reason], count, card.reasons.percent(count))
        for reason, count in card.reasons.given
    ]
