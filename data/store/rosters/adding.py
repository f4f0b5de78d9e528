"""Writing an import: all of it, or nothing."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, FiniteFloat, JsonValue, StringConstraints, TypeAdapter
from sqlalchemy import func, insert
from sqlmodel import Session, col, select

from data.store import audit
from data.store.errors import NotFound, Stale
from data.store.rosters import groups, identities
from data.store.rosters.comparing import StudentRecordOnFile
from data.store.rosters.imports import RosterInfo, RosterSource, current, info
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
    birth_date: Line = ""
    own_id: Line = ""


class NewRoster(BaseModel):
    """What a roster's row is checked against before it is written."""

    model_config = ConfigDict(frozen=True)
    title: Line
    dictionary: Key
    dictionary_number: int | None
    filename: Line
    fingerprint: Key
    sample: bool
    keyed: bool
    notes: dict[str, JsonValue]
    source: Line
    sources: list[dict[str, JsonValue]]


@dataclass(frozen=True, slots=True)
class _RosterStudents:
    """Who stands in a roster's rows, in their order.

    numbers: Student.id. own_ids: the school's own id of those who are known by another key. new:
    how many of them were never seen before.
    """

    numbers: Sequence[int]
    own_ids: Sequence[str]
    new: int


RECORDS = TypeAdapter(list[NewAnswers])


def add(
    session: Session,
    viewer: Viewer,
    records: Sequence[StudentRecordOnFile],
    *,
    title: str,
    dictionary: str,
    dictionary_number: int | None = None,
    filename: str,
    fingerprint: str,
    sample: bool = False,
    keyed: bool = True,
    identity: Mapping[str, int | None] | None = None,
    columns: Mapping[str, str] | None = None,
    expected_current: int | None,
    notes: Mapping[str, Any] | None = None,
    source: str = "",
    sources: Sequence[RosterSource] = (),
) -> RosterInfo:
    """Write `records` as the school's new roster, in the order given (in a `write` session).

    dictionary_number: the version of the school's own dictionary, None for a shared one.
    keyed: whether the records' keys are the school's own ids. identity: record key -> the student
    that it is, None for somebody new; whoever is not in it is known by his id, or new. Without ids
    and names nobody is recognised the next time.
    columns: name -> type as in the data dictionary ("number", anything else is words), in the
    order to keep; needed only for columns in which nobody has an answer.
    expected_current: the number of the roster that counted when the person saw what would
    change, None if there was none; raises Stale when it is another one now.
    The same fingerprint as the current roster changes nothing: that one is returned.
    source, sources: the one that this import is of, and those that the columns are from.
    Raises ValueError for values that cannot be kept and for two rows of one student, and NotFound
    for a student in `identity` who is none of the school.
    """
    there = _already_there(session, viewer, fingerprint, sample, expected_current)
    if there is not None:
        return there
    new = NewRoster(
        title=title,
        dictionary=dictionary,
        dictionary_number=dictionary_number,
        filename=filename,
        fingerprint=fingerprint,
        sample=sample,
        keyed=keyed or _are_followed(records, identity or {}),
        notes=dict(notes or {}),
        source=source,
        sources=[each.row() for each in sources],
    )
    rows = RECORDS.validate_python(records)
    roster = _roster(session, viewer, new, len(rows), _kinds(rows, columns or {}))
    students = _students(session, viewer, roster, rows, keyed, identity or {})
    _write_answers(session, roster, rows, students)
    groups.note(session, roster.id)
    detail = {"number": roster.number, "students": len(rows), "new": students.new, "sample": sample}
    audit.add(session, viewer, "import", "roster", roster.id, detail)
    return info(roster)


def _are_followed(
    records: Sequence[StudentRecordOnFile], identity: Mapping[str, int | None]
) -> bool:
    """Whether students without ids are recognised the next time: by a name, or as they are now."""
    return any(
        f"{each.first_name}{each.family_name}".strip() or identity.get(each.key) is not None
        for each in records
    )


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
    latest = select(func.max(col(Roster.number))).where(col(Roster.school_id) == viewer.school)
    number = (session.exec(latest).one() or 0) + 1
    roster = Roster(
        **new.model_dump(exclude={"sources"}),
        school_id=viewer.school,
        number=number,
        sources=[each | {"roster": each["roster"] or number} for each in new.sources],
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


def _students(
    session: Session,
    viewer: Viewer,
    roster: Roster,
    rows: Sequence[NewAnswers],
    keyed: bool,
    identity: Mapping[str, int | None],
) -> _RosterStudents:
    """Who the rows are; whoever is not known is written down as a new student."""
    keys = [row.key for row in rows]
    if twice := _twice(keys):
        raise ValueError(f"Two students have the id {twice}. Correct the file and try again.")
    holders = identities.by_id(session, viewer, keys, sample=roster.sample) if keyed else {}
    said = {key: number for key in keys if (number := identity.get(key)) is not None}
    numbers = holders | said
    scopes = identities.of_school(session, viewer, numbers.values())
    if strangers := set(said.values()) - scopes.keys():
        raise NotFound(f"There is no student {min(strangers)}.")
    if twice := _twice(numbers.values()):
        both = [key for key in keys if numbers.get(key) == twice]
        raise ValueError(f"{' and '.join(both)} are one student. Correct the file and try again.")
    named = {key for key in keys if scopes.get(numbers.get(key, 0)) == identities.NAMED}
    fresh = [key for key in keys if key not in numbers]
    numbers |= _new_students(session, roster, fresh, keyed)
    own_ids = [
        (row.own_id or (row.key if keyed else "")) if row.key in named else "" for row in rows
    ]
    return _RosterStudents([numbers[key] for key in keys], own_ids, len(fresh))


def _new_students(
    session: Session, roster: Roster, fresh: Sequence[str], keyed: bool
) -> dict[str, int]:
    """Student.id by the record's key, of new students."""
    scope, keys = identities.OWN, {key: key for key in fresh}
    if roster.sample:
        scope = identities.SAMPLE
    elif not keyed and roster.keyed:
        scope, keys = identities.NAMED, {key: identities.new_key() for key in fresh}
    elif not keyed:
        scope = f"import {roster.id}"
    if fresh:
        made = [{"school_id": roster.school_id, "scope": scope, "key": keys[key]} for key in fresh]
        session.connection().execute(insert(Student), made)
    every = select(Student.key, Student.id).where(
        col(Student.school_id) == roster.school_id, col(Student.scope) == scope
    )
    numbers = dict(session.exec(every).all())
    return {key: numbers[keys[key]] for key in fresh}


def _twice(values: Iterable[Any]) -> Any:
    """One of the values that is there more than once, None where all differ."""
    [(value, times)] = Counter(values).most_common(1) or [(None, 0)]
    return value if times > 1 else None


def _write_answers(
    session: Session, roster: Roster, rows: Sequence[NewAnswers], students: _RosterStudents
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
                "student_id": number,
                "first_name": row.first_name,
                "family_name": row.family_name,
                "values": dump(row.values),
                "missing": dump(row.missing),
                "in_class": row.in_class,
                "in_school": row.in_school,
                "birth_date": row.birth_date,
                "own_id": own_id,
            }
            for place, (row, number, own_id) in enumerate(
                zip(rows, students.numbers, students.own_ids, strict=True)
            )
        ],
    )
