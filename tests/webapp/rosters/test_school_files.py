"""The small files of schools, by the page and by the command: each comes to its students."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskCliRunner
from lengths import some
from one_school import School
from test_rosters import Importer, at_once, figures  # noqa: F401 - a fixture

from data.dictionary import Dictionary
from data.dictionary_text import written
from data.store import rosters
from data.store.people import school_settings
from webapp.commands import rosters as roster_commands

FOLDER = Path(__file__).parents[2] / "files" / "schools"
TWENTY = (0, 20, "high", None)
OF_SUBJECT = (0, 20, "high", 10)
HUNDRED = (0, 100, "high", 50)
Cell = float | str | None


@dataclass(frozen=True)
class Expected:
    """What a file comes to.

    first: name of the first student and his id. classes, grades: of the first students; a mark
    as written instead of a grade. scale: low, high, best and pass mark of the grade. answers: the
    key of a question -> the choice; nothing else may be asked. said: words on the page before the
    import. columns: other columns -> what the first students have there.
    """

    students: int
    first: str
    classes: str
    grades: tuple[Cell, ...] = ()
    scale: tuple[float, float, str, float | None] = TWENTY
    answers: Mapping[str, str] = field(default_factory=dict)
    said: str = ""
    columns: Mapping[str, tuple[Cell, ...]] = field(default_factory=dict)


NO_GRADE = "The file has no grade"
FILES = {
    "f01-pronote-notes-latin1.csv": Expected(
        6, "Zoé DUVAL", "2A", (12.5, "Abs", "N.Not", "Disp", "N.Rdu", 8.25),
        said="A mean, a total", columns={"absences": (3, 0, 5, 2, 1, 12)},
    ),
    "f03-pronote-eleves.csv": Expected(2, "Zoé DUVAL", "T.04", (None, None), said=NO_GRADE),
    "f04-moodle-pt.csv": Expected(2, "Rita Prata 1001", "", (13.2, "-")),
    "f04b-moodle-pt-percent.csv": Expected(2, "Rita Prata 1001", "", (85, 40), HUNDRED),
    "f05-canvas.csv": Expected(
        3, "Ana Rivera S1", "8175 - Block 3", (90, 100, 70), HUNDRED, said="how many points",
        columns={"final_grade_in_words": (12, 12, 6)},
    ),
    "f06-canvas-blank-row.csv": Expected(2, "Ana Rivera 11", "3", (9, 10), said="how many points"),
    "f07-google-classroom.csv": Expected(2, "Ana Rivera", "", (13, 9), said="how many points"),
    "f08-brightspace.csv": Expected(2, "Jo Doe 400123456", "", (13.5, 8)),
    "f09-inovar-pauta.xlsx": Expected(
        2, "Rita Prata", "10A", (13, 8.5), OF_SUBJECT, {"mean": "mean"}, "first period",
        {"grade_matematica": (14, 8), "absences_portugues": (1, 3)},
    ),
    "f10-german.csv": Expected(
        3, "Ina Blau", "9a", (1, 2.33, 5.5), (1, 6, "low", 4), {"signs:note": "thirds"},
        "Is it the other way round?",
    ),
    "f12-spain.csv": Expected(2, "Eva Garza Paz", "3ºB", (7.5, "NP"), (0, 10, "high", 5)),
    "f13b-totals-row-id.csv": Expected(2, "Rita Prata", "10A", (14, 8), said="A mean, a total"),
    "f15-trailing.csv": Expected(2, "Rita Prata", "10A", (14, 8)),
    "f17-break-in-header.csv": Expected(2, "Rita Prata 1001", "10A", (14, 8)),
    "f18-zeros.csv": Expected(2, "Rita Prata 00123", "10A", (14, 8)),
    "f18b-zeros.xlsx": Expected(2, "Rita Prata 123", "10A", (14, 8)),
    "f21-percent-format.xlsx": Expected(2, "Rita Prata", "10A", (85, 40), HUNDRED),
    "f25-header-commas.csv": Expected(
        2, "Rita Prata", "10A", (14, 8), columns={"absences": (2, 11)}
    ),
    "f26-tab-comma.tsv": Expected(2, "Rita Prata", "10A", (14.5, 8.2)),
    "f36-mid-year.csv": Expected(
        2, "Rita Prata 1", "10A", (13, 7), said="second period", columns={"G1": (14, 8)}
    ),
    "f36b-first-period-only.csv": Expected(2, "Rita Prata 1", "10A", (14, 8), said="first period"),
    "f38-merged-class.xlsx": Expected(5, "Rita Prata", "10A 10A 10A 10B 10B", (14, 8, 11, 9)),
    "f41-cover-sheet.xlsx": Expected(2, "Rita Prata", "10A", (14, 8), said="other sheets"),
    "f44-no-grade-yet.csv": Expected(2, "Rita Prata 1001", "10A", (None, None), said=NO_GRADE),
    "f46-absences-over-93.csv": Expected(
        3, "Rita Prata 1001", "10A", (14, 8, 11), columns={"absences": (2, 120, 94)}
    ),
    "f50-us-roster.csv": Expected(
        3, "Ana Rivera 900001", "101", (None, None, None), answers={"year:grade": "year"},
        said="Are they school years, or grades?", columns={"year": ("9", "9", "12")},
    ),
    "f55-siecle.csv": Expected(2, "Léa Corse 4581234567F", "Division 2", (None,), said=NO_GRADE),
    "f60-lowest-1-to-5.csv": Expected(
        30, "Aluno 1 1", "9A", (2, 3, 4, 5, 1), (1, 5, "high", 3), said="from 1 to 5"
    ),
    "f61-header-variants.csv": Expected(
        2, "Rita Prata 1", "10A", (14, 8), columns={"absences": (2, 11)}
    ),
    "f66b-decimals-with-marks.csv": Expected(
        5, "Zoé DUVAL", "2A", (12.5, "Abs", "Disp", 12.5, "N.Not")
    ),
    "f69-no-id-next-week.csv": Expected(2, "Rita Prata", "10A", (14, 9), said="A mean, a total"),
    "ElevesSansAdresses.xml": Expected(30, "Zoé DUPRÉ0 080600000AB", "", (None,), said=NO_GRADE),
    "ExportXML_ElevesSansAdresses.zip": Expected(
        30, "Zoé DUPRÉ0 080600000AB", "", (None,), said=NO_GRADE
    ),
    "oneroster.zip": Expected(
        30, "Ana0 Silva 0", "", (11, 8, 15, 19), OF_SUBJECT, columns={"year": ("10", "10")}
    ),
    "inovar_pauta.csv": Expected(
        30, "Rui Costa 0 20000", "10A", (18, 9, 17, 15), OF_SUBJECT,
        columns={"absences_unjustified": (19, 12, 0), "absences_justified": (4, 1, 9)},
    ),
    "pronote_moyennes.csv": Expected(
        30, "Zoé DUPRÉ0 080600000AB", "2NDE3", (16.43, 7.82),
        columns={"grade_mathematiques": (6.3, 17.6), "absences_half_days": (4, 13)},
    ),
}  # fmt: skip
REFUSED = {
    "f28-unquoted-decimal-comma.csv": "Row 2 has 5 cells, the header has 4",
    "f29-duplicate-student.csv": "Row 4, Student ID: the id 1 is also in row 2",
    "f30-one-bad-row.csv": "Row 61, Internet: “Not Eligibile” is neither yes nor no",
}


class Command:
    """The command line of a school."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.runner: FlaskCliRunner = school.app.test_cli_runner()

    def bring_in(self, path: Path, *options: str) -> Any:
        return self.runner.invoke(args=["rosters", "import", str(path), *options])


