"""The commands of the server: `flask --app wsgi ...`, or `python3 manage.py ...`.

One module a noun, each with its `group`. A noun is read when somebody asks for it: the server
itself needs none of them, nor what their work needs.
"""

from importlib import import_module

import click
from flask import Flask
from flask.cli import AppGroup

NOUNS = {
    "rosters": "rosters",
    "dictionaries": "dictionaries",
    "rules": "rules",
    "models": "models",
    "sample": "sample",
    "accounts": "accounts",
    "schools": "schools",
    "families": "families",
    "research": "research",
    "trace": "audit_log",
    "backup": "backup",
    "db": "db",
    "jobs": "jobs",
    "charts": "charts",
}
"""What is typed -> its module here."""


class Nouns(AppGroup):
    """The application's commands."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name the nouns, and what libraries add."""
        return sorted({*super().list_commands(ctx), *NOUNS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Give the group of a noun."""
        if cmd_name not in NOUNS:
            return super().get_command(ctx, cmd_name)
        group: click.Group = import_module(f"{__name__}.{NOUNS[cmd_name]}").group
        return group


def init_app(app: Flask) -> None:
    """Give the application its commands."""
    app.cli = Nouns()
