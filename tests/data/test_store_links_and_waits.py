"""Links that work once, waits that grow and pass, and second factors that open once."""

from datetime import timedelta

import pytest
from sqlmodel import select
from staff import NOON, employ

from data import store
from data.store.people.failed_sign_ins import LONGEST
from data.tables import FailedSignIns, Invitation, RecoveryCode

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def test_a_set_up_link_holds_for_half_an_hour_and_once(database):
    with database.write() as session:
        token = store.invitations.for_set_up(session, NOON)
        assert store.invitations.waiting(session, token, NOON + 29 * MINUTE).account_id is None
        with pytest.raises(store.NotFound):
            store.invitations.waiting(session, token, NOON + 30 * MINUTE)
        store.invitations.use(session, token, NOON)
        with pytest.raises(store.NotFound):
            store.invitations.use(session, token, NOON)


def test_an_accounts_link_holds_for_a_day(database, cast):
    with database.write() as session:
        employ(session, cast)
        token = store.invitations.for_account(session, cast.abel, cast.ines.account, NOON)
        found = store.invitations.waiting(session, token, NOON + 23 * HOUR)
        assert found.account_id == cast.ines.account
        with pytest.raises(store.NotFound):
            store.invitations.waiting(session, token, NOON + 24 * HOUR)


def test_a_new_link_voids_the_earlier_ones_of_the_same_account(database, cast):
    with database.write() as session:
        employ(session, cast)
        ask = store.invitations
        first = ask.for_account(session, cast.abel, cast.ines.account, NOON)
        other = ask.for_account(session, cast.abel, cast.rui.account, NOON)
        set_up = ask.for_set_up(session, NOON)
        second = ask.for_account(session, cast.abel, cast.ines.account, NOON)
        with pytest.raises(store.NotFound):
            ask.waiting(session, first, NOON)
        for token in (other, set_up, second):
            assert ask.waiting(session, token, NOON)
        again = ask.for_set_up(session, NOON)
        with pytest.raises(store.NotFound):
            ask.waiting(session, set_up, NOON)
        assert ask.waiting(session, again, NOON)


def test_a_link_does_not_open_an_account_that_is_not_active(database, cast):
    with database.write() as session:
        employ(session, cast)
        token = store.invitations.for_account(session, cast.abel, cast.ines.account, NOON)
        store.accounts.deactivate(session, cast.abel, cast.ines.account)
        with pytest.raises(store.NotFound):
            store.invitations.use(session, token, NOON)


def test_a_links_token_is_kept_as_its_hash_alone(database):
    with database.write() as session:
        token = store.invitations.for_set_up(session, NOON)
        assert token not in repr(session.exec(select(Invitation)).one())


def fail(session, times, at=NOON, login="ines", address="10.0.0.7"):
    return [store.failed_sign_ins.attempt(session, login, address, at) for _ in range(times)]


def test_five_failures_are_free_and_then_the_waits_double(database):
    with database.write() as session:
        assert not any(fail(session, 6))
        at, waits = NOON, []
        for _ in range(12):
            [wait] = fail(session, 1, at)
            waits.append(wait / SECOND)
            at += wait
            assert fail(session, 1, at) == [timedelta(0)]
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_no_wait_is_ever_longer_than_a_quarter_of_an_hour_and_asking_does_not_lengthen_it(database):
    with database.write() as session:
        fail(session, 6)
        asked = fail(session, 50)
        assert set(asked) == {2 * SECOND}
        assert fail(session, 1, NOON + 2 * SECOND) == [timedelta(0)]
        for failures in (30, 10_000):
            assert store.failed_sign_ins.wait_after(failures) == LONGEST


def test_an_unknown_login_waits_like_a_known_one_and_spelling_does_not_help(database):
    with database.write() as session:
        fail(session, 3, login="nobody")
        fail(session, 3, login=" NOBODY ")
        assert fail(session, 1, login="Nobody", address="10.0.0.8") == [2 * SECOND]


def test_an_address_waits_as_well_whichever_logins_it_tries(database):
    with database.write() as session:
        tried = [fail(session, 1, login=f"somebody{n}")[0] for n in range(22)]
        assert tried == [timedelta(0)] * 21 + [2 * SECOND]
        assert fail(session, 1, login="ines", address="10.0.0.8") == [timedelta(0)]


def test_a_right_password_forgets_the_logins_failures_and_not_the_addresss(database):
    with database.write() as session:
        fail(session, 5)
        fail(session, 1)
        store.failed_sign_ins.succeeded(session, "Ines", "10.0.0.7")
        rows = [row.failures for row in session.exec(select(FailedSignIns))]
        assert rows == [5]
        assert fail(session, 1) == [timedelta(0)]


def test_failures_are_forgotten_after_a_day(database):
    with database.write() as session:
        fail(session, 6)
        assert fail(session, 1, NOON + 25 * HOUR) == [timedelta(0)]
        assert {row.failures for row in session.exec(select(FailedSignIns))} == {1}


def test_neither_login_nor_address_is_kept_in_words(database):
    with database.write() as session:
        fail(session, 1)
        kept = " ".join(repr(row) for row in session.exec(select(FailedSignIns)))
    assert "ines" not in kept
    assert "10.0.0.7" not in kept


def test_a_code_of_the_telephone_opens_once(database, cast):
    ask = store.second_factors
    with database.write() as session:
        employ(session, cast)
        ask.begin(session, cast.lea.account, "ABCDEFGH", 100, [])
        assert [ask.use_step(session, cast.lea.account, step) for step in (100, 101, 101, 99)] == [
            False, True, False, False,
        ]  # fmt: skip


def test_a_recovery_code_opens_once_and_is_kept_as_its_hash(database, cast):
    ask = store.second_factors
    lea = cast.lea.account
    with database.write() as session:
        employ(session, cast)
        ask.begin(session, lea, "ABCDEFGH", 0, ["abcd-efgh", "ijkl-mnop"])
        assert "abcd" not in " ".join(repr(row) for row in session.exec(select(RecoveryCode)))
        assert not ask.use_code(session, cast.ines.account, "abcd-efgh", NOON)
        assert ask.use_code(session, lea, "ABCD EFGH", NOON)
        assert not ask.use_code(session, lea, "abcd-efgh", NOON)
        assert ask.codes_left(session, lea) == 1
        ask.end(session, lea)
        assert ask.codes_left(session, lea) == 0
        assert store.accounts.itself(session, lea).totp is None
