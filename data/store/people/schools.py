"""Schools: the tenants that import rosters."""

from datetime import datetime
from typing import Annotated

from pydantic import Field, StringConstraints, TypeAdapter
from sqlmodel import Session, col, select

from data.store import audit
from data.store.errors import NotFound
from data.store.rules import rule_sets
from data.tables import School
from data.viewer import Viewer

SCHOOL_NAME = TypeAdapter(
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
)

LIMIT = TypeAdapter(Annotated[float, Field(ge=1, le=100, allow_inf_nan=False)])


def first_or_create(session: Session, name: str) -> School:
    """The school of that name, made now if there is none (in a `write` session).

    name: 1 to 200 characters; spaces around it are dropped. Raises ValueError otherwise.
    """
    wanted = SCHOOL_NAME.validate_python(name)
    found = session.exec(select(School).where(col(School.name) == wanted)).first()
    if found is None:
        found = School(name=wanted)
        session.add(found)
        session.flush()
        rule_sets.tell_new_school(session, found)
    return found


def first(session: Session) -> School | None:
    """The school that was there first, None in a new database."""
    return session.exec(select(School).order_by(col(School.id)).limit(1)).first()


def listing(session: Session) -> list[School]:
    """All schools, in the order in which they came; for commands and set-up."""
    return list(session.exec(select(School).order_by(col(School.id))))


def own(session: Session, viewer: Viewer) -> School:
    """The viewer's school. Raises NotFound."""
    found = session.get(School, viewer.school)
    if found is None:
        raise NotFound("There is no such school.")
    return found


def rename(session: Session, viewer: Viewer, name: str) -> School:
    """Give the viewer's school another name, of 1 to 200 characters. Raises NotFound, and
    ValueError for a name that cannot be or is another school's."""
    wanted = SCHOOL_NAME.validate_python(name)
    school = own(session, viewer)
    other = session.exec(select(School).where(col(School.name) == wanted)).first()
    if other is not None and other.id != school.id:
        raise ValueError("Another school has this name.")
    if school.name != wanted:
        school.name = wanted
        session.flush()
        audit.add(session, viewer, "rename", "school", school.id, {})
    return school


def set_fairness_limit(session: Session, viewer: Viewer, limit: float) -> School:
    """Set by how many percentage points a list may differ from the school in a group's share
    before somebody has to say why (in a `write` session).

    limit: 1 to 100. Raises NotFound, and ValueError for another number.
    """
    wanted, school = LIMIT.validate_python(limit), own(session, viewer)
    if school.fairness_limit != wanted:
        school.fairness_limit = wanted
        session.flush()
        audit.add(session, viewer, "set limit", "rule set", None, {"limit": wanted})
    return school


def begun(session: Session) -> dict[int, datetime]:
    """When each school was made here: by it a school is known again after a restore."""
    return dict(session.exec(select(School.id, School.created_at)).all())
