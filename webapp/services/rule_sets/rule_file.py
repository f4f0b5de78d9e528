"""Writing a rule file so that it is there whole or not at all, and what a crash left is mended.

First the text lies beside the file under a name that nobody reads; then the database says that it
is published; then it takes the file's name. Whoever looks at the folder finishes what stopped
between the last two, and throws away what stopped before.
"""

import contextlib
import hashlib
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from data.store import Database, Session
from data.store.rules import publications, rule_sets
from webapp.services.rule_sets import folder

# The last part is another for each who publishes: nobody takes away what somebody else laid there.
WAITING = re.compile(r"^\.(?P<name>.+)\.(?P<fingerprint>[0-9a-f]{64})\.[0-9a-f]+\.publishing$")
ABANDONED = 600.0  # seconds after which nobody is still publishing a text that lies there
SHOWN = 12  # characters of a fingerprint in the name of a file that was set aside


@dataclass(frozen=True)
class PreparedFile:
    """A text that lies beside the file it is to be, on the disk for good."""

    beside: Path
    path: Path

    def put(self, known: set[str]) -> None:
        """Give it the file's name; what that held is set aside unless it is among the `known`
        fingerprints, whose texts the database has. Raises OSError."""
        there = read(self.path)
        if there is not None and fingerprint(there) not in known:
            aside = f"{self.path.name}.aside-{fingerprint(there)[:SHOWN]}"
            shutil.copyfile(self.path, self.path.with_name(aside))
        with contextlib.suppress(FileNotFoundError):  # somebody who looked has just done it
            self.beside.replace(self.path)
        _keep_names(self.path.parent)

    def drop(self) -> None:
        """Take it away: it is not published."""
        with contextlib.suppress(OSError):
            self.beside.unlink()


def prepare(path: Path, text: str) -> PreparedFile:
    """Lay a text beside the file it is to be. Raises OSError where the folder cannot be written."""
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder.")
    own = secrets.token_hex(4)
    beside = path.with_name(f".{path.stem}.{fingerprint(text)}.{own}.publishing")
    _write(beside, text)
    with contextlib.suppress(OSError):  # whoever may read the file may read it afterwards
        shutil.copymode(path, beside)
    return PreparedFile(beside, path)


def read(path: Path) -> str | None:
    """The file's text as a rule set reads it, None where there is no such file."""
    try:
        text = folder.read_rule_file(path).decode("utf-8-sig", errors="replace")
    except OSError:
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def fingerprint(text: str) -> str:
    """The sha256 by which a text is known, as a rule set's."""
    return hashlib.sha256(text.removeprefix("\ufeff").encode(errors="replace")).hexdigest()


def mend(where: Path, database: Database) -> None:
    """Finish in this folder what was published and not yet put in its place, and throw away what
    was never published."""
    for beside, name, wanted in _waiting(where):
        with database.read() as session:
            due = _is_due(session, name, wanted)
        with contextlib.suppress(OSError):  # gone, or the folder cannot be written now
            if due:
                PreparedFile(beside, where / f"{name}.yaml").put(known_to(database, name))
            elif time.time() - beside.stat().st_mtime > ABANDONED:
                beside.unlink()


def is_taken(session: Session, prepared: PreparedFile) -> bool:
    """Whether another text is published for that file and does not lie in it yet."""
    return any(
        name == prepared.path.stem and beside != prepared.beside and _is_due(session, name, wanted)
        for beside, name, wanted in _waiting(prepared.path.parent)
    )


def known_to(database: Database, name: str) -> set[str]:
    """The fingerprints of all the texts of a set that the database has."""
    with database.read() as session:
        return {version.fingerprint for version in rule_sets.versions(session, name)}


def _waiting(where: Path) -> Iterator[tuple[Path, str, str]]:
    """The texts that lie beside their files: where, of which set, known by what."""
    for beside in where.glob(".*.publishing"):
        found = WAITING.match(beside.name)
        if found is not None:
            yield beside, found["name"], found["fingerprint"]


def _is_due(session: Session, name: str, wanted: str) -> bool:
    """Whether that text is what was published last, and no other came into force since."""
    published = publications.newest(session, name)
    version = rule_sets.latest(session, name)
    if published is None or published.fingerprint != wanted:
        return False
    return version is None or version.created_at < published.created_at


def _write(path: Path, text: str) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _keep_names(where: Path) -> None:
    """Have the folder's names on the disk too; Windows has no such thing, nor need of it."""
    with contextlib.suppress(OSError):
        handle = os.open(where, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
