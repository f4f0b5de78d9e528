"""Whether the trace is as it was written: every line's hash, and its link to the line before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlmodel import Session, col, select

from data.store.audit.writing import hash_of
from data.tables import Decision

AT_ONCE = 1000  # lines in memory

WHOLE = tuple(Decision.__table__.columns)  # type: ignore[attr-defined]
LINKS = tuple(column for column in WHOLE if column.name in ("id", "previous", "hash"))
# What reading a line raises that holds a value of a kind that was never written.
UNREADABLE = (AttributeError, TypeError, ValueError)


@dataclass(frozen=True, slots=True)
class AlteredLine:
    """A line that is not as it was written.

    why: "edited": its own words do not give its hash. "missing before it": the line that it
    follows is nowhere. "link broken": that line is there, but not just before it.
    """

    id: int
    why: Literal["edited", "link broken", "missing before it"]


@dataclass(frozen=True, slots=True)
class Chain:
    """A school's trace: how many lines, the hash of the last one ("" without any), and the first
    line that is wrong. All before that one is as it was written."""

    school: int
    lines: int
    head: str
    wrong: AlteredLine | None


@dataclass(frozen=True, slots=True)
class ChainReport:
    """The chains that were looked at; `noted` says whether the hash that somebody noted earlier
    is still in them, None when none was given."""

    chains: tuple[Chain, ...]
    noted: bool | None = None

    @property
    def good(self) -> bool:
        """Whether nothing is wrong."""
        return self.noted is not False and not any(chain.wrong for chain in self.chains)


def verify(session: Session, school: int | None = None, noted: str = "") -> ChainReport:
    """Look at every line of a school's trace, or of all, however many: a thousand at a time.

    noted: a line's hash that somebody noted elsewhere, or how it begins. Cutting off the newest
    lines leaves a trace that is right in itself, and so does writing it all anew: only this finds
    either.
    """
    schools = [school] if school is not None else _schools(session)
    found = False
    chains = []
    for one in schools:
        chain, has_noted = _chain(session, one, noted)
        chains.append(chain)
        found = found or has_noted
    return ChainReport(tuple(chains), found if noted else None)


def _schools(session: Session) -> list[int]:
    schools = select(Decision.school_id).distinct().order_by(col(Decision.school_id))
    return list(session.exec(schools))


def _chain(session: Session, school: int, noted: str) -> tuple[Chain, bool]:
    lines, head, wrong, has_noted = 0, "", None, False
    for line in _lines(session, school):
        lines += 1
        wrong = wrong or _look(session, school, line, head)
        head = str(line.hash)
        has_noted = has_noted or head.startswith(noted)
    return Chain(school, lines, head, wrong), has_noted


def _look(session: Session, school: int, line: Any, head: str) -> AlteredLine | None:
    try:
        edited = hash_of(line) != line.hash
    except UNREADABLE:
        edited = True
    if edited:
        return AlteredLine(line.id, "edited")
    if line.previous == head:
        return None
    follows = select(Decision.id).where(
        col(Decision.school_id) == school, col(Decision.hash) == line.previous
    )
    there = session.exec(follows.limit(1)).first() is not None
    return AlteredLine(line.id, "link broken" if there else "missing before it")


def _lines(session: Session, school: int) -> Iterator[Any]:
    last = None
    while ids := _ids(session, school, last):
        try:
            yield from _rows(session, school, WHOLE, ids)
        except UNREADABLE:
            for one in ids:
                yield from _row(session, school, one)
        last = ids[-1]


def _ids(session: Session, school: int, after: int | None) -> list[int]:
    some = select(Decision.id).where(col(Decision.school_id) == school)
    if after is not None:
        some = some.where(col(Decision.id) > after)
    return list(session.exec(some.order_by(col(Decision.id)).limit(AT_ONCE)))


def _row(session: Session, school: int, one: int) -> Sequence[Any]:
    """That line, or as much of it as can be read."""
    try:
        return _rows(session, school, WHOLE, [one])
    except UNREADABLE:
        return _rows(session, school, LINKS, [one])


def _rows(session: Session, school: int, columns: tuple[Any, ...], ids: list[int]) -> Sequence[Any]:
    lines = select(*columns).where(
        col(Decision.school_id) == school, col(Decision.id).between(ids[0], ids[-1])
    )
    return session.connection().execute(lines.order_by(col(Decision.id))).all()
