"""Data for research: what is shown before it is given, the file itself, and what never leaves."""

import csv
import hashlib
import io
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from invented import ROSTER, as_csv, students
from one_school import School
from reader import Reader, path_of, read, sentence_of

from data.store import rosters
from data.store.statistics import school_statistics
from webapp.services.rosters.importing import load_sample

STUDENTS = 240


@pytest.fixture(scope="module")
def sampled(empty_folder: Path, copied: Any) -> Iterator[School]:
    """A school of 240 invented students."""
    made = School(copied(empty_folder))
    load_sample(made.state, made.viewer, STUDENTS)
    yield made
    made.close()


def taken(reader: Reader, **form: str) -> dict[str, bytes]:
    """The files that a person gets who ticks what there is to tick."""
    answer = reader.post("/research", {**form_of(reader), "compared": "yes", **form})
    assert answer.status_code == 200, sentence_of(answer)
    assert answer.headers["Content-Type"] == "application/zip"
    with ZipFile(io.BytesIO(answer.data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def form_of(reader: Reader) -> dict[str, str]:
    fields = reader.page("/research").all("input", type="hidden")
    return {one.attributes["name"]: one.attributes["value"] for one in fields}


def rows_of(files: dict[str, bytes]) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files["data.csv"].decode("utf-8"), newline="")))


def test_the_page_says_what_researchers_would_get_before_anything_leaves(
    sampled: School,
) -> None:
    page = sampled.reader().page("/research")
    figures = {
        one.one("dt").text: one.one("dd").text
        for one in page.one("dl", class_="figures").all("div")
    }
    out = int(figures["left out"])
    assert int(figures["students published"]) + out == STUDENTS
    assert out == 0 or out >= 5
    assert figures["at least (k)"] == "5"
    assert int(figures["in the smallest group"]) >= 5
    told = {
        row.one("th", scope="row").text: row.all("td")[1].text
        for row in page.one("table", class_="arithmetic").all("tr")
        if row.all("td")
    }
    assert told["romantic"] in ("as answered", "left out")
    assert "FinalGrade" not in told
    assert "FinalGrade" in page.text
    assert not [name for name in ("StudentID", "FirstName", "FamilyName") if name in page.text]


def test_the_file_is_k_anonymous_in_what_others_could_know(sampled: School) -> None:
    files = taken(sampled.reader())
    report = json.loads(files["report.json"])
    rows = rows_of(files)
    known = [
        one["name"] for one in report["columns"] if one["quasi_identifier"] and one["published"]
    ]
    groups = Counter(tuple(row[name] for name in known) for row in rows)
    assert known
    assert min(groups.values()) == report["groups"]["smallest"] >= report["k"] == 5
    assert len(groups) == report["groups"]["number"]
    assert report["rows"]["published"] == len(rows)
    assert report["rows"]["read"] == STUDENTS
    assert [one["name"] for one in report["columns"] if one["published"]] == list(rows[0])
    assert report["sha256"]["data.csv"] == hashlib.sha256(files["data.csv"]).hexdigest()


def test_no_name_and_no_id_leaves(sampled: School) -> None:
    with sampled.read() as session:
        roster = rosters.current(session, sampled.viewer)
        assert roster is not None
        names = rosters.names(session, sampled.viewer, roster.id)
    files = taken(sampled.reader())
    cells = {cell for row in rows_of(files) for cell in row.values()}
    assert not cells & {*names.first, *names.family, *names.keys}
    everything = b"".join(files.values()).decode()
    assert not [name for name in {*names.family} if f" {name} " in everything]
    assert not {"StudentID", "FirstName", "FamilyName"} & set(rows_of(files)[0])


def test_two_files_of_one_roster_hold_the_same_rows_in_another_order(sampled: School) -> None:
    first, second = (rows_of(taken(sampled.reader())) for _ in range(2))
    assert first != second
    assert Counter(map(str, first)) == Counter(map(str, second))


def test_the_data_sheet_is_there_in_three_languages_whoever_asks(sampled: School) -> None:
    files = taken(sampled.reader(language="pt"))
    assert set(files) == {
        "data.csv", "report.json", "datasheet.en.md", "datasheet.fr.md", "datasheet.pt.md",
    }  # fmt: skip
    sheet = files["datasheet.en.md"].decode()
    report = json.loads(files["report.json"])
    assert f"finds {report['k']} or more who look alike" in sheet
    assert "What must not be done with it" in sheet
    assert "roster no. 1" in sheet
    assert "These students are invented." in sheet and report["invented"] is True
    for one in report["columns"]:
        assert f"`{one['name']}`" in sheet
    assert "Liste des élèves" in files["datasheet.fr.md"].decode()
    assert "Pauta das escolas" in files["datasheet.pt.md"].decode()


