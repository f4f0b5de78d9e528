"""The list to take along: the same rows, no formula, and where it comes from."""

import csv
import io
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from invented import IN_ORDER, as_csv, students
from lengths import examples
from one_school import School
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from reader import Reader

from webapp.services.csv_cells import FORMULA_SIGNS, harmless

SMALL = "?set=small"


def csv_rows(reader: Reader, query: str = SMALL) -> list[list[str]]:
    """The CSV as the reader's Excel splits it."""
    answer = reader.get(f"/caseload.csv{query}")
    assert answer.status_code == 200
    text = answer.data.decode("utf-8")
    assert text.startswith("\ufeff")
    separator = "," if reader.language == "en" else ";"
    return list(csv.reader(io.StringIO(text[1:]), delimiter=separator))


def table(rows: list[list[str]]) -> list[list[str]]:
    return rows[1 : rows.index([])]


def sheets(reader: Reader, query: str = SMALL) -> list[Worksheet]:
    answer = reader.get(f"/caseload.xlsx{query}")
    assert answer.status_code == 200
    return list(load_workbook(io.BytesIO(answer.data)).worksheets)


def test_the_file_has_the_rows_of_the_list_in_its_order(lea: Reader) -> None:
    rows = csv_rows(lea)
    assert [row[1] for row in table(rows)] == IN_ORDER
    by_key = {row[1]: row for row in table(rows)}
    assert by_key["S1"][:8] == [
        "1", "S1", "Ana Gonçalves", "10A", "6", "90", "63", "Absences · Little study",
    ]  # fmt: skip
    assert by_key["S6"][0] == ""
    assert by_key["S6"][4] == ""
    assert by_key["S3"][2] == "Carla d'Ávila"


@pytest.mark.parametrize(
    "query", ["&school=GP", "&sort=-grade", "&places=3&off=absences", "&state=no_ease", "&q=ana"]
)
def test_csv_excel_and_list_say_the_same(lea: Reader, query: str) -> None:
    rows = table(csv_rows(lea, SMALL + query))
    listed, about = sheets(lea, SMALL + query)
    excel = [
        [
            "" if cell is None else f"{cell:g}" if isinstance(cell, (int, float)) else cell
            for cell in row
        ]
        for row in listed.iter_rows(min_row=2, values_only=True)
    ]
    assert excel == rows
    page = lea.page(f"/caseload{SMALL}{query}").one("table")
    names = [row.one("th", scope="row").text for row in page.all("tr") if row.all("td")]
    assert names == [row[2] for row in rows]
    assert about.max_row >= 5


def test_a_long_list_is_exported_whole(empty_school: School) -> None:
    rows = [{**students()[0], "StudentID": f"C{n}"} for n in range(120)]
    file = empty_school.folder / "many.csv"
    file.write_text(as_csv(rows), encoding="utf-8")
    empty_school.take_in(file)
    assert len(table(csv_rows(empty_school.reader()))) == 120


@pytest.mark.parametrize("language", ["pt", "fr"])
def test_excel_in_portuguese_and_french_gets_its_separator_and_decimal_comma(
    school: School, language: str
) -> None:
    reader = school.reader(language=language)
    rows = csv_rows(reader, "?set=small&w.absences=1.5")
    by_key = {row[1]: row for row in table(rows)}
    assert by_key["S4"][5] == "62,86"
    assert "." not in by_key["S4"][6]
    assert by_key["S8"][2] == "Hélène Œuvrard"
    [listed, _] = sheets(reader, "?set=small&w.absences=1.5")
    ease = {row[1]: row[5] for row in listed.iter_rows(min_row=2, values_only=True)}
    assert ease["S4"] == 62.86


def test_a_file_says_roster_rule_set_version_knobs_and_date(school: School, lea: Reader) -> None:
    rows = csv_rows(lea, "?set=small&school=GP&off=health")
    said = {row[0]: row[1] for row in rows[rows.index([]) + 1 :]}
    assert said["Roster"].startswith("Maths (maths.csv), ")
    fingerprint = school.state.shelf.sets()["small"].rule_set
    assert fingerprint is not None
    assert said["Rule set"] == (f"Small set, version 1, fingerprint {fingerprint.fingerprint[:12]}")
    assert said["Students"] == "school GP"
    assert said["Knobs"] == "Health left out"
    assert str(datetime.now(UTC).year) in said["Made on"]
    _, about = sheets(lea, "?set=small&school=GP&off=health")
    assert {row[0]: row[1] for row in about.iter_rows(values_only=True)} == said


