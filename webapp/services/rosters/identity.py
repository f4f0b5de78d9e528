"""Who the students of a file are, among those whom the school knows; and what must be asked.

The answers wait beside the uploaded file until the import. Then they need not be kept: the import
itself says how each student was written.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Protocol

from data.cohort import as_text
from data.identity import KnownStudent, PersonOnFile, WrittenPerson
from data.identity.identification import Answers, Identification, IdentityQuestion
from data.store import Session, rosters
from data.store.rosters import identities
from data.viewer import Viewer
from data.wording.message import FileProblem, say

if TYPE_CHECKING:
    from pathlib import Path

    from data.identity.merge import RosterStudent
    from data.reading import CheckedRoster
    from data.reading.roster import StudentOnFile

MOST_NAMED = 10  # rows in a note


class UploadFolder(Protocol):
    """Where an uploaded file waits, and what is kept beside it."""

    def beside(self, token: str, ending: str) -> Path:
        """The path of what is kept beside the file of that name."""
        ...


@dataclass(frozen=True)
class Recognition:
    """What a file's students are, and what was answered so far.

    known: the school's students by number, as far as they are candidates. before: what the roster
    that counts says of them.
    """

    found: Identification
    known: Mapping[int, KnownStudent]
    before: Mapping[int, StudentOnFile]
    answers: Answers

    @property
    def unanswered(self) -> int:
        """How many students somebody must still recognise."""
        return len(self.found.unanswered(self.answers))

    @property
    def identity(self) -> dict[str, int | None]:
        """Who each record is, as far as it is certain or was answered."""
        return self.found.identity(self.answers)

    @property
    def proposed(self) -> dict[str, int | None]:
        """As `identity`, with the obvious answers where nobody has given one yet."""
        return {**self.found.obvious, **self.identity}


@dataclass(frozen=True)
class CandidateShown:
    """A known student who could be a person of the file.

    name: what his name is to the one in the file (`names.kinship`). in_class, birth_date: whether
    they agree, None where one side does not say. grade: in the roster that counts, "" for none.
    """

    number: int
    writing: WrittenPerson
    name: str
    in_class: bool | None
    birth_date: bool | None
    obvious: bool
    grade: str


@dataclass(frozen=True)
class QuestionShown:
    """A person of the file whom somebody must recognise.

    key: of the record, "row 12". grade: in the file, "" for none.
    """

    key: str
    writing: WrittenPerson
    grade: str
    candidates: tuple[CandidateShown, ...]

    @property
    def obvious(self) -> CandidateShown | None:
        """The candidate against whom nothing speaks, if there is one."""
        return next((one for one in self.candidates if one.obvious), None)

    def allows(self, number: int | None) -> bool:
        """Whether that is an answer to this question."""
        return number is None or number in {one.number for one in self.candidates}


def recognise(
    session: Session, viewer: Viewer, checked: CheckedRoster, answers: Answers | None = None
) -> Recognition:
    """Say who the students of a file are, as far as that is certain; writes nothing.

    Of a file with problems nothing is said: it cannot be imported, and may have an id twice.
    """
    if checked.problems:
        return Recognition(Identification(), {}, {}, {})
    # It brings rapidfuzz, which a server needs for no page.
    from data.identity.matching import identify

    current = rosters.current(session, viewer)
    same = current is not None and current.fingerprint == checked.fingerprint
    if current is not None and same and not checked.keyed:
        students = rosters.records(session, viewer, current.id)
        if everybody := _row_by_row(checked, students):
            return Recognition(Identification(everybody), {}, {}, {})
    known = identities.known(session, viewer)
    found = identify(known, [_person(record, checked.keyed) for record in checked.records])
    asked = {each.number for one in found.questions for each in one.candidates}
    # Read for questions alone: a large school's roster is larger than its file.
    students = rosters.records(session, viewer, current.id) if current and asked else []
    return Recognition(
        found,
        {one.number: one for one in known if one.number in asked},
        {one.number: one.record for one in students if one.number in asked},
        dict(answers or {}),
    )


def _row_by_row(checked: CheckedRoster, students: Sequence[RosterStudent]) -> dict[str, int]:
    """Who is who in a file without ids that is the roster's own; nobody where one was erased."""
    if len(checked.records) != len(students):
        return {}
    pairs = zip(checked.records, students, strict=True)
    return {record.key: one.number for record, one in pairs}


