"""What an import would change, before anybody says yes to it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import sqlalchemy
from sqlmodel import Session, col, select

from data.store import scored
from data.store.rosters.imports import RosterInfo, info
from data.tables import Answers, Roster, Student
from data.viewer import Viewer

TOO_MANY = 0.05  # the share of known students that may be missing without a question


class StudentRecordOnFile(Protocol):
    """One student as a file gives him: present answers in `values`, the others' marks.

    in_class, in_school: the groups he is in, "" where the file has no such column.
    """

    @property
    def key(self) -> str: ...
    @property
    def first_name(self) -> str: ...
    @property
    def family_name(self) -> str: ...
    @property
    def values(self) -> Mapping[str, float | str]: ...
    @property
    def missing(self) -> Mapping[str, str]: ...
    @property
    def in_class(self) -> str: ...
    @property
    def in_school(self) -> str: ...


class Update(NamedTuple):
    """One cell that changes. A missing answer is its mark as read; None: no such column."""

    key: str
    column: str
    before: float | str | None
    after: float | str | None


@dataclass(frozen=True, slots=True)
class Changes:
    """An import beside the roster that counts now.

    new, missing: keys of students in the order of their file; updated: one entry a changed
    cell, names included; same: students without a change; known: students known until now.
    """

    new: tuple[str, ...]
    updated: tuple[Update, ...]
    same: int
    missing: tuple[str, ...]
    known: int

    @property
    def identical(self) -> bool:
        """Whether nothing would change."""
        return not (self.new or self.updated or self.missing)

    @property
    def loses_too_many(self) -> bool:
        """Whether more than 5 % of the known students are missing: then somebody must agree."""
        return len(self.missing) > TOO_MANY * self.known


def compare(
    session: Session,
    viewer: Viewer,
    records: Sequence[StudentRecordOnFile],
    *,
    keyed: bool = True,
    sample: bool = False,
) -> Changes:
    """What importing `records` would change in the viewer's school.

    keyed: False when the file has no ids: then everybody is new and all known are missing,
    because a row's number says nothing about who stands in it. A real file is not compared
    with the sample school, nor the other way round.
    """
    before = _compared_with(session, viewer, sample)
    if before is None:
        return Changes(tuple(record.key for record in records), (), 0, (), 0)
    known = _answers(session, viewer, before.id)
    recognised = keyed and before.keyed
    new: list[str] = []
    updated: list[Update] = []
    same = 0
    seen = set()
    for record in records:
        old = known.get(record.key) if recognised else None
        if old is None:
            new.append(record.key)
            continue
        seen.add(record.key)
        changed = list(_updates(record.key, old, _cells(record)))
        updated.extend(changed)
        same += not changed
    missing = tuple(key for key in known if key not in seen)
    return Changes(tuple(new), tuple(updated), same, missing, len(known))


def _compared_with(session: Session, viewer: Viewer, sample: bool) -> RosterInfo | None:
    newest = select(Roster).where(
        col(Roster.school_id) == viewer.school,
        col(Roster.withdrawn_at).is_(None),
        col(Roster.sample).is_(sample),
    )
    found = session.exec(newest.order_by(col(Roster.id).desc()).limit(1)).first()
    return None if found is None else info(found)


def _answers(session: Session, viewer: Viewer, roster_id: int) -> dict[str, dict[str, Any]]:
    rows = session.connection().execute(
        sqlalchemy.select(
            col(Student.key),
            col(Answers.first_name),
            col(Answers.family_name),
            col(Answers.values),
            col(Answers.missing),
        )
        .where(col(Answers.roster_id) == roster_id, col(Answers.student_id) == col(Student.id))
        .where(scored.named(viewer))
        .order_by(col(Answers.place))
    )
    return {
        key: {
            **json.loads(missing),
            **json.loads(values),
            "first_name": first,
            "family_name": family,
        }
        for key, first, family, values, missing in rows
    }


def _cells(record: StudentRecordOnFile) -> dict[str, Any]:
    names = {"first_name": record.first_name, "family_name": record.family_name}
    return {**record.missing, **record.values, **names}


def _updates(key: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Update]:
    if old == new:
        return
    for column in dict.fromkeys((*old, *new)):
        before, after = old.get(column), new.get(column)
        if before != after:
            yield Update(key, column, before, after)
