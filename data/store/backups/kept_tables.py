"""Which tables a backup holds."""

from collections.abc import Iterable

from sqlalchemy import Table
from sqlmodel import SQLModel

from data import tables  # noqa: F401 - makes the tables known

# Nobody is signed in by a restore, and no link or code that was in the post opens anything. The
# count of writes is a database's own.
LEFT_OUT = frozenset({"signin", "invitation", "failedsignins", "writecount"})
NOT_OURS = "alembic_version"


def kept(every: Iterable[Table]) -> list[Table]:
    """Those of these tables that a backup holds, in their order."""
    return [table for table in every if table.name not in {*LEFT_OUT, NOT_OURS}]


def newest() -> list[Table]:
    """The tables of this version that a backup holds: owners before what belongs to them."""
    return kept(SQLModel.metadata.sorted_tables)


def emptied() -> list[Table]:
    """The tables that a restore empties: what belongs to others first."""
    every = reversed(SQLModel.metadata.sorted_tables)
    return [table for table in every if table.name != "writecount"]
