"""The door to the database: one reader's or one writer's session at a time.

SQLite and PostgreSQL keep the same promise: whoever writes is alone from his first question to
his commit, so that reading, thinking and writing lose nothing. SQLite gives it by
`BEGIN IMMEDIATE`, PostgreSQL by one advisory lock; readers never wait for either.
"""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine.url import URL
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlmodel import Session

from data.store.errors import Busy, NoDatabase

WAIT = 5.0  # seconds that a click may wait for another writer
IMPORT_WAIT = 60.0  # seconds that an import may wait for another one
COMPACT_WAIT = 60.0  # seconds that rewriting the file may wait for readers and writers
WRITER = 0x414C4156  # the writers' advisory lock on PostgreSQL: "ALAV"
# NaN is no JSON: PostgreSQL refuses it, SQLite would keep it.
DUMP = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
# An error names its statement, not what was written by it: that has students' names in it.
QUIET: dict[str, Any] = {"json_serializer": DUMP, "hide_parameters": True}
VERSION = "SELECT writes FROM writecount WHERE id = 1"


def connect(url: str) -> "Database":
    """The database at `url`: sqlite:///folder/file.db or postgresql://user@host/name.

    Connects on first use; `migrate.upgrade(url)` comes before it. Call it after a server has
    forked its processes, not before. Raises NoDatabase as `address_of` does.
    """
    address = address_of(url)
    if address.get_backend_name() == "sqlite":
        engine = create_engine(address, pool_size=16, max_overflow=16, **QUIET)
        event.listen(engine, "connect", prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return Database(engine, reader=engine)
    engine = create_engine(address, pool_size=16, max_overflow=16, pool_pre_ping=True, **QUIET)
    reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return Database(engine, reader=reader)


def address_of(url: str) -> URL:
    """The address as SQLAlchemy reads it, PostgreSQL always by psycopg 3.

    Raises NoDatabase, saying what to give or to install, for another kind of database, for SQLite
    in memory, which two connections cannot share, and for PostgreSQL without its driver.
    """
    try:
        address = make_url(url)
    except ArgumentError:  # it may have a password in it, so it is not shown
        shown = "What is given as the database's address"
    else:
        kind = address.get_backend_name()
        if kind in ("postgresql", "postgres"):
            _refuse_without_driver()
            return address.set(drivername="postgresql+psycopg")
        if kind == "sqlite" and address.database and ":memory:" not in address.database:
            return address
        shown = address.render_as_string(hide_password=True)
    raise NoDatabase(
        f"{shown} is not a database this product can use. Give the address of a SQLite file "
        "(sqlite:////var/lib/alavanca/alavanca.db) or of a PostgreSQL database "
        "(postgresql://user:password@host/name)."
    )


def _refuse_without_driver() -> None:
    try:
        import psycopg  # noqa: F401
    except ImportError:  # it is not there, or has no libpq to work with
        raise NoDatabase(
            "The database's address is one of PostgreSQL, and its driver psycopg is not installed. "
            "Install it in Alavanca's folder: .venv/bin/python -m pip install '.[postgres]' (or by "
            "the pip of an environment of your own). Without ALAVANCA_DATABASE_URL, Alavanca keeps "
            "a SQLite file in its data folder."
        ) from None


def prepare_sqlite(connection: sqlite3.Connection, _record: object = None) -> None:
    """Set a fresh SQLite connection to what every connection here relies on."""
    connection.isolation_level = None  # else sqlite3 begins its transactions itself, and late
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    # What is deleted is overwritten: a family's erasure leaves no bytes in a free page.
    connection.execute("PRAGMA secure_delete = ON")


def _begin_sqlite(connection: Connection) -> None:
    wait = connection.get_execution_options().get("wait")
    # Else what is written in a reading session would be lost without a word.
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if wait is None else 'OFF'}")
    if wait is None:
        connection.exec_driver_sql("BEGIN")
        return
    connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(wait * 1000)}")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {int(WAIT * 1000)}")


