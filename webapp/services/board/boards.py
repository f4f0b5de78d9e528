"""Opening a board: which roster, which rule set, and what people have decided meanwhile.

What changes while boards stay the same: flags, and whom a viewer may see.

A cohort with what its rules ask of earlier rosters.
"""

import threading
from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from werkzeug.datastructures import MultiDict

import rules
from data.cohort import Cohort
from data.store import Database, NotFound, Session, Stale, rosters, visible
from data.store.coaching import dismissals, interventions
from data.store.families import objections
from data.store.models import predictions
from data.store.rosters import RosterInfo
from data.viewer import Viewer
from rules import Judgement, RuleSet
from webapp.services.board import filters
from webapp.services.board.board import Board, Flags
from webapp.services.board.board_view import Outlook, look
from webapp.services.board.query import from_query, which_board
from webapp.services.dictionaries.catalogue import Catalogue
from webapp.services.process.cache import Freshness, Recent
from webapp.services.rule_sets.fitting import fitted, is_for, kinds_for
from webapp.services.rule_sets.registry import RegisteredSet, Shelf

MOST_KEPT = 8  # boards of whole schools
MOST_CUT = 64  # boards of some groups of a school, each far smaller

# What of a roster's number can change: when it was imported (after a backup was put back a number
# may be another import's), the newest model's number, how many students it still has (erasures
# take some), who objects to scoring, and with which earlier rosters it can be compared.
Past = tuple[tuple[int, datetime], ...]
Edition = tuple[datetime, int, int, frozenset[int], Past]


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
        dictionaries: Catalogue,
        shelf: Shelf,
        freshness: Freshness,
    ) -> None:
        self.database = database
        self.dictionaries = dictionaries
        self.shelf = shelf
        self.freshness = freshness
        self._drop()
        self._rosters: dict[tuple[int, int | None], tuple[int, RosterInfo, Edition]] = {}
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
            info, edition = self._roster(viewer, roster, version)
            kept, rule_set = self._rule_set(info, set_name, viewer.school)
            return self._board(viewer, info, edition, rule_set, kept, version)

    def look(self, viewer: Viewer, args: MultiDict[str, str]) -> tuple[Outlook, Flags]:
        """Look at the board that a query asks for, with a viewer's eyes. Raises what `open` does,
        and KnobProblem for a query that no board has."""
        board, flags = self.open(viewer, *which_board(args))
        return look(
            board, from_query(args, board.rule_set, self.columns(board, viewer)), flags
        ), flags

    def columns(self, board: Board, viewer: Viewer) -> Collection[str]:
        """Return the columns that an address may filter a board by, its own dictionary's first:
        where its roster lacks one that another kind of roster has, nobody fits."""
        known = self.dictionaries.of_school(viewer.school)
        return filters.keys((board.dictionary, *known.values()))

    def on_trial(
        self, viewer: Viewer, roster: int | None, name: str, rule_set: RuleSet
    ) -> tuple[Board, Flags]:
        """Return the board of a roster as `open` does, under rules that are not in force.

        Its set's name is the draft's and its version 0. Raises NoRosterError, NotFound, and
        NoRuleSetError for rules that are for other rosters.
        """
        version = self.freshness.version()
        with self._lock:
            info, edition = self._roster(viewer, roster, version)
            kind = self.dictionaries.get(info.dictionary)
            if kind is None or not is_for(rule_set, kind):
                raise NoRuleSetError(info, name)
            rule_set = fitted(rule_set, kind, self.dictionaries)
            kept = RegisteredSet(name, rule_set, 0, None)
            return self._board(viewer, info, edition, rule_set, kept, version)

    def whole_school(
        self, viewer: Viewer, rule_set: RuleSet
    ) -> tuple[RosterInfo, Cohort, Judgement] | None:
        """Return the newest roster that these rules are for, and what they say of all its
        students, nameless: for figures, never of one student. None where there is no such roster.
        """
        version = self.freshness.version()
        with self.database.read() as session:
            kinds = kinds_for(rule_set, self.dictionaries.of_school(viewer.school))
            found = rosters.newest_of(session, viewer, *kinds)
        if found is None:
            return None
        with self._lock:
            info, edition = self._roster(viewer, found.id, version)
            kind = self.dictionaries.for_roster(info)
            rule_set = fitted(rule_set, kind, self.dictionaries)
            return info, *self._school(viewer, info, edition, rule_set)

    def _board(
        self,
        viewer: Viewer,
        info: RosterInfo,
        edition: Edition,
        rule_set: RuleSet,
        kept: RegisteredSet,
        version: int,
    ) -> tuple[Board, Flags]:
        seen = self.meanwhile.seen(viewer, info.id, version)
        described = self.dictionaries.edition
        key = (info.id, kept.name, kept.version, rule_set.fingerprint, edition, described)
        boards = self._boards if seen is None else self._cut
        school = (viewer, info, edition, rule_set)
        board = boards.get((*key, seen), lambda: self._make(*school, kept, seen))
        return board, self.meanwhile.flags(viewer, version)

    def forget(self) -> None:
        """Drop every board that is kept: one of them may still name somebody who was erased."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        self._boards, self._cut = Recent(MOST_KEPT), Recent(MOST_CUT)
        self._schools = Recent(MOST_KEPT)

    def _roster(
        self, viewer: Viewer, roster: int | None, version: int
    ) -> tuple[RosterInfo, Edition]:
        known = self._rosters.get((viewer.school, roster))
        if known and known[0] == version:
            return known[1], known[2]
        with self.database.read() as session:
            info = (
                rosters.get(session, viewer, roster) if roster else rosters.current(session, viewer)
            )
            if info is None:
                raise NoRosterError
            edition = self._edition(session, viewer, info)
        last = self._rosters.get((viewer.school, roster))
        if last and last[2] != edition:
            self._drop()  # who objected or was erased is in the boards of before
        self._rosters[viewer.school, roster] = (version, info, edition)
        return info, edition

    @staticmethod
    def _edition(session: Session, viewer: Viewer, info: RosterInfo) -> Edition:
        model = predictions.latest(session, viewer, info.id) or 0
        now = rosters.get(session, viewer, info.id)
        past = tuple((one.id, one.imported_at) for one in rosters.before(session, viewer, info.id))
        objecting = objections.standing(session, viewer)
        return now.imported_at, model, now.students, objecting, past

    def _rule_set(
        self, roster: RosterInfo, asked: str | None, school: int
    ) -> tuple[RegisteredSet, RuleSet]:
        for kept in self.shelf.for_roster(roster.dictionary, school):
            if kept.rule_set is not None and asked in (None, kept.name):
                return kept, kept.rule_set
        raise NoRuleSetError(roster, asked)

    def _make(
        self,
        viewer: Viewer,
        roster: RosterInfo,
        edition: Edition,
        rule_set: RuleSet,
        kept: RegisteredSet,
        seen: bytes | None,
    ) -> Board:
        if roster.dictionary not in self.dictionaries:
            raise NotFound
        cohort, judged = self._school(viewer, roster, edition, rule_set)
        if seen is not None:
            rows = np.flatnonzero(np.isin(cohort.students, np.frombuffer(seen, dtype=np.int64)))
            cohort = cohort.of(rows)
            judged = judged.of(rows, cohort.columns)
        with self.database.read() as session:
            names = rosters.names(session, viewer, roster.id)
            gaps = predictions.of_roster(session, viewer, roster.id)
            unscored = len(objections.of_roster(session, viewer, roster.id))
        # They are of another moment than the cohort, and nobody must bear another's name.
        if list(names.students) != cohort.students.tolist():
            raise Stale("Somebody changed groups, objected or was erased just now.")
        dictionary = self.dictionaries.for_roster(roster)
        named = kept.name, kept.version
        return Board(roster, dictionary, cohort, names, gaps, *named, rule_set, judged, unscored)

    def _school(
        self, viewer: Viewer, roster: RosterInfo, edition: Edition, rule_set: RuleSet
    ) -> tuple[Cohort, Judgement]:
        """Return the whole school and its judgement: means are the school's for everybody."""

        def judge() -> tuple[Cohort, Judgement]:
            with self.database.read() as session:
                if self._edition(session, viewer, roster) != edition:
                    raise Stale("Somebody objected or was erased just now.")
                whole = rosters.whole(session, viewer, roster.id)
                cohort = with_earlier(session, viewer, whole, rule_set)
            return cohort, rules.judge(rule_set, cohort.columns)

        key = (roster.id, edition, rule_set.fingerprint)
        school: tuple[Cohort, Judgement] = self._schools.get(key, judge)
        return school


