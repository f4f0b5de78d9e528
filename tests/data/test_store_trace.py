"""The trace: only ever added to, and an edited, missing or swapped line is found."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session, select

from data import store
from data.store import audit
from data.store.audit import AlteredLine, NewDecision
from data.tables import Decision

NOON = datetime(2026, 3, 5, 12, tzinfo=UTC)
NAMES = [column.name for column in Decision.__table__.columns]
# What a field is changed to, by name; the first lines hold the same here and there.
EDITS: dict[str, list[Any]] = {
    "school_id": [1, 2],
    "at": ["2026-03-05 12:00:00.000001", "2026-03-05 13:00:00.000000"],
    "account": [None, 3, 5, 99],
    "by": ["", "Rui", "lea"],
    "role": ["", "auditor"],
    "action": ["withdraw", ""],
    "thing": ["model", ""],
    "thing_id": [None, 0, 77],
    "student_id": [None, 0, 77],
    "detail": ["{}", '{"number": 2}', '{"number": "1"}', "[]", "null"],
    "previous": ["", "0" * 64],
    "hash": ["", "0" * 64],
}
SPOILT: dict[str, list[Any]] = {  # what SQLite alone lets anybody write
    "at": ["yesterday", "", 7],
    "detail": ["{", "", "NaN"],
    "account": ["Lea"],
}


class TakenBack(Exception):  # noqa: N818 - what happened, not an error
    """Nothing of what was done to the trace is kept."""


def write_lines(database: store.Database, cast: Any, count: int = 6) -> list[int]:
    """Lines of two schools, two and one in turn; gives their ids."""
    with database.write() as session:
        return [
            audit.write(
                session,
                cast.chloe if n % 3 == 2 else cast.lea,
                NewDecision(
                    action="import",
                    thing="roster",
                    thing_id=n,
                    student_id=n or None,
                    detail={"number": n},
                ),
                NOON + timedelta(minutes=n),
            ).id
            for n in range(count)
        ]


@contextmanager
def in_hand(database: store.Database) -> Iterator[Session]:
    """A session of somebody who has the database in hand, and its triggers out of the way; all is
    as it was afterwards."""
    with suppress(TakenBack), database.write() as session:
        if session.connection().dialect.name == "sqlite":
            for name in ("update", "delete", "replace"):
                session.execute(text(f"DROP TRIGGER decision_no_{name}"))
        else:
            session.execute(text("DROP TRIGGER decision_kept ON decision"))
        yield session
        raise TakenBack


def run(session: Session, statement: str, **values: Any) -> None:
    session.execute(text(statement), values)


def swap(session: Session, one: int, other: int) -> None:
    """Let two lines change places."""
    for before, after in ((one, -1), (other, one), (-1, other)):
        run(session, "UPDATE decision SET id = :after WHERE id = :id", after=after, id=before)


def wrong(session: Session) -> dict[int, AlteredLine | None]:
    """What is wrong in each school's chain."""
    return {chain.school: chain.wrong for chain in audit.verify(session).chains}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decision SET \"by\" = 'Rui'",
        "UPDATE decision SET hash = '' WHERE id = 2",
        "DELETE FROM decision",
        "DELETE FROM decision WHERE id = (SELECT max(id) FROM decision)",
    ],
)
def test_the_database_itself_refuses_to_change_or_delete_a_line(database, cast, statement):
    write_lines(database, cast)
    with pytest.raises(DBAPIError, match="only ever added to"), database.write() as session:
        run(session, statement)
    with database.read() as session:
        assert audit.count(session, cast.lea) == 4
        assert audit.verify(session).good


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_no_line_is_replaced_by_another_of_its_number(database, cast):
    [first, *_] = write_lines(database, cast)
    columns = ", ".join(f'"{name}"' for name in NAMES)
    again = f"INSERT OR REPLACE INTO decision ({columns}) SELECT {columns} FROM decision "  # noqa: S608
    with pytest.raises(DBAPIError, match="only ever added to"), database.write() as session:
        run(session, f"{again} WHERE id = :id", id=first)


@pytest.mark.parametrize(
    ("action", "thing"), [("imort", "roster"), ("import", "model"), ("", ""), ("see", "pupil")]
)
def test_a_deed_that_nobody_has_words_for_is_refused(database, cast, action, thing):
    with database.write() as session, pytest.raises(ValueError, match="The trace knows no"):
        audit.add(session, cast.lea, action, thing, 1, {})


def test_a_trace_as_it_was_written_is_good_and_says_its_head(database, cast):
    write_lines(database, cast)
    with database.read() as session:
        report = audit.verify(session)
        ours = audit.verify(session, cast.lea.school)
        nobody = audit.verify(session, 999)
        lines = session.exec(
            select(Decision).where(Decision.school_id == cast.lea.school).order_by(Decision.id)
        ).all()
    assert report.good
    assert [(chain.school, chain.lines) for chain in report.chains] == [
        (cast.lea.school, 4),
        (cast.chloe.school, 2),
    ]
    assert ours.chains == (report.chains[0],)
    assert ours.chains[0].head == lines[-1].hash
    assert [(chain.lines, chain.head) for chain in nobody.chains] == [(0, "")]


