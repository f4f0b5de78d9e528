"""Each small file of a school comes to what it is: recognised, or asked, never silently misread."""

import pytest
from school_files import DescribedFile, school_file

# File -> header -> meaning, the grade that counts, its scale (low, high, best, passing), and the
# dictionary that is followed or, after a ~, that the school's own is like.
PILOT = (0, 20, "high", None)
TWENTY = (0, 20, "high", 10)
PERCENT = (0, 100, "high", 50)
NONE = (None, None, None, None)
NAME = {"Nome": "name", "Turma": "class"}
STARTING = {"N.º processo": "id", **NAME}
EXPECTED = {
    "f01-pronote-notes-latin1.csv": (
        {"Élève": "name", "Classe": "class", "Moyenne": "grade", "Absences": "answer"},
        "Moyenne",
        PILOT,
        "~pilot-2008",
    ),
    "f03-pronote-eleves.csv": (
        {"Élèves": "name", "Né(e) le": "birth_date", "Classe": "class"},
        None,
        NONE,
        None,
    ),
    "f04-moodle-pt.csv": (
        {
            **{"Nome": "first_name", "Apelido": "family_name", "Número de identificação": "id"},
            **{"Teste: Frações (Real)": "answer", "Total da disciplina (Real)": "grade"},
        },
        "Total da disciplina (Real)",
        PILOT,
        "~pilot-2008",
    ),
    "f04b-moodle-pt-percent.csv": (
        {
            **{"Nome": "first_name", "Apelido": "family_name", "Número de identificação": "id"},
            "Total da disciplina (Percentagem)": "grade",
        },
        "Total da disciplina (Percentagem)",
        PERCENT,
        None,
    ),
    "f05-canvas.csv": (
        {
            **{"Student": "name", "SIS User ID": "id", "Section": "class"},
            **{"Unit 1 Quiz (101)": "answer", "Final Score": "grade", "Final Grade": "grade"},
        },
        "Final Score",
        PERCENT,
        "~pilot-2008",
    ),
    "f06-canvas-blank-row.csv": (
        {"Student": "name", "ID": "id", "Section": "class", "Current Score": "grade"},
        "Current Score",
        PILOT,
        "pilot-2008",
    ),
    "f07-google-classroom.csv": (
        {
            **{"Last Name": "family_name", "First Name": "first_name"},
            **{"Essay 1": "answer", "Quiz 2": "answer", "Grade": "grade"},
        },
        "Grade",
        PILOT,
        "~pilot-2008",
    ),
    "f08-brightspace.csv": (
        {
            **{"OrgDefinedId": "id", "Last Name": "family_name", "First Name": "first_name"},
            "Calculated Final Grade Numerator": "grade",
        },
        "Calculated Final Grade Numerator",
        PILOT,
        "pilot-2008",
    ),
    "f09-inovar-pauta.xlsx": (
        {
            **{"Nome": "name", "class": "class", "Mean": "grade"},
            **{"Matemática · Classif.": "grade", "Matemática · Faltas": "answer"},
            **{"Português · Classif.": "grade", "Português · Faltas": "answer"},
        },
        "Mean",
        TWENTY,
        None,
    ),
    "f10-german.csv": (
        {
            **{"Nachname": "family_name", "Vorname": "first_name", "Klasse": "class"},
            **{"Note": "grade", "Fehltage": "answer"},
        },
        "Note",
        (1, 6, "low", 4),
        "~pilot-2008",
    ),
    "f12-spain.csv": (
        {"Alumno": "name", "Grupo": "class", "Matemáticas": "grade", "Faltas": "answer"},
        "Matemáticas",
        (0, 10, "high", 5),
        "~pilot-2008",
    ),
    "f13b-totals-row-id.csv": (
        {**NAME, "Nota final": "grade", "Faltas": "answer"},
        "Nota final",
        PILOT,
        "pilot-2008",
    ),
    "f15-trailing.csv": ({**NAME, "Nota": "grade"}, "Nota", PILOT, "pilot-2008"),
    "f17-break-in-header.csv": (
        {"N.º Processo": "id", **NAME, "Nota final": "grade"},
        "Nota final",
        PILOT,
        "pilot-2008",
    ),
    "f18-zeros.csv": ({**STARTING, "Nota": "grade"}, "Nota", PILOT, "pilot-2008"),
    "f18b-zeros.xlsx": ({**STARTING, "Nota": "grade"}, "Nota", PILOT, "pilot-2008"),
    "f21-percent-format.xlsx": ({**NAME, "Nota": "grade"}, "Nota", PERCENT, None),
    "f25-header-commas.csv": (
        {
            **{"Nome (completo, sem abreviaturas)": "name", "Turma (ano, letra)": "class"},
            "Nota (0 a 20, sem décimas)": "grade",
            "Faltas (justificadas, injustificadas, outras)": "answer",
        },
        "Nota (0 a 20, sem décimas)",
        PILOT,
        "pilot-2008",
    ),
    "f26-tab-comma.tsv": ({**NAME, "Nota": "grade"}, "Nota", PILOT, "pilot-2008"),
    "f28-unquoted-decimal-comma.csv": (
        {"Student ID": "id", "Name": "name", "Grade": "grade", "Absences": "answer"},
        "Grade",
        PILOT,
        "pilot-2008",
    ),
    "f29-duplicate-student.csv": (
        {"Student ID": "id", "Name": "name", "Grade": "grade"},
        "Grade",
        PILOT,
        "pilot-2008",
    ),
    "f30-one-bad-row.csv": (
        {"Student ID": "id", "Name": "name", "Grade": "grade", "Internet": "answer"},
        "Grade",
        PILOT,
        "pilot-2008",
    ),
    "f36-mid-year.csv": (
        {
            **{"StudentID": "id", "FirstName": "first_name", "FamilyName": "family_name"},
            **{"class": "class", "absences": "answer", "studytime": "answer"},
            **{"failures": "answer", "G1": "grade", "G2": "grade"},
        },
        "G2",
        PILOT,
        "~pilot-2008",
    ),
    "f36b-first-period-only.csv": (
        {**STARTING, "Faltas": "answer", "Nota do 1.º período": "grade"},
        "Nota do 1.º período",
        PILOT,
        "~pilot-2008",
    ),
    "f38-merged-class.xlsx": ({**NAME, "Nota": "grade"}, "Nota", PILOT, "pilot-2008"),
    "f41-cover-sheet.xlsx": ({**NAME, "Nota": "grade"}, "Nota", PILOT, "pilot-2008"),
    "f44-no-grade-yet.csv": ({**STARTING, "Faltas": "answer"}, None, NONE, "~pilot-2008"),
    "f46-absences-over-93.csv": (
        {**STARTING, "Nota": "grade", "Faltas": "answer"},
        "Nota",
        PILOT,
        "~pilot-2008",
    ),
    "f50-us-roster.csv": (
        {
            **{"Student ID": "id", "Last Name": "family_name", "First Name": "first_name"},
            **{"Grade": "year", "Homeroom": "class", "Absences": "answer"},
        },
        None,
        NONE,
        "~pilot-2008",
    ),
    "f55-siecle.csv": (
        {
            **{"Identifiant unique*": "id", "Premier prénom*": "first_name"},
            **{"Nom de famille*": "family_name", "Code MEF*": "year", "Division*": "class"},
            "Date de naissance (jj/mm/aaaa)*": "birth_date",
        },
        None,
        NONE,
        None,
    ),
    "f60-lowest-1-to-5.csv": (
        {**STARTING, "Nota": "grade", "Faltas": "answer"},
        "Nota",
        (1, 5, "high", 3),
        "~pilot-2008",
    ),
    "f61-header-variants.csv": (
        {
            **{"N.º Proc.": "id", "Nome do(a) Aluno(a)": "name", "Ano/Turma": "class"},
            **{"Class. Final": "grade", "Total Faltas": "answer"},
        },
        "Class. Final",
        PILOT,
        "pilot-2008",
    ),
    "f66b-decimals-with-marks.csv": (
        {"Élève": "name", "Classe": "class", "Moyenne": "grade"},
        "Moyenne",
        PILOT,
        "pilot-2008",
    ),
    "f69-no-id-next-week.csv": (
        {**NAME, "Nota final": "grade", "Faltas": "answer"},
        "Nota final",
        PILOT,
        "pilot-2008",
    ),
    "inovar_pauta.csv": (
        {
            **{"N.º Processo": "id", **NAME, "MAT": "grade"},
            **{"Faltas injustificadas": "answer", "Faltas justificadas": "answer"},
        },
        "MAT",
        TWENTY,
        None,
    ),
    "pronote_moyennes.csv": (
        {
            **{"Nom": "family_name", "Prénom": "first_name", "Classe": "class"},
            **{"N° National": "id", "Moy. Générale": "grade", "MATHEMATIQUES": "grade"},
            **{"Demi-journées d'absence": "answer", "Retards": "answer"},
        },
        "Moy. Générale",
        PILOT,
        "~pilot-2008",
    ),
}
ASKED = {
    "f09-inovar-pauta.xlsx": ["mean"],
    "f10-german.csv": ["signs:note"],
    "f50-us-roster.csv": ["year:grade"],
}


