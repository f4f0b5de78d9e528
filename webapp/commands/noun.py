"""The group of commands that a noun is, and what keeps any of them from its work."""

from typing import Any

import click
from flask.cli import AppGroup

from data.store import NewerDatabase, NoDatabase


class Noun(AppGroup):
    """A group that says in a sentence why the database cannot be used."""

    def invoke(self, ctx: click.Context) -> Any:
        """Carry out the command that was asked for. Raises ClickException."""
        try:
            return super().invoke(ctx)
        except (NewerDatabase, NoDatabase) as error:
            raise click.ClickException(str(error)) from None
