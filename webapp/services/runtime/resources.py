"""What services work with: settings, the database, dictionaries, rule sets and boards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from data.store import Database
from webapp.services.board.boards import Boards
from webapp.services.dictionaries.catalogue import Catalogue
from webapp.services.process.model_process import ModelProcess
from webapp.services.process.school_settings import SchoolSettings, SettingsOfSchools, made_of
from webapp.services.process.settings import Settings
from webapp.services.rule_sets.registry import Shelf


def now() -> datetime:
    """Return this moment, UTC."""
    return datetime.now(UTC)


@dataclass
class Resources:
    """What a page, a command or the API hands to the services it asks.

    Everything here can be lost: a restart makes it again from the data folder.
    """

    settings: Settings
    database: Database
    dictionaries: Catalogue  # the kinds of rosters that are known here, by name
    shelf: Shelf  # the rule sets in force
    boards: Boards  # those asked for last
    school_settings: SettingsOfSchools  # what each school set itself
    model_process: ModelProcess = field(default_factory=ModelProcess)  # for models that are no sums
    clock: Callable[[], datetime] = now  # how old a sign-in or a link is


def settings_of(here: Resources, school: int) -> SchoolSettings:
    """Return what holds for a school: its own settings, and the server's where it set none."""
    return made_of(here.settings, school, here.school_settings.of(school))


def smallest_of(here: Resources, *schools: int) -> int:
    """Return how many students a figure needs that is of one school and read in another."""
    return max(settings_of(here, school).smallest_group for school in schools)
