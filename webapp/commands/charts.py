"""`charts`: the charts' specifications, for developers."""

import json

import click

from webapp.board import specification
from webapp.commands.noun import Noun
from webapp.figures import overview

group = Noun("charts", help="Chart specifications, for developers.", hidden=True)


@group.command("write")
def write_charts() -> None:
    """Build the charts' specifications with Altair and write them to their files."""
    from webapp.board import drawing
    from webapp.figures import dots

    for file, built in ((specification.FILE, drawing.build()), (overview.FILE, dots.build())):
        text = json.dumps(built, indent=1, sort_keys=True) + "\n"
        file.write_text(text, encoding="utf-8")
        click.echo(f"{file.name}: {len(text)} bytes")
