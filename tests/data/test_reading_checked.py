"""Checking a table against the dictionary: every cell judged, nothing filled in or dropped."""

from collections.abc import Callable

import pytest
from shipped import DICTIONARIES

from data.dictionary import Dictionary
from data.reading import CheckedRoster, FileTable, check
from data.reading import roster as checked_module

Opened = Callable[..., FileTable]


@pytest.fixture
def checked(opened: Opened, pilot: Dictionary) -> Callable[[str], CheckedRoster]:
    """Opens and checks a text."""
    return lambda text: check(opened(text), pilot)


def only(checked: CheckedRoster) -> str:
    (problem,) = checked.problems
    return problem.message


def notes(checked: CheckedRoster) -> str:
    return " ".join(note.message for note in checked.notes)


def test_an_out_of_range_cell_is_named_with_what_is_allowed(
    checked: Callable[[str], CheckedRoster],
) -> None:
    result = checked("StudentID,Walc,FinalGrade\n1,5,12\n2,7,9\n")
    assert only(result) == (
        "Row 3, Walc: 7 is not between 1 and 5. Correct the file and upload it again."
    )
    assert (result.problems[0].row, result.problems[0].column) == (3, "Walc")


@pytest.mark.parametrize(
    ("header", "cell", "words"),
    [
        ("FinalGrade", "20.5", "20.5 is not between 0 and 20."),
        ("FinalGrade", "-1", "-1 is not between 0 and 20."),
        ("FinalGrade", "9" * 400, "is not between 0 and 20."),
        ("FinalGrade", "twelve", "“twelve” is not a number between 0 and 20."),
        ("FinalGrade", "inf", "“inf” is not a number"),
        ("FinalGrade", "1_0", "“1_0” is not a number"),
        ("FinalGrade", "1e1", "“1e1” is not a number"),
        ("FinalGrade", "١٢", "“١٢” is not a number"),
        ("studytime", "2.5", "2.5 is not a whole number between 1 and 4."),
        ("failures", "5", "5 is not between 0 and 4."),
        ("sex", "X", "“X” is none of F, M."),
        ("higher", "maybe", "“maybe” is neither yes nor no"),
        ("higher", "yes?", "“yes?” is neither yes nor no"),
        ("class", "x" * 300, "is longer than 200 characters"),
    ],
)
def test_a_cell_the_column_cannot_hold_is_a_problem(
    checked: Callable[[str], CheckedRoster], header: str, cell: str, words: str
) -> None:
    other = "absences" if header == "FinalGrade" else "FinalGrade"
    result = checked(f"StudentID,{header},{other}\n1,{cell},12\n")
    assert words in only(result) and f"Row 2, {header}: " in only(result)
    assert header not in result.records[0].values and header not in result.records[0].missing


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        *(("Sim", "yes"), ("oui", "yes"), ("yes", "yes"), ("1", "yes"), ("TRUE", "yes")),
        *(("NÃO", "no"), ("Non", "no"), ("no", "no"), ("0", "no"), ("false", "no")),
    ],
)
def test_yes_and_no_are_read_in_each_language(
    checked: Callable[[str], CheckedRoster], cell: str, read: str
) -> None:
    assert checked(f"higher,FinalGrade\n{cell},12\n").records[0].values["higher"] == read


def test_an_allowed_value_may_be_written_in_its_words(
    checked: Callable[[str], CheckedRoster],
) -> None:
    result = checked("sexo;Medu;guardian;nota\nfeminino;ensino superior;mère;12\nm;2;Pai;9\n")
    assert result.records[0].values["sex"] == "F" and result.records[0].values["Medu"] == 4.0
    assert result.records[0].values["guardian"] == "mother"
    assert result.records[1].values == {
        **{"sex": "M", "Medu": 2.0, "guardian": "father", "FinalGrade": 9.0}
    }


@pytest.mark.parametrize("mark", ["ABS", "NA", "?", "-", "", "abs", "n/a"])
def test_each_kind_of_missing_is_kept_as_its_mark(
    checked: Callable[[str], CheckedRoster], mark: str
) -> None:
    result = checked(f"StudentID,absences,FinalGrade\n1,4,{mark}\n2,3,9\n")
    assert not result.problems and len(result.records) == 2
    assert result.records[0].missing == {"FinalGrade": mark}
    assert "FinalGrade" not in result.records[0].values
    assert "Students without a grade: 1 (rows 2). They are kept and listed first." in notes(result)


