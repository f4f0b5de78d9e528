"""`db`: the database's shape."""

from data.store import migrate
from webapp.commands.noun import Noun
from webapp.http.state import state

group = Noun("db", help="The database.")


@group.command("upgrade")
def upgrade() -> None:
    """Bring the database to this version's shape; does nothing when it has it."""
    migrate.upgrade(state().settings.database)
