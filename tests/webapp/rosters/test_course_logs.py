"""Importing the log of a course on the pages: what is shown, what is asked, what is kept.

Here a job is done at once, in this process; `test_jobs.py` has the children that do it in earnest.
"""

import csv
import io
import os
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from one_school import School
from reader import Element, Reader, path_of, sentence_of
from werkzeug.test import TestResponse

from data import store
from webapp.commands import course_logs
from webapp.services.jobs import background_jobs, work
from webapp.services.rosters.uploads import UNREAD_SECONDS

IP = "203.0.113.77"
HEADERS = [
    *("Heure", "Nom complet de l'utilisateur", "Utilisateur touché", "Contexte de l'événement"),
    *("Composant", "Nom de l'événement", "Description", "Origine", "Adresse IP"),
]
GRADES = "ID;note\nana;12,5\nbruno;ABS\ncarla;8\n"


def line(at: str, who: str, event: str = "Cours consulté", whom: str = "-") -> list[str]:
    return [at, who, whom, "Cours: Algo", "Système", event, f"from {IP}", "web", IP]


LINES = [
    line("20 nov. 23, 10:00:00", "teacher"),
    line("9 nov. 23, 11:00:00", "guest"),
    line("9 nov. 23, 10:02:00", "bruno"),
    line("6 nov. 23, 10:02:00", "ana"),
    line("6 nov. 23, 10:00:00", "ana"),
    line("5 nov. 23, 10:00:00", "teacher", "Utilisateur inscrit dans un cours", "ana"),
    ["6 nov. 23, 10:00:00", IP],
]


def log_of(lines: Sequence[Sequence[str]] = LINES) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([HEADERS, *lines])
    return "\ufeff" + text.getvalue()


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[School]]:
    """Does jobs in this process as soon as they are started, for the school named last."""
    schools: list[School] = []

    def do(command: list[str], **_options: Any) -> None:
        with schools[-1].app.app_context():
            work.run(schools[-1].state, int(command[-1]))

    monkeypatch.setattr(background_jobs.subprocess, "Popen", do)
    monkeypatch.setattr(work, "keep_gaps", lambda *_: None)
    monkeypatch.setattr(course_logs, "keep_gaps", lambda *_: None)
    yield schools


class Importer:
    """Abel, the administrator, with a log and its grades in his hands."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.reader: Reader = school.reader("abel")

    def upload(
        self, log: str | bytes = "", grades: str | bytes = GRADES, **form: str
    ) -> TestResponse:
        files = {
            name: (io.BytesIO(text.encode() if isinstance(text, str) else text), f"{name}.csv")
            for name, text in (("log", log or log_of()), ("grades", grades))
        }
        return self.reader.post("/rosters/logs", {**files, **form})

    def shown(self, *files: str | bytes, **form: str) -> Element:
        answer = self.upload(*files, **form)
        assert answer.status_code == 303, sentence_of(answer)
        self.at = path_of(answer)
        return self.reader.page(self.at)

    def send(self, **form: Any) -> TestResponse:
        return self.reader.post(self.at, form)

    def follow(self, answer: TestResponse) -> Element:
        assert answer.status_code == 303, sentence_of(answer)
        return self.reader.page(path_of(answer))

    def kept(self) -> bytes:
        """Everything in the folder of uploads and in the database's files."""
        paths = [path for path in self.school.folder.rglob("*") if path.is_file()]
        return b"".join(path.read_bytes() for path in paths)

    def uploads(self) -> list[str]:
        return sorted(path.suffix for path in self.school.settings.uploads.iterdir())

    def students(self) -> list[str]:
        with self.school.read() as session:
            roster = store.rosters.current(session, self.school.viewer)
            assert roster is not None
            return list(store.rosters.names(session, self.school.viewer, roster.id).keys)


@pytest.fixture
def abel(empty_school: School, at_once: list[School]) -> Importer:
    """Abel at a school without a roster."""
    at_once.append(empty_school)
    return Importer(empty_school)


@pytest.fixture
def abel_again(own_school: School, at_once: list[School]) -> Importer:
    """Abel where there is a roster already."""
    at_once.append(own_school)
    return Importer(own_school)


def figures(page: Element) -> list[str]:
    return [found.text for found in page.one("dl", class_="figures").all("dd")]


