"""XLSX workbooks: cells as text, the sheet with the table, and those unsafe to open."""

import datetime
import io
import re
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lengths import examples

from data.dictionary import Dictionary
from data.reading import FileTable, Unreadable, archive, check, open_table

Opened = Callable[..., FileTable]
ROSTER: list[list[object]] = [
    ["StudentID", "absences", "higher", "FinalGrade"],
    [1, 4, True, 12.5],
    [2, 0, False, 9],
]


def workbook(sheets: Mapping[str, Sequence[Sequence[object]]], top: int = 0) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows, top):
            sheet.write_row(number, 0, row)
    book.close()
    return content.getvalue()


def changed(content: bytes, member: str, change: Callable[[bytes], bytes]) -> bytes:
    """The workbook with one member rewritten."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(result, "w", 8) as new:
        for each in old.infolist():
            body = old.read(each)
            new.writestr(each.filename, change(body) if each.filename == member else body)
    return result.getvalue()


def messages(table: FileTable) -> str:
    return " ".join(note.message for note in table.notes)


def why(opened: Opened, content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        opened(content, "roster.xlsx")
    return caught.value.problem.message


def test_numbers_are_read_as_a_person_sees_them(opened: Opened, pilot: Dictionary) -> None:
    table = opened(workbook({"Alunos": ROSTER}), "roster.xlsx")
    assert table.rows == [["1", "4", "true", "12.5"], ["2", "0", "false", "9"]]
    assert (table.kind, table.sheet, table.encoding) == ("xlsx", "Alunos", None)
    assert check(table, pilot).records[1].values["higher"] == "no"


def test_a_workbook_and_a_csv_file_of_the_same_content_have_one_fingerprint(
    opened: Opened, pilot: Dictionary
) -> None:
    first = check(opened(workbook({"A": ROSTER}), "roster.xlsx"), pilot)
    text = "id;faltas;higher;nota\n1;4;sim;12,5\n2;0;não;9\n"
    assert first.fingerprint == check(opened(text), pilot).fingerprint


def test_what_a_file_is_counts_and_not_its_name(opened: Opened) -> None:
    assert opened(workbook({"A": ROSTER}), "roster.csv").kind == "xlsx"
    assert opened("id,note\n1,2\n", "roster.xlsx").kind == "csv"


def test_dates_are_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "dates.xlsx"
    book = xlsxwriter.Workbook(str(path), {"default_date_format": "dd/mm/yyyy"})
    book.add_worksheet().write_row(0, 0, ["born", "note"])
    book.worksheets()[0].write_datetime(1, 0, datetime.datetime(2009, 5, 3))
    book.worksheets()[0].write_number(1, 1, 12)
    book.close()
    assert open_table(path, "dates.xlsx").rows == [["2009-05-03", "12"]]


def test_the_first_sheet_with_a_table_is_read_and_the_others_are_named(opened: Opened) -> None:
    sheets: dict[str, list[list[object]]] = {
        "Cover": [["Roster 2024"]],
        "Alunos": ROSTER,
        "Notes": [["a", "b"], [1, 2]],
    }
    table = opened(workbook(sheets), "roster.xlsx")
    assert table.sheet == "Alunos" and "other sheets left out: Cover, Notes." in messages(table)


def test_rows_are_numbered_as_excel_does(opened: Opened) -> None:
    table = opened(workbook({"A": [*ROSTER[:2], [], ROSTER[2]]}, top=3), "roster.xlsx")
    assert table.numbers == [5, 7] and "Blank rows left out: 1 (6)." in messages(table)


def test_excel_errors_are_counted_in_a_note(opened: Opened) -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["absences", "note"])
    sheet.write_row(1, 0, [4, 12])
    sheet.write_formula(2, 0, "=1/0", value="#DIV/0!")
    sheet.write_number(2, 1, 9)
    book.close()
    table = opened(content.getvalue(), "roster.xlsx")
    assert table.rows[1] == ["", "9"] and "read as empty: 1 in the workbook" in messages(table)


def test_a_workbook_without_a_table_is_refused(opened: Opened) -> None:
    assert "No visible sheet" in why(opened, workbook({"A": [], "B": [["x"]]}))
    assert "No visible sheet" in why(opened, workbook({"A": [["id", "note"]]}))


@pytest.mark.parametrize("kept", [10, 100, 2000, -30])
def test_a_cut_workbook_is_refused(opened: Opened, kept: int) -> None:
    assert "damaged or was cut" in why(opened, workbook({"A": ROSTER})[:kept])


def test_a_workbook_of_garbage_sheets_is_refused(opened: Opened) -> None:
    sheet = "xl/worksheets/sheet1.xml"
    assert "damaged" in why(opened, changed(workbook({"A": ROSTER}), sheet, lambda _: b"<x"))


def test_a_zip_that_is_no_workbook_is_refused(opened: Opened) -> None:
    for name, words in (("a.csv", "ZIP archive and no workbook"), ("content.xml", "not an XLSX")):
        content = io.BytesIO()
        with zipfile.ZipFile(content, "w") as archive:
            archive.writestr(name, "id,note")
        assert words in why(opened, content.getvalue())


def test_a_workbook_that_unpacks_to_over_100_mb_is_refused(opened: Opened) -> None:
    content = io.BytesIO(workbook({"A": ROSTER}))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/large.bin", bytes(101 * 1024 * 1024))
    assert len(content.getvalue()) < 1_000_000
    assert "unpacks to more than 100 MB" in why(opened, content.getvalue())


def test_a_member_larger_than_it_declares_is_refused(opened: Opened) -> None:
    content = bytearray(workbook({"A": ROSTER}))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        true_size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    declared = struct.pack("<I", true_size)
    assert content.count(declared) == 2
    lied = bytes(content).replace(declared, struct.pack("<I", 10))
    assert "unpacks to more than" in why(opened, lied)


def test_a_workbook_of_thousands_of_members_is_refused(opened: Opened) -> None:
    content = io.BytesIO(workbook({"A": ROSTER}))
    with zipfile.ZipFile(content, "a") as archive:
        for number in range(1_001):
            archive.writestr(f"xl/media/{number}", b"")
    assert "unpacks to more than" in why(opened, content.getvalue())


def test_a_directory_of_millions_of_members_is_refused_unread(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "LARGEST_DIRECTORY", 100)
    monkeypatch.setattr(zipfile, "ZipFile", lambda *_: pytest.fail("the directory was read"))
    content = b"PK\x03\x04" + bytes(500) + b"PK\x05\x06" + struct.pack("<8xII2x", 400, 104)
    assert "unpacks to more than" in why(opened, content)


def test_a_tiny_sheet_that_reaches_to_the_last_cell_is_refused(opened: Opened) -> None:
    far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    content = changed(
        workbook({"A": ROSTER}),
        "xl/worksheets/sheet1.xml",
        lambda body: body.replace(b"</sheetData>", far),
    )
    assert "reaches too far: more than 5000000 cells" in why(opened, content)


def test_one_long_text_in_very_many_cells_is_refused(opened: Opened) -> None:
    rows: list[list[object]] = [["x" * 30_000] * 40 for _ in range(900)]
    assert "very long texts" in why(opened, workbook({"A": rows}))


def test_a_reference_is_found_wherever_a_piece_is_cut() -> None:
    sheet = b'<c r="A1" t="e"><v>#N/A</v></c>' * 30 + b"<c r = 'ZZ77' t='e'/>"
    for size in (1, 7, 50, 5000):
        measure = archive.Measure()
        for start in range(0, len(sheet), size):
            measure.take(sheet[start : start + size])
        assert (measure.last_row, measure.last_column, measure.errors) == (77, 702, 31)
        assert measure.size == len(sheet)


@settings(
    max_examples=examples(60),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(place=st.integers(0, 4000), byte=st.integers(0, 255))
def test_a_workbook_with_a_wrong_byte_is_read_or_refused_and_never_anything_else(
    opened: Opened, place: int, byte: int
) -> None:
    content = bytearray(workbook({"A": ROSTER}))
    content[4 + place % (len(content) - 4)] = byte
    try:
        assert opened(bytes(content), "roster.xlsx").headers
    except Unreadable as error:
        assert re.search(r"[.?]$", error.problem.message)
