"""The imports of a school: which there are, which one counts, undoing one.

How a school mapped a file's headers to columns, remembered for the next such file.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import JsonValue, TypeAdapter
from sqlmodel import Session, col, select

from data.store import audit
from data.store.errors import NotFound
from data.store.rosters import groups
from data.tables import ColumnMapping, Roster, now
from data.viewer import Viewer


@dataclass(frozen=True, slots=True)
class RosterSource:
    """One file that fills some columns of a roster, and of which day it is.

    name: as the school calls it ("absences"), "" for a whole file. roster: number of the roster
    that its import made. decides: whether it says who is in the roster.
    """

    name: str
    dictionary: str
    filename: str
    fingerprint: str
    columns: tuple[str, ...]
    roster: int
    imported_by: str
    imported_at: datetime
    decides: bool = False

    def row(self) -> dict[str, Any]:
        """What is kept of it, as JSON."""
        return SOURCE.dump_python(self, mode="json")  # type: ignore[no-any-return]


SOURCE = TypeAdapter(RosterSource)


@dataclass(frozen=True, slots=True)
class RosterInfo:
    """What there is to say about an import without opening it.

    number: 1, 2, ... within the school. students: how many. keyed: False when the file has neither
    ids nor names, so that nobody is recognised from another import. columns: name -> "number" or
    "word", in the file's order. source: the one whose import made it, "" for a whole file;
    sources: those that its columns are from, the newest import first, none for a whole file.
    imported_at, withdrawn_at: UTC; withdrawn_at is None unless undone.
    dictionary_number: the version of the school's own data dictionary that it was read by, None for
    a shared one.
    """

    id: int
    number: int
    title: str
    dictionary: str
    filename: str
    fingerprint: str
    sample: bool
    keyed: bool
    students: int
    columns: dict[str, str]
    notes: dict[str, Any]
    imported_by: str
    imported_at: datetime
    withdrawn_at: datetime | None
    dictionary_number: int | None = None
    source: str = ""
    sources: tuple[RosterSource, ...] = ()

    def day_of(self, column: str) -> datetime:
        """When the file came that filled a column."""
        days = (one.imported_at for one in self.sources if column in one.columns)
        return next(days, self.imported_at)


def current(session: Session, viewer: Viewer) -> RosterInfo | None:
    """The roster that counts: the newest that is not undone. None before the first import."""
    newest = select(Roster).where(
        col(Roster.school_id) == viewer.school, col(Roster.withdrawn_at).is_(None)
    )
    found = session.exec(newest.order_by(col(Roster.id).desc()).limit(1)).first()
    return None if found is None else info(found)


def newest_of(session: Session, viewer: Viewer, *dictionaries: str) -> RosterInfo | None:
    """The newest roster of any of these data dictionaries that is not undone; None where there is
    none."""
    fitting = select(Roster).where(
        col(Roster.school_id) == viewer.school,
        col(Roster.withdrawn_at).is_(None),
        col(Roster.dictionary).in_(dictionaries),
    )
    found = session.exec(fitting.order_by(col(Roster.id).desc()).limit(1)).first()
    return None if found is None else info(found)


def get(session: Session, viewer: Viewer, roster_id: int) -> RosterInfo:
    """That roster, undone or not. Raises NotFound."""
    return info(row(session, viewer, roster_id))


def listing(session: Session, viewer: Viewer) -> list[RosterInfo]:
    """All rosters of the school, newest first, the undone ones among them."""
    every = select(Roster).where(col(Roster.school_id) == viewer.school)
    return [info(found) for found in session.exec(every.order_by(col(Roster.id).desc()))]


def has_claim(session: Session, viewer: Viewer, claim: str) -> bool:
    """Whether an import of the school, undone or not, bears this claim of the inbox."""
    return any(found.notes.get("claim") == claim for found in listing(session, viewer))


def withdraw(session: Session, viewer: Viewer, roster_id: int) -> RosterInfo:
    """Undo an import: it is kept, and the one before it counts again. Raises NotFound.

    An import that is undone already stays as it is.
    """
    found = row(session, viewer, roster_id)
    if found.withdrawn_at is None:
        found.withdrawn_at = now()
        groups.note(session, found.id)
        audit.add(session, viewer, "withdraw", "roster", found.id, {"number": found.number})
    return info(found)


def restore(session: Session, viewer: Viewer, roster_id: int) -> RosterInfo:
    """Take back the undoing of an import. Raises NotFound.

    The newest import counts: restoring one makes it current unless a newer one came since.
    """
    found = row(session, viewer, roster_id)
    if found.withdrawn_at is not None:
        found.withdrawn_at = None
        groups.note(session, found.id)
        audit.add(session, viewer, "restore", "roster", found.id, {"number": found.number})
    return info(found)


def row(session: Session, viewer: Viewer, roster_id: int) -> Roster:
    """The table's row, for this package. Raises NotFound."""
    found = session.exec(
        select(Roster).where(col(Roster.id) == roster_id, col(Roster.school_id) == viewer.school)
    ).one_or_none()
    if found is None:
        raise NotFound(f"There is no roster {roster_id}.")
    return found


