"""Where the table in a file is: under titles, on which sheets, and which rows are students."""

import copy
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

import pytest
import xlsxwriter

from data.reading import (
    FileLayout,
    FileTable,
    OpenedFile,
    RowNumber,
    Unreadable,
    open_file,
    propose_layout,
    table_of,
)
from data.wording.message import FileProblem, say

Opened = Callable[..., FileTable]
HEADER: list[object] = ["N.º", "Nome", "Nota"]


def workbook(path: Path, sheets: Mapping[str, Sequence[Sequence[object]]]) -> OpenedFile:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    book.close()
    path.write_bytes(content.getvalue())
    return open_file(path, path.name)


def messages(table: FileTable) -> str:
    return " ".join(problem.message for problem in (*table.problems, *table.notes))


@pytest.mark.parametrize(
    "titles",
    [
        ["Escola Exemplo"],
        ["Escola Exemplo", "Pauta do 1.º período", ""],
        ["Escola:;Exemplo;Turma:;10A"],
        ["Escola Exemplo;;2025/2026;;", "", "Turma 10A"],
        [""],
    ],
)
def test_the_header_is_found_under_titles(opened: Opened, titles: list[str]) -> None:
    text = "\n".join([*titles, "N.º;Nome;Turma;Nota;Faltas", "1;Rita;10A;14;2", "2;Ivo;10A;8;11"])
    table = opened(text + "\n")
    assert table.headers == ("N.º", "Nome", "Turma", "Nota", "Faltas")
    assert table.numbers == [len(titles) + 2, len(titles) + 3]
    assert len(table.titles) == sum(bool(title) for title in titles)


def test_a_header_of_two_lines_is_joined_without_merged_cells_too(opened: Opened) -> None:
    below = "N.º;Nome;Matemática;;Português;\n;;Classif.;Faltas;Classif.;Faltas\n1;Rita;14;2;12;1\n"
    above = ";;Matemática;;Português;\nN.º;Nome;Classif.;Faltas;Classif.;Faltas\n1;Rita;14;2;12;1\n"
    for text in (below, above):
        assert opened(text).headers == (
            "N.º",
            "Nome",
            "Matemática · Classif.",
            "Matemática · Faltas",
            "Português · Classif.",
            "Português · Faltas",
        )


def test_the_first_student_without_an_id_is_no_second_line_of_the_header(opened: Opened) -> None:
    table = opened("id,name,class,often\n,Ana,10A,never\n2,Rui,10B,often\n")
    assert table.headers == ("id", "name", "class", "often") and len(table.rows) == 2


def test_headers_that_are_there_twice_are_numbered(opened: Opened) -> None:
    table = opened("Nome;Nota;Nota;Nota (2)\nRita;14;13;1\n")
    assert table.headers == ("Nome", "Nota", "Nota (3)", "Nota (2)")
    assert "Headers that are there more than once are numbered: Nota (3)." in messages(table)


def test_classes_on_sheets_of_one_header_are_stacked(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "school.xlsx",
        {
            "Capa": [["Escola Exemplo"]],
            "10A": [["Pauta"], [], HEADER, [1, "Rita", 14], [2, "Ivo", 8], ["", "Média", 11]],
            "10B": [HEADER, [1, "Eva", 11.5], [2, "Rui", 9]],
        },
    )
    layout = propose_layout(file)
    assert layout.sheets == ("10A", "10B") and layout.header_row == 3
    assert FileLayout.model_validate_json(layout.model_dump_json()) == layout
    table = table_of(file, layout)
    assert table.headers == ("N.º", "Nome", "Nota", "class")
    assert [row[1:] for row in table.rows] == [
        ["Rita", "14", "10A"],
        ["Ivo", "8", "10A"],
        ["Eva", "11.5", "10B"],
        ["Rui", "9", "10B"],
    ]
    assert [str(number) for number in table.numbers] == ["10A!4", "10A!5", "10B!2", "10B!3"]
    assert len(set(table.numbers)) == 4 and isinstance(table.numbers[0], RowNumber)
    assert [(row.sheet, row.number, row.cells[1]) for row in table.left_out] == [
        ("10A", 6, "Média")
    ]
    assert "as they are no students: 1 (10A!6)." in messages(table)


def test_periods_on_sheets_of_one_header_are_not_stacked(tmp_path: Path) -> None:
    rows: list[list[object]] = [HEADER, [1, "Rita", 14], [2, "Ivo", 8]]
    file = workbook(tmp_path / "periods.xlsx", {"1.º período": rows, "2.º período": rows})
    layout = propose_layout(file)
    assert layout.sheets == ("1.º período",) and layout.sheet_column is None


def test_a_problem_names_the_sheet_even_when_it_was_kept_as_json(tmp_path: Path) -> None:
    number = RowNumber(37, "10B", 5)
    assert copy.deepcopy(number) == 37 and str(copy.deepcopy(number)) == "10B!5"
    problem = say("Row %(row)s: twice, as %(first)s.", row=number, first=RowNumber(2, "10A", 2))
    kept = json.loads(json.dumps(asdict(problem)))
    assert FileProblem(**kept).message == "Row 10B!5: twice, as 10A!2." and kept["row"] == 37


