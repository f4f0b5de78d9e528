"""A file on its way to a roster: read, shown, then taken in whole or not at all.

The page and the command go the same way; the page's steps run in child processes (`jobs`).
"""

import contextlib
import json
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from data import dictionary as dictionaries
from data import reading
from data.dictionary import Dictionary
from data.problem import Problem
from data.reading import Checked, Table
from data.store import IMPORT_WAIT, mappings, rosters
from data.store.rosters import Changes, RosterInfo
from data.viewer import Viewer
from webapp.language import N_
from webapp.state import State

MOST_SHOWN = 200  # problems and changes on the page; the download has them all
PREVIEW_ROWS = 8
KEPT_SECONDS = 24 * 3600
LEFT_OUT = ""  # the mapping's word for a column of the file that is not taken

Progress = Callable[[float, str], None]


class NotImportable(Exception):  # noqa: N818 - shown to the reader as a problem, not as an error
    """A file that cannot become a roster, with the sentence that says why."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.message)


@dataclass(frozen=True)
class Read:
    """A file that was read and checked, and what taking it in would change."""

    table: Table
    dictionary: Dictionary
    mapping: dict[str, str]
    checked: Checked
    changes: Changes
    current: RosterInfo | None


def read(
    state: State,
    viewer: Viewer,
    path: Path,
    filename: str,
    mapping: Mapping[str, str] | None = None,
    progress: Progress = lambda done, words: None,
) -> Read:
    """Read and check a file and compare it with the school's roster; writes nothing.

    `mapping` says which header holds which column; without it the one used last for these headers
    is taken, else the one that the dictionary recognises. Raises reading.Unreadable, or
    NotImportable when no data dictionary knows the columns.
    """
    progress(0.1, N_("Reading the file"))
    table = reading.open_table(path, filename)
    described, chosen = _columns(state, viewer, table, mapping)
    progress(0.4, N_("Checking every cell"))
    checked = reading.check(table, described, chosen)
    progress(0.8, N_("Comparing with the roster before"))
    with state.database.read() as session:
        current = rosters.current(session, viewer)
        changes = rosters.compare(session, viewer, checked.records, keyed=checked.keyed)
    return Read(table, described, chosen, checked, changes, current)


def take_in(
    state: State,
    viewer: Viewer,
    found: Read,
    title: str,
    expected_current: int | None,
    progress: Progress = lambda done, words: None,
) -> RosterInfo:
    """Write what was read as the school's roster: one transaction, or nothing.

    Raises NotImportable when the file has problems, and store.Stale when another import came in
    since this one was shown.
    """
    if found.checked.problems:
        raise NotImportable(found.checked.problems[0])
    progress(0.6, N_("Writing the roster"))
    with state.database.write(wait=IMPORT_WAIT) as session:
        mappings.remember(
            session, viewer, found.table.headers, found.dictionary.name, found.mapping
        )
        return rosters.add(
            session,
            viewer,
            found.checked.records,
            title=title,
            dictionary=found.dictionary.name,
            filename=found.table.filename,
            fingerprint=found.checked.fingerprint,
            keyed=found.checked.keyed,
            columns={name: found.dictionary.columns[name].type for name in found.checked.columns},
            expected_current=expected_current,
            notes={"notes": [_as_json(note) for note in found.checked.notes]},
        )


def _columns(
    state: State, viewer: Viewer, table: Table, mapping: Mapping[str, str] | None
) -> tuple[Dictionary, dict[str, str]]:
    with state.database.read() as session:
        remembered = mappings.remembered(session, viewer, table.headers)
    if mapping is None and remembered and remembered.dictionary in state.dictionaries:
        return state.dictionaries[remembered.dictionary], remembered.mapping
    closest = dictionaries.closest(state.dictionaries, table.headers)
    if mapping is not None:
        described = closest[0] if closest else next(iter(state.dictionaries.values()))
        return described, {header: column for header, column in mapping.items() if column}
    if closest is None:
        return next(iter(state.dictionaries.values())), {}
    return closest[0], dict(closest[1].mapping)


@dataclass
class Preview:
    """What the page shows of a file before anybody says yes; kept beside the upload as JSON."""

    filename: str
    dictionary: str
    kind: str
    encoding: str | None
    separator: str | None
    decimal: str
    headers: list[str]
    mapping: dict[str, str]
    rows: list[list[str]]
    students: int
    problems: list[dict[str, Any]]
    problem_count: int
    notes: list[dict[str, Any]]
    new: int = 0
    updated: list[dict[str, Any]] = field(default_factory=list)
    students_updated: int = 0
    same: int = 0
    missing: list[str] = field(default_factory=list)
    known: int = 0
    identical: bool = False
    loses_too_many: bool = False
    current: int | None = None


def preview(found: Read) -> Preview:
    """Say what the page must show of a file that was read."""
    changes = found.changes
    return Preview(
        filename=found.table.filename,
        dictionary=found.dictionary.name,
        kind=found.table.kind,
        encoding=found.table.encoding,
        separator=found.table.separator,
        decimal=found.table.decimal,
        headers=list(found.table.headers),
        mapping=dict(found.mapping),
        rows=found.table.rows[:PREVIEW_ROWS],
        students=len(found.checked.records),
        problems=[_as_json(problem) for problem in found.checked.problems],
        problem_count=found.checked.problem_count,
        notes=[_as_json(note) for note in found.checked.notes],
        new=len(changes.new),
        updated=[update._asdict() for update in changes.updated[:MOST_SHOWN]],
        students_updated=len({update.key for update in changes.updated}),
        same=changes.same,
        missing=list(changes.missing),
        known=changes.known,
        identical=changes.identical,
        loses_too_many=changes.loses_too_many,
        current=found.current.id if found.current else None,
    )


def _as_json(problem: Problem) -> dict[str, Any]:
    return asdict(problem)


def gone() -> Problem:
    """Say that an upload is not there any more."""
    words = N_(
        "Uploaded files are deleted once they are imported, and after a day. "
        "Upload it again to go on."
    )
    return Problem(None, None, words)


class Uploads:
    """Files between their upload and the reader's yes: for a day at most, for their owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def new(self) -> tuple[str, Path]:
        """Return a name that nobody can guess, and where to write the file of that name."""
        self._forget_old()
        token = secrets.token_hex(16)
        path = self.path(token)
        path.touch(mode=0o600)
        return token, path

    def path(self, token: str) -> Path:
        """Return where the file of that name is."""
        return self.folder / f"{token}.upload"

    def keep(self, token: str, shown: Preview) -> None:
        """Keep what the page shows of a file beside it."""
        path = self.folder / f"{token}.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(shown)), encoding="utf-8")

    def preview(self, token: str) -> Preview | None:
        """Return what was kept of a file, None when it is gone."""
        try:
            return Preview(**json.loads((self.folder / f"{token}.json").read_text("utf-8")))
        except FileNotFoundError:
            return None

    def forget(self, token: str) -> None:
        """Delete a file and what was kept of it."""
        for ending in ("upload", "json"):
            (self.folder / f"{token}.{ending}").unlink(missing_ok=True)

    def _forget_old(self) -> None:
        for path in self.folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another process was quicker
                if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                    path.unlink()