def test_what_a_log_would_bring_in_is_shown_before_anything_is_written(abel: Importer) -> None:
    page = abel.shown()
    assert figures(page) == ["7", "4", "4", "2", "1"]
    assert "1 student with a grade is not in the log carla" in page.text
    assert "1 broken line was left out Line 8 has not as many cells as the header." in page.text
    assert "2 people in the log have no grade" in page.text
    assert "students’ actions from 6 Nov 2023 to 9 Nov 2023" in page.text
    ticked = [box for box in page.all("input", name="out") if "checked" in box.attributes]
    assert [box.attributes["aria-label"] for box in ticked] == ["Leave out teacher"]
    with abel.school.read() as session:
        assert store.rosters.current(session, abel.school.viewer) is None


def test_a_yes_takes_it_in_with_those_without_a_log_first(abel: Importer) -> None:
    abel.shown()
    page = abel.follow(abel.send(title="Algorithms"))
    assert "4 students are in" in page.text
    assert abel.students() == ["carla", "ana", "bruno", "guest"]
    assert abel.uploads() == []
    imports = abel.reader.page("/rosters").text
    assert "Algorithms" in imports
    assert "Broken lines left out: 1." in imports


def test_no_address_is_kept_at_any_step(abel: Importer) -> None:
    page = abel.shown()
    assert IP not in page.text
    assert IP.encode() not in abel.kept()
    assert abel.uploads() == [".grades", ".job", ".log", ".shown"]
    abel.follow(abel.send())
    assert IP.encode() not in abel.kept()


def test_a_log_that_cannot_be_read_is_deleted_as_well(abel: Importer) -> None:
    page = abel.shown(log_of([[IP]] * 3))
    assert "No line of the log can be used" in page.text
    assert IP.encode() not in abel.kept()
    assert abel.uploads() == [".job"]


