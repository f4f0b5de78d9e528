"""Whom a counsellor sees: the students of his groups, in every query there is, and nobody else."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lengths import examples
from roster_records import Person, import_as
from sqlmodel import Session, delete, select

from data import store
from data.store import visible
from data.tables import Account, Decision, Membership, StatedReason, Student, now
from data.viewer import Viewer

TODAY = date(2026, 1, 1)
STUDENTS = {"A1": ("10A", "GP"), "A2": ("10A", "MS"), "B1": ("10B", "MS"), "N1": ("", "")}
GROUPS = ("class:10A", "class:10B", "class:9Z", "class:", "school:GP", "school:MS", "10A", "sex:F")


@pytest.fixture
def ines(cast):
    """Ines sees 10A only."""
    return replace(cast.ines, groups=frozenset({"class:10A"}))


@pytest.fixture
def rui(cast):
    """Rui sees 10B only."""
    return replace(cast.rui, groups=frozenset({"class:10B"}))


@pytest.fixture
def ids(database, cast):
    """Student.id by key; four are imported, with a model's answers."""
    people = [
        Person(key, {"absences": float(place), "school": groups[1]}, in_class=groups[0],
               in_school=groups[1])
        for place, (key, groups) in enumerate(STUDENTS.items())
    ]  # fmt: skip
    with database.write() as session:
        roster = import_as(session, cast.lea, people)
        found = {one.key: one.id for one in session.exec(select(Student))}
        rows = [(found[key], 10.0 + place, 8.0, 16.0, {}) for place, key in enumerate(STUDENTS)]
        store.predictions.save(session, cast.lea, roster.id, fingerprint="m", report={}, rows=rows)
    return found


def seen_by(session: Session, viewer: Viewer) -> set[str]:
    """The keys of the students whom a viewer can ask for, one by one."""
    found = set()
    for one in session.exec(select(Student)).all():
        try:
            found.add(visible.student(session, viewer, one.id).key)
        except store.NotFound:
            continue
    return found


@pytest.mark.parametrize(
    ("groups", "keys"),
    [
        (None, {"A1", "A2", "B1", "N1"}),
        ({"class:10A"}, {"A1", "A2"}),
        ({"school:GP"}, {"A1"}),
        ({"class:10B", "school:GP"}, {"A1", "B1"}),
        ({"class:9Z"}, set()),
        ({"class:"}, set()),
        ({"school:"}, set()),
        ({"10A", "sex:F", ""}, set()),
        (set(), set()),
    ],
)
def test_groups_say_whom_a_counsellor_sees(database, cast, ids, groups, keys):
    viewer = replace(cast.ines, groups=None if groups is None else frozenset(groups))
    with database.read() as session:
        assert seen_by(session, viewer) == keys
        names = store.rosters.names(session, viewer, 1)
        assert set(names.keys) == keys
        cohort = store.rosters.cohort(session, viewer, 1)
        assert cohort.students.tolist() == [ids[key] for key in STUDENTS if key in keys]
        assert store.rosters.seen(session, viewer, 1).tolist() == cohort.students.tolist()


def test_another_schools_counsellor_sees_nobody_by_a_group_of_the_same_name(database, cast, ids):
    with database.read() as session:
        assert seen_by(session, replace(cast.chloe, groups=frozenset({"class:10A"}))) == set()


def test_the_values_of_other_groups_are_not_even_among_a_columns_values(database, ids, rui):
    with database.read() as session:
        columns = store.rosters.cohort(session, rui, 1).columns
    assert columns["school"].values.tolist() == ["MS"]
    assert columns["absences"].values.tolist() == [2.0]


def test_the_whole_is_the_schools_for_everybody(database, cast, ids, rui):
    with database.read() as session:
        assert len(store.rosters.whole(session, rui, 1)) == len(STUDENTS)
        with pytest.raises(store.NotFound):
            store.rosters.whole(session, cast.chloe, 1)


