"""Students whom no id tells, and rosters that are put together from several sources.

Rosters of before keep their students as they are: those without ids are known by name from the next
import on.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

NOTHING = {"server_default": sa.text("''"), "nullable": False}


def upgrade() -> None:
    op.add_column("answers", sa.Column("birth_date", sa.String(), **NOTHING))
    op.add_column("answers", sa.Column("own_id", sa.String(), **NOTHING))
    op.add_column("roster", sa.Column("source", sa.String(), **NOTHING))
    op.add_column("roster", sa.Column("sources", sa.JSON(), nullable=True))


def downgrade() -> None:
    for table, columns in (("roster", ("sources", "source")), ("answers", ("own_id", "birth_date"))):
        for column in columns:
            op.drop_column(table, column)
