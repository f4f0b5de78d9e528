"""`rosters`: import a file or a course's log, list the imports, undo the last one."""

from pathlib import Path

import click

from data.dictionary import DictionaryError
from data.reading import Unreadable
from data.store import migrate
from data.store import rosters as kept_rosters
from webapp.commands.course_logs import LogOptions, import_course
from webapp.commands.noun import Noun
from webapp.http.access import viewer
from webapp.http.state import State, state
from webapp.services.rosters.course_log import CUT_OFF, LONGEST_CUT_OFF, SHORTEST_CUT_OFF
from webapp.services.rosters.expected_grades import keep_gaps
from webapp.services.rosters.importing import NotImportable, ReadFile, read, take_in

MOST_PROBLEMS = 50

group = Noun("rosters", help="Import rosters, list them, undo an import.")


@group.command("import")
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


def _refuse_problems(found: ReadFile) -> None:
    problems = found.checked.problems
    if problems:
        lines = [problem.message for problem in problems[:MOST_PROBLEMS]]
        more = found.checked.problem_count - len(lines)
        lines += [f"... and {more} more."] if more else []
        raise click.ClickException("\n".join(["Nothing was imported.", *lines]))


@group.command("list")
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


@group.command("undo")
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


@group.command("import-log")
@click.argument("log", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("grades", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", default="", help="The roster's title; by default the log's name.")
@click.option("--yes", is_flag=True, help="Import even if known students are missing.")
@click.option(
    "--cut-off",
    type=click.IntRange(SHORTEST_CUT_OFF, LONGEST_CUT_OFF),
    default=CUT_OFF,
    show_default=True,
    help="Minutes without an action after which a pause begins.",
)
@click.option("--staff", multiple=True, help="Who has no grade and is staff, as the log names him.")
@click.option("--student", multiple=True, help="Who runs the course and is a student all the same.")
def import_log(
    log: Path,
    grades: Path,
    title: str,
    yes: bool,
    cut_off: int,
    staff: tuple[str, ...],
    student: tuple[str, ...],
) -> None:
    """Import a course's LOG, of any size, and its GRADES as the school's roster."""
    migrate.upgrade(state().settings.database)
    import_course(state(), log, grades, title, yes, LogOptions(cut_off, staff, student))
