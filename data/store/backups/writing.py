"""Writing a backup: every row of one moment, table by table, never all of it in memory."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import IO

from sqlalchemy import Table, func, select
from sqlmodel import Session

from data.store import migrate
from data.store.backups import row_numbers, rows
from data.store.backups.archive import ArchiveDraft
from data.store.backups.kept_tables import newest
from data.store.backups.manifest import FORMAT, Manifest, part_of_table
from data.wording.message import N_

AT_ONCE = 500  # rows in memory
Progress = Callable[[float, str], None]


def write(
    session: Session,
    file: IO[bytes],
    *,
    product: str,
    files: Mapping[str, bytes],
    left_out: Sequence[str],
    progress: Progress = lambda done, words: None,
) -> Manifest:
    """Write what a reading session sees into a file that is open for writing and reading.

    product: this version. files: "rules/x.yaml" or "dictionaries/x.yaml" -> its bytes. left_out:
    the names of files that could not go in. Raises Refused when it would grow too large.
    """
    made_at = datetime.now(UTC)
    draft = ArchiveDraft(file)
    total = sum(_count(session, table) for table in newest()) or 1
    done = 0
    for table in newest():
        name = part_of_table(table.name)
        draft.add(name, _lines(session, table))
        done += draft.parts[name].rows
        progress(done / total, N_("Writing the rows"))
    for name in sorted(files):
        draft.add(name, [files[name]], rows=False)
    sqlite = session.get_bind().dialect.name == "sqlite"
    manifest = Manifest(
        format=FORMAT,
        product=product,
        revision=migrate.revisions()[-1],
        made_at=made_at,
        database="sqlite" if sqlite else "postgresql",
        parts=draft.parts,
        sequences=row_numbers.last_given(session),
        left_out=sorted(left_out),
    )
    draft.finish(manifest)
    return manifest


def _count(session: Session, table: Table) -> int:
    return int(session.connection().execute(select(func.count()).select_from(table)).scalar_one())


def _lines(session: Session, table: Table) -> Iterator[bytes]:
    every = select(table).order_by(*table.primary_key.columns)
    streamed = every.execution_options(yield_per=AT_ONCE)
    for row in session.connection().execute(streamed).mappings():
        yield rows.line(row)
