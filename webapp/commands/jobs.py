"""`jobs`: work that the server hands to a process of its own."""

import click
from flask.cli import AppGroup

from data.store import NotFound
from webapp import jobs
from webapp.state import state

group = AppGroup("jobs", help="Work that the server hands to a process of its own.", hidden=True)


@group.command("run")
@click.argument("number", type=int)
def run(number: int) -> None:
    """Do job NUMBER."""
    try:
        jobs.run(state(), number)
    except NotFound:
        raise click.ClickException(f"There is no job {number}.") from None