def info(found: Roster) -> RosterInfo:
    """What travels of a row."""
    return RosterInfo(
        id=found.id,
        number=found.number,
        title=found.title,
        dictionary=found.dictionary,
        filename=found.filename,
        fingerprint=found.fingerprint,
        sample=found.sample,
        keyed=found.keyed,
        students=found.students,
        columns=dict(found.columns),
        notes=dict(found.notes),
        imported_by=found.imported_by,
        imported_at=found.imported_at,
        withdrawn_at=found.withdrawn_at,
        dictionary_number=found.dictionary_number,
        source=found.source,
        sources=tuple(SOURCE.validate_python(each) for each in found.sources or ()),
    )


MAPPING = TypeAdapter(dict[str, str])
DESCRIPTION = TypeAdapter(dict[str, JsonValue])


@dataclass(frozen=True, slots=True)
class RememberedMapping:
    """A mapping that was used before. mapping: header -> column of the dictionary.

    description: what was chosen for such files, as JSON; None where nothing was. source: which of
    a roster's sources they are, "" for its only one.
    """

    dictionary: str
    mapping: dict[str, str]
    description: dict[str, Any] | None = None
    source: str = ""


def remembered(
    session: Session, viewer: Viewer, headers: Sequence[str]
) -> RememberedMapping | None:
    """The mapping last used for a file with these headers, in any order; None if none was."""
    found = _row(session, viewer, headers)
    if found is None:
        return None
    mapping = dict(found.mapping)
    return RememberedMapping(found.dictionary, mapping, found.description, found.source)


def all_remembered(session: Session, viewer: Viewer) -> list[RememberedMapping]:
    """What was chosen for each kind of file of the school, the latest first."""
    rows = select(ColumnMapping).where(col(ColumnMapping.school_id) == viewer.school)
    return [
        RememberedMapping(row.dictionary, dict(row.mapping), row.description, row.source)
        for row in session.exec(rows.order_by(col(ColumnMapping.created_at).desc()))
    ]


def remember(
    session: Session,
    viewer: Viewer,
    headers: Sequence[str],
    dictionary: str,
    mapping: Mapping[str, str],
    description: Mapping[str, Any] | None = None,
    source: str = "",
) -> None:
    """Keep a mapping for the next file with these headers, in place of an earlier one, and with it
    what was chosen for such files (JSON values) and which source they are."""
    checked = MAPPING.validate_python(dict(mapping))
    chosen = None if description is None else DESCRIPTION.validate_python(dict(description))
    row = _row(session, viewer, headers)
    if row is None:
        row = ColumnMapping(
            school_id=viewer.school,
            headers=_fingerprint(headers),
            dictionary=dictionary,
            mapping=checked,
        )
        session.add(row)
    row.dictionary, row.mapping, row.created_at = dictionary, checked, now()
    row.description, row.source = chosen, source
    session.flush()


def _row(session: Session, viewer: Viewer, headers: Sequence[str]) -> ColumnMapping | None:
    return session.exec(
        select(ColumnMapping).where(
            col(ColumnMapping.school_id) == viewer.school,
            col(ColumnMapping.headers) == _fingerprint(headers),
        )
    ).one_or_none()


def _fingerprint(headers: Sequence[str]) -> str:
    return hashlib.sha256(json.dumps(sorted(headers)).encode()).hexdigest()
