"""Accounts and memberships: made, found, changed, each change in the trace of each school."""

import pytest
from sqlmodel import select
from staff import NOON, employ, operator

from data import store
from data.store.people.memberships import NewMembership
from data.tables import Decision, SignIn

COUNSELLOR = NewMembership(role="counsellor", groups=frozenset({"class:10A", "school:GP"}))
LEAD = NewMembership(role="lead")
ADMINISTRATOR = NewMembership(role="administrator")


def trace(session, viewer):
    lines = session.exec(select(Decision).where(Decision.school_id == viewer.school))
    return [line.action for line in lines]


def test_an_account_is_found_by_its_login_however_it_is_written(database, cast):
    with database.write() as session:
        made = store.accounts.create(session, cast.abel, " Inês@Escola.PT ", "Inês", [COUNSELLOR])
    with database.read() as session:
        assert made.login == "inês@escola.pt"
        for written in ("inês@escola.pt", "INÊS@ESCOLA.PT", " ine\u0302s@escola.pt"):
            assert store.accounts.by_login(session, written).id == made.id
        assert store.accounts.by_login(session, "ines@escola.pt") is None


def test_a_login_is_taken_once_in_all_schools(database, cast):
    with database.write() as session:
        store.accounts.create(session, cast.abel, "ines", "Ines", [COUNSELLOR])
        with pytest.raises(store.LoginTaken):
            store.accounts.create(session, operator(cast.chloe), "INES", "Another Ines", [LEAD])


@pytest.mark.parametrize("login", ["", "  ", "a b", "a\nb", "a\x00", "x" * 201, "a\u200bb"])
def test_a_login_that_cannot_be_typed_or_seen_is_refused(database, cast, login):
    with database.write() as session, pytest.raises(ValueError, match="login"):
        store.accounts.create(session, cast.abel, login, "Ines", [LEAD])


@pytest.mark.parametrize("name", ["", " ", "two\nlines", "x" * 201])
def test_a_name_is_one_line(database, cast, name):
    with database.write() as session, pytest.raises(ValueError, match="name"):
        store.accounts.create(session, cast.abel, "ines", name, [LEAD])


def test_only_a_counsellor_has_groups_and_only_groups_of_two_kinds():
    for wrong in (
        {"role": "lead", "groups": {"class:10A"}},
        {"role": "counsellor", "groups": {"10A"}},
        {"role": "counsellor", "groups": {"class:"}},
        {"role": "headmaster"},
    ):
        with pytest.raises(ValueError, match="validation error"):
            NewMembership.model_validate(wrong)


def test_a_school_lists_its_own_accounts_with_what_they_are(database, cast):
    with database.write() as session:
        employ(session, cast)
        store.memberships.replace(session, cast.abel, cast.ines.account, [COUNSELLOR, LEAD])
    with database.read() as session:
        found = {info.name: info for info in store.accounts.listing(session, cast.abel)}
        assert list(found) == ["Abel", "Ines", "Lea", "Rui"]
        assert found["Ines"].memberships == (COUNSELLOR, LEAD)
        assert found["Ines"].has_password
        assert store.accounts.get(session, cast.abel, cast.ines.account) == found["Ines"]
        with pytest.raises(store.NotFound):
            store.accounts.get(session, cast.abel, cast.chloe.account)


def test_an_account_of_another_school_does_not_exist(database, cast):
    with database.write() as session:
        employ(session, cast)
        stranger = cast.chloe.account
        for ask in (
            lambda: store.accounts.deactivate(session, cast.abel, stranger),
            lambda: store.accounts.rename(session, cast.abel, stranger, "c", "C"),
            lambda: store.memberships.replace(session, cast.abel, stranger, [LEAD]),
            lambda: store.invitations.for_account(session, cast.abel, stranger, NOON),
            lambda: store.accounts.deactivate(session, cast.abel, 4711),
        ):
            with pytest.raises(store.NotFound):
                ask()


