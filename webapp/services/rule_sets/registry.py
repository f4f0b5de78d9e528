"""The rule sets in force: a watched folder, where a broken file leaves the last good version."""

import logging
import math
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import rules
from data.store import Database
from data.store.rules import publications, rule_sets
from rules import RuleFileError, RuleProblem, RuleSet
from rules.reading.expressions import Columns
from webapp.services.dictionaries.catalogue import Catalogue, ColumnsByName
from webapp.services.process.cache import Recent
from webapp.services.rule_sets import folder, rule_file
from webapp.services.rule_sets.fitting import fitted, is_for
from webapp.services.rule_sets.folder import MISNAMED, OpenedRuleFile, Stamp, opened

MOST_ATTEMPTS = 32  # texts of drafts that were read of late
CHECK_EVERY = 1.0  # seconds between two looks at the folder
CHECK_SOON = 0.2  # seconds until the next one, where files were left for it
LONGEST_LOOK = 1.0  # seconds; what a look does not come to is left for the next
LONGEST_FIRST_LOOK = 30.0  # seconds; before it nobody has any set

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class RegisteredSet:
    """One rule set as it stands: the version in force, if any, and what is wrong with its file.

    `text` is the file's where it has problems, so that their lines can be shown.
    """

    name: str
    rule_set: RuleSet | None
    version: int
    since: datetime | None
    problems: tuple[RuleProblem, ...] = ()
    home: int | None = None  # the school whose it is alone; None: everybody's
    text: str = ""

    @property
    def offered(self) -> bool:
        """Say whether boards may use it: drafts and retired sets are only read."""
        return self.rule_set is not None and self.rule_set.status in ("pilot", "stable")


