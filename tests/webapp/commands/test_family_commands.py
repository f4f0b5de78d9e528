"""`flask families ...`: the same rights from a terminal."""

import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from one_school import School

from data import store
from data.tables import Roster
from webapp.commands import families as family_commands
from webapp.commands.families import months_before


@pytest.fixture
def run(own_school: School, monkeypatch: pytest.MonkeyPatch) -> FlaskCliRunner:
    monkeypatch.setattr(family_commands, "keep_missing_gaps", lambda *_: None)
    return own_school.app.test_cli_runner()


def keep_for(school: School, months: int, imported: datetime) -> None:
    """Set how long students are kept, and when the roster came."""
    school.state.settings = school.settings.model_copy(update={"retention_months": months})
    with school.write() as session:
        roster = session.get(Roster, 1)
        assert roster is not None
        roster.imported_at = imported


def test_a_student_is_found_with_his_number(run: FlaskCliRunner, own_school: School) -> None:
    done = run.invoke(args=["families", "find", "goncalves"])
    assert done.output.split()[:4] == [str(own_school.ids()["S1"]), "S1", "Ana", "Gonçalves"]


def test_everything_is_written_to_a_file_for_its_owner_alone(
    run: FlaskCliRunner, own_school: School, tmp_path: Path
) -> None:
    file = tmp_path / "ana.zip"
    number = str(own_school.ids()["S1"])
    done = run.invoke(args=["families", "export", number, "--to", str(file)])
    assert done.exit_code == 0, done.output
    assert "data.json" in zipfile.ZipFile(file).namelist()
    assert file.stat().st_mode & 0o077 == 0


def test_objecting_and_withdrawing(run: FlaskCliRunner, own_school: School) -> None:
    number = str(own_school.ids()["S1"])
    assert "not scored any more" in run.invoke(args=["families", "object", number]).output
    with own_school.read() as session:
        assert list(store.objections.active(session, own_school.viewer)) == [int(number)]
    done = run.invoke(args=["families", "object", number, "--withdraw"])
    assert "scored again" in done.output


def test_erasing_needs_the_key_and_says_what_was_searched(
    run: FlaskCliRunner, own_school: School
) -> None:
    number = own_school.ids()["S1"]
    wrong = run.invoke(args=["families", "erase", str(number), "--key", "S2"])
    assert wrong.exit_code == 1
    assert "Nothing was erased" in wrong.output
    assert own_school.ids()["S1"] == number
    done = run.invoke(args=["families", "erase", str(number), "--key", "S1"])
    assert done.exit_code == 0, done.output
    assert "and 0 times now" in done.output
    assert "S1" not in own_school.ids()


def test_a_number_that_nobody_has_is_a_sentence(run: FlaskCliRunner, tmp_path: Path) -> None:
    for args in (
        ["object", "999"],
        ["export", "999", "--to", str(tmp_path / "x.zip")],
        ["erase", "999", "--key", "x"],
        ["sheet", "999"],
    ):
        done = run.invoke(args=["families", *args])
        assert (done.exit_code, done.output) == (1, "Error: There is no student 999.\n")


def test_without_a_period_everybody_is_kept(run: FlaskCliRunner, own_school: School) -> None:
    before = own_school.version()
    assert "everybody is kept" in run.invoke(args=["families", "retention"]).output
    assert own_school.version() == before


def test_a_dry_run_lists_numbers_and_dates_and_changes_nothing(
    run: FlaskCliRunner, own_school: School
) -> None:
    keep_for(own_school, 12, datetime(2020, 9, 1, tzinfo=UTC))
    before = own_school.version()
    done = run.invoke(args=["families", "retention", "--dry-run"])
    assert "last in a roster on 2020-09-01" in done.output
    assert "10 students were in no roster of the last 12 months." in done.output
    assert "Ana" not in done.output
    assert own_school.version() == before
    assert len(own_school.ids()) == 10


def test_students_of_the_roster_in_use_go_only_on_a_yes(
    run: FlaskCliRunner, own_school: School
) -> None:
    keep_for(own_school, 12, datetime(2020, 9, 1, tzinfo=UTC))
    refused = run.invoke(args=["families", "retention"])
    assert refused.exit_code == 1
    assert "Nothing was erased" in refused.output
    assert len(own_school.ids()) == 10
    done = run.invoke(args=["families", "retention", "--yes"])
    assert done.exit_code == 0, done.output
    with own_school.read() as session:
        erased = store.families.erasures(session)
    assert len(erased) == 10
    assert own_school.ids() == {}


def test_whoever_was_in_a_roster_since_then_stays(run: FlaskCliRunner, own_school: School) -> None:
    keep_for(own_school, 12, datetime.now(UTC))
    done = run.invoke(args=["families", "retention"])
    assert "0 students" in done.output
    assert len(own_school.ids()) == 10


def test_the_sheet_is_printed_in_the_language_asked_for(run: FlaskCliRunner) -> None:
    done = run.invoke(args=["families", "sheet", "--language", "fr"])
    assert done.exit_code == 0, done.output
    assert '<html lang="fr"' in done.output
    assert "Peu de travail" in done.output


@pytest.mark.parametrize(
    ("now", "months", "since"),
    [
        ((2026, 3, 31), 1, (2026, 2, 1)),
        ((2026, 1, 5), 12, (2025, 1, 1)),
        ((2026, 1, 5), 13, (2024, 12, 1)),
    ],
)
def test_a_period_ends_with_a_whole_month(
    now: tuple[int, int, int], months: int, since: tuple[int, int, int]
) -> None:
    assert months_before(datetime(*now, tzinfo=UTC), months) == datetime(*since, tzinfo=UTC)
