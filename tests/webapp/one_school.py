"""One school of these tests: its server without a port, its folder and its database."""

from contextlib import AbstractContextManager
from pathlib import Path

from flask import Flask, g, request
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from reader import Reader

from data import store
from data.store import Session
from data.viewer import Viewer
from webapp import create_app, imports
from webapp.settings import Settings
from webapp.state import State


class Compiled(BytecodeCache):
    """Compiled templates, for all the applications that these tests make."""

    def __init__(self) -> None:
        self.known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.known:
            bucket.bytecode_from_string(self.known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.known[bucket.key] = bucket.bytecode_to_string()


COMPILED = Compiled()
ACTING = "alavanca.viewer"  # in a request's environment: who asks, in place of a sign-in


def act() -> None:
    """Take whoever a test's reader is for the viewer."""
    if request.environ.get(ACTING) is not None:
        g.viewer = request.environ[ACTING]


class School:
    """One school's server without a port: its application, state and folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(data_folder=folder, school_name="Pilot school")
        self.app: Flask = create_app(self.settings)
        self.app.testing = True
        self.app.before_request_funcs.setdefault(None, []).insert(0, act)
        self.app.jinja_env.bytecode_cache = COMPILED
        self.state: State = self.app.extensions["alavanca"]
        with self.app.app_context():
            self.viewer = Viewer(account=None, name="", role="lead", school=self.state.school)

    def reader(self, language: str = "en", viewer: Viewer | None = None) -> Reader:
        """Somebody who opens the pages anew: `viewer`, or whoever the application takes him for."""
        reader = Reader(self.app, language)
        reader.client.environ_base[ACTING] = viewer
        return reader

    def take_in(self, path: Path, filename: str = "maths.csv", title: str = "Maths") -> int:
        """Import a file as the page does, without the page; gives the roster's number."""
        with self.app.app_context():
            found = imports.read(self.state, self.viewer, path, filename)
            before = found.current.id if found.current else None
            return imports.take_in(self.state, self.viewer, found, title, before).id

    def ids(self) -> dict[str, int]:
        """Student.id by the school's own id, of the current roster."""
        with self.read() as session:
            roster = store.rosters.current(session, self.viewer)
            assert roster is not None
            cohort = store.rosters.cohort(session, self.viewer, roster.id)
            names = store.rosters.names(session, self.viewer, roster.id)
        return dict(zip(names.keys, cohort.students.tolist(), strict=True))

    def read(self) -> AbstractContextManager[Session]:
        """A session to look at the database with."""
        return self.state.database.read()

    def write(self) -> AbstractContextManager[Session]:
        """A session to change the database with."""
        return self.state.database.write()

    def version(self) -> int:
        """How many writes there were."""
        return self.state.database.version()

    def close(self) -> None:
        """Let the database go."""
        self.state.database.close()
