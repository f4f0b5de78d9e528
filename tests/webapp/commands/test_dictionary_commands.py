"""The commands about data dictionaries: for whoever works in a text editor."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskCliRunner
from one_school import School
from own_dictionary import own_text

from webapp import create_app
from webapp.services.process.settings import Settings


@pytest.fixture
def run(lone_school: School) -> FlaskCliRunner:
    return lone_school.app.test_cli_runner()


def test_a_file_becomes_the_schools_own_and_comes_out_again(
    run: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "own.yaml"
    for high in (20, 10):
        file.write_text(own_text(high=high), encoding="utf-8")
        done = run.invoke(args=["dictionaries", "import", str(file), "--note", "From paper"])
        assert done.exit_code == 0, done.output
    assert done.output == "own-grades, version 2.\n"
    listed = run.invoke(args=["dictionaries", "list"]).output
    assert "own-grades" in listed
    assert "version 2" in listed
    assert run.invoke(args=["dictionaries", "export", "own-grades"]).output == own_text(high=10)
    earlier = run.invoke(args=["dictionaries", "export", "own-grades", "--version", "1"])
    assert earlier.output == own_text()
    assert run.invoke(args=["dictionaries", "export", "pilot-2008"]).exit_code == 0
    assert run.invoke(args=["dictionaries", "export", "nothing"]).exit_code == 2


def test_a_broken_file_is_refused_with_its_lines(run: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "own.yaml"
    file.write_text(own_text().replace("type: word", "type: worm"), encoding="utf-8")
    checked = run.invoke(args=["dictionaries", "check", str(file)])
    assert checked.exit_code == 1
    assert f"{file}, line 7: columns.turma.type" in checked.output
    refused = run.invoke(args=["dictionaries", "import", str(file)])
    assert refused.exit_code == 1
    assert "line 7" in refused.output
    file.write_text(own_text("pilot-2008"), encoding="utf-8")
    assert "pilot-2008-2" in run.invoke(args=["dictionaries", "import", str(file)]).output


def test_files_are_checked_and_explained_without_a_database(tmp_path: Path) -> None:
    run = create_app(Settings(data_folder=tmp_path / "new")).test_cli_runner()
    checked = run.invoke(args=["dictionaries", "check"])
    assert checked.exit_code == 0
    assert "pilot-2008" in checked.output
    made = json.loads(run.invoke(args=["dictionaries", "schema"]).output)
    assert "columns" in made["required"]
    assert not (tmp_path / "new" / "alavanca.sqlite").exists()
