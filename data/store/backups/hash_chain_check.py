"""Whether the trace in a database is whole: each line holds the hash of the one before it."""

from sqlmodel import Session, col, select

from data.store.audit import hash_of
from data.tables import Decision


def broken(session: Session) -> list[int]:
    """The schools in whose trace a line was edited, taken out or put in."""
    last: dict[int, str] = {}
    wrong: set[int] = set()
    every = select(Decision).order_by(col(Decision.id)).execution_options(yield_per=500)
    for line in session.exec(every):
        if line.previous != last.get(line.school_id, "") or line.hash != hash_of(line):
            wrong.add(line.school_id)
        last[line.school_id] = line.hash
        session.expunge(line)
    return sorted(wrong)
