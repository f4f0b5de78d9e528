"""The group of the commands about rules, and how they end."""

from collections.abc import Callable
from typing import Any

import click

from webapp.commands.noun import Noun

ENDS = (
    "Ends with 0 where all is well, 1 where there are problems (each printed with its file, line "
    "and column), 2 where it was called wrongly or something cannot be read."
)

group = Noun("rules", help="Check, try, compare and publish rule files.\n\n" + ENDS)


class UnreadableError(click.ClickException):
    """A file, folder or set that a command was given is not there or cannot be read."""

    exit_code = 2


def stop(problems: int) -> None:
    """End with 1 where there were problems. Raises Exit."""
    if problems:
        raise click.exceptions.Exit(1)


def command(name: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Add a command whose help says how it ends."""
    added: Callable[[Callable[..., Any]], click.Command] = group.command(name, epilog=ENDS)
    return added