def test_a_file_is_saved_under_a_plain_name(lea: Reader) -> None:
    for ending in ("csv", "xlsx"):
        answer = lea.get(f"/caseload.{ending}{SMALL}")
        said = answer.headers["Content-Disposition"]
        today = datetime.now(UTC).date().isoformat()
        assert said == f"attachment; filename=alavanca-{today}.{ending}"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"


hostile = st.builds(
    lambda sign, text: sign + text,
    st.sampled_from(
        ["", "=", "+", "-", "@", "|", "%", " =", "＝", "'=", '"=', "=cmd|' /C calc'!A0"]
    ),
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20),
)


@given(hostile)
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    shown = harmless(text)
    assert not shown.strip(" ").startswith(FORMULA_SIGNS)
    assert shown.removeprefix("'") == text or shown == text
    assert harmless(text.removeprefix("\ufeff")) or not text.removeprefix("\ufeff")


def test_what_is_harmless_stays_as_it_is() -> None:
    for text in ("Ana", "d'Ávila", "10A", "", "’t Hart", "3=4", "a@b"):
        assert harmless(text) == text


@given(hostile, hostile, hostile, hostile)
@settings(
    max_examples=examples(8),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_hostile_names_classes_titles_and_files_come_back_as_text(
    own_school: School, first: str, class_: str, title: str, filename: str
) -> None:
    rows = students()
    rows[0] |= {"FirstName": first or "A", "class": class_.strip() or "10A"}
    file = own_school.folder / "hostile.csv"
    file.write_text(as_csv(rows), encoding="utf-8")
    own_school.take_in(file, filename=filename or "f", title=title)
    reader = own_school.reader()
    for row in csv_rows(reader):
        for cell in row:
            assert not cell.strip(" ").startswith(FORMULA_SIGNS) or is_number(cell), cell
    for sheet in sheets(reader):
        for line in sheet.iter_rows():
            for one in line:
                assert one.data_type in ("s", "n", "inlineStr"), (one.coordinate, one.value)
                assert one.hyperlink is None


def is_number(text: str) -> bool:
    try:
        float(text.replace(",", "."))
    except ValueError:
        return False
    return True


def test_a_hostile_rule_set_cannot_bring_a_formula_either(own_school: School) -> None:
    rules_folder = own_school.settings.rules
    text = (rules_folder / "small.yaml").read_text(encoding="utf-8")
    text = text.replace("{en: Absences, fr: Absences, pt: Faltas}", '"=HYPERLINK(\\"x\\")"')
    text = text.replace("{en: Small set, fr: Petit jeu, pt: Conjunto pequeno}", '"@SUM(1)"')
    (rules_folder / "hostile.yaml").write_text(text, encoding="utf-8")
    own_school.state.shelf._looked = float("-inf")
    rows = csv_rows(own_school.reader(), "?set=hostile&off=absences&lever=little_study")
    cells = [cell for row in rows for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    assert not [cell for cell in cells if cell.startswith(FORMULA_SIGNS) and not is_number(cell)]


def test_the_printed_sheet_has_the_places_and_says_where_they_come_from(lea: Reader) -> None:
    page = lea.page("/caseload/sheet?set=small&places=2")
    assert "Small set, version 1" in page.text
    tables = page.all("table")
    first = [row.one("th", scope="row").text for row in tables[0].all("tr") if row.all("td")]
    given_ = [row.one("th", scope="row").text for row in tables[1].all("tr") if row.all("td")]
    assert first == ["Fátima Nuñez"]
    assert given_ == ["Ana Gonçalves", "Dário Brandão"]


@pytest.mark.parametrize(
    "address",
    [
        "/caseload.csv",
        "/caseload.xlsx",
        "/caseload/sheet",
        "/caseload/place?at.grade=1&at.height=1",
    ],
)
def test_without_a_roster_there_is_nothing_to_take_along_but_a_way_to_begin(
    empty_school: School, address: str
) -> None:
    answer = empty_school.reader().get(address)
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/caseload"
