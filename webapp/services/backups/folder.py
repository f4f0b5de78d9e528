"""The folder of backups: their names, which were verified, and which are old enough to go."""

import contextlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from data.store import NotFound
from data.store.backups import BackupRefused, Manifest, peek

NAME = re.compile(r"alavanca-\d{8}T\d{6}Z(-\d{1,3})?\.zip")
FORGOTTEN_SECONDS = 24 * 3600  # what a killed process left lies about for a day


@dataclass(frozen=True)
class Backup:
    """One file of the folder. manifest: None where it cannot be read. verified_at: UTC."""

    name: str
    size: int
    manifest: Manifest | None
    verified_at: datetime | None

    @property
    def megabytes(self) -> float:
        """Return the size in millions of bytes."""
        return self.size / 1e6


class BackupFolder:
    """The backups of a data folder, readable by its owner alone."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def listing(self) -> list[Backup]:
        """Return all backups, newest first."""
        return [self._about(path) for path in reversed(self._paths())]

    def path(self, name: str) -> Path:
        """Return where a backup of that name is. Raises NotFound."""
        if not NAME.fullmatch(name) or not (self.folder / name).is_file():
            raise NotFound(f"There is no backup {name}.")
        return self.folder / name

    def prepare(self) -> None:
        """Make the folder where there is none, and delete what killed processes left in it."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        for path in self.folder.glob(".*-*"):
            with contextlib.suppress(FileNotFoundError):  # another process was quicker
                if time.time() - path.stat().st_mtime > FORGOTTEN_SECONDS:
                    shutil.rmtree(path) if path.is_dir() else path.unlink()

    @contextmanager
    def draft(self) -> Iterator[Path]:
        """Give the path of a new file, for its owner alone, which is gone in the end."""
        handle, name = tempfile.mkstemp(dir=self.folder, prefix=".draft-")  # 0600 by itself
        os.close(handle)
        try:
            yield Path(name)
        finally:
            Path(name).unlink()

    def keep(self, draft: Path, made_at: datetime) -> Path:
        """Give a draft its name, once all of it is on the disk."""
        with draft.open("rb+") as file:
            os.fsync(file.fileno())
        stem = f"alavanca-{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
        for number in range(1000):
            path = self.folder / (f"{stem}-{number}.zip" if number else f"{stem}.zip")
            # A link never replaces a file that another process has just made, as a rename would.
            with contextlib.suppress(FileExistsError):
                os.link(draft, path)
                _sync(self.folder)
                return path
        raise FileExistsError(path)

    def mark(self, path: Path, seal: str) -> None:
        """Note that a backup with this seal was verified just now, beside the backup."""
        if path.parent == self.folder:
            told = {"seal": seal, "at": datetime.now(UTC).isoformat()}
            mark = self._mark(path)
            mark.touch(mode=0o600)
            mark.write_text(json.dumps(told), encoding="utf-8")

    def prune(self, most: int) -> list[str]:
        """Delete the oldest backups but `most` (0: none); returns their names."""
        old = self._paths()[:-most] if most else []
        for path in old:
            path.unlink()
            self._mark(path).unlink(missing_ok=True)
        return [path.name for path in old]

    def _paths(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        found = [path for path in self.folder.iterdir() if NAME.fullmatch(path.name)]
        return sorted(found, key=lambda path: path.stem)

    def _about(self, path: Path) -> Backup:
        try:
            manifest, seal = peek(path)
        except (BackupRefused, OSError):
            return Backup(path.name, path.stat().st_size, None, None)
        return Backup(path.name, path.stat().st_size, manifest, self._verified(path, seal))

    def _verified(self, path: Path, seal: str) -> datetime | None:
        try:
            told = json.loads(self._mark(path).read_text("utf-8"))
            return datetime.fromisoformat(told["at"]) if told["seal"] == seal else None
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def _mark(self, path: Path) -> Path:
        return self.folder / f"{path.name}.verified"


def _sync(folder: Path) -> None:
    """See that a new name is on the disk too; Windows does so by itself and has no such call."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
