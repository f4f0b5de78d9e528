"""What a command line names: rule files, folders of them, data dictionaries, a language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import click

import rules
from data import dictionary
from data.dictionary import DictionaryError
from data.store import NoDatabase, migrate
from rules.reading.expressions import Columns
from rules.text.problems import nearest
from webapp.commands.rules.group import UnreadableError
from webapp.http.language import names
from webapp.http.state import state
from webapp.services.rule_sets import folder

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class RuleFileArgument:
    """A rule file as it was found, and what can be made of it."""

    path: Path
    attempt: rules.Attempt


def dictionaries_option(command: Command) -> Command:
    """Let a command be given a folder of data dictionaries."""
    return click.option(
        "--dictionaries",
        type=click.Path(path_type=Path),
        help="A folder of data dictionaries, besides the shipped ones and the server's own.",
    )(command)


def language_option(command: Command) -> Command:
    """Let a command be told in which language to say what is wrong."""
    return click.option(
        "--language", type=click.Choice(list(names())), help="Default: the server's."
    )(command)


def language(asked: str | None) -> str:
    """The language asked for, else the server's."""
    return asked or state().settings.language


def columns(more: Path | None) -> dict[str, Columns]:
    """Every roster's columns that rules are read against, schools' own among them where there is a
    database. Raises UnreadableError."""
    folders = list(state().settings.dictionaries)
    if more is not None:
        if not more.is_dir():
            raise UnreadableError(f"There is no folder {more} of data dictionaries.")
        if more.resolve() not in [known.resolve() for known in folders]:
            folders.append(more)
    try:
        known = dictionary.load_all(folders)
    except DictionaryError as error:
        raise UnreadableError(f"A data dictionary cannot be used:\n{error}") from None
    of_files: dict[str, Columns] = {name: described.columns for name, described in known.items()}
    of_schools = state().dictionaries.every() if _has_schools() else {}
    return {name: described.columns for name, described in of_schools.items()} | of_files


def _has_schools() -> bool:
    """Whether there is a database of this version: rule files are checked without one as well."""
    there = state().database
    if there.kind == "sqlite" and not there.files():
        return False
    try:
        return migrate.revision(there.url) == migrate.revisions()[-1]
    except NoDatabase:
        return False


def files(named: Sequence[Path]) -> list[Path]:
    """The rule files named, those of a folder in its place; by default the server's.

    Raises UnreadableError for what is not there, and for a folder without one.
    """
    found: list[Path] = []
    for path in named or [state().settings.rules]:
        if path.is_dir():
            inside = sorted(one for one in path.glob("*.yaml") if one.is_file())
            if not inside:
                raise UnreadableError(f"There is no rule file (*.yaml) in the folder {path}.")
            found += inside
        else:
            found.append(path)
    return found


def read(path: Path) -> bytes:
    """What a file holds. Raises UnreadableError, with the file that was probably meant."""
    try:
        return folder.read_rule_file(path)
    except FileNotFoundError:
        beside = path.parent.glob("*.yaml") if path.parent.is_dir() else ()
        near = nearest(path.name, [one.name for one in beside])
        meant = f" Did you mean {path.with_name(near)}?" if near else ""
        raise UnreadableError(f"There is no file {path}.{meant}") from None
    except OSError as error:
        raise UnreadableError(f"{path} cannot be read: {error.strerror or error}.") from None


def attempts(named: Sequence[Path], dictionaries: Path | None) -> list[RuleFileArgument]:
    """What can be made of each file named. Raises UnreadableError."""
    known = columns(dictionaries)
    return [RuleFileArgument(path, rules.attempt(read(path), known)) for path in files(named)]
