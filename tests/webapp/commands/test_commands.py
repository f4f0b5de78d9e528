"""The commands that need no page."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from invented import ROSTER, as_csv, students
from one_school import School

from webapp.commands import charts, rosters, sample


@pytest.fixture
def run(empty_school: School, monkeypatch: pytest.MonkeyPatch) -> FlaskCliRunner:
    for noun in (rosters, sample):
        monkeypatch.setattr(noun, "keep_gaps", lambda *_: None)
    return empty_school.app.test_cli_runner()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "maths.csv"
    path.write_text(ROSTER, encoding="utf-8")
    return path


def test_a_file_is_imported_and_listed(run: FlaskCliRunner, file: Path) -> None:
    done = run.invoke(args=["rosters", "import", str(file), "--title", "Maths 1"])
    assert done.exit_code == 0, done.output
    assert "Roster 1, 10 students: 10 new, 0 changed, 0 missing from the file." in done.output
    listed = run.invoke(args=["rosters", "list"]).output
    assert "10 students  Maths 1" in listed


def test_the_same_file_again_changes_nothing(run: FlaskCliRunner, file: Path) -> None:
    run.invoke(args=["rosters", "import", str(file)])
    done = run.invoke(args=["rosters", "import", str(file)])
    assert done.exit_code == 0
    assert "in already: nothing to change" in done.output
    assert len(run.invoke(args=["rosters", "list"]).output.splitlines()) == 1


def test_a_file_with_problems_is_refused_with_all_of_them(run: FlaskCliRunner, file: Path) -> None:
    rows = students()
    rows[0]["Dalc"], rows[1]["absences"] = "7", "-3"
    file.write_text(as_csv(rows), encoding="utf-8")
    done = run.invoke(args=["rosters", "import", str(file)])
    assert done.exit_code == 1
    assert "Nothing was imported." in done.output
    assert "Row 2" in done.output
    assert "Row 3" in done.output
    assert run.invoke(args=["rosters", "list"]).output == ""


def test_who_could_be_known_must_be_said_or_obvious(run: FlaskCliRunner, file: Path) -> None:
    header = "first_name;family_name;class;FinalGrade\n"
    file.write_text(f"{header}Rita;Prata;10A;14\n", encoding="utf-8")
    run.invoke(args=["rosters", "import", str(file)])
    file.write_text(f"{header}Rita;Parta;10A;12\n", encoding="utf-8")
    done = run.invoke(args=["rosters", "import", str(file)])
    assert done.exit_code == 1
    assert "These could be students who are known already: row 2." in done.output
    done = run.invoke(args=["rosters", "import", str(file), "--obvious"])
    assert "1 students: 0 new, 1 changed, 0 missing" in done.output


def test_what_is_no_roster_is_refused_with_a_sentence(run: FlaskCliRunner, file: Path) -> None:
    for content in (b"", bytes(300), b"PK\x03\x04x"):
        file.write_bytes(content)
        done = run.invoke(args=["rosters", "import", str(file)])
        assert done.exit_code == 1
        assert done.output.startswith(("Error: ", "Reading")) or "Error: " in done.output
        assert "Traceback" not in done.output


def test_losing_many_students_asks_for_a_yes(run: FlaskCliRunner, file: Path) -> None:
    run.invoke(args=["rosters", "import", str(file)])
    file.write_text(as_csv(students()[5:]), encoding="utf-8")
    done = run.invoke(args=["rosters", "import", str(file)])
    assert done.exit_code == 1
    assert "5 of 10 known students are missing" in done.output
    assert "--yes" in done.output
    assert run.invoke(args=["rosters", "import", str(file), "--yes"]).exit_code == 0


def test_the_last_import_is_undone(run: FlaskCliRunner, file: Path) -> None:
    run.invoke(args=["rosters", "import", str(file)])
    done = run.invoke(args=["rosters", "undo"])
    assert "Roster 1 is undone" in done.output
    assert "undone" in run.invoke(args=["rosters", "list"]).output
    again = run.invoke(args=["rosters", "undo"])
    assert again.exit_code == 1
    assert "There is no import to undo." in again.output


def test_the_sample_comes_and_goes(run: FlaskCliRunner) -> None:
    done = run.invoke(args=["sample", "load", "--students", "30"])
    assert "Sample school with 30 invented students." in done.output
    assert "sample" in run.invoke(args=["rosters", "list"]).output
    assert "Removed: 1" in run.invoke(args=["sample", "remove"]).output
    assert run.invoke(args=["rosters", "list"]).output == ""


@pytest.mark.parametrize(
    "command", [["rosters", "list"], ["rosters", "undo"], ["sample", "remove"], ["rules", "list"]]
)
def test_each_command_makes_the_database_it_needs(tmp_path: Path, command: list[str]) -> None:
    from webapp import create_app
    from webapp.services.process.settings import Settings

    app = create_app(Settings(data_folder=tmp_path / "new"))
    done = app.test_cli_runner().invoke(args=command)
    assert done.exit_code == (1 if command == ["rosters", "undo"] else 0)
    assert done.exception is None or isinstance(done.exception, SystemExit)


def test_the_pilot_file_by_command(run: FlaskCliRunner, shared: Callable[[str], Path]) -> None:
    done = run.invoke(args=["rosters", "import", str(shared("pilot-students.csv"))])
    assert done.exit_code == 0
    assert "357 new" in done.output


def test_the_charts_specification_is_written(
    run: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = tmp_path / "caseload.json"
    committed = (charts.FOLDER / "caseload.json").read_text(encoding="utf-8")
    monkeypatch.setattr(charts, "FOLDER", tmp_path)
    assert run.invoke(args=["charts", "write"]).exit_code == 0
    assert there.read_text(encoding="utf-8") == committed
