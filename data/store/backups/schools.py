"""The schools of a database, whichever they are: a backup holds them all."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlmodel import Session, col, func, select

from data.store import decisions
from data.tables import School
from data.viewer import Viewer


def how_many(session: Session) -> int:
    """How many schools there are."""
    return session.exec(select(func.count(col(School.id)))).one()


def tell_all(session: Session, viewer: Viewer, action: str, detail: Mapping[str, Any]) -> None:
    """Write into every school's trace what the viewer did with a backup: it holds them all."""
    for school in session.exec(select(School.id).order_by(col(School.id))).all():
        theirs = replace(viewer, school=school, groups=None)
        decisions.add(session, theirs, action, "backup", None, dict(detail))
