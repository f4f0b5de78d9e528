"""Erasing a student with proof: his rows, the bytes they leave in files, and what says so."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from data.store import families
from data.store.families import ErasureProof, NameOnRoster, byte_search
from data.viewer import Viewer
from webapp.services.process.settings import Settings
from webapp.services.runtime.resources import Resources

BACKUPS = "backups"  # in the data folder; what was saved before an erasure is only named by it


def erase(
    state: Resources, viewer: Viewer, students: Sequence[int], *, keep_figures: bool, why: str = ""
) -> ErasureProof:
    """Erase students, wipe what is left of them in files, and write down what was searched.

    Raises NotFound, before anything is changed, for a student whom the viewer cannot see. Expected
    grades of the rosters that lose somebody are the caller's to start anew.
    """
    with state.database.read() as session:
        names = sorted(
            {name for one in students for name in families.spellings(session, viewer, one)}
        )
    before = _search(state, names)
    with state.database.write() as session:
        for one in students:
            families.erase(session, viewer, one, keep_figures=keep_figures, why=why)
    state.boards.forget()
    uploads = _throw_away_uploads(state.settings.uploads)
    rewritten = state.database.compact()
    proof = _look(state, names, before.times, uploads, rewritten)
    with state.database.write() as session:
        families.prove(session, viewer, [*students], proof)
    return proof


def _look(
    state: Resources, names: Sequence[NameOnRoster], before: int, uploads: int, rewritten: bool
) -> ErasureProof:
    after = _search(state, names)
    with state.database.read() as session:
        said = families.mentions(session, names)
    return ErasureProof(
        kind=state.database.kind,
        files=after.files,
        size=after.size,
        before=before,
        after=after.times,
        where=after.found,
        namesakes=said.namesakes,
        texts=said.texts,
        uploads=uploads,
        rewritten=rewritten,
        backups=_backups(state.settings),
    )


def _search(state: Resources, names: Sequence[NameOnRoster]) -> byte_search.SearchResultBytes:
    locked = state.database.files()
    return byte_search.search(_files(state), names, state.settings.data_folder, locked=locked)


def _files(state: Resources) -> Iterator[Path]:
    """Every file of the data folder but the backups, and the database's wherever it lies."""
    folder = state.settings.data_folder
    backups = folder / BACKUPS
    found = {path for path in folder.rglob("*") if path.is_file() and backups not in path.parents}
    yield from sorted(found | {*state.database.files()})


def _backups(settings: Settings) -> dict[str, str]:
    """The backups made so far by file name, each with its date (ISO, UTC)."""
    return {
        path.name: datetime.fromtimestamp(path.stat().st_mtime, UTC).date().isoformat()
        for path in sorted((settings.data_folder / BACKUPS).glob("*.zip"))
    }


def _throw_away_uploads(folder: Path) -> int:
    """Delete every file that waits to be imported: a packed workbook does not show whom it names.

    Gives how many files it were; who uploaded one is told to do it again.
    """
    waiting = [path for path in folder.iterdir() if path.is_file()]
    for path in waiting:
        path.unlink(missing_ok=True)
    return sum(path.suffix == ".upload" for path in waiting)
