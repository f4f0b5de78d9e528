"""Putting a backup that stood its trial into the place of what is there: all of it or nothing."""

from itertools import islice

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import Session

from data.store.backups import triggers
from data.store.backups.kept import emptied, newest
from data.store.backups.numbers import go_on_from
from data.store.backups.trial import Trial
from data.store.backups.writing import AT_ONCE
from data.tables import Account, Roster, Student


def is_empty(session: Session) -> bool:
    """Whether nobody has begun to work here: no account, no roster, no student."""
    return not any(
        session.connection().execute(select(table).limit(1)).first()
        for table in (Account, Roster, Student)
    )


def put_back(session: Session, trial: Trial) -> int:
    """Replace every row by the trial's, in a writing session; gives the number of rows.

    Nobody is signed in afterwards, and no invitation opens anything. Until the commit all others
    see what was there before.
    """
    connection = session.connection()
    with triggers.set_aside(connection):
        for table in emptied():
            connection.execute(delete(table))
        total = _copied(connection, trial)
    go_on_from(session, trial.sequences)
    return total


def _copied(connection: Connection, trial: Trial) -> int:
    total = 0
    with trial.database.read() as source:
        for table in newest():
            every = select(table).execution_options(yield_per=AT_ONCE)
            found = source.connection().execute(every).mappings()
            while batch := [dict(row) for row in islice(found, AT_ONCE)]:
                connection.execute(insert(table), batch)
                total += len(batch)
    return total
