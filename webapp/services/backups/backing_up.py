"""Making a backup, verifying one, and putting one back: for the page's jobs and the commands."""

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data import dictionary
from data.dictionary import DictionaryError
from data.store import IMPORT_WAIT, Session, backups, families
from data.store.backups import BackupRefused, Manifest, TrialRestore
from data.store.people import schools
from data.store.rosters import dictionaries
from data.viewer import Viewer
from data.wording.message import N_, Message
from rules.reading.expressions import Columns
from webapp.services.backups import rule_files
from webapp.services.backups.folder import BackupFolder
from webapp.services.process.progress import Progress
from webapp.services.process.settings import VERSION
from webapp.services.runtime.resources import Resources


class FilesNotBackError(Exception):
    """The rows of a backup are restored, but its rule files could not be written."""


def silent(done: float, words: str) -> None:
    """Say nothing of the progress."""


@dataclass(frozen=True)
class BackupCheck:
    """A backup that was restored on trial. broken_trace: schools whose trace was edited."""

    path: Path
    manifest: Manifest
    seal: str
    broken_trace: Sequence[int]
    removed: Sequence[str] = ()

    @property
    def detail(self) -> dict[str, Any]:
        """Return what the trace says of it."""
        made_at = self.manifest.made_at.isoformat()
        return {"seal": self.seal[:16], "made_at": made_at, "rows": self.manifest.rows}


@dataclass(frozen=True)
class Restoration:
    """What a restore did. before: the backup of what was there, None where nothing was. aside: rule
    files and dictionaries that stood in the way. again: students erased again."""

    checked: BackupCheck
    before: Path | None
    aside: Sequence[Path]
    again: int


def make(state: Resources, viewer: Viewer, progress: Progress = silent) -> BackupCheck:
    """Make a backup while people write, restore it on trial, then delete the oldest ones.

    Raises Refused when what is in the database would not come back.
    """
    made = _made(state, progress)
    with state.database.write() as session:
        backups.tell_all(session, viewer, "make", made.detail)
    return replace(made, removed=_folder(state).prune(state.settings.backups_kept))


def verify(state: Resources, path: Path, progress: Progress = silent) -> BackupCheck:
    """Restore a backup on trial, and note beside it that it is whole. Raises Refused."""
    folder = _folder(state)
    checked = _checked(folder, path, progress)
    folder.mark(path, checked.seal)
    return checked


def _checked(folder: BackupFolder, path: Path, progress: Progress) -> BackupCheck:
    with backups.opened(path) as archive, backups.tried(archive, folder.folder, progress) as trial:
        rule_files.refuse_broken(trial.files, folder.folder, _own_columns(trial))
        return BackupCheck(path, archive.manifest, archive.seal, trial.broken_trace)


def restore(
    state: Resources,
    viewer: Viewer,
    path: Path,
    *,
    instead: bool = False,
    edited_trace: bool = False,
) -> Restoration:
    """Put a backup back: rows in one transaction, then the files.

    instead: take the place of what is there, after a backup of it. edited_trace: take a backup
    whose trace somebody changed. Raises Refused, and store.Busy when others write all the time;
    then nothing was changed. Raises FilesNotBackError when the rows are back and the files not.
    """
    folder = _folder(state)
    with backups.opened(path) as archive, backups.tried(archive, folder.folder) as trial:
        rule_files.refuse_broken(trial.files, folder.folder, _own_columns(trial))
        checked = BackupCheck(path, archive.manifest, archive.seal, trial.broken_trace)
        if trial.broken_trace and not edited_trace:
            raise _edited()
        with state.database.write(wait=IMPORT_WAIT) as session:
            before = _saved(state, session, instead)
            again = _put_back(session, viewer, trial)
            more = {"erased_again": again, "replaced": before.seal[:16] if before else None}
            backups.tell_all(session, viewer, "restore", checked.detail | more)
        if again:
            state.database.compact()
        try:
            aside = rule_files.put_back(state.settings, trial.files, datetime.now(UTC))
        except OSError as error:
            raise FilesNotBackError(f"{error.filename}: {error.strerror}") from error
    return Restoration(checked, before.path if before else None, aside, again)


def _own_columns(trial: TrialRestore) -> dict[str, Columns]:
    """Return the columns of the dictionaries that schools have in a backup, each in its newest
    version that can be read."""
    found: dict[str, Columns] = {}
    with trial.database.read() as session:
        for one in dictionaries.newest_of_all(session):
            for number in range(one.number, 0, -1):
                with contextlib.suppress(DictionaryError):
                    text = dictionaries.text(session, one.name, number) or ""
                    found[one.name] = dictionary.read_text(text).columns
                    break
    return found


def _folder(state: Resources) -> BackupFolder:
    folder = BackupFolder(state.settings.backups)
    folder.prepare()
    return folder


def _made(state: Resources, progress: Progress = silent) -> BackupCheck:
    """Write a backup and restore it on trial; only then it gets its name. Raises Refused."""
    folder = _folder(state)
    found = rule_files.collect(state.settings, state.dictionaries.columns)
    with folder.draft() as draft:
        with state.database.read() as session, draft.open("w+b") as file:
            manifest = backups.write(
                session,
                file,
                product=VERSION,
                files=found.files,
                left_out=found.left_out,
                progress=lambda done, words: progress(done / 2, words),
            )
        checked = _checked(folder, draft, lambda done, words: progress((1 + done) / 2, words))
        path = folder.keep(draft, manifest.made_at)
    folder.mark(path, checked.seal)
    return replace(checked, path=path)


def _saved(state: Resources, session: Session, instead: bool) -> BackupCheck | None:
    """Back up what is about to be replaced, while nobody else can write; None where nothing is."""
    if backups.is_empty(session):
        return None
    if not instead:
        raise BackupRefused(
            Message(
                N_(
                    "There are students or accounts here already, and a restore would replace "
                    "them. Add --replace if that is meant: what is here is backed up first."
                ),
            )
        )
    return _made(state)


def _put_back(session: Session, viewer: Viewer, trial: TrialRestore) -> int:
    """Put the rows back, without the students who were erased since; gives how many those are."""
    erased, before = families.erasures(session), schools.begun(session)
    backups.put_back(session, trial)
    now = schools.begun(session)
    # By its number alone a student of another server's school could be taken for one of ours.
    ours = [one for one in erased if before[one.school] == now.get(one.school)]
    again = families.erase_again(session, viewer, ours)
    families.carry_over(session, viewer, ours)
    return len(again)


def _edited() -> BackupRefused:
    return BackupRefused(
        Message(
            N_(
                "Somebody changed the trace in this backup after it was written. Add "
                "--edited-trace to restore it all the same."
            ),
        )
    )
