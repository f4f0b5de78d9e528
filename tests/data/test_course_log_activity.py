"""What is added up of each student, beside the same by plain Python and by hand."""

import csv
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from course_logs import by_hand
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from shipped import DICTIONARIES

from data.course_log import Log, Person, activity, course_roster, read_grades, read_log
from data.course_log.event_kinds import kind_of
from data.reading import open_table

MONTHS = {
    **{"mars": 3, "mai": 5, "juin": 6, "juil.": 7, "août": 8},
    **{"sept.": 9, "oct.": 10, "nov.": 11, "déc.": 12},
}
# Written down by hand what makes, looks, and runs the course in the real log.
MADE = {
    "Travail de devoir remis", "Travail de devoir créé", "Fichier déposé",
    "Travail de devoir modifié", "Statut du travail modifié", "Travail remis supprimé.",
    "Statut de présence renseigné par l'étudiant", "Réponse remise",
}  # fmt: skip
RUN = {"Utilisateur évalué"}  # all that the log writes down for students of running the course
PLACES = {
    "Système": "on_course", "Fichier": "on_files", "Devoir": "on_assignments",
    "Remises de fichiers": "on_assignments", "Forum": "on_forums",
}  # fmt: skip


@pytest.fixture(scope="module")
def real(shared: Callable[[str], Path]) -> dict[str, dict[str, str]]:
    """The real course's students, by id: the columns of the roster."""
    log = read_log(shared("moodle-logs-fr.csv"), "log.csv")
    grades = read_grades(open_table(shared("moodle-notes.csv"), "notes.csv"))
    course = course_roster(log, grades, DICTIONARIES["online-course"], "log.csv")
    headers = course.table.headers
    return {row[0]: dict(zip(headers, row, strict=True)) for row in course.table.rows}


@pytest.mark.parametrize(
    ("student", "figures"),
    [
        # grade; actions, days, hours, visits, pause, weeks, made, since, places
        ("171", "19.5 163 11 0.559 37 24.612 6/8 30 8 21 34 98 0 10"),
        ("118", "5.5 193 21 0.686 39 25.949 7/8 23 8 48 40 84 0 21"),
        ("686", "ABS 22 6 0.134 8 108.593 4/8 2 18 9 2 2 0 9"),
    ],
)
def test_three_students_of_the_real_log_are_as_counted_by_hand(
    real: dict[str, dict[str, str]],
    shared: Callable[[str], Path],
    student: str,
    figures: str,
) -> None:
    rows = _plain_rows(shared)
    graded = {row[0] for row in _grades(shared)}
    everybody = [at for at, who, _, event in rows if who in graded and event not in RUN]
    kept = {"973", "656", "824"}  # no grade, no event that runs the course
    everybody += [at for at, who, _, _ in rows if who in kept]
    own = [row for row in rows if row[1] == student and row[3] not in RUN]
    made = sum(event in MADE for *_, event in own)
    plain = by_hand([at for at, *_ in own], made, min(everybody), max(everybody))
    found = real[student]
    for column, value in plain.items():
        assert float(found[column]) == pytest.approx(value, abs=0.006), column
    places = Counter(PLACES.get(component, "on_others") for _, _, component, _ in own)
    for place in ("on_course", "on_files", "on_assignments", "on_forums", "on_others"):
        assert int(found[place]) == places[place]
    weeks = f"{round(float(found['regularity']) * 8)}/8"
    named = ("grade", "actions", "active_days", "total_hours", "visits", "mean_interval")
    counts = ("on_course", "on_files", "on_assignments", "on_forums", "on_others")
    said = [
        *(found[name] for name in named), weeks, found["active_interactions"],
        found["days_since_last"], *(found[name] for name in counts),
    ]  # fmt: skip
    assert " ".join(said) == figures


def _plain_rows(shared: Callable[[str], Path]) -> list[tuple[datetime, str, str, str]]:
    text = shared("moodle-logs-fr.csv").read_text("utf-8-sig")
    found = []
    for at, who, _, _, component, event in list(csv.reader(text.splitlines()))[1:]:
        day, month, year, clock = at.replace(",", "").split()
        hour, minute, second = map(int, clock.split(":"))
        moment = datetime(2000 + int(year), MONTHS[month], int(day), hour, minute, second)
        found.append((moment, who, component, event))
    return found


