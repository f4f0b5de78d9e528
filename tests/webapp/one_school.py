"""One school of these tests: its server without a port, its folder and its database."""

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from flask import Flask
from reader import Reader
from sqlalchemy import text
from sqlmodel import SQLModel
from staff import hire, hire_one, sign_in

from data import store
from data.store import Session
from data.viewer import Viewer
from webapp import create_app
from webapp.http.access import Action, may
from webapp.http.state import State
from webapp.services.process.settings import Settings
from webapp.services.rosters import importing
from webapp.services.rosters.import_choice import ImportChoice


class School:
    """One school's server without a port: its application, state and folder.

    beside: Chloe's school is on the same server.
    """

    def __init__(self, folder: Path, *, beside: bool = True) -> None:
        self.folder = folder
        self.settings = Settings(data_folder=folder, school_name="Pilot school", time_zone="UTC")
        self.app: Flask = create_app(self.settings)
        self.app.testing = True
        self.state: State = self.app.extensions["alavanca"]
        self.people: dict[str, Viewer] = hire(self.state.database, "Pilot school", beside)
        self.viewer = self.people["lea"]

    def reader(self, who: str = "lea", language: str = "en") -> Reader:
        """One of the cast who has just signed in; Lea, the lead, unless another is named."""
        account = self.people[who].account
        assert account is not None
        token = sign_in(self.state.database, account, self.state.clock())
        return Reader(self.app, language, token)

    def hire(self, login: str, groups: Sequence[str] | None) -> str:
        """Take on one more counsellor, for these groups; gives the login, for `reader`."""
        self.people[login] = hire_one(self.state.database, self.viewer.school, login, groups)
        return login

    def may(self, who: str, action: Action) -> bool:
        """Whether the role of one of the cast includes an action."""
        return may(self.people[who], action)

    def stranger(self, language: str = "en") -> Reader:
        """Somebody who opens the pages and is not signed in."""
        return Reader(self.app, language)

    def take_in(self, path: Path, filename: str = "maths.csv", title: str = "Maths") -> int:
        """Import a file as the page does, without the page; gives the roster's number."""
        with self.app.app_context():
            found = importing.read(self.state, self.viewer, path, filename)
            if any(question.key == "scale" for question in found.proposal.open_questions):
                of_twenty = ImportChoice(answers={"scale": "0-20"})
                found = importing.read(self.state, self.viewer, path, filename, of_twenty)
            before = found.current.id if found.current else None
            return importing.take_in(self.state, self.viewer, found, title, before).id

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


# A table: its columns that asking may move. The last sign of life of one's own sign-in or token.
MOVED = {"signin": {"seen_at"}, "apitoken": {"used_at"}}


def rows_of(school: School) -> dict[str, Counter[tuple[Any, ...]]]:
    """Every row of every table, but for what may move."""
    found = {}
    with school.read() as session:
        for name, table in SQLModel.metadata.tables.items():
            columns = [one.name for one in table.columns if one.name not in MOVED.get(name, ())]
            quoted = ", ".join(f'"{column}"' for column in columns)
            rows = session.execute(text(f'SELECT {quoted} FROM "{name}"'))  # noqa: S608
            found[name] = Counter(tuple(row) for row in rows)
    return found
