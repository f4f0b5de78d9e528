"""The database's shape: made once, by one process, up and down with what is in it."""

import os
import stat
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from roster_records import import_as, people
from sqlalchemy import NullPool, create_engine, inspect
from sqlalchemy.schema import CreateTable
from sqlmodel import SQLModel, select

from data import store, tables
from data.store import migrate
from data.store.people import school_settings
from data.store.rosters import dictionaries
from data.viewer import Viewer

ROOT = Path(__file__).resolve().parents[2]
OWN = """
format: 1
name: own
title: Own
about: Of this school
columns:
  note: {type: number, low: 0, high: 20, role: grade, use: show, label: Grade, meaning: Of the year}
"""


def tell_a_story(url: str) -> Viewer:
    """Something in every table; gives who did it."""
    database = store.connect(url)
    with database.write() as session:
        school = store.schools.first_or_create(session, "Pilot school")
        lea = Viewer(1, "Lea", "lead", school.id)
        roster = import_as(session, lea, people(3))
        student = int(store.rosters.cohort(session, lea, roster.id).students[0])
        store.interventions.open(session, lea, student)
        store.dismissals.add(session, lea, student, "other", "", None)
        rows = [(student, 12.0, 8.0, 16.0, {"absences": 1.0})]
        store.predictions.save(session, lea, roster.id, fingerprint="m", report={}, rows=rows)
        model = store.model_registry.keep(
            session,
            lea,
            roster.id,
            target="grade",
            recipe={"candidate": "ridge"},
            fingerprint="m",
            report={"rmse": 3.0},
            scikit_learn="1.7",
            content=b"a model",
        )
        store.model_registry.activate(session, lea, model.id, "The first")
        store.comparisons.keep(session, lea, roster.id, "grade", {"runs": 5}, {"ridge": 3.0})
        monday = date(2026, 9, 14)
        session.merge(
            tables.CourseActivity(
                roster_id=roster.id, student_id=student, first_day=monday, weeks=[3, 0, 12]
            )
        )
        store.rule_sets.record(session, "maths", "format: 1", "f", "Lea", [])
        store.jobs.start(session, lea, "import", {})
        store.imports.remember(session, lea, ["nota"], "pilot", {"nota": "G3"}, {"rows": 1}, "a")
        dictionaries.add(session, lea, OWN)
        school_settings.change(session, lea, "time_zone", "Europe/Lisbon")
        account = session.exec(select(tables.Account)).first() or account_of(
            session, school, student
        )
        draft = store.rule_drafts.begin(session, lea, "reading", "format: 1", 0)
        store.publications.add(session, lea, "reading", "f", author="Lea", reason="New")
        own_what_if = Viewer(account.id, "Lea", "lead", school.id)
        store.what_ifs.keep(session, own_what_if, "Stricter", "maths", "w.absences=5")
        assert draft.revision == 1
    database.close()
    return lea


def account_of(session: store.Session, school: tables.School, student: int) -> tables.Account:
    """An account, and something in every table that hangs on it."""
    account = tables.Account(login="lea", name="Lea", created_by="Abel")
    session.add(account)
    session.flush()
    session.add(own := membership_of(account, school))
    session.flush()
    soon = tables.now()
    session.add_all(
        [
            tables.SignIn(token="a", account_id=account.id, membership_id=own.id),
            tables.Invitation(token="b", created_by="Abel", expires_at=soon),
            tables.RecoveryCode(account_id=account.id, code="c"),
            token_of(account, own),
            tables.FailedSignIns(key="d", failures=1, last_at=soon, wait_until=soon),
            tables.Objection(student_id=student, created_by="Abel"),
            reason_for(student, account),
        ]
    )
    return account


def token_of(account: tables.Account, own: tables.Membership) -> tables.ApiToken:
    return tables.ApiToken(
        school_id=own.school_id,
        account_id=account.id,
        membership_id=own.id,
        name="Ministry",
        token="t",
        rights=["ranking"],
        expires_at=tables.now(),
    )


def membership_of(account: tables.Account, school: tables.School) -> tables.Membership:
    return tables.Membership(
        account_id=account.id,
        school_id=school.id,
        role="counsellor",
        groups=["class:10A"],
        created_by="Abel",
    )


def reason_for(student: int, account: tables.Account) -> tables.StatedReason:
    return tables.StatedReason(
        student_id=student,
        account=account.id,
        stated_by="Abel",
        reason="request of the family",
        until=tables.now(),
    )


def tables_of(url: str) -> dict[str, int]:
    """How many rows each table has."""
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return {
            name: connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one()  # noqa: S608
            for name in inspect(connection).get_table_names()
        }


def test_the_first_start_makes_every_table_and_the_second_changes_nothing(new_url):
    url = new_url(False)
    assert migrate.revision(url) is None
    migrate.upgrade(url)
    assert set(tables_of(url)) == {*SQLModel.metadata.tables, "alembic_version"}
    lea = tell_a_story(url)
    migrate.upgrade(url)
    assert migrate.revision(url) == migrate.revisions()[-1]
    with store.connect(url).read() as session:
        assert store.rosters.current(session, lea).students == 3


def test_the_story_of_these_tests_fills_every_table(new_url):
    url = new_url(True)
    tell_a_story(url)
    assert [name for name, rows in tables_of(url).items() if rows == 0] == []


