"""`dictionaries`: list, check, export and import data dictionaries, and the schema for editors."""

import json
from pathlib import Path

import click

from data import dictionary, dictionary_text
from data.dictionary import DictionaryError
from data.store import NotFound, migrate
from data.store.rosters import dictionaries
from data.store.rosters.dictionaries import NameTaken
from webapp.commands.noun import Noun
from webapp.http.access import viewer
from webapp.http.language import names, sentence, speaking, words
from webapp.http.state import state
from webapp.services.process.settings import SHIPPED_DICTIONARIES

ENDS = (
    "Ends with 0 where all is well, 1 where there are problems (each printed with its file and "
    "line), 2 where it was called wrongly or something cannot be read."
)

group = Noun("dictionaries", help="List, check, export and import data dictionaries.\n\n" + ENDS)


class UnreadableFileError(click.ClickException):
    """A file or a dictionary that a command was given is not there or cannot be read."""

    exit_code = 2


@group.command("list")
def list_dictionaries() -> None:
    """List the data dictionaries that the school may know of, its own with their versions."""
    migrate.upgrade(state().settings.database)
    here, who = state().dictionaries, viewer()
    for name, found in here.of_school(who.school).items():
        number = here.number(name)
        whose = "everybody's" if number is None else f"version {number}"
        title = words(found.title, state().settings.language)
        click.echo(f"{name:<28}  {whose:<12}  {len(found.columns):>4} columns  {title}")
    for one in here.broken(who.school):
        kept = "the last good version is in force" if one.stays else "it is not in force"
        click.echo(f"{one.file}: {len(one.problems)} problems, {kept}.", err=True)


@group.command("check", epilog=ENDS)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path))
@click.option("--language", type=click.Choice(list(names())), help="Default: the server's.")
def check(files: tuple[Path, ...], language: str | None) -> None:
    """Check the FILES of data dictionaries; by default those of the server's own folder.

    Every problem is printed with its file and line. A folder stands for the files in it.
    """
    wrong = 0
    with speaking(language or state().settings.language):
        for path in _files(files):
            try:
                found = dictionary.read_text(_read(path), str(path))
            except DictionaryError as refused:
                wrong += len(refused.problems)
                click.echo("\n".join(map(sentence, refused.problems)))
            else:
                click.echo(f"{path}: {found.name}, {len(found.columns)} columns.")
    if wrong:
        raise click.exceptions.Exit(1)


@group.command("export")
@click.argument("name")
@click.option("--version", type=click.IntRange(1), help="An earlier one; default: the newest.")
def export(name: str, version: int | None) -> None:
    """Print the data dictionary NAME as YAML, to go on with in a text editor."""
    migrate.upgrade(state().settings.database)
    who = viewer()
    with state().database.read() as session:
        try:
            kept = (
                dictionaries.newest(session, who, name)
                if version is None
                else dictionaries.get(session, who, name, version)
            )
        except NotFound as error:
            kept = None
            if version is not None:
                raise UnreadableFileError(f"{error} See: dictionaries list") from None
    shared = state().dictionaries.of_school(who.school).get(name)
    if kept is not None:
        click.echo(kept.text, nl=not kept.text.endswith("\n"))
    elif shared is not None:
        click.echo(dictionary_text.written(shared), nl=False)
    else:
        raise UnreadableFileError(f"There is no data dictionary {name}. See: dictionaries list")


@group.command("import", epilog=ENDS)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--note", default="", help="What changes, and why.")
def import_dictionary(file: Path, note: str) -> None:
    """Take FILE in as the school's own data dictionary, or as the next version of one it has.

    A file with problems is refused with all of them. No restart is needed.
    """
    migrate.upgrade(state().settings.database)
    content = _read(file)
    try:
        dictionary.read_text(content, str(file))
        who, taken = viewer(), frozenset(state().dictionaries)
        with state().database.write() as session:
            kept = dictionaries.add(
                session,
                who,
                content.decode("utf-8-sig"),
                note=note,
                taken=taken,
            )
    except DictionaryError as refused:
        with speaking(state().settings.language):
            said = "\n".join(map(sentence, refused.problems))
        raise click.ClickException(f"Nothing was taken in.\n{said}") from None
    except NameTaken as refused:
        raise click.ClickException(
            f"Another data dictionary is named {refused.name}. "
            f"Write “name: {refused.free}” in {file}, which is free."
        ) from None
    click.echo(f"{kept.name}, version {kept.number}.")


@group.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of data dictionaries.

    With it an editor completes and checks. Save it beside the files, and begin
    each with: # yaml-language-server: $schema=schema.json
    """
    click.echo(json.dumps(dictionary_text.schema(), ensure_ascii=False, indent=2))


def _files(named: tuple[Path, ...]) -> list[Path]:
    own = state().settings.own_dictionaries
    found: list[Path] = []
    for path in named or ((own,) if own.is_dir() else (SHIPPED_DICTIONARIES,)):
        found += sorted(path.glob("*.yaml")) if path.is_dir() else [path]
    return found


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(dictionary.LARGEST_FILE + 1)
    except OSError as error:
        raise UnreadableFileError(f"{path} cannot be read: {error.strerror or error}.") from None
