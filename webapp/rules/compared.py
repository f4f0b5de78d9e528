"""What a change of rules does to the students of the current roster: who enters, leaves, moves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from data.store import Stale
from data.viewer import Viewer
from rules import RuleSet
from scoring.changes import movers
from webapp.board.board import Board
from webapp.board.boards import NoRosterError, NoRuleSetError
from webapp.board.chart import names_of_quadrants
from webapp.board.filtering import quadrant_of
from webapp.board.knobs import QUADRANTS, Knobs
from webapp.board.outlook import Outlook, look
from webapp.language import gettext as _
from webapp.state import state

STANDS_NOWHERE = ""  # in no quadrant: without a grade, or not judged


@dataclass(frozen=True)
class Person:
    """Somebody who moves. place, was: his rank under the rules after and before, 0 without one."""

    id: int
    name: str
    place: int
    was: int


@dataclass(frozen=True)
class Compared:
    """Two rule sets on one roster. moves: (from, to) quadrant -> how many students."""

    board: Board
    first: int
    enter: Sequence[Person]
    leave: Sequence[Person]
    stay: int
    moves: dict[tuple[str, str], int]

    @property
    def figures(self) -> dict[str, Any]:
        """What is kept of it: figures, and no student."""
        return {
            "roster": self.board.roster.number,
            "students": len(self.board.cohort),
            "first": self.first,
            "enter": len(self.enter),
            "leave": len(self.leave),
            "stay": self.stay,
            "quadrants": [[*pair, count] for pair, count in self.moves.items()],
        }


def on_roster(who: Viewer, name: str, before: RuleSet | None, after: RuleSet) -> Compared | None:
    """Compare two rule sets on the viewer's current roster; None where it is for neither, or there
    is nothing to compare with."""
    if before is None:
        return None
    with state().boards.turn:
        try:
            was, flags = state().boards.on_trial(who, None, name, before)
            now, _same = state().boards.on_trial(who, None, name, after)
        except (NoRosterError, NoRuleSetError):
            return None
        if was.cohort.students.tolist() != now.cohort.students.tolist():
            raise Stale("A roster came or somebody objected just now.")
        return compare(look(was, Knobs(), flags), look(now, Knobs(), flags))


def compare(before: Outlook, after: Outlook) -> Compared:
    """Compare two outlooks on the same students, by the places given and by quadrant."""
    found = movers(before.places.given, after.places.given)
    return Compared(
        board=after.board,
        first=len(after.places.given),
        enter=[_person(before, after, student) for student in found.enter],
        leave=[_person(before, after, student) for student in found.leave],
        stay=found.stay,
        moves=_moves(before, after),
    )


def _moves(before: Outlook, after: Outlook) -> dict[tuple[str, str], int]:
    """Count who stands in another quadrant, in the order of the quadrants."""
    pairs = zip(
        quadrant_of(before.board, before.complexity).tolist(),
        quadrant_of(after.board, after.complexity).tolist(),
        strict=True,
    )
    counted = Counter(pair for pair in pairs if pair[0] != pair[1])
    every = (*QUADRANTS, STANDS_NOWHERE)
    return {
        (one, other): counted[one, other] for one in every for other in every if counted[one, other]
    }


def _person(before: Outlook, after: Outlook, student: int) -> Person:
    names = after.board.names
    return Person(
        int(after.board.cohort.students[student]),
        f"{names.first[student]} {names.family[student]}".strip(),
        int(after.ranking.rank[student]),
        int(before.ranking.rank[student]),
    )


def quadrant_words(rule_set: RuleSet | None) -> dict[str, str]:
    """Name the quadrants as these rules do, and where no quadrant is."""
    names = names_of_quadrants(rule_set.quadrants.names if rule_set else {})
    return names | {STANDS_NOWHERE: _("in no quadrant")}
