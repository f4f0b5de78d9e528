"""The families' page: one student's data, his objection, his erasure with proof."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterator

import pytest
from invented import SMALL, as_csv, students
from one_school import School
from reader import Reader, path_of, sentence_of

import rules
from data import store
from data.store import NotFound, families
from webapp.http.language import words
from webapp.services.jobs import background_jobs


@pytest.fixture(autouse=True)
def asked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The child processes that were asked for; what they do is tested with the gap."""
    commands: list[list[str]] = []
    monkeypatch.setattr(
        background_jobs.subprocess, "Popen", lambda command, **_: commands.append(command)
    )
    return commands


@pytest.fixture
def abel(own_school: School) -> Reader:
    """Abel, the administrator, answers the families of a school of his own."""
    return own_school.reader("abel")


@pytest.fixture
def lea(own_school: School) -> Reader:
    """Lea, the lead, looks at the board of the same school."""
    return own_school.reader("lea")


@pytest.fixture
def ana(own_school: School) -> int:
    """Ana's number."""
    return own_school.ids()["S1"]


def test_a_student_is_found_by_name_or_key_without_an_answer_beside_it(
    abel: Reader, ana: int
) -> None:
    for text in ("goncalves", "Ana G", "S1"):
        table = abel.page(f"/families?q={text}").one("table")
        links = [link.attributes["href"] for link in table.all("a")]
        assert f"/families/{ana}" in links
    assert "Gonçalves" in table.text
    headings = [cell.text for cell in table.one("thead").all("th")]
    assert headings == ["Name", "Class", "School", "Key", "Number"]


def test_nothing_is_listed_before_somebody_is_looked_for(abel: Reader) -> None:
    assert abel.page("/families").all("table") == []
    assert "No student" in abel.page("/families?q=nobody").text


def test_the_page_counts_what_is_kept(abel: Reader, ana: int) -> None:
    page = abel.page(f"/families/{ana}")
    rows = {row.all("td")[0].text: row.all("td")[1].text for row in page.one("tbody").all("tr")}
    assert rows["name and answers, from each roster that has the student"] == "1"
    assert rows["objections to scoring"] == "0"


def download(reader: Reader, student: int) -> zipfile.ZipFile:
    answer = reader.post(f"/families/{student}/data.zip")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(answer.data))


def test_everything_comes_as_json_and_csv_with_a_word_on_each(abel: Reader, ana: int) -> None:
    packed = download(abel, ana)
    found = json.loads(packed.read("data.json"))
    assert found["answers"][0]["family_name"] == "Gonçalves"
    assert set(packed.namelist()) == {"README.txt", "data.json", *(f"{name}.csv" for name in found)}
    readme = packed.read("README.txt").decode()
    assert all(f"- {name}.csv" in readme for name in found)
    table = list(csv.DictReader(io.StringIO(packed.read("answers.csv").decode("utf-8-sig"))))
    assert table[0]["first_name"] == "Ana"
    assert table[0]["values.absences"] == "10"


def test_what_the_rules_say_is_in_it_and_adds_up(abel: Reader, ana: int) -> None:
    said = json.loads(download(abel, ana).read("data.json"))["rules"]
    lines = [line for line in said if line["rule_set"] == "Small set"]
    assert {line["column"] for line in lines} >= {"absences", "health"}
    adds = sum(line["adds_to_complexity"] or 0 for line in lines)
    assert adds == pytest.approx(lines[0]["complexity"])


def test_that_data_was_given_is_noted_once(own_school: School, abel: Reader, ana: int) -> None:
    download(abel, ana)
    with own_school.read() as session:
        [line] = store.audit.of_student(session, own_school.viewer, ana)
    assert line.action == "give data"
    assert "Ana" not in json.dumps(line.detail)


def test_no_cell_of_it_is_a_formula(own_school: School, abel: Reader) -> None:
    rows = students(FirstName="=cmd()", FamilyName="@x")
    path = own_school.folder / "hostile.csv"
    path.write_text(as_csv(rows), encoding="utf-8")
    own_school.take_in(path)
    packed = download(abel, own_school.ids()["S1"])
    for name in packed.namelist():
        if name.endswith(".csv"):
            text = io.StringIO(packed.read(name).decode("utf-8-sig"))
            cells = [cell for line in csv.reader(text) for cell in line]
            assert [cell for cell in cells if cell.startswith(("=", "+", "@"))] == [], name


def test_french_files_are_for_french_spreadsheets(own_school: School, ana: int) -> None:
    text = download(own_school.reader("abel", "fr"), ana).read("student.csv").decode("utf-8-sig")
    assert text.splitlines()[0].startswith("id;school_id")