@pytest.fixture
def new_school(
    empty_folder: Path,
    copied: Callable[[Path], Path],
    at_once: list[School],  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Callable[[], School]]:
    """Makes schools without a roster; jobs are done for the newest."""
    monkeypatch.setattr(roster_commands, "keep_gaps", lambda *_: None)

    def new() -> School:
        at_once.append(School(copied(empty_folder)))
        return at_once[-1]

    yield new
    for made in at_once:
        made.close()


@pytest.fixture
def abel(new_school: Callable[[], School]) -> Importer:
    return Importer(new_school())


@pytest.fixture
def command(abel: Importer) -> Command:
    """The command line of Abel's school."""
    return Command(abel.school)


def bring_in(abel: Importer, path: Path, answers: Mapping[str, str] | None = None) -> str:
    """Upload a file, answer what is asked, say yes; gives what the page said before the yes."""
    page = abel.upload(path.read_bytes(), path.name)
    for key, choice in (answers or {}).items():
        assert page.all("input", name=f"q.{key}"), page.text
        page = abel.follow(abel.send("description", **{f"q.{key}": choice}))
    assert "is open." not in page.text
    abel.follow(abel.send("confirm"))
    return page.text


def dictionary_in(school: School) -> Dictionary:
    """The one that the roster follows, as it now is."""
    with school.read() as session:
        roster = rosters.current(session, school.viewer)
    assert roster is not None
    return school.state.dictionaries.for_roster(roster)


