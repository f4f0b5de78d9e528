"""`flask families ...`: what a family may ask for, from a terminal."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import click
from flask import current_app

from data.store import NotFound, audit, families, migrate
from data.store import rosters as kept_rosters
from data.store.families import objections
from data.wording.languages import SOURCE
from webapp.commands.noun import Noun
from webapp.http.access import viewer
from webapp.http.language import names, speaking
from webapp.http.pages import show_page
from webapp.http.state import State, state
from webapp.services.families import erasure
from webapp.services.families.family_file import packed, with_all_eyes
from webapp.services.families.information_sheet import information_sheet
from webapp.services.rosters.expected_grades import keep_missing_gaps, lost_with
from webapp.services.runtime.resources import settings_of

group = Noun("families", help="What a family may ask for: data, objection, erasure.")


@group.command("find")
@click.argument("text")
def find(text: str) -> None:
    """Find students whose name or key holds TEXT, to know their number."""
    with _ready().database.read() as session:
        for one in families.find(session, viewer(), text):
            click.echo(f"{one.id:>6}  {one.key}  {one.name}  {one.in_class}".rstrip())


@group.command("export")
@click.argument("student", type=int)
@click.option("--to", type=click.Path(dir_okay=False, path_type=Path), required=True)
def export(student: int, to: Path) -> None:
    """Write everything about STUDENT (his number) to a ZIP file."""
    here, who = _ready(), viewer()
    with _found(student), here.database.write() as session:
        rows = families.counts(session, who, student)
        about = {"student_id": student}
        audit.add(session, who, "give data", "student", student, {"rows": rows}, **about)
    with here.database.read() as session:
        content = packed(here, session, who, student)
    to.touch(mode=0o600)
    to.write_bytes(content)
    click.echo(f"{to}: {sum(rows.values())} rows")


@group.command("object")
@click.argument("student", type=int)
@click.option("--withdraw", is_flag=True, help="Withdraw the objection: he is scored again.")
def object_(student: int, withdraw: bool) -> None:
    """Take STUDENT out of scoring and of the model's training."""
    here, who = _ready(), viewer()
    lost = lost_with(here, who, [student])
    with _found(student), here.database.write() as session:
        (objections.withdraw if withdraw else objections.object)(session, who, student)
    keep_missing_gaps(here, who, lost)
    click.echo(f"Student {student} is {'scored again' if withdraw else 'not scored any more'}.")


@group.command("erase")
@click.argument("student", type=int)
@click.option("--key", required=True, help="The student's own key, so that no slip erases another.")
@click.option("--keep-figures", is_flag=True, help="Keep his answers without name and number.")
def erase(student: int, key: str, keep_figures: bool) -> None:
    """Erase STUDENT for good, and say what was searched for his name."""
    here, who = _ready(), viewer()
    with _found(student), here.database.read() as session:
        found = families.name_of(session, who, student)
    if found.key != key:
        raise click.ClickException(f"Student {student} has another key. Nothing was erased.")
    lost = lost_with(here, who, [student])
    proof = erasure.erase(here, who, [student], keep_figures=keep_figures)
    keep_missing_gaps(here, who, lost)
    _tell(proof)


@group.command("retention")
@click.option("--dry-run", is_flag=True, help="Only list who would go.")
@click.option("--keep-figures", is_flag=True, help="Keep their answers without name and number.")
@click.option("--yes", is_flag=True, help="Even students of the roster in use.")
def retention(dry_run: bool, keep_figures: bool, yes: bool) -> None:
    """Erase the students whom no roster of the last ALAVANCA_RETENTION_MONTHS has."""
    here, who = _ready(), viewer()
    months = settings_of(here, who.school).retention_months
    if not months:
        click.echo("ALAVANCA_RETENTION_MONTHS is 0: everybody is kept.")
        return
    with here.database.read() as session:
        going = families.leaving(session, who, months_before(datetime.now(UTC), months))
        current = kept_rosters.current(session, who)
        there = (
            kept_rosters.cohort(session, with_all_eyes(who), current.id).students if current else ()
        )
    for one in going:
        click.echo(f"{one.student:>6}  last in a roster on {one.last_seen:%Y-%m-%d}")
    click.echo(f"{len(going)} students were in no roster of the last {months} months.")
    if dry_run or not going:
        return
    if not yes and {one.student for one in going}.intersection(there):
        raise click.ClickException(
            "Students of the roster in use are among them: it is that old. "
            "Import this year's roster first, or add --yes. Nothing was erased."
        )
    numbers = [one.student for one in going]
    lost = lost_with(here, who, numbers)
    _tell(erasure.erase(here, who, numbers, keep_figures=keep_figures, why="retention"))
    keep_missing_gaps(here, who, lost)


@group.command("sheet")
@click.argument("student", type=int, required=False)
@click.option("--language", type=click.Choice([*names()]), default=SOURCE, show_default=True)
def sheet(student: int | None, language: str) -> None:
    """Print the information sheet for families as HTML, of STUDENT or for all."""
    here = _ready()
    who = with_all_eyes(viewer())  # asked here: within a request it is who is signed in
    asked = current_app._get_current_object()  # type: ignore[attr-defined]
    there = f"/families/sheet?language={language}"
    with _found(student), asked.test_request_context(there), speaking(language):
        page = information_sheet(here, who, student)
        click.echo(show_page("families/information.html", page).get_data(as_text=True))


def months_before(moment: datetime, months: int) -> datetime:
    """The first of the month that lies so many months before: nobody leaves a day too early."""
    month = moment.year * 12 + moment.month - 1 - months
    return datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)


@contextmanager
def _found(student: int | None) -> Iterator[None]:
    """Say in a sentence that there is no such student."""
    try:
        yield
    except NotFound:
        raise click.ClickException(f"There is no student {student}.") from None


def _ready() -> State:
    here = state()
    migrate.upgrade(here.settings.database)
    return here


def _tell(proof: families.ErasureProof) -> None:
    click.echo(
        f"Searched {proof.files} files, {proof.size} bytes: the name stood there {proof.before} "
        f"times before and {proof.after} times now."
    )
    for where, count in {**proof.where, **proof.texts}.items():
        click.echo(f"  still {count} times in {where}")
    if proof.namesakes:
        click.echo(f"  {proof.namesakes} other students have the same name.")
    if proof.kind == "sqlite" and not proof.rewritten:
        click.echo("  The database was busy: its log is emptied when the server stops, not before.")
    for name, day in proof.backups.items():
        click.echo(f"  The backup {name} of {day} still holds it.")
