"""Figures of whole schools: whose they may be, and what they are made of."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from roster_records import import_as, people

from data import store
from data.tables import Account, Membership
from data.viewer import Viewer

TODAY = datetime.now(UTC).date()


@pytest.fixture
def mia(database, cast):
    """Mia, who observes both schools for the ministry and works as observer of the first."""
    with database.write() as session:
        account = Account(login="mia", name="Mia", created_by="Abel")
        session.add(account)
        session.flush()
        for school, role in ((cast.lea.school, "observer"), (cast.chloe.school, "observer")):
            session.add(
                Membership(account_id=account.id, school_id=school, role=role, created_by="Abel")
            )
        return Viewer(account.id, "Mia", "observer", cast.lea.school)


def test_mia_sees_both_schools_and_lea_her_own(database, cast, mia):
    with database.read() as session:
        assert [name for _, name in store.school_statistics.schools(session, mia)] == [
            "Chloe's school",
            "Pilot school",
        ]
        assert store.school_statistics.schools(session, cast.lea) == [
            (cast.lea.school, "Pilot school")
        ]


def test_a_membership_of_another_role_opens_no_figures(database, cast, mia):
    with database.write() as session:
        third = store.schools.first_or_create(session, "Third school").id
        member = Membership(account_id=mia.account, school_id=third, role="lead", created_by="Abel")
        session.add(member)
    with database.read() as session:
        assert third not in dict(store.school_statistics.schools(session, mia))
        lead = replace(mia, role="lead")
        assert list(dict(store.school_statistics.schools(session, lead))) == [cast.lea.school]


def test_a_school_out_of_sight_is_answered_like_none(database, cast, mia):
    with database.read() as session:
        for viewer, school in ((cast.lea, cast.chloe.school), (mia, 999)):
            with pytest.raises(store.NotFound):
                store.school_statistics.figures_of_school(session, viewer, school, TODAY)


def test_a_record_has_todays_flags_of_that_school_and_nobody_elses(database, cast, mia):
    with database.write() as session:
        ours = import_as(session, cast.lea, people(4))
        theirs = import_as(session, cast.chloe, people(3))
        students = store.rosters.cohort(session, cast.lea, ours.id).students.tolist()
        others = store.rosters.cohort(session, cast.chloe, theirs.id).students.tolist()
        store.interventions.open(session, cast.lea, students[0])
        ended = store.interventions.open(session, cast.lea, students[1])
        store.interventions.close(session, cast.lea, ended.id)
        store.interventions.open(session, cast.chloe, others[0])
        later = date(TODAY.year + 1, 1, 1)
        store.dismissals.add(session, cast.lea, students[2], "not_now", "", later)
        store.dismissals.add(session, cast.lea, students[3], "other", "", TODAY)
    with database.read() as session:
        found = store.school_statistics.figures_of_school(session, mia, cast.lea.school, TODAY)
        assert found is not None
        assert found.roster.id == ours.id
        assert found.coached == {students[0]}
        assert found.set_aside == {students[2]: "not_now"}
        assert not {"first_name", "family_name"} & set(found.cohort.columns)
        other = store.school_statistics.figures_of_school(session, mia, cast.chloe.school, TODAY)
        assert other is not None
        assert (other.coached, other.set_aside) == ({others[0]}, {})


def test_before_the_first_roster_there_is_nothing(database, mia):
    with database.read() as session:
        assert store.school_statistics.figures_of_school(session, mia, mia.school, TODAY) is None
