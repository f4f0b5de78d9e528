"""What services work with: settings, the database, dictionaries, rule sets and boards."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from data.dictionary import Dictionary
from data.store import Database
from webapp.services.board.boards import Boards
from webapp.services.process.model_process import ModelProcess
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
    dictionaries: dict[str, Dictionary]  # the kinds of rosters that are known here, by name
    shelf: Shelf  # the rule sets in force
    boards: Boards  # those asked for last
    model_process: ModelProcess = field(default_factory=ModelProcess)  # for models that are no sums
    clock: Callable[[], datetime] = now  # how old a sign-in or a link is
