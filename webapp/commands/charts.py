"""`charts`: the charts' specifications, for developers."""

import json

import click

from webapp.board import chart
from webapp.commands.noun import Noun
from webapp.statistics import overview

group = Noun("charts", help="Chart specifications, for developers.", hidden=True)


@group.command("write")
def write_charts() -> None:
    """Build the charts' specifications with Altair and write them to their files."""
    from webapp.board import chart_build
    from webapp.pictures import dots_build

    for file, built in ((chart.FILE, chart_build.build()), (overview.FILE, dots_build.build())):
        text = json.dumps(built, indent=1, sort_keys=True) + "\n"
        file.write_text(text, encoding="utf-8")
        click.echo(f"{file.name}: {len(text)} bytes")
