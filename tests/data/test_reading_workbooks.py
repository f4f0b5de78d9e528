"""XLS and ODS workbooks, percents, merged cells, formulas, and workbooks made to do harm."""

import datetime
import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
import xlwt
from openpyxl import Workbook

from data.reading import FileTable, Unreadable, open_file, xls_file

Opened = Callable[..., FileTable]
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def xls(fill: Callable[[xlwt.Workbook], None]) -> bytes:
    book, content = xlwt.Workbook(), io.BytesIO()
    fill(book)
    book.save(content)
    return content.getvalue()


def ods(sheets: str, head: str = "") -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0"?>{head}<office:document-content {SPACES}><office:body>'
            f"<office:spreadsheet>{sheets}</office:spreadsheet></office:body>"
            "</office:document-content>",
        )
    return content.getvalue()


def cell(text: str, more: str = 'office:value-type="string"') -> str:
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def why(opened: Opened, content: bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        opened(content)
    return caught.value.problem.message


def test_an_old_workbook_is_read_as_a_new_one(opened: Opened) -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("10A")
        for place, text in enumerate(["Nome", "Turma", "Nota", "Nascimento"]):
            sheet.write(0, place, text)
        sheet.write_merge(1, 2, 1, 1, "10A")
        for number, (name, grade) in enumerate([("Rita", 14), ("Ivo", 8.5)], 1):
            sheet.write(number, 0, name)
            sheet.write(number, 2, grade)
            day = xlwt.easyxf(num_format_str="dd/mm/yyyy")
            sheet.write(number, 3, datetime.date(2009, 5, number), day)

    table = opened(xls(fill))
    assert (table.kind, table.sheet) == ("xls", "10A")
    assert table.rows == [
        ["Rita", "10A", "14", "2009-05-01"],
        ["Ivo", "10A", "8.5", "2009-05-02"],
    ]


def test_an_old_workbook_of_many_texts_is_measured_to_its_end(tmp_path: Path) -> None:
    def fill(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("A")
        for number in range(900):
            sheet.write(number, 0, f"Inês número {number} " + "ã€" * (number % 40))
            sheet.write(number, 1, "x" * (number % 300))

    content = xls(fill)
    texts = [
        body
        for kind, body in xls_file._records(xls_file._stream(content))
        if kind in (xls_file.TEXTS, xls_file.CONTINUED)
    ]
    assert len(texts) > 3 and xls_file._longest(texts) == 299


def test_a_small_old_workbook_that_would_be_gigabytes_is_refused(opened: Opened) -> None:
    def far(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("A")
        sheet.write(0, 0, "a")
        sheet.write(65_535, 255, "b")

    def long(book: xlwt.Workbook) -> None:
        sheet = book.add_sheet("A")
        for number in range(2000):
            for place in range(20):
                sheet.write(number, place, "x" * 32_000)

    assert "reaches too far" in why(opened, xls(far))
    assert "very long texts" in why(opened, xls(long))


@pytest.mark.parametrize("kept", [20, 512, 700, 3000])
def test_a_cut_old_workbook_is_refused(opened: Opened, kept: int) -> None:
    content = xls(lambda book: book.add_sheet("A").write(0, 0, "a"))
    assert "damaged or was cut" in why(opened, content[:kept])


def test_a_chain_of_sectors_without_end_is_refused(opened: Opened) -> None:
    content = bytearray(xls(lambda book: book.add_sheet("A").write(0, 0, "a" * 9000)))
    table = struct.unpack_from("<I", content, 76)[0]
    start = (table + 1) * 512
    content[start : start + 512] = struct.pack("<128I", *([0] * 128))
    assert "damaged or was cut" in why(opened, bytes(content))


def test_an_open_document_is_read_with_its_percents_and_merged_cells(opened: Opened) -> None:
    percent = 'office:value-type="percentage" office:value="0.85"'
    merged = 'office:value-type="string" table:number-rows-spanned="2"'
    sheet = "".join(
        [
            row(cell("Nome"), cell("Turma"), cell("Nota")),
            row(cell("Rita"), cell("10A", merged), cell("85 %", percent)),
            row(cell("Ivo"), "<table:covered-table-cell/>", cell("85 %", percent)),
            row(
                '<table:table-cell table:number-columns-repeated="16384"/>',
                more='table:number-rows-repeated="1048000"',
            ),
        ]
    )
    table = opened(ods(f'<table:table table:name="10A">{sheet}</table:table>'))
    assert table.kind == "ods" and table.percent == {"Nota"}
    assert table.rows == [["Rita", "10A", "85 %"], ["Ivo", "10A", "85 %"]]


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        (row(cell("x"), more='table:number-rows-repeated="9000000"'), "reaches too far"),
        (
            row(cell("x", 'office:value-type="string" table:number-columns-repeated="9000000"')),
            "fa",
        ),
        (row(cell("x"), more='table:number-rows-repeated="99999999999999"'), "damaged"),
        (row(cell("x"), more='table:number-rows-repeated="-4"'), "damaged"),
        (row(cell("x" * 400), more='table:number-rows-repeated="4000000"'), "very long texts"),
        ("<a>" * 300 + "</a>" * 300, "damaged"),
    ],
)
def test_a_small_open_document_that_would_be_gigabytes_is_refused(
    opened: Opened, sheet: str, words: str
) -> None:
    assert words in why(opened, ods(f'<table:table table:name="A">{sheet}</table:table>'))


def test_entities_in_an_open_document_are_refused(opened: Opened) -> None:
    head = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    sheet = f'<table:table table:name="A">{row(cell("&e;"))}</table:table>'
    assert "damaged" in why(opened, ods(sheet, head))


def test_cells_shown_as_percent_become_percents(opened: Opened) -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet()
    shown = [book.add_format({"num_format": code}) for code in ("0%", "0.0%", '[Red]0.00" %"')]
    sheet.write_row(0, 0, ["Nome", "Nota", "Faltas", "Horas", "Média"])
    for number in range(1, 4):
        sheet.write(number, 0, f"Aluno {number}")
        for place, shape in enumerate([*shown, None], 1):
            sheet.write(number, place, number * 0.07, shape)
    book.close()
    table = opened(content.getvalue())
    assert table.percent == {"Nota", "Faltas"}
    assert table.rows[2][1:3] == ["21 %", "21 %"]
    assert table.rows[0][1:] == ["7 %", "7 %", "0.07", "0.07"]


def test_formulas_that_were_never_computed_are_named(opened: Opened) -> None:
    book, content = Workbook(), io.BytesIO()
    book.active.append(["Nome", "Nota"])
    book.active.append(["Rita", "=1+1"])
    book.active.append(["Ivo", 8])
    book.save(content)
    table = opened(content.getvalue())
    said = " ".join(note.message for note in table.notes)
    assert "Formulas that were never computed are read as empty: 1 (Sheet!B2)." in said


def test_a_title_merged_across_the_columns_is_no_student(opened: Opened) -> None:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    sheet = book.add_worksheet("Todos")
    sheet.write_row(0, 0, ["Nome", "Nota", "Faltas", "Obs."])
    sheet.merge_range(1, 0, 1, 3, "Turma 10A")
    sheet.write_row(2, 0, ["Rita", 14, 2, "x"])
    book.close()
    table = opened(content.getvalue())
    assert [row.cells[0] for row in table.left_out] == ["Turma 10A"] and len(table.rows) == 1


def test_all_sheets_that_can_be_seen_are_opened(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name in ("A", "B", "C"):
        book.add_worksheet(name).write_row(0, 0, ["x", name])
        book.worksheets()[-1].write_row(1, 0, ["1", "2"])
    book.worksheets()[1].hide()
    book.close()
    assert [sheet.name for sheet in open_file(path, "book.xlsx").sheets] == ["A", "C"]