def test_objecting_and_withdrawing_are_one_button_each(
    own_school: School, abel: Reader, ana: int, asked: list[list[str]]
) -> None:
    answer = abel.post(f"/families/{ana}/objection")
    assert (answer.status_code, path_of(answer)) == (303, f"/families/{ana}")
    assert "Not scored since" in abel.page(f"/families/{ana}").text
    abel.post(f"/families/{ana}/objection/withdraw")
    page = abel.page(f"/families/{ana}")
    assert "Not scored since" not in page.text
    assert "Objection from" in page.text
    assert len(asked) == 2  # each time, expected grades are learned anew


def every_answer(reader: Reader) -> Iterator[tuple[str, str]]:
    """Whatever the board gives: page, part, place, exports, sheet."""
    for path in (
        "/caseload?set=small",
        "/caseload?set=small&q=ana",
        "/caseload?set=small&state=no_grade",
        "/caseload?set=small&y=gap",
        "/caseload.csv?set=small",
        "/caseload/sheet?set=small",
    ):
        yield path, reader.get(path).text
    yield "part", reader.get("/caseload?set=small", part=True).text
    yield "place", reader.get("/caseload/place?set=small&at.grade=6&at.height=80").text


def test_who_objects_is_nowhere_on_the_board(abel: Reader, lea: Reader, ana: int) -> None:
    before = dict(every_answer(lea))
    assert any("Gonçalves" in text for text in before.values())
    abel.post(f"/families/{ana}/objection")
    for path, text in every_answer(lea):
        assert "Gonçalves" not in text, path
        assert re.search(rf"/students/{ana}\b", text) is None, path
    workbook = lea.get("/caseload.xlsx?set=small").data
    strings = zipfile.ZipFile(io.BytesIO(workbook)).read("xl/sharedStrings.xml").decode()
    assert "Gonçalves" not in strings
    assert "Brandão" in strings


def test_the_board_counts_who_is_not_scored_and_links_to_them(
    abel: Reader, lea: Reader, ana: int
) -> None:
    assert "not scored" not in lea.page("/caseload?set=small").text
    abel.post(f"/families/{ana}/objection")
    page = lea.page("/caseload?set=small")
    assert "1 student not scored by request" in page.text
    assert "All 9 students" in page.text
    assert "Not scored by request" in lea.get("/caseload.csv?set=small").text
    listed = lea.page("/students/unscored").one("table")
    assert [link.attributes["href"] for link in listed.all("a")] == [f"/students/{ana}"]


def test_averages_are_over_those_who_are_scored(own_school: School, abel: Reader) -> None:
    text = SMALL.replace("studytime < 2", "studytime <= mean(studytime)")
    (own_school.state.shelf.folder / "mean.yaml").write_text(text, encoding="utf-8")
    own_school.state.shelf._looked = 0.0
    ids = own_school.ids()

    def mean() -> float:
        """The mean of the hours of study, as the rule in words says it."""
        board = own_school.state.boards.open(own_school.viewer, None, "mean")[0]
        assert len(board.cohort) == len(board.names.keys) == len(board.gap)
        column = rules.explain(board.rule_set, board.cohort.columns, 0).lines[1]
        return float(re.search(r"\d\.\d+", words(column.rule))[0])

    before = mean()
    abel.post(f"/families/{ids['S2']}/objection")
    assert (before, mean()) == (1.78, 1.62)  # 16 hours of nine, 13 of eight


def test_his_page_opens_without_a_number_of_ours_and_he_can_be_coached(
    abel: Reader, lea: Reader, ana: int
) -> None:
    abel.post(f"/families/{ana}/objection")
    page = lea.page(f"/students/{ana}")
    assert "by request" in page.text
    assert "Absences" in page.one("dl", class_="answers").text
    for word in ("Priority", "Ease of coaching", "Gap", "rank"):
        assert word not in page.text
    lea.post(f"/students/{ana}/interventions", {"back": f"/students/{ana}"})
    page = lea.page(f"/students/{ana}")
    assert "Coached since" in page.text
    assert "coaching began" in page.text
    assert "yes" in lea.page("/students/unscored").one("tbody").text


def test_the_erasure_page_says_what_goes_and_asks_for_the_key(abel: Reader, ana: int) -> None:
    for query, word in (("", "Every row"), ("?keep=figures", "without name, key, class or number")):
        page = abel.page(f"/families/{ana}/erasure{query}")
        assert word in page.text
        assert "cannot be undone" in page.text
        assert page.one("input", name="key").attributes["value"] == ""
        assert "type the student’s key: S1" in page.text


