"""What a header and its cells are proposed as; what is asked; what an answer makes of a file."""

from collections.abc import Callable

import pytest
from school_files import described
from shipped import DICTIONARIES

from data.describing import (
    FileDescription,
    RowCounts,
    answered,
    describe_with,
    described_table,
    dictionary_of,
    mapping_of,
    propose,
    reviewed,
)
from data.describing.header_words import heading_of, known_mark
from data.reading import FileTable, check

Opened = Callable[..., FileTable]


@pytest.mark.parametrize(
    ("header", "entry", "subject", "period"),
    [
        ("Identifiant unique*", "id", "", None),
        ("Nome do(a) Aluno(a)", "name", "", None),
        ("Date de naissance (jj/mm/aaaa)*", "birth_date", "", None),
        ("N.º\nProcesso", "id", "", None),
        ("Total da disciplina (Percentagem)", "grade_general", "", None),
        ("Kurs gesamt (Punkte)", "grade_general", "", None),
        ("Nota do 1.º período", "grade", "", "first"),
        ("Classificação (2.º período)", "grade", "", "second"),
        ("Trimestre 3", "grade", "", "third"),
        ("Matemática · Classif.", "grade", "Matemática", None),
        ("Note Mathématiques Trimestre 2", "grade", "Mathématiques", "second"),
        ("Class. 1P MAT", "grade", "MAT", "first"),
        ("Português Faltas", "absences", "Português", None),
        ("Demi-journées d'absence", "absences_half_days", "", None),
        ("F. Injust.", "absences_unjustified", "", None),
        ("Encarregado de Educação", "background", "", None),
        ("Nationalité", "background", "", None),
        ("Parental level of education", "background", "", None),
        ("Adresse E-mail", "left_out", "", None),
        ("Last downloaded from this course", "left_out", "", None),
        ("Class", "class", "", None),
        ("Class.", "grade", "", None),
        ("shoe size", None, "", None),
    ],
)
def test_a_header_is_known_by_its_words_in_five_languages(
    header: str, entry: str | None, subject: str, period: str | None
) -> None:
    found = heading_of(header)
    assert (found.word.key if found.word else None) == entry
    assert (found.subject, found.period) == (subject, period)


@pytest.mark.parametrize(
    ("header", "ends"),
    [
        *(("Nota (0 a 20)", (0, 20)), ("Note /20", (0, 20)), ("Moyenne sur 10", (0, 10))),
        *(("Grade out of 100", (0, 100)), ("Nota 1-5", (1, 5)), ("Nota", None)),
    ],
)
def test_a_header_may_say_the_scale(header: str, ends: tuple[int, int] | None) -> None:
    assert heading_of(header).out_of == ends


def test_marks_are_known_whatever_their_case_and_final_dot() -> None:
    assert known_mark("N.NOT.") == known_mark("n.not") and known_mark("n.not") is not None
    assert known_mark("14") is None and known_mark("F") is None


@pytest.mark.parametrize(
    ("header", "cells", "scale", "asked"),
    [
        ("Nota", "14 8 11", "0-20", False),
        ("Nota", "9 8 7", "0-20", True),
        ("Nota", "4 3 5", "0-20", True),
        ("Moyenne", "12 8", "0-20", False),
        ("Calificación", "7 9", "0-10", False),
        ("Calificación", "14 9", "0-20", False),
        ("Note", "1 2 5", "1-6", False),
        ("Punkte", "14 3 5", "0-15", False),
        ("Final score", "85 40", "0-100", False),
        ("Final score", "9 8", "0-10", True),
        ("Nota", "150 80", "own", False),
    ],
)
def test_the_scale_of_a_grade_is_proposed_or_asked(
    opened: Opened, header: str, cells: str, scale: str, asked: bool
) -> None:
    from data.describing import scale_key

    others = {"Nota": "Turma", "Moyenne": "Élève", "Calificación": "Alumno", "Note": "Vorname"}
    other = {"Punkte": "Nachname"}.get(header, others.get(header, "Student"))
    text = f"{other};{header}\n" + "".join(f"x{cell};{cell}\n" for cell in cells.split())
    proposal = propose(opened(text), {})
    assert scale_key(proposal.description.column(header)) == scale
    assert [question.key for question in proposal.questions] == (["scale"] if asked else [])


