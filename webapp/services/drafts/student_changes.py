"""What a change of rules does to the students of the current roster: who enters, leaves, moves."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from data.store import Stale
from data.viewer import Viewer
from rules import RuleSet
from scoring.rule_change.comparison import RuleChangeFigures, counted, moves
from webapp.services.board.board import Board
from webapp.services.board.boards import NoRosterError, NoRuleSetError
from webapp.services.board.chart_data import names_of_quadrants
from webapp.services.board.knobs import Knobs
from webapp.services.drafts.movers import Mover, movers_of, nowhere
from webapp.services.drafts.trial import TriedDraft, roster_for
from webapp.services.runtime.resources import Resources
from webapp.services.wording.reader import words


@dataclass(frozen=True)
class StudentChanges:
    """Two rule sets on one roster: in figures, and who enters and leaves the first, and why."""

    board: Board
    comparison: RuleChangeFigures
    enter: Sequence[Mover]
    leave: Sequence[Mover]

    @property
    def figures(self) -> dict[str, Any]:
        """What is kept of it: figures, and no student."""
        return {"roster": self.board.roster.number, **asdict(self.comparison)}


def on_roster(
    here: Resources, who: Viewer, name: str, before: RuleSet | None, after: RuleSet
) -> StudentChanges | None:
    """Compare two rule sets on the viewer's newest roster of their kind; None where there is none,
    or nothing to compare with."""
    if before is None or before.roster != after.roster:
        return None
    roster, earlier = roster_for(here, who, after)
    if roster is None:
        return None
    with here.boards.turn:
        try:
            was, flags = here.boards.on_trial(who, roster.id, name, before)
            now, flags = here.boards.on_trial(who, roster.id, name, after)
        except (NoRosterError, NoRuleSetError):
            return None
        if was.cohort.students.tolist() != now.cohort.students.tolist():
            raise Stale("Somebody objected or was erased just now.")
        return compare(TriedDraft(now, flags, None, was, earlier))


def compare(tried: TriedDraft) -> StudentChanges | None:
    """Compare a board with the one before it, by the places there usually are."""
    before, after = tried.judged_before, tried.judged
    if before is None:
        return None
    found = moves(before, after, tried.students, Knobs.places)
    return StudentChanges(
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
