"""The table of filters: a new one by an entry and a field, and columns as dictionaries say."""

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from invented import DICTIONARIES
from jinja2 import ChoiceLoader, DictLoader
from one_school import School
from openpyxl import load_workbook
from reader import Reader, path_of, sentence_of

from data.wording.message import say
from webapp.services.board import filters
from webapp.services.board.filters import Filter, FilterInput, Mask
from webapp.services.board.query import READERS
from webapp.services.board.readers import empty_or, one_of

FIELD = """
<select name="parity"><option value="">all</option>{% for one in ['even', 'odd'] %}
<option{% if knobs.filters.get('parity') == one %} selected{% endif %}>{{ one }}</option>
{% endfor %}</select>
"""
EVEN = "/caseload?set=small&parity=even"


def of_parity(students: Any, parity: str) -> Mask:
    return (students % 2 == 0) == (parity == "even")  # type: ignore[no-any-return]


def fixed(board: Any, parity: str) -> Mask:
    return of_parity(board.cohort.students, parity)


def follows(seen: FilterInput, parity: str) -> Mask:
    return of_parity(seen.board.cohort.students, parity)


@pytest.fixture(params=[{"fixed": fixed}, {"follows": follows}], ids=["fixed", "follows"])
def school(
    request: pytest.FixtureRequest, own_school: School, monkeypatch: pytest.MonkeyPatch
) -> School:
    """The ten students' school with one more filter: an entry of the table and a field."""
    parity = Filter(
        read=empty_or(one_of("even", "odd")),
        words=lambda _board, value, _filters: say("with %(value)s numbers", value=value),
        log="parity",
        **request.param,
    )
    monkeypatch.setitem(filters.FILTERS, "parity", parity)
    environment = own_school.app.jinja_env
    assert environment.loader is not None
    text = environment.loader.get_source(environment, "board/_filters.html")[0]
    form = DictLoader({"board/_filters.html": text.replace("</h2>", f"</h2>{FIELD}", 1)})
    monkeypatch.setattr(environment, "loader", ChoiceLoader([form, environment.loader]))
    return own_school


def even(school: School) -> set[str]:
    return {key for key, student in school.ids().items() if student % 2 == 0}