def test_an_account_of_two_schools_is_changed_by_a_command_only(database, cast):
    shared = cast.chloe.account
    with database.write() as session:
        employ(session, cast)
        store.memberships.replace(session, operator(cast.abel), shared, [LEAD])
        for ask in (
            lambda: store.accounts.deactivate(session, cast.abel, shared),
            lambda: store.accounts.rename(session, cast.abel, shared, "c", "C"),
            lambda: store.invitations.for_account(session, cast.abel, shared, NOON),
        ):
            with pytest.raises(store.SharedAccount):
                ask()
        assert store.accounts.get(session, cast.abel, shared).shared
        store.memberships.replace(session, cast.abel, shared, [])
        store.accounts.deactivate(session, operator(cast.chloe), shared)


def test_a_change_of_an_account_is_in_the_trace_of_each_of_its_schools(database, cast):
    shared = cast.chloe.account
    with database.write() as session:
        employ(session, cast)
        store.memberships.replace(session, operator(cast.abel), shared, [LEAD])
        before = len(trace(session, cast.abel)), len(trace(session, cast.chloe))
        store.accounts.set_password(session, shared, "hash")
        store.accounts.deactivate(session, operator(cast.abel), shared)
        for viewer, count in zip((cast.abel, cast.chloe), before, strict=True):
            assert trace(session, viewer)[count:] == ["set password", "deactivate"]


def test_rights_state_and_password_end_every_sign_in(database, cast):
    ines = cast.ines.account
    with database.write() as session:
        employ(session, cast)
        for change in (
            lambda: store.memberships.replace(session, cast.abel, ines, [COUNSELLOR]),
            lambda: store.accounts.set_password(session, ines, "other"),
            lambda: store.accounts.deactivate(session, cast.abel, ines),
        ):
            token = store.sign_ins.begin(session, ines, NOON)
            other = store.sign_ins.begin(session, cast.rui.account, NOON)
            assert store.sign_ins.of_token(session, token, NOON)
            change()
            assert store.sign_ins.of_token(session, token, NOON) is None
            assert store.sign_ins.of_token(session, other, NOON)
        assert all(
            row.ended_at for row in session.exec(select(SignIn).where(SignIn.account_id == ines))
        )
        with pytest.raises(store.NotFound):
            store.sign_ins.begin(session, ines, NOON)


def test_a_school_keeps_its_last_administrator(database, cast):
    with database.write() as session:
        employ(session, cast)
        with pytest.raises(store.LastAdministrator):
            store.memberships.replace(session, cast.abel, cast.abel.account, [LEAD])
        with pytest.raises(store.LastAdministrator):
            store.accounts.deactivate(session, cast.abel, cast.abel.account)
        store.memberships.replace(session, cast.abel, cast.lea.account, [LEAD, ADMINISTRATOR])
        store.accounts.deactivate(session, cast.lea, cast.abel.account)
        with pytest.raises(store.LastAdministrator):
            store.accounts.deactivate(session, cast.lea, cast.lea.account)


def test_an_account_is_always_something_somewhere(database, cast):
    with database.write() as session:
        employ(session, cast)
        with pytest.raises(ValueError, match="Deactivate it"):
            store.memberships.replace(session, cast.abel, cast.rui.account, [])
        with pytest.raises(ValueError, match="One membership a role"):
            store.memberships.replace(session, cast.abel, cast.rui.account, [LEAD, LEAD])


def test_a_renamed_account_keeps_its_number_and_takes_no_others_login(database, cast):
    with database.write() as session:
        employ(session, cast)
        store.accounts.rename(session, cast.abel, cast.ines.account, "Ines.B", "Ines Barros")
        assert store.accounts.by_login(session, "ines.b").name == "Ines Barros"
        with pytest.raises(store.LoginTaken):
            store.accounts.rename(session, cast.abel, cast.ines.account, "RUI", "Ines")
        assert "rename" in trace(session, cast.abel)


def test_a_school_is_renamed_but_never_to_anothers_name(database, cast):
    with database.write() as session:
        store.schools.rename(session, cast.abel, " Escola Secundária ")
        assert store.schools.own(session, cast.abel).name == "Escola Secundária"
        with pytest.raises(ValueError, match="Another school"):
            store.schools.rename(session, cast.abel, "Chloe's school")
        assert trace(session, cast.abel) == ["rename"]
