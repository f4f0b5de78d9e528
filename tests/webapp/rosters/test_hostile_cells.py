"""No text that somebody typed becomes a formula in a file that somebody else opens.

Every address that gives a table is asked, so that a new one is covered by itself: what stands in
the roster, its title and its file's name, the rules, the filters and the problems of a file is
hostile, and each file is opened again, as CSV and as XLSX.
"""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from invented import as_csv, students
from lengths import examples
from one_school import School
from openpyxl import load_workbook
from reader import Reader
from werkzeug.test import TestResponse

from data.wording.message import say
from webapp.services.csv_cells import harmless
from webapp.services.rosters import importing, uploads

SIGNS = "=+-@|%＝＋－＠\t\r\n"
LEADS = ["", " ", "'", '"', "\u00a0", "\u200b", "\ufeff", "\u202e", "\u2060", "\u3000", ";", ","]
FORMULAS = [
    "=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(1)", "=HYPERLINK(\"http://x\")", "|calc", "%0A",
    "=IMPORTXML(\"http://x\")", "＝1", "=DDE(\"cmd\")", "=A1&CHAR(61)", "-2+3", "=\"=\"&1",
]  # fmt: skip
WRITTEN = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)
hostile = st.builds(
    "{}{}{}".format, st.sampled_from(LEADS), st.sampled_from(FORMULAS) | st.just(""), WRITTEN
)
SLOW = settings(
    max_examples=examples(10),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def is_number(cell: str) -> bool:
    try:
        float(cell.replace(",", "."))
    except ValueError:
        return False
    return cell.isascii()


def could_be_a_formula(cell: str) -> bool:
    """Whether a spreadsheet that drops what nobody sees would begin with a sign."""
    seen = cell.lstrip("".join(c for c in cell if unicodedata.category(c)[0] in "CZ"))
    return (seen[:1] in SIGNS and bool(seen) and not is_number(cell)) or cell[:1] in ("\t", "\r")


def check_csv(text: str) -> int:
    """Look at every cell of a CSV file, however it is cut; gives how many there are."""
    cells = 0
    for separator in (",", ";"):
        for row in csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=separator):
            cells += len(row)
            if separator == separator_of(text):
                assert not [cell for cell in row if could_be_a_formula(cell)], row
    return cells


def separator_of(text: str) -> str:
    """The separator that the product writes: its first line has no hostile text."""
    first = text.splitlines()[0] if text else ""
    return ";" if first.count(";") >= first.count(",") else ","


