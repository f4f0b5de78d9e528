"""One roster put together from a school's files, as a school does it: on the page and by command.

Here a job is done at once, in this process, as in `test_rosters.py`.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from one_school import School
from reader import Element, Reader, names, path_of, sentence_of

from data import store
from data.store.models import model_registry, predictions
from data.store.rosters import RosterInfo
from webapp.commands import course_logs
from webapp.commands import rosters as commands
from webapp.services.jobs import background_jobs, work
from webapp.services.models import training
from webapp.services.rosters.expected_grades import keep_gaps

NUMBERS = range(1, 13)
IDS = [f"203{n:02}" for n in NUMBERS]
GRADES = "N.º Proc.;Nome;Turma;Class. Final\n" + "".join(
    f"203{n:02};{name} {name}es;10A;{8 + n % 9}\n"
    for n, name in zip(
        NUMBERS,
        (
            "Ana",
            "Rui",
            "Eva",
            "Ivo",
            "Zita",
            "Caio",
            "Lara",
            "Tito",
            "Nuno",
            "Olga",
            "Bento",
            "Dora",
        ),
        strict=True,
    )
)


def absences(extra: str = "", more: int = 0) -> str:
    """A week's file of absences, of all but the last student."""
    rows = "".join(f"203{n:02};{n + more};{n % 3}\n" for n in NUMBERS if n < 12)
    return f"N.º Proc.;Total Faltas;Faltas Injustificadas\n{rows}{extra}"


@pytest.fixture
def school(empty_school: School, monkeypatch: pytest.MonkeyPatch) -> Iterator[School]:
    """An empty school whose jobs are done at once."""

    def do(command: list[str], **_options: Any) -> None:
        with empty_school.app.app_context():
            work.run(empty_school.state, int(command[-1]))

    monkeypatch.setattr(background_jobs.subprocess, "Popen", do)
    monkeypatch.setattr(work, "keep_gaps", lambda *_: None)
    monkeypatch.setattr(commands, "keep_gaps", lambda *_: None)
    monkeypatch.setattr(course_logs, "keep_gaps", lambda *_: None)
    yield empty_school


class Office:
    """Abel, who imports on the page and by command; Lea reads the board."""

    def __init__(self, school: School, folder: Path) -> None:
        self.school, self.folder = school, folder
        self.reader: Reader = school.reader("abel")
        self.at = ""

    def command(self, content: str, filename: str, *options: str) -> tuple[int, str]:
        """Import a file by the command; gives its exit code and what it says."""
        path = self.folder / filename
        path.write_text(content, encoding="utf-8")
        run = self.school.app.test_cli_runner()
        done = run.invoke(args=["rosters", "import", str(path), *options])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.output
        return done.exit_code, done.output

    def upload(self, content: str, filename: str) -> Element:
        sent = self.reader.post("/rosters", {"file": (io.BytesIO(content.encode()), filename)})
        return self.follow(sent)

    def send(self, step: str, **form: str) -> Element:
        return self.follow(self.reader.post(f"{self.at}/{step}", form))

    def follow(self, answer: Any) -> Element:
        assert answer.status_code == 303, sentence_of(answer)
        self.at = path_of(answer)
        return self.reader.page(self.at)

    def current(self) -> RosterInfo:
        with self.school.read() as session:
            found = store.rosters.current(session, self.school.viewer)
        assert found is not None
        return found

    def answers(self, column: str) -> dict[str, Any]:
        """A column of the roster that counts, by the student's id."""
        roster = self.current()
        with self.school.read() as session:
            cohort = store.rosters.cohort(session, self.school.viewer, roster.id)
            keys = store.rosters.names(session, self.school.viewer, roster.id).keys
        each = cohort.columns[column].each().tolist()
        return {key: one for key, one in zip(keys, each, strict=True) if one == one}


@pytest.fixture
def office(school: School, tmp_path: Path) -> Office:
    return Office(school, tmp_path)


def figures(page: Element) -> dict[str, str]:
    found = page.one("dl", class_="counts")
    return {div.one("dt").text: div.one("dd").text for div in found.all("div")}


def ticked(page: Element) -> str:
    """Which part of the roster the file is taken for."""
    [value] = [
        one.attributes["value"]
        for one in page.all("input", name="part")
        if "checked" in one.attributes
    ]
    return value


@pytest.fixture
def graded(office: Office) -> Office:
    """The school's grades are in."""
    office.upload(GRADES, "pauta.csv")
    office.send("confirm", title="10A")
    return office