def test_expected_grades_stand_beside_the_cohort_that_the_viewer_sees(database, ids, ines, rui):
    with database.read() as session:
        assert store.predictions.of_roster(session, ines, 1).expected.tolist() == [10.0, 11.0]
        assert store.predictions.of_roster(session, rui, 1).expected.tolist() == [12.0]
        nobody = replace(rui, groups=frozenset())
        assert store.predictions.of_roster(session, nobody, 1).expected.tolist() == []


def test_a_student_outside_the_groups_does_not_exist(database, cast, ids, rui):
    asked = {
        store.students.get: (),
        store.interventions.open: (),
        store.interventions.of_student: (),
        store.dismissals.of_student: (),
        store.audit.of_student: (),
        store.dismissals.add: ("other", "", None),
        visible.who: (),
    }
    for ask, more in asked.items():
        for number in (ids["A1"], 999):
            with database.write() as session, pytest.raises(store.NotFound) as refused:
                ask(session, rui, number, *more)
            assert str(refused.value) == f"There is no student {number}."
    with database.read() as session, pytest.raises(store.NotFound):
        store.predictions.of_student(session, rui, 1, ids["A1"])


def test_coaching_and_dismissals_outside_the_groups_do_not_exist(database, ids, ines, rui):
    with database.write() as session:
        opened = store.interventions.open(session, ines, ids["A1"]).id
        made = store.dismissals.add(session, ines, ids["A1"], "other", "", None).id
    with database.write() as session:
        assert store.interventions.coached(session, rui) == {}
        assert store.dismissals.active(session, rui, TODAY) == {}
        for ask, number in (
            (store.interventions.close, opened),
            (store.interventions.undo, opened),
            (store.dismissals.end, made),
        ):
            with pytest.raises(store.NotFound):
                ask(session, rui, number)
    with database.read() as session:
        assert store.interventions.coached(session, ines) == {ids["A1"]: opened}


def test_who_changes_class_is_seen_by_the_new_counsellor_only(database, cast, ids, ines, rui):
    moved = [Person("A1", {"absences": 0.0}, in_class="10B")]
    with database.write() as session:
        import_as(session, cast.lea, moved, "b")
        assert "A1" not in seen_by(session, ines)
        assert "A1" in seen_by(session, rui)
        # In the older roster too: the right to see goes with where he is now.
        assert store.rosters.names(session, ines, 1).keys == ["A2"]
        assert store.rosters.names(session, rui, 1).keys == ["A1", "B1"]


@pytest.mark.parametrize("role", ["administrator", "observer", "auditor", "", "teacher"])
def test_no_other_role_sees_a_student_whatever_its_groups(database, cast, ids, role):
    with database.read() as session:
        for groups in (None, frozenset({"class:10A"})):
            viewer = replace(cast.abel, role=role, groups=groups)
            assert seen_by(session, viewer) == set()
            assert store.rosters.names(session, viewer, 1).keys == []


def test_an_administrator_sees_a_student_for_an_hour_by_a_stated_reason(database, cast, ids):
    with database.write() as session:
        made = store.stated_reasons.state(session, cast.abel, ids["A1"], "safety", " A call. ")
        assert made.words == "A call."
        assert seen_by(session, cast.abel) == {"A1"}
        assert store.students.get(session, cast.abel, ids["A1"]).key == "A1"
    valid = store.stated_reasons.valid
    with database.read() as session:
        at = made.stated_at
        assert valid(session, cast.abel, ids["A1"], at + timedelta(minutes=59)).id == made.id
        assert valid(session, cast.abel, ids["A1"], at + timedelta(minutes=60)) is None
        assert valid(session, cast.abel, ids["A2"], at) is None
        other = replace(cast.abel, account=99)
        assert seen_by(session, other) == set()


def test_a_reason_that_has_run_out_opens_nothing(database, cast, ids):
    with database.write() as session:
        made = store.stated_reasons.state(session, cast.abel, ids["A1"], "safety", "")
        made.until = now() - timedelta(seconds=1)
        session.flush()
        assert seen_by(session, cast.abel) == set()


