"""`rosters`: import a file or a course's log, list the imports, undo the last one."""

from pathlib import Path

import click

from data.dictionary import DictionaryError
from data.reading import Unreadable
from data.store import jobs, migrate
from data.store import rosters as kept_rosters
from data.wording.message import Message
from webapp.commands.course_logs import LogOptions, import_course
from webapp.commands.noun import Noun
from webapp.http.access import viewer
from webapp.http.state import State, state
from webapp.services.course_logs.cut_off import CUT_OFF, LONGEST_CUT_OFF, SHORTEST_CUT_OFF
from webapp.services.jobs import work
from webapp.services.rosters import inbox
from webapp.services.rosters.expected_grades import keep_gaps
from webapp.services.rosters.import_choice import ImportChoice, NotImportable
from webapp.services.rosters.importing import ReadFile, read, take_in, title_of
from webapp.services.rosters.unattended import obstacles, what_changed, with_obvious_answers

group = Noun("rosters", help="Import rosters, list them, undo an import.")


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--title", default="", help="The roster's title; by default the file's name.")
@click.option("--as", "dictionary", default="", help="The data dictionary by which it is read.")
@click.option("--sheet", "sheets", multiple=True, help="A sheet to read; again for each.")
@click.option("--map", "mapping", multiple=True, help="COLUMN=KEY: what it is; again for each.")
@click.option("--answer", "answers", multiple=True, help="QUESTION=CHOICE: what is asked of it.")
@click.option("--no-answer", "blanks", multiple=True, help="COLUMN=TEXT: cells taken as none.")
@click.option("--source", default=None, help="It is one source of the roster: absences, for one.")
@click.option("--decides", is_flag=True, help="That source says who is in it: a class list.")
@click.option("--yes", is_flag=True, help="Import even if known students are missing.")
@click.option("--obvious", is_flag=True, help="Who is obviously a known student is that one.")
def import_roster(
    file: Path,
    title: str,
    dictionary: str,
    sheets: tuple[str, ...],
    mapping: tuple[str, ...],
    answers: tuple[str, ...],
    blanks: tuple[str, ...],
    source: str | None,
    decides: bool,
    yes: bool,
    obvious: bool,
) -> None:
    """Import FILE (CSV, Excel, OpenDocument, SIECLE, OneRoster), wholly or not at all."""
    migrate.upgrade(state().settings.database)
    choice = ImportChoice(
        sheets=sheets,
        dictionary=dictionary,
        mapping=dict(_pairs("--map", mapping)),
        answers=dict(_pairs("--answer", answers)),
        set_aside=_pairs("--no-answer", blanks),
        source=source,
        decides=decides or None,
    )
    _import(state(), file, choice, title, yes, obvious)


def _pairs(option: str, given: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """What stands left and right of the last "=" of each."""
    pairs = [text.rpartition("=") for text in given]
    for (left, _, _), text in zip(pairs, given, strict=True):
        if not left:
            raise click.ClickException(f"{option} {text}: write it as NAME=VALUE.")
    return tuple((left, right) for left, _, right in pairs)


def _import(
    here: State, file: Path, choice: ImportChoice, title: str, yes: bool, obvious: bool
) -> None:
    """Import a file and say what it did. Raises ClickException with every problem, by row."""
    who = viewer()
    try:
        progress = lambda done, words: click.echo(words)  # noqa: E731
        found = read(here, who, file, file.name, choice, progress)
        if obvious:
            found = with_obvious_answers(found)
        for note in found.checked.notes:
            click.echo(f"  {note.message}")
        if in_the_way := obstacles(found, losing=yes):
            raise click.ClickException(_nothing_imported(found, in_the_way))
        before = found.current.id if found.current else None
        roster = take_in(here, who, found, title or title_of(found), before)
    except (Unreadable, NotImportable, DictionaryError) as refused:
        raise click.ClickException(str(refused)) from None
    if roster.id == before:
        click.echo("This file is in already: nothing to change.")
        return
    changed = what_changed(found).message
    click.echo(f"Roster {roster.number}, {roster.students} students: {changed}")
    keep_gaps(here, who, roster.id)


def _nothing_imported(found: ReadFile, in_the_way: list[Message]) -> str:
    lines = [one.message for one in in_the_way]
    more = found.checked.problem_count - len(found.checked.problems[: len(lines)])
    lines += [f"... and {more} more."] if more > 0 else []
    return "\n".join(["Nothing was imported.", *lines])


@group.command("inbox")
@click.option("--quiet", is_flag=True, help="Say something only where a file was refused.")
def take_inbox(quiet: bool) -> None:
    """Take in what lies in the school's inbox; what cannot be is refused, with the reason."""
    migrate.upgrade(state().settings.database)
    here, who = state(), viewer()
    if inbox.is_being_taken(here, who):
        if not quiet:
            click.echo("The inbox is being looked after just now.")
        return
    with here.database.write() as session:
        number = jobs.start(session, who, inbox.TAKE, {}).id
    work.run(here, number)
    with here.database.read() as session:
        job = jobs.get(session, who, number)
    if job.state != "done":
        words = job.problem["template"] % job.problem["values"]
        raise click.ClickException(words)
    folder, refused = inbox.inbox_of(here, who.school).folder, job.result["refused"]
    if refused or not quiet:
        click.echo(f"{folder}: {job.result['done']} taken in, {refused} refused.")


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
@click.argument(
    "grades", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
)
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
@click.option(
    "--map",
    "columns",
    metavar="COLUMN=KEY",
    multiple=True,
    help="What a column of either file is: time, user, event, component, description, grade, ...",
)
@click.option(
    "--scale",
    type=(float, float, float),
    metavar="WORST BEST PASS",
    help="Of which scale the grades are: 0 100 50.",
)
@click.option("--month-first", is_flag=True, help="Read 03/04 as the fourth of March.")
@click.option(
    "--same-students/--other-students",
    "same",
    default=None,
    help="Whether numbers that the school knows are the same students'.",
)
@click.option("--own-roster", is_flag=True, help="Take the roster's place, not stand beside it.")
def import_log(
    log: Path,
    grades: Path | None,
    title: str,
    yes: bool,
    cut_off: int,
    staff: tuple[str, ...],
    student: tuple[str, ...],
    columns: tuple[str, ...],
    scale: tuple[float, float, float] | None,
    month_first: bool,
    same: bool | None,
    own_roster: bool,
) -> None:
    """Import a course's LOG, of any size, and its GRADES: as one more source of the roster where
    its students are the same, else as the school's roster."""
    migrate.upgrade(state().settings.database)
    named = LogOptions(cut_off, staff, student, columns, scale, month_first, same, own_roster)
    import_course(state(), log, grades, title, yes, named)