def _be_the_writer(session: Session, wait: float) -> None:
    """Begin, and return when nobody else writes. Raises Busy after `wait` seconds."""
    try:
        connection = session.connection(execution_options={"wait": wait})
        if connection.dialect.name == "postgresql":
            session.execute(text(f"SET LOCAL lock_timeout = {int(wait * 1000)}"))
            session.execute(text(f"SELECT pg_advisory_xact_lock({WRITER})"))
            session.execute(text("SET LOCAL lock_timeout = 0"))
    except OperationalError as error:
        code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF  # the primary code
        if code == sqlite3.SQLITE_BUSY or getattr(error.orig, "sqlstate", "") == "55P03":
            raise Busy(f"Somebody else has been writing for {wait:g} seconds.") from error
        raise


class Database:
    """One database: sessions to read and to write in, and a number that says what is new."""

    def __init__(self, engine: Engine, *, reader: Engine) -> None:
        self.url = engine.url.render_as_string(hide_password=False)
        self._engine = engine
        self._reader = reader
        # Writers of one process queue here, in turn: SQLite's own waiting is by polling, and
        # somebody unlucky would wait for ever.
        self._turn = threading.Lock()
        self._watch_turn = threading.Lock()
        self._watch: sqlite3.Connection | None = None
        self.writes = 0  # by this process, since it began: what `version` said before is old

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one moment of the database, however long it lasts.

        Writing in it raises sqlalchemy's DBAPIError.
        """
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def write(self, wait: float = WAIT, *, counted: bool = True) -> Iterator[Session]:
        """A session that is alone in writing: committed at the end, or nothing of it.

        wait: seconds to wait for another writer, then Busy is raised (`IMPORT_WAIT` for an
        import). counted: False for a line of the trace alone, which no cache has to know of. Not
        to be nested: the inner one would wait for the outer one.
        """
        if not self._turn.acquire(timeout=wait):
            raise Busy(f"Somebody else has been writing for {wait:g} seconds.")
        try:
            with Session(self._engine, expire_on_commit=False) as session:
                _be_the_writer(session, wait)
                yield session
                session.flush()
                if counted:
                    session.execute(text("UPDATE writecount SET writes = writes + 1 WHERE id = 1"))
                session.commit()
        finally:
            self.writes += counted
            self._turn.release()

    def version(self) -> int:
        """How many writes were ever committed: another number means that something changed.

        Sees the commits of every process. Cheap enough to ask before each answer.
        """
        if self._engine.dialect.name == "sqlite":
            with self._watch_turn:
                if self._watch is None:
                    self._watch = self._open_watch()
                row: Any = self._watch.execute(VERSION).fetchone()
                return int(row[0])
        # Without a transaction around it, which would be two more questions to the server.
        with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return int(connection.exec_driver_sql(VERSION).scalar_one())

    def compact(self) -> bool:
        """Write a SQLite file anew and empty its log, so that nothing deleted is left in them.

        Says whether that was possible: not while others write or read for long. On PostgreSQL the
        server cleans up by itself, and this does nothing.
        """
        if self._engine.dialect.name != "sqlite" or not self._turn.acquire(timeout=COMPACT_WAIT):
            return False
        connection = sqlite3.connect(str(self._engine.url.database))
        try:
            prepare_sqlite(connection)
            connection.execute(f"PRAGMA busy_timeout = {int(COMPACT_WAIT * 1000)}")
            connection.execute("VACUUM")
            row = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return bool(row[0] == 0)
        except sqlite3.OperationalError:  # somebody was reading or writing all the time
            return False
        finally:
            connection.close()
            self._turn.release()

    @property
    def kind(self) -> str:
        """The kind of database: sqlite or postgresql."""
        return str(self._engine.dialect.name)

    def files(self) -> list[Path]:
        """The files of a SQLite database with its log; PostgreSQL's are its server's."""
        if self.kind != "sqlite":
            return []
        path = Path(str(self._engine.url.database))
        logs = (path.with_name(path.name + ending) for ending in ("-wal", "-shm", "-journal"))
        return [one for one in (path, *logs) if one.exists()]

    def close(self) -> None:
        """Give every connection back; the database may be used again afterwards."""
        with self._watch_turn:
            if self._watch is not None:
                self._watch.close()
                self._watch = None
        self._engine.dispose()

    def _open_watch(self) -> sqlite3.Connection:
        # Past SQLAlchemy, which needs ten times as long for this one number.
        path = Path(str(self._engine.url.database))
        connection = sqlite3.connect(path, check_same_thread=False)
        prepare_sqlite(connection)
        return connection