def test_absences_are_proposed_as_one_more_file_and_then_remembered_as_that(graded: Office) -> None:
    page = graded.upload(absences("99999;3;1\n"), "faltas.csv")
    assert ticked(page) == "source"
    assert "its students are those of “10A”" in page.text
    assert "faltas.csv: rows of nobody in the roster, left out: 1 (rows 13)." in page.text
    assert "students of the roster who are not in it: 1 (20312)." in page.text
    assert "nobody has one" not in page.text
    whole = graded.send("layout", part="whole", source="")
    assert ticked(whole) == "whole"
    page = graded.send("layout", part="source", source="absences")
    assert (ticked(page), figures(page)["missing from the file"]) == ("source", "0")
    graded.send("confirm")
    assert graded.answers("absences") == {key: n for n, key in enumerate(IDS[:-1], 1)}
    before = graded.current()
    page = graded.upload(absences(more=3), "faltas_2.csv")
    assert ticked(page) == "source"
    assert page.one("input", name="source").attributes["value"] == "absences"
    assert "20301 absences" in page.text.replace("20301absences", "20301 absences")
    graded.send("confirm")
    now = graded.current()
    assert graded.answers("absences")["20301"] == 4
    assert len(graded.answers("FinalGrade")) == len(IDS)
    assert now.day_of("absences") > before.day_of("absences")
    assert now.day_of("FinalGrade") == before.day_of("FinalGrade")
    board = graded.school.reader("lea").page("/caseload")
    assert "10A · roster of" in board.text and "(absences of" in board.text
    assert "pauta.csv of" in board.text


def test_a_source_grows_the_rosters_dictionary_and_the_rules_in_force_still_rank(
    graded: Office,
) -> None:
    assert graded.current().dictionary == "pilot-2008"
    _, said = graded.command(absences(), "faltas.csv")
    assert '--source faltas if it is, --source "" if it is the whole list' in said
    code, said = graded.command(absences(), "faltas.csv", "--source", "absences")
    assert code == 0, said
    assert "Roster 2, 12 students: 0 new, 12 changed, 0 missing" in said
    here = graded.school.state.dictionaries
    first = here.for_roster(graded.current())
    assert (first.like, "absences_unjustified" in first.columns) == ("pilot-2008", True)
    lea = graded.school.reader("lea")
    board = lea.page("/caseload")
    assert len(names(board)) == len(IDS)
    assert "Absences this year" in board.text
    # The school's own dictionary gets a new version.
    sanctions = "N.º Proc.;Ocorrências\n" + "".join(f"{key};2\n" for key in IDS)
    code, said = graded.command(sanctions, "disciplina.csv", "--source", "discipline")
    assert code == 0, said
    second = here.for_roster(graded.current())
    assert second.name == first.name and set(first.columns) < set(second.columns)
    assert len(names(lea.page("/caseload"))) == len(IDS)
    assert [one.name for one in graded.current().sources] == ["discipline", "absences", ""]
    graded.reader.post(f"/rosters/{graded.current().id}/withdraw")
    assert [one.name for one in graded.current().sources] == ["absences", ""]
    assert len(names(lea.page("/caseload"))) == len(IDS)


def test_a_class_list_can_say_who_is_in_the_roster(graded: Office) -> None:
    moved = "N.º Proc.;Nome;Turma\n" + "".join(f"{key};;10B\n" for key in IDS[1:])
    moved += "20399;Iris Nova;10B\n"
    page = graded.upload(moved, "turma.csv")
    assert ticked(page) == "source"
    page = graded.send("layout", part="list", source="class list")
    assert ticked(page) == "list"
    assert (figures(page)["new"], figures(page)["missing from the file"]) == ("1", "1")
    page = graded.send("confirm", loses="yes")
    assert set(graded.answers("class").values()) == {"10B"}
    assert list(graded.answers("FinalGrade")) == IDS[1:]
    code, said = graded.command(moved.replace("10B", "10C"), "turma.csv")
    assert code == 0, said  # it is known as the class list
    assert set(graded.answers("class").values()) == {"10C"}


def test_a_questionnaire_without_ids_is_joined_by_name_and_class(graded: Office) -> None:
    asked = "Nome;Turma;Horas de estudo\nAna Anaes;10A;3\nRui Riues;10A;5\nEva Evaes;10B;4\n"
    page = graded.upload(asked, "questionário.csv")
    assert ticked(page) == "source"  # two of three names are known
    assert "questions: who is who" in page.text or "question: who is who" in page.text
    code, said = graded.command(asked, "questionário.csv", "--source", "survey")
    assert code == 1 and "--obvious" in said
    code, said = graded.command(asked, "questionário.csv", "--source", "survey", "--obvious")
    assert code == 0, said
    [column] = graded.current().sources[0].columns
    assert graded.answers(column)["20301"] == 3
    assert graded.answers(column)["20302"] == 5


def test_the_grades_of_next_week_leave_the_other_files_alone(graded: Office) -> None:
    graded.command(absences(), "faltas.csv", "--source", "absences")
    page = graded.upload(GRADES.replace(";9\n", ";19\n"), "pauta_2.csv")
    assert ticked(page) == "list"
    graded.send("confirm")
    assert graded.answers("FinalGrade")["20301"] == 19
    assert graded.answers("absences")["20301"] == 1
    code, said = graded.command(GRADES, "pauta_3.csv")
    assert code == 0, said
    assert graded.answers("absences")["20301"] == 1
    code, said = graded.command(GRADES.replace(";9\n", ";18\n"), "pauta_4.csv", "--source", "")
    assert code == 0, said
    assert "absences" not in graded.current().columns