def test_a_stated_reason_is_in_the_trace_without_its_words(database, cast, ids):
    with database.write() as session:
        store.stated_reasons.state(session, cast.abel, ids["A1"], "other", "Ana's mother asked")
        line = session.exec(select(Decision).order_by(Decision.id.desc())).first()
    assert (line.action, line.by, line.student_id) == ("open with reason", "Abel", ids["A1"])
    assert line.detail == {"reason": "other"}


@pytest.mark.parametrize(
    ("reason", "words"), [("", ""), ("curious", ""), ("other", "  "), ("other", "x" * 2001)]
)
def test_a_reason_that_is_none_is_refused(database, cast, ids, reason, words):
    with database.write() as session, pytest.raises(ValueError):
        store.stated_reasons.state(session, cast.abel, ids["A1"], reason, words)


def test_only_an_administrator_of_the_school_can_state_a_reason(database, cast, ids, rui):
    nameless = replace(cast.abel, account=None)
    strange = replace(cast.chloe, role="administrator")
    with database.write() as session:
        for viewer in (rui, cast.lea, nameless, strange):
            with pytest.raises(store.NotFound):
                store.stated_reasons.state(session, viewer, ids["A1"], "safety", "")
        assert session.exec(select(StatedReason)).all() == []


def add_member(session: Session, school: int, place: int, drawn: tuple) -> None:
    """An account with one membership, and perhaps a reason it stated so many minutes ago."""
    role, groups, active, minutes, key = drawn
    account = Account(login=f"a{place}", name=f"N{place}", active=active, created_by="")
    session.add(account)
    session.flush()
    session.add(
        Membership(
            account_id=account.id,
            school_id=school,
            role=role,
            groups=None if groups is None else sorted(groups),
            created_by="",
        )
    )
    if minutes is not None:
        at = now() - timedelta(minutes=minutes)
        student = session.exec(select(Student.id).where(Student.key == key)).one()
        session.add(
            StatedReason(student_id=student, account=account.id, stated_by="", reason="safety",
                         stated_at=at, until=at + timedelta(hours=1))
        )  # fmt: skip
    session.flush()


members = st.tuples(
    st.sampled_from(["counsellor", "lead", "administrator", "observer", "auditor"]),
    st.none() | st.frozensets(st.sampled_from(GROUPS)),
    st.booleans(),
    st.none() | st.sampled_from([5, 55, 65]),
    st.sampled_from(sorted(STUDENTS)),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(60))
@given(here=st.lists(members, max_size=5), elsewhere=st.lists(members, max_size=2))
def test_who_sees_a_student_is_whoever_the_queries_show_him_to(
    database, cast, ids, here, elsewhere
):
    with database.write() as session:
        for table in (StatedReason, Membership, Account):
            session.exec(delete(table))
        for place, drawn in enumerate([*here, *elsewhere]):
            school = cast.lea.school if place < len(here) else cast.chloe.school
            add_member(session, school, place, drawn)
    with database.read() as session:
        accounts = session.exec(select(Account, Membership).where(
            Membership.account_id == Account.id, Account.active)).all()  # fmt: skip
        sees = {
            account.name: seen_by(session, visible.as_viewer(account, membership))
            for account, membership in accounts
        }
        for key, number in ids.items():
            told = visible.who(session, cast.lea, number)
            assert [one.name for one in told] == [
                name for name in sorted(sees) if key in sees[name]
            ]
            for one in told:
                role, groups, _, _, _ = [*here, *elsewhere][int(one.name[1:])]
                his = {f"class:{STUDENTS[key][0]}", f"school:{STUDENTS[key][1]}"}
                by_groups = role in visible.COACHES and groups is not None
                assert one.role == role
                assert one.groups == (tuple(sorted(his & groups)) if by_groups else ())
                assert bool(one.reason) == bool(one.until) == (role == "administrator")


def test_more_people_than_fit_one_statement_are_all_told(database, cast, ids):
    several = visible.AT_ONCE * 2 + 1
    with database.write() as session:
        for place in range(several):
            add_member(session, cast.lea.school, place, ("lead", None, True, None, ""))
        assert len(visible.who(session, cast.lea, ids["N1"])) == several