@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_of_a_school_is_proposed_as_what_it_is(name: str) -> None:
    meanings, grade, scale, followed = EXPECTED[name]
    found = school_file(name)
    description = found.proposal.description
    assert found.meanings == meanings
    assert description.grade == grade
    if grade is not None:
        of = found.grade
        assert (of.low, of.high, of.best, of.passing) == scale
    like = f"~{description.like}" if description.like else None
    assert (description.dictionary or like) == followed
    asked = [question.key for question in found.proposal.open_questions]
    assert asked == ASKED.get(name, [])


@pytest.mark.parametrize("name", sorted(EXPECTED.keys() - {"f28-unquoted-decimal-comma.csv"}))
def test_with_its_questions_answered_every_student_of_a_file_can_be_imported(name: str) -> None:
    found = school_file(name)
    problems = [problem.message for problem in found.roster.problems]
    wrong = {
        "f29-duplicate-student.csv": "the id 1 is also in row 2.",
        "f30-one-bad-row.csv": "“Not Eligibile” is neither yes nor no",
    }
    if name in wrong:
        assert len(problems) == 1 and wrong[name] in problems[0]
    else:
        assert problems == []
    assert len(found.roster.records) == len(found.table.rows) > 0


def values(found: DescribedFile, column: str) -> list[float | str | None]:
    """The answers in a column, a mark as it was read."""
    return [r.values.get(column, r.missing.get(column)) for r in found.roster.records]


