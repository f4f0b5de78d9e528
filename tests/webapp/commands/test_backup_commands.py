"""`backup create | list | verify | restore`, as somebody at the server types them."""

from pathlib import Path

import pytest
from backup_files import forged, in_row
from click.testing import Result
from one_school import School

from data import store
from webapp.services.backups.folder import BackupFolder


class Typing:
    """Somebody at the server of a school."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.folder = BackupFolder(school.settings.backups)

    def run(self, *arguments: str) -> Result:
        """What a command says, and its exit code."""
        done = self.school.app.test_cli_runner().invoke(args=["backup", *arguments])
        assert "Traceback" not in done.output
        assert done.exception is None or isinstance(done.exception, SystemExit)
        return done

    def made(self) -> Path:
        """A backup."""
        assert self.run("create", "--quiet").exit_code == 0
        return self.folder.path(self.folder.listing()[0].name)


@pytest.fixture
def typing(own_school: School) -> Typing:
    return Typing(own_school)


def test_a_backup_is_made_listed_verified_and_restored(typing: Typing) -> None:
    done = typing.run("create")
    assert done.exit_code == 0
    assert "rows, restored on trial." in done.output
    name = typing.folder.listing()[0].name
    assert name in typing.run("list").output
    assert "verified 20" in typing.run("list").output
    assert f"{name}: whole" in typing.run("verify").output
    restored = typing.run("restore", name, "--replace")
    assert restored.exit_code == 0
    assert "Everybody has to sign in again." in restored.output
    assert "What was there before is in" in restored.output
    assert typing.school.ids().keys() >= {"S1", "S10"}


def test_by_night_only_what_somebody_should_look_at_is_said(typing: Typing) -> None:
    done = typing.run("create", "--quiet")
    assert (done.exit_code, done.output) == (0, "")
    (typing.school.settings.rules / "broken.yaml").write_text("[", encoding="utf-8")
    assert "Left out rules/broken.yaml" in typing.run("create", "--quiet").output


def test_a_used_installation_is_not_replaced_by_mistake(typing: Typing) -> None:
    done = typing.run("restore", typing.made().name)
    assert done.exit_code == 1
    assert "Add --replace" in done.output
    assert len(typing.folder.listing()) == 1


def test_a_damaged_backup_is_said_and_the_others_are_tried_as_well(typing: Typing) -> None:
    damaged = typing.made()
    damaged.write_bytes(damaged.read_bytes()[:-1])
    whole = typing.made()
    done = typing.run("verify")
    assert done.exit_code == 1
    assert f"{damaged.name}: This file is not a backup" in done.output
    assert f"{whole.name}: whole" in done.output
    assert typing.run("verify", whole.name).exit_code == 0
    assert "cannot be read" in typing.run("list").output


def test_a_file_from_elsewhere_is_taken_by_its_path(typing: Typing, tmp_path: Path) -> None:
    there = tmp_path / "from the safe.zip"
    there.write_bytes(typing.made().read_bytes())
    assert typing.run("verify", str(there)).exit_code == 0
    assert typing.run("restore", str(there), "--replace").exit_code == 0


@pytest.mark.parametrize(
    "name", ["nothing.zip", "../secret.key", "alavanca-20200101T000000Z.zip", "", "/etc"]
)
def test_what_is_not_there_is_said(typing: Typing, name: str) -> None:
    for command in ("verify", "restore"):
        done = typing.run(command, name)
        assert done.exit_code == 1
        assert "There is no backup" in done.output


def test_a_forged_file_is_refused_in_a_sentence(typing: Typing) -> None:
    evil = forged(typing.made(), in_row("student", key=None))
    done = typing.run("restore", str(evil), "--replace")
    assert done.exit_code == 1
    assert done.output.startswith("Error: Row 1 of “student”")


def test_an_edited_trace_is_said_whenever_it_is_seen(typing: Typing) -> None:
    with typing.school.write() as session:
        store.audit.add(session, typing.school.viewer, "see", "student", 1, {})
    edited = forged(typing.made(), in_row("decision", by="Nobody"))
    assert "Somebody changed the trace" in typing.run("verify", str(edited)).output
    assert typing.run("restore", str(edited), "--replace").exit_code == 1
    done = typing.run("restore", str(edited), "--replace", "--edited-trace")
    assert done.exit_code == 0


def test_without_a_command_the_help_says_what_there_is(typing: Typing) -> None:
    said = typing.run("--help").output
    assert [name for name in ("create", "list", "verify", "restore") if name not in said] == []