def check_xlsx(content: bytes) -> int:
    """Look at every cell of a workbook and at what it is made of."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            assert not name.startswith(("xl/externalLinks", "xl/vba", "xl/connections")), name
            if name.startswith("xl/worksheets/"):
                body = archive.read(name)
                assert b"<f>" not in body
                assert b"<f " not in body
                assert b"<hyperlink" not in body
    cells = 0
    for sheet in load_workbook(io.BytesIO(content)).worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                cells += 1
                assert cell.data_type in ("s", "n", "inlineStr"), cell.coordinate
                assert cell.hyperlink is None
    return cells


def check(answer: TestResponse) -> int:
    """Look at a file that an address gives; gives how many cells it has, 0 where it is no table."""
    kind = answer.mimetype
    if kind == "text/csv":
        return check_csv(answer.data.decode("utf-8"))
    if kind.endswith("spreadsheetml.sheet"):
        return check_xlsx(answer.data)
    if kind == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            tables = [name for name in archive.namelist() if name.endswith(".csv")]
            return sum(check_csv(archive.read(name).decode("utf-8")) for name in tables)
    return 0


def tables_of(school: School, **filled: int) -> Iterator[str]:
    """Every address that can be asked for a file, its holes filled."""
    for rule in school.app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.rule.startswith(("/assets", "/language")):
            continue
        if rule.arguments <= filled.keys():
            address = rule.rule
            for name in rule.arguments:
                address = address.replace(f"<int:{name}>", str(filled[name]))
            yield address


def readers(school: School) -> list[Reader]:
    """Everybody who may take a file along, in the languages that separate cells otherwise."""
    return [school.reader(language="en"), school.reader(language="pt")]


def told_job(school: School, text: str) -> int:
    """A job whose file had a problem in a column of that name, about a cell of that text."""
    waiting = uploads.Uploads(school.settings.uploads)
    token, path = waiting.new()
    path.write_text(as_csv(students()), encoding="utf-8")
    found = importing.read(school.state, school.viewer, path, "f.csv")
    shown = uploads.preview(found, {})
    problem = say("“%(read)s” is not allowed.", row=2, column=text, read=text)
    template = say("%(read)s", row=3, column="class", read=text)
    shown.problems = [
        {"row": one.row, "column": one.column, "template": one.template, "values": one.values}
        for one in (problem, template)
    ]
    waiting.keep(token, shown)
    from data.store import jobs

    with school.write() as session:
        job = jobs.start(session, school.viewer, "read roster", {"token": token}).id
        jobs.finish(session, job, {})
    return job


@SLOW
@given(first=hostile, class_=hostile, title=hostile, filename=hostile, key=hostile)
@example(first="=1+1", class_="+1", title="@SUM(1)", filename="-2+3", key="=A1")
@example(first="\u200b=1", class_="\ufeff=1", title="\u00a0=1", filename="\u202e=1", key="\u2060+1")
def test_no_cell_of_any_file_is_a_formula(
    own_school: School, first: str, class_: str, title: str, filename: str, key: str
) -> None:
    rows = students()
    rows[0] |= {"FirstName": first, "FamilyName": "=" + class_, "class": class_, "StudentID": key}
    file = own_school.folder / "hostile.csv"
    file.write_text(as_csv(rows), encoding="utf-8")
    try:
        own_school.take_in(file, filename=filename or "f", title=title)
    except importing.NotImportable:  # a class that is longer than a class can be, and the like
        return
    filled = {"job": told_job(own_school, first), "student": 1, "roster": 1}
    cells = dict.fromkeys((".csv", ".xlsx"), 0)
    for reader in readers(own_school):
        for address in tables_of(own_school, **filled):
            answer = reader.get(address)
            assert answer.status_code < 500, address
            looked_at = check(answer)
            for ending in cells:
                cells[ending] += looked_at if address.endswith(ending) else 0
    assert min(cells.values()) > 100


@SLOW
@given(asked=hostile)
@example(asked="=1+1")
@example(asked="=cmd|' /C calc'!A0")
def test_nor_does_what_is_asked_for_become_one(own_school: School, asked: str) -> None:
    reader = own_school.reader()
    for address in ("/caseload.csv", "/caseload.xlsx"):
        answer = reader.client.get(address, query_string={"set": "small", "q": asked})
        assert answer.status_code in (200, 422)
        check(answer)


@given(hostile | st.text(max_size=6))
@example("\x00=1")
@example("\x0b=1")
@example("\x1f+1")
@example("\u180e=1")
@example("\U000e0041=1")
def test_what_nobody_sees_hides_no_sign(text: str) -> None:
    shown = harmless(text)
    assert not could_be_a_formula(shown) or is_number(text)
    assert shown in (text, f"'{text}")


@pytest.mark.parametrize("text", ["Ana", "d'Ávila", "10A", "", "’t Hart", "3=4", "a@b", "Élise -"])
def test_what_is_harmless_is_left_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_a_cell_that_could_be_one_would_be_noticed() -> None:
    """The check itself."""
    for text in ("=1", " =1", "\u200b=1", "@a", "\tx"):
        with pytest.raises(AssertionError):
            check_csv(f"Name,Class\r\n{text},a\r\n")
    assert check_csv("Name,Class\r\n-1,'=1\r\n") == 6
