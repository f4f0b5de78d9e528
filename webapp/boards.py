"""Opening a board: which roster, which rule set, and what people have decided meanwhile."""

import threading
from collections.abc import Hashable

import numpy as np

import rules
from data.cohort import Cohort
from data.dictionary import Dictionary
from data.store import Database, NotFound, Stale, predictions, rosters
from data.store.rosters import RosterInfo
from data.viewer import Viewer
from rules import Judged, RuleSet
from webapp.board import Board, Flags
from webapp.freshness import Freshness
from webapp.meanwhile import Meanwhile
from webapp.recent import Recent
from webapp.shelf import Kept, Shelf

MOST_KEPT = 8  # boards of whole schools
MOST_CUT = 64  # boards of some groups of a school, each far smaller


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
        self._boards, self._cut = Recent(MOST_KEPT), Recent(MOST_CUT)
        self._schools = Recent(MOST_KEPT)
        self._rosters: dict[tuple[int, int | None], tuple[int, RosterInfo, int]] = {}
        self.meanwhile = Meanwhile(database)
        self._lock = threading.Lock()
        # Whoever makes a board takes it: Python runs one thread at a time anyway, and threads that
        # wait here do not slow down the one that works.
        self.turn = threading.Lock()

    def open(self, viewer: Viewer, roster: int | None, set_name: str | None) -> tuple[Board, Flags]:
        """Return the board of a roster (None: the current one) and a rule set (None: the first
        offered) with the students whom the viewer may see, and today's flags. Raises
        NoRosterError, NoRuleSetError or NotFound."""
        version = self.freshness.version()
        with self._lock:
            info, prediction = self._roster(viewer, roster, version)
            kept, rule_set = self._rule_set(info, set_name)
            seen = self.meanwhile.seen(viewer, info.id, version)
            key = (info.id, kept.name, rule_set.fingerprint, prediction)
            boards = self._boards if seen is None else self._cut
            board = boards.get(
                (*key, seen), lambda: self._make(viewer, info, kept, rule_set, key, seen)
            )
            return board, self.meanwhile.flags(viewer, version)

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

    def _rule_set(self, roster: RosterInfo, asked: str | None) -> tuple[Kept, RuleSet]:
        for kept in self.shelf.for_roster(roster.dictionary):
            if kept.rule_set is not None and asked in (None, kept.name):
                return kept, kept.rule_set
        raise NoRuleSetError(roster, asked)

    def _make(
        self,
        viewer: Viewer,
        roster: RosterInfo,
        kept: Kept,
        rule_set: RuleSet,
        key: Hashable,
        seen: bytes | None,
    ) -> Board:
        if roster.dictionary not in self.dictionaries:
            raise NotFound
        cohort, judged = self._school(viewer, roster, rule_set, key)
        if seen is not None:
            rows = np.flatnonzero(np.isin(cohort.students, np.frombuffer(seen, dtype=np.int64)))
            cohort = cohort.of(rows)
            judged = judged.of(rows, cohort.columns)
        with self.database.read() as session:
            names = rosters.names(session, viewer, roster.id)
            gaps = predictions.of_roster(session, viewer, roster.id)
        # They are of another moment than the cohort, and nobody must bear another's name.
        if list(names.students) != cohort.students.tolist():
            raise Stale("Somebody changed groups while the board was made.")
        dictionary = self.dictionaries[roster.dictionary]
        named = kept.name, kept.version
        return Board(roster, dictionary, cohort, names, gaps, *named, rule_set, judged)

    def _school(
        self, viewer: Viewer, roster: RosterInfo, rule_set: RuleSet, key: Hashable
    ) -> tuple[Cohort, Judged]:
        """Return the whole school and its judgement: means are the school's for everybody."""

        def judge() -> tuple[Cohort, Judged]:
            with self.database.read() as session:
                cohort = rosters.whole(session, viewer, roster.id)
            return cohort, rules.judge(rule_set, cohort.columns)

        school: tuple[Cohort, Judged] = self._schools.get(key, judge)
        return school
