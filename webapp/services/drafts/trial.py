"""A draft on a roster, beside what is in force there: what trial, preview and replay begin with."""

from dataclasses import dataclass
from typing import Literal

from data.store import Stale, rosters
from data.store.rosters import RosterInfo
from data.viewer import Viewer
from rules import Judgement, RuleSet
from scoring.ranking import Students
from webapp.services.board.board import Board, Flags
from webapp.services.board.boards import NoRosterError
from webapp.services.drafts.written_draft import WrittenDraft
from webapp.services.rule_sets.fitting import is_for, kinds_for
from webapp.services.rule_sets.registry import RegisteredSet
from webapp.services.runtime.resources import Resources


@dataclass(frozen=True)
class Obstacle:
    """Why a draft cannot be tried: it is "broken" (in `line`), or there is "no roster" for it."""

    why: Literal["broken", "no roster"]
    line: int = 0
    kind: str = ""


@dataclass(frozen=True)
class TriedDraft:
    """A draft's board, and the board it is compared with.

    `before` None: nothing is in force for such rosters; `kept` is what it is under, of another
    name than the draft's where that has no version yet. `earlier`: the roster is not the current
    one, which is of another kind.
    """

    board: Board
    flags: Flags
    kept: RegisteredSet | None
    before: Board | None
    earlier: bool

    @property
    def itself(self) -> bool:
        """Say whether the draft is compared with its own version in force."""
        return self.kept is not None and self.kept.name == self.board.set_name

    @property
    def students(self) -> Students:
        """What no rule changes of the board's students."""
        return self.board.students(self.flags)

    @property
    def judged(self) -> Judgement:
        """What the draft says of them."""
        return self.board.judged({})

    @property
    def judged_before(self) -> Judgement | None:
        """What the rules in force say of them."""
        return None if self.before is None else self.before.judged({})


def on_roster(here: Resources, written: WrittenDraft, viewer: Viewer) -> TriedDraft | Obstacle:
    """Try a draft on the current roster, or on the newest one of its kind."""
    rule_set = written.attempt.rule_set
    if rule_set is None:
        return Obstacle("broken", line=min(problem.line for problem in written.attempt.problems))
    roster, earlier = roster_for(here, viewer, rule_set)
    if roster is None:
        return Obstacle("no roster", kind=rule_set.roster)
    try:
        board, flags = here.boards.on_trial(viewer, roster.id, written.draft.name, rule_set)
    except NoRosterError:
        return Obstacle("no roster", kind=rule_set.roster)
    kept = in_force(here, written.draft.name, roster.dictionary, viewer)
    before = None if kept is None else board_of(here, kept, roster.id, viewer)
    if before is not None and len(before.cohort) != len(board.cohort):
        raise Stale("Somebody objected or was erased just now.")
    return TriedDraft(board, flags, kept, before, earlier)


def roster_for(
    here: Resources, viewer: Viewer, rule_set: RuleSet
) -> tuple[RosterInfo | None, bool]:
    """Return the newest roster that a rule set is for, and whether a newer one is of another kind;
    a roster that was undone does not count."""
    with here.database.read() as session:
        current = rosters.current(session, viewer)
        kinds = kinds_for(rule_set, here.dictionaries.of_school(viewer.school))
        if current is None or current.dictionary in kinds:
            return current, False
        standing = [one for one in rosters.listing(session, viewer) if one.withdrawn_at is None]
    fitting = (one for one in standing if one.dictionary in kinds)
    return next(fitting, None), True


def in_force(here: Resources, name: str, dictionary: str, viewer: Viewer) -> RegisteredSet | None:
    """Return what a draft of a set is compared with: its version in force, else the set that
    boards of such rosters begin with, else nothing."""
    shelf, kind = here.shelf, here.dictionaries.get(dictionary)
    own = shelf.of_school(viewer.school).get(name)
    if own is not None and own.rule_set is not None and is_for(own.rule_set, kind):
        return own
    return next(iter(shelf.for_roster(dictionary, viewer.school)), None)


def board_of(here: Resources, kept: RegisteredSet, roster: int, viewer: Viewer) -> Board | None:
    """Return the board of a roster under a set, whether or not boards are offered it."""
    if kept.rule_set is None:
        return None
    if kept.offered:
        return here.boards.open(viewer, roster, kept.name)[0]
    return here.boards.on_trial(viewer, roster, kept.name, kept.rule_set)[0]
