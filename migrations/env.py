"""Runs the steps in `versions` on the connection that `data.store.migrate` hands over.

For a new step, with a database of the present shape in ALAVANCA_DATABASE_URL:
`alembic -c migrations/alembic.ini revision --autogenerate --rev-id 0002 -m "what it does"`.
"""

import os

from alembic import context
from sqlalchemy import Connection, create_engine
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString, UTCDateTime

import data.tables  # noqa: F401 - makes the tables known


def in_plain_types(kind: str, thing: object, _context: object) -> str | bool:
    """Write SQLAlchemy's own types into a new step: a step must outlive SQLModel's."""
    if kind == "type" and isinstance(thing, AutoString):
        return "sa.String()"
    if kind == "type" and isinstance(thing, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def migrate(connection: Connection) -> None:
    """Run on this connection; the caller commits, so that all steps count or none."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,  # SQLite changes a table by making a new one
        transactional_ddl=True,  # true for SQLite too, as we begin the transactions ourselves
        render_item=in_plain_types,
        compare_type=True,
        compare_server_default=True,
    )
    with context.begin_transaction():
        context.run_migrations()


handed_over = context.config.attributes.get("connection")
if handed_over is not None:
    migrate(handed_over)
else:
    with create_engine(os.environ["ALAVANCA_DATABASE_URL"]).begin() as own:
        migrate(own)