def test_an_answered_scale_is_kept_and_asked_no_more_of_next_weeks_file(opened: Opened) -> None:
    first = propose(opened("Nome;Turma;Nota\nAna;10A;9\nRui;10A;7\n"), DICTIONARIES)
    (question,) = first.open_questions
    said = answered(first.description, question, "0-10")
    assert said.column("Nota").high == 10 and not reviewed(said, first.summaries).open_questions
    kept = FileDescription.model_validate_json(said.model_dump_json())
    later = propose(opened("Nome;Turma;Nota\nAna;10A;9\nRui;10A;8\n"), DICTIONARIES, [kept])
    assert later.description.column("Nota").high == 10 and not later.open_questions


def test_a_file_like_one_of_the_schools_own_dictionary_follows_it(opened: Opened) -> None:
    first = propose(opened("Nome;Turma;Nota;Humor\nAna;10A;9;3\nRui;10A;7;4\n"), DICTIONARIES)
    said = answered(first.description, first.open_questions[0], "0-10")
    own = dictionary_of(said, "own", "Own", dictionaries=DICTIONARIES)
    known = {"own": own, **DICTIONARIES}
    later = propose(opened("Nome;Turma;Nota;Humor\nAna;10A;6;2\n"), known, own={"own"})
    assert later.description.dictionary == "own" and not later.questions
    outside = propose(opened("Nome;Turma;Nota;Humor\nAna;10A;6;90\n"), known, own={"own"})
    assert outside.description.dictionary is None and outside.description.like == "own"


def test_who_changes_a_column_follows_a_dictionary_no_longer(opened: Opened) -> None:
    proposal = propose(opened("Nome;Turma;Nota\nAna;10A;19\nRui;10A;7\n"), DICTIONARIES)
    changed = proposal.description.changed("Turma", meaning="out")
    assert (changed.dictionary, changed.like) == (None, "pilot-2008")
    assert mapping_of(changed) == {"Nome": "FirstName", "Nota": "FinalGrade"}


def test_two_columns_of_one_meaning_are_said_beside_the_second(opened: Opened) -> None:
    proposal = propose(opened("Nome;Turma;Grupo B;Nota\nAna;10A;x;19\n"), {})
    changed = proposal.description.changed("Grupo B", meaning="class")
    said = {each.header: each.text.message for each in reviewed(changed, ()).warnings}
    assert said["Grupo B"] == "Turma is the class already: nothing is taken from this column."
    assert "Grupo B" not in mapping_of(changed)


def test_what_stands_between_grades_is_a_mark_where_it_is_known_and_asked_where_not(
    opened: Opened,
) -> None:
    text = "Nome;Turma;Nota\nAna;10A;19\nRui;10A;AM\nEva;10A;F\nIvo;10A;12\n"
    proposal = propose(opened(text), DICTIONARIES)
    assert proposal.description.column("Nota").marks == {"AM": ""}
    (question,) = proposal.open_questions
    assert question.key == "mark:nota:F" and [each.key for each in question.choices] == [
        *("none", "low", "wrong")
    ]
    for key, read in (("none", "F"), ("low", 0.0), ("wrong", None)):
        said = answered(proposal.description, question, key)
        assert not reviewed(said, proposal.summaries).open_questions
        own = dictionary_of(said, "own", "Own", dictionaries=DICTIONARIES)
        record = check(opened(text), own, mapping_of(said)).records[2]
        assert record.values.get("FinalGrade", record.missing.get("FinalGrade")) == read


def test_words_whose_order_nobody_knows_are_asked_about(opened: Opened) -> None:
    text = "Nome;Turma;Nota\nAna;10A;verde\nRui;10A;azul\nEva;10A;verde\n"
    (question,) = propose(opened(text), {}).open_questions
    assert question.key == "order:nota" and "azul, verde" in question.text.message


