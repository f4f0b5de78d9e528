"""Uploaded files between their upload and the reader's yes, and what is shown of them meanwhile."""

import contextlib
import json
import secrets
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from data.wording.message import N_, Message
from webapp.services.rosters.importing import ReadFile

MOST_SHOWN = 200  # problems and changes on the page; the download has them all
PREVIEW_ROWS = 8
KEPT_SECONDS = 24 * 3600
# A course's log has addresses of computers: where its reading was killed, it goes sooner.
UNREAD_SECONDS = 3600
# What there can be of one upload: the file, what the page shows of it; of a course's log the second
# file, what was kept of the two, and the job that works on them.
ENDINGS = ("upload", "json", "second", "log", "grades", "shown", "job")


@dataclass
class UploadPreview:
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


def preview(found: ReadFile) -> UploadPreview:
    """Say what the page must show of a file that was read."""
    changes = found.changes
    return UploadPreview(
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
        problems=[asdict(problem) for problem in found.checked.problems],
        problem_count=found.checked.problem_count,
        notes=[asdict(note) for note in found.checked.notes],
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


def gone() -> Message:
    """Say that an upload is not there any more."""
    words = N_(
        "Uploaded files are deleted once they are imported, and after a day. "
        "Upload it again to go on."
    )
    return Message(words)


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
        return self.beside(token, "upload")

    def beside(self, token: str, ending: str) -> Path:
        """Return where another file of that name is, by one of ENDINGS."""
        return self.folder / f"{token}.{ending}"

    def keep(self, token: str, shown: UploadPreview) -> None:
        """Keep what the page shows of a file beside it."""
        path = self.folder / f"{token}.json"
        path.touch(mode=0o600)
        path.write_text(json.dumps(asdict(shown)), encoding="utf-8")

    def preview(self, token: str) -> UploadPreview | None:
        """Return what was kept of a file, None when it is gone."""
        try:
            return UploadPreview(**json.loads((self.folder / f"{token}.json").read_text("utf-8")))
        except FileNotFoundError:
            return None

    def forget(self, token: str) -> None:
        """Delete a file and what was kept of it."""
        for ending in ENDINGS:
            self.beside(token, ending).unlink(missing_ok=True)

    def _forget_old(self) -> None:
        for path in self.folder.iterdir():
            with contextlib.suppress(FileNotFoundError):  # another process was quicker
                age = time.time() - path.stat().st_mtime
                if path.suffix == ".second" and age > UNREAD_SECONDS:
                    path.with_suffix(".upload").unlink(missing_ok=True)
                    path.unlink()
                elif age > KEPT_SECONDS:
                    path.unlink()
