"""Exports for research: what was given out, so that two exports are not compared unawares."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from data.store import decisions
from data.store.rosters.imports import get
from data.tables import Decision, School
from data.viewer import Viewer

EXPORT = "export for research"


@dataclass(frozen=True, slots=True)
class Export:
    """One export: of which roster, of how many students, when and by whom. `at` is UTC.

    students: those of the roster at the time, the left-out ones among them.
    """

    roster: int
    students: int
    published: int
    k: int
    by: str
    at: datetime


def exports(session: Session, viewer: Viewer) -> list[Export]:
    """The school's exports so far, newest first."""
    lines = select(Decision).where(
        col(Decision.school_id) == viewer.school, col(Decision.action) == EXPORT
    )
    return [
        Export(
            roster=line.thing_id or 0,
            students=line.detail["students"],
            published=line.detail["published"],
            k=line.detail["k"],
            by=line.by,
            at=line.at,
        )
        for line in session.exec(lines.order_by(col(Decision.id).desc()))
    ]


def note(
    session: Session, viewer: Viewer, roster: int, *, students: int, published: int, k: int
) -> None:
    """Write down that a roster was given out (in a `write` session). Raises NotFound."""
    get(session, viewer, roster)
    detail = {"students": students, "published": published, "k": k}
    decisions.add(session, viewer, EXPORT, "roster", roster, detail)


def school_name(session: Session, viewer: Viewer) -> str:
    """The name of the viewer's school."""
    return session.exec(select(School.name).where(col(School.id) == viewer.school)).one()
