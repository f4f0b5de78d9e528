"""Small files of the shapes that schools have: each opens to its students and nothing else."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from data.reading import open_table

SCHOOLS = Path(__file__).parents[1] / "files" / "schools"


@dataclass(frozen=True)
class Expected:
    """What a file comes to: students, the first and last of their rows, and what was told apart."""

    students: int
    first: str
    last: str
    left_out: tuple[str, ...] = ()
    headers: str = ""
    decimal: str = "."
    percent: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default=())


PAUTA = "N.º|Nome|Matemática · Classif.|Matemática · Faltas|Português · Classif.|Português · Faltas"
FILES = {
    "f01-pronote-notes-latin1.csv": Expected(
        6, "DUVAL Zoé|2A|12,50|3", "ROY Max|2A|8,25|12", ("Moyenne du groupe",), decimal=","
    ),
    "f03-pronote-eleves.csv": Expected(
        2, "DUVAL Zoé|05/11/2008|z@example.org|T.04|", "ROY Max|01/02/2008|m@example.org|T.04|"
    ),
    "f04-moodle-pt.csv": Expected(
        2,
        "Rita|Prata|1001|||r@example.org|14,50|13,20|1700000000",
        "Ivo|Seco|1002|||i@example.org|-|-|1700000000",
        decimal=",",
    ),
    "f04b-moodle-pt-percent.csv": Expected(
        2,
        "Rita|Prata|1001|85,00 %",
        "Ivo|Seco|1002|40,00 %",
        decimal=",",
        percent=("Total da disciplina (Percentagem)",),
    ),
    "f05-canvas.csv": Expected(
        3,
        "Rivera, Ana|11|S1|ana|8175 - Block 3|9|90|A",
        "Doe, Dana|14|S4|dana|8177 - Block 5|7|70|C",
        ("Points Possible",),
    ),
    "f06-canvas-blank-row.csv": Expected(
        2, "Rivera, Ana|11|3|9", "Okafor, Chi|13|5|10", ("", "Points Possible")
    ),
    "f07-google-classroom.csv": Expected(
        2,
        "Rivera|Ana|a@example.org|14|12|13",
        "Okafor|Chi|c@example.org||9|9",
        ("Date", "Points"),
    ),
    "f08-brightspace.csv": Expected(
        2,
        "400123456|doej|Doe|Jo|j@example.org|13.5|20",
        "400123457|rooa|Roo|Al|a@example.org|8|20",
    ),
    "f09-inovar-pauta.xlsx": Expected(
        2,
        "1|Rita Prata|14|2|12|1|10A",
        "2|Ivo Seco|8|11|9|3|10A",
        headers=f"{PAUTA}|class",
        titles=("Escola Exemplo", "Pauta do 1.º período — 10.º A"),
    ),
    "f10-german.csv": Expected(3, "Blau|Ina|9a|1,0|0", "Rot|Udo|9a|5,5|14", decimal=","),
    "f12-spain.csv": Expected(
        2, "Garza Paz, Eva|3ºB|7,5|4", "Luna Sol, Teo|3ºB|NP|20", decimal=","
    ),
    "f13b-totals-row-id.csv": Expected(
        2, "Rita Prata|10A|14|2", "Ivo Seco|10A|8|11", ("Média da turma",)
    ),
    "f15-trailing.csv": Expected(
        2, "Rita Prata|10A|14", "Ivo Seco|10A|8", headers="Nome|Turma|Nota"
    ),
    "f17-break-in-header.csv": Expected(
        2,
        "1001|Rita Prata|10A|14",
        "1002|Ivo Seco|10A|8",
        headers="N.º Processo|Nome|Turma|Nota final",
    ),
    "f18-zeros.csv": Expected(2, "00123|Rita Prata|10A|14", "00045|Ivo Seco|10A|8"),
    "f18b-zeros.xlsx": Expected(2, "123|Rita Prata|10A|14", "45|Ivo Seco|10A|8"),
    "f21-percent-format.xlsx": Expected(
        2, "Rita Prata|10A|85 %", "Ivo Seco|10A|40 %", percent=("Nota",)
    ),
    "f25-header-commas.csv": Expected(2, "Rita Prata|10A|14|2", "Ivo Seco|10A|8|11"),
    "f26-tab-comma.tsv": Expected(2, "Rita Prata|10A|14,5", "Ivo Seco|10A|8,2", decimal=","),
    "f28-unquoted-decimal-comma.csv": Expected(
        2,
        "1|Ana Rivera|14|5",
        "2|Chi Okafor|8|3",
        problems=("Row 2 has 5 cells, the header has 4: there are too many.",),
    ),
    "f29-duplicate-student.csv": Expected(3, "1|Ana Rivera|14", "1|Ana Rivera|17"),
    "f30-one-bad-row.csv": Expected(60, "1|Pupil 1|9|yes", "60|Pupil 60|12|Not Eligibile"),
    "f36-mid-year.csv": Expected(2, "1|Rita|Prata|10A|2|2|0|14|13", "2|Ivo|Seco|10A|11|1|1|8|7"),
    "f36b-first-period-only.csv": Expected(2, "1|Rita Prata|10A|2|14", "2|Ivo Seco|10A|11|8"),
    "f38-merged-class.xlsx": Expected(5, "10A|Rita Prata|14", "10B|Ana Rio|12"),
    "f41-cover-sheet.xlsx": Expected(2, "Rita Prata|10A|14", "Ivo Seco|10A|8"),
    "f44-no-grade-yet.csv": Expected(2, "1001|Rita Prata|10A|2", "1002|Ivo Seco|10A|11"),
    "f46-absences-over-93.csv": Expected(3, "1001|Rita Prata|10A|14|2", "1003|Eva Lino|10A|11|94"),
    "f50-us-roster.csv": Expected(3, "900001|Rivera|Ana|9|101|4", "900003|Doe|Dana|12|204|17"),
    "f55-siecle.csv": Expected(
        2,
        "4581234567F|Léa|Corse|01/01/2009|MEF1|Division 2",
        "4581234568F|Tom|Roux|02/01/2009|MEF1|Division 2",
    ),
    "f60-lowest-1-to-5.csv": Expected(30, "1|Aluno 1|9A|2|1", "30|Aluno 30|9A|1|30"),
    "f61-header-variants.csv": Expected(2, "1|Rita Prata|10A|14|2", "2|Ivo Seco|10A|8|11"),
    "f66b-decimals-with-marks.csv": Expected(
        5, "DUVAL Zoé|2A|12,5", "NOIR Ève|2A|N.Not", decimal=","
    ),
    "f69-no-id-next-week.csv": Expected(
        2, "Rita Prata|10A|14|2", "Ivo Seco|10A|9|11", ("Média da turma",)
    ),
    "inovar_pauta.csv": Expected(
        30, "20000|Rui Costa 0|10A|0|18|19|4", "20029|Rui Costa 29|10A|29|18|18|4"
    ),
    "pronote_moyennes.csv": Expected(
        30,
        "DUPRÉ0|Zoé|2NDE3|080600000AB|16,43|6,3|4|7",
        "DUPRÉ29|Zoé|2NDE3|080600029AB|9,16|9,7|10|5",
        decimal=",",
    ),
    "ElevesSansAdresses.xml": Expected(
        30,
        "080600000AB|0|DUPRÉ0|Zoé|12/03/2010|F|non",
        "080600029AB|29|DUPRÉ29|Zoé|12/03/2010|F|non",
    ),
    "ExportXML_ElevesSansAdresses.zip": Expected(
        30,
        "080600000AB|0|DUPRÉ0|Zoé|12/03/2010|F|non",
        "080600029AB|29|DUPRÉ29|Zoé|12/03/2010|F|non",
    ),
    "oneroster.zip": Expected(
        30,
        "0|u0|Silva|Ana0|10|11",
        "29|u29|Silva|Ana29|10|8",
        headers="Student ID|sourcedId|Last Name|First Name|Grade level|results l1",
    ),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_a_school_opens_to_its_students_and_nothing_else(name: str) -> None:
    expected, table = FILES[name], open_table(SCHOOLS / name, name)
    assert len(table.rows) == expected.students
    assert (table.rows[0], table.rows[-1]) == (expected.first.split("|"), expected.last.split("|"))
    firsts = [next(filter(None, row.cells), "") for row in table.left_out]
    assert tuple(firsts) == expected.left_out
    if expected.headers:
        assert table.headers == tuple(expected.headers.split("|"))
    assert table.decimal == expected.decimal and table.titles == expected.titles
    assert table.percent == set(expected.percent)
    told = [problem.message for problem in table.problems]
    assert len(told) == len(expected.problems)
    assert all(words in said for words, said in zip(expected.problems, told, strict=True))


def test_every_file_of_the_folder_is_here() -> None:
    assert {path.name for path in SCHOOLS.iterdir()} == {*FILES, "README.md"}
