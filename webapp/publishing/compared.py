"""What a change of rules does to the students of the current roster: who enters, leaves, moves."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from data.store import Stale
from data.viewer import Viewer
from rules import RuleSet
from scoring.comparison import Comparison, counted, moves
from webapp.board.board import Board
from webapp.board.boards import NoRosterError, NoRuleSetError
from webapp.board.chart import names_of_quadrants
from webapp.board.knobs import Knobs
from webapp.language import words
from webapp.state import state
from webapp.trying.movers import Mover, movers_of, nowhere
from webapp.trying.tried import Tried, roster_for


@dataclass(frozen=True)
class Compared:
    """Two rule sets on one roster: in figures, and who enters and leaves the first, and why."""

    board: Board
    comparison: Comparison
    enter: Sequence[Mover]
    leave: Sequence[Mover]

    @property
    def figures(self) -> dict[str, Any]:
        """What is kept of it: figures, and no student."""
        return {"roster": self.board.roster.number, **asdict(self.comparison)}


def on_roster(who: Viewer, name: str, before: RuleSet | None, after: RuleSet) -> Compared | None:
    """Compare two rule sets on the viewer's newest roster of their kind; None where there is none,
    or nothing to compare with."""
    if before is None or before.roster != after.roster:
        return None
    roster, earlier = roster_for(who, after)
    if roster is None:
        return None
    with state().boards.turn:
        try:
            was, flags = state().boards.on_trial(who, roster.id, name, before)
            now, flags = state().boards.on_trial(who, roster.id, name, after)
        except (NoRosterError, NoRuleSetError):
            return None
        if was.cohort.students.tolist() != now.cohort.students.tolist():
            raise Stale("Somebody objected or was erased just now.")
        return compare(Tried(now, flags, None, was, earlier))


def compare(tried: Tried) -> Compared | None:
    """Compare a board with the one before it, by the places there usually are."""
    before, after = tried.judged_before, tried.judged
    if before is None:
        return None
    found = moves(before, after, tried.students, Knobs.places)
    return Compared(
        board=tried.board,
        comparison=counted(before, after, found, Knobs.places),
        enter=movers_of(tried, found, found.first.enter),
        leave=movers_of(tried, found, found.first.leave),
    )


def quadrant_words(rule_set: RuleSet | None) -> dict[str, str]:
    """Name the quadrants as these rules do, and where no quadrant is."""
    names = names_of_quadrants(rule_set.quadrants.names if rule_set else {})
    return names | {"": nowhere()}


def label_words(*rule_sets: RuleSet | None) -> Mapping[str, str]:
    """Name the indicators of rule sets by their keys; the last one's name counts."""
    return {
        indicator.key: words(indicator.label)
        for rule_set in rule_sets
        if rule_set is not None
        for indicator in rule_set.indicators
    }