def test_a_file_says_no_time_of_the_day(sampled: School) -> None:
    reader = sampled.reader()
    answer = reader.post("/research", {**form_of(reader), "compared": "yes"})
    with ZipFile(io.BytesIO(answer.data)) as packed:
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_that_somebody_took_the_file_is_on_record_and_looking_is_not(own_school: School) -> None:
    reader = own_school.reader()
    before = own_school.version()
    reader.page("/research")
    assert own_school.version() == before
    taken(reader)
    with own_school.read() as session:
        roster = rosters.current(session, own_school.viewer)
        assert roster is not None
        [one] = school_statistics.exports(session, own_school.viewer)
        assert (one.roster, one.students, one.k) == (roster.id, 10, 5)
    assert "Exports so far" in reader.page("/research").text


def test_a_second_export_of_other_students_needs_a_tick(own_school: School) -> None:
    reader = own_school.reader()
    taken(reader)
    assert not reader.page("/research").all("input", name="compared")
    text = own_school.folder.parent / "next.csv"
    text.write_text(as_csv(students()[:9]), encoding="utf-8")
    own_school.take_in(text)
    assert reader.page("/research").all("input", name="compared")
    refused = reader.post("/research", form_of(reader))
    assert refused.status_code == 422
    assert "Tick" in sentence_of(refused)
    assert taken(reader)


def test_too_few_students_are_not_given_out(own_school: School) -> None:
    few = own_school.folder.parent / "few.csv"
    few.write_text(as_csv(students()[:4]), encoding="utf-8")
    own_school.take_in(few)
    page = own_school.reader().page("/research")
    assert "fewer than 5 students" in page.text
    assert not page.all("form", action="/research")
    assert own_school.reader().post("/research", {}).status_code == 422


def test_an_undone_import_is_not_given_out(own_school: School) -> None:
    reader = own_school.reader()
    form = form_of(reader)
    undone = own_school.reader("abel").post(f"/rosters/{form['roster']}/withdraw")
    assert path_of(undone) == "/rosters"
    refused = reader.post("/research", form)
    assert refused.status_code == 422
    assert "undone" in sentence_of(refused)


def test_another_roster_number_is_answered_like_none(school: School) -> None:
    assert school.reader().post("/research", {"roster": "999999"}).status_code == 404


def test_without_a_roster_the_page_says_so(empty_school: School) -> None:
    assert "There is no roster yet." in empty_school.reader().page("/research").text


def test_a_dictionary_that_names_no_quasi_identifier_publishes_nothing(
    empty_school: School, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = empty_school.state.dictionaries["pilot-2008"]
    bare = {
        name: column.model_copy(update={"quasi_identifier": None})
        for name, column in known.columns.items()
    }
    file = tmp_path / "maths.csv"
    file.write_text(ROSTER, encoding="utf-8")
    empty_school.take_in(file)
    found = known.model_copy(update={"columns": bare})
    monkeypatch.setattr(empty_school.state.dictionaries, "of_roster", lambda _roster: found)
    assert "does not say by which columns" in empty_school.reader().page("/research").text


def test_k_is_what_the_administrator_has_set(own_school: School) -> None:
    settings = own_school.settings.model_copy(update={"research_k": 7})
    own_school.state.settings = settings
    assert json.loads(taken(own_school.reader())["report.json"])["groups"]["smallest"] >= 7


def test_the_command_writes_the_same_file(own_school: School, tmp_path: Path) -> None:
    out = tmp_path / "out.zip"
    done = own_school.app.test_cli_runner().invoke(args=["research", "export", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "10 students, 0 left out, k = 5" in done.output
    with ZipFile(out) as packed:
        assert len(read(packed.read("datasheet.en.md").decode()).text) > 500
        rows = packed.read("data.csv").decode().splitlines()
    assert len(rows) == 11
    refused = own_school.app.test_cli_runner().invoke(
        args=["research", "export", "--roster", "99", "--out", str(out)]
    )
    assert refused.exit_code == 1
    assert "There is no roster 99" in refused.output
