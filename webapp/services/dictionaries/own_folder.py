"""The folder of a site's own data dictionaries: read again when a file changes.

Of a file that is broken the last good text stays in force; it is kept in the data folder, so that
another process, or the next start, has it as well.
"""

import contextlib
import logging
import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from data import dictionary
from data.dictionary import Dictionary, DictionaryError
from data.wording.message import Message, say

Stamp = tuple[int, int, int]

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class BrokenDictionary:
    """A data dictionary that cannot be used as it stands, and what is in force in its stead."""

    file: str  # the file's name, or the dictionary's with its version
    problems: tuple[Message, ...]  # all of them, each with its line
    stays: bool  # an earlier version is in force


@dataclass(frozen=True)
class _ReadFile:
    stamp: Stamp | None
    dictionary: Dictionary | None  # the last good one
    problems: tuple[Message, ...] = ()


class OwnFolder:
    """The dictionaries of one folder, by name; a file that is broken stops nothing."""

    def __init__(self, folder: Path, kept: Path) -> None:
        """kept: where the last good text of each file is put down."""
        self.folder = folder
        self.kept = kept
        self._files: dict[str, _ReadFile] = {}
        self.broken: tuple[BrokenDictionary, ...] = ()

    def look(self, shared: Mapping[str, Dictionary], taken: Collection[str]) -> bool:
        """Read what has changed; say whether anything did.

        shared: the shipped ones, whose names and columns no file may have. taken: the names of
        schools' own.
        """
        there = {path.name: _stamp(path) for path in sorted(self.folder.glob("*.yaml"))}
        known = {name: one.stamp for name, one in self._files.items()}
        if there == known:
            return False
        for gone in known.keys() - there.keys():
            del self._files[gone]
            with contextlib.suppress(OSError):
                (self.kept / gone).unlink(missing_ok=True)
        for file, stamp in there.items():
            if known.get(file, ()) != stamp:
                self._files[file] = self._read(file, stamp, shared, taken)
        self._files = dict(sorted(self._files.items()))
        self.broken = tuple(
            BrokenDictionary(file, one.problems, one.dictionary is not None)
            for file, one in self._files.items()
            if one.problems
        )
        return True

    def dictionaries(self) -> dict[str, Dictionary]:
        """Return those in force by name, in the order of their files."""
        found = (one.dictionary for one in self._files.values())
        return {one.name: one for one in found if one is not None}

    def _read(
        self,
        file: str,
        stamp: Stamp | None,
        shared: Mapping[str, Dictionary],
        taken: Collection[str],
    ) -> _ReadFile:
        try:
            content = (self.folder / file).read_bytes()
            found = dictionary.read_text(content, file)
            others = {f"{name}.yaml": one for name, one in shared.items()}
            others |= {
                name: one.dictionary
                for name, one in self._files.items()
                if name != file and one.dictionary is not None
            }
            problems = [*_clashes(file, found, others, taken)]
            if problems:
                raise DictionaryError(problems)
        except DictionaryError as error:
            return self._refused(file, stamp, error.problems, taken)
        except OSError as error:
            said = say(
                "%(file)s cannot be opened (%(said)s). Let the server read it, or save it anew.",
                file=file,
                said=error.strerror or type(error).__name__,
            )
            return self._refused(file, stamp, (said,), taken)
        self._keep(file, content)
        return _ReadFile(stamp, found)

    def _refused(
        self,
        file: str,
        stamp: Stamp | None,
        problems: tuple[Message, ...],
        taken: Collection[str],
    ) -> _ReadFile:
        log.warning("data dictionary %r: %d problems, last good version stays", file, len(problems))
        before = self._files[file].dictionary if file in self._files else self._last_good(file)
        stays = before is not None and before.name not in taken
        return _ReadFile(stamp, before if stays else None, problems)

    def _last_good(self, file: str) -> Dictionary | None:
        try:
            return dictionary.read_text((self.kept / file).read_bytes(), file)
        except (OSError, DictionaryError):
            return None

    def _keep(self, file: str, content: bytes) -> None:
        path = self.kept / file
        with contextlib.suppress(OSError):  # a folder that nobody can write: no more than that
            if path.exists() and path.read_bytes() == content:
                return
            self.kept.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = self.kept / f".draft-{secrets.token_hex(8)}"
            draft.write_bytes(content)
            draft.replace(path)


def _stamp(path: Path) -> Stamp | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino


def _clashes(
    file: str, found: Dictionary, others: Mapping[str, Dictionary], taken: Collection[str]
) -> Iterator[Message]:
    for other, known in others.items():
        yield from dictionary.clashes(file, found, other, known)
    if found.name in taken:
        yield say(
            "%(file)s is named %(name)s, as a school’s own data dictionary is. Rename it.",
            file=file,
            name=found.name,
        )