def told(school: School) -> list[Any]:
    """Everything that a school's roster says of its students, by the file's order."""
    with school.read() as session:
        roster = rosters.current(session, school.viewer)
        assert roster is not None
        students = rosters.records(session, school.viewer, roster.id)
    return [one.record for one in students]


def expect(school: School, expected: Expected) -> None:
    """Expect the roster that a file must come to."""
    students, dictionary = told(school), dictionary_in(school)
    grade = dictionary.grade
    assert len(students) == expected.students
    one = students[0]
    assert " ".join((one.first_name, one.family_name, one.own_id or one.key)).split() == (
        expected.first.split()
    )
    if " " in expected.classes and not expected.classes.startswith(("Division", "8175")):
        assert [one.in_class for one in students] == expected.classes.split()
    else:
        assert one.in_class == expected.classes
    for name, cells in {grade.name: expected.grades, **expected.columns}.items():
        found = [(one.values | one.missing).get(name) for one in students[: len(cells)]]
        assert [None if cell == "" else cell for cell in found] == list(cells), name
    if grade.name in {name for one in students for name in one.values}:
        assert (grade.low, grade.high, grade.best, grade.passing) == expected.scale


@pytest.mark.parametrize("name", FILES)
def test_a_file_comes_to_its_students_on_the_page_and_is_known_again(
    abel: Importer, command: Command, name: str
) -> None:
    expected, path = FILES[name], FOLDER / name
    assert expected.said in bring_in(abel, path, expected.answers)
    expect(abel.school, expected)
    before = written(dictionary_in(abel.school)), abel.current().dictionary_number
    again = command.bring_in(path)  # asks nothing that was answered
    assert "in already: nothing to change" in again.output, again.output
    assert (written(dictionary_in(abel.school)), abel.current().dictionary_number) == before


# Those that are asked about first.
BY_COMMAND = sorted(FILES, key=lambda name: not FILES[name].answers)


@pytest.mark.parametrize("name", some(BY_COMMAND, 8))
def test_a_file_comes_to_its_students_by_the_command(command: Command, name: str) -> None:
    expected, path = FILES[name], FOLDER / name
    if expected.answers:
        done = command.bring_in(path)
        assert done.exit_code == 1
        assert "Correct the file" not in done.output
        for key, choice in expected.answers.items():
            assert f"--answer {key}={choice}" in done.output
    options = [f"--answer={key}={choice}" for key, choice in expected.answers.items()]
    done = command.bring_in(path, *options)
    assert done.exit_code == 0, done.output
    expect(command.school, expected)


@pytest.mark.parametrize("name", REFUSED)
def test_a_file_is_refused_by_its_row_on_the_page_and_by_the_command(
    abel: Importer, command: Command, name: str
) -> None:
    page = abel.upload((FOLDER / name).read_bytes(), name)
    assert REFUSED[name] in page.text
    abel.follow(abel.send("confirm"))
    assert abel.current() is None
    done = command.bring_in(FOLDER / name)
    assert done.exit_code == 1
    assert REFUSED[name] in done.output
    assert abel.current() is None


def test_every_file_is_in_the_table() -> None:
    there = {path.name for path in FOLDER.iterdir()} - {"README.md"}
    assert there == FILES.keys() | REFUSED.keys()


def test_one_bad_cell_is_set_to_no_answer_and_the_rest_comes_in(
    abel: Importer, new_school: Callable[[], School]
) -> None:
    path = FOLDER / "f30-one-bad-row.csv"
    page = abel.upload(path.read_bytes(), path.name)
    [button] = [one for one in page.all("button") if one.text == "Take it as no answer"]
    field_name, text = button.attributes["name"], button.attributes["value"]
    abel.follow(abel.send("description", **{field_name: text}))
    abel.follow(abel.send("confirm"))
    last = told(abel.school)[-1]
    assert "internet" not in last.values
    assert last.missing["internet"] == "Not Eligibile"
    command = Command(new_school())
    assert '--no-answer "Internet=Not Eligibile"' in command.bring_in(path).output
    done = command.bring_in(path, "--no-answer", "Internet=Not Eligibile")
    assert done.exit_code == 0, done.output
    assert told(command.school) == told(abel.school)
    assert len(told(command.school)) == 60


