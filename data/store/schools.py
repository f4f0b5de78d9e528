"""Schools: the tenants that import rosters."""

from typing import Annotated

from pydantic import StringConstraints, TypeAdapter
from sqlmodel import Session, col, select

from data.store import rule_sets
from data.tables import School

SCHOOL_NAME = TypeAdapter(
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
)


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
