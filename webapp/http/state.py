"""What one process keeps: settings, database, dictionaries, rule sets, boards, sign-ins."""

from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

import click
from flask import Flask, current_app

from data.store import connect
from data.store.people import schools
from webapp.services.access.access_log import Chains, Looks
from webapp.services.access.api_callers import Callers
from webapp.services.access.inference_log import InferenceLog
from webapp.services.access.sessions import Sessions
from webapp.services.board.boards import Boards
from webapp.services.dictionaries.catalogue import Catalogue
from webapp.services.process.cache import Freshness
from webapp.services.process.school_settings import SettingsOfSchools
from webapp.services.process.settings import Settings, secret_key
from webapp.services.rule_sets.registry import Shelf
from webapp.services.runtime.resources import Resources


class SeveralSchoolsError(click.ClickException):
    """This server keeps several schools, and nobody said for which one a command is."""


@dataclass(kw_only=True)
class State(Resources):
    """What this process keeps, beside what it hands to services: who is signed in, what was seen.

    It can be lost as well.
    """

    sessions: Sessions
    callers: Callers
    inferences: InferenceLog
    looks: Looks
    chains: Chains

    @cached_property
    def school(self) -> int:
        """Return the id of the school that commands are for: the only one, made at the first
        question, or the one named in the settings. Raises SeveralSchoolsError."""
        with self.database.read() as session:
            known = schools.listing(session)
        named = [school for school in known if school.name == self.settings.school_name]
        if len(known) > 1 and not named:
            raise SeveralSchoolsError(
                "There are several schools here. Say for which one this is: "
                f"ALAVANCA_SCHOOL_NAME='{known[0].name}', for example."
            )
        if known:
            return (named or known)[0].id
        with self.database.write() as session:
            return schools.first_or_create(session, self.settings.school_name).id


def open_state(settings: Settings) -> State:
    """Connect; no query runs yet."""
    database = connect(settings.database)
    freshness = Freshness(database)
    dictionaries = Catalogue(settings, database, freshness)
    shelf = Shelf(settings.rules, dictionaries, database)
    boards = Boards(database, dictionaries, shelf, freshness)
    idle = timedelta(minutes=settings.sign_in_idle_minutes)
    absolute = timedelta(hours=settings.sign_in_hours)
    sessions = Sessions(database, freshness, idle, absolute)
    callers = Callers(database, freshness)
    size, kept = settings.inference_log_mb, settings.inference_logs_kept
    inferences = InferenceLog(settings.inference_log, size, kept, secret_key(settings))
    looks, chains = Looks(database), Chains(database)
    return State(
        settings=settings,
        database=database,
        dictionaries=dictionaries,
        shelf=shelf,
        boards=boards,
        school_settings=SettingsOfSchools(database, freshness),
        sessions=sessions,
        callers=callers,
        inferences=inferences,
        looks=looks,
        chains=chains,
    )


def init_app(app: Flask, settings: Settings) -> None:
    """Open the state and keep it with the application."""
    app.extensions["alavanca"] = open_state(settings)


def state() -> State:
    """Return the state of the application that is running."""
    return current_app.extensions["alavanca"]  # type: ignore[no-any-return]
