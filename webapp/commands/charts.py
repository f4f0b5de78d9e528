"""`charts`: the charts' specifications, for developers."""

import json

import click

from webapp.commands.noun import Noun
from webapp.pictures import charts

group = Noun("charts", help="Chart specifications, for developers.", hidden=True)


@group.command("write")
def write_charts() -> None:
    """Build the charts' specifications with Altair and write them to their files."""
    from webapp.pictures import board_chart_build, dots_build

    for name, built in (("caseload", board_chart_build.build()), ("overview", dots_build.build())):
        file = charts.path(name)
        text = json.dumps(built, indent=1, sort_keys=True) + "\n"
        file.write_text(text, encoding="utf-8")
        click.echo(f"{file.name}: {len(text)} bytes")
