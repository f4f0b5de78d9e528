"""Reading the trace: all of it for an auditor, a student's own lines on his page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from data.store import visible
from data.tables import Decision
from data.viewer import Viewer


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """Which lines are asked for; an empty field asks for all.

    by: part of an adult's name, capitals or not. account, student: their numbers. since, until:
    days (UTC), both included.
    """

    action: str = ""
    thing: str = ""
    by: str = ""
    account: int | None = None
    student: int | None = None
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class AuditPage:
    """Some lines of the trace, newest first: page `number` of `pages`, of `total` lines."""

    lines: tuple[Decision, ...]
    total: int
    number: int
    pages: int


def listing(
    session: Session, viewer: Viewer, filters: AuditFilters, page: int = 1, rows: int = 50
) -> AuditPage:
    """A page of the lines that the filters let through; beyond the last page, the last one."""
    total = count(session, viewer, filters)
    pages = max(1, -(-total // rows))
    number = min(max(1, page), pages)
    lines = select(Decision).where(*_conditions(viewer, filters))
    lines = lines.order_by(col(Decision.id).desc()).offset((number - 1) * rows).limit(rows)
    return AuditPage(tuple(session.exec(lines)), total, number, pages)


def count(session: Session, viewer: Viewer, filters: AuditFilters | None = None) -> int:
    """How many lines the school's trace has, or the filters let through."""
    lines = select(func.count()).select_from(Decision)
    return session.exec(lines.where(*_conditions(viewer, filters or AuditFilters()))).one()


def of_student(
    session: Session, viewer: Viewer, student_id: int, without: Collection[str] = ()
) -> list[Decision]:
    """All lines about a student, newest first, but for the actions `without`. Raises NotFound."""
    visible.student(session, viewer, student_id)
    lines = select(Decision).where(
        col(Decision.student_id) == student_id, col(Decision.school_id) == viewer.school
    )
    if without:
        lines = lines.where(col(Decision.action).not_in(without))
    return list(session.exec(lines.order_by(col(Decision.id).desc())))


def _conditions(viewer: Viewer, filters: AuditFilters) -> list[ColumnElement[bool]]:
    conditions = [col(Decision.school_id) == viewer.school]
    for column, wanted in (
        (col(Decision.action), filters.action),
        (col(Decision.thing), filters.thing),
    ):
        if wanted:
            conditions.append(column == wanted)
    if filters.by:
        conditions.append(col(Decision.by).icontains(filters.by, autoescape=True))
    if filters.account is not None:
        conditions.append(col(Decision.account) == filters.account)
    if filters.student is not None:
        conditions.append(col(Decision.student_id) == filters.student)
    if filters.since is not None:
        conditions.append(col(Decision.at) >= _begin(filters.since))
    if filters.until is not None and filters.until < date.max:
        conditions.append(col(Decision.at) < _begin(filters.until + timedelta(days=1)))
    return conditions


def _begin(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
