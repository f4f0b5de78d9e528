"""A log and its grades become a roster: who is in it, in which order, and what is missing."""

from collections.abc import Callable
from pathlib import Path

import pytest
from course_logs import ENROLLED, HANDED_IN, VIEWED, french, line
from shipped import DICTIONARIES

from data.course_log import CourseRoster, course_roster, read_grades, read_log
from data.course_log.event_kinds import ACTS
from data.course_log.roster import column_of_act
from data.reading import CheckedRoster, Unreadable, check, open_table

ONLINE = DICTIONARIES["online-course"]
LOG = [
    line("6 nov. 23, 10:00:00", "Ana", VIEWED["fr"]),
    line("6 nov. 23, 10:02:00", "Ana", HANDED_IN["fr"]),
    line("9 nov. 23, 10:02:00", "Bruno", VIEWED["fr"]),
    line("9 nov. 23, 11:00:00", "Guest", VIEWED["fr"]),
    line("5 nov. 23, 10:00:00", "Teacher", ENROLLED["fr"], "Ana"),
    line("20 nov. 23, 10:00:00", "Teacher", VIEWED["fr"]),
]
GRADES = "pseudo;note\nAna;12,5\nBruno;ABS\nCarla;8\n"

Together = Callable[..., CourseRoster]


@pytest.fixture
def together(tmp_path: Path) -> Together:
    """Brings a log and a list of grades together."""

    def bring(grades: str = GRADES, log: str = "", **choices: object) -> CourseRoster:
        (tmp_path / "log").write_text(log or french(LOG), encoding="utf-8")
        (tmp_path / "grades").write_text(grades, encoding="utf-8")
        table = open_table(tmp_path / "grades", "grades.csv")
        read = read_log(tmp_path / "log", "log.csv"), read_grades(table)
        return course_roster(*read, ONLINE, "log.csv", **choices)  # type: ignore[arg-type]

    return bring


def records(course: CourseRoster) -> CheckedRoster:
    return check(course.table, ONLINE)


def keys(course: CourseRoster) -> list[str]:
    return [record.key for record in records(course).records]


def test_students_without_a_log_come_first_with_zeros(together: Together) -> None:
    found = records(together())
    assert found.problems == ()
    carla = found.records[0]
    assert carla.key == "Carla"
    zeros = ("actions", "active_days", "total_hours", "visits", "regularity", "on_course")
    assert [carla.values[name] for name in zeros] == [0.0] * 6
    assert set(carla.missing) == {
        *("mean_interval", "active_share", "days_since_last", "mean_hour", "action_interval")
    }
    assert keys(together()) == ["Carla", "Ana", "Bruno", "Guest"]


def test_decimals_with_a_comma_and_absences_are_read(together: Together) -> None:
    carla, ana, bruno, guest = records(together()).records
    assert (carla.values["grade"], ana.values["grade"]) == (8.0, 12.5)
    assert bruno.missing["grade"] == "ABS"
    assert guest.missing["grade"] == ""


def test_staff_are_left_out_and_do_not_stretch_the_course(together: Together) -> None:
    course = together()
    assert "Teacher" not in keys(course)
    assert course.activity.weeks.shape == (4, 1)


def test_the_reader_says_who_is_staff(together: Together) -> None:
    course = together()
    guest, teacher = sorted(course.ungraded, key=lambda place: place in course.left_out)
    assert keys(together(left_out=[])) == ["Carla", "Ana", "Bruno", "Guest", "Teacher"]
    assert keys(together(left_out=[guest, teacher])) == ["Carla", "Ana", "Bruno"]


def test_who_has_a_grade_is_never_left_out(together: Together) -> None:
    assert keys(together(left_out=range(9))) == ["Carla", "Ana", "Bruno"]
    graded = GRADES + "Teacher;15\n"
    assert "Teacher" in keys(together(graded))


@pytest.mark.parametrize(
    "grades",
    [
        "ID,note\nana,12\nBRUNO,ABS\nCarla,8\n",
        "Prénom,Nom de famille,Numéro d'identification,Total du cours (Brut)\n"
        "Ana,,ana,12\n,Bruno,,-\nCarla,Sá,c3,8\n",
    ],
)
def test_names_meet_whatever_their_case(together: Together, grades: str) -> None:
    course = together(grades)
    assert course.unseen == 1
    assert course.activity.actions.tolist()[:3] == [0, 2, 1]