def test_sheets_of_other_headers_can_be_stacked_by_hand(tmp_path: Path) -> None:
    file = workbook(
        tmp_path / "school.xlsx",
        {"A": [HEADER, [1, "Rita", 14]], "B": [["Nome", "Faltas"], ["Eva", 3]]},
    )
    table = table_of(file, FileLayout(sheets=("A", "B"), sheet_column="class"))
    assert table.headers == ("N.º", "Nome", "Nota", "Faltas", "class")
    assert table.rows == [["1", "Rita", "14", "", "A"], ["", "Eva", "", "3", "B"]]


def test_a_layout_of_another_file_is_refused_with_a_sentence(tmp_path: Path) -> None:
    file = workbook(tmp_path / "school.xlsx", {"A": [HEADER, [1, "Rita", 14]]})
    with pytest.raises(Unreadable, match="There is no sheet B in the file"):
        table_of(file, FileLayout(sheets=("B",)))
    with pytest.raises(Unreadable, match="There is no row 99"):
        table_of(file, FileLayout(sheets=("A",), header_row=99))


@pytest.mark.parametrize(
    "row",
    [
        "Média da turma;;11;6",
        "Moyenne générale;;11,2;",
        "Class average;;11;6",
        "Klassendurchschnitt;;11;6",
        "Promedio del grupo;;11;6",
        "Total;;22;12",
        ";Média;11;6",
        "TOTAL 10A;;22;",
        "Desvio padrão;;2,1;3",
        "Gesamtdurchschnitt;;11;",
        "PROMEDIO DEL AULA;;11;",
        "N.º de negativas;;2;",
        "Nome;Turma;Nota;Faltas",
        "Escola Exemplo;;;",
    ],
)
def test_a_row_that_is_no_student_is_left_out_with_a_reason(opened: Opened, row: str) -> None:
    head = "Escola Exemplo;;;\nNome;Turma;Nota;Faltas\nRita;10A;14;2\nIvo;10A;8;10\n"
    table = opened(f"{head}{row}\nEva;10A;9;3\n")
    assert [each[0] for each in table.rows] == ["Rita", "Ivo", "Eva"]
    assert [(each.number, bool(each.reason.message)) for each in table.left_out] == [(5, True)]


@pytest.mark.parametrize(
    "row",
    ["Total;10A;11;6", "Media;10A;;", "Maria Media;;11;6", "Max Durchschnitt;;9;", "Date;10B;9;1"],
)
def test_a_student_with_the_name_of_a_figure_is_kept(opened: Opened, row: str) -> None:
    table = opened(f"Nome;Turma;Nota;Faltas\nRita;10A;14;2\n{row}\nEva;10A;9;3\nRui;10A;9;3\n")
    assert len(table.rows) == 4 and not table.left_out


def test_a_text_that_spreadsheets_are_made_to_keep_is_what_they_show(opened: Opened) -> None:
    assert opened('ID;Nome;Nota\n="00123";Rita;14\n').rows == [["00123", "Rita", "14"]]


def test_lines_under_the_table_are_left_out(opened: Opened) -> None:
    text = "Nome;Turma;Nota\nRita;10A;14\nIvo;10A;8\n;;\nO Diretor de Turma;;\nRui Paz\n"
    table = opened(text)
    assert len(table.rows) == 2 and not table.problems
    assert [row.number for row in table.left_out] == [4, 5, 6]


def test_a_person_takes_rows_in_and_leaves_others_out(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text("Nome;Turma;Nota\nRita;10A;14\nIvo;10A;8\nTotal;;22\n", encoding="utf-8")
    file = open_file(path, path.name)
    changed = propose_layout(file).model_copy(
        update={"left_out": (("", 2),), "taken_in": (("", 4),)}
    )
    table = table_of(file, changed)
    assert [row[0] for row in table.rows] == ["Ivo", "Total"] and table.numbers == [3, 4]
    assert [row.reason.message for row in table.left_out] == ["Left out by hand."]


def test_each_column_has_its_own_decimal_mark(opened: Opened) -> None:
    table = opened("Nome;Média;Horas\nRita;14,5;2.5\nIvo;8,25;3.5\nEva;9,75;1.5\nRui;9,5;4\n")
    assert (table.decimal, dict(table.decimals)) == (",", {"Média": ",", "Horas": "."})
    assert table.decimal_of("Horas") == "." and table.decimal_of("Nome") == ","


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ('"N.º\nProcesso";Nome;Nota\n1;Rita;14\n', ";"),
        ("Nome (a, b, c, d, e);Nota\nRita;14\n", ";"),
        ("Nome\tNota\nSilva, Ana\t14,5\nReis, Rui\t8,2\n", "\t"),
        ("Nome;Nota\nSilva, Ana;14\nReis, Rui;8\n", ";"),
        ("Escola, de todos, nós\nNome;Nota\nRita;14,5\nIvo;8,5\n", ";"),
        ('id,note\n1,"12;5;3"\n2,"9;8;7"\n', ","),
    ],
)
def test_the_separator_is_told_from_whole_records(
    opened: Opened, text: str, separator: str
) -> None:
    table = opened(text)
    assert table.separator == separator and not table.problems and len(table.headers) > 1
