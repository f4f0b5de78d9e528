"""Data dictionaries: the shipped one, and what is said of those that cannot be used."""

from collections.abc import Callable
from pathlib import Path

import pytest

from data.column import LANGUAGES
from data.dictionary import Dictionary, DictionaryError, closest, load_all, read

RECORD = {
    *("traveltime", "studytime", "failures", "schoolsup", "famsup", "paid"),
    *("activities", "higher", "absences"),
}
NEVER_JUDGED = {
    *("sex", "age", "address", "famsize", "Pstatus", "Medu", "Fedu", "Mjob", "Fjob", "guardian"),
}
SMALL = """\
format: 1
name: small
title: Small roster
about: A test.
columns:
  mark:
    {type: number, low: 0, high: 20, role: grade, required: true, use: show,
     label: Mark, meaning: The mark., aliases: [note]}
"""


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Writes a dictionary file and gives its path."""

    def write(text: str, name: str = "small.yaml") -> Path:
        path = tmp_path / name
        path.write_text(text, "utf-8")
        return path

    return write


def refused(path: Path) -> list[str]:
    with pytest.raises(DictionaryError) as caught:
        read(path)
    return [problem.message for problem in caught.value.problems]


def test_the_pilot_dictionary_has_every_column_of_the_pilot_roster_and_three_more(
    pilot: Dictionary, shared: Callable[[str], Path]
) -> None:
    headers = shared("pilot-students.csv").read_text("utf-8").split("\n")[0].split(",")
    assert len(headers) == 34
    assert set(pilot.columns) == {*headers, "class", "G1", "G2"}
    assert pilot.recognise(headers).complete


def test_every_word_of_the_pilot_dictionary_is_there_in_every_language(pilot: Dictionary) -> None:
    for column in pilot.columns.values():
        words = [column.label, column.meaning, *column.values.values(), column.unit or column.label]
        assert all(each[language].strip() for each in words for language in LANGUAGES), column.name


def test_every_whole_number_on_a_short_scale_has_its_words(pilot: Dictionary) -> None:
    for column in pilot.columns.values():
        if column.whole and (column.high or 0) <= 5:
            expected = set(range(int(column.low or 0), int(column.high or 0) + 1))
            assert set(column.values) == expected, column.name


def test_only_school_records_may_teach_the_expected_grade(pilot: Dictionary) -> None:
    assert {name for name, column in pilot.columns.items() if column.record} == RECORD


def test_what_a_student_cannot_help_is_never_judged(pilot: Dictionary) -> None:
    assert {name for name, column in pilot.columns.items() if column.use == "audit"} == NEVER_JUDGED


def test_only_the_grade_is_required(pilot: Dictionary) -> None:
    assert [name for name, column in pilot.columns.items() if column.required] == ["FinalGrade"]
    assert pilot.grade.name == "FinalGrade"
    assert pilot.with_role("class") is pilot.columns["class"]


def test_values_are_said_in_words(pilot: Dictionary) -> None:
    assert (pilot.columns["studytime"].words_of(1.0) or {})["en"] == "under 2 hours a week"
    assert (pilot.columns["higher"].words_of("no") or {})["pt"] == "não"
    assert pilot.columns["absences"].words_of(3.0) is None


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("N.º de faltas", "absences"),
        ("ABSENCES", "absences"),
        (" travel time ", "traveltime"),
        ("École", "school"),
        ("Turma", "class"),
        ("classe", "class"),
        ("Note finale", "FinalGrade"),
        ("nota final", "FinalGrade"),
        ("G3", "FinalGrade"),
        ("Apelido", "FamilyName"),
        ("Nom", "FamilyName"),
        ("PRENOM", "FirstName"),
        ("Nome", "FirstName"),
        ("final_grade", "FinalGrade"),
    ],
)
def test_a_header_is_known_whatever_its_language_case_accents_and_spacing(
    pilot: Dictionary, header: str, column: str
) -> None:
    assert pilot.recognise([header]).mapping == {header: column}


def test_the_pilot_roster_without_school_and_the_uci_file_are_recognised(
    pilot: Dictionary, shared: Callable[[str], Path]
) -> None:
    uci = shared("student-mat.csv").read_text("utf-8").split("\n")[0].split(";")
    match = pilot.recognise(uci)
    assert match.complete and match.mapping["G3"] == "FinalGrade" and match.mapping["G1"] == "G1"
    assert pilot.recognise([header for header in uci if header != "school"]).complete


def test_unknown_and_missing_columns_are_told(pilot: Dictionary) -> None:
    match = pilot.recognise(["absences", "shoe size"])
    assert match.unknown == ("shoe size",) and match.missing == ("FinalGrade",)
    assert not match.complete


def test_of_two_headers_for_one_column_the_nearer_is_taken(pilot: Dictionary) -> None:
    match = pilot.recognise(["faltas", "absences"])
    assert match.mapping == {"absences": "absences"} and match.unknown == ("faltas",)


def test_a_site_adds_its_own_dictionary(written: Callable[..., Path]) -> None:
    folder = written(SMALL).parent
    assert set(load_all([folder])) == {"small"}
    assert load_all([folder / "nowhere"]) == {}


def test_the_closest_dictionary_is_chosen(pilot: Dictionary, written: Callable[..., Path]) -> None:
    known = {"pilot-2008": pilot, "small": read(written(SMALL))}
    chosen = closest(known, ["note"])
    assert chosen is not None and chosen[0].name == "small"
    chosen = closest(known, ["studytime", "absences", "FinalGrade"])
    assert chosen is not None and chosen[0].name == "pilot-2008"
    assert closest(known, ["shoe size"]) is None and closest({}, ["note"]) is None


def test_two_dictionaries_that_fit_equally_well_are_not_guessed_between(
    written: Callable[..., Path],
) -> None:
    other = SMALL.replace("mark:", "points:").replace("name: small", "name: other")
    known = {"small": read(written(SMALL)), "other": read(written(other, "other.yaml"))}
    with pytest.raises(DictionaryError, match="small and other equally well"):
        closest(known, ["note"])


def test_two_dictionaries_of_one_name_clash(written: Callable[..., Path]) -> None:
    written(SMALL, "a.yaml")
    folder = written(SMALL.replace("mark:", "points:"), "b.yaml").parent
    with pytest.raises(DictionaryError, match=r"b.yaml and a.yaml are both named small"):
        load_all([folder])


def test_two_dictionaries_of_the_same_columns_clash(written: Callable[..., Path]) -> None:
    written(SMALL, "a.yaml")
    folder = written(SMALL.replace("name: small", "name: other"), "b.yaml").parent
    with pytest.raises(DictionaryError, match=r"b.yaml and a.yaml have the same columns, mark and"):
        load_all([folder])


def test_two_columns_that_claim_one_header_clash_with_their_names_and_line(
    written: Callable[..., Path],
) -> None:
    more = "  other: {type: word, use: score, label: O, meaning: O., aliases: [Nóte]}\n"
    (message,) = refused(written(SMALL + more))
    assert message == (
        "small.yaml, line 9: columns.other: columns mark and other both claim the header note."
    )


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("high: 20", "high: -1"), 6, "low (0) must be under high (-1)"),
        (("high: 20", "high: 20, colour: red"), 7, "Extra inputs are not permitted"),
        (("use: show", "use: perhaps"), 7, "'score', 'audit', 'show' or 'never'"),
        (("label: Mark", "label: {en: Mark}"), 8, "one for each of en, fr and pt"),
        (("role: grade, ", ""), 1, "one column has the role grade"),
        (("format: 1", "format: 1\nname: twice"), 3, "the key name is there twice"),
        (("title: Small", "title: &a Small"), 3, "instead of an anchor"),
        (("about: A test.", "about: [a"), 5, ""),
        (("format: 1", "format: 2"), 1, "Input should be 1"),
    ],
)
def test_a_problem_in_a_dictionary_is_said_with_its_line(
    written: Callable[..., Path], change: tuple[str, str], line: int, words: str
) -> None:
    messages = refused(written(SMALL.replace(*change)))
    assert any(f"small.yaml, line {line}: " in each and words in each for each in messages), (
        messages
    )


def test_all_problems_are_said_at_once_in_the_order_of_lines(written: Callable[..., Path]) -> None:
    text = SMALL.replace("format: 1", "format: 3").replace("use: show", "use: x")
    messages = refused(written(text))
    assert len(messages) == 2 and "line 1" in messages[0] and "line 7" in messages[1]


def test_an_empty_file_and_a_file_that_is_no_text_are_refused(written: Callable[..., Path]) -> None:
    assert refused(written(""))
    path = written("")
    path.write_bytes(b"title: \xe9\n")
    assert refused(path) == ["small.yaml is not UTF-8. Save it as UTF-8."]
    path.write_text("#" * 300_000)
    assert "larger than 256 kB" in refused(path)[0]
