"""What tests of several rooms share: databases of both kinds, and the cast.

`database` runs a test twice, on a SQLite file and on a real PostgreSQL server (skipped with a
sentence where there is none, a failure when ALAVANCA_REQUIRE names postgres).

The plain run tries every promise once. `--thorough` adds what is marked so, and goes to the end:
more examples of a property, more languages of a page, more roles at an address.
"""

import os
import shutil
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import lengths  # noqa: F401 - it registers the profiles
import postgresql
import pytest
from hypothesis import settings
from sqlalchemy import NullPool, create_engine, text
from sqlmodel import SQLModel

from data import store
from data.viewer import Viewer

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


# What takes longest comes first, so that the workers end together.
FIRST = ("browser", "webapp", "data")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add what `python3 manage.py test --thorough` passes on."""
    parser.addoption("--thorough", action="store_true", help="try the longest checks too")


def pytest_xdist_auto_num_workers() -> int:
    """Two workers more than there are cores: half of a worker's time it waits for a server, a
    browser or a job."""
    return (os.cpu_count() or 1) + 2


def pytest_configure(config: pytest.Config) -> None:
    """Choose how long properties are tried, before any module of tests is read."""
    settings.load_profile("thorough" if config.getoption("thorough") else "quick")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what only the thorough run tries, and put the rest in order."""
    if not config.getoption("thorough"):
        longest = [item for item in items if item.get_closest_marker("thorough")]
        config.hook.pytest_deselected(items=longest)
        items[:] = [item for item in items if not item.get_closest_marker("thorough")]
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    return FIRST.index(folder) if folder in FIRST else len(FIRST)


@dataclass(frozen=True)
class Cast:
    """The people of the tests: four of the Pilot school, and Chloe of another one."""

    ines: Viewer  # counsellor of 10A
    rui: Viewer  # counsellor of 10B
    lea: Viewer  # lead
    abel: Viewer  # administrator
    chloe: Viewer  # counsellor of another school


@pytest.fixture(scope="session")
def sqlite_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file of the newest shape, to be copied: migrating each test's own takes longer."""
    path = tmp_path_factory.mktemp("model") / "model.db"
    store.migrate.upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL server up to the database's name, with a migrated `model`."""
    try:
        with postgresql.server() as address:
            run_on(address.format("postgres"), "CREATE DATABASE model")
            store.migrate.upgrade(address.format("model"))
            yield address
    except RuntimeError as reason:
        if postgresql.required():
            pytest.fail(str(reason))
        pytest.skip(str(reason))


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database that this run of the test has."""
    return str(request.param)


@pytest.fixture
def new_url(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[[bool], str]]:
    """Makes databases of this kind: `new_url(True)` in the newest shape, `new_url(False)` empty."""
    made: list[str] = []

    def new(migrated: bool) -> str:
        name = f"t{uuid.uuid4().hex}"
        if kind == "sqlite":
            path = tmp_path / f"{name}.db"
            if migrated:
                shutil.copy(request.getfixturevalue("sqlite_model"), path)
            return f"sqlite:///{path}"
        server = request.getfixturevalue("postgres_server")
        model = "model" if migrated else "template0"
        run_on(server.format("postgres"), f"CREATE DATABASE {name} TEMPLATE {model}")
        made.append(name)
        return str(server.format(name))

    yield new
    for name in made:
        server = request.getfixturevalue("postgres_server")
        run_on(server.format("postgres"), f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def shared_on_postgres(postgres_server: str) -> str:
    """The one database that the tests empty and share: making one takes ten times as long."""
    run_on(postgres_server.format("postgres"), "CREATE DATABASE shared TEMPLATE model")
    return postgres_server.format("shared")


@pytest.fixture
def database(kind: str, request: pytest.FixtureRequest) -> Iterator[store.Database]:
    """An empty database of the newest shape, once on SQLite and once on PostgreSQL."""
    if kind == "postgresql":
        url = str(request.getfixturevalue("shared_on_postgres"))
        run_on(url, f"TRUNCATE {', '.join(SQLModel.metadata.tables)} RESTART IDENTITY")
        run_on(url, "INSERT INTO writecount (id, writes) VALUES (1, 0)")
    else:
        url = request.getfixturevalue("new_url")(True)
    opened = store.connect(url)
    yield opened
    opened.close()


@pytest.fixture
def cast(database: store.Database) -> Cast:
    """Two schools in `database`, with the people who work there."""
    with database.write() as session:
        pilot = store.schools.first_or_create(session, "Pilot school").id
        other = store.schools.first_or_create(session, "Chloe's school").id
    return Cast(
        ines=Viewer(1, "Ines", "counsellor", pilot),
        rui=Viewer(2, "Rui", "counsellor", pilot),
        lea=Viewer(3, "Lea", "lead", pilot),
        abel=Viewer(4, "Abel", "administrator", pilot),
        chloe=Viewer(5, "Chloe", "counsellor", other),
    )


def run_on(url: str, statement: str) -> None:
    """Run one statement outside a transaction."""
    engine = create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
