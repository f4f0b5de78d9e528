"""The rule sets in force: a watched folder, where a broken file leaves the last good version."""

import hashlib
import logging
import math
import threading
import time
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

import rules
from data.dictionary import Dictionary
from data.store import Database, publications, rule_sets
from rules import Problem, RuleFileError, RuleSet
from webapp.rules import rule_file

CHECK_EVERY = 1.0  # seconds between two looks at the folder

Stamp = tuple[int, int, date]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Kept:
    """One rule set as it stands: the version in force, if any, and what is wrong with its file."""

    name: str
    rule_set: RuleSet | None
    version: int
    since: datetime | None
    problems: tuple[Problem, ...] = ()
    home: int | None = None  # the school whose it is alone; None: everybody's

    @property
    def offered(self) -> bool:
        """Say whether boards may use it: drafts and retired sets are only read."""
        return self.rule_set is not None and self.rule_set.status in ("pilot", "stable")


class Shelf:
    """The rule sets of one folder, read again when a file changes."""

    def __init__(
        self, folder: Path, dictionaries: dict[str, Dictionary], database: Database
    ) -> None:
        self.folder = folder
        self.columns = {name: known.columns for name, known in dictionaries.items()}
        self.database = database
        self._kept: dict[str, Kept] = {}
        self._seen: dict[str, Stamp] = {}
        self._looked = -math.inf
        self._lock = threading.Lock()

    def sets(self) -> dict[str, Kept]:
        """Return every set by name, after a look at the folder if the last is a second old."""
        # Whoever comes while another looks takes what is kept; before the first look he waits.
        first = self._looked == -math.inf
        if self._due() and self._lock.acquire(blocking=first):
            try:
                if self._due():
                    self._look()
                    self._looked = time.monotonic()
            finally:
                self._lock.release()
        return self._kept

    def of_school(self, school: int) -> dict[str, Kept]:
        """Return by name the sets that a school may know of: its own and everybody's."""
        return {name: kept for name, kept in self.sets().items() if kept.home in (None, school)}

    def look_again(self) -> None:
        """Have the next question look at the folder: a file has just been written."""
        self._looked, self._seen = -math.inf, {}

    def _due(self) -> bool:
        return time.monotonic() - self._looked > CHECK_EVERY

    def for_roster(self, dictionary: str, school: int) -> list[Kept]:
        """Return the sets offered to a school for rosters of this data dictionary: its own before
        everybody's, stable ones before pilots."""
        fitting = [
            ((kept.home is None, kept.rule_set.status != "stable", name), kept)
            for name, kept in self.of_school(school).items()
            if kept.offered and kept.rule_set and kept.rule_set.roster == dictionary
        ]
        return [kept for _, kept in sorted(fitting, key=lambda one: one[0])]

    def _look(self) -> None:
        rule_file.mend(self.folder, self.database)
        files = {path.stem: path for path in sorted(self.folder.glob("*.yaml")) if path.is_file()}
        today = datetime.now(UTC).date()  # on which a set may come into force
        seen = {name: _stamp(path, today) for name, path in files.items()}
        if seen == self._seen:
            return
        kept = {name: self._kept[name] for name in files if name in self._kept}
        for name, path in files.items():
            if seen[name] != self._seen.get(name):
                kept[name] = self._read(name, path)
        with self.database.read() as session:
            homes = rule_sets.homes(session)
        self._kept = {name: replace(one, home=homes.get(name)) for name, one in kept.items()}
        self._seen = seen

    def _read(self, name: str, path: Path) -> Kept:
        try:
            text = path.read_text(encoding="utf-8", errors="replace")
        except OSError as error:
            log.warning("rule set %r cannot be read (%r), last good version stays", name, error)
            return self._last_good(name)
        try:
            rule_set = rules.read(text, self.columns)
        except RuleFileError as error:
            log.warning(
                "rule set %r: %d problems, last good version stays", name, len(error.problems)
            )
            self._note_refusal(name, text, len(error.problems))
            return replace(self._last_good(name), problems=error.problems)
        if rule_set.in_force_from and rule_set.in_force_from > datetime.now(UTC).date():
            return self._last_good(name)
        with self.database.read() as session:
            version = rule_sets.latest(session, name)
        if version is None or version.fingerprint != rule_set.fingerprint:
            with self.database.write() as session:
                author = publications.author_of(session, name, rule_set.fingerprint)
                version = rule_sets.record(
                    session, name, text, rule_set.fingerprint, author=author, warnings=[]
                )
        return Kept(name, rule_set, version.number, version.created_at)

    def _note_refusal(self, name: str, text: str, problems: int) -> None:
        """Write the refusal into the trace, once a text: every process looks at every file."""
        fingerprint = hashlib.sha256(text.encode()).hexdigest()
        with self.database.read() as session:
            if rule_sets.is_refused(session, name, fingerprint):
                return
        with self.database.write(counted=False) as session:
            if not rule_sets.is_refused(session, name, fingerprint):
                rule_sets.refuse(session, name, fingerprint, problems)

    def _last_good(self, name: str) -> Kept:
        if name in self._kept:
            return replace(self._kept[name], problems=())
        with self.database.read() as session:
            version = rule_sets.latest(session, name)
        if version is None:
            return Kept(name, None, 0, None)
        try:
            rule_set = rules.read(version.text, self.columns)
        except RuleFileError:  # its data dictionary has changed or gone since
            return Kept(name, None, version.number, version.created_at)
        return Kept(name, rule_set, version.number, version.created_at)


def _stamp(path: Path, today: date) -> Stamp:
    try:
        found = path.stat()
    except OSError:  # gone, or not ours to look at: reading it says so
        return 0, 0, today
    return found.st_mtime_ns, found.st_size, today
