"""`rules schema`: the JSON Schema of rule files, for a lead's own editor."""

import json
from pathlib import Path

import click

from rules.schema import schema
from webapp.commands.rules import given
from webapp.commands.rules.group import command
from webapp.language import gettext, speaking


@command("schema")
@given.dictionaries_option
@given.language_option
def print_schema(dictionaries: Path | None, language: str | None) -> None:
    """Print the JSON Schema of rule files.

    With it an editor completes and checks. Save it beside the files, and begin
    each with: # yaml-language-server: $schema=schema.json
    """
    said_in = given.language(language)
    with speaking(said_in):
        made = schema(given.columns(dictionaries), gettext, said_in)
    click.echo(json.dumps(made, ensure_ascii=False, indent=2))
