"""Bringing a database to the shape that this version of the product expects.

The shapes are the files of `migrations/versions`, numbered in order; the database says in
`alembic_version` which one it has. All steps run in one transaction or not at all, in one
process at a time: `BEGIN IMMEDIATE` locks the SQLite file on every system, an advisory lock
does it on PostgreSQL.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, NullPool, create_engine, event, inspect, text
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import OperationalError

from data.store.database import address_of
from data.store.errors import NewerDatabase, NoDatabase

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
WAIT = 120  # seconds that a process waits for another one's migration
MIGRATOR = 0x414C414D  # the advisory lock on PostgreSQL: "ALAM"


def upgrade(url: str) -> None:
    """Make the database if there is none, and bring it to the newest shape.

    Takes a few milliseconds when it has it already; any number of processes may call it at
    once. Raises NoDatabase when the folder of a SQLite file is missing or PostgreSQL does not
    answer, and NewerDatabase when a later version of the product wrote the database.
    """
    address = address_of(url)
    if address.get_backend_name() == "sqlite":
        _make_file(Path(str(address.database)))
    known = revisions()
    has = revision(url)
    if has == known[-1]:
        return
    if has is not None and has not in known:
        raise NewerDatabase(
            f"The database has the shape {has}, this version of Alavanca knows up to "
            f"{known[-1]}. Install the version that wrote it, or a later one."
        )
    _run(address, "upgrade", "head")


def make(url: str, shape: str) -> None:
    """Make a SQLite database of an older shape, such as "0001", where there is none."""
    _make_file(Path(str(address_of(url).database)))
    _run(address_of(url), "upgrade", shape)


def downgrade(url: str, to: str) -> None:
    """Take the database back to the shape `to` ("0001"; "base" for none), losing what it adds."""
    _run(address_of(url), "downgrade", to)


def revision(url: str) -> str | None:
    """The shape the database has, such as "0001"; None for an empty one. Raises NoDatabase."""
    address = address_of(url)
    engine = create_engine(address, poolclass=NullPool)
    try:
        connected = engine.connect()
    except OperationalError as error:
        why = str(error.orig).strip().splitlines()[0]
        raise NoDatabase(
            f"The database {address.render_as_string(hide_password=True)} does not answer: {why}. "
            "See that its server runs and that ALAVANCA_DATABASE_URL names it rightly."
        ) from error
    with connected as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def revisions() -> list[str]:
    """The shapes this version knows, oldest first: the numbers that the files begin with."""
    return sorted(path.name[:4] for path in (FOLDER / "versions").glob("[0-9]*.py"))


def _run(address: URL, direction: str, to: str) -> None:
    # Not at the top: most starts have nothing to migrate.
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    with _alone(address) as connection:
        config.attributes["connection"] = connection
        (command.upgrade if direction == "upgrade" else command.downgrade)(config, to)


@contextmanager
def _alone(address: URL) -> Iterator[Connection]:
    engine = create_engine(address, poolclass=NullPool)
    if address.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", lambda one: one.exec_driver_sql("BEGIN IMMEDIATE"))
        with engine.begin() as connection:
            yield connection
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if broken is not None:
                raise RuntimeError(f"The migration left a row of {broken[0]} without its owner.")
        return
    with engine.begin() as connection:
        connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT}s'"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({MIGRATOR})"))
        yield connection


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {WAIT * 1000}")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    # Off while a table is rebuilt (it cannot be switched within the transaction); the check
    # before the commit makes up for it.
    connection.execute("PRAGMA foreign_keys = OFF")


def _make_file(path: Path) -> None:
    if not path.parent.is_dir():
        raise NoDatabase(
            f"The folder {path.parent} for the database is missing. Make it, or give another one."
        )
    path.touch(mode=0o600)  # children's data: nobody else on the machine may read it
