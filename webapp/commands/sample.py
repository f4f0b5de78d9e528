"""`sample`: the sample school, made and removed."""

import click

from data.store import families, migrate
from webapp.commands.noun import Noun
from webapp.http.access import viewer
from webapp.http.state import state
from webapp.services.rosters.expected_grades import keep_gaps
from webapp.services.rosters.import_choice import SAMPLE_STUDENTS
from webapp.services.rosters.importing import load_sample

group = Noun("sample", help="The sample school.")


@group.command("load")
@click.option(
    "--students", default=SAMPLE_STUDENTS, show_default=True, type=click.IntRange(1, 1_000_000)
)
def load(students: int) -> None:
    """Make the sample school: invented students, marked as such."""
    migrate.upgrade(state().settings.database)
    roster = load_sample(state(), viewer(), students)
    keep_gaps(state(), viewer(), roster.id)
    click.echo(f"Sample school with {roster.students} invented students.")


@group.command("remove")
def remove() -> None:
    """Delete the sample school."""
    migrate.upgrade(state().settings.database)
    who = viewer()
    with state().database.write() as session:
        gone = families.remove_sample(session, who)
    click.echo(f"Removed: {gone}.")
