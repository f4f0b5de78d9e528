"""Counsellors' own tweaks of a rule set, kept by a name. They are seen by whoever made them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import Session, col, select

from data.store.errors import NotFound
from data.tables import WhatIf
from data.viewer import Viewer

Filled = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=200, pattern=r"^[^\x00]*$"),
]


class NewWhatIf(BaseModel):
    """What a what-if is checked against before it is written."""

    model_config = ConfigDict(frozen=True)
    name: Filled
    rule_set: Filled
    query: Annotated[str, StringConstraints(max_length=8000, pattern=r"^[^\x00]*$")]


def keep(session: Session, viewer: Viewer, name: str, rule_set: str, query: str) -> WhatIf:
    """Keep a board's query by a name; the same name again replaces it (in a `write` session).

    query: weights, thresholds and switches only. Raises ValueError, and NotFound for a command.
    """
    new = NewWhatIf(name=name, rule_set=rule_set, query=query)
    if viewer.account is None:
        raise NotFound("Only somebody with an account keeps what-ifs.")
    for one in listing(session, viewer):
        if one.name == new.name and one.rule_set == rule_set and one.draft_id is None:
            one.query = new.query
            session.flush()
            return one
    found = WhatIf(**new.model_dump(), school_id=viewer.school, account=viewer.account)
    session.add(found)
    session.flush()
    return found


def listing(session: Session, viewer: Viewer, rule_set: str | None = None) -> list[WhatIf]:
    """The viewer's own what-ifs in this school, newest first."""
    every = select(WhatIf).where(
        col(WhatIf.school_id) == viewer.school, col(WhatIf.account) == viewer.account
    )
    if rule_set is not None:
        every = every.where(col(WhatIf.rule_set) == rule_set)
    return list(session.exec(every.order_by(col(WhatIf.id).desc())))


def get(session: Session, viewer: Viewer, what_if_id: int) -> WhatIf:
    """One of the viewer's own what-ifs. Raises NotFound."""
    found = session.get(WhatIf, what_if_id)
    if found is None or (found.school_id, found.account) != (viewer.school, viewer.account):
        raise NotFound(f"There is no what-if {what_if_id}.")
    return found


def forget(session: Session, viewer: Viewer, what_if_id: int) -> None:
    """Delete one of the viewer's own what-ifs (in a `write` session). Raises NotFound."""
    session.delete(get(session, viewer, what_if_id))
    session.flush()
