"""The numbers of rows: the last that was ever given, so that none is given to somebody else."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select, text
from sqlmodel import Session

from data.store.backups.kept_tables import newest


def last_given(session: Session) -> dict[str, int]:
    """The last number that each table gave to a row, deleted ones among them."""
    if session.get_bind().dialect.name == "sqlite":
        rows = session.connection().execute(text("SELECT name, seq FROM sqlite_sequence"))
        given = {name: int(number) for name, number in rows}
        return {name: given[name] for name in _numbered() if name in given}
    return {name: _of_postgresql(session, name) for name in _numbered()}


def go_on_from(session: Session, given: Mapping[str, int]) -> None:
    """Let each table go on behind these numbers, its own rows, and what it has given before."""
    connection = session.connection()
    before = last_given(session)
    for table in newest():
        if table.name not in _numbered():
            continue
        own = connection.execute(select(func.max(table.c.id))).scalar() or 0
        number = max(own, given.get(table.name, 0))
        if number > before.get(table.name, 0):
            _go_on(connection, table.name, number)


def _go_on(connection: Connection, table: str, number: int) -> None:
    said = {"name": table, "number": number}
    if connection.dialect.name == "sqlite":
        connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), said)
        connection.execute(text("INSERT INTO sqlite_sequence VALUES (:name, :number)"), said)
        return
    connection.execute(text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :number)"), said)


def _numbered() -> set[str]:
    return {
        table.name for table in newest() if table.dialect_options["sqlite"].get("autoincrement")
    }


def _of_postgresql(session: Session, table: str) -> int:
    connection = session.connection()
    named = text("SELECT pg_get_serial_sequence(:name, 'id')")
    sequence = connection.execute(named, {"name": table}).scalar_one()
    # The name is the database's own, and it gives it quoted.
    row = connection.exec_driver_sql(f"SELECT last_value, is_called FROM {sequence}").one()  # noqa: S608
    return int(row.last_value) if row.is_called else 0
