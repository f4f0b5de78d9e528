"""Importing a roster on the pages, step by step, and taking it back.

Here a job is done at once, in this process; `test_jobs.py` has the children that do it in earnest.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from invented import ROSTER, as_csv, students
from one_school import School
from openpyxl import Workbook
from reader import Element, Reader, names, path_of, read, sentence_of
from sqlalchemy import update
from werkzeug.test import TestResponse

from data import store
from data.tables import Job, now
from webapp.http.security import MEGABYTE
from webapp.rosters import rosters as rosters_page
from webapp.services.jobs import background_jobs, work
from webapp.services.rosters import expected_grades
from webapp.services.rosters.uploads import KEPT_SECONDS


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[School]]:
    """Does jobs in this process as soon as they are started, for the school named last."""
    schools: list[School] = []

    def do(command: list[str], **_options: Any) -> None:
        school = schools[-1]
        try:
            with school.app.app_context():
                work.run(school.state, int(command[-1]))
        except Exception as error:  # the child would write it to the log and end
            assert "Traceback" not in str(error)

    monkeypatch.setattr(background_jobs.subprocess, "Popen", do)
    monkeypatch.setattr(work, "keep_gaps", lambda *_: None)
    monkeypatch.setattr(expected_grades, "keep_gaps", lambda *_: None)
    yield schools


class Importer:
    """Abel, the administrator, at a school of his own, with a file in his hand; Lea reads the
    board there."""

    def __init__(self, school: School) -> None:
        self.school = school
        self.reader: Reader = school.reader("abel")
        self.lea: Reader = school.reader("lea")

    def upload(self, content: bytes | str, filename: str = "maths.csv") -> Element:
        """Upload a file; gives the page that shows what it would change."""
        data = content.encode() if isinstance(content, str) else content
        answer = self.reader.post("/rosters", {"file": (io.BytesIO(data), filename)})
        return self.follow(answer)

    def follow(self, answer: TestResponse) -> Element:
        assert answer.status_code == 303, sentence_of(answer)
        self.at = path_of(answer)
        return self.reader.page(self.at)

    def send(self, step: str, **form: str) -> TestResponse:
        return self.reader.post(f"{self.at}/{step}", form)

    def bring_in(self, content: bytes | str, filename: str = "maths.csv", **form: str) -> Element:
        """Upload and say yes."""
        self.upload(content, filename)
        return self.follow(self.send("confirm", **form))

    def uploads(self) -> list[Path]:
        return sorted(self.school.settings.uploads.iterdir())

    def current(self) -> Any:
        with self.school.read() as session:
            return store.rosters.current(session, self.school.viewer)


@pytest.fixture
def abel(empty_school: School, at_once: list[School]) -> Importer:
    """Abel imports into an empty school."""
    at_once.append(empty_school)
    return Importer(empty_school)


@pytest.fixture
def abel_again(own_school: School, at_once: list[School]) -> Importer:
    """Abel imports where there is a roster already."""
    at_once.append(own_school)
    return Importer(own_school)


def figures(page: Element) -> dict[str, str]:
    """How many students are new, changed, unchanged and missing."""
    found = page.one("dl", class_="counts")
    shown = {div.one("dt").text: div.one("dd").text for div in found.all("div")}
    first = {"new": shown["students in the file"]}  # of a first import nothing else is told
    return {"changed": "0", "unchanged": "0", "missing from the file": "0", **first, **shown}


def test_a_file_is_shown_before_anything_is_written(abel: Importer) -> None:
    page = abel.upload(ROSTER)
    assert "What is this file?" in page.text
    assert "maths.csv · CSV, utf-8, separated by “comma”" in page.text.replace("UTF-8", "utf-8")
    assert figures(page) == {
        "students in the file": "10", "new": "10", "changed": "0", "unchanged": "0",
        "missing from the file": "0",
    }  # fmt: skip
    assert "Gonçalves" in page.text
    assert abel.current() is None


def test_a_yes_takes_it_in_and_the_upload_is_deleted(abel: Importer) -> None:
    page = abel.bring_in(ROSTER, title="Maths, first term")
    assert "10 students are in" in page.text
    assert abel.uploads() == []
    assert "Maths, first term" in abel.reader.page("/rosters").text
    assert len(names(abel.lea.page("/caseload?set=small"))) == 10


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_encodings_and_separators_are_found_out_and_accents_survive(
    abel: Importer, encoding: str, separator: str
) -> None:
    rows = [row for row in students() if row["StudentID"] != "S9"]
    if encoding == "latin-1":  # which has no Œ
        rows = [row for row in rows if row["StudentID"] != "S8"]
    page = abel.upload(as_csv(rows, separator).encode(encoding))
    assert figures(page)["new"] == str(len(rows))
    abel.follow(abel.send("confirm"))
    assert "Ana Gonçalves" in names(abel.lea.page("/caseload?set=small"))


def test_a_workbook_is_read_too(abel: Importer) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in csv.reader(io.StringIO(ROSTER)):
        sheet.append([int(cell) if re.fullmatch(r"\d+", cell) else cell for cell in row])
    content = io.BytesIO()
    book.save(content)
    page = abel.upload(content.getvalue(), "maths.xlsx")
    assert "Excel workbook" in page.text
    assert figures(page)["new"] == "10"
    abel.follow(abel.send("confirm"))
    assert abel.current().filename == "maths.xlsx"


def test_the_same_file_again_changes_nothing(abel_again: Importer) -> None:
    before = abel_again.current()
    page = abel_again.upload(ROSTER)
    assert "importing it changes nothing" in page.text
    assert figures(page)["unchanged"] == "10"
    abel_again.follow(abel_again.send("confirm"))
    assert abel_again.current().id == before.id
    semicolons = as_csv(list(reversed(students())), ";").encode("utf-8-sig")
    abel_again.bring_in(semicolons)
    assert abel_again.current().id == before.id


def test_what_changes_is_shown_cell_by_cell(abel_again: Importer) -> None:
    rows = students()
    rows[0]["absences"] = "11"
    rows[1]["FinalGrade"] = ""
    page = abel_again.upload(as_csv(rows))
    assert figures(page)["changed"] == "2"
    [table] = [found for found in page.all("table") if "Before" in found.text]
    changes = [[cell.text for cell in row.all("td")] for row in table.one("tbody").all("tr")]
    assert ["absences", "10.0", "11.0"] in changes or ["absences", "10", "11"] in changes


def test_losing_many_known_students_waits_for_a_yes(abel_again: Importer) -> None:
    rest = as_csv(students()[2:])
    page = abel_again.upload(rest)
    assert "2 of 10 known students are missing" in page.text
    answer = abel_again.send("confirm")
    assert answer.status_code == 422
    assert "Tick that you mean it" in sentence_of(answer)
    assert abel_again.current().students == 10
    abel_again.follow(abel_again.send("confirm", loses="yes"))
    assert abel_again.current().students == 8


def test_the_restrained_file_after_the_whole_one_waits_for_a_yes(
    abel: Importer, shared: Callable[[str], Path]
) -> None:
    whole, part = shared("pilot-students.csv"), shared("pilot-students-restrained.csv")
    abel.bring_in(whole.read_bytes(), whole.name)
    assert abel.current().students == 357
    page = abel.upload(part.read_bytes(), part.name)
    assert "311 of 357 known students are missing" in page.text
    assert abel.send("confirm").status_code == 422


@pytest.mark.parametrize("shape", ["utf-8", "latin-1", "without school"])
def test_the_pilot_file_is_read_in_every_shape_it_was_seen_in(
    abel: Importer, shared: Callable[[str], Path], shape: str
) -> None:
    text = shared("pilot-students.csv").read_text(encoding="utf-8")
    content = text.encode()
    if shape == "latin-1":
        content = text.replace("’", "'").encode("latin-1")
    if shape == "without school":
        rows = list(csv.DictReader(io.StringIO(text)))
        content = as_csv([{k: v for k, v in row.items() if k != "school"} for row in rows]).encode()
    page = abel.upload(content, "pilot.csv")
    assert figures(page)["new"] == "357"
    abel.follow(abel.send("confirm"))
    board = abel.lea.page("/caseload")
    assert "All 357 students" in board.text
    assert abel.lea.get("/caseload.csv").status_code == 200


def test_the_uci_file_is_read_though_it_has_neither_ids_nor_names(
    abel: Importer, shared: Callable[[str], Path]
) -> None:
    page = abel.upload(shared("student-mat.csv").read_bytes(), "student-mat.csv")
    assert "separated by “semicolon”" in page.text
    assert figures(page)["new"] == "395"
    abel.follow(abel.send("confirm"))
    assert "Student row 2" in " ".join(names(abel.lea.page("/caseload?q=row+2")))


def test_students_without_a_grade_are_kept_and_listed_first(abel: Importer) -> None:
    rows = students(FinalGrade="")
    rows[0]["FinalGrade"], rows[1]["FinalGrade"] = "8", "15"
    abel.bring_in(as_csv(rows))
    page = abel.lea.page("/caseload?set=small")
    assert "Without a grade: see them first" in page.text
    assert len(names(page)) == 10


def test_where_nobody_has_a_grade_the_board_says_so_and_lists_them_all(abel: Importer) -> None:
    abel.bring_in(as_csv(students(FinalGrade="")))
    page = abel.lea.page("/caseload?set=small")
    assert "Nobody here has a grade yet" in page.text
    assert "No places" not in page.text
    assert len(names(page)) == 10


def wrong_file() -> str:
    rows = students()
    rows[0]["Dalc"] = "7"
    rows[2]["absences"] = "many"
    rows[3]["StudentID"] = "S1"
    rows[4]["FinalGrade"] = "=1+1"
    return as_csv(rows)


def test_every_problem_is_said_by_row_and_column_and_nothing_is_imported(abel: Importer) -> None:
    page = abel.upload(wrong_file())
    assert "1 problem stands in the way" in page.text
    assert "3 cells cannot be read as their columns are described" in page.text
    said = [item.text for item in page.all("li") + page.all("p", class_="problem")]
    assert any("Row 2" in one and "Dalc" in one and "7" in one for one in said)
    assert any("Row 4" in one and "absences" in one and "many" in one for one in said)
    assert any("Row 5" in one and "S1" in one for one in said)
    assert "disabled" in page.one("form", id="import-form").all("button")[0].attributes
    answer = abel.follow(abel.send("confirm"))
    assert "This file cannot be imported" in answer.text
    assert abel.current() is None


def test_the_problems_can_be_downloaded_to_correct_the_file_by(abel: Importer) -> None:
    abel.upload(wrong_file())
    answer = abel.reader.get(f"{abel.at}/problems.csv")
    assert answer.mimetype == "text/csv"
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == ["Row", "Column", "Problem"]
    assert [(row[0], row[1]) for row in rows[1:]] == [
        ("2", "Dalc"), ("4", "absences"), ("5", "StudentID"), ("6", "FinalGrade"),
    ]  # fmt: skip
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]


def test_problems_are_said_in_the_readers_language(abel: Importer) -> None:
    abel.upload(wrong_file())
    said = {
        language: abel.school.reader("abel", language)
        .page(abel.at)
        .one("table", class_="file-columns")
        .text
        for language in ("en", "pt", "fr")
    }
    assert len(set(said.values())) == 3
    assert all("Dalc" in words and "7" in words for words in said.values())


UNREADABLE = {
    "empty": b"",
    "a header alone": ROSTER.splitlines()[0].encode(),
    "binary": bytes(range(256)) * 20,
    "a picture": b"\x89PNG\r\n\x1a\n" + bytes(500),
    "a zip": b"PK\x03\x04" + bytes(500),
    "ten thousand columns": (",".join(f"c{n}" for n in range(10_000)) + "\n1").encode(),
    "no column we know": b"a;b;c\n1;2;3\n",
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE)
@pytest.mark.parametrize("filename", ["maths.csv", "maths.xlsx"])
def test_what_is_no_roster_is_refused_with_a_sentence(
    abel: Importer, content: bytes, filename: str
) -> None:
    page = abel.upload(content, filename)
    said = page.text
    assert "cannot be imported" in said or "stands in the way" in said
    assert "broke on our side" not in said
    assert abel.current() is None


def test_a_cut_file_is_refused_or_shown_short_but_never_taken_in_half(abel_again: Importer) -> None:
    page = abel_again.upload(ROSTER[: len(ROSTER) * 2 // 3])
    if page.all("dl", class_="counts"):
        assert "known students are missing" in page.text
    assert abel_again.send("confirm").status_code in (303, 422)
    assert abel_again.current().students == 10


def test_a_file_without_a_grade_is_taken_in_and_says_that_nobody_has_one(abel: Importer) -> None:
    rows = [{k: v for k, v in row.items() if k != "FinalGrade"} for row in students()]
    page = abel.upload(as_csv(rows))
    assert "The file has no grade: nobody has one until another file brings it." in page.text
    abel.follow(abel.send("confirm"))
    assert abel.current().students == 10


def place_of(page: Element, header: str) -> int:
    """Where a column stands among the lines of the page."""
    lines = page.one("table", class_="file-columns").one("tbody").all("tr")
    return next(at for at, line in enumerate(lines) if line.one("th").text.startswith(header))


def test_columns_are_described_by_hand_and_the_choice_is_remembered(abel: Importer) -> None:
    renamed = ROSTER.replace("FinalGrade", "Points gained", 1).replace("absences", "dias", 1)
    page = abel.upload(renamed)
    change = {f"c.{place_of(page, 'Points gained')}.meaning": "grade"}
    assert abel.send("description", **change).status_code == 303
    page = abel.reader.page(abel.at)
    assert "0 to 20, 20 is best" in page.one("table", class_="file-columns").text
    abel.follow(abel.send("confirm", called="Our list"))
    with abel.school.app.app_context():
        dictionary = abel.school.state.dictionaries.for_roster(abel.current())
    assert "Points gained" in dictionary.grade.aliases
    assert dictionary.name == "our-list"
    again = abel.upload(renamed)
    assert figures(again)["unchanged"] == "10"
    assert abel.send("confirm").status_code == 303


def test_a_cell_that_its_column_cannot_hold_can_be_no_answer(abel: Importer) -> None:
    rows = students()
    rows[0]["Dalc"] = "7"
    page = abel.upload(as_csv(rows))
    assert "1 cell cannot be read" in page.text
    place = place_of(page, "Dalc")
    assert abel.send("description", **{f"c.{place}.nothing": "7"}).status_code == 303
    assert "cannot be read" not in abel.reader.page(abel.at).text
    assert "10 students are in" in abel.follow(abel.send("confirm")).text


def test_what_a_change_of_one_line_changes_comes_back_alone(abel: Importer) -> None:
    page = abel.upload(ROSTER)
    place = place_of(page, "absences")
    answer = abel.reader.post(
        f"{abel.at}/description",
        {f"c.{place}.form": "whole", f"c.{place}.low": "0", f"c.{place}.high": "5",
         f"c.{place}.kind": "whole", f"c.{place}.label": "Absences"},
        part=True,
    )  # fmt: skip
    part = read(answer.get_data(as_text=True))
    assert [line.attributes["id"] for line in part.all("tr")] == [f"column-{place}"]
    assert "is not between 0 and 5" in part.text
    assert "disabled" in part.one("form", id="import-form").all("button")[0].attributes


def test_a_range_that_cannot_be_is_said_beside_the_column(abel: Importer) -> None:
    page = abel.upload(ROSTER)
    place = place_of(page, "absences")
    answer = abel.send(
        "description",
        **{f"c.{place}.form": "whole", f"c.{place}.low": "9", f"c.{place}.high": "5"},
    )
    assert answer.status_code == 422
    assert "must begin below its end" in read(answer.get_data(as_text=True)).text


def test_two_columns_of_one_meaning_are_said_and_nothing_is_lost(abel: Importer) -> None:
    page = abel.upload(ROSTER)
    place = place_of(page, "absences")
    again = abel.follow(abel.send("description", **{f"c.{place}.meaning": "class"}))
    line = again.one("tr", id=f"column-{place}")
    assert [one.text for one in line.all("p", class_="hint")]


def test_what_was_changed_in_another_window_is_not_imported_unseen(abel: Importer) -> None:
    abel.upload(ROSTER)
    assert abel.send("confirm", edition="0").status_code == 409
    assert abel.current() is None


def test_the_last_import_is_undone_and_brought_back(abel_again: Importer) -> None:
    abel_again.bring_in(as_csv(students(absences="1")))
    second = abel_again.current()
    assert second.number == 2
    assert path_of(abel_again.reader.post(f"/rosters/{second.id}/withdraw")) == "/rosters"
    assert abel_again.current().number == 1
    page = abel_again.reader.page("/rosters")
    assert page.one("s").text == second.title
    assert "Bring back" in page.text
    abel_again.reader.post(f"/rosters/{second.id}/restore")
    assert abel_again.current().number == 2


def test_all_imports_undone_leave_the_welcome(abel_again: Importer) -> None:
    abel_again.reader.post(f"/rosters/{abel_again.current().id}/withdraw")
    assert "There is no roster yet" in abel_again.lea.page("/caseload").text


def test_the_sample_school_comes_and_goes_in_one_click(
    abel: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rosters_page, "SAMPLE_STUDENTS", 40)
    page = abel.follow(abel.reader.post("/rosters/sample"))
    assert "40 students are in" in page.text
    board = abel.lea.page("/caseload")
    assert "These students are invented" in board.text
    for address in ("/caseload/sheet", "/rosters"):
        assert "ample" in abel.lea.page(address).text
    assert "invented" in abel.lea.get("/caseload.csv").text
    [student] = re.findall(r"/students/(\d+)", abel.lea.get("/caseload").text)[:1]
    assert "These students are invented" in abel.lea.page(f"/students/{student}").text
    abel.reader.post("/rosters/sample/remove")
    assert "There is no roster yet" in abel.lea.page("/caseload").text
    assert abel.lea.get(f"/students/{student}").status_code == 404


def test_the_sample_is_removed_from_beside_a_real_roster(
    abel_again: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rosters_page, "SAMPLE_STUDENTS", 20)
    abel_again.follow(abel_again.reader.post("/rosters/sample"))
    abel_again.reader.post("/rosters/sample/remove")
    assert abel_again.current().title == "Maths"
    assert len(abel_again.school.ids()) == 10


def test_a_yes_to_what_has_changed_since_is_refused(abel_again: Importer) -> None:
    rui = Importer(abel_again.school)
    abel_again.upload(as_csv(students(absences="1")))
    rui.bring_in(as_csv(students(absences="2")))
    page = abel_again.follow(abel_again.send("confirm"))
    assert "Another roster came in" in page.text
    assert abel_again.current().number == 2


def test_a_second_click_on_import_changes_nothing_and_says_why(abel_again: Importer) -> None:
    abel_again.upload(as_csv(students(absences="1")))
    first_answer, at = abel_again.send("confirm"), abel_again.at
    assert first_answer.status_code == 303
    answer = abel_again.reader.post(f"{at}/confirm")
    assert answer.status_code == 404
    assert abel_again.current().number == 2


@pytest.mark.parametrize("step", ["", "/problems.csv"])
def test_an_unknown_job_is_not_there(abel: Importer, step: str) -> None:
    for number in ("0", "4711", "99999999999999999999"):
        assert abel.reader.get(f"/rosters/imports/{number}{step}").status_code == 404
    for step_ in ("mapping", "confirm", "forget"):
        assert abel.reader.post(f"/rosters/imports/4711/{step_}").status_code == 404


def test_a_thrown_away_file_is_gone(abel: Importer) -> None:
    abel.upload(ROSTER)
    assert len(abel.uploads()) == 3
    assert abel.send("forget").status_code == 302
    assert abel.uploads() == []
    assert "No longer here" in abel.reader.page(abel.at).text
    assert abel.send("confirm").status_code == 404


def test_uploads_are_for_their_owner_alone_and_for_a_day(
    abel: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    abel.upload(ROSTER)
    for path in abel.uploads():
        assert path.stat().st_mode & 0o077 == 0
    monkeypatch.setattr("webapp.services.rosters.uploads.KEPT_SECONDS", -1)
    first_at = abel.at
    abel.upload(ROSTER)
    assert KEPT_SECONDS == 24 * 3600
    assert "No longer here" in abel.reader.page(first_at).text


def test_no_file_is_refused_beside_the_field(abel: Importer) -> None:
    answer = abel.reader.post("/rosters")
    assert answer.status_code == 422
    assert "Choose a file first" in sentence_of(answer)


def test_a_file_over_the_limit_is_refused_with_a_sentence(abel: Importer) -> None:
    abel.school.app.config["MAX_CONTENT_LENGTH"] = MEGABYTE
    answer = abel.reader.post("/rosters", {"file": (io.BytesIO(bytes(MEGABYTE + 1)), "x.csv")})
    assert answer.status_code == 413
    assert "too large" in sentence_of(answer)
    assert abel.uploads() == []


@pytest.mark.parametrize(
    "filename",
    ["../../etc/passwd", "C:\\Users\\lea\\notes.csv", "a\tb\x01.csv", "é" * 300, "=1.csv"],
)
def test_the_name_of_a_file_is_only_a_name(abel: Importer, filename: str) -> None:
    abel.bring_in(ROSTER, filename, title=" \x07Maths\n2 ")
    current = abel.current()
    assert "/" not in current.filename
    assert "\\" not in current.filename
    assert len(current.filename) <= 200
    assert current.filename.isprintable()
    assert current.title == "Maths 2"


def test_a_job_that_fell_silent_says_so(abel: Importer) -> None:
    with abel.school.write() as session:
        job = store.jobs.start(session, abel.school.viewer, "read roster", {"token": "x"}).id
    running = abel.reader.page(f"/rosters/imports/{job}")
    assert "One moment" in running.text
    part = abel.reader.part(f"/rosters/imports/{job}")
    assert part.attributes["hx-get"] == f"/rosters/imports/{job}"
    with abel.school.write() as session:
        session.execute(update(Job).values(seen_at=now() - timedelta(minutes=6)))
    stopped = abel.reader.part(f"/rosters/imports/{job}")
    assert "Interrupted" in stopped.text
    assert "hx-get" not in stopped.attributes


def test_a_job_that_estimates_gaps_has_a_page_too(abel_again: Importer) -> None:
    with abel_again.school.write() as session:
        job = store.jobs.start(session, abel_again.school.viewer, "estimate gaps", {"roster": 1}).id
    with abel_again.school.app.app_context():
        work.run(abel_again.school.state, int(str(job)))
    assert abel_again.reader.get(f"/rosters/imports/{job}").status_code in (200, 404)


def test_what_broke_says_nothing_of_the_file(
    abel: Importer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object, **_more: object) -> None:
        raise RuntimeError("Ana Gonçalves")

    monkeypatch.setattr(work, "read", broken)
    page = abel.upload(ROSTER)
    assert "Something broke on our side" in page.text
    assert "Gonçalves" not in page.text


def test_the_rosters_page_lists_what_the_columns_mean(abel: Importer) -> None:
    page = read(abel.reader.get("/rosters").text)
    assert "FinalGrade *" in page.text
    assert "at most 50 MB" in page.text
