"""CSV files: encodings, separators, decimals, and every way in which one can be broken."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lengths import examples

from data.dictionary import Dictionary
from data.reading import FileTable, Unreadable, check, open_table
from data.reading import table as table_module

Opened = Callable[..., FileTable]
SIMPLE = "StudentID,absences,FinalGrade\n1,4,12\n2,0,9\n"


def messages(table: FileTable) -> str:
    return " ".join(problem.message for problem in (*table.problems, *table.notes))


def why(opened: Opened, content: str | bytes) -> str:
    with pytest.raises(Unreadable) as caught:
        opened(content)
    return caught.value.problem.message


def test_a_plain_file_is_read_as_it_is_and_says_how(opened: Opened) -> None:
    table = opened(SIMPLE)
    assert table.headers == ("StudentID", "absences", "FinalGrade")
    assert table.rows == [["1", "4", "12"], ["2", "0", "9"]] and table.numbers == [2, 3]
    assert (table.kind, table.encoding, table.separator, table.decimal) == (
        "csv",
        "utf-8",
        ",",
        ".",
    )
    assert messages(table) == "Read as UTF-8. Cells are separated by a comma."


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_are_found(opened: Opened, separator: str, end: str) -> None:
    table = opened(SIMPLE.replace(",", separator).replace("\n", end))
    assert table.separator == separator and table.rows[1] == ["2", "0", "9"]


def test_a_byte_order_mark_is_no_part_of_the_header(opened: Opened) -> None:
    assert opened(b"\xef\xbb\xbf" + SIMPLE.encode()).headers[0] == "StudentID"


def test_latin_1_is_read_and_said(opened: Opened, pilot: Dictionary) -> None:
    table = opened("Nome;Faltas;Nota\nInês;3;12\nJoão;1;9\n".encode("latin-1"))
    assert table.encoding == "cp1252" and "Latin-1" in messages(table)
    assert check(table, pilot).records[0].first_name == "Inês"


def test_the_pilot_roster_is_the_same_in_any_encoding_and_separator(
    opened: Opened, pilot: Dictionary, shared: Callable[[str], Path]
) -> None:
    text = shared("pilot-students.csv").read_text("utf-8")
    prints = {
        check(opened(content), pilot).fingerprint
        for content in (text, text.replace(",", ";").encode("cp1252"), text.replace("\n", "\r\n"))
    }
    checked = check(opened(text), pilot)
    assert prints == {checked.fingerprint}
    assert len(checked.records) == 357 and checked.keyed and not checked.problems
    assert "No grade below 4 and no 0 in this file" in " ".join(n.message for n in checked.notes)


def test_the_uci_file_is_read_by_row_as_it_has_no_ids(
    pilot: Dictionary, shared: Callable[[str], Path]
) -> None:
    checked = check(open_table(shared("student-mat.csv"), "student-mat.csv"), pilot)
    assert len(checked.records) == 395 and not checked.problems and not checked.keyed
    assert checked.records[0].key == "row 2" and checked.records[0].values["FinalGrade"] == 6.0
    assert "No column holds the students' ids" in checked.notes[-1].message


def test_decimal_commas_are_found_and_said(opened: Opened, pilot: Dictionary) -> None:
    table = opened("id;absences;note\n1;4;12,5\n2;0;9\n")
    assert table.decimal == "," and "Decimals are written with a comma." in messages(table)
    assert check(table, pilot).records[0].values["FinalGrade"] == 12.5


def test_a_cell_with_the_other_decimal_mark_is_listed(opened: Opened, pilot: Dictionary) -> None:
    checked = check(opened("id;absences;note\n1;4;12,5\n2;0;9,5\n3;0;8.5\n"), pilot)
    assert [(problem.row, problem.column) for problem in checked.problems] == [(4, "note")]
    assert "decimal mark “,”" in checked.problems[0].message


def test_what_stands_between_quotes_is_one_cell_even_over_two_lines(opened: Opened) -> None:
    table = opened('id,apelido,note\n1,"Silva, Sousa",12\n2,"Da\nCosta",9\n3,Reis,8\n')
    assert table.rows[0][1] == "Silva, Sousa" and table.rows[1][1] == "Da\nCosta"
    assert table.numbers == [2, 3, 4]


def test_the_line_excel_writes_for_the_separator_is_no_row(opened: Opened) -> None:
    table = opened("sep=;\r\nid;note\r\n1;12\r\n")
    assert table.headers == ("id", "note") and table.numbers == [2]


def test_blank_rows_are_left_out_with_a_note(opened: Opened) -> None:
    table = opened("id,note\n1,12\n\n,\n2,9\n\n\n")
    assert table.numbers == [2, 5]
    assert "Blank rows left out: 4 (3, 4, 6, 7)." in messages(table)


def test_rows_too_short_and_too_long_are_listed(opened: Opened, pilot: Dictionary) -> None:
    table = opened("id,absences,note\n1,4,12\n2,9\n3,4,12,7\n4,0,9,\n")
    assert [problem.row for problem in table.problems] == [3, 4]
    assert "Row 3 has 2 cells, the header has 3: cells are missing." in messages(table)
    assert check(table, pilot).problems == table.problems


def test_columns_without_header_and_cells_are_left_out_with_a_note(opened: Opened) -> None:
    table = opened("id,note,,\n1,12,,x\n2,9,,\n")
    assert table.headers == ("id", "note", "column 4") and table.rows[0] == ["1", "12", "x"]
    assert "Empty columns left out: 1." in messages(table)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty."),
        (b"\n\n  \n", "nothing but blank lines"),
        (b"\xef\xbb\xbf", "nothing but blank lines"),
        (b"id,note\n", "a header and no row under it"),
        (b"id,note\n,\n", "a header and no row under it"),
        (bytes(range(256)) * 4, "no text file"),
        (b"id,note\n1,\x00\x01\n", "line 2 holds a byte that no text has (0x00)"),
        (b"id,note\n\x81\x8d,12\n", "line 2 holds a byte that no text has (0x81)"),
        (b"%PDF-1.7\n", "This is a PDF."),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 20, "old Excel workbook"),
        (b"id:note\n1:12\n", "Only one column was found."),
        (b"id note\n1 12\n", "Only one column was found."),
        (b"id;note;absences\n1,12,3\n2,9,1\n", "No row has as many cells as the header"),
        (b'id,note\n1,"12\n2,9\n', "never closed: the file was cut"),
        (b'id,note\n1,"1"2\n2,9\n', "Row 2 cannot be cut into cells"),
        (b"id,note\n" + b"x" * 200_000 + b",1\n", "Row 2 cannot be cut into cells"),
        (b"y" * 300 + b",note\n1,12\n", "The first row is no header"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_a_sentence(
    opened: Opened, content: bytes, words: str
) -> None:
    assert words in why(opened, content)


def test_a_file_cut_in_its_last_row_is_told_as_cut(opened: Opened) -> None:
    table = opened("id,absences,note\n1,4,12\n2,0")
    assert "Row 3, the last one, stops in the middle: the file was cut." in messages(table)


def test_ten_thousand_columns_are_refused(opened: Opened) -> None:
    header = ",".join(f"c{place}" for place in range(10_000))
    assert "10000 columns; at most 500" in why(opened, f"{header}\n{header}\n")


def test_a_file_over_fifty_megabytes_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "large"
    with path.open("wb") as file:
        file.truncate(table_module.LARGEST_FILE + 1)
    monkeypatch.setattr(Path, "open", lambda *_: pytest.fail("the file was opened"))
    with pytest.raises(Unreadable, match="at most 50 MB"):
        open_table(path, "large.csv")


@settings(
    max_examples=examples(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(content=st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
def test_random_bytes_are_a_table_or_are_refused_and_never_anything_else(
    opened: Opened, pilot: Dictionary, content: bytes
) -> None:
    try:
        table = opened(content)
    except Unreadable as error:
        assert error.problem.message
        return
    checked = check(table, pilot)
    assert all(problem.message for problem in (*checked.problems, *checked.notes))


CELLS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12)


@settings(
    max_examples=examples(100),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=6),
    separator=st.sampled_from(",;\t|"),
)
def test_what_is_written_as_csv_is_read_back(
    opened: Opened, rows: list[list[str]], separator: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, quoting=csv.QUOTE_ALL)
    writer.writerows([["one", "two", "three"], *rows, ["end", "end", "end"]])
    expected = [[cell.strip() for cell in row] for row in rows]
    assert opened(text.getvalue()).rows[:-1] == [row for row in expected if any(row)]
