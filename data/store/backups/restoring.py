"""Putting a backup that stood its trial into the place of what is there: all of it or nothing.

What a database refuses by itself, as changing the trace: set aside while all is replaced.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice

from sqlalchemy import Connection, delete, insert, select, text
from sqlmodel import Session

from data.store.backups.kept_tables import emptied, newest
from data.store.backups.row_numbers import go_on_from
from data.store.backups.trial import TrialRestore
from data.store.backups.writing import AT_ONCE
from data.tables import Account, Roster, Student


def is_empty(session: Session) -> bool:
    """Whether nobody has begun to work here: no account, no roster, no student."""
    return not any(
        session.connection().execute(select(table).limit(1)).first()
        for table in (Account, Roster, Student)
    )


def put_back(session: Session, trial: TrialRestore) -> int:
    """Replace every row by the trial's, in a writing session; gives the number of rows.

    Nobody is signed in afterwards, and no invitation opens anything. Until the commit all others
    see what was there before.
    """
    connection = session.connection()
    with set_aside(connection):
        for table in emptied():
            connection.execute(delete(table))
        total = _copied(connection, trial)
    go_on_from(session, trial.sequences)
    return total


def _copied(connection: Connection, trial: TrialRestore) -> int:
    total = 0
    with trial.database.read() as source:
        for table in newest():
            every = select(table).execution_options(yield_per=AT_ONCE)
            found = source.connection().execute(every).mappings()
            while batch := [dict(row) for row in islice(found, AT_ONCE)]:
                connection.execute(insert(table), batch)
                total += len(batch)
    return total


@contextmanager
def set_aside(connection: Connection) -> Iterator[None]:
    """Let rows go that the database's triggers keep; they are back before the transaction ends.

    Within the transaction of a writer: nobody else ever sees the tables without them.
    """
    if connection.dialect.name == "sqlite":
        kept = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY rowid")
        triggers = connection.execute(kept).all()
        for name, _ in triggers:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        yield
        for _, statement in triggers:
            connection.exec_driver_sql(statement)
        return
    # USER leaves the triggers by which PostgreSQL keeps foreign keys.
    for table in emptied():
        connection.exec_driver_sql(f'ALTER TABLE "{table.name}" DISABLE TRIGGER USER')
    yield
    for table in emptied():
        connection.exec_driver_sql(f'ALTER TABLE "{table.name}" ENABLE TRIGGER USER')
