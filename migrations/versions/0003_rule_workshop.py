"""The rule workshop: drafts, publications, what-ifs, whose a rule set is."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "publication",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=False),
        sa.Column("comparison", sa.JSON(), nullable=False),
        sa.Column("fairness", sa.JSON(), nullable=False),
        sa.Column("fairness_reason", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_publication_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_publication")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_publication_school_id"), "publication", ["school_id"], unique=False)
    op.create_table(
        "ruledraft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("base", sa.Integer(), nullable=False),
        sa.Column("base_text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("proposed", sa.Boolean(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_account", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("fairness_reason", sa.String(), nullable=False),
        sa.Column("in_force_from", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_ruledraft_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruledraft")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_ruledraft_school_id"), "ruledraft", ["school_id"], unique=False)
    op.create_table(
        "rulesethome",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_rulesethome_school_id")
        ),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_rulesethome")),
    )
    op.create_index(op.f("ix_rulesethome_school_id"), "rulesethome", ["school_id"], unique=False)
    op.create_table(
        "draftrevision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["ruledraft.id"], name=op.f("fk_draftrevision_draft_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draftrevision")),
        sa.UniqueConstraint("draft_id", "number", name=op.f("uq_draftrevision_draft_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_draftrevision_draft_id"), "draftrevision", ["draft_id"], unique=False)
    op.create_table(
        "whatif",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("rule_set", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account"], ["account.id"], name=op.f("fk_whatif_account")),
        sa.ForeignKeyConstraint(["draft_id"], ["ruledraft.id"], name=op.f("fk_whatif_draft_id")),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_whatif_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_whatif")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_whatif_account"), "whatif", ["account"], unique=False)
    op.create_index(op.f("ix_whatif_school_id"), "whatif", ["school_id"], unique=False)
    op.add_column(
        "school",
        sa.Column("fairness_limit", sa.Float(), server_default=sa.text("10.0"), nullable=False),
    )


def downgrade() -> None:
    op.drop_column("school", "fairness_limit")
    op.drop_index(op.f("ix_whatif_school_id"), table_name="whatif")
    op.drop_index(op.f("ix_whatif_account"), table_name="whatif")
    op.drop_table("whatif")
    op.drop_index(op.f("ix_draftrevision_draft_id"), table_name="draftrevision")
    op.drop_table("draftrevision")
    op.drop_index(op.f("ix_rulesethome_school_id"), table_name="rulesethome")
    op.drop_table("rulesethome")
    op.drop_index(op.f("ix_ruledraft_school_id"), table_name="ruledraft")
    op.drop_table("ruledraft")
    op.drop_index(op.f("ix_publication_school_id"), table_name="publication")
    op.drop_table("publication")