def test_missing_answers_are_counted_by_mark_and_never_filled_in(
    checked: Callable[[str], CheckedRoster],
) -> None:
    result = checked("id,health,goout,note\n1,NA,,12\n2,?,3,9\n3,NA,2,8\n")
    assert "Empty cells kept as no answer: 1." in notes(result)
    assert "kept as such: 3 (NA 2, ? 1)." in notes(result)
    assert [record.values.get("health") for record in result.records] == [None, None, None]


def test_a_family_may_be_called_na(checked: Callable[[str], CheckedRoster]) -> None:
    assert checked("id,nom,note\n1,Na,12\n").records[0].family_name == "Na"


def test_names_are_in_their_two_fields_only(checked: Callable[[str], CheckedRoster]) -> None:
    result = checked("id,prénom,nom,note\n7,Inês,Da  Costa,12\n")
    (record,) = result.records
    assert (record.key, record.first_name, record.family_name) == ("7", "Inês", "Da Costa")
    assert record.values == {"FinalGrade": 12.0} and result.columns == ("FinalGrade",)


def test_an_id_twice_names_both_rows(checked: Callable[[str], CheckedRoster]) -> None:
    result = checked("StudentID,note\n1,12\n2,9\n1,8\n")
    assert "Row 4, StudentID: the id 1 is also in row 2." in only(result)


def test_a_student_without_id_among_others_with_one_is_a_problem(
    checked: Callable[[str], CheckedRoster],
) -> None:
    assert "Row 3, StudentID: the student has no id." in only(checked("StudentID,note\n1,12\n,9\n"))


def test_without_an_id_column_students_are_known_by_their_row(
    checked: Callable[[str], CheckedRoster],
) -> None:
    result = checked("absences,note\n4,12\n\n0,9\n")
    assert not result.keyed and [record.key for record in result.records] == ["row 2", "row 4"]
    assert "each is known by the row" in notes(result)


def test_columns_nobody_knows_are_left_out_by_name(checked: Callable[[str], CheckedRoster]) -> None:
    result = checked("id,shoe size,note,faltas,absences\n1,40,12,3,4\n")
    assert "Columns left out, as the data dictionary does not know them: shoe size, faltas." in (
        notes(result)
    )
    assert result.columns == ("FinalGrade", "absences")


def test_a_roster_without_the_grade_that_its_dictionary_asks_for_is_refused(
    checked: Callable[[str], CheckedRoster],
) -> None:
    result = checked("StudentID,absences\n1,4\n")
    assert "No column of the file is “Current grade”, which this kind of" in only(result)
    assert result.records == ()


def test_where_a_dictionary_does_not_ask_for_it_nobody_has_a_grade_yet(
    opened: Opened, pilot: Dictionary
) -> None:
    grade = pilot.grade.model_copy(update={"required": False})
    own = pilot.model_copy(update={"columns": pilot.columns | {"FinalGrade": grade}})
    result = check(opened("StudentID,absences\n1,4\n"), own)
    assert not result.problems and len(result.records) == 1
    assert "No column of the file is the grade: nobody has one yet." in notes(result)


def test_any_other_column_that_must_be_there_is_named_in_words(opened: Opened) -> None:
    result = check(opened("StudentID,note\n1,4\n"), DICTIONARIES["online-course"])
    assert "No column of the file is “Actions on the platform”" in result.problems[0].message
    assert result.records == ()


def test_a_mapping_says_what_the_headers_do_not(opened: Opened, pilot: Dictionary) -> None:
    table = opened("code,resultado\na7,12\n")
    result = check(table, pilot, {"code": "StudentID", "resultado": "FinalGrade"})
    assert result.records[0].key == "a7" and result.records[0].values == {"FinalGrade": 12.0}


def test_a_mapping_that_cannot_be_is_refused(opened: Opened, pilot: Dictionary) -> None:
    table = opened("a,b\n1,12\n")
    mapping = {"a": "FinalGrade", "b": "FinalGrade", "c": "absences"}
    words = " ".join(problem.message for problem in check(table, pilot, mapping).problems)
    assert "a and b are both to be read as Current grade." in words
    assert "There is no column headed c in this file." in words
    unknown = check(table, pilot, {"a": "shoe", "b": "FinalGrade"})
    assert "a cannot be read as shoe" in unknown.problems[0].message


def test_all_problems_come_at_once_by_row(checked: Callable[[str], CheckedRoster]) -> None:
    result = checked("id,Walc,Dalc,note\n1,9,1,12\n2,1,x,40\n1,1,1,3\n")
    assert [problem.row for problem in result.problems] == [2, 3, 3, 4]
    assert result.problem_count == 4 and len(result.records) == 3


