"""A school's own data dictionaries and settings; what was chosen for files of the same headers."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "schoolsetting",
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_schoolsetting_school_id"),
        sa.PrimaryKeyConstraint("school_id", "key", name="pk_schoolsetting"),
    )
    op.create_table(
        "schooldictionary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_schooldictionary_school_id"),
        sa.PrimaryKeyConstraint("id", name="pk_schooldictionary"),
        sa.UniqueConstraint("name", "number", name="uq_schooldictionary_name_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_schooldictionary_school_id", "schooldictionary", ["school_id"], unique=False
    )
    op.add_column("roster", sa.Column("dictionary_number", sa.Integer(), nullable=True))
    op.add_column("columnmapping", sa.Column("description", sa.JSON(), nullable=True))
    unset = sa.text("''")
    op.add_column(
        "columnmapping", sa.Column("source", sa.String(), server_default=unset, nullable=False)
    )


def downgrade() -> None:
    for column in ("source", "description"):
        op.drop_column("columnmapping", column)
    op.drop_column("roster", "dictionary_number")
    op.drop_table("schooldictionary")
    op.drop_table("schoolsetting")