def test_of_an_anonymised_student_the_name_goes_and_not_the_answers(abel: Reader, ana: int) -> None:
    goes = abel.page(f"/families/{ana}/erasure?keep=figures").one("table").text
    assert "name and class, in each roster that has the student; not the answers" in goes
    abel.post(f"/families/{ana}/erasure", {"key": "S1", "keep": "figures"})
    assert "not the answers" in abel.page(f"/families/{ana}/erased").one("table").text


@pytest.mark.parametrize("typed", ["", "S2", "s1", "S10"])
def test_another_key_erases_nobody_and_is_shown_beside_its_field(
    own_school: School, abel: Reader, ana: int, typed: str
) -> None:
    answer = abel.post(f"/families/{ana}/erasure", {"key": typed, "keep": "figures"})
    assert answer.status_code == 422
    assert "not the student’s key" in sentence_of(answer)
    assert f'value="{typed}"' in answer.text
    assert 'name="keep" value="figures"' in answer.text
    assert own_school.ids()["S1"] == ana


def test_an_erasure_ends_with_its_proof(
    abel: Reader, lea: Reader, ana: int, asked: list[list[str]]
) -> None:
    answer = abel.post(f"/families/{ana}/erasure", {"key": " S1 "})
    assert (answer.status_code, path_of(answer)) == (303, f"/families/{ana}/erased")
    page = abel.page(f"/families/{ana}/erased")
    assert "The name is nowhere any more." in page.text
    assert "no backups" in page.text
    assert "Gonçalves" not in page.text
    assert abel.get(f"/families/{ana}").status_code == 404
    assert lea.get(f"/students/{ana}").status_code == 404
    assert "All 9 students" in lea.page("/caseload?set=small").text
    assert len(asked) == 1


def test_there_is_no_proof_of_what_was_not_erased(abel: Reader, ana: int) -> None:
    assert abel.get(f"/families/{ana}/erased").status_code == 404


def test_an_anonymised_student_is_on_no_page_and_his_answers_stay(
    abel: Reader, lea: Reader, ana: int
) -> None:
    abel.post(f"/families/{ana}/erasure", {"key": "S1", "keep": "figures"})
    assert "anonymised" in abel.page(f"/families/{ana}/erased").text
    for path, text in every_answer(lea):
        assert "Gonçalves" not in text, path
    assert "All 9 students" in lea.page("/caseload?set=small").text
    assert abel.page("/families?q=S1").one("tbody").text.startswith("João")  # S10 alone


def test_another_schools_student_is_as_one_who_does_not_exist(
    own_school: School, abel: Reader, ana: int
) -> None:
    chloe = own_school.people["chloe"]
    with own_school.read() as session:
        for ask in (families.counts, families.everything_of, families.name_of):
            with pytest.raises(NotFound):
                ask(session, chloe, ana)
    for path in ("", "/erasure", "/erased", "/sheet"):
        assert abel.get(f"/families/999{path}").status_code == 404
    for path in ("/objection", "/objection/withdraw", "/data.zip", "/erasure"):
        assert abel.post(f"/families/999{path}", {"key": "S1"}).status_code == 404


def test_abel_answers_families_of_students_whom_he_does_not_see(abel: Reader, ana: int) -> None:
    assert abel.get("/caseload?set=small").status_code == 403
    assert "Gonçalves" not in abel.page(f"/students/{ana}").text
    assert "Ana Gonçalves" in abel.page(f"/families/{ana}").text
    said = json.loads(download(abel, ana).read("data.json"))["rules"]
    assert {line["rule_set"] for line in said} >= {"Small set"}
    assert "Ana Gonçalves" in abel.page(f"/families/{ana}/sheet").text
    assert abel.post(f"/families/{ana}/objection").status_code == 303
    assert abel.post(f"/families/{ana}/erasure", {"key": "S1"}).status_code == 303
    assert "nowhere any more" in abel.page(f"/families/{ana}/erased").text


def test_rui_sees_nothing_of_who_objects_in_10a(own_school: School, abel: Reader, ana: int) -> None:
    rui = own_school.reader("rui")
    abel.post(f"/families/{ana}/objection")
    assert "not scored" not in rui.page("/caseload?set=small").text
    assert "Gonçalves" not in rui.page("/students/unscored").text
    abel.post(f"/families/{own_school.ids()['S4']}/objection")
    page = rui.page("/caseload?set=small")
    assert "1 student not scored by request" in page.text
    assert "All 4 students" in page.text
    assert "Dário" in rui.page("/students/unscored").text
    assert rui.get(f"/students/{ana}").status_code == 404
    assert rui.get(f"/students/{ana}/sheet").status_code == 404
