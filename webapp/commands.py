"""The commands of the server: `flask --app wsgi ...`, or `python3 manage.py ...`."""

import json
from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

import rules
from data import dictionary as dictionaries
from data.dictionary import DictionaryError
from data.reading import Unreadable
from data.store import NotFound, migrate
from data.store import rosters as kept_rosters
from webapp import jobs, specification
from webapp.access import viewer
from webapp.gaps import keep_gaps
from webapp.imports import NotImportable, Read, read, take_in
from webapp.sample import SAMPLE_STUDENTS, load_sample
from webapp.settings import SHIPPED_DICTIONARIES
from webapp.state import State, state

MOST_PROBLEMS = 50

rosters = AppGroup("rosters", help="Import rosters, list them, undo an import.")
rule_files = AppGroup("rules", help="Check rule files, list the rule sets.")
db = AppGroup("db", help="The database.")
sample = AppGroup("sample", help="The sample school.")
work = AppGroup("jobs", help="Work that the server hands to a process of its own.", hidden=True)
charts = AppGroup("charts", help="Chart specifications, for developers.", hidden=True)


@rosters.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", default="", help="The roster's title; by default the file's name.")
@click.option("--yes", is_flag=True, help="Import even if known students are missing.")
def import_roster(file: Path, title: str, yes: bool) -> None:
    """Import FILE (CSV or XLSX) as the school's roster, wholly or not at all."""
    migrate.upgrade(state().settings.database)
    import_file(state(), file, title, yes)


def import_file(here: State, file: Path, title: str = "", yes: bool = False) -> None:
    """Import a file and say what it did. Raises ClickException with every problem, by row."""
    who = viewer()
    try:
        found = read(here, who, file, file.name, progress=lambda done, words: click.echo(words))
    except (Unreadable, NotImportable, DictionaryError) as refused:
        raise click.ClickException(str(refused)) from None
    for note in found.checked.notes:
        click.echo(f"  {note.message}")
    _refuse_problems(found)
    changes = found.changes
    if changes.loses_too_many and not yes:
        raise click.ClickException(
            f"{len(changes.missing)} of {changes.known} known students are missing from the file. "
            "Add --yes if that is meant."
        )
    before = found.current.id if found.current else None
    roster = take_in(here, who, found, title or file.stem, before)
    if roster.id == before:
        click.echo("This file is in already: nothing to change.")
        return
    click.echo(
        f"Roster {roster.number}, {roster.students} students: {len(changes.new)} new, "
        f"{len({update.key for update in changes.updated})} changed, "
        f"{len(changes.missing)} missing from the file."
    )
    keep_gaps(here, who, roster.id)


def _refuse_problems(found: Read) -> None:
    problems = found.checked.problems
    if problems:
        lines = [problem.message for problem in problems[:MOST_PROBLEMS]]
        more = found.checked.problem_count - len(lines)
        lines += [f"... and {more} more."] if more else []
        raise click.ClickException("\n".join(["Nothing was imported.", *lines]))


@rosters.command("list")
def list_rosters() -> None:
    """List the imports, newest first."""
    migrate.upgrade(state().settings.database)
    with state().database.read() as session:
        for roster in kept_rosters.listing(session, viewer()):
            marks = " undone" * bool(roster.withdrawn_at) + " sample" * roster.sample
            click.echo(
                f"{roster.id:>4}  {roster.imported_at:%Y-%m-%d %H:%M}  "
                f"{roster.students:>7} students  {roster.title}{marks}"
            )


@rosters.command("undo")
def undo_roster() -> None:
    """Undo the last import: the one before counts again."""
    migrate.upgrade(state().settings.database)
    who = viewer()
    with state().database.write() as session:
        current = kept_rosters.current(session, who)
        if current is None:
            raise click.ClickException("There is no import to undo.")
        kept_rosters.withdraw(session, who, current.id)
    click.echo(f"Roster {current.number} is undone; nothing of it is deleted.")


@rule_files.command("check")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check_rules(files: tuple[Path, ...]) -> None:
    """Check rule FILES (by default those of the server), every problem with its line."""
    known = dictionaries.load_all([SHIPPED_DICTIONARIES, *state().settings.dictionaries[1:]])
    columns = {name: described.columns for name, described in known.items()}
    wrong = 0
    for file in files or sorted(state().settings.rules.glob("*.yaml")):
        try:
            found = rules.read(file.read_text(encoding="utf-8", errors="replace"), columns)
        except rules.RuleFileError as error:
            wrong += len(error.problems)
            for problem in error.problems:
                click.echo(f"{file}:{problem.line}:{problem.column}: {problem.message}")
        else:
            click.echo(
                f"{file}: {len(found.indicators)} indicators, {len(found.examples)} examples hold."
            )
    if wrong:
        raise click.exceptions.Exit(1)


@rule_files.command("list")
def list_rules() -> None:
    """List the rule sets in force."""
    migrate.upgrade(state().settings.database)
    for kept in state().shelf.sets().values():
        title = kept.rule_set.title.get("en", kept.name) if kept.rule_set else "no good version"
        broken = f", {len(kept.problems)} problems in the file" if kept.problems else ""
        click.echo(f"{kept.name}  version {kept.version}  {title}{broken}")


@db.command("upgrade")
def upgrade() -> None:
    """Bring the database to this version's shape; does nothing when it has it."""
    migrate.upgrade(state().settings.database)


@sample.command("load")
@click.option(
    "--students", default=SAMPLE_STUDENTS, show_default=True, type=click.IntRange(1, 1_000_000)
)
def load(students: int) -> None:
    """Make the sample school: invented students, marked as such."""
    migrate.upgrade(state().settings.database)
    roster = load_sample(state(), viewer(), students)
    keep_gaps(state(), viewer(), roster.id)
    click.echo(f"Sample school with {roster.students} invented students.")


@sample.command("remove")
def remove() -> None:
    """Delete the sample school."""
    migrate.upgrade(state().settings.database)
    who = viewer()
    with state().database.write() as session:
        gone = kept_rosters.remove_sample(session, who)
    click.echo(f"Removed: {gone}.")


@work.command("run")
@click.argument("number", type=int)
def run(number: int) -> None:
    """Do job NUMBER."""
    try:
        jobs.run(state(), viewer(), number)
    except NotFound:
        raise click.ClickException(f"There is no job {number}.") from None


@charts.command("write")
def write_charts() -> None:
    """Build the chart's specification with Altair and write it to its file."""
    from webapp import drawing  # which imports Altair

    text = json.dumps(drawing.build(), indent=1, sort_keys=True) + "\n"
    specification.FILE.write_text(text, encoding="utf-8")
    click.echo(f"{specification.FILE.name}: {len(text)} bytes")


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    for command in (rosters, rule_files, db, sample, work, charts):
        app.cli.add_command(command)