def test_background_is_compared_or_left_out_and_never_judged(opened: Opened) -> None:
    text = "Nome;Nota;Sexo;Idade;Escalão ASE;Nacionalidade;Profissão da mãe\n" + "".join(
        f"Aluno {n};1{n};{'FM'[n % 2]};1{n};{'AB'[n % 2]};PT;x{n % 2}\n" for n in range(6)
    )
    proposal = propose(opened(text), DICTIONARIES)
    found = {each.header: each.meaning for each in proposal.description.columns[2:]}
    assert set(found.values()) <= {"group", "out"} and found["Sexo"] == "group"


def test_a_grade_said_by_a_column_beside_it_or_a_row_above_is_on_that_scale(
    opened: Opened,
) -> None:
    text = "Student ID,Grade,Points Possible\n1,12,40\n2,9,40\n"
    assert propose(opened(text), {}).description.column("Grade").high == 40


def test_grades_of_several_subjects_may_count_by_their_mean_or_one_of_them(
    opened: Opened,
) -> None:
    table = opened("Nome;Turma;MAT;PORT\nAna;10A;19;12\nRui;10A;7;AM\n")
    proposal = propose(table, {})
    (question,) = proposal.open_questions
    said = answered(proposal.description, question, "mean")
    own = dictionary_of(said, "own", "Own")
    roster = check(described_table(table, said), own, mapping_of(said))
    assert [record.values["FinalGrade"] for record in roster.records] == [15.5, 7.0]
    alone = answered(proposal.description, question, "one:mat")
    assert alone.grade == "MAT" and alone.mean is None and len(alone.columns) == 4
    back = answered(alone, reviewed(alone, proposal.summaries).questions[0], "mean")
    assert back.columns[-1].header == "Mean" and back.grade == "Mean"


def test_a_line_a_subject_becomes_a_column_a_subject(opened: Opened) -> None:
    lines = [
        f"{n};Aluno {n};10A;{subject};1{n},5"
        for n in range(4)
        for subject in ("Matemática", "Português")
    ]
    found = described(opened("N.º processo;Nome;Turma;Disciplina;Nota\n" + "\n".join(lines)))
    assert found.roster.records[0].values == {
        **{"class": "10A", "FinalGrade": 10.5},
        **{"grade_matematica": 10.5, "grade_portugues": 10.5},
    }
    assert "counted up to one" in found.words


def test_a_line_an_absence_is_counted_justified_and_unjustified_apart_since_a_date(
    opened: Opened,
) -> None:
    lines = [
        f"DUVAL {name};2A;0{day}/09/2026;{'Oui' if day == 1 else 'Non'}"
        for name in ("Zoé", "Tom")
        for day in (1, 2, 3)
    ]
    table = opened("Élève;Classe;Date;Justifiée\n" + "\n".join(lines), "absences.csv")
    found = described(table)
    counts = {"absences": 3.0, "absences_justified": 1.0, "absences_unjustified": 2.0}
    assert all(counts.items() <= record.values.items() for record in found.roster.records)
    counting = found.proposal.description.counting
    assert counting is not None and counting.dates == "Date"
    since = RowCounts.model_validate(counting.model_dump() | {"since": "2026-09-02"})
    later = propose(table, DICTIONARIES, counting=since)
    assert described_table(table, later.description).rows[0] == ["DUVAL Zoé", "2A", "2", "0", "2"]
    assert propose(table, DICTIONARIES, counting=False).description.counting is None


def test_a_dictionary_that_was_chosen_is_taken_without_questions(opened: Opened) -> None:
    proposal = describe_with(DICTIONARIES["pilot-2008"], opened("id;note;taille\n1;4;3\n"))
    assert not proposal.questions and proposal.description.dictionary == "pilot-2008"
    assert mapping_of(proposal.description) == {"id": "StudentID", "note": "FinalGrade"}
