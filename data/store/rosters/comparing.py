"""What an import would change, before anybody says yes to it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Protocol

import sqlalchemy
from sqlmodel import Session, col, select

from data.store import scored
from data.store.rosters import identities
from data.store.rosters.imports import RosterInfo, info
from data.tables import Answers, Roster, Student
from data.viewer import Viewer

TOO_MANY = 0.05  # the share of known students that may be missing without a question


class StudentRecordOnFile(Protocol):
    """One student as a file gives him: present answers in `values`, the others' marks.

    in_class, in_school: the groups he is in, "" where the file has no such column; his
    `birth_date`, as ISO writes it, where the file has one.
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

    new: keys of records, missing: ids of students, in the order of their file; who has no id is
    named. updated: one entry a changed cell, names included; same: students without a change;
    known: students known until now. gone: ids of students who the file says have left.
    """

    new: tuple[str, ...]
    updated: tuple[Update, ...]
    same: int
    missing: tuple[str, ...]
    known: int
    gone: tuple[str, ...] = ()

    @property
    def identical(self) -> bool:
        """Whether nothing would change."""
        return not (self.new or self.updated or self.missing or self.gone)

    @property
    def loses_too_many(self) -> bool:
        """Whether more than 5 % of the known students are missing: then somebody must agree."""
        return len(self.missing) > TOO_MANY * self.known

    def with_gone(self, ids: Collection[str]) -> Changes:
        """The same, where those with these ids have left: they are not missing."""
        gone = tuple(one for one in self.missing if one in ids)
        return replace(
            self, missing=tuple(one for one in self.missing if one not in ids), gone=gone
        )


def compare(
    session: Session,
    viewer: Viewer,
    records: Sequence[StudentRecordOnFile],
    *,
    keyed: bool = True,
    identity: Mapping[str, int | None] | None = None,
    sample: bool = False,
) -> Changes:
    """What importing `records` would change in the viewer's school.

    keyed: whether the records' keys are the school's own ids. identity: record key -> the student
    that it is, None for somebody new, as in `add`: without ids, whoever is not in it is new, since
    a row's number says nothing about who stands in it. A real file is not compared with the sample
    school, nor the other way round.
    """
    before = _compared_with(session, viewer, sample)
    if before is None:
        return Changes(tuple(record.key for record in records), (), 0, (), 0)
    keys = [record.key for record in records]
    students = identities.by_id(session, viewer, keys, sample=sample) if keyed else {}
    students |= {key: number for key in keys if (number := (identity or {}).get(key)) is not None}
    by_number: dict[int, list[StudentRecordOnFile]] = {}
    for record in records:
        if record.key in students:
            by_number.setdefault(students[record.key], []).append(record)
    found: dict[str, list[Update]] = {}
    missing: list[str] = []
    known = 0
    # One after the other: what all of a large school said before would not fit beside its file.
    for number, old in _answers(session, viewer, before.id):
        known += 1
        there = by_number.get(number)
        if there is None:
            missing.append(old.shown)
        for record in there or ():
            found[record.key] = list(_updates(record.key, old.cells, _cells(record)))
    new = tuple(record.key for record in records if record.key not in found)
    updated = tuple(update for record in records for update in found.get(record.key, ()))
    same = sum(not changed for changed in found.values())
    return Changes(new, updated, same, tuple(missing), known)


def _compared_with(session: Session, viewer: Viewer, sample: bool) -> RosterInfo | None:
    newest = select(Roster).where(
        col(Roster.school_id) == viewer.school,
        col(Roster.withdrawn_at).is_(None),
        col(Roster.sample).is_(sample),
    )
    found = session.exec(newest.order_by(col(Roster.id).desc()).limit(1)).first()
    return None if found is None else info(found)


@dataclass(frozen=True, slots=True)
class _StudentBefore:
    """A student in the roster before: what a person calls him by, and all his cells."""

    shown: str
    cells: dict[str, Any]


def _answers(
    session: Session, viewer: Viewer, roster_id: int
) -> Iterator[tuple[int, _StudentBefore]]:
    rows = session.connection().execute(
        sqlalchemy.select(
            col(Student.id),
            col(Student.scope),
            col(Student.key),
            col(Answers.own_id),
            col(Answers.first_name),
            col(Answers.family_name),
            col(Answers.values),
            col(Answers.missing),
        )
        .where(col(Answers.roster_id) == roster_id, col(Answers.student_id) == col(Student.id))
        .where(scored.named(viewer))
        .order_by(col(Answers.place))
    )
    for number, scope, key, own_id, first, family, values, missing in rows:
        names = {"first_name": first, "family_name": family}
        yield (
            number,
            _StudentBefore(
                identities.shown(scope, key, own_id) or f"{first} {family}".strip(),
                {**json.loads(missing), **json.loads(values), **names},
            ),
        )


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
