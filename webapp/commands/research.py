"""`research`: give a roster out for research."""

from pathlib import Path

import click

from data.store import NotFound, migrate
from webapp.commands.noun import Noun
from webapp.http.access import viewer
from webapp.http.state import state
from webapp.services.research.publication import NotPublishable, given_out, prepare

group = Noun("research", help="Give a roster out for research, made anonymous.")


@group.command("export")
@click.option("--roster", type=int, help="The roster's id as `rosters list` shows it.")
@click.option(
    "--out",
    required=True,
    type=click.Path(dir_okay=False, path_type=Path),
    help="The ZIP file to write.",
)
def export(roster: int | None, out: Path) -> None:
    """Write the current roster (or --roster) to a ZIP file, with a report and a data sheet."""
    migrate.upgrade(state().settings.database)
    who = viewer()
    try:
        info, data = prepare(state(), who, roster)
    except NotPublishable as refused:
        raise click.ClickException(str(refused)) from None
    except NotFound:
        raise click.ClickException(f"There is no roster {roster}.") from None
    out.write_bytes(given_out(state(), who, info, data))
    found = data.release
    click.echo(
        f"{out}: {found.rows} students, {found.left_out} left out, k = {data.k}, "
        f"smallest group {found.smallest}."
    )
