"""The tables of the first version."""

import sqlalchemy as sa
from alembic import op


revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "rulesetversion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("warnings", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rulesetversion")),
        sa.UniqueConstraint("name", "number", name=op.f("uq_rulesetversion_name_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "school",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_school")),
        sa.UniqueConstraint("name", name=op.f("uq_school_name")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "writecount",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("writes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_writecount")),
    )
    op.create_table(
        "columnmapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("headers", sa.String(), nullable=False),
        sa.Column("dictionary", sa.String(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["school_id"], ["school.id"], name=op.f("fk_columnmapping_school_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_columnmapping")),
        sa.UniqueConstraint(
            "school_id", "headers", name=op.f("uq_columnmapping_school_id_headers")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("thing_id", sa.Integer(), nullable=True),
        sa.Column("student_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_decision_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_decision_school_id"), "decision", ["school_id"], unique=False)
    op.create_index(op.f("ix_decision_student_id"), "decision", ["student_id"], unique=False)

    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("done", sa.Float(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("started_by", sa.String(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_job_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_job_school_id"), "job", ["school_id"], unique=False)

    op.create_table(
        "roster",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("dictionary", sa.String(), nullable=False),
        sa.Column("filename", sa.String(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("sample", sa.Boolean(), nullable=False),
        sa.Column("keyed", sa.Boolean(), nullable=False),
        sa.Column("students", sa.Integer(), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("imported_by", sa.String(), nullable=False),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_roster_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
        sa.UniqueConstraint("school_id", "number", name=op.f("uq_roster_school_id_number")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "student",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_student_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_student")),
        sa.UniqueConstraint(
            "school_id", "scope", "key", name=op.f("uq_student_school_id_scope_key")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "answers",
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("family_name", sa.String(), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["roster_id"], ["roster.id"], name=op.f("fk_answers_roster_id")),
        sa.ForeignKeyConstraint(["student_id"], ["student.id"], name=op.f("fk_answers_student_id")),
        sa.PrimaryKeyConstraint("roster_id", "place", name=op.f("pk_answers")),
        sa.UniqueConstraint(
            "roster_id", "student_id", name=op.f("uq_answers_roster_id_student_id")
        ),
    )
    op.create_index(op.f("ix_answers_student_id"), "answers", ["student_id"], unique=False)

    op.create_table(
        "dismissal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_dismissal_student_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissal")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_dismissal_student_id"), "dismissal", ["student_id"], unique=False)

    op.create_table(
        "intervention",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_intervention_student_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intervention")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_intervention_student_id"), "intervention", ["student_id"], unique=False
    )
    op.create_index(
        "uq_intervention_one_open",
        "intervention",
        ["student_id"],
        unique=True,
        sqlite_where=sa.text("closed_at IS NULL AND undone_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL AND undone_at IS NULL"),
    )

    op.create_table(
        "modelversion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("roster_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["roster_id"], ["roster.id"], name=op.f("fk_modelversion_roster_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modelversion")),
        sa.UniqueConstraint(
            "roster_id", "fingerprint", name=op.f("uq_modelversion_roster_id_fingerprint")
        ),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "prediction",
        sa.Column("model_id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("expected", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("contributions", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["model_id"], ["modelversion.id"], name=op.f("fk_prediction_model_id")
        ),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_prediction_student_id")
        ),
        sa.PrimaryKeyConstraint("model_id", "student_id", name=op.f("pk_prediction")),
    )
    op.create_index(op.f("ix_prediction_student_id"), "prediction", ["student_id"], unique=False)
    op.execute("INSERT INTO writecount (id, writes) VALUES (1, 0)")


def downgrade() -> None:
    op.drop_table("prediction")
    op.drop_table("modelversion")
    op.drop_table("intervention")
    op.drop_table("dismissal")
    op.drop_table("answers")
    op.drop_table("student")
    op.drop_table("roster")
    op.drop_table("job")
    op.drop_table("decision")
    op.drop_table("columnmapping")
    op.drop_table("writecount")
    op.drop_table("school")
    op.drop_table("rulesetversion")
