"""Taking a backup on trial: a database of its own, thrown away, in which every row must fit.

What comes out has the newest shape, so that putting it back is a copy from table to table.
"""

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import (
    Connection,
    Engine,
    MetaData,
    NullPool,
    Table,
    create_engine,
    insert,
    select,
    text,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from data.store import migrate
from data.store.backups import hash_chain_check, rows
from data.store.backups.archive import Archive
from data.store.backups.kept_tables import kept, newest
from data.store.backups.manifest import part_of_table
from data.store.backups.refused import (
    contradiction,
    damaged,
    impossible_row,
    missing_part,
    newer,
    unknown_part,
)
from data.store.backups.writing import AT_ONCE, Progress
from data.store.database import QUIET, Database, connect
from data.wording.message import N_

# Rows of one school that point at another one's; foreign keys alone do not see them.
STRANGERS = {
    "answers": "SELECT 1 FROM answers a JOIN roster r ON r.id = a.roster_id "
    "JOIN student s ON s.id = a.student_id WHERE s.school_id <> r.school_id",
    "prediction": "SELECT 1 FROM prediction p JOIN estimate e ON e.id = p.estimate_id "
    "JOIN roster r ON r.id = e.roster_id JOIN student s ON s.id = p.student_id "
    "WHERE s.school_id <> r.school_id",
}


@dataclass(frozen=True)
class TrialRestore:
    """A backup as a database of the newest shape, all of it checked.

    files: "rules/x.yaml" or "dictionaries/x.yaml" -> bytes, of which only the hash was checked.
    broken_trace: the schools in whose trace somebody has changed a line.
    """

    database: Database
    files: Mapping[str, bytes]
    sequences: Mapping[str, int]
    broken_trace: list[int]


@contextmanager
def tried(
    archive: Archive, folder: Path, progress: Progress = lambda done, words: None
) -> Iterator[TrialRestore]:
    """Restore a backup into a database in `folder`, which is gone afterwards. Raises Refused."""
    revision = archive.manifest.revision
    if revision not in migrate.revisions():
        raise newer(archive.manifest.product) if revision > migrate.revisions()[-1] else damaged()
    files = archive.files()
    with tempfile.TemporaryDirectory(dir=folder, prefix=".trial-") as inside:
        url = f"sqlite:///{Path(inside) / 'trial.sqlite'}"
        migrate.make(url, revision)
        _fill(url, archive, progress)
        _bring_up(url, revision)
        database = connect(url)
        try:
            with database.read() as session:
                _refuse_contradictions(session)
                broken = hash_chain_check.broken(session)
            yield TrialRestore(database, files, archive.manifest.sequences, broken)
        finally:
            database.close()


def _fill(url: str, archive: Archive, progress: Progress) -> None:
    engine = create_engine(url, poolclass=NullPool, **QUIET)
    shape = MetaData()
    shape.reflect(engine)
    tables = kept(shape.sorted_tables)
    _refuse_other_parts(archive, tables)
    total, done = archive.manifest.rows or 1, 0
    # One transaction, and no waiting for the disk: after a crash nobody looks for this file.
    with _quick(engine) as connection:
        for table in tables:
            for batch in _batches(archive, table):
                _insert(connection, table, batch)
                done += len(batch)
                progress(done / total, N_("Checking every row"))


@contextmanager
def _quick(engine: Engine) -> Iterator[Connection]:
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA synchronous = OFF")
        yield connection
        connection.commit()


def _refuse_other_parts(archive: Archive, tables: list[Table]) -> None:
    expected = {part_of_table(table.name) for table in tables}
    found = {name for name in archive.manifest.parts if name.startswith("tables/")}
    if found - expected:
        raise unknown_part(min(found - expected))
    if expected - found:
        raise missing_part(min(expected - found))
    if unknown := archive.manifest.sequences.keys() - {table.name for table in tables}:
        raise unknown_part(min(unknown))


def _batches(archive: Archive, table: Table) -> Iterator[list[dict[str, Any]]]:
    checks = rows.checks_of(table)
    lines = enumerate(archive.lines(part_of_table(table.name)), 1)
    while batch := [_row(checks, table, number, line) for number, line in islice(lines, AT_ONCE)]:
        yield batch


def _row(
    checks: TypeAdapter[dict[str, Any]], table: Table, number: int, line: bytes
) -> dict[str, Any]:
    try:
        return checks.validate_json(line)
    except ValidationError as error:
        where = [str(one) for one in error.errors(include_input=False)[0]["loc"]]
        column = where[0] if where and where[0] in table.columns else "?"
        raise impossible_row(table.name, number, column) from None


def _insert(connection: Connection, table: Table, batch: list[dict[str, Any]]) -> None:
    try:
        connection.execute(insert(table), batch)
    except (SQLAlchemyError, OverflowError):
        raise contradiction(table.name) from None


def _bring_up(url: str, revision: str) -> None:
    """Migrate rows of an older shape, then check them again as rows of the newest."""
    if revision == migrate.revisions()[-1]:
        return
    try:
        migrate.upgrade(url)
    except Exception:  # whatever a step stumbles over, it is in this file
        raise damaged() from None
    engine = create_engine(url, poolclass=NullPool, **QUIET)
    shape = MetaData()
    shape.reflect(engine)
    with engine.connect() as connection:
        for table in newest():
            checks = rows.checks_of(shape.tables[table.name])
            found = connection.execute(select(table).execution_options(yield_per=AT_ONCE))
            for number, row in enumerate(found.mappings(), 1):
                _row(checks, table, number, rows.line(row))


def _refuse_contradictions(session: Session) -> None:
    connection = session.connection()
    for table, _row, _parent, _key in connection.execute(text("PRAGMA foreign_key_check")):
        raise contradiction(table)
    for table, query in STRANGERS.items():
        if connection.execute(text(f"{query} LIMIT 1")).first() is not None:
            raise contradiction(table)
