"""Accounts, memberships, sign-ins; groups of students; objections; a trace that is chained."""

import hashlib
import json
from datetime import UTC

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"

REFUSAL = "the trace is only ever added to"
REFUSE = f"BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"
KEPT_ON_SQLITE = (
    f"CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision {REFUSE}",
    f"CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision {REFUSE}",
    # INSERT OR REPLACE takes a line away without asking the trigger above.
    "CREATE TRIGGER decision_no_replace BEFORE INSERT ON decision "
    f"WHEN EXISTS (SELECT 1 FROM decision WHERE id = NEW.id) {REFUSE}",
)
KEPT_ON_POSTGRESQL = (
    "CREATE FUNCTION decision_kept() RETURNS trigger LANGUAGE plpgsql AS "
    f"$$ BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$",
    "CREATE TRIGGER decision_kept BEFORE UPDATE OR DELETE ON decision "
    "FOR EACH ROW EXECUTE FUNCTION decision_kept()",
)


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("totp", sa.String(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("issuer", "subject", name=op.f("uq_account_issuer_subject")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "failedsignins",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("wait_until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_failedsignins")),
    )
    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_invitation_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token", name=op.f("uq_invitation_token")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("groups", sa.JSON(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_membership_account_id")
        ),
        sa.ForeignKeyConstraint(["school_id"], ["school.id"], name=op.f("fk_membership_school_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint(
            "account_id", "school_id", "role", name=op.f("uq_membership_account_id_school_id_role")
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_membership_school_id"), "membership", ["school_id"], unique=False)
    op.create_table(
        "recoverycode",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_recoverycode_account_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recoverycode")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_recoverycode_account_id"), "recoverycode", ["account_id"], unique=False
    )
    op.create_table(
        "objection",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=True),
        sa.Column("created_by", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_objection_student_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_objection")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_objection_student_id"), "objection", ["student_id"], unique=False)
    op.create_table(
        "signin",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("browser", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_signin_account_id")),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_signin_membership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signin")),
        sa.UniqueConstraint("token", name=op.f("uq_signin_token")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_signin_account_id"), "signin", ["account_id"], unique=False)
    op.create_table(
        "statedreason",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("student_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column("stated_by", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["student_id"], ["student.id"], name=op.f("fk_statedreason_student_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_statedreason")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        op.f("ix_statedreason_student_id"), "statedreason", ["student_id"], unique=False
    )
    for table in ("answers", "student"):
        for column in ("in_class", "in_school"):
            op.add_column(table, sa.Column(column, sa.String(), nullable=False, server_default=sa.text("''")))
    for column in ("in_class", "in_school"):
        op.create_index(op.f(f"ix_student_{column}"), "student", [column], unique=False)
    for column in ("role", "previous", "hash"):
        op.add_column("decision", sa.Column(column, sa.String(), nullable=False, server_default=sa.text("''")))
    connection = op.get_bind()
    note_groups(connection)
    chain(connection)
    keep_lines(connection)


def note_groups(connection: sa.Connection) -> None:
    """Note each student's class and school: the answers to the columns of these names, a student's
    own from the newest roster that counts."""
    rows = connection.execute(
        sa.text(
            'SELECT a.roster_id, a.place, a.student_id, a."values" AS said, r.withdrawn_at '
            "FROM answers a JOIN roster r ON r.id = a.roster_id ORDER BY a.roster_id"
        )
    ).all()
    answers, students = [], {}
    for row in rows:
        said = json.loads(row.said)
        groups = {name: as_text(said.get(name, "")) for name in ("class", "school")}
        answers.append({"roster": row.roster_id, "at": row.place, **groups})
        if row.withdrawn_at is None:
            students[row.student_id] = {"student": row.student_id, **groups}
    noted = "SET in_class = :class, in_school = :school"
    if answers:
        where = "WHERE roster_id = :roster AND place = :at"
        connection.execute(sa.text(f"UPDATE answers {noted} {where}"), answers)
    if students:
        where = "WHERE id = :student"
        connection.execute(sa.text(f"UPDATE student {noted} {where}"), [*students.values()])


def as_text(value: object) -> str:
    """A group's name as pages write it: whole numbers without a point."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def chain(connection: sa.Connection) -> None:
    """Give every line of the trace its hash, school by school (`data.store.decisions.hash_of`)."""
    decision = sa.table(
        "decision",
        *(sa.column(name) for name in ("id", "school_id", "account", "by", "action", "thing")),
        *(sa.column(name) for name in ("thing_id", "student_id", "previous", "hash")),
        sa.column("at", sa.DateTime(timezone=True)),
        sa.column("detail", sa.JSON()),
    )
    last: dict[int, str] = {}
    for row in connection.execute(sa.select(decision).order_by(decision.c.id)).all():
        at = row.at.replace(tzinfo=UTC) if row.at.tzinfo is None else row.at.astimezone(UTC)
        told = [row.school_id, at.isoformat(timespec="microseconds"), row.account, row.by, ""]
        told += [row.action, row.thing, row.thing_id, row.student_id, row.detail]
        text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        previous = last.get(row.school_id, "")
        last[row.school_id] = hashlib.sha256(f"{previous}\n{text}".encode()).hexdigest()
        connection.execute(
            decision.update()
            .where(decision.c.id == row.id)
            .values(previous=previous, hash=last[row.school_id])
        )


def keep_lines(connection: sa.Connection) -> None:
    """Have the database itself refuse to change or delete a line of the trace.

    A later step that makes the table anew (as SQLite must for some changes) has to call this again.
    """
    sqlite = connection.dialect.name == "sqlite"
    for statement in KEPT_ON_SQLITE if sqlite else KEPT_ON_POSTGRESQL:
        op.execute(statement)


def let_lines_go(connection: sa.Connection) -> None:
    """Take `keep_lines` back."""
    if connection.dialect.name == "sqlite":
        for name in ("update", "delete", "replace"):
            op.execute(f"DROP TRIGGER decision_no_{name}")
        return
    op.execute("DROP TRIGGER decision_kept ON decision")
    op.execute("DROP FUNCTION decision_kept()")


def downgrade() -> None:
    let_lines_go(op.get_bind())
    for column in ("hash", "previous", "role"):
        op.drop_column("decision", column)
    for column in ("in_school", "in_class"):
        op.drop_index(op.f(f"ix_student_{column}"), "student")
        op.drop_column("student", column)
        op.drop_column("answers", column)
    for table in (
        *("statedreason", "objection", "recoverycode", "signin", "membership"),
        *("invitation", "failedsignins", "account"),
    ):
        op.drop_table(table)