def test_first_and_family_name_meet_the_full_name_of_the_log(together: Together) -> None:
    log = french([line("6 nov. 23, 10:00:00", "Zoé Łuczak", VIEWED["fr"])])
    course = together("ID;Prénom;Nom;Note\n17;Zoé;Łuczak;11\n18;Ana;Sá;9\n", log)
    found = records(course)
    assert [(one.key, one.first_name, one.family_name) for one in found.records] == [
        ("18", "Ana", "Sá"),
        ("17", "Zoé", "Łuczak"),
    ]
    assert course.activity.actions.tolist() == [0, 1]


def test_a_name_that_two_students_have_is_nobodys(together: Together) -> None:
    log = french([line("6 nov. 23, 10:00:00", "Ana Sá", VIEWED["fr"])])
    course = together("ID;Prénom;Nom;Note\n17;Ana;Sá;11\n18;Ana;Sá;9\n", log)
    assert course.activity.actions.tolist() == [0, 0, 1]


def test_a_grade_that_is_none_is_a_problem_with_its_row(together: Together) -> None:
    found = records(together("ID,note\nAna,12\nBruno,douze\nCarla,112\n"))
    assert [problem.row for problem in found.problems] == [3, 4]
    twice = records(together("ID,note\nAna,12\nAna,13\n"))
    assert "is also in row" in twice.problems[0].message


def test_what_is_above_a_columns_highest_is_brought_to_it_and_counted(together: Together) -> None:
    rows = [
        line("6 nov. 21, 10:00:00", "Ana", VIEWED["fr"]),
        line("6 nov. 23, 10:00:00", "Bruno", VIEWED["fr"]),
    ]
    course = together(log=french(rows))
    assert course.brought_in == 1
    assert records(course).problems == ()
    assert {one.key: one for one in records(course).records}["Ana"].values["days_since_last"] == 366


def test_events_are_counted_by_what_was_done_and_unknown_ones_apart(together: Together) -> None:
    rows = [
        line("6 nov. 23, 10:00:00", "Ana", VIEWED["pt"]),
        line("6 nov. 23, 12:00:00", "Ana", HANDED_IN["en"]),
        line("6 nov. 23, 16:00:00", "Ana", ("Forum", "Wyświetlono dyskusję")),
    ]
    ana = records(together(log=french(rows))).records[-1].values
    acts = ("actions", "views", "submissions", "unknown_events", "on_forums")
    assert [ana[name] for name in acts] == [3, 1, 1, 1, 1]
    assert (ana["active_interactions"], ana["passive_interactions"]) == (1, 1)
    assert ana["action_interval"] == 3.0


def test_days_without_hours_leave_empty_what_hangs_on_hours(together: Together) -> None:
    log = "id_student,id_site,date,sum_click\nAna,7,-3,4\nAna,9,12,2\nBruno,7,0,1\n"
    course = together(log=log)
    ana = {one.key: one for one in records(course).records}["Ana"]
    assert (ana.values["actions"], ana.values["active_days"], ana.values["views"]) == (6, 2, 6)
    assert {"total_hours", "mean_hour", "action_interval", "mean_interval"} <= set(ana.missing)


def test_numbers_can_be_kept_apart(together: Together) -> None:
    assert keys(together(apart="log-")) == ["log-Carla", "log-Ana", "log-Bruno", "log-Guest"]


def test_the_real_course_has_all_its_students(shared: Callable[[str], Path]) -> None:
    log = read_log(shared("moodle-logs-fr.csv"), "log.csv")
    grades = read_grades(open_table(shared("moodle-notes.csv"), "notes.csv"))
    course = course_roster(log, grades, ONLINE, "log.csv")
    found = records(course)
    assert (len(found.records), course.unseen, found.problem_count) == (73, 0, 0)
    assert sum(one.missing.get("grade") == "ABS" for one in found.records) == 8
    places = ("course", "files", "assignments", "tests", "forums", "others")
    for one in found.records:
        assert sum(float(one.values[f"on_{place}"]) for place in places) == one.values["actions"]
        acts = [column_of_act(act) for act in ACTS]
        assert sum(float(one.values[act]) for act in acts) == one.values["actions"]
        assert one.values["unknown_events"] == 0
    counted_by_hand = [133, 0, 9, 0, 0, 19, 2, 0, 0]
    student = {one.key: one.values for one in found.records}["171"]
    assert [student[act] for act in acts] == counted_by_hand


def test_a_list_without_grades_is_refused(tmp_path: Path) -> None:
    (tmp_path / "grades").write_text("ID,age\n1,12\n", encoding="utf-8")
    with pytest.raises(Unreadable, match="No list of grades"):
        read_grades(open_table(tmp_path / "grades", "grades.csv"))
