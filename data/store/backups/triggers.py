"""What a database refuses by itself, as changing the trace: set aside while all is replaced."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from data.store.backups.kept import emptied


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
