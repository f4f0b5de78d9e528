"""`rules library`: check the files of a library of indicators, list what it knows, its schema."""

import json
from pathlib import Path

import click

from rules.reading.library_file import LibraryAttempt
from rules.reading.library_schema import schema
from webapp.commands.rules import arguments, check
from webapp.commands.rules.group import UnreadableError, command, stop
from webapp.http.language import gettext, speaking, words
from webapp.services.rule_sets import library


@command("library")
@click.argument("folder", required=False, type=click.Path(path_type=Path))
@click.option("--list", "listed", is_flag=True, help="List its indicators and their columns.")
@click.option("--schema", "as_schema", is_flag=True, help="Print the JSON Schema of its files.")
@arguments.language_option
def check_library(folder: Path | None, listed: bool, as_schema: bool, language: str | None) -> None:
    """Check the library that rule sets are begun with: every problem with its line.

    FOLDER holds the files of a library; by default the shipped ones.
    """
    with speaking(arguments.language(language)):
        if as_schema:
            click.echo(json.dumps(schema(gettext), ensure_ascii=False, indent=2))
            return
        found = _read(folder or library.SHIPPED)
        for name, problems in found.problems.items():
            for problem in problems:
                click.echo(check.line((folder or library.SHIPPED) / name, problem))
        if listed:
            click.echo("\n".join(_lines(found)))
        known = found.library
        click.echo(f"{len(known.indicators)} indicators, {len(known.actions)} actions.")
    stop(sum(map(len, found.problems.values())))


def _read(folder: Path) -> LibraryAttempt:
    if not folder.is_dir():
        raise UnreadableError(f"There is no folder {folder} of library files.")
    try:
        return library.read(folder)
    except OSError as error:
        raise UnreadableError(f"{folder} cannot be read: {error.strerror or error}.") from None


def _lines(found: LibraryAttempt) -> list[str]:
    return [
        f"{one.key}  {one.kind}  {words(one.label)}  "
        f"({', '.join(one.columns) or ('any column' if one.plain else 'two periods')})"
        for one in found.library.indicators
    ]
