"""Accounts that another server answers for; and what an administrator's page asks of the store."""

import pytest
from staff import NOON, employ, operator

from data import store
from data.store.people.memberships import NewMembership
from data.tables import Answers, Roster, Student

COUNSELLOR = NewMembership(role="counsellor", groups=frozenset({"class:10A"}))
LEAD = NewMembership(role="lead")
ADMINISTRATOR = NewMembership(role="administrator")


def rights(session, account):
    return {
        (school.id, store.memberships.told(one))
        for one, school in store.memberships.of_account(session, account)
    }


def made(session, cast):
    return store.single_sign_on.create(
        session, "https://issuer", "7", "nuno", "Nuno", cast.abel.school
    ).id


def test_an_account_is_found_by_issuer_and_subject_together(database, cast):
    with database.write() as session:
        account = made(session, cast)
        found = store.single_sign_on.of_subject(session, "https://issuer", "7")
        assert found is not None
        assert found.id == account
        assert found.password is None
        assert store.single_sign_on.of_subject(session, "https://other", "7") is None
        assert store.single_sign_on.of_subject(session, "https://issuer", "8") is None


def test_rights_are_what_the_issuer_says_and_nothing_else(database, cast):
    here, there = cast.abel.school, cast.chloe.school
    with database.write() as session:
        employ(session, cast)
        account = made(session, cast)
        assert store.single_sign_on.set_rights(session, account, {here: [COUNSELLOR, LEAD]})
        assert rights(session, account) == {(here, COUNSELLOR), (here, LEAD)}
        assert store.single_sign_on.set_rights(session, account, {there: [LEAD]})
        assert rights(session, account) == {(there, LEAD)}


def test_changed_rights_end_sign_ins_and_the_same_do_not(database, cast):
    here = cast.abel.school
    with database.write() as session:
        employ(session, cast)
        account = made(session, cast)
        store.single_sign_on.set_rights(session, account, {here: [LEAD]})
        token = store.sign_ins.begin(session, account, NOON)
        store.single_sign_on.set_rights(session, account, {here: [LEAD]})
        assert store.sign_ins.of_token(session, token, NOON)
        store.single_sign_on.set_rights(session, account, {here: [COUNSELLOR]})
        assert store.sign_ins.of_token(session, token, NOON) is None


def test_who_is_nothing_any_more_is_signed_out_and_says_so(database, cast):
    with database.write() as session:
        employ(session, cast)
        account = made(session, cast)
        store.single_sign_on.set_rights(session, account, {cast.abel.school: [LEAD]})
        token = store.sign_ins.begin(session, account, NOON)
        assert not store.single_sign_on.set_rights(session, account, {})
        assert store.sign_ins.of_token(session, token, NOON) is None


def test_an_administrator_is_made_and_unmade_by_hand_alone(database, cast):
    here = cast.abel.school
    with database.write() as session:
        employ(session, cast)
        account = made(session, cast)
        wanted = {here: [LEAD, ADMINISTRATOR]}
        store.single_sign_on.set_rights(session, account, wanted)
        assert rights(session, account) == {(here, LEAD)}
        store.memberships.replace(session, cast.abel, account, [LEAD, ADMINISTRATOR])
        assert store.single_sign_on.set_rights(session, account, {})
        assert rights(session, account) == {(here, ADMINISTRATOR)}


def test_when_each_was_last_seen_is_of_ones_own_school(database, cast):
    with database.write() as session:
        employ(session, cast)
        store.memberships.replace(session, operator(cast.abel), cast.chloe.account, [LEAD])
        for viewer in (cast.ines, cast.chloe):
            store.sign_ins.begin(session, viewer.account, NOON)
    with database.read() as session:
        assert store.sign_ins.last_seen(session, cast.abel) == {cast.ines.account: NOON}


@pytest.fixture
def grouped(database, cast):
    """Two rosters of the pilot school, the older one undone, and one of the other school."""
    with database.write() as session:
        for number, (viewer, school, room) in enumerate(
            [(cast.abel, "MS", "9Z"), (cast.abel, "GP", "10B"), (cast.chloe, "XX", "1A")], 1
        ):
            roster = Roster(
                school_id=viewer.school, number=number, title="R", dictionary="pilot-2008",
                filename="r.csv", fingerprint=str(number), students=2, columns={}, imported_by="A",
                withdrawn_at=NOON if number == 1 else None,
            )  # fmt: skip
            session.add(roster)
            session.flush()
            for place, name in enumerate((room, "")):
                student = Student(
                    school_id=viewer.school,
                    key=f"{number}-{place}",
                    in_class=name,
                    in_school=school,
                )
                session.add(student)
                session.flush()
                session.add(
                    Answers(
                        roster_id=roster.id, place=place, student_id=student.id, in_class=name,
                        in_school=school, values="{}", missing="{}",
                    )
                )  # fmt: skip


def test_the_groups_to_give_are_those_of_the_current_roster(database, cast, grouped):
    with database.read() as session:
        assert store.group_choice.listing(session, cast.abel) == ["school:GP", "class:10B"]
        assert store.group_choice.listing(session, cast.chloe) == ["school:XX", "class:1A"]


def test_without_a_roster_there_is_no_group_to_give(database, cast):
    with database.read() as session:
        assert store.group_choice.listing(session, cast.abel) == []
