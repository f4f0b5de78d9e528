"""What all tables share: names of constraints, numbers that are not given twice, the clock."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text
from sqlmodel import SQLModel

# Constraints need names, or a later migration cannot drop them.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
# Else SQLite gives a deleted student's number, and his history with it, to the next one.
NEVER_REUSED = {"sqlite_autoincrement": True}
# A column that came to a table with rows in it needs a default that the database knows.
LATER: dict[str, Any] = {"server_default": text("''")}


def now() -> datetime:
    """This moment, UTC, timezone-aware."""
    return datetime.now(UTC)
