"""`db`: the database's shape."""

from flask.cli import AppGroup

from data.store import migrate
from webapp.state import state

group = AppGroup("db", help="The database.")


@group.command("upgrade")
def upgrade() -> None:
    """Bring the database to this version's shape; does nothing when it has it."""
    migrate.upgrade(state().settings.database)
