"""Rule texts by what a person calls them: a file, a set's name, a name@version."""

import re
from dataclasses import dataclass
from pathlib import Path

from data.store import migrate, rule_sets
from rules.problems import nearest
from webapp.commands.rules import given
from webapp.commands.rules.group import UnreadableError
from webapp.state import state

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
        return Text(asked, given.read(path))
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
