"""Counsellors' own tweaks of a rule set, kept by a name. They are seen by whoever made them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints
from sqlmodel import Session, col, select

from data.store.errors import NotFound
from data.tables import RuleDraft, WhatIf
from data.viewer import Viewer

LONGEST_NAME = 200
Filled = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=LONGEST_NAME, pattern=r"^[^\x00]*$"
    ),
]


class NewWhatIf(BaseModel):
    """What a what-if is checked against before it is written."""

    model_config = ConfigDict(frozen=True)
    name: Filled
    rule_set: Filled
    query: Annotated[str, StringConstraints(max_length=8000, pattern=r"^[^\x00]*$")]


def keep(
    session: Session,
    viewer: Viewer,
    name: str,
    rule_set: str,
    query: str,
    draft_id: int | None = None,
) -> WhatIf:
    """Keep a board's query by a name; the same name again replaces it (in a `write` session).

    query: weights, thresholds and switches only. draft_id: the viewer's own proposal that it was
    sent as, where one that was forgotten comes back. Raises ValueError, and NotFound for a command
    and for a proposal that is not his.
    """
    new = NewWhatIf(name=name, rule_set=rule_set, query=query)
    if viewer.account is None:
        raise NotFound("Only somebody with an account keeps what-ifs.")
    if draft_id is not None:
        _own_proposal(session, viewer, draft_id)
    for one in listing(session, viewer):
        same = (one.name, one.rule_set, one.draft_id) == (new.name, new.rule_set, draft_id)
        if same and draft_id is None:
            one.query = new.query
            session.flush()
            return one
    found = WhatIf(
        **new.model_dump(), school_id=viewer.school, account=viewer.account, draft_id=draft_id
    )
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


def proposals(session: Session, viewer: Viewer) -> dict[int, RuleDraft]:
    """What became of the viewer's what-ifs that he sent: WhatIf.id -> the proposal as it stands."""
    sent = (
        select(WhatIf.id, RuleDraft)
        .where(col(WhatIf.draft_id) == col(RuleDraft.id))
        .where(col(WhatIf.school_id) == viewer.school, col(WhatIf.account) == viewer.account)
        .where(col(RuleDraft.school_id) == viewer.school)
    )
    return dict(session.exec(sent).all())


def get(session: Session, viewer: Viewer, what_if_id: int) -> WhatIf:
    """One of the viewer's own what-ifs. Raises NotFound."""
    found = session.exec(
        select(WhatIf)
        .where(col(WhatIf.id) == what_if_id, col(WhatIf.school_id) == viewer.school)
        .where(col(WhatIf.account) == viewer.account)
    ).one_or_none()
    if found is None:
        raise NotFound(f"There is no what-if {what_if_id}.")
    return found


def sent_as(session: Session, viewer: Viewer, what_if_id: int, draft_id: int) -> WhatIf:
    """Note the proposal that a what-if was sent as (in a `write` session). Raises NotFound."""
    found = get(session, viewer, what_if_id)
    _own_proposal(session, viewer, draft_id)
    found.draft_id = draft_id
    session.flush()
    return found


def forget(session: Session, viewer: Viewer, what_if_id: int) -> None:
    """Delete one of the viewer's own what-ifs (in a `write` session). Raises NotFound."""
    session.delete(get(session, viewer, what_if_id))
    session.flush()


def _own_proposal(session: Session, viewer: Viewer, draft_id: int) -> None:
    found = session.get(RuleDraft, draft_id)
    own = found is not None and found.proposed and found.account == viewer.account
    if found is None or not own or found.school_id != viewer.school:
        raise NotFound(f"There is no proposal {draft_id}.")