def test_every_step_goes_down_and_up_again_with_data(new_url):
    url = new_url(True)
    tell_a_story(url)
    for before in [*reversed(migrate.revisions()[:-1]), "base"]:
        migrate.downgrade(url, before)
        assert migrate.revision(url) == (None if before == "base" else before)
        migrate.upgrade(url)
        assert migrate.revision(url) == migrate.revisions()[-1]
        tell_a_story(url)
    migrate.downgrade(url, "base")
    assert set(tables_of(url)) == {"alembic_version"}


def test_the_steps_end_in_the_tables_that_the_code_declares(new_url):
    engine = create_engine(new_url(True), poolclass=NullPool)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        assert compare_metadata(context, SQLModel.metadata) == []


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_the_steps_say_of_every_number_whether_it_may_be_given_again(new_url):
    # The comparison above does not look at AUTOINCREMENT nor at the WHERE of an index.
    engine = create_engine(new_url(True), poolclass=NullPool)
    for name, table in SQLModel.metadata.tables.items():
        declared = {str(CreateTable(table).compile(engine)).count("AUTOINCREMENT")}
        declared |= {
            "WHERE" if i.dialect_options["sqlite"]["where"] is not None else ""
            for i in table.indexes
        }
        with engine.connect() as connection:
            made = connection.exec_driver_sql(
                "SELECT type, sql FROM sqlite_master WHERE tbl_name = ? AND sql IS NOT NULL",
                (name,),
            ).all()
        found = {sql.count("AUTOINCREMENT") for type_, sql in made if type_ == "table"}
        found |= {"WHERE" if "WHERE" in sql else "" for type_, sql in made if type_ == "index"}
        assert found == declared, name


def test_the_numbers_of_the_files_are_the_steps_that_alembic_sees():
    config = Config()
    config.set_main_option("script_location", str(migrate.FOLDER))
    seen = [step.revision for step in ScriptDirectory.from_config(config).walk_revisions()]
    assert list(reversed(seen)) == migrate.revisions()


def test_four_processes_may_start_at_once(new_url):
    url = new_url(False)
    program = "import sys; from data.store import migrate; migrate.upgrade(sys.argv[1])"
    children = [
        subprocess.Popen(
            [sys.executable, "-c", program, url], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    said = [child.communicate(timeout=120)[1] for child in children]
    assert [child.returncode for child in children] == [0, 0, 0, 0], said
    assert tables_of(url)["writecount"] == 1


def test_a_step_that_fails_leaves_the_shape_as_it_was(new_url, monkeypatch, tmp_path):
    url = new_url(True)
    tell_a_story(url)
    before, last = tables_of(url), migrate.revisions()[-1]
    folder = tmp_path / "migrations"
    (folder / "versions").mkdir(parents=True)
    for kept in (*migrate.FOLDER.glob("*.*"), *migrate.FOLDER.glob("versions/*.py")):
        (folder / kept.relative_to(migrate.FOLDER)).write_text(kept.read_text("utf-8"), "utf-8")
    (folder / "versions" / "9999_broken.py").write_text(
        "from alembic import op\n"
        "revision, down_revision = '9999', 'LAST'\n"
        "def upgrade():\n"
        "    op.drop_table('job')\n"
        "    op.execute('SELECT no_such_column FROM school')\n".replace("LAST", last),
        "utf-8",
    )
    monkeypatch.setattr(migrate, "FOLDER", folder)
    with pytest.raises(Exception, match="no_such_column"):
        migrate.upgrade(url)
    assert tables_of(url) == before


def test_a_database_of_a_later_version_is_refused_with_what_to_do(new_url, monkeypatch):
    url = new_url(True)
    monkeypatch.setattr(migrate, "revisions", lambda: ["0000"])
    with pytest.raises(store.NewerDatabase, match="Install the version that wrote it"):
        migrate.upgrade(url)


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.skipif(os.name == "nt", reason="Windows has no such permissions")
def test_a_new_database_is_for_its_owner_alone(new_url):
    url = new_url(False)
    migrate.upgrade(url)
    assert stat.S_IMODE(Path(url.removeprefix("sqlite:///")).stat().st_mode) == 0o600


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(store.NoDatabase, match="nowhere for the database is missing"):
        migrate.upgrade(f"sqlite:///{tmp_path}/nowhere/alavanca.db")


def test_lines_of_an_earlier_version_are_tied_together_and_kept_from_then_on(new_url):
    url = new_url(True)
    migrate.downgrade(url, "0001")
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        for statement in (
            "INSERT INTO school (name, created_at) VALUES ('A', '2026-01-01 10:00:00'), "
            "('B', '2026-01-01 10:00:00')",
            'INSERT INTO decision (school_id, "at", account, "by", action, thing, thing_id, '
            "student_id, detail) VALUES "
            "(1, '2026-01-01 10:00:00.5', 3, 'Lea', 'import', 'roster', 1, NULL, '{\"new\": 3}'), "
            "(2, '2026-01-01 10:00:01', NULL, 'Inês', 'open', 'intervention', 1, 7, '{}'), "
            "(1, '2026-01-01 10:00:02', NULL, '', 'withdraw', 'roster', 1, NULL, '{\"é\": null}')",
        ):
            connection.exec_driver_sql(statement)
    migrate.upgrade(url)
    database = store.connect(url)
    with database.read() as session:
        report = store.audit.verify(session)
    assert [(chain.school, chain.lines, chain.wrong) for chain in report.chains] == [
        (1, 2, None),
        (2, 1, None),
    ]
    with pytest.raises(Exception, match="only ever added to"), engine.begin() as connection:
        connection.exec_driver_sql("DELETE FROM decision")
