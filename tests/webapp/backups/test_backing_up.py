"""Backups of a whole installation, database and files, on either kind of database."""

import json
import os
import signal
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from backup_files import everything, forged, in_row
from invented import ROSTER, SMALL

from data import store
from data.store import backups
from data.viewer import Viewer
from webapp import create_app
from webapp.commands.backup import OPERATOR
from webapp.http.state import State
from webapp.services.backups import backing_up
from webapp.services.backups.folder import NAME, BackupFolder
from webapp.services.jobs.background_jobs import environment
from webapp.services.process.settings import HERE, Settings
from webapp.services.rosters import importing

NOT_BACK = {"signin", "invitation", "failedsignins", "writecount"}
HANG = """
import time
from sqlmodel import Session
from webapp import create_app
from webapp.services.backups import backing_up
from data.store import backups
from data.store.backups import {module} as there
went = there.{function}
def half(*given, **named):
    result = went(*given, **named)
    print("halfway", flush=True)
    time.sleep(60)
there.{function} = half
from webapp.commands.backup import OPERATOR
state = create_app().extensions["alavanca"]
{do}
"""


class Installation:
    """A data folder with a database of either kind, and the state of a server that serves it."""

    def __init__(self, folder: Path, url: str) -> None:
        self.settings = Settings(data_folder=folder, database_url=url, school_name="Pilot school")
        self.app = create_app(self.settings)
        self.state: State = self.app.extensions["alavanca"]
        self.folder = BackupFolder(self.settings.backups)
        with self.state.database.write() as session:
            school = store.schools.first_or_create(session, "Pilot school").id
        self.viewer = Viewer(None, "", "administrator", school)

    def take_in(self, text: str) -> int:
        """Import a roster; gives its number."""
        file = self.settings.data_folder / "roster.csv"
        file.write_text(text, encoding="utf-8")
        found = importing.read(self.state, self.viewer, file, "maths.csv")
        before = found.current.id if found.current else None
        return importing.take_in(self.state, self.viewer, found, "Maths", before).id

    def make(self) -> Path:
        """Make a backup."""
        return backing_up.make(self.state, OPERATOR).path

    def restore(self, path: Path, **how: bool) -> backing_up.Restoration:
        """Put a backup into the place of what is there."""
        return backing_up.restore(self.state, OPERATOR, path, **{"instead": True, **how})

    def rows(self) -> dict[str, list[dict[str, Any]]]:
        """All rows that a backup keeps; the trace without what was done since."""
        every = everything(self.state.database)
        return {name: rows for name, rows in every.items() if name not in NOT_BACK}

    def trace(self) -> list[str]:
        """What was done, oldest first."""
        return [line["action"] for line in everything(self.state.database)["decision"]]


ON_POSTGRESQL = pytest.param("postgresql", marks=[pytest.mark.postgres, pytest.mark.thorough])


@pytest.fixture(params=["sqlite", ON_POSTGRESQL])
def kind(request: pytest.FixtureRequest) -> str:
    """The kind of database: what the store's own tests try on both is here once."""
    return str(request.param)


@pytest.fixture
def here(database: store.Database, tmp_path: Path) -> Iterator[Installation]:
    """An installation with the ten students, on this kind of database."""
    made = Installation(tmp_path / "data", database.url)
    made.take_in(ROSTER)
    (made.settings.rules / "small.yaml").write_text(SMALL, encoding="utf-8")
    yield made
    made.state.database.close()


def killed_halfway(here: Installation, module: str, function: str, do: str) -> None:
    """Run a program until it is in the middle of `function`, then kill it."""
    child = subprocess.Popen(
        [sys.executable, "-c", HANG.format(module=module, function=function, do=do)],
        cwd=HERE,
        env=os.environ | environment(here.settings),
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    assert child.stdout.readline().strip() == b"halfway"
    os.kill(child.pid, signal.SIGKILL)
    child.wait(10)
    child.stdout.close()


def test_a_backup_has_a_date_in_its_name_and_is_for_its_owner_alone(here: Installation) -> None:
    path = here.make()
    assert NAME.fullmatch(path.name)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    [one] = here.folder.listing()
    assert one.verified_at is not None
    assert one.manifest is not None
    assert one.manifest.parts["tables/student.jsonl"].rows == 10
    assert here.trace()[-1] == "make"
    assert sorted(each.name for each in path.parent.iterdir()) == [
        path.name,
        f"{path.name}.verified",
    ]


def test_a_backup_says_which_version_made_it(here: Installation) -> None:
    project = tomllib.loads((HERE / "pyproject.toml").read_text("utf-8"))["project"]
    assert backups.peek(here.make())[0].product == project["version"]


def test_what_was_there_is_back_after_a_restore_and_all_schools_read_of_it(
    here: Installation,
) -> None:
    path, before = here.make(), here.rows()
    here.take_in(ROSTER.replace("Ana", "Eva"))
    version = here.state.database.version()
    done = here.restore(path)
    after = here.rows()
    *lines, restored = after.pop("decision")
    assert lines == before.pop("decision")[:-1]  # all but the one that says that it was made
    assert restored["action"] == "restore"
    assert after == before
    assert here.state.database.version() > version
    assert done.before is not None
    assert {one.name for one in here.folder.listing()} == {path.name, done.before.name}


def test_a_used_installation_is_replaced_only_when_that_is_said(here: Installation) -> None:
    path, before = here.make(), everything(here.state.database)
    with pytest.raises(backups.BackupRefused, match="Add --replace if that is meant"):
        here.restore(path, instead=False)
    assert everything(here.state.database) == before


def test_a_new_installation_takes_a_backup_without_a_word(
    here: Installation, tmp_path: Path, sqlite_model: Path
) -> None:
    path = here.make()
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "alavanca.sqlite").write_bytes(sqlite_model.read_bytes())
    new = Installation(tmp_path / "new", "")
    assert new.restore(path, instead=False).before is None
    assert len(new.rows()["student"]) == 10
    assert (new.settings.rules / "small.yaml").read_text("utf-8") == SMALL
    new.state.database.close()


