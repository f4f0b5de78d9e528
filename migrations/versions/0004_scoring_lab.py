"""The scoring lab: models that are kept, which one is active, comparisons, tokens, activity.

What a model said of a roster was a `modelversion`; it is an `estimate` now, with its numbers.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TIME = sa.DateTime(timezone=True)
NEVER_REUSED = {"sqlite_autoincrement": True}  # SQLite makes the table anew
SAID = "id, roster_id, fingerprint, report, account, created_by, created_at"


def upgrade() -> None:
    _make_estimates()
    _make_models()
    _make_tokens_and_activity()
    unset = sa.text("false")
    op.add_column(
        "job", sa.Column("cancel_asked", sa.Boolean(), server_default=unset, nullable=False)
    )
    op.add_column("job", sa.Column("process", sa.Integer(), nullable=True))
    nowhere = sa.text("''")
    op.add_column("job", sa.Column("host", sa.String(), server_default=nowhere, nullable=False))


def _make_estimates() -> None:
    op.create_table(
        "estimate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("since", TIME, nullable=False),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_estimate_roster_id"),
        sa.PrimaryKeyConstraint("id", name="pk_estimate"),
        sa.UniqueConstraint("roster_id", "fingerprint", name="uq_estimate_roster_id_fingerprint"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_estimate_model_id", "estimate", ["model_id"], unique=False)
    op.execute(f"INSERT INTO estimate ({SAID}, since) SELECT {SAID}, created_at FROM modelversion")
    _go_on_counting("estimate")
    with op.batch_alter_table("prediction") as prediction:
        prediction.drop_constraint("fk_prediction_model_id", type_="foreignkey")
        prediction.alter_column("model_id", new_column_name="estimate_id")
        prediction.add_column(sa.Column("fold", sa.Integer(), nullable=True))
    with op.batch_alter_table("prediction") as prediction:
        prediction.create_foreign_key(
            "fk_prediction_estimate_id", "estimate", ["estimate_id"], ["id"]
        )
    op.drop_table("modelversion")


def _make_models() -> None:
    op.create_table(
        "modelversion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("dictionary", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("recipe", sa.JSON(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("scikit_learn", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_modelversion_roster_id"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_modelversion_school_id"),
        sa.PrimaryKeyConstraint("id", name="pk_modelversion"),
        sa.UniqueConstraint("school_id", "number", name="uq_modelversion_school_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_modelversion_roster_id", "modelversion", ["roster_id"], unique=False)
    with op.batch_alter_table("estimate", table_kwargs=NEVER_REUSED) as estimate:
        estimate.create_foreign_key("fk_estimate_model_id", "modelversion", ["model_id"], ["id"])
    op.create_table(
        "modelfile",
        sa.Column("model_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["modelversion.id"], name="fk_modelfile_model_id"),
        sa.PrimaryKeyConstraint("model_id", name="pk_modelfile"),
    )
    op.create_table(
        "activation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("dictionary", sa.String(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("model_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["model_id"], ["modelversion.id"], name="fk_activation_model_id"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_activation_school_id"),
        sa.PrimaryKeyConstraint("id", name="pk_activation"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_activation_school_id", "activation", ["school_id"], unique=False)
    op.create_table(
        "modelcomparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(), nullable=False),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_modelcomparison_roster_id"),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_modelcomparison_school_id"),
        sa.PrimaryKeyConstraint("id", name="pk_modelcomparison"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_modelcomparison_roster_id", "modelcomparison", ["roster_id"], unique=False)
    op.create_index("ix_modelcomparison_school_id", "modelcomparison", ["school_id"], unique=False)


def _make_tokens_and_activity() -> None:
    op.create_table(
        "apitoken",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("rights", sa.JSON(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=True),
        sa.Column("ended_at", TIME, nullable=True),
        sa.Column("ended_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_apitoken_account_id"),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name="fk_apitoken_membership_id"
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name="fk_apitoken_school_id"),
        sa.PrimaryKeyConstraint("id", name="pk_apitoken"),
        sa.UniqueConstraint("token", name="uq_apitoken_token"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_apitoken_account_id", "apitoken", ["account_id"], unique=False)
    op.create_index("ix_apitoken_school_id", "apitoken", ["school_id"], unique=False)
    op.create_table(
        "courseactivity",
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("weeks", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_courseactivity_roster_id"),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name="fk_courseactivity_student_id"
        ),
        sa.PrimaryKeyConstraint("roster_id", "student_id", name="pk_courseactivity"),
    )
    op.create_index("ix_courseactivity_student_id", "courseactivity", ["student_id"], unique=False)


def _go_on_counting(table: str) -> None:
    """Rows that came with their numbers do not move PostgreSQL's own counter."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
            f"(SELECT max(id) FROM {table})) WHERE EXISTS (SELECT 1 FROM {table})"
        )


def downgrade() -> None:
    for column in ("host", "process", "cancel_asked"):
        op.drop_column("job", column)
    with op.batch_alter_table("estimate", table_kwargs=NEVER_REUSED) as estimate:
        estimate.drop_constraint("fk_estimate_model_id", type_="foreignkey")
    for table in ("courseactivity", "apitoken", "modelcomparison", "activation", "modelfile"):
        op.drop_table(table)
    op.drop_table("modelversion")
    op.create_table(
        "modelversion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name="fk_modelversion_roster_id"),
        sa.PrimaryKeyConstraint("id", name="pk_modelversion"),
        sa.UniqueConstraint(
            "roster_id", "fingerprint", name="uq_modelversion_roster_id_fingerprint"
        ),
        sqlite_autoincrement=True,
    )
    op.execute(f"INSERT INTO modelversion ({SAID}) SELECT {SAID} FROM estimate")
    _go_on_counting("modelversion")
    with op.batch_alter_table("prediction") as prediction:
        prediction.drop_constraint("fk_prediction_estimate_id", type_="foreignkey")
        prediction.drop_column("fold")
        prediction.alter_column("estimate_id", new_column_name="model_id")
    with op.batch_alter_table("prediction") as prediction:
        prediction.create_foreign_key(
            "fk_prediction_model_id", "modelversion", ["model_id"], ["id"]
        )
    op.drop_table("estimate")
