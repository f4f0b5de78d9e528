"""Every data dictionary that is known here, by name: what all schools share, and what is one's own.

Nothing of it needs a restart: the database's count of writes says when a school's own may have
changed, and the site's folder is looked at once a second.
"""

import logging
import math
import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from data import dictionary
from data.column import Column, Dictionary
from data.dictionary import DictionaryError
from data.store import Database
from data.store.rosters import RosterInfo, dictionaries
from data.store.rosters.dictionaries import NewestVersion
from webapp.services.dictionaries.own_folder import BrokenDictionary, OwnFolder
from webapp.services.process.cache import Freshness
from webapp.services.process.settings import SHIPPED_DICTIONARIES, Settings

CHECK_EVERY = 1.0  # seconds between two looks at the folder

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _CatalogueMoment:
    """What there is at one moment. shared: by name. own: the newest version of every school's."""

    shared: Mapping[str, Dictionary] = field(default_factory=dict)
    own: Mapping[str, NewestVersion] = field(default_factory=dict)
    broken: tuple[BrokenDictionary, ...] = ()


class Catalogue(Mapping[str, Dictionary]):
    """The data dictionaries by name, each school's own in its newest version that can be read.

    A name finds every school's; going through them gives only what all schools share. Where a
    name comes from an address or a form, ask `of_school`.
    """

    def __init__(self, settings: Settings, database: Database, freshness: Freshness) -> None:
        self._database = database
        self._freshness = freshness
        self._folder = OwnFolder(settings.own_dictionaries, settings.kept_dictionaries)
        self._shipped: dict[str, Dictionary] | None = None
        self._known = _CatalogueMoment()
        self._edition = 0
        self._written, self._looked = -1, -math.inf
        # Of texts that never change: (name, number) -> the dictionary, None where it is broken.
        self._versions: dict[tuple[str, int], Dictionary | DictionaryError] = {}
        self._lock = threading.Lock()
        self.columns: Mapping[str, Mapping[str, Column]] = ColumnsByName(self)

    def __getitem__(self, name: str) -> Dictionary:
        known = self._look()
        if name in known.shared:
            return known.shared[name]
        found = self._newest_good(known.own[name])
        if found is None:
            raise KeyError(name)
        return found[0]

    def __iter__(self) -> Iterator[str]:
        return iter(self._look().shared)

    def __len__(self) -> int:
        return len(self._look().shared)

    @property
    def edition(self) -> int:
        """Another number when any dictionary has changed since."""
        self._look()
        return self._edition

    def of_school(self, school: int) -> dict[str, Dictionary]:
        """Return what a school may know of by name: what all share, then its own."""
        known = self._look()
        own = {
            name: found[0]
            for name, one in sorted(known.own.items())
            if one.school == school and (found := self._newest_good(one))
        }
        return {**known.shared, **own}

    def every(self) -> dict[str, Dictionary]:
        """Return all of them by name, every school's among them: for whoever has the server."""
        known = self._look()
        own = {
            name: found[0] for name, one in known.own.items() if (found := self._newest_good(one))
        }
        return {**own, **known.shared}

    def own_names(self, school: int) -> frozenset[str]:
        """Return the names of a school's own dictionaries."""
        own = self._look().own.values()
        return frozenset(one.name for one in own if one.school == school)

    def site_names(self) -> frozenset[str]:
        """Return the names of the dictionaries in the site's own folder."""
        self._look()
        return frozenset(self._folder.dictionaries())

    def home(self, name: str) -> int | None:
        """Return the school whose dictionary this is; None for a shared one and an unknown one."""
        found = self._look().own.get(name)
        return None if found is None else found.school

    def number(self, name: str) -> int | None:
        """Return the version in force of a school's own dictionary, None for a shared one."""
        one = self._look().own.get(name)
        found = self._newest_good(one) if one else None
        return found[1] if found else None

    def for_roster(self, roster: RosterInfo) -> Dictionary:
        """Return the dictionary that a roster was read by, and after its columns those that a later
        version added, which its students did not answer: rules in force may speak of them.

        Raises KeyError where there is no such dictionary any more.
        """
        newest = self[roster.dictionary]
        number = roster.dictionary_number
        if number is None or number == self.number(roster.dictionary):
            return newest
        then = self._version(roster.dictionary, number)
        return newest if then is None else _with_later_columns(then, newest)

    def of_roster(self, roster: RosterInfo | None) -> Dictionary | None:
        """Return what `for_roster` does; None where there is no roster or no such dictionary."""
        try:
            return None if roster is None else self.for_roster(roster)
        except KeyError:
            return None

    def broken(self, school: int) -> tuple[BrokenDictionary, ...]:
        """Return the files of the site and the dictionaries of a school that cannot be used as they
        stand."""
        known = self._look()
        own = []
        for one in known.own.values():
            found = self._read(one.name, one.number) if one.school == school else None
            if isinstance(found, DictionaryError):
                stays = self._newest_good(one) is not None
                own.append(BrokenDictionary(f"{one.name} {one.number}", found.problems, stays))
        return (*known.broken, *own)

    def look_again(self) -> None:
        """Have the next question look at the folder."""
        self._looked = -math.inf

    def _look(self) -> _CatalogueMoment:
        version = self._freshness.version()
        waited = time.monotonic() - self._looked
        if version == self._written and waited <= CHECK_EVERY:
            return self._known
        with self._lock:
            if version != self._written or time.monotonic() - self._looked > CHECK_EVERY:
                self._take(version)
        return self._known

    def _take(self, version: int) -> None:
        if self._shipped is None:
            self._shipped = dictionary.load_all([SHIPPED_DICTIONARIES])
        own: Mapping[str, NewestVersion] = self._known.own
        if version != self._written:
            with self._database.read() as session:
                own = {one.name: one for one in dictionaries.newest_of_all(session)}
        changed = self._folder.look(self._shipped, own.keys()) or own != self._known.own
        if changed or not self._edition:
            shared = {**self._shipped, **self._folder.dictionaries()}
            self._known = _CatalogueMoment(shared, own, self._folder.broken)
            self._versions = {}
            self._edition += 1
        self._written, self._looked = version, time.monotonic()

    def _newest_good(self, one: NewestVersion) -> tuple[Dictionary, int] | None:
        """Return the newest version that can be read, with its number."""
        for number in range(one.number, 0, -1):
            found = self._read(one.name, number)
            if isinstance(found, Dictionary):
                return found, number
        return None

    def _version(self, name: str, number: int) -> Dictionary | None:
        found = self._read(name, number)
        return found if isinstance(found, Dictionary) else None

    def _read(self, name: str, number: int) -> Dictionary | DictionaryError:
        versions = self._versions
        if (name, number) not in versions:
            with self._database.read() as session:
                text = dictionaries.text(session, name, number)
            try:
                versions[name, number] = dictionary.read_text(text or "", f"{name}.yaml")
            except DictionaryError as error:  # a later product wrote it, or a backup brought it
                log.warning("stored data dictionary: %d problems", len(error.problems))
                versions[name, number] = error
        return versions[name, number]


class ColumnsByName(Mapping[str, Mapping[str, Column]]):
    """The columns of each dictionary by name, as rule files are read against them."""

    def __init__(self, known: Mapping[str, Dictionary]) -> None:
        self._known = known

    def __getitem__(self, name: str) -> Mapping[str, Column]:
        return self._known[name].columns

    def __iter__(self) -> Iterator[str]:
        return iter(self._known)

    def __len__(self) -> int:
        return len(self._known)


def _with_later_columns(then: Dictionary, newest: Dictionary) -> Dictionary:
    later = {
        name: column.model_copy(update={"role": None, "required": False})
        for name, column in newest.columns.items()
        if name not in then.columns
    }
    if not later:
        return then
    return then.model_copy(update={"columns": {**then.columns, **later}})
