"""`rules export`, `rules import`: rule sets out of this server and into it, byte by byte.

Rule texts by what a person calls them: a file, a set's name, a name@version.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import click

from data.store import migrate
from data.store.rules import rule_sets
from rules.text.problems import nearest
from webapp.commands.rules import arguments, check
from webapp.commands.rules.group import UnreadableError, command, stop
from webapp.http.language import speaking
from webapp.http.state import state
from webapp.services.rule_sets import folder, rule_file


@command("export")
@click.argument("name", metavar="NAME[@VERSION]")
@click.option("-o", "--out", type=click.Path(path_type=Path), help="The file to write.")
@click.option("--replace", is_flag=True, help="Write over a file that is there.")
def export(name: str, out: Path | None, replace: bool) -> None:
    """Print a rule set exactly as it was kept.

    Without @VERSION it is the newest.
    """
    asked, _, number = name.partition("@")
    if number and not number.isdecimal():
        raise UnreadableError(f"{number} is not the number of a version, as in {asked}@3.")
    text = version(asked, int(number) if number else None)
    if out is None:
        click.echo(text.content, nl=False)
        return
    try:
        with out.open("wb" if replace else "xb") as file:
            file.write(text.content)
    except FileExistsError:
        raise UnreadableError(f"{out} is there. Add --replace to write over it.") from None
    except OSError as error:
        raise UnreadableError(f"{out} cannot be written: {error.strerror or error}.") from None
    click.echo(f"{text.called} is in {out}.")


@command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--replace", is_flag=True, help="Let a file take the place of the set of its name.")
@arguments.dictionaries_option
@arguments.language_option
def import_rules(
    files: tuple[Path, ...], replace: bool, dictionaries: Path | None, language: str | None
) -> None:
    """Take rule FILES from elsewhere in.

    FILES are files or folders of them: all come in or, where one has a problem, none. Each comes
    into force under its file's name, for every school here.
    """
    migrate.upgrade(state().settings.database)
    read = arguments.attempts(files, dictionaries)
    with speaking(arguments.language(language)):
        for one in read:
            for problem in one.attempt.problems:
                click.echo(check.line(one.path, problem))
    stop(sum(len(one.attempt.problems) for one in read))
    texts = {one.path: one.attempt.rule_set.text for one in read if one.attempt.rule_set}
    _refuse(list(texts), replace)
    here = state().settings.rules
    try:
        ready = [rule_file.prepare(here / f"{path.stem}.yaml", texts[path]) for path in texts]
        for path, prepared in zip(texts, ready, strict=True):
            prepared.put(rule_file.known_to(state().database, path.stem))
    except OSError as error:
        raise UnreadableError(f"{here} cannot be written: {error.strerror or error}.") from None
    state().shelf.look_again()
    now = state().shelf.sets()
    for path in texts:
        click.echo(f"{path.stem}: version {now[path.stem].version}.")


def _refuse(paths: list[Path], replace: bool) -> None:
    """Raise UnreadableError for names that cannot be, or that a set has already."""
    here = state().settings.rules
    names = [path.stem for path in paths]
    for path in paths:
        if not folder.is_name(path.stem):
            raise UnreadableError(
                f"{path} cannot be a set's name. Rename the file: letters, digits, - and _ only."
            )
        if names.count(path.stem) > 1:
            raise UnreadableError(f"Two of the files are called {path.stem}. Rename one.")
        if (here / f"{path.stem}.yaml").exists() and not replace:
            raise UnreadableError(
                f"There is a rule set {path.stem} here. Add --replace to let the file take its "
                "place, or rename the file."
            )


AT = re.compile(r"(?P<name>[^@/\\]+)(@(?P<version>[0-9]{1,9}))?", re.ASCII)


@dataclass(frozen=True)
class Text:
    """A rule text and what it is called. `content` as in the file, or as the version was kept."""

    called: str
    content: bytes


def find(asked: str) -> Text:
    """The text of a file, else of a set of this server: the newest version, or the one named.

    Raises UnreadableError.
    """
    path = Path(asked)
    if path.is_dir():
        raise UnreadableError(f"{asked} is a folder. Name a file in it.")
    match = AT.fullmatch(asked)
    if path.exists() or path.suffix in (".yaml", ".yml") or match is None:
        return Text(asked, arguments.read(path))
    number = match["version"]
    return version(match["name"], int(number) if number else None)


def version(name: str, number: int | None = None) -> Text:
    """A version of a set of this server, by default the newest. Raises UnreadableError."""
    migrate.upgrade(state().settings.database)
    known = state().shelf.sets()  # whatever lies in the folder is a version from now on
    with state().database.read() as session:
        versions = {one.number: one for one in rule_sets.versions(session, name)}
    if not versions:
        near = nearest(name, known)
        meant = f" Did you mean {near}?" if near else f" There are: {', '.join(sorted(known))}."
        raise UnreadableError(f"There is no file and no rule set {name}.{meant}")
    wanted = max(versions) if number is None else number
    if wanted not in versions:
        raise UnreadableError(
            f"{name} has no version {wanted}. Its versions go from {min(versions)} to "
            f"{max(versions)}."
        )
    return Text(f"{name}@{wanted}", versions[wanted].text.encode())
