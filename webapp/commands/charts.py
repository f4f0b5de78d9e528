"""`charts`: the chart's specification, for developers."""

import json

import click
from flask.cli import AppGroup

from webapp import specification

group = AppGroup("charts", help="Chart specifications, for developers.", hidden=True)


@group.command("write")
def write_charts() -> None:
    """Build the chart's specification with Altair and write it to its file."""
    from webapp import drawing  # which imports Altair

    text = json.dumps(drawing.build(), indent=1, sort_keys=True) + "\n"
    specification.FILE.write_text(text, encoding="utf-8")
    click.echo(f"{specification.FILE.name}: {len(text)} bytes")