def test_a_log_whose_reading_was_killed_goes_with_the_next_upload(
    abel: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as killed:
        killed.setattr(background_jobs.subprocess, "Popen", lambda *_, **__: None)
        assert abel.upload().status_code == 303
    assert abel.uploads() == [".job", ".second", ".upload"]
    for path in abel.school.settings.uploads.iterdir():
        os.utime(path, (time.time() - UNREAD_SECONDS - 60,) * 2)
    abel.shown()
    assert IP.encode() not in abel.kept()


def test_files_in_the_wrong_fields_are_taken_all_the_same(abel: Importer) -> None:
    assert figures(abel.shown(GRADES, log_of())) == ["7", "4", "4", "2", "1"]


def test_the_same_file_twice_is_refused_with_a_sentence(abel: Importer) -> None:
    assert "Both files are course logs" in abel.shown(log_of(), log_of()).text
    assert "Neither file is a course log" in abel.shown(GRADES, GRADES).text


@pytest.mark.parametrize(
    ("log", "words"),
    [
        (log_of([]), "a header and no line under it"),
        (b"\x00" * 4096, "Neither file is a course log"),
        (b"Z" * 3_000_000, "Neither file is a course log"),
        (log_of().encode("utf-16"), "UTF-16"),
    ],
)
def test_hostile_files_get_a_sentence(abel: Importer, log: str | bytes, words: str) -> None:
    assert words in abel.shown(log).text


def test_a_file_that_was_not_chosen_is_said_beside_its_field(abel: Importer) -> None:
    answer = abel.reader.post("/rosters/logs", {"cut_off": "7"})
    assert answer.status_code == 422
    assert answer.text.count("Choose a file first.") == 2
    assert 'value="7"' in answer.text


@pytest.mark.parametrize("typed", ["", "0", "many", "9999", "-5", "²"])
def test_a_cut_off_that_is_none_is_said_beside_its_field(abel: Importer, typed: str) -> None:
    answer = abel.upload(cut_off=typed)
    assert answer.status_code == 422
    assert "Write a whole number of minutes from 1 to 240." in sentence_of(answer)
    abel.shown()
    again = abel.send(cut_off=typed, again="yes")
    assert again.status_code == 422
    assert "Write a whole number of minutes" in sentence_of(again)


def hours(page: Element) -> str:
    """The time of Ana, on the page's first students."""
    [table] = [found for found in page.all("table") if "Time on the platform" in found.text]
    titles = [cell.text for cell in table.one("thead").all("th")]
    [row] = [row for row in table.one("tbody").all("tr") if row.one("th").text == "ana"]
    return row.all("td")[titles.index("Time on the platform") - 1].text


def test_another_cut_off_is_counted_and_shown_before_it_is_imported(abel: Importer) -> None:
    assert hours(abel.shown()) == "0.03"
    assert hours(abel.follow(abel.send(cut_off="1", again="yes"))) == "0"
    # A choice that was not shown yet is not imported unseen.
    assert hours(abel.follow(abel.send(cut_off="5"))) == "0.03"
    abel.follow(abel.send(cut_off="5"))
    assert abel.students()[0] == "carla"


def test_the_reader_says_who_is_staff(abel: Importer) -> None:
    page = abel.shown()
    boxes = {box.attributes["aria-label"]: box for box in page.all("input", name="out")}
    guest = boxes["Leave out guest"].attributes["value"]
    page = abel.follow(abel.send(people="shown", out=guest, again="yes"))
    ticked = [box for box in page.all("input", name="out") if "checked" in box.attributes]
    assert [box.attributes["aria-label"] for box in ticked] == ["Leave out guest"]
    abel.follow(abel.send(people="shown", out=guest))
    assert abel.students() == ["carla", "ana", "bruno", "teacher"]


def test_problems_of_the_grades_are_shown_and_nothing_is_imported(abel: Importer) -> None:
    page = abel.shown(log_of(), "ID;note\nana;twelve\n")
    assert "1 problem: nothing can be imported yet" in page.text
    assert "Row 2, grade: “twelve” is not a number" in page.text
    assert abel.send().status_code == 422


def test_losing_many_known_students_waits_for_a_yes(abel_again: Importer) -> None:
    page = abel_again.shown()
    assert "10 of 10 known students are missing" in page.text
    answer = abel_again.send(title="Algorithms")
    assert answer.status_code == 422
    assert "Tick that you mean it" in sentence_of(answer)
    abel_again.follow(abel_again.send(loses="yes"))
    assert abel_again.students() == ["carla", "ana", "bruno", "guest"]


def test_the_same_log_again_changes_nothing(abel: Importer) -> None:
    abel.shown()
    abel.follow(abel.send())
    assert "importing it changes nothing" in abel.shown().text
    abel.follow(abel.send())
    with abel.school.read() as session:
        assert len(store.rosters.listing(session, abel.school.viewer)) == 1


def test_files_can_be_thrown_away(abel: Importer) -> None:
    abel.shown()
    abel.follow(abel.send(forget="yes"))
    assert abel.uploads() == []
    assert abel.reader.get(abel.at).status_code == 404


def test_a_students_page_draws_his_weeks(abel: Importer) -> None:
    abel.shown()
    abel.follow(abel.send())
    lea = abel.school.reader("lea")
    page = lea.page(f"/students/{abel.school.ids()['ana']}")
    section = page.one("section", id="course_weeks")
    assert [cell.text for cell in section.one("tbody").walk() if cell.name in ("th", "td")] == [
        "6 Nov 2023",
        "2",
    ]
    assert len(section.all("rect")) == 1
    board = lea.page("/caseload")
    assert "carla" in board.text


def test_a_log_among_the_rosters_goes_on_to_its_grades_by_itself(abel: Importer) -> None:
    sent = abel.reader.post("/rosters", {"file": (io.BytesIO(log_of().encode()), "maths.csv")})
    part = abel.reader.get(path_of(sent), part=True)
    led = abel.reader.get(path_of(sent))
    assert part.headers["HX-Redirect"] == led.location == "/rosters/logs?upload=1"
    assert abel.uploads() == [".second", ".upload"]  # so that it goes within the hour
    page = abel.reader.page(led.location)
    assert "“maths.csv” is the log of a course" in page.text
    assert not page.all("input", name="log")
    form = {"upload": "1", "grades": (io.BytesIO(GRADES.encode()), "grades.csv")}
    assert abel.reader.post("/rosters/logs", {"upload": "1"}).status_code == 422
    assert figures(abel.follow(abel.reader.post("/rosters/logs", form))) == [
        "7",
        "4",
        "4",
        "2",
        "1",
    ]
    assert IP.encode() not in abel.kept()
    # Once it is read it is gone, and its address asks for a log again.
    assert abel.reader.page(led.location).all("input", name="log")
    assert "not a roster" in abel.reader.page(path_of(sent)).text


def test_what_is_no_waiting_log_is_not_taken_for_one(abel_again: Importer) -> None:
    for upload in ("1", "99", "x", "²", "9" * 40, ""):
        answer = abel_again.reader.get(f"/rosters/logs?upload={upload}")
        assert answer.status_code in (200, 404)
        assert "is the log of a course: it has" not in answer.text


def test_only_who_may_import_gets_there(abel: Importer) -> None:
    abel.shown()
    for who in ("lea", "ines", "mia"):
        reader = abel.school.reader(who)
        assert reader.get("/rosters/logs").status_code == 403
        assert reader.get(abel.at).status_code == 403
        assert reader.post(abel.at, {"title": "x"}).status_code == 403


def test_an_upload_that_is_none_is_not_there(abel: Importer) -> None:
    for token in ("none", "..", "%2e%2e%2fsecret", "x" * 300):
        assert abel.reader.get(f"/rosters/logs/{token}").status_code in (404, 308)
        assert abel.reader.post(f"/rosters/logs/{token}", {}).status_code in (404, 405, 308)


# What has to be asked ---------------------------------------------------------------------------

ODD_LOG = "wann,wer,was,wo,von\n" + "".join(
    f"2023-11-{day:02} 10:00:00,{who},{event},System,{IP}\n"
    for day, who, event in [
        (6, "ana", "Kurs angezeigt"),
        (7, "bruno", "Kurs angezeigt"),
        (8, "bruno", "Wyświetlono kurs"),
    ]
)
ODD = {"log.0": "time", "log.1": "user", "log.2": "event", "log.3": "component"}


def choose(abel: Importer, **sent: str) -> TestResponse:
    fields = {name.replace("_", "."): value for name, value in sent.items()}
    return abel.reader.post(f"{abel.at}/columns", fields)


def test_of_unknown_headers_it_is_asked_which_column_is_which(abel: Importer) -> None:
    page = abel.shown(ODD_LOG, "wer;Leistung\nana;12\nbruno;15\n")
    assert "Which column is which?" in page.text
    assert "2023-11-06 10:00:00" in page.text
    assert IP not in page.text
    assert IP not in (abel.school.settings.uploads / f"{abel.at[-32:]}.columns").read_text("utf-8")
    for wrong, words in [
        ({"log_1": "user"}, "which column of the log is the time"),
        ({"log_0": "time", "log_1": "time"}, "cannot both be “time”"),
        ({"log_0": "time", "log_1": "user", "grades_0": "user"}, "which column of the list is"),
    ]:
        answer = choose(abel, **wrong)
        assert answer.status_code == 422
        assert words in sentence_of(answer)
    grades = {"grades.0": "user", "grades.1": "grade"}
    page = abel.follow(abel.reader.post(f"{abel.at}/columns", {**ODD, **grades}))
    assert figures(page) == ["3", "3", "2", "2", "0"]
    assert IP.encode() not in abel.kept()
    abel.follow(abel.send())
    assert abel.students() == ["ana", "bruno"]


def test_events_of_unknown_names_are_listed_with_their_count(abel: Importer) -> None:
    rows = [*LINES, line("9 nov. 23, 10:04:00", "bruno", "Wyświetlono kurs")]
    page = abel.shown(log_of(rows))
    assert "1 name of events is not known" in page.text
    assert "Wyświetlono kurs (Système): 1" in page.text


def test_whoever_wants_to_may_say_the_columns_of_a_known_log(abel: Importer) -> None:
    page = abel.shown(columns="yes")
    chosen = {
        select.attributes["name"]: option.attributes["value"]
        for select in page.all("select")
        for option in select.all("option")
        if "selected" in option.attributes
    }
    assert chosen["log.1"] == "user"
    assert chosen["grades.1"] == "grade"
    page = abel.follow(abel.reader.post(f"{abel.at}/columns", chosen))
    assert figures(page) == ["7", "4", "4", "2", "1"]


def test_grades_that_fit_more_than_one_scale_are_asked_about(abel: Importer) -> None:
    page = abel.shown(log_of(), "ID;Result\nana;5,5\nbruno;ABS\ncarla;3\n")
    assert "The grades in the file go from 3 to 5.5." in page.text
    refused = abel.send()
    assert refused.status_code == 422
    assert "Say the worst and the best grade" in sentence_of(refused)
    for wrong in ({"worst": "2"}, {"worst": "2", "best": "6", "passing": "9"}):
        assert "Write three numbers" in sentence_of(abel.send(**wrong))
    scale = {"worst": "2", "best": "6", "passing": "3"}
    page = abel.follow(abel.send(**scale))
    assert "they are brought to 0 to 20, so that 3 is 10" in page.text
    abel.follow(abel.send(**scale))
    with abel.school.read() as session:
        roster = store.rosters.current(session, abel.school.viewer)
        assert roster is not None
        cohort = store.rosters.whole(session, abel.school.viewer, roster.id)
    grades = cohort.columns["grade"].each().tolist()
    assert grades[:2] == [10.0, pytest.approx(18.33)]


def test_days_that_can_be_read_both_ways_are_asked_about(abel: Importer) -> None:
    log = "Time,User,Event\n01/02/23 10:00,ana,Course viewed\n03/04/23 10:00,ana,Course viewed\n"
    page = abel.shown(log)
    assert "students’ actions from 1 Feb 2023 to 3 Apr 2023" in page.text
    page = abel.follow(abel.send(month_first="yes", again="yes"))
    assert "students’ actions from 2 Jan 2023 to 4 Mar 2023" in page.text


# Whose numbers they are -------------------------------------------------------------------------


def test_numbers_of_other_students_are_never_taken_silently(abel_again: Importer) -> None:
    known = abel_again.students()[:2]
    lines = [line(f"6 nov. 23, 10:0{n}:00", key) for n, key in enumerate(known)]
    grades = "ID;note\n" + "".join(f"{key};12\n" for key in known)
    page = abel_again.shown(log_of(lines), grades)
    assert "2 students of this log have the numbers of students of “Maths”" in page.text
    refused = abel_again.send(loses="yes")
    assert refused.status_code == 422
    assert "Say whether they are the same students." in refused.text
    abel_again.follow(abel_again.send(same="no"))
    abel_again.follow(abel_again.send(same="no", loses="yes"))
    assert abel_again.students() == [f"log-{key}" for key in known]
    # What was said once holds for the next log of the same numbers.
    page = abel_again.shown(log_of(lines), grades.replace("12", "13"))
    assert not page.all("input", name="same")
    assert "The numbers of this log begin with “log-”" in page.text


def test_who_is_said_to_be_the_same_student_keeps_his_number(abel_again: Importer) -> None:
    known = abel_again.students()[:2]
    lines = [line(f"6 nov. 23, 10:0{n}:00", key) for n, key in enumerate(known)]
    abel_again.shown(log_of(lines), "ID;note\n" + "".join(f"{key};12\n" for key in known))
    page = abel_again.follow(abel_again.send(same="yes", part="whole"))
    [whole] = page.all("input", name="part", value="whole")
    assert "checked" in whole.attributes
    abel_again.follow(abel_again.send(loses="yes"))
    assert abel_again.students() == known


def test_a_log_alone_takes_the_grades_of_the_roster(abel_again: Importer) -> None:
    with abel_again.school.read() as session:
        roster = store.rosters.current(session, abel_again.school.viewer)
        assert roster is not None
        names = store.rosters.names(session, abel_again.school.viewer, roster.id)
    full = f"{names.first[0]} {names.family[0]}"
    log = log_of([line("6 nov. 23, 10:00:00", full)])
    answer = abel_again.reader.post("/rosters/logs", {"log": (io.BytesIO(log.encode()), "log.csv")})
    abel_again.at = path_of(answer)
    page = abel_again.follow(answer)
    assert "The grades are those of the roster “Maths”." in page.text
    assert figures(page)[1:3] == ["1", "10"]
    assert not page.all("input", name="worst")
    by_number = log_of([line("6 nov. 23, 10:00:00", names.keys[0])])
    answer = abel_again.reader.post(
        "/rosters/logs", {"log": (io.BytesIO(by_number.encode()), "log.csv")}
    )
    page = abel_again.follow(answer)
    assert "There is no name to tell it by" in page.text
    assert page.all("input", name="same", value="yes")


def test_where_nobody_is_known_a_log_alone_is_not_enough(abel: Importer) -> None:
    answer = abel.reader.post("/rosters/logs", {"log": (io.BytesIO(log_of().encode()), "log.csv")})
    assert answer.status_code == 422
    assert "Choose a file first." in sentence_of(answer)


# The command ------------------------------------------------------------------------------------


def test_the_command_does_the_same(own_school: School, tmp_path: Path) -> None:
    (tmp_path / "log").write_text(log_of(), encoding="utf-8")
    (tmp_path / "grades").write_text(GRADES, encoding="utf-8")
    run = own_school.app.test_cli_runner()
    paths = ["rosters", "import-log", str(tmp_path / "grades"), str(tmp_path / "log")]
    refused = run.invoke(args=paths)
    assert refused.exit_code == 1
    assert "10 of 10 known students are missing" in refused.output
    unknown = run.invoke(args=[*paths, "--staff", "nobody"])
    assert "Nobody in the log is called nobody." in unknown.output
    done = run.invoke(args=[*paths, "--yes", "--staff", "guest", "--cut-off", "10"])
    assert done.exit_code == 0, done.output
    assert "No grade: guest, left out as staff." in done.output
    assert "pauses of more than 10 minutes" in done.output
    assert "Roster 2, 3 students." in done.output
    assert IP not in done.output
    again = run.invoke(args=[*paths, "--yes", "--staff", "guest", "--cut-off", "10"])
    assert "This log is in already" in again.output


def test_the_real_course_comes_in_whole(abel: Importer, shared: Callable[[str], Path]) -> None:
    log, grades = shared("moodle-logs-fr.csv"), shared("moodle-notes.csv")
    page = abel.shown(log.read_bytes(), grades.read_bytes())
    assert figures(page) == ["14696", "11113", "73", "62", "0"]
    abel.follow(abel.send())
    assert len(abel.students()) == 73


def test_the_command_says_what_is_missing_and_how_to_say_it(
    empty_school: School, tmp_path: Path
) -> None:
    (tmp_path / "log").write_text(ODD_LOG, encoding="utf-8")
    (tmp_path / "grades").write_text("wer;Leistung\nana;5\nbruno;4\n", encoding="utf-8")
    run = empty_school.app.test_cli_runner()
    paths = ["rosters", "import-log", str(tmp_path / "log"), str(tmp_path / "grades")]
    assert "--map COLUMN=KEY" in run.invoke(args=paths).output
    said = [word for key in ("wann=time", "wer=user", "was=event", "wo=component", "Leistung=grade")
            for word in ("--map", key)]  # fmt: skip
    assert "one of time, user" in run.invoke(args=[*paths, "--map", "wann=when"]).output
    asked = run.invoke(args=[*paths, *said])
    assert "Not a known event: Wyświetlono kurs (System), 1." in asked.output
    assert "--scale 0 10 5" in asked.output
    assert "takes the worst" in run.invoke(args=[*paths, *said, "--scale", "1", "6", "9"]).output
    done = run.invoke(args=[*paths, *said, "--scale", "6", "1", "4"])
    assert done.exit_code == 0, done.output
    assert "Roster 1, 2 students." in done.output
    assert IP not in done.output


def test_the_command_asks_whose_numbers_they_are(own_school: School, tmp_path: Path) -> None:
    key = next(iter(own_school.ids()))
    log = log_of([line("6 nov. 23, 10:00:00", key)])
    (tmp_path / "log").write_text(log, encoding="utf-8")
    (tmp_path / "grades").write_text(f"ID;note\n{key};12\n", encoding="utf-8")
    run = own_school.app.test_cli_runner()
    paths = ["rosters", "import-log", str(tmp_path / "log"), str(tmp_path / "grades"), "--yes"]
    assert "--same-students or --other-students" in run.invoke(args=paths).output
    done = run.invoke(args=[*paths, "--other-students"])
    assert done.exit_code == 0, done.output
    assert list(own_school.ids()) == [f"log-{key}"]
