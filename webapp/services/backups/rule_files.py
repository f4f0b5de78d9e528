"""The rule files and dictionaries of the data folder: into a backup, and back from one."""

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import rules
from data import dictionary
from data.dictionary import DictionaryError
from data.store.backups import BackupRefused, is_file_name
from data.wording.message import N_, Message
from rules import RuleFileError
from rules.reading.expressions import Columns
from webapp.services.process.settings import SHIPPED_DICTIONARIES, Settings


@dataclass(frozen=True)
class RuleFiles:
    """Files by the names of their parts ("rules/maths.yaml"), and the names of those left out: a
    broken rule file is not in force, and a restore would refuse it."""

    files: dict[str, bytes]
    left_out: tuple[str, ...]


def collect(settings: Settings, known: Mapping[str, Columns]) -> RuleFiles:
    """Read the rule files and the site's dictionaries that a backup takes along. known: the columns
    of every dictionary, schools' own among them."""
    files: dict[str, bytes] = {}
    left_out: list[str] = []
    for kind, folder in _folders(settings):
        for path in sorted(folder.glob("*.yaml")):
            content = path.read_bytes()
            fits = _is_readable(content) if kind == "dictionaries" else not _line(content, known)
            if fits and is_file_name(path.name):
                files[f"{kind}/{path.name}"] = content
            else:
                left_out.append(f"{kind}/{path.name}"[:200])
    return RuleFiles(files, tuple(left_out))


def refuse_broken(files: Mapping[str, bytes], folder: Path, own: Mapping[str, Columns]) -> None:
    """Read every file of a backup as the server would. Raises Refused for the first broken one.

    folder: where the dictionaries lie for a moment, since they are read from a folder. own: the
    columns of the dictionaries that schools have in the backup's rows.
    """
    with tempfile.TemporaryDirectory(dir=folder, prefix=".trial-") as inside:
        for name, content in _of_kind(files, "dictionaries"):
            (Path(inside) / name).write_bytes(content)
        try:
            every = dictionary.load_all([SHIPPED_DICTIONARIES, Path(inside)])
        except DictionaryError as error:
            raise _broken(error.problems[0].values) from None
    known = {**own, **{name: one.columns for name, one in every.items()}}
    for name, content in _of_kind(files, "rules"):
        line = _line(content, known)
        if line is not None:
            raise _broken({"file": name, "line": line})


def put_back(settings: Settings, files: Mapping[str, bytes], at: datetime) -> list[Path]:
    """Write the files of a backup that was found good; returns those that were set aside.

    What has the same name or is not in the backup moves to a folder "before-<time>" beside it,
    where nothing reads it.
    """
    aside: list[Path] = []
    for kind, folder in _folders(settings):
        new = dict(_of_kind(files, kind))
        old = {path.name: path for path in folder.glob("*.yaml")}
        if not new and not old:
            continue
        folder.mkdir(mode=0o700, exist_ok=True)
        same = {name for name in new.keys() & old.keys() if new[name] == old[name].read_bytes()}
        drafts = {
            name: _draft(folder, new[name], old.get(name)) for name in new if name not in same
        }
        in_the_way = [path for name, path in old.items() if name not in same]
        aside += _set_aside(in_the_way, folder / f"before-{at:%Y%m%dT%H%M%SZ}")
        for name, draft in drafts.items():
            draft.replace(folder / name)
        for name in same:  # so that a running server looks at it again
            os.utime(old[name])
    return aside


def _folders(settings: Settings) -> Sequence[tuple[str, Path]]:
    return (("rules", settings.rules), ("dictionaries", settings.own_dictionaries))


def _of_kind(files: Mapping[str, bytes], kind: str) -> Iterator[tuple[str, bytes]]:
    for part, content in files.items():
        folder, _, name = part.partition("/")
        if folder == kind:
            yield name, content


def _is_readable(content: bytes) -> bool:
    try:
        dictionary.read_text(content)
    except DictionaryError:
        return False
    return True


def _line(content: bytes, known: Mapping[str, Columns]) -> int | None:
    """Return the line of a rule file's first problem, None where it has none."""
    try:
        rules.read(content, known)
    except RuleFileError as error:
        return error.problems[0].line
    return None


def _broken(where: Mapping[str, object]) -> BackupRefused:
    template = N_(
        "A file in this backup cannot be used: %(file)s, line %(line)s. Nothing was taken from it."
    )
    values = {"file": where.get("file", "?"), "line": where.get("line", 1)}
    return BackupRefused(Message(template, values))


def _draft(folder: Path, content: bytes, old: Path | None) -> Path:
    """Write a file beside its place, for whom the old one is: a lead may be another user."""
    path = folder / f".draft-{secrets.token_hex(8)}"
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if old is not None:
        shutil.copymode(old, path)
    return path


def _set_aside(paths: Sequence[Path], folder: Path) -> list[Path]:
    moved = []
    for path in paths:
        folder.mkdir(mode=0o700, exist_ok=True)
        with contextlib.suppress(FileNotFoundError):
            moved.append(Path(shutil.move(path, folder / path.name)))
    return moved