class Shelf:
    """The rule sets of one folder, read again when a file changes."""

    def __init__(self, folder: Path, dictionaries: Catalogue, database: Database) -> None:
        self.folder = folder
        self.dictionaries = dictionaries
        self.columns = dictionaries.columns
        self.database = database
        self._kept: dict[str, RegisteredSet] = {}
        self._seen: dict[str, Stamp | None] = {}
        self._day: date | None = None
        self._edition = 0  # of the data dictionaries that the sets were read against
        self._looked = -math.inf
        self._asked, self._answered = 0, -1  # how often to look whatever the time is
        self._attempts = Recent(MOST_ATTEMPTS)
        self._lock = threading.Lock()

    def sets(self) -> dict[str, RegisteredSet]:
        """Return every set by name, after a look at the folder if the last is a second old."""
        # Whoever comes while another looks takes what is kept; before the first look, and after a
        # file was put here by page or command, he waits.
        must = self._answered != self._asked
        if self._due() and self._lock.acquire(blocking=must):
            try:
                if self._due():
                    self._look()
            finally:
                self._lock.release()
        return self._kept

    def of_school(self, school: int) -> dict[str, RegisteredSet]:
        """Return by name the sets that a school may know of: its own and everybody's."""
        return {name: kept for name, kept in self.sets().items() if kept.home in (None, school)}

    def taken(self) -> frozenset[str]:
        """Return the names that no new set can have: a file's at the last look, or a page's."""
        return folder.TAKEN.union(self._kept)

    def attempt(self, text: str, school: int | None = None) -> rules.Attempt:
        """Read a text that may be wrong, and that a school wrote unless it is None. Reading takes
        longer than all else that a page does with a draft, and every part of its page asks for the
        same text."""
        key = (text, school, self.dictionaries.edition)
        return self._attempts.get(key, lambda: rules.attempt(text, self.columns_of(school)))  # type: ignore[no-any-return]

    def columns_of(self, school: int | None) -> Mapping[str, Columns]:
        """Return the columns of each data dictionary that a school's rules may speak of; None:
        those of every school's."""
        if school is None:
            return self.columns
        return ColumnsByName(self.dictionaries.of_school(school))

    def look_again(self) -> None:
        """Have the next question look at the folder: a file has just been written."""
        self._asked += 1

    def _due(self) -> bool:
        waited = time.monotonic() - self._looked
        return self._answered != self._asked or waited > CHECK_EVERY

    def for_roster(self, dictionary: str, school: int) -> list[RegisteredSet]:
        """Return the sets offered to a school for rosters of this data dictionary, each as it holds
        for them: those written for it before those for what it is like, the school's own before
        everybody's, stable ones before pilots."""
        known = self.dictionaries.get(dictionary)
        if known is None:
            return []
        fitting = [
            ((rule_set.roster != dictionary, kept.home is None, rule_set.status != "stable", name),
             replace(kept, rule_set=fitted(rule_set, known, self.dictionaries)))
            for name, kept in self.of_school(school).items()
            if kept.offered and (rule_set := kept.rule_set) and is_for(rule_set, known)
        ]  # fmt: skip
        return [kept for _, kept in sorted(fitting, key=lambda one: one[0])]

    def _look(self) -> None:
        """Take what has changed. What goes wrong on the way leaves everything as it is, for the
        next look, once there was a first."""
        asked = self._asked
        try:
            busy = self._take()
        except Exception:
            if self._answered < 0:
                raise
            log.exception("the folder of rule files was not read: what is in force stays")
            busy = False
        self._answered = asked
        self._looked = time.monotonic() - (CHECK_EVERY - CHECK_SOON if busy else 0.0)

    def _take(self) -> bool:
        """Take every changed file that nobody is writing, as far as the time goes; say whether one
        was left out."""
        longest = LONGEST_LOOK if self._answered >= 0 else LONGEST_FIRST_LOOK
        until = time.monotonic() + longest
        rule_file.mend(self.folder, self.database)
        files = folder.listing(self.folder)
        found = {name: folder.stamp(path) for name, path in files.items()}
        today = datetime.now(UTC).date()  # on which a set may come into force
        edition = self.dictionaries.edition
        anew = (today, edition) != (self._day, self._edition)
        if found == self._seen and not anew and self._asked == self._answered:
            return False
        written = {name for name in found if found[name] != self._seen.get(name)}
        if self._seen.keys() - found.keys() or any(
            folder.is_fresh(found[name]) for name in written
        ):
            time.sleep(folder.SETTLING)
            files = folder.listing(self.folder)
        now = {name: folder.stamp(path) for name, path in files.items()}
        left = {name for name in now if now[name] != found.get(name)}
        wanted = now.keys() if anew else written & now.keys()
        kept = {name: self._kept[name] for name in files if name in self._kept}
        for name in sorted(wanted - left):
            if time.monotonic() > until:
                left.add(name)
                continue
            if (read := self._read(name, files[name])) is not None:
                kept[name] = read
            if folder.stamp(files[name]) != now[name]:
                left.add(name)
        with self.database.read() as session:
            homes = rule_sets.homes(session)
        self._kept = {
            name: replace(one, home=homes.get(name, self._home(one))) for name, one in kept.items()
        }
        self._seen = {name: now[name] for name in now if name not in left}
        self._day, self._edition = today, edition
        return bool(left)

    def _home(self, kept: RegisteredSet) -> int | None:
        """Return whose a file is that nobody made on a page: that of its data dictionary."""
        return self.dictionaries.home(kept.rule_set.roster) if kept.rule_set else None

    def _read(self, name: str, path: Path) -> RegisteredSet | None:
        """Read one file; None where it has gone."""
        if not folder.is_usable(name):
            log.warning("rule file %r: it cannot be called so", name)
            return _misnamed(name)
        found = opened(path, self.columns)
        if found is None:
            return None
        if found.rule_set is None:
            return self._refused(name, found)
        day = found.rule_set.in_force_from
        if day and day > datetime.now(UTC).date():
            return self._last_good(name)
        return self._in_force(name, found.rule_set)

    def _in_force(self, name: str, rule_set: RuleSet) -> RegisteredSet:
        with self.database.read() as session:
            version = rule_sets.latest(session, name)
        if version is None or version.fingerprint != rule_set.fingerprint:
            with self.database.write() as session:
                author = publications.author_of(session, name, rule_set.fingerprint)
                version = rule_sets.record(
                    session,
                    name,
                    rule_set.text,
                    rule_set.fingerprint,
                    author=author,
                    warnings=[],
                )
        return RegisteredSet(name, rule_set, version.number, version.created_at)

    def _refused(self, name: str, found: OpenedRuleFile) -> RegisteredSet:
        problems = found.problems
        log.warning("rule set %r: %d problems, last good version stays", name, len(problems))
        self._note_refusal(name, found.fingerprint, len(problems))
        return replace(self._last_good(name), problems=problems, text=found.text)

    def _note_refusal(self, name: str, fingerprint: str, problems: int) -> None:
        """Write the refusal into the trace, once a text: every process looks at every file."""
        with self.database.read() as session:
            if rule_sets.is_refused(session, name, fingerprint):
                return
        with self.database.write(counted=False) as session:
            if not rule_sets.is_refused(session, name, fingerprint):
                rule_sets.refuse(session, name, fingerprint, problems)

    def _last_good(self, name: str) -> RegisteredSet:
        if name in self._kept:
            return replace(self._kept[name], problems=(), text="")
        with self.database.read() as session:
            version = rule_sets.latest(session, name)
        if version is None:
            return RegisteredSet(name, None, 0, None)
        try:
            rule_set = rules.read(version.text, self.columns)
        except RuleFileError:  # its data dictionary has changed or gone since
            return RegisteredSet(name, None, version.number, version.created_at)
        return RegisteredSet(name, rule_set, version.number, version.created_at)


def _misnamed(name: str) -> RegisteredSet:
    """A file whose name no address can hold: listed by what can be printed of it."""
    printed = "".join(sign if sign.isprintable() else "�" for sign in name)[: folder.LONGEST_FOUND]
    return RegisteredSet(printed, None, 0, None, (RuleProblem(MISNAMED, line=1, column=1),))
