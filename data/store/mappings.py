"""How a school mapped a file's headers to columns, remembered for the next such file."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from data.tables import ColumnMapping, now
from data.viewer import Viewer

MAPPING = TypeAdapter(dict[str, str])


@dataclass(frozen=True, slots=True)
class Remembered:
    """A mapping that was used before. mapping: header -> column of the dictionary."""

    dictionary: str
    mapping: dict[str, str]


def remembered(session: Session, viewer: Viewer, headers: Sequence[str]) -> Remembered | None:
    """The mapping last used for a file with these headers, in any order; None if none was."""
    found = _row(session, viewer, headers)
    return None if found is None else Remembered(found.dictionary, dict(found.mapping))


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