def test_problems_are_counted_beyond_those_that_are_kept(
    checked: Callable[[str], CheckedRoster], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checked_module, "MOST_PROBLEMS", 5)
    result = checked("id,note\n" + "".join(f"{n},99\n" for n in range(12)))
    assert len(result.problems) == 5 and result.problem_count == 12


def test_a_file_with_no_low_grade_is_told_to_be_picked_perhaps(
    checked: Callable[[str], CheckedRoster],
) -> None:
    rows = "".join(f"{n},{5 + n % 10}\n" for n in range(30))
    warning = "No grade below 5 and no 0 in this file: students without a grade may be missing"
    assert warning in notes(checked("id,note\n" + rows))
    assert warning not in notes(checked("id,note\n" + rows + "99,0\n"))
    assert warning not in notes(checked("id,note\n" + rows + "99,ABS\n"))


def test_the_fingerprint_follows_the_content_and_not_the_order_of_rows_with_ids(
    checked: Callable[[str], CheckedRoster],
) -> None:
    one = checked("id,absences,note\n1,4,12\n2,0,9\n").fingerprint
    assert one == checked("id;note;absences\n2;9,0;0\n1;12;4\n").fingerprint
    assert one != checked("id,absences,note\n1,4,12\n2,1,9\n").fingerprint
    assert one != checked("id,absences,note\n1,4,12\n2,NA,9\n").fingerprint
    by_row = checked("absences,note\n4,12\n0,9\n").fingerprint
    assert by_row != checked("absences,note\n0,9\n4,12\n").fingerprint


def test_zeros_in_front_of_an_id_are_no_other_student(
    checked: Callable[[str], CheckedRoster],
) -> None:
    one = checked("id,note\n00123,14\n045,8\n")
    assert [record.key for record in one.records] == ["00123", "045"]
    assert "the id 0123 is also in row 2" in only(checked("id,note\n123,1\n0123,2\n"))
    letters = checked("id,note\n00123,14\nA45,8\n")
    assert [record.key for record in letters.records] == ["00123", "A45"]


@pytest.mark.parametrize(
    ("names", "read"),
    [
        (["DUVAL Zoé", "LE GOFF Anne-Marie"], [("Zoé", "DUVAL"), ("Anne-Marie", "LE GOFF")]),
        (["Garza Paz, Eva", "Luna, Teo"], [("Eva", "Garza Paz"), ("Teo", "Luna")]),
        (["Rita Prata", "JP Silva", "Ivo Seco"], [("Rita Prata", ""), ("JP Silva", "")]),
        (["RITA PRATA", "IVO SECO"], [("RITA PRATA", ""), ("IVO SECO", "")]),
    ],
)
def test_a_whole_name_is_told_apart_where_the_column_shows_how(
    checked: Callable[[str], CheckedRoster], names: list[str], read: list[tuple[str, str]]
) -> None:
    result = checked("name;note\n" + "".join(f"{name};12\n" for name in names))
    found = [(record.first_name, record.family_name) for record in result.records]
    assert found[: len(read)] == read


def test_a_cell_set_to_no_answer_is_no_problem_any_more_and_the_notes_say_so(
    opened: Opened, pilot: Dictionary
) -> None:
    table = opened("id,internet,note\n1,yes,12\n2,perhaps,9\n3,no,8\n")
    assert check(table, pilot).problem_count == 1
    result = check(table, pilot, ignoring={("internet", "perhaps"), ("note", "12")})
    assert not result.problems and result.records[1].missing == {"internet": "perhaps"}
    assert result.records[0].values["FinalGrade"] == 12.0
    assert "internet: “perhaps” was set to no answer (rows 3)." in notes(result)
    assert "Columns without an answer of some students, and in which rows: internet: 1 (3)." in (
        notes(result)
    )


def test_a_dictionary_says_its_own_marks_and_what_else_is_written_for_a_value(
    opened: Opened, pilot: Dictionary
) -> None:
    grade = pilot.grade.model_copy(
        update={"marks": {"AM": {"en": "annulled"}}, "reads": {"2-": 2.3, "F": 0}}
    )
    columns = pilot.columns | {"FinalGrade": grade}
    own = pilot.model_copy(update={"columns": columns})
    result = check(opened("id;note\n1;am\n2;2-\n3;F\n4;2+\n"), own)
    assert result.records[0].missing == {"FinalGrade": "am"}
    assert [r.values.get("FinalGrade") for r in result.records[1:]] == [2.3, 0.0, None]
    assert result.problem_count == 1
