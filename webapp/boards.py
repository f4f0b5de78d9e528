"""Opening a board: which roster, which rule set, and what people have decided meanwhile."""

import threading
from collections import OrderedDict
from datetime import UTC, date, datetime

from data.dictionary import Dictionary
from data.store import Database, NotFound, dismissals, interventions, predictions, rosters
from data.store.rosters import RosterInfo
from data.viewer import Viewer
from rules import RuleSet
from webapp.board import Board, Flags
from webapp.freshness import Freshness
from webapp.shelf import Kept, Shelf

MOST_KEPT = 8


class NoRosterError(Exception):
    """The school has no roster yet: there is nothing to show, and two ways to begin."""


class NoRuleSetError(Exception):
    """No rule set in force is for rosters of this data dictionary."""

    def __init__(self, roster: RosterInfo, asked: str | None) -> None:
        self.roster = roster
        self.asked = asked


class Boards:
    """The boards asked for last. A roster and a rule-set version never change, so neither do they;
    flags are read again when anything was written, by whichever process, or the day has changed."""

    def __init__(
        self,
        database: Database,
        dictionaries: dict[str, Dictionary],
        shelf: Shelf,
        freshness: Freshness,
    ) -> None:
        self.database = database
        self.dictionaries = dictionaries
        self.shelf = shelf
        self.freshness = freshness
        self._boards: OrderedDict[tuple[object, ...], Board] = OrderedDict()
        self._rosters: dict[tuple[int, int | None], tuple[int, RosterInfo, int]] = {}
        self._flags: dict[int, tuple[tuple[int, date], Flags]] = {}
        self._lock = threading.Lock()
        # Whoever makes a board takes it: Python runs one thread at a time anyway, and threads that
        # wait here do not slow down the one that works.
        self.turn = threading.Lock()

    def open(self, viewer: Viewer, roster: int | None, set_name: str | None) -> tuple[Board, Flags]:
        """Return the board of a roster (None: the current one) and a rule set (None: the first
        offered), and today's flags. Raises NoRosterError, NoRuleSetError or NotFound."""
        version = self.freshness.version()
        with self._lock:
            info, prediction = self._roster(viewer, roster, version)
            kept, rule_set = self._rule_set(info, set_name)
            key = (viewer.school, info.id, kept.name, rule_set.fingerprint, prediction)
            if key not in self._boards:
                self._boards[key] = self._make(viewer, info, kept, rule_set)
            self._boards.move_to_end(key)
            while len(self._boards) > MOST_KEPT:
                self._boards.popitem(last=False)
            return self._boards[key], self._flags_now(viewer, version)

    def _roster(self, viewer: Viewer, roster: int | None, version: int) -> tuple[RosterInfo, int]:
        known = self._rosters.get((viewer.school, roster))
        if known and known[0] == version:
            return known[1], known[2]
        with self.database.read() as session:
            info = (
                rosters.get(session, viewer, roster) if roster else rosters.current(session, viewer)
            )
            if info is None:
                raise NoRosterError
            prediction = predictions.latest(session, viewer, info.id) or 0
        self._rosters[viewer.school, roster] = (version, info, prediction)
        return info, prediction

    def _flags_now(self, viewer: Viewer, version: int) -> Flags:
        today = datetime.now(UTC).date()
        known = self._flags.get(viewer.school)
        if known and known[0] == (version, today):
            return known[1]
        with self.database.read() as session:
            flags = Flags(
                (version, today),
                interventions.coached(session, viewer),
                dismissals.active(session, viewer, today),
            )
        self._flags[viewer.school] = ((version, today), flags)
        return flags

    def _rule_set(self, roster: RosterInfo, asked: str | None) -> tuple[Kept, RuleSet]:
        for kept in self.shelf.for_roster(roster.dictionary):
            if kept.rule_set is not None and asked in (None, kept.name):
                return kept, kept.rule_set
        raise NoRuleSetError(roster, asked)

    def _make(self, viewer: Viewer, roster: RosterInfo, kept: Kept, rule_set: RuleSet) -> Board:
        if roster.dictionary not in self.dictionaries:
            raise NotFound
        with self.database.read() as session:
            return Board(
                roster,
                self.dictionaries[roster.dictionary],
                rosters.cohort(session, viewer, roster.id),
                rosters.names(session, viewer, roster.id),
                predictions.of_roster(session, viewer, roster.id),
                kept.name,
                kept.version,
                rule_set,
            )
