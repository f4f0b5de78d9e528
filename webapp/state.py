"""What one process keeps: settings, database, dictionaries, rule sets, boards."""

from dataclasses import dataclass
from functools import cached_property

from flask import Flask, current_app

from data import dictionary
from data.dictionary import Dictionary
from data.store import Database, connect, schools
from webapp.boards import Boards
from webapp.freshness import Freshness
from webapp.settings import Settings
from webapp.shelf import Shelf


@dataclass
class State:
    """Everything here can be lost: a restart makes it again from the data folder."""

    settings: Settings
    database: Database
    dictionaries: dict[str, Dictionary]
    shelf: Shelf
    boards: Boards

    @cached_property
    def school(self) -> int:
        """Return the id of the school that this server keeps, made at the first question."""
        with self.database.read() as session:
            known = schools.first(session)
        if known is not None:
            return known.id
        with self.database.write() as session:
            return schools.first_or_create(session, self.settings.school_name).id


def open_state(settings: Settings) -> State:
    """Read the dictionaries and connect; no query runs yet."""
    database = connect(settings.database)
    dictionaries = dictionary.load_all(settings.dictionaries)
    shelf = Shelf(settings.rules, dictionaries, database)
    boards = Boards(database, dictionaries, shelf, Freshness(database))
    return State(settings, database, dictionaries, shelf, boards)


def init_app(app: Flask, settings: Settings) -> None:
    """Open the state and keep it with the application."""
    app.extensions["alavanca"] = open_state(settings)


def state() -> State:
    """Return the state of the application that is running."""
    return current_app.extensions["alavanca"]  # type: ignore[no-any-return]