MOST_FLAGS_KEPT = 64


class Meanwhile:
    """Read again when anything was written, by whichever process, or the day has changed.

    `version` is the database's count of writes, from `Freshness`.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._flags, self._seen = Recent(MOST_FLAGS_KEPT), Recent(MOST_FLAGS_KEPT)

    def flags(self, viewer: Viewer, version: int) -> Flags:
        """Return today's flags of the students whom the viewer may see."""
        today = datetime.now(UTC).date()

        def read() -> Flags:
            with self.database.read() as session:
                coached = interventions.under_way(session, viewer)
                return Flags(
                    (version, today),
                    {one.student: one.id for one in coached},
                    dismissals.active(session, viewer, today),
                    {one.student: one.account for one in coached},
                )

        flags: Flags = self._flags.get((visible.sight(viewer), version, today), read)
        return flags if viewer.account is None else replace(flags, account=viewer.account)

    def seen(self, viewer: Viewer, roster: int, version: int) -> bytes | None:
        """Return the ids of a roster's students whom the viewer may see (int64, in the file's
        order); None for the whole school. One of them may have changed class since."""
        if visible.whole_school(viewer):
            return None

        def read() -> bytes:
            with self.database.read() as session:
                return rosters.seen(session, viewer, roster).tobytes()

        if viewer.role not in visible.COACHES:
            return read()  # what a stated reason opens closes without a write
        seen: bytes = self._seen.get((visible.sight(viewer), roster, version), read)
        return seen


def with_earlier(session: Session, viewer: Viewer, cohort: Cohort, rule_set: RuleSet) -> Cohort:
    """Return the cohort with the earlier columns that the rules read, under their names there."""
    found = rosters.earlier(session, viewer, cohort, rule_set.earlier)
    past = {one.name: found[one] for one in rule_set.earlier}
    return replace(cohort, columns={**cohort.columns, **past}) if past else cohort