def test_a_long_trace_is_read_in_pieces(database, cast, monkeypatch):
    monkeypatch.setattr("data.store.audit.hash_chain.AT_ONCE", 4)
    ids = write_lines(database, cast, 31)
    with in_hand(database) as session:
        assert audit.verify(session).good
        run(session, "UPDATE decision SET role = 'x' WHERE id >= :id", id=ids[24])
        run(session, "DELETE FROM decision WHERE id = :id", id=ids[17])
        [ours, theirs] = audit.verify(session).chains
    assert (ours.lines, ours.wrong) == (21, AlteredLine(ids[24], "edited"))
    assert (theirs.lines, theirs.wrong) == (9, AlteredLine(ids[20], "missing before it"))


@pytest.mark.parametrize(
    ("statement", "done_to", "line", "why"),
    [
        ("UPDATE decision SET \"by\" = 'Rui' WHERE id = :id", 1, 1, "edited"),
        ("UPDATE decision SET hash = 'f' WHERE id = :id", 1, 1, "edited"),
        ("DELETE FROM decision WHERE id = :id", 0, 1, "missing before it"),
        ("DELETE FROM decision WHERE id = :id", 1, 3, "missing before it"),
        ("UPDATE decision SET id = 1000 WHERE id = :id", 1, 3, "link broken"),
    ],
)
def test_what_was_done_is_told_with_its_line(database, cast, statement, done_to, line, why):
    ids = write_lines(database, cast)
    with in_hand(database) as session:
        run(session, statement, id=ids[done_to])
        assert wrong(session)[cast.lea.school] == AlteredLine(ids[line], why)


def test_two_lines_that_changed_places_are_told(database, cast):
    ids = write_lines(database, cast)
    with in_hand(database) as session:
        swap(session, ids[1], ids[3])
        assert wrong(session)[cast.lea.school] == AlteredLine(ids[1], "link broken")


def test_lines_cut_off_at_the_end_are_found_by_a_head_noted_earlier(database, cast):
    ids = write_lines(database, cast)
    with in_hand(database) as session:
        noted = audit.verify(session, cast.lea.school).chains[0].head
        assert audit.verify(session, noted=noted).noted is True
        run(session, "DELETE FROM decision WHERE id >= :id", id=ids[4])
        audit.add(session, cast.lea, "import", "roster", 9, {})
        assert audit.verify(session).good
        assert audit.verify(session).noted is None
        told = audit.verify(session, noted=noted)
    assert told.noted is False
    assert not told.good


def test_a_head_noted_earlier_is_found_among_newer_lines(database, cast):
    write_lines(database, cast)
    with database.read() as session:
        noted = audit.verify(session, cast.lea.school).chains[0].head
    write_lines(database, cast)
    with database.read() as session:
        assert audit.verify(session, noted=noted).good


@st.composite
def tampering(draw: st.DrawFn, sqlite: bool) -> tuple[Any, ...]:
    """Something that can be done to six lines: a field edited, a line removed, two swapped."""
    what = draw(st.sampled_from(["edit", "remove", "swap"]))
    if what == "swap":  # within a school: 0, 1, 3, 4 are of one, 2 and 5 of the other
        return what, *draw(st.sampled_from([(0, 1), (1, 3), (0, 4), (3, 4), (2, 5)]))
    if what == "remove":  # but for the last line of either school: only a noted head finds that
        return what, draw(st.sampled_from([0, 1, 2, 3]))
    line = draw(st.integers(0, 5))
    column = draw(st.sampled_from(sorted(EDITS)))
    more = SPOILT.get(column, []) if sqlite else []
    return what, line, column, draw(st.sampled_from(EDITS[column] + more))


def carry_out(session: Session, ids: list[int], done: tuple[Any, ...]) -> None:
    what, line, *more = done
    if what == "swap":
        swap(session, ids[line], ids[more[0]])
    elif what == "remove":
        run(session, "DELETE FROM decision WHERE id = :id", id=ids[line])
    else:
        column, value = more
        statement = f'UPDATE decision SET "{column}" = :value WHERE id = :id'  # noqa: S608
        run(session, statement, value=value, id=ids[line])


def as_rows(session: Session) -> list[Any]:
    columns = ", ".join(
        "CAST(detail AS TEXT)" if name == "detail" else f'"{name}"' for name in NAMES
    )
    return list(session.execute(text(f"SELECT {columns} FROM decision ORDER BY id")))  # noqa: S608


def test_whatever_is_done_to_a_line_is_found(database, cast, kind):
    ids = write_lines(database, cast)

    @settings(max_examples=examples(150), deadline=None)
    @given(tampering(kind == "sqlite"))
    def found(done: tuple[Any, ...]) -> None:
        with in_hand(database) as session:
            before = as_rows(session)
            carry_out(session, ids, done)
            if as_rows(session) != before:
                assert any(wrong(session).values()), done

    found()
    with database.read() as session:
        assert audit.verify(session).good