def test_what_was_decided_of_expected_grades_holds_for_the_grown_dictionary(graded: Office) -> None:
    who, here = graded.school.viewer, graded.school.state
    with graded.school.write() as session:
        model_registry.switch_off(session, who, "pilot-2008", "grade")
    graded.command(absences(), "faltas.csv", "--source", "absences")
    roster = graded.current()
    assert roster.dictionary != "pilot-2008"
    with graded.school.app.app_context():
        keep_gaps(here, who, roster.id)
    with graded.school.read() as session:
        refused = predictions.of_roster(session, who, roster.id)
        assert refused is not None
        assert training.SWITCHED_OFF.template in str(refused.report)
        assert model_registry.active(session, who, roster.dictionary) is None


@pytest.mark.thorough
def test_the_expected_grade_is_there_after_one_more_file(office: Office) -> None:
    rows = [(f"4{n:03}", n % 17, 6 + n % 5 + (17 - n % 17) // 3) for n in range(80)]
    office.command(
        "N.º Proc.;Class. Final;Total Faltas\n" + "".join(f"{k};{g};{a}\n" for k, a, g in rows),
        "pauta.csv",
    )
    who, here = office.school.viewer, office.school.state
    learned = []
    for content in ("", "N.º Proc.;Ocorrências\n" + "".join(f"{k};{a % 4}\n" for k, a, _ in rows)):
        if content:
            office.command(content, "disciplina.csv", "--source", "discipline")
        with office.school.app.app_context():
            keep_gaps(here, who, office.current().id)
        with office.school.read() as session:
            found = predictions.of_roster(session, who, office.current().id)
        assert found is not None
        learned.append(found.report)
    assert all("refused" not in report for report in learned), learned


HEADERS = [
    *("Heure", "Nom complet de l'utilisateur", "Utilisateur touché", "Contexte de l'événement"),
    *("Composant", "Nom de l'événement", "Description", "Origine", "Adresse IP"),
]


def log_of(*students: str) -> str:
    """The log of a course in which each of these looked at it once a day, the first most often."""
    text = io.StringIO()
    lines = [
        [
            f"{day} nov. 23, 10:00:00",
            one,
            "-",
            "Cours: Algo",
            "Système",
            "Cours consulté",
            "-",
            "web",
        ]
        for place, one in enumerate(students)
        for day in range(6, 12 - place)
    ]
    csv.writer(text).writerows([HEADERS, *([*line, "203.0.113.77"] for line in lines)])
    return text.getvalue()


def test_a_course_log_is_one_more_source_and_its_weeks_stay(graded: Office) -> None:
    lists = "ID;note\n20301;12,5\n20302;8\n20303;15\nguest;11\n"
    files = {
        name: (io.BytesIO(text.encode()), f"{name}.csv")
        for name, text in (("log", log_of("20301", "20302", "guest")), ("grades", lists))
    }
    at = path_of(graded.reader.post("/rosters/logs", files))
    page = graded.reader.page(at)
    assert "What becomes of “10A”?" in page.text
    assert ticked(page) == "source"
    assert "for 3 of its 12 students" in page.text
    assert "nobody in the roster, left out: 1." in page.text
    page = graded.follow(graded.reader.post(at, {"same": "yes"}))
    graded.follow(graded.reader.post(at, {}))
    roster = graded.current()
    assert (roster.title, roster.students) == ("10A", len(IDS))
    assert [one.name for one in roster.sources] == ["course log", ""]
    assert graded.answers("actions") == {"20301": 6, "20302": 5, "20303": 0}
    assert graded.answers("course_grade") == {"20301": 12.5, "20302": 8, "20303": 15}
    assert len(graded.answers("FinalGrade")) == len(IDS)
    lea = graded.school.reader("lea")
    assert len(names(lea.page("/caseload"))) == len(IDS)
    graded.command(absences(), "faltas.csv", "--source", "absences")
    student = lea.page(f"/students/{graded.school.ids()['20301']}")
    assert "6 Nov 2023" in student.one("section", id="course_weeks").text
    assert not lea.page(f"/students/{graded.school.ids()['20305']}").all(
        "section", id="course_weeks"
    )


def test_the_command_puts_a_log_beside_the_roster_or_in_its_place(graded: Office) -> None:
    path = graded.folder / "log.csv"
    path.write_text(log_of("Ana Anaes", "Rui Ruies"), encoding="utf-8")
    run = graded.school.app.test_cli_runner()
    done = run.invoke(args=["rosters", "import-log", str(path)])
    assert done.exit_code == 0, done.output
    assert "One more source of the roster “10A”" in done.output
    assert graded.answers("actions") == {"20301": 6, "20302": 5}
    assert "course_grade" not in graded.current().columns
    done = run.invoke(args=["rosters", "import-log", str(path), "--own-roster", "--yes"])
    assert done.exit_code == 0, done.output
    assert graded.current().dictionary == "online-course"


def test_who_is_in_nobodys_roster_is_a_whole_list(office: Office) -> None:
    page = office.upload(absences(), "faltas.csv")
    assert not page.all("input", name="part")
    office.upload(GRADES, "pauta.csv")
    office.send("confirm")
    page = office.upload(absences().replace("203", "777"), "outra.csv")
    assert ticked(page) == "whole"
