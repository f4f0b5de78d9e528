"""Whatever encoding, separator, decimal mark, line end and quoting: what is written comes back."""

import csv
import io
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lengths import examples

from data.reading import FileTable, Unreadable

Opened = Callable[..., FileTable]
TEXT = "Nome;Turma;Média\nInês Conceição;10A;12,5\nJoão Brandão;10B;9,5\n"
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"]


def messages(table: FileTable) -> str:
    return " ".join(problem.message for problem in (*table.problems, *table.notes))


@pytest.mark.parametrize("encoding", [*ENCODINGS, "mac_roman"])
def test_every_usual_encoding_is_read(opened: Opened, encoding: str) -> None:
    table = opened(TEXT.encode(encoding))
    assert table.headers == ("Nome", "Turma", "Média")
    assert table.rows[0] == ["Inês Conceição", "10A", "12,5"] and len(table.rows) == 2
    assert not table.problems


def test_quotation_marks_of_windows_are_not_taken_for_an_old_mac(opened: Opened) -> None:
    table = opened("Nome;Nota\nO’Brien;1\nD’Arcy;2\nO’Neill;3\n".encode("cp1252"))
    assert table.encoding == "cp1252" and table.rows[0][0] == "O’Brien"


@pytest.mark.parametrize(
    ("content", "name", "rows"),
    [
        (TEXT.encode("cp1252").replace(b"Bran", b"Br\x81n"), "João Br\ufffdndão"[:5], "3"),
        (TEXT.encode().replace(b"Bran", b"Br\x02n"), "João", "3"),
        (TEXT.encode().replace(b"Bran", b"Br\xe3n"), "João", "3"),
        (TEXT.replace("Bran", "Br\x02n").encode("utf-16"), "João", "3"),
    ],
)
def test_one_strange_byte_in_a_name_is_replaced_and_told(
    opened: Opened, content: bytes, name: str, rows: str
) -> None:
    table = opened(content)
    assert table.rows[1][0].startswith(name) and "\ufffd" in table.rows[1][0]
    assert table.rows[0][0] == "Inês Conceição"
    assert f"were replaced by “\ufffd” in rows {rows} (lines 3 of the file)" in messages(table)


def test_a_file_with_many_strange_bytes_is_no_text(opened: Opened) -> None:
    for content in (b"a;b\n\x01\x02\x03\x04;1\n", b"\xff\xfe" + bytes(40), b"GIF89a" + bytes(99)):
        with pytest.raises(Unreadable, match="no text file"):
            opened(content)


LETTERS = st.sampled_from("abcxyzABCÉéãçñöß ºª'.-")
WORDS = st.text(LETTERS, min_size=1, max_size=12)
# What a table may hold anywhere, within quotes where the separator or a line end is in it.
CELLS = st.one_of(
    WORDS, st.sampled_from(["", "a;b", "a,b", "x\ty", 'so "so"', "a|b", "um\r\ndois"])
)


@st.composite
def tables(draw: st.DrawFn) -> list[list[str]]:
    """A class: ids, names, anything, grades with one decimal mark or none."""
    mark = draw(st.sampled_from(".,"))
    grades = st.tuples(st.integers(0, 20), st.integers(0, 99))
    count = draw(st.integers(2, 12))
    rows = [["N.º", "Nome completo", "Obs.", "Nota"]]
    for number in range(count):
        whole, part = draw(grades)
        rows.append(
            [
                str(1000 + number),
                f"{draw(WORDS).strip()} Silva {number}".strip(),
                draw(CELLS),
                draw(st.sampled_from([f"{whole}{mark}{part}", str(whole), "Abs"])),
            ]
        )
    return rows


@settings(
    max_examples=examples(150),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=tables(),
    encoding=st.sampled_from(ENCODINGS),
    separator=st.sampled_from(",;\t|"),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    titles=st.integers(0, 2),
    trailing=st.booleans(),
)
def test_what_is_written_in_any_way_comes_back_as_written(
    opened: Opened,
    rows: list[list[str]],
    encoding: str,
    separator: str,
    end: str,
    quoting: int,
    titles: int,
    trailing: bool,
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator=end, quoting=quoting)
    for number in range(titles):
        writer.writerow([f"Escola {number}"])
    writer.writerows([*row, ""] if trailing else row for row in rows)
    table = opened(text.getvalue().encode(encoding))
    assert table.headers == tuple(rows[0]) and table.separator == separator
    written = [[cell.strip() for cell in row] for row in rows[1:]]
    assert table.rows == written and not table.left_out and not table.problems
    assert table.numbers == list(range(titles + 2, titles + 2 + len(written)))
    marks = {cell[-3:].strip("0123456789") for _, _, _, cell in written} & {".", ","}
    assert table.decimals.get("Nota", "") == (marks.pop() if marks else "")
