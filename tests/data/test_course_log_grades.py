"""Of which scale a course's grades are: told by themselves, or asked, and never guessed."""

from pathlib import Path

import pytest

from data.course_log import grade_header, read_grades
from data.course_log.grade_scale import USUAL, CourseScale, on_usual_scale, recognised
from data.course_log.grades import Grade
from data.reading import open_table


def graded(*texts: str) -> tuple[Grade, ...]:
    return tuple(Grade(f"s{row}", (), "", "", text, row) for row, text in enumerate(texts, 2))


@pytest.mark.parametrize(
    ("header", "texts", "scale"),
    [
        ("note", ("12.5", "ABS", "8"), USUAL),
        ("note", ("ABS",), USUAL),
        ("Result", ("75", "40", "62"), CourseScale(0, 100, 50)),
        ("Result", ("75 %", "40 %"), CourseScale(0, 100, 50)),
        ("Total (%)", ("8", "9"), CourseScale(0, 100, 50)),
        ("Note", ("7.5/10", "3/10"), CourseScale(0, 10, 5)),
        ("Note /10", ("7.5", "3"), CourseScale(0, 10, 5)),
        ("Nota sobre 20", ("7.5", "3"), USUAL),
        ("Nota", ("7.5", "3"), None),
        ("Result", ("6", "2", "4.5"), None),
        ("Result", ("12", "14", "75"), None),
    ],
)
def test_a_scale_is_told_by_header_or_grades_or_asked(
    header: str, texts: tuple[str, ...], scale: CourseScale | None
) -> None:
    assert recognised(graded(*texts), header) == scale


@pytest.mark.parametrize(
    ("scale", "grade", "brought"),
    [
        (CourseScale(0, 100, 50), "75", "15"),
        (CourseScale(0, 10, 5), "7.5", "15"),
        (CourseScale(2, 6, 3), "3", "10"),
        (CourseScale(2, 6, 3), "2", "0"),
        (CourseScale(2, 6, 3), "6", "20"),
        (CourseScale(6, 1, 4), "1", "20"),
        (CourseScale(6, 1, 4), "4", "10"),
        (CourseScale(6, 1, 4), "5", "5"),
        (USUAL, "12.345", "12.345"),
    ],
)
def test_worst_best_and_pass_mark_are_those_of_the_roster(
    scale: CourseScale, grade: str, brought: str
) -> None:
    [found], problems = on_usual_scale(graded(grade), scale)
    assert (found.text, problems) == (brought, ())


def test_a_grade_beyond_its_scale_is_a_problem_with_its_row() -> None:
    grades, problems = on_usual_scale(graded("7", "11", "ABS"), CourseScale(0, 10, 5))
    assert [grade.text for grade in grades] == ["14", "", "ABS"]
    assert [(one.row, "11 is not between 0 and 10" in one.message) for one in problems] == [
        (3, True)
    ]


def test_a_scale_without_room_for_its_pass_mark_is_none() -> None:
    assert CourseScale(6, 1, 4).holds
    assert not CourseScale(0, 10, 10).holds
    assert not CourseScale(0, float("inf"), 10).holds


@pytest.mark.parametrize(
    ("header", "first"),
    [
        ("Name;Result", "Ana Sá;75"),
        ("Nombre;Apellido(s);Total del curso (Real)", "Ana;Sá;75"),
        ("Nachname;Vorname;Kurs gesamt (Punkte)", "Sá;Ana;75"),
        ("Nome;Sobrenome;Nota /100", "Ana;Sá;75"),
        ("Codice ID;Voto", "Ana Sá;75"),
    ],
)
def test_grades_are_known_by_more_headers(tmp_path: Path, header: str, first: str) -> None:
    (tmp_path / "grades").write_text(f"{header}\n{first}\n", encoding="utf-8")
    table = open_table(tmp_path / "grades", "grades.csv")
    [grade] = read_grades(table)
    assert (grade.key, grade.text) == ("Ana Sá", "75")
    assert grade_header(table) == header.split(";")[-1]
