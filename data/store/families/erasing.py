"""Erasing a student: every row goes, or his answers stay without a name."""

import json
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import Session, col, exists, select

from data.store import audit, visible
from data.store.families.byte_search import near
from data.store.families.everything import LINKED, counts
from data.store.families.finding import spellings
from data.store.models import model_registry
from data.store.scored import NAMELESS
from data.tables import Answers, Decision, Job, Roster, Student
from data.viewer import Viewer

ERASE = "erase"
CARRIED = "erased_at"  # in a line that was carried over a restore: when it really was


@dataclass(frozen=True)
class Erasure:
    """That a student was erased. Kept apart from the database, it erases him again in a copy."""

    school: int
    student: int
    at: datetime
    keep_figures: bool


def erase(
    session: Session, viewer: Viewer, student_id: int, *, keep_figures: bool = False, why: str = ""
) -> dict[str, int]:
    """Delete every row about a student but the trace's lines, which hold his number only.

    keep_figures: his answers stay for the school's figures, under a number and key that nothing
    leads to, at the end of each roster and without his class. Every model that learned from him
    goes. why: a word for the trace ("retention", "restored"). Gives how many rows each table lost.
    Raises NotFound. What was written stays in the database's file until `Database.compact()`.
    """
    student = visible.known(session, viewer, student_id)
    names = [*map(tuple, spellings(session, viewer, student_id))]
    rosters = _rosters_of(session, student_id)
    rows = counts(session, viewer, student_id)
    gone = {linked.name: rows[linked.name] for linked in LINKED if not linked.kept}
    model_registry.forget(session, student_id)
    _forget_jobs(session, viewer, names)
    if keep_figures:
        _keep_without_name(session, student)
    connection = session.connection()
    for linked in reversed(LINKED):
        if not linked.kept:
            connection.execute(delete(linked.table).where(linked.of(student_id)))
    for roster in rosters:
        roster.students -= 1
        # It is no longer what the file says: else the same file, imported again, would be taken
        # for one that changes nothing, although its preview names a new student.
        roster.fingerprint = ""
    session.flush()
    for one in [*session.identity_map.values()]:
        if isinstance(one, tuple(linked.table for linked in LINKED)):
            session.expire(one)
    detail: dict[str, Any] = {"keep_figures": keep_figures, "rows": gone}
    detail |= {"why": why} if why else {}
    audit.add(session, viewer, ERASE, "student", student_id, detail, student_id=student_id)
    return gone


def erasures(session: Session) -> list[Erasure]:
    """Every erasure that the trace of any school knows, oldest first.

    To be read before a backup is put back: its own trace does not know the later ones.
    """
    lines = select(Decision).where(col(Decision.action) == ERASE).order_by(col(Decision.id))
    return [
        Erasure(line.school_id, line.student_id, _at(line), bool(line.detail.get("keep_figures")))
        for line in session.exec(lines)
        if line.student_id is not None
    ]


def _at(line: Decision) -> datetime:
    carried = line.detail.get(CARRIED)
    return datetime.fromisoformat(carried) if carried else line.at


def carry_over(session: Session, viewer: Viewer, known: Iterable[Erasure]) -> None:
    """Write erasures into the trace that it does not know: it came back with an older backup, and
    a later one could hold the student still."""
    there = {(one.school, one.student) for one in erasures(session)}
    for one in known:
        if (one.school, one.student) not in there:
            keeper = replace(viewer, school=one.school, groups=None)
            detail = {"keep_figures": one.keep_figures, CARRIED: one.at.isoformat()}
            student = {"student_id": one.student}
            audit.add(session, keeper, ERASE, "student", one.student, detail, **student)


def left_over(session: Session, known: Iterable[Erasure]) -> list[Erasure]:
    """Those of the erasures whose student is (again) in the database: a backup was put back.

    Numbers are given anew after a restore, so only somebody who was in an import before his erasure
    is meant.
    """
    found: dict[int, Erasure] = {}
    for one in known:
        before = (
            exists()
            .where(col(Student.id) == one.student, col(Answers.student_id) == col(Student.id))
            .where(col(Student.school_id) == one.school, col(Student.scope) != NAMELESS)
            .where(col(Roster.id) == col(Answers.roster_id), col(Roster.imported_at) < one.at)
        )
        if session.exec(select(before)).one():
            found[one.student] = one
    return list(found.values())


def erase_again(
    session: Session, viewer: Viewer, known: Iterable[Erasure] | None = None
) -> list[int]:
    """Erase whoever was erased and is back, of any school; gives their numbers.

    known: what `erasures` said before the restore, by default what the trace says now.
    """
    again = left_over(session, erasures(session) if known is None else known)
    for one in again:
        keeper = replace(viewer, school=one.school, groups=None)
        erase(session, keeper, one.student, keep_figures=one.keep_figures, why="restored")
    return [one.student for one in again]


def _rosters_of(session: Session, student_id: int) -> list[Roster]:
    in_them = select(Answers.roster_id).where(col(Answers.student_id) == student_id)
    return list(session.exec(select(Roster).where(col(Roster.id).in_(in_them))))


def _keep_without_name(session: Session, student: Student) -> None:
    for row in session.exec(select(Answers).where(col(Answers.student_id) == student.id)).all():
        last = select(func.max(col(Answers.place))).where(col(Answers.roster_id) == row.roster_id)
        nobody = Student(school_id=student.school_id, scope=NAMELESS, key=secrets.token_hex(8))
        session.add(nobody)
        session.flush()
        values = json.loads(row.values)
        if row.in_class:  # else the answers of a small class would point at him
            values = {name: value for name, value in values.items() if value != row.in_class}
        kept = Answers(
            roster_id=row.roster_id,
            place=session.exec(last).one() + 1,
            student_id=nobody.id,
            values=json.dumps(values, ensure_ascii=False, separators=(",", ":")),
            missing=row.missing,
        )
        session.delete(row)
        session.add(kept)
        session.flush()


def _forget_jobs(session: Session, viewer: Viewer, names: list[tuple[str, ...]]) -> None:
    """Delete the ended jobs that say the name: a problem quotes what stood in the file."""
    patterns = [re.compile(near(*name)) for name in names]
    ended = select(Job).where(col(Job.school_id) == viewer.school, col(Job.state) != "running")
    for job in session.exec(ended).all():
        said = json.dumps([job.detail, job.result, job.problem, job.words], ensure_ascii=False)
        if any(pattern.search(said) for pattern in patterns):
            session.delete(job)
    session.flush()