def notes(found: Identification) -> list[FileProblem]:
    """What to know of who was recognised: ids under which another name was known."""
    if not found.renamed:
        return []
    return [
        say(
            "Students whose id was known under a wholly different name: %(count)s (%(ids)s). "
            "If these are other students, do not import the file.",
            count=len(found.renamed),
            ids=", ".join(found.renamed[:MOST_NAMED]) + ", …" * (len(found.renamed) > MOST_NAMED),
        )
    ]


def keep_questions(
    folder: UploadFolder, token: str, who: Recognition, records: Sequence[StudentOnFile], grade: str
) -> None:
    """Keep the questions beside the upload, for the page, in place of earlier ones.

    grade: the column of grades: it is often all that tells namesakes apart.
    """
    if not who.found.questions:
        folder.beside(token, "who").unlink(missing_ok=True)
        return
    by_key = {record.key: record for record in records}
    shown = [_shown(one, by_key[one.key], who, grade) for one in who.found.questions]
    _write(folder.beside(token, "who"), [asdict(one) for one in shown])


def questions(folder: UploadFolder, token: str) -> tuple[QuestionShown, ...]:
    """What was kept of the questions, in the file's order; none for an upload that is gone."""
    return tuple(
        QuestionShown(
            one["key"],
            WrittenPerson(**one["writing"]),
            one["grade"],
            tuple(
                CandidateShown(**{**each, "writing": WrittenPerson(**each["writing"])})
                for each in one["candidates"]
            ),
        )
        for one in _read(folder.beside(token, "who"), [])
    )


def answers(folder: UploadFolder, token: str) -> dict[str, int | None]:
    """What was answered so far: record key -> student, None for somebody new."""
    return dict(_read(folder.beside(token, "answers"), {}))


def keep_answers(folder: UploadFolder, token: str, given: Answers) -> None:
    """Keep what was answered beside the upload, in place of what was kept before."""
    _write(folder.beside(token, "answers"), dict(given))


def clashes(given: Answers) -> list[list[str]]:
    """Keys of records that were answered to be one and the same student."""
    by_student: dict[int, list[str]] = {}
    for key, number in given.items():
        if number is not None:
            by_student.setdefault(number, []).append(key)
    return [keys for keys in by_student.values() if len(keys) > 1]


def _person(record: StudentOnFile, keyed: bool) -> PersonOnFile:
    return PersonOnFile(record.key, _writing(record, record.key if keyed else ""))


def _writing(record: StudentOnFile, own_id: str = "") -> WrittenPerson:
    return WrittenPerson(
        record.first_name, record.family_name, record.in_class, record.birth_date, own_id
    )


def _shown(
    question: IdentityQuestion, record: StudentOnFile, who: Recognition, grade: str
) -> QuestionShown:
    return QuestionShown(
        question.key,
        _writing(record),
        as_text(record.values.get(grade)),
        tuple(
            CandidateShown(
                number=one.number,
                writing=_newest(who.known[one.number]),
                name=one.name,
                in_class=one.in_class,
                birth_date=one.birth_date,
                obvious=one.obvious,
                grade=as_text(before.values.get(grade))
                if (before := who.before.get(one.number))
                else "",
            )
            for one in question.candidates
        ),
    )


def _newest(one: KnownStudent) -> WrittenPerson:
    last = one.writings[0]
    return WrittenPerson(
        last.first_name, last.family_name, one.in_class, one.birth_date, min(one.ids, default="")
    )


def _write(path: Path, value: Any) -> None:
    path.touch(mode=0o600)
    path.write_text(json.dumps(value), encoding="utf-8")


def _read(path: Path, otherwise: Any) -> Any:
    try:
        return json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return otherwise
