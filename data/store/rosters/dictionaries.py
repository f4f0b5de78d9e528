"""A school's own data dictionaries: every version that was ever taken, in YAML.

A name is one school's on a server, since rosters, rule files and addresses go by it.
"""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import Session, col, func, select

from data import dictionary
from data.store import audit
from data.store.errors import NotFound
from data.tables import SchoolDictionary
from data.viewer import Viewer

SHOWN = 12  # characters of a fingerprint, as pages show it


class NameTaken(ValueError):  # noqa: N818 - a person is told another name
    """A data dictionary of that name is another school's, or everybody's."""

    def __init__(self, name: str, free: str) -> None:
        """free: a name that nobody has."""
        self.name, self.free = name, free
        super().__init__(f"The name {name} is taken. {free} is free.")


class NewSchoolDictionary(BaseModel):
    """What a version is checked against before it is written."""

    model_config = ConfigDict(frozen=True)
    name: Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
    text: Annotated[str, StringConstraints(max_length=dictionary.LARGEST_FILE)]
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=500)]


@dataclass(frozen=True, slots=True)
class NewestVersion:
    """The newest version of a name, without its text."""

    school: int
    name: str
    number: int
    fingerprint: str


def add(
    session: Session,
    viewer: Viewer,
    text: str,
    *,
    note: str = "",
    taken: Collection[str] = (),
    restored: int | None = None,
) -> SchoolDictionary:
    """Keep a text as the next version of the dictionary it names (in a `write` session).

    The same text as the newest version's gives that one and writes nothing. note: what changed.
    taken: names that are everybody's. restored: the number of the version that is taken back.
    Raises DictionaryError, with every problem and its line, and NameTaken.
    """
    name = dictionary.read_text(text).name
    new = NewSchoolDictionary(name=name, text=text, note=note)
    last = _newest(session, name)
    if name in taken or (last is not None and last.school_id != viewer.school):
        raise NameTaken(name, free_name(session, viewer, name, taken))
    fingerprint = hashlib.sha256(text.encode()).hexdigest()
    if last is not None and last.fingerprint == fingerprint:
        return last
    version = SchoolDictionary(
        **new.model_dump(),
        school_id=viewer.school,
        number=last.number + 1 if last else 1,
        fingerprint=fingerprint,
        account=viewer.account,
        author=viewer.name,
    )
    session.add(version)
    session.flush()
    detail = {"dictionary": name, "version": version.number, "fingerprint": fingerprint[:SHOWN]}
    if restored is not None:
        detail["restored"] = restored
    deed = "add version" if restored is None else "restore"
    audit.add(session, viewer, deed, "dictionary", version.id, detail)
    return version


def take_back(session: Session, viewer: Viewer, name: str, number: int) -> SchoolDictionary:
    """Make an earlier version's text the newest again, as a version of its own (in a `write`
    session). Raises NotFound, and DictionaryError where this product cannot read it any more."""
    found = get(session, viewer, name, number)
    return add(session, viewer, found.text, restored=number)


def free_name(session: Session, viewer: Viewer, wanted: str, taken: Collection[str] = ()) -> str:
    """`wanted`, or the first of wanted-2, wanted-3, ... that the viewer's school may use: nobody
    else's, and not among the `taken`."""
    names = (wanted, *(f"{wanted}-{number}" for number in range(2, 10_000)))
    return next(
        name
        for name in names
        if name not in taken and owner(session, name) in (None, viewer.school)
    )


def owner(session: Session, name: str) -> int | None:
    """The school that has a dictionary of that name, None where none has."""
    found = _newest(session, name)
    return None if found is None else found.school_id


def newest(session: Session, viewer: Viewer, name: str) -> SchoolDictionary:
    """The newest version of the school's dictionary. Raises NotFound."""
    return versions(session, viewer, name)[0]


def listing(session: Session, viewer: Viewer) -> list[SchoolDictionary]:
    """The newest version of each of the school's dictionaries, by name."""
    last = select(func.max(SchoolDictionary.id)).group_by(col(SchoolDictionary.name))
    own = select(SchoolDictionary).where(
        col(SchoolDictionary.school_id) == viewer.school, col(SchoolDictionary.id).in_(last)
    )
    return list(session.exec(own.order_by(col(SchoolDictionary.name))))


def versions(session: Session, viewer: Viewer, name: str) -> list[SchoolDictionary]:
    """All versions of the school's dictionary, newest first. Raises NotFound where it has none."""
    own = select(SchoolDictionary).where(
        col(SchoolDictionary.school_id) == viewer.school, col(SchoolDictionary.name) == name
    )
    found = list(session.exec(own.order_by(col(SchoolDictionary.number).desc())))
    if not found:
        raise NotFound(f"There is no data dictionary {name}.")
    return found


def get(session: Session, viewer: Viewer, name: str, number: int) -> SchoolDictionary:
    """That version of the school's dictionary. Raises NotFound."""
    for found in versions(session, viewer, name):
        if found.number == number:
            return found
    raise NotFound(f"There is no version {number} of {name}.")


def newest_of_all(session: Session) -> list[NewestVersion]:
    """The newest version of every school's dictionaries, for the server's own catalogue."""
    last = select(func.max(SchoolDictionary.id)).group_by(col(SchoolDictionary.name))
    table = SchoolDictionary
    names = (col(table.name), col(table.number), col(table.fingerprint))
    known = select(col(table.school_id), *names).where(col(table.id).in_(last))
    return [NewestVersion(*row) for row in session.exec(known.order_by(col(table.id)))]


def text(session: Session, name: str, number: int) -> str | None:
    """The text of a version of that name, for the server's own catalogue; None for none."""
    every = select(SchoolDictionary.text).where(
        col(SchoolDictionary.name) == name, col(SchoolDictionary.number) == number
    )
    return session.exec(every).first()


def _newest(session: Session, name: str) -> SchoolDictionary | None:
    every = select(SchoolDictionary).where(col(SchoolDictionary.name) == name)
    return session.exec(every.order_by(col(SchoolDictionary.number).desc()).limit(1)).first()
