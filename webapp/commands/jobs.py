"""`jobs`: work that the server hands to a process of its own."""

import logging

import click

from data.store import NotFound
from webapp.commands.noun import Noun
from webapp.http.state import state
from webapp.services.jobs import work
from webapp.services.process import logs

group = Noun("jobs", help="Work that the server hands to a process of its own.", hidden=True)
log = logging.getLogger(__name__)


@group.command("run")
@click.argument("number", type=int)
def run(number: int) -> None:
    """Do job NUMBER; what breaks goes into the server's log."""
    logs.begin()
    try:
        work.run(state(), number)
    except NotFound:
        raise click.ClickException(f"There is no job {number}.") from None
    except Exception as error:
        seen = logs.without_values(error)
        log.error("job %s broke: %s", number, logs.kind_of(error), exc_info=seen)
        raise click.exceptions.Exit(1) from None