def _grades(shared: Callable[[str], Path]) -> list[list[str]]:
    return list(csv.reader(shared("moodle-notes.csv").read_text("utf-8").splitlines()))[1:]


KINDS = (kind_of("Système", "Cours consulté"), kind_of("Devoir", "Travail de devoir remis"))
START = datetime(2023, 11, 8)  # a Wednesday


def log_of(events: list[tuple[int, int, int]], people: int = 4) -> Log:
    """A log of (person, seconds after START, kind)."""
    base = int((START - datetime(1970, 1, 1)).total_seconds())
    users, seconds, kinds = np.array(events or np.zeros((0, 3)), dtype=np.int64).reshape(-1, 3).T
    return Log(
        users=users.astype(np.int32),
        seconds=seconds + base,
        kinds=kinds.astype(np.int32),
        people=tuple(Person(str(n)) for n in range(people)),
        of_kind=KINDS,
        rows=len(events),
        left_out={},
        broken=(),
        broken_count=0,
    )


EVENTS = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 30 * 86_400), st.integers(0, 1)), max_size=60
)


@settings(deadline=None, max_examples=examples(60))
@given(EVENTS, st.sampled_from([60, 300, 3600]))
def test_any_log_adds_up_as_one_action_after_the_other(
    events: list[tuple[int, int, int]], cut_off: int
) -> None:
    found = activity(log_of(events), np.array([2, -1, 0, 1], np.int32), 3, cut_off)
    kept = [event for event in events if event[0] != 1]
    for student, person in enumerate((2, 3, 0)):
        own = [START + timedelta(seconds=at) for who, at, _ in kept if who == person]
        assert found.actions[student] == len(own)
        if not own:
            assert found.days[student] == found.visits[student] == found.weeks[student].sum() == 0
            assert np.isnan([found.pause[student], found.hour[student]]).all()
            continue
        every = [START + timedelta(seconds=at) for _, at, _ in kept]
        made = sum(kind for who, _, kind in kept if who == person)
        plain = by_hand(own, made, min(every), max(every), cut_off)
        assert found.seconds[student] / 3600 == pytest.approx(plain["total_hours"])
        assert found.days[student] == plain["active_days"]
        assert found.visits[student] == plain["visits"]
        assert found.active[student] == plain["active_interactions"]
        assert found.passive[student] == plain["passive_interactions"]
        assert found.regularity[student] == pytest.approx(plain["regularity"])
        assert found.since_last[student] == plain["days_since_last"]
        assert found.weeks[student].sum() == len(own)
        if plain["mean_interval"] is None:
            assert np.isnan(found.pause[student])
        else:
            assert found.pause[student] / 3600 == pytest.approx(plain["mean_interval"])


def test_a_pause_begins_after_the_cut_off_and_not_at_it() -> None:
    log = log_of([(0, 0, 0), (0, 300, 0), (0, 601, 0)])
    found = activity(log, np.zeros(4, np.int32), 1)
    assert found.seconds.tolist() == [300]
    assert found.visits.tolist() == [2]
    assert found.pause.tolist() == [301]
    assert activity(log, np.zeros(4, np.int32), 1, 301).seconds.tolist() == [601]


def test_an_hour_before_and_after_midnight_make_midnight() -> None:
    log = log_of([(0, 23 * 3600, 0), (0, 25 * 3600, 0)])
    hour = float(activity(log, np.zeros(4, np.int32), 1).hour[0])
    assert min(hour, 24 - hour) == pytest.approx(0, abs=1e-9)


def test_hours_all_around_the_clock_have_no_mean() -> None:
    log = log_of([(0, 6 * 3600, 0), (0, 18 * 3600, 0)])
    assert np.isnan(activity(log, np.zeros(4, np.int32), 1).hour[0])


def test_a_week_begins_on_monday() -> None:
    log = log_of([(0, 0, 0), (0, 4 * 86_400, 0), (0, 5 * 86_400, 0)])  # Wednesday, Sunday, Monday
    found = activity(log, np.zeros(4, np.int32), 1)
    assert found.weeks.tolist() == [[2, 1]]
    assert timedelta(days=found.first_monday) + datetime(1970, 1, 1) == datetime(2023, 11, 6)
