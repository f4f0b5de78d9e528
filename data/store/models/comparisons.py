"""Comparisons of candidate models, kept with what was asked and found."""

from collections.abc import Mapping
from typing import Any

from pydantic import JsonValue, TypeAdapter
from sqlmodel import Session, col, select

from data.store import audit
from data.store.errors import NotFound
from data.store.rosters.imports import row as roster_row
from data.tables import ModelComparison
from data.viewer import Viewer

RECORD = TypeAdapter(dict[str, JsonValue])


def keep(
    session: Session,
    viewer: Viewer,
    roster_id: int,
    target: str,
    plan: Mapping[str, Any],
    result: Mapping[str, Any],
) -> ModelComparison:
    """Keep what a comparison found (in a `write` session). Raises NotFound for the roster."""
    roster_row(session, viewer, roster_id)
    found = ModelComparison(
        school_id=viewer.school,
        roster_id=roster_id,
        target=target,
        plan=RECORD.validate_python(dict(plan)),
        result=RECORD.validate_python(dict(result)),
        account=viewer.account,
        created_by=viewer.name,
    )
    session.add(found)
    session.flush()
    audit.add(session, viewer, "compare", "model", None, {"comparison": found.id})
    return found


def get(session: Session, viewer: Viewer, comparison_id: int) -> ModelComparison:
    """That comparison of the viewer's school. Raises NotFound."""
    found = session.exec(
        select(ModelComparison).where(
            col(ModelComparison.id) == comparison_id,
            col(ModelComparison.school_id) == viewer.school,
        )
    ).one_or_none()
    if found is None:
        raise NotFound(f"There is no comparison {comparison_id}.")
    return found


def listing(session: Session, viewer: Viewer) -> list[ModelComparison]:
    """The comparisons of the viewer's school, newest first."""
    every = select(ModelComparison).where(col(ModelComparison.school_id) == viewer.school)
    return list(session.exec(every.order_by(col(ModelComparison.id).desc())))