def table(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def said(rows: list[list[Any]]) -> str:
    """What a file that is taken along says of which students it holds."""
    return next(str(row[1]) for row in rows if row and row[0] == "Students")


def test_a_new_filter_is_an_entry_of_the_table_and_a_field_of_the_form(school: School) -> None:
    reader = school.reader()
    page = reader.page(EVEN)
    assert "with even numbers" in page.text
    offered = page.one("select", name="parity").all("option")
    assert [one.text for one in offered if "selected" in one.attributes] == ["even"]
    assert 0 < len(even(school)) < 10
    assert reader.get(f"{EVEN}&places=3").headers["HX-Replace-Url"] == (
        "/caseload?parity=even&places=3&set=small"
    )
    wrong = reader.get("/caseload?set=small&parity=both")
    assert wrong.status_code == 422
    assert sentence_of(wrong) == "parity: “both” is not one of: even, odd."


def test_what_is_taken_along_is_cut_and_headed_by_a_new_filter(school: School) -> None:
    reader, query = school.reader(), EVEN.removeprefix("/caseload")
    rows = table(reader.get(f"/caseload.csv{query}").text)
    assert {row[1] for row in rows[1 : rows.index([])]} == even(school)
    assert said(rows) == "with even numbers"
    book = load_workbook(io.BytesIO(reader.get(f"/caseload.xlsx{query}").data))
    about = [list(row) for row in book.worksheets[1].iter_rows(values_only=True)]
    assert said(about) == "with even numbers"
    assert "with even numbers" in reader.page(f"/caseload/sheet{query}").text
    log = school.reader("otto").page("/decisions")
    assert log.text.count("filters: parity") == 3


def test_a_what_if_goes_back_to_the_board_with_its_new_filter(school: School) -> None:
    back = "?set=small&w.absences=3&parity=even"
    ines = school.reader("ines")
    answer = ines.post("/what-ifs", {"name": "Winter", "back": back})
    assert path_of(answer) == f"/caseload{back}"
    reset = ines.page(f"/caseload{back}").one("a", class_="reset")
    assert reset.attributes["href"] == "?parity=even&set=small"


def test_every_name_of_the_address_that_is_no_filter_is_kept_from_columns() -> None:
    assert READERS.keys() == filters.KNOBS


def test_shipped_rosters_are_filtered_by_the_columns_they_always_were() -> None:
    offered = {name: list(filters.columns(known)) for name, known in DICTIONARIES.items()}
    assert offered == {
        "online-course": ["class"],
        "pilot-2008": ["school", "class", "sex", "age"],
        "uci-students": ["school", "class", "sex", "age"],
    }


SITE = """\
format: 1
name: site-maths
title: Maths of the site
about: Of the site.
columns:
  StudentID: {type: text, role: id, use: never, required: true, label: Number, meaning: N.}
  form: {type: word, role: class, use: show, filter: false, label: Form, meaning: F.}
  club:
    type: word
    use: audit
    filter: true
    required: true
    label: {en: Club, fr: Club, pt: Clube}
    meaning: C.
    values: {C: Chess, M: Music}
  state: {type: word, use: show, filter: true, required: true, label: State, meaning: S.}
  hobby: {type: word, use: audit, label: Hobby, meaning: H.}
  absences: {type: number, low: 0, high: 93, use: score, required: true, label: A, meaning: A.}
  FinalGrade: {type: number, low: 0, high: 20, role: grade, use: show, label: Grade, meaning: G.}
"""
RULES = """\
format: 1
title: Rules of the site
status: pilot
roster: site-maths
need: {from: grade, pass: 10}
indicators:
  absences:
    kind: lever
    weight: 1
    bands:
      - {up_to: 4, points: 1.0}
      - {up_to: 93, points: 0.2}
"""
ROSTER = """\
StudentID,form,club,state,hobby,absences,FinalGrade
S1,10A,C,PR,sewing,3,9
S2,10B,M,PR,sewing,5,8
S3,10B,M,SP,diving,7,ABS
"""


@pytest.fixture
def site(empty_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """A school whose own dictionary says what its students are filtered by."""
    folder = copied(empty_folder)
    (folder / "dictionaries").mkdir()
    (folder / "dictionaries" / "site.yaml").write_text(SITE, encoding="utf-8")
    (folder / "rules" / "site.yaml").write_text(RULES, encoding="utf-8")
    made = School(folder)
    file = folder / "site.csv"
    file.write_text(ROSTER, encoding="utf-8")
    made.take_in(file)
    yield made
    made.close()


def shown(reader: Reader, query: str) -> set[str]:
    rows = table(reader.get(f"/caseload.csv?{query}").text)
    return {row[1] for row in rows[1 : rows.index([])]}


def test_a_board_offers_the_columns_that_the_sites_own_dictionary_marks(site: School) -> None:
    lea = site.reader()
    more = lea.page("/caseload?club=M").one("details", class_="more")
    assert "open" in more.attributes
    assert more.one("summary").text == "Club, state"
    assert [one.text for one in more.all("legend")] == ["Club", "State"]
    boxes = {one.attributes["name"]: one.attributes["value"] for one in more.all("input")}
    assert boxes == {"club": "M", "column.state": "SP"}  # `state` is a filter of another kind
    assert more.one("p").text == "Club only filters: no rule and no expected grade uses it."


def test_a_column_that_a_dictionary_marks_is_read_cut_said_and_logged(site: School) -> None:
    lea = site.reader()
    assert shown(lea, "club=M") == {"S2", "S3"}
    assert shown(lea, "club=M&column.state=SP") == {"S3"}
    assert shown(lea, "state=no_grade&club=C") == set()
    assert shown(lea, "state=no_grade") == {"S3"}
    assert shown(lea, "sex=F") == set()  # another kind of roster is filtered by it
    assert "clube M ou C · " in site.reader(language="pt").page("/caseload?club=M&club=C").text
    assert "filtros: clube, state" in site.reader("otto", "pt").page("/decisions").text


@pytest.mark.parametrize("query", ["hobby=sewing", "form=10A", "StudentID=S1"])
def test_a_column_that_no_dictionary_marks_is_not_filtered_by(site: School, query: str) -> None:
    answer = site.reader().get(f"/caseload?{query}")
    assert answer.status_code == 422
    name = query.partition("=")[0]
    assert sentence_of(answer) == f"“{name}” is not the name of a knob or filter."
    assert shown(site.reader(), "class=10A") == set()  # the dictionary says `filter: false`