def test_rule_files_come_back_and_what_stood_in_the_way_is_set_aside(here: Installation) -> None:
    path = here.make()
    rules = here.settings.rules
    (rules / "small.yaml").write_text("title: changed", encoding="utf-8")
    (rules / "new.yaml").write_text(SMALL, encoding="utf-8")
    done = here.restore(path)
    assert (rules / "small.yaml").read_text("utf-8") == SMALL
    assert not (rules / "new.yaml").exists()
    assert {one.name for one in done.aside} == {"small.yaml", "new.yaml"}
    assert all(one.read_text("utf-8") for one in done.aside)
    assert "small" in here.state.shelf.sets()


def test_a_broken_rule_file_stays_out_and_is_named(here: Installation) -> None:
    for name in ("broken.yaml", "-odd-.yaml"):
        (here.settings.rules / name).write_text("title: [", encoding="utf-8")
    made = backing_up.make(here.state, OPERATOR)
    assert made.manifest.left_out == ["rules/-odd-.yaml", "rules/broken.yaml"]
    assert "rules/small.yaml" in made.manifest.parts


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("rules/evil.yaml", b"format: 1\ntitle: !!python/object/apply:os.system [x]\n"),
        ("rules/evil.yaml", b"#" * 70_000),
        ("rules/evil.yaml", b"\xff\xfe"),
        ("dictionaries/evil.yaml", b"[" * 10_000),
        ("dictionaries/evil.yaml", b"name: &a x\n"),
    ],
)
def test_a_file_that_the_server_would_refuse_is_refused_in_a_backup(
    here: Installation, name: str, content: bytes
) -> None:
    path, before = here.make(), everything(here.state.database)
    evil = forged(path, lambda parts: parts.update({name: content}))
    with pytest.raises(backups.BackupRefused, match=r"evil\.yaml"):
        here.restore(evil)
    assert everything(here.state.database) == before
    assert not (here.settings.rules / "evil.yaml").exists()


def test_a_refused_backup_changes_nothing(here: Installation) -> None:
    path = here.make()
    before, files = everything(here.state.database), sorted(here.settings.rules.rglob("*"))
    evil = forged(path, in_row("student", key=5))
    with pytest.raises(backups.BackupRefused, match="that this product never writes"):
        here.restore(evil)
    assert everything(here.state.database) == before
    assert sorted(here.settings.rules.rglob("*")) == files
    assert [one.name for one in here.folder.listing()] == [path.name]


def test_an_edited_trace_needs_a_word_of_its_own(here: Installation) -> None:
    edited = forged(here.make(), in_row("decision", by="Nobody"))
    with pytest.raises(backups.BackupRefused, match="--edited-trace"):
        here.restore(edited)
    here.restore(edited, edited_trace=True)
    assert everything(here.state.database)["decision"][0]["by"] == "Nobody"


@pytest.mark.parametrize("keep_figures", [False, True])
def test_who_was_erased_since_is_erased_again_when_he_comes_back(
    here: Installation, keep_figures: bool
) -> None:
    here.take_in(ROSTER.replace("Ana", "Zuleika"))
    path, ana = here.make(), first_student(here)
    with here.state.database.write() as session:
        store.families.erase(session, here.viewer, ana, keep_figures=keep_figures)
    assert here.restore(path).again == 1
    rows = here.rows()
    assert ana not in {row["id"] for row in rows["student"]}
    assert ana not in {row["student_id"] for row in rows["answers"]}
    assert len(rows["answers"]) == (20 if keep_figures else 18)
    *_, erased, restored = rows["decision"]
    assert (erased["action"], erased["student_id"]) == ("erase", ana)
    assert erased["detail"]["why"] == "restored"
    assert erased["detail"]["keep_figures"] is keep_figures
    assert restored["detail"]["erased_again"] == 1
    with here.state.database.read() as session:
        assert store.audit.verify(session).good
    if here.state.database.url.startswith("sqlite"):
        file = Path(here.state.database.url.removeprefix("sqlite:///"))
        for one in file.parent.glob(f"{file.name}*"):
            assert b"Zuleika" not in one.read_bytes(), one


