"""Where else in the database a name still stands: texts about others, and namesakes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import JSON, String, Text, and_, cast, func, or_
from sqlalchemy import select as rows_of
from sqlmodel import AutoString, Session, SQLModel, col, select

from data.leftovers import near
from data.store.families.finding import Named
from data.tables import Answers

TEXTS = (String, JSON, AutoString)
AS_COLUMNS = {("answers", "first_name"), ("answers", "family_name")}


@dataclass(frozen=True)
class Mentions:
    """namesakes: students with just this name. texts: "table.column" -> rows that say the name."""

    namesakes: int
    texts: dict[str, int]


def mentions(session: Session, names: Sequence[Named]) -> Mentions:
    """Look for these names in every text of every table, of whichever school."""
    return Mentions(_namesakes(session, names), _texts(session, names))


def _namesakes(session: Session, names: Sequence[Named]) -> int:
    if not names:
        return 0
    same = [
        and_(col(Answers.first_name) == first, col(Answers.family_name) == family)
        for first, family in names
    ]
    count = select(func.count(func.distinct(col(Answers.student_id)))).where(or_(*same))
    return session.exec(count).one()


def _texts(session: Session, names: Sequence[Named]) -> dict[str, int]:
    found: dict[str, int] = {}
    wanted = [(name, re.compile(near(*name), re.IGNORECASE)) for name in names if name.whole]
    for table in SQLModel.metadata.tables.values():
        for column in table.columns:
            place = (table.name, column.name)
            if not isinstance(column.type, TEXTS) or place in AS_COLUMNS:
                continue
            text = cast(column, Text)
            for name, pattern in wanted:
                has = [text.contains(part, autoescape=True) for part in name if part]
                said = session.connection().execute(rows_of(text).where(*has)).scalars()
                if count := sum(bool(pattern.search(one)) for one in said):
                    where = ".".join(place)
                    found[where] = found.get(where, 0) + count
    return found
