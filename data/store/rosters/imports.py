"""The imports of a school: which there are, which one counts, undoing one.

How a school mapped a file's headers to columns, remembered for the next such file.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from data.store import audit
from data.store.errors import NotFound
from data.store.rosters import groups
from data.tables import ColumnMapping, Roster, now
from data.viewer import Viewer


@dataclass(frozen=True, slots=True)
class RosterInfo:
    """What there is to say about an import without opening it.

    number: 1, 2, ... within the school. students: how many. keyed: False when the file has no
    ids, so that nobody is recognised from another import. columns: name -> "number" or "word",
    in the file's order. imported_at, withdrawn_at: UTC; withdrawn_at is None unless undone.
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


def current(session: Session, viewer: Viewer) -> RosterInfo | None:
    """The roster that counts: the newest that is not undone. None before the first import."""
    newest = select(Roster).where(
        col(Roster.school_id) == viewer.school, col(Roster.withdrawn_at).is_(None)
    )
    found = session.exec(newest.order_by(col(Roster.id).desc()).limit(1)).first()
    return None if found is None else info(found)


def newest_of(session: Session, viewer: Viewer, dictionary: str) -> RosterInfo | None:
    """The newest roster of a data dictionary that is not undone; None where there is none."""
    fitting = select(Roster).where(
        col(Roster.school_id) == viewer.school,
        col(Roster.withdrawn_at).is_(None),
        col(Roster.dictionary) == dictionary,
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
    )


MAPPING = TypeAdapter(dict[str, str])


@dataclass(frozen=True, slots=True)
class RememberedMapping:
    """A mapping that was used before. mapping: header -> column of the dictionary."""

    dictionary: str
    mapping: dict[str, str]


def remembered(
    session: Session, viewer: Viewer, headers: Sequence[str]
) -> RememberedMapping | None:
    """The mapping last used for a file with these headers, in any order; None if none was."""
    found = _row(session, viewer, headers)
    return None if found is None else RememberedMapping(found.dictionary, dict(found.mapping))


def remember(
    session: Session,
    viewer: Viewer,
    headers: Sequence[str],
    dictionary: str,
    mapping: Mapping[str, str],
) -> None:
    """Keep a mapping for the next file with these headers, in place of an earlier one."""
    checked = MAPPING.validate_python(dict(mapping))
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