def test_an_erasure_is_remembered_through_a_backup_older_than_the_student(
    here: Installation,
) -> None:
    oldest = here.make()
    oldest = oldest.rename(oldest.with_name("alavanca-20200101T000000Z.zip"))
    here.take_in(f"{ROSTER}S11,Zuleika,Sá,GP,10A,F,15,1,0,no,5,5,1,10,6\n")
    path, newest = here.make(), here.rows()["student"][-1]["id"]
    with here.state.database.write() as session:
        store.families.erase(session, here.viewer, newest)
    assert here.restore(oldest).again == 0
    assert len(here.rows()["student"]) == 10
    assert here.restore(path).again == 1
    assert newest not in {row["id"] for row in here.rows()["student"]}
    assert len(here.rows()["student"]) == 10


def test_a_student_of_another_servers_school_with_an_erased_number_stays(
    here: Installation, tmp_path: Path, sqlite_model: Path
) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "alavanca.sqlite").write_bytes(sqlite_model.read_bytes())
    other = Installation(tmp_path / "new", "")
    other.take_in(ROSTER)
    path, ana = other.make(), first_student(here)
    assert (ana, here.viewer.school) == (first_student(other), other.viewer.school)
    with here.state.database.write() as session:
        store.families.erase(session, here.viewer, ana)
    assert here.restore(path).again == 0
    assert first_student(here) == ana
    assert len(here.rows()["student"]) == 10
    other.state.database.close()


def first_student(installation: Installation) -> int:
    """The number of the student who was imported first."""
    return int(installation.rows()["student"][0]["id"])


def test_old_ones_go_when_a_new_one_is_made_but_not_the_one_that_is_restored(
    here: Installation,
) -> None:
    here.state.settings = here.settings.model_copy(update={"backups_kept": 3})
    for place in range(4):
        first = here.make()
        first.rename(first.with_name(f"alavanca-20200101T0000{place:02d}Z.zip"))
    names = [one.name for one in here.folder.listing()]
    assert len(names) == 3
    assert names[-1] == "alavanca-20200101T000001Z.zip"
    here.restore(here.folder.path(names[-1]))
    assert len(here.folder.listing()) == 4
    assert not (here.folder.folder / "alavanca-20200101T000000Z.zip.verified").exists()


def first_of(installation: Installation) -> str:
    """The first name on the board, as the server that runs shows it."""
    with installation.state.database.write():
        pass  # whereupon it looks at the database anew
    lead = Viewer(None, "", "lead", installation.viewer.school)
    board, _ = installation.state.boards.open(lead, None, None)
    return board.names.first[0]


def test_a_server_that_runs_shows_what_was_restored_even_under_the_same_number(
    here: Installation, tmp_path: Path, sqlite_model: Path
) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "alavanca.sqlite").write_bytes(sqlite_model.read_bytes())
    other = Installation(tmp_path / "new", "")
    other.take_in(ROSTER.replace("Ana", "Eva"))
    running = Installation(here.settings.data_folder, here.settings.database_url)
    assert first_of(running) == "Ana"
    here.restore(other.make())
    assert first_of(running) == "Eva"
    running.state.database.close()
    other.state.database.close()


def test_killed_while_it_writes_no_backup_has_a_name(here: Installation) -> None:
    killed_halfway(here, "rows", "line", "backing_up.make(state, OPERATOR)")
    assert here.folder.listing() == []
    here.make()
    assert len(here.folder.listing()) == 1


def test_what_a_killed_process_left_goes_after_a_day(here: Installation) -> None:
    killed_halfway(here, "rows", "line", "backing_up.make(state, OPERATOR)")
    [left] = here.folder.folder.iterdir()
    here.make()
    assert left.exists()
    os.utime(left, (0, 0))
    here.make()
    assert not left.exists()


def test_killed_in_the_middle_of_a_restore_the_old_database_is_whole(here: Installation) -> None:
    path = here.make()
    here.take_in(ROSTER.replace("Ana", "Eva"))
    before = everything(here.state.database)
    restore = (
        "from pathlib import Path\nbacking_up.restore(state, OPERATOR, Path({!r}), instead=True)"
    )
    killed_halfway(here, "restoring", "_copied", restore.format(str(path)))
    assert everything(here.state.database) == before
    here.restore(path)
    assert len(here.rows()["roster"]) == 1


def test_a_mark_counts_for_the_file_it_was_made_of_alone(here: Installation) -> None:
    path = here.make()
    other = forged(path, lambda parts: None)
    other.replace(path)
    assert here.folder.listing()[0].verified_at is None
    backing_up.verify(here.state, path)
    assert here.folder.listing()[0].verified_at is not None
    for spoilt in ("", "[]", '{"seal": 1}', "{", json.dumps({"seal": "x", "at": "x"})):
        path.with_name(f"{path.name}.verified").write_text(spoilt, encoding="utf-8")
        assert here.folder.listing()[0].verified_at is None


def test_what_cannot_be_read_is_listed_as_such(here: Installation) -> None:
    path = here.make()
    path.write_bytes(path.read_bytes()[:-10])
    [one] = here.folder.listing()
    assert one.manifest is None
