"""What the students of a roster answered in earlier ones."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray
from sqlmodel import Session, col, select

from data.cohort import AnswerColumn, Cohort, column_of
from data.store.rosters.imports import RosterInfo, get, info
from data.store.rosters.whole import answers_of, columns_of
from data.tables import Roster
from data.viewer import Viewer

Wanted = tuple[str, str | None]


def before(session: Session, viewer: Viewer, roster_id: int) -> list[RosterInfo]:
    """The earlier rosters that one can be compared with, newest first. Raises NotFound.

    They have its dictionary and their students' ids and are not undone; a sample school's roster
    has earlier ones of the sample school only.
    """
    later = get(session, viewer, roster_id)
    asked = select(Roster).where(
        col(Roster.school_id) == viewer.school,
        col(Roster.id) < roster_id,
        col(Roster.dictionary) == later.dictionary,
        col(Roster.sample).is_(later.sample),
        col(Roster.keyed).is_(True),
        col(Roster.withdrawn_at).is_(None),
    )
    return [info(found) for found in session.exec(asked.order_by(col(Roster.id).desc()))]


def earlier(
    session: Session, viewer: Viewer, cohort: Cohort, wanted: Collection[Wanted]
) -> dict[Wanted, AnswerColumn]:
    """Columns of numbers of earlier rosters, for the students of `cohort` and in their order.

    wanted: a column and a month, as ("absences", "2024-09"), for the first roster imported in that
    month (UTC) or later; or None for the roster before. NaN for whoever was not in it, gave no
    number or objects to scoring, and for everybody where there is no such roster. It looks at the
    whole school, as `whole` does. Raises NotFound.
    """
    if not wanted:
        return {}
    rosters = before(session, viewer, cohort.roster)
    found = {}
    for since in {since for _, since in wanted}:
        names = [name for name, month in wanted if month == since]
        roster = _meant(rosters, since)
        past = _numbers(session, viewer, roster, names) if roster else None
        for name in names:
            found[name, since] = _aligned(past, name, cohort.students)
    return found


def _meant(newest_first: list[RosterInfo], since: str | None) -> RosterInfo | None:
    if since is None:
        return newest_first[0] if newest_first else None
    after = [one for one in newest_first if f"{one.imported_at:%Y-%m}" >= since]
    return after[-1] if after else None


def _numbers(session: Session, viewer: Viewer, roster: RosterInfo, names: list[str]) -> Cohort:
    kinds = {name: "number" for name in names if roster.columns.get(name) == "number"}
    return columns_of(session, roster.id, kinds, answers_of(viewer, roster.id))


def _aligned(past: Cohort | None, name: str, students: NDArray[np.int64]) -> AnswerColumn:
    numbers = np.full(len(students), np.nan)
    if past is not None and name in past.columns:
        _, now, then = np.intersect1d(students, past.students, True, True)
        numbers[now] = np.asarray(past.columns[name].each(), dtype=np.float64)[then]
    return column_of(numbers)