def test_marks_stay_each_by_its_own_word_beside_decimal_commas() -> None:
    found = school_file("f01-pronote-notes-latin1.csv")
    marks = ["Abs", "N.Not", "Disp", "N.Rdu"]
    assert values(found, "FinalGrade") == [12.5, *marks, 8.25]
    assert [record.family_name for record in found.roster.records[:2]] == ["DUVAL", "LEROUX"]
    assert values(school_file("f66b-decimals-with-marks.csv"), "FinalGrade") == [
        *(12.5, "Abs", "Disp", 12.5, "N.Not")
    ]


def test_percents_are_of_a_hundred_whether_written_or_shown_by_the_workbook() -> None:
    assert values(school_file("f04b-moodle-pt-percent.csv"), "FinalGrade") == [85.0, 40.0]
    assert values(school_file("f21-percent-format.xlsx"), "FinalGrade") == [85.0, 40.0]


def test_a_german_grade_with_a_sign_is_asked_and_then_a_third_better_or_worse() -> None:
    found = school_file("f10-german.csv")
    assert "“2-”" in found.words and "1, the best, to 6" in found.words
    assert values(found, "FinalGrade") == [1.0, 2.33, 5.5]
    assert found.dictionary.grade.best == "low" and found.dictionary.grade.passing == 4


def test_a_whole_name_with_its_family_first_and_a_mark_of_spain() -> None:
    found = school_file("f12-spain.csv")
    (first, second) = found.roster.records
    assert (first.first_name, first.family_name) == ("Eva", "Garza Paz")
    assert second.missing == {"FinalGrade": "NP"}


def test_letters_beside_a_score_are_kept_as_words_in_order() -> None:
    column = school_file("f05-canvas.csv").dictionary.columns["final_grade_in_words"]
    words = [words["en"] for words in column.values.values()]
    assert column.low == 1 and words[0] == "F" and words[-1] == "A+" and column.whole


def test_a_pauta_of_a_first_period_says_so_and_the_school_confirms_the_mean() -> None:
    found = school_file("f09-inovar-pauta.xlsx")
    assert {column.period for column in found.proposal.description.columns if column.subject} == {
        *("first", None)
    }
    assert values(found, "FinalGrade") == [13.0, 8.5]
    assert found.dictionary.columns["grade_portugues"].period == "first"
    assert [record.in_class for record in found.roster.records] == ["10A", "10A"]


def test_school_years_are_asked_about_and_never_a_grade_by_default() -> None:
    found = school_file("f50-us-roster.csv")
    assert "Are they school years, or grades?" in found.words
    (question,) = found.proposal.open_questions
    assert [choice.key for choice in question.choices] == ["year", "grade"]
    assert values(found, "year") == ["9", "9", "12"]
    assert all(found.dictionary.grade.name not in r.values for r in found.roster.records)


def test_levels_of_five_are_proposed_and_said_to_be_so() -> None:
    found = school_file("f60-lowest-1-to-5.csv")
    assert "Taken as grades from 1 to 5" in found.words and found.dictionary.grade.whole


def test_more_absences_than_a_dictionary_knows_make_it_the_schools_own() -> None:
    found = school_file("f46-absences-over-93.csv")
    column = found.dictionary.columns["absences"]
    assert found.dictionary.like == "pilot-2008" and (column.low, column.high) == (0, 150)
    assert values(found, "absences") == [2.0, 120.0, 94.0]


def test_justified_and_unjustified_absences_and_half_days_are_columns_of_their_own() -> None:
    columns = school_file("inovar_pauta.csv").dictionary.columns
    assert {"absences_justified", "absences_unjustified"} <= set(columns)
    columns = school_file("pronote_moyennes.csv").dictionary.columns
    assert columns["absences_half_days"].record and "lateness" in columns
