"""Writing an import: all of it, or nothing."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, FiniteFloat, JsonValue, StringConstraints, TypeAdapter
from sqlalchemy import func, insert
from sqlmodel import Session, col, select

from data.store import audit
from data.store.errors import NotFound, Stale
from data.store.rosters import groups
from data.store.rosters.comparing import StudentRecordOnFile
from data.store.rosters.imports import RosterInfo, current, info
from data.tables import Answers, Roster, School, Student
from data.viewer import Viewer

# A NUL or another control character in a name: PostgreSQL refuses the first, nobody types any.
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]
Key = Annotated[Line, StringConstraints(min_length=1)]


class NewAnswers(BaseModel):
    """What a student's row is checked against before it is written."""

    model_config = ConfigDict(
        frozen=True, from_attributes=True, strict=True, hide_input_in_errors=True
    )
    key: Key
    first_name: Line
    family_name: Line
    values: dict[Key, FiniteFloat | str]
    missing: dict[Key, str]
    in_class: Line
    in_school: Line


class NewRoster(BaseModel):
    """What a roster's row is checked against before it is written."""

    model_config = ConfigDict(frozen=True)
    title: Line
    dictionary: Key
    filename: Line
    fingerprint: Key
    sample: bool
    keyed: bool
    notes: dict[str, JsonValue]


RECORDS = TypeAdapter(list[NewAnswers])


def add(
    session: Session,
    viewer: Viewer,
    records: Sequence[StudentRecordOnFile],
    *,
    title: str,
    dictionary: str,
    filename: str,
    fingerprint: str,
    sample: bool = False,
    keyed: bool = True,
    columns: Mapping[str, str] | None = None,
    expected_current: int | None,
    notes: Mapping[str, Any] | None = None,
) -> RosterInfo:
    """Write `records` as the school's new roster, in the order given (in a `write` session).

    columns: name -> type as in the data dictionary ("number", anything else is words), in the
    order to keep; needed only for columns in which nobody has an answer.
    expected_current: the number of the roster that counted when the person saw what would
    change, None if there was none; raises Stale when it is another one now.
    The same fingerprint as the current roster changes nothing: that one is returned.
    Raises ValueError for values that cannot be kept and for two students with one key.
    """
    there = _already_there(session, viewer, fingerprint, sample, expected_current)
    if there is not None:
        return there
    new = NewRoster(
        title=title,
        dictionary=dictionary,
        filename=filename,
        fingerprint=fingerprint,
        sample=sample,
        keyed=keyed,
        notes=dict(notes or {}),
    )
    rows = RECORDS.validate_python(records)
    roster = _roster(session, viewer, new, len(rows), _kinds(rows, columns or {}))
    students, first_seen = _students(session, roster, [row.key for row in rows])
    _write_answers(session, roster, rows, students)
    groups.note(session, roster.id)
    detail = {"number": roster.number, "students": len(rows), "new": first_seen, "sample": sample}
    audit.add(session, viewer, "import", "roster", roster.id, detail)
    return info(roster)


def _already_there(
    session: Session, viewer: Viewer, fingerprint: str, sample: bool, expected: int | None
) -> RosterInfo | None:
    if session.get(School, viewer.school) is None:
        raise NotFound(f"There is no school {viewer.school}.")
    newest = current(session, viewer)
    if newest and (newest.fingerprint, newest.sample) == (fingerprint, sample):
        return newest
    if (newest.id if newest else None) != expected:
        raise Stale("Another import came in since the preview was shown.")
    return None


def _roster(
    session: Session, viewer: Viewer, new: NewRoster, students: int, columns: dict[str, str]
) -> Roster:
    numbers = select(func.max(col(Roster.number))).where(col(Roster.school_id) == viewer.school)
    roster = Roster(
        **new.model_dump(),
        school_id=viewer.school,
        number=(session.exec(numbers).one() or 0) + 1,
        students=students,
        columns=columns,
        account=viewer.account,
        imported_by=viewer.name,
    )
    session.add(roster)
    session.flush()
    return roster


def _kinds(rows: Sequence[NewAnswers], declared: Mapping[str, str]) -> dict[str, str]:
    kinds = {name: "number" if kind == "number" else "word" for name, kind in declared.items()}
    asked: dict[str, None] = {}
    for row in rows:
        asked.update(dict.fromkeys(row.missing))
        for name, value in row.values.items():
            kind = "word" if isinstance(value, str) else "number"
            if kinds.setdefault(name, kind) != kind:
                raise ValueError(
                    f"Column {name} holds numbers and words ({value!r} for {row.key}). "
                    "Correct the file and try again."
                )
    return kinds | {name: "number" for name in asked if name not in kinds}


def _students(session: Session, roster: Roster, keys: Sequence[str]) -> tuple[dict[str, int], int]:
    """Student.id by key, and how many of them were never seen before."""
    [(twice, times)] = Counter(keys).most_common(1) or [("", 0)]
    if times > 1:
        raise ValueError(f"Two students have the id {twice}. Correct the file and try again.")
    scope = "sample" if roster.sample else "" if roster.keyed else f"import {roster.id}"
    every = select(Student.key, Student.id).where(
        col(Student.school_id) == roster.school_id, col(Student.scope) == scope
    )
    known = {key for key, _ in session.exec(every)}
    fresh = [
        {"school_id": roster.school_id, "scope": scope, "key": key}
        for key in keys
        if key not in known
    ]
    if fresh:
        session.connection().execute(insert(Student), fresh)
    return dict(session.exec(every).all()), len(fresh)


def _write_answers(
    session: Session, roster: Roster, rows: Sequence[NewAnswers], students: Mapping[str, int]
) -> None:
    if not rows:
        return
    dump = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode
    session.connection().execute(
        insert(Answers),
        [
            {
                "roster_id": roster.id,
                "place": place,
                "student_id": students[row.key],
                "first_name": row.first_name,
                "family_name": row.family_name,
                "values": dump(row.values),
                "missing": dump(row.missing),
                "in_class": row.in_class,
                "in_school": row.in_school,
            }
            for place, row in enumerate(rows)
        ],
    )