def numbers(school: School) -> dict[str, int]:
    """First word of a student's name -> his number in the database."""
    with school.read() as session:
        roster = rosters.current(session, school.viewer)
        assert roster is not None
        students = rosters.records(session, school.viewer, roster.id)
    return {one.record.first_name.split()[0]: one.number for one in students}


@pytest.mark.parametrize(
    ("first", "second", "changed"),
    [
        ("f18-zeros.csv", "f18b-zeros.xlsx", "0"),
        ("f13b-totals-row-id.csv", "f69-no-id-next-week.csv", "1"),
    ],
)
def test_a_later_file_is_of_the_same_students(
    abel: Importer, first: str, second: str, changed: str
) -> None:
    bring_in(abel, FOLDER / first)
    before = numbers(abel.school)
    page = abel.upload((FOLDER / second).read_bytes(), second)
    assert figures(page) == {
        "students in the file": "2", "new": "0", "changed": changed,
        "unchanged": str(2 - int(changed)), "missing from the file": "0",
    }  # fmt: skip
    abel.follow(abel.send("confirm"))
    assert numbers(abel.school) == before


def test_without_a_grade_the_board_says_what_is_missing(abel: Importer) -> None:
    bring_in(abel, FOLDER / "f44-no-grade-yet.csv")
    page = abel.lea.page("/caseload").text
    assert "Nobody here has a grade yet" in page
    assert "Rita Prata" in page


@pytest.mark.parametrize(
    ("usual", "scale"),
    [
        ({"low": 0, "high": 10}, (0, 10, "high", 5)),
        ({"low": 1, "high": 6, "best": "low", "passing": 3.5}, (1, 6, "low", 3.5)),
        ({"low": 2, "high": 12}, (2, 12, "high", 7)),
    ],
)
def test_a_grade_to_come_is_on_the_scale_that_the_school_set(
    abel: Importer, usual: dict[str, Any], scale: tuple[Any, ...]
) -> None:
    with abel.school.write() as session:
        school_settings.change(session, abel.school.people["abel"], "scale", usual)
    bring_in(abel, FOLDER / "f44-no-grade-yet.csv")
    grade = dictionary_in(abel.school).grade
    assert (grade.low, grade.high, grade.best, grade.passing) == scale


def test_what_somebody_edits_in_the_dictionary_outlives_the_next_file(
    abel: Importer, tmp_path: Path
) -> None:
    path = FOLDER / "f36-mid-year.csv"
    bring_in(abel, path)
    name = dictionary_in(abel.school).name
    there = f"/rosters/dictionaries/{name}"
    text = abel.reader.get(f"{there}/file").text
    words = "Grade of the second period"
    assert words in text
    answer = abel.reader.post(f"{there}/versions", {"text": text.replace(words, "Grade by June")})
    assert answer.status_code == 303
    for more in ("3;Eva;Lino;10A;1;2;0;12;11\n", "3;Eva;Lino;10A;1;2;0;12;N.Rdu\n"):
        later = tmp_path / path.name
        later.write_text(path.read_text("utf-8") + more, encoding="utf-8")
        bring_in(abel, later)
        assert dictionary_in(abel.school).grade.label["en"] == "Grade by June"
    assert told(abel.school)[-1].missing["FinalGrade"] == "N.Rdu"
    assert abel.current().dictionary_number == 3  # made, edited, with one more mark


def test_who_has_left_a_school_of_siecle_is_gone_and_not_missing(
    abel: Importer, command: Command, tmp_path: Path
) -> None:
    whole = (FOLDER / "ElevesSansAdresses.xml").read_text("iso-8859-15")
    parts = whole.split("</ELEVE>")
    gone = "<DATE_SORTIE>15/11/2026</DATE_SORTIE>"
    path = tmp_path / "ElevesSansAdresses.xml"
    bring_in(abel, FOLDER / path.name)
    parts[:2] = [part + gone for part in parts[:2]]
    path.write_text("</ELEVE>".join(parts), encoding="iso-8859-15")
    page = abel.upload(path.read_bytes(), path.name)
    assert "Has left the school on 15/11/2026." in page.text
    assert "Students who have left the school, as the file says: 2." in page.text
    assert figures(page)["missing from the file"] == "0"
    done = command.bring_in(path)
    assert done.exit_code == 0, done.output
    assert abel.current().students == 28
