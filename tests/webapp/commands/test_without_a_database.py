"""What commands and the server say when the database is not there: a sentence, no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from flask.testing import FlaskCliRunner

from webapp import create_app
from webapp.commands import NOUNS
from webapp.services.process.settings import Settings

ROOT = Path(__file__).parents[3]
NOBODY_THERE = "postgresql://somebody:word@127.0.0.1:1/alavanca?connect_timeout=2"
# Ask nothing of the database.
WITHOUT = {"rules check", "rules test", "rules diff", "rules schema"}
WITHOUT |= {"backup list", "backup verify"}
WITHOUT |= {"dictionaries check", "dictionaries schema", "rules library"}


def said(*command: str, **settings: str) -> str:
    """What a command says that ends with an error."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ALAVANCA_")}
    done = subprocess.run(
        [sys.executable, *command],
        env=kept | settings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 1, done
    assert "Traceback" not in done.stdout + done.stderr
    assert "No such command" not in done.stderr
    return " ".join(done.stderr.split())


@pytest.fixture
def without_driver(tmp_path: Path) -> str:
    """A folder for PYTHONPATH in which psycopg is not there."""
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "psycopg.py").write_text("raise ImportError('not here')\n", "utf-8")
    return str(tmp_path / "path")


@pytest.mark.parametrize(
    "command",
    [
        ("-m", "flask", "--app", "wsgi", "schools", "list"),
        ("wsgi.py", "--port", "0"),
    ],
)
def test_without_its_driver_an_address_of_postgresql_says_what_to_install(
    command: tuple[str, ...], tmp_path: Path, without_driver: str
) -> None:
    text = said(
        *command,
        ALAVANCA_DATA_FOLDER=str(tmp_path / "data"),
        ALAVANCA_DATABASE_URL=NOBODY_THERE,
        PYTHONPATH=without_driver,
    )
    assert text.startswith("Error: The database's address is one of PostgreSQL")
    assert "pip install '.[postgres]'" in text


@pytest.mark.parametrize(
    "command", [("-m", "flask", "--app", "wsgi", "schools", "list"), ("wsgi.py", "--port", "0")]
)
def test_a_database_that_does_not_answer_is_named_without_its_password(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    text = said(
        *command, ALAVANCA_DATA_FOLDER=str(tmp_path / "data"), ALAVANCA_DATABASE_URL=NOBODY_THERE
    )
    assert "127.0.0.1:1/alavanca" in text
    assert "does not answer" in text
    assert "See that its server runs" in text
    assert "word" not in text.replace("***", "")


def test_an_address_that_is_none_says_what_one_looks_like(tmp_path: Path) -> None:
    text = said(
        *("-m", "flask", "--app", "wsgi", "schools", "list"),
        ALAVANCA_DATA_FOLDER=str(tmp_path / "data"),
        ALAVANCA_DATABASE_URL="somebody:word at host",
    )
    assert text.startswith("Error: What is given as the database's address")
    assert "Give the address of a SQLite file" in text
    assert "word" not in text.replace("password", "")


def test_a_wrong_setting_is_said_to_commands_too(tmp_path: Path) -> None:
    text = said(
        *("-m", "flask", "--app", "wsgi", "schools", "list"),
        ALAVANCA_DATA_FOLDER=str(tmp_path / "data"),
        ALAVANCA_THREADS="many",
    )
    assert text.startswith("Error: ALAVANCA_THREADS: ")


@pytest.fixture(scope="module")
def unanswered(tmp_path_factory: pytest.TempPathFactory) -> FlaskCliRunner:
    folder = tmp_path_factory.mktemp("unanswered")
    settings = Settings(data_folder=folder, database_url=NOBODY_THERE)
    return create_app(settings).test_cli_runner()


def test_every_command_says_that_the_database_does_not_answer(
    unanswered: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "file"
    file.write_text("format: 1\n", "utf-8")
    kept_quiet = set()
    for noun in NOUNS:
        group = unanswered.app.cli.get_command(click.Context(unanswered.app.cli), noun)
        assert isinstance(group, click.Group)
        if group.hidden:  # for the server itself, and for developers
            continue
        for verb, command in group.commands.items():
            done = unanswered.invoke(args=[noun, verb, *_needed(command, file)])
            assert done.exit_code != 2 or noun == "rules", (noun, verb, done.output)
            if "does not answer" not in done.output:
                kept_quiet.add(f"{noun} {verb}")
            assert done.exception is None or isinstance(done.exception, SystemExit), (noun, verb)
    assert kept_quiet <= WITHOUT


def _needed(command: click.Command, file: Path) -> list[str]:
    """Something for each argument and option that a command must be given."""
    words: list[str] = []
    for one in command.params:
        if one.required or isinstance(one, click.Argument):
            value = "1" if isinstance(one.type, click.types.IntParamType) else str(file)
            value = one.type.choices[0] if isinstance(one.type, click.Choice) else value
            words += [value] if isinstance(one, click.Argument) else [one.opts[0], value]
    return words


def test_an_account_needs_no_more_than_the_readme_says(tmp_path: Path) -> None:
    runner = create_app(Settings(data_folder=tmp_path)).test_cli_runner()
    assert runner.invoke(args=["schools", "add", "Pilot school"]).exit_code == 0
    words = ["accounts", "add", "mia", "--role", "observer", "--school", "Pilot school"]
    done = runner.invoke(args=words)
    assert done.exit_code == 0, done.output
    assert "mia  mia  observer" in runner.invoke(args=["accounts", "list"]).output
