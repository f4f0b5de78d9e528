"""How long a sign-in lasts, by a clock that is moved by hand, and what ends it sooner."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest
from one_school import School
from reader import Reader, path_of
from sqlmodel import col, select
from staff import NOON

from data import store
from data.store import Busy
from data.store.people.memberships import NewMembership
from data.tables import SignIn
from webapp.services.access import sessions

MINUTE = timedelta(minutes=1)


@pytest.fixture
def clock(own_school: School) -> Callable[[timedelta], None]:
    """Moves the school's clock so far from noon; it stands at noon."""

    def move(since: timedelta) -> None:
        own_school.state.clock = lambda: NOON + since

    move(timedelta(0))
    return move


@pytest.fixture
def ines(own_school: School, clock: Callable[[timedelta], None]) -> Reader:
    """Ines has signed in at noon."""
    return own_school.reader("ines")


def is_in(reader: Reader) -> bool:
    answer = reader.get("/rules")
    if answer.status_code == 200:
        return True
    assert path_of(answer) == "/sign-in?back=/rules"
    return False


def last_seen(school: School) -> datetime:
    """When the one who signed in last was there, as the database has it."""
    with school.read() as session:
        return session.exec(select(SignIn.seen_at).order_by(col(SignIn.id).desc())).first()


def test_half_an_hour_of_silence_ends_it(ines: Reader, clock: Callable[[timedelta], None]) -> None:
    clock(29 * MINUTE)
    assert is_in(ines)
    clock(58 * MINUTE)
    assert is_in(ines)
    clock(88 * MINUTE)
    assert not is_in(ines)


def test_twelve_hours_end_it_however_busy_one_is(
    ines: Reader, clock: Callable[[timedelta], None]
) -> None:
    for minutes in range(20, 12 * 60, 20):
        clock(minutes * MINUTE)
        assert is_in(ines)
    clock(12 * 60 * MINUTE)
    assert not is_in(ines)


def test_the_settings_say_how_long(own_school: School) -> None:
    kept = own_school.state.sessions
    assert (kept.idle, kept.absolute) == (30 * MINUTE, 720 * MINUTE)


def test_being_there_is_written_down_once_a_minute_and_makes_no_cache_old(
    own_school: School, ines: Reader, clock: Callable[[timedelta], None]
) -> None:
    assert is_in(ines)
    before, version = last_seen(own_school), own_school.version()
    for second in range(0, 60, 10):
        clock(timedelta(seconds=second))
        assert is_in(ines)
    assert last_seen(own_school) == before
    for second in range(60, 119, 10):
        clock(timedelta(seconds=second))
        assert is_in(ines)
    assert last_seen(own_school) == before + MINUTE
    assert own_school.version() == version


def test_who_was_seen_by_another_process_stays_in(
    own_school: School, ines: Reader, clock: Callable[[timedelta], None]
) -> None:
    assert is_in(ines)
    with own_school.state.database.write(counted=False) as session:
        own = session.exec(select(SignIn).order_by(col(SignIn.id).desc())).first()
        assert own is not None
        own.seen_at += 20 * MINUTE
    clock(40 * MINUTE)
    assert is_in(ines)


def test_nobody_waits_for_it_while_somebody_else_writes(
    own_school: School, ines: Reader, clock: Callable[[timedelta], None]
) -> None:
    clock(5 * MINUTE)
    with own_school.write():
        assert is_in(ines)


Change = Callable[[School, int], None]


def password(school: School, account: int) -> None:
    with school.write() as session:
        store.accounts.set_password(session, account, "another hash")


def state(school: School, account: int) -> None:
    with school.write() as session:
        store.accounts.deactivate(session, school.people["abel"], account)


def rights(school: School, account: int) -> None:
    with school.write() as session:
        same = [NewMembership(role="counsellor", groups=frozenset({"class:10A"}))]
        store.memberships.replace(session, school.people["abel"], account, same)


def everywhere(school: School, account: int) -> None:
    with school.write() as session:
        store.sign_ins.end_all(session, account)


@pytest.mark.parametrize("change", [password, state, rights, everywhere])
def test_what_ends_a_sign_in_is_noticed_at_once(
    own_school: School, ines: Reader, change: Change
) -> None:
    rui = own_school.reader("rui")
    assert is_in(ines)
    change(own_school, own_school.people["ines"].account or 0)
    assert not is_in(ines)
    assert is_in(rui)


def test_what_another_process_ends_is_noticed_too(
    own_school: School, ines: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.services.process import cache

    monkeypatch.setattr(cache, "SECONDS_FRESH", 0.0)
    assert is_in(ines)
    elsewhere = store.connect(own_school.settings.database)
    with elsewhere.write() as session:
        store.sign_ins.end_all(session, own_school.people["ines"].account or 0)
    elsewhere.close()
    assert not is_in(ines)


def test_a_request_asks_the_database_no_second_time(
    own_school: School, ines: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    of_token = store.sign_ins.of_token

    def counted(session: store.Session, token: str, *more: object) -> object:
        asked.append(token)
        return of_token(session, token, *more)  # type: ignore[arg-type]

    monkeypatch.setattr(sessions.sign_ins, "of_token", counted)
    for _ in range(10):
        assert is_in(ines)
    assert len(asked) == 1
    own_school.reader("rui")  # who signs in: something was written
    assert is_in(ines)
    assert len(asked) == 2


def test_where_the_database_does_not_answer_the_page_says_so(
    own_school: School, ines: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(own_school.state.sessions, "of", broken)
    answer = ines.get("/rules")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "Content-Security-Policy" in answer.headers


def test_made_up_cookies_open_nothing_and_are_not_kept(own_school: School) -> None:
    lea = own_school.reader()
    assert is_in(lea)
    kept = len(own_school.state.sessions._known)
    with own_school.read() as session:
        hashes = session.exec(select(SignIn.token)).all()
    for made_up in ("", "x", "x" * 4000, "é", "../../etc/passwd", *hashes):
        stranger = own_school.stranger()
        stranger.client.set_cookie("alavanca", made_up)
        assert not is_in(stranger), made_up
    assert len(own_school.state.sessions._known) == kept


def test_only_the_newest_sign_ins_are_kept_in_memory(
    own_school: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "MOST_KEPT", 3)
    readers = [own_school.reader() for _ in range(5)]
    assert all(is_in(reader) for reader in readers)
    assert len(own_school.state.sessions._known) == 3
    assert all(is_in(reader) for reader in readers)


@pytest.fixture
def busy(own_school: School, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """Counts the tries to write while somebody else writes all the time."""
    tries: list[int] = []

    def refuse(wait: float, counted: bool) -> None:
        tries.append(1)
        raise Busy("Somebody else has been writing.")

    monkeypatch.setattr(own_school.state.database, "write", refuse)
    yield tries


def test_a_long_import_costs_each_reader_one_try_now_and_then(
    ines: Reader, clock: Callable[[timedelta], None], busy: list[int]
) -> None:
    clock(5 * MINUTE)
    for _ in range(5):
        assert is_in(ines)
    assert len(busy) == 1
