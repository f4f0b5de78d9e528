"""Sign-ins by a clock that is moved by hand, and the token that only the browser has."""

import hashlib
from datetime import timedelta

import pytest
from sqlmodel import select
from staff import NOON, employ

from data import store
from data.store.people.memberships import NewMembership
from data.tables import Decision, SignIn

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def token(database, cast):
    """Ines has just signed in."""
    with database.write() as session:
        employ(session, cast)
        return store.sign_ins.begin(session, cast.ines.account, NOON, browser="Firefox")


def test_a_token_says_who_holds_it(database, cast, token):
    with database.read() as session:
        found = store.sign_ins.of_token(session, token, NOON)
    assert found.viewer == cast.ines
    assert found.school_name == "Pilot school"


def test_only_the_tokens_sha256_is_kept(database, cast, token):
    with database.read() as session:
        row = session.exec(select(SignIn)).one()
        log = " ".join(repr(line) for line in session.exec(select(Decision)))
    assert row.token == hashlib.sha256(token.encode()).hexdigest()
    assert token not in repr(row) + log
    assert len(token) >= 43


def test_no_other_token_opens(database, cast, token):
    with database.read() as session:
        kept = session.exec(select(SignIn.token)).one()
        for wrong in ("", "x", kept, token[:-1], token + "x", token.swapcase()):
            assert store.sign_ins.of_token(session, wrong, NOON) is None


def test_half_an_hour_of_silence_ends_it(database, cast, token):
    with database.read() as session:
        assert store.sign_ins.of_token(session, token, NOON + 30 * MINUTE - MINUTE / 60)
        assert store.sign_ins.of_token(session, token, NOON + 30 * MINUTE) is None


def test_twelve_hours_end_it_however_busy_one_is(database, cast, token):
    at = NOON
    while at < NOON + 12 * HOUR - 20 * MINUTE:
        at += 20 * MINUTE
        with database.write() as session:
            found = store.sign_ins.of_token(session, token, at)
            store.sign_ins.touch(session, found.id, at)
    with database.read() as session:
        assert store.sign_ins.of_token(session, token, NOON + 12 * HOUR - MINUTE)
        assert store.sign_ins.of_token(session, token, NOON + 12 * HOUR) is None


def test_a_sign_in_is_touched_at_most_once_a_minute(database, cast, token):
    with database.read() as session:
        found = store.sign_ins.of_token(session, token, NOON + 59 * MINUTE / 60)
    assert not found.wants_touch(NOON + 59 * MINUTE / 60)
    assert found.wants_touch(NOON + MINUTE)


def test_a_touch_never_turns_the_clock_back(database, cast, token):
    with database.write() as session:
        found = store.sign_ins.of_token(session, token, NOON)
        store.sign_ins.touch(session, found.id, NOON + 5 * MINUTE)
        store.sign_ins.touch(session, found.id, NOON + 2 * MINUTE)
    with database.read() as session:
        assert store.sign_ins.of_token(session, token, NOON).seen_at == NOON + 5 * MINUTE


def test_signing_out_ends_one_browser_and_only_ones_own(database, cast, token):
    with database.write() as session:
        other = store.sign_ins.begin(session, cast.ines.account, NOON)
        mine = store.sign_ins.of_token(session, token, NOON)
        with pytest.raises(store.NotFound):
            store.sign_ins.end(session, cast.rui.account, mine.id, NOON)
        store.sign_ins.end(session, cast.ines.account, mine.id, NOON)
        assert store.sign_ins.of_token(session, token, NOON) is None
        assert store.sign_ins.of_token(session, other, NOON)


def test_all_but_one_are_ended(database, cast, token):
    with database.write() as session:
        other = store.sign_ins.begin(session, cast.ines.account, NOON)
        mine = store.sign_ins.of_token(session, token, NOON)
        store.sign_ins.end_all(session, cast.ines.account, NOON, but=mine.id)
        assert store.sign_ins.of_token(session, token, NOON)
        assert store.sign_ins.of_token(session, other, NOON) is None


def test_ones_own_sign_ins_are_listed_as_long_as_they_hold(database, cast, token):
    with database.write() as session:
        store.sign_ins.begin(session, cast.rui.account, NOON)
        store.sign_ins.begin(session, cast.ines.account, NOON + 20 * MINUTE, browser="Chrome")
    with database.read() as session:
        ines = cast.ines.account
        listed = [
            [row.browser for row in store.sign_ins.own(session, ines, NOON + after * MINUTE)]
            for after in (21, 30, 50)
        ]
    assert listed == [["Chrome", "Firefox"], ["Chrome"], []]


def test_acting_as_something_else_gives_a_new_token_and_no_more_time(database, cast, token):
    ines = cast.ines.account
    with database.write() as session:
        roles = [NewMembership(role="counsellor", groups=frozenset()), NewMembership(role="lead")]
        store.memberships.replace(session, cast.abel, ines, roles)
        token = store.sign_ins.begin(session, ines, NOON)
        found = store.sign_ins.of_token(session, token, NOON)
        assert (found.viewer.role, found.viewer.groups) == ("counsellor", frozenset())
        lead = store.memberships.of_account(session, ines)[1][0].id
        later = NOON + 20 * MINUTE
        new = store.sign_ins.act_as(session, found.id, lead, later)
        acting = store.sign_ins.of_token(session, new, later)
        assert (acting.viewer.role, acting.begun_at) == ("lead", NOON)
        assert store.sign_ins.of_token(session, token, later) is None
        rui = store.memberships.of_account(session, cast.rui.account)[0][0].id
        with pytest.raises(store.NotFound):
            store.sign_ins.act_as(session, acting.id, rui, later)


def test_signing_in_and_out_is_in_the_trace(database, cast, token):
    with database.write() as session:
        found = store.sign_ins.of_token(session, token, NOON)
        store.sign_ins.end(session, cast.ines.account, found.id, NOON)
        store.sign_ins.end(session, cast.ines.account, found.id, NOON)
        lines = session.exec(select(Decision).where(Decision.account == cast.ines.account))
        assert [(line.action, line.by) for line in lines] == [
            ("sign in", "Ines"),
            ("sign out", "Ines"),
        ]
