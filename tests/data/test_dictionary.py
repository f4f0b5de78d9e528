"""Data dictionaries: the shipped one, and what is said of those that cannot be used."""

from collections.abc import Callable
from pathlib import Path

import pytest

from data.dictionary import Dictionary, DictionaryError, closest, load_all, read
from data.wording.languages import LANGUAGES

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


def first_of(headers: list[str]) -> str:
    chosen = closest(load_all(), headers)
    assert chosen is not None
    return chosen[0].name


@pytest.mark.parametrize("file", ["pilot-students.csv", "pilot-students-restrained.csv"])
def test_the_pilots_files_are_the_pilots_still(
    shared: Callable[[str], Path], file: str, pilot: Dictionary
) -> None:
    headers = shared(file).read_text("utf-8").split("\n")[0].split(",")
    chosen = closest(load_all(), headers)
    assert chosen is not None
    assert (chosen[0].name, chosen[1]) == ("pilot-2008", pilot.recognise(headers))
    assert first_of(headers[:3] + headers[4:]) == "pilot-2008"  # without `school`


@pytest.mark.parametrize(
    "headers",
    [
        ["ID", "note"],
        ["grade"],
        ["G3"],
        ["StudentID", "FirstName", "FinalGrade"],
        ["StudentID", "FirstName"],
        ["StudentID", "FirstName", "FamilyName"],
        ["StudentID", "FirstName", "FamilyName", "class"],
        ["StudentID", "FirstName", "FamilyName", "class", "grade"],
        ["pseudo", "note"],
        ["n.º processo", "nome", "turma", "faltas", "classificação final"],
        ["studytime", "absences"],
        ["StudentID", "absences", "G1", "G2", "FinalGrade"],
    ],
)
def test_short_rosters_are_the_pilots_still(headers: list[str]) -> None:
    assert first_of(headers) == "pilot-2008"


@pytest.mark.parametrize("missing", ["FinalGrade", "StudentID", "absences", "sex"])
def test_a_pilot_file_that_lacks_a_column_is_the_pilots_still(
    pilot: Dictionary, missing: str
) -> None:
    without = [name for name in pilot.columns if name not in (missing, "G1", "G2")]
    assert first_of(without) == "pilot-2008"


def test_a_file_with_all_three_periods_is_of_the_kind_with_periods(
    shared: Callable[[str], Path],
) -> None:
    uci = shared("student-mat.csv").read_text("utf-8").split("\n")[0].split(";")
    chosen = closest(load_all(), uci)
    assert chosen is not None
    assert chosen[0].name == "uci-students" and chosen[1].complete
    assert first_of(["StudentID", "nome", *uci]) == "uci-students"


def test_a_courses_activity_is_recognised() -> None:
    needed = ["actions", "active_days", "total_hours", "grade"]
    assert first_of(needed) == "online-course"
    more = ["StudentID", *needed, "mean_interval", "regularity"]
    chosen = closest(load_all(), more)
    assert chosen is not None and chosen[1].complete


@pytest.mark.parametrize("name", ["uci-students", "online-course"])
def test_every_word_of_the_other_dictionaries_is_there_in_every_language(name: str) -> None:
    for column in load_all()[name].columns.values():
        words = [column.label, column.meaning, *column.values.values(), column.unit or column.label]
        assert all(each[language].strip() for each in words for language in LANGUAGES), column.name


def test_rosters_with_periods_differ_from_the_pilots_by_their_grades_alone(
    pilot: Dictionary,
) -> None:
    periods = load_all()["uci-students"]
    assert set(periods.columns) - set(pilot.columns) == {"G3"}
    for name, column in periods.columns.items():
        if name not in ("G1", "G2", "G3"):
            assert column == pilot.columns[name]
    assert {periods.columns[name].use for name in ("G1", "G2")} == {"score"}
    assert periods.grade.name == "G3"


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
        (("label: Mark", "label: {en: Mark, xx: M}"), 8, "one for each of en, fr, pt"),
        (("label: Mark", "label: {}"), 8, "one for each of en, fr, pt"),
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


def test_a_dictionary_may_lack_a_language_and_says_which(written: Callable[..., Path]) -> None:
    assert read(written(SMALL)).lacks == ()
    one = read(written(SMALL.replace("label: Mark", "label: {pt: Nota}")))
    assert one.lacks == ("en", "fr")
    assert one.columns["mark"].label == {"pt": "Nota"}
    assert read(written(SMALL.replace("title: Small roster", "title: {en: A, fr: B}"))).lacks == (
        "pt",
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


KNOWN_OF_A_STUDENT = {
    *("school", "class", "sex", "age", "address", "famsize", "Pstatus", "Medu", "Fedu", "Mjob"),
    *("Fjob", "guardian", "traveltime", "failures", "schoolsup", "activities", "romantic"),
    "absences",
}
TOWN = """
  town: {type: word, use: show, label: Town, meaning: The town.,
    values: {A: a, B: b, C: c, D: d},
    quasi_identifier: {groups: [{north: [A, B]}, {all: [A, B, C, D]}]}}
"""


def test_what_others_can_know_of_a_student_is_told_researchers_in_steps(pilot: Dictionary) -> None:
    found = {name for name, column in pilot.columns.items() if column.quasi_identifier}
    assert found == KNOWN_OF_A_STUDENT
    for name in found:
        column = pilot.columns[name]
        assert column.quasi_identifier is not None
        assert column.told(None, column.quasi_identifier.steps - 1) is None
    assert not [name for name in found if pilot.columns[name].type == "text"]


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("age", 15.0, [15.0, "10..15", "10..15", "10..17"]),
        ("age", 16.0, [16.0, "16", "16..17", "10..17"]),
        ("age", 22.0, [22.0, "19..30", "18..30", "18..30"]),
        ("absences", 0.0, [0.0, "0..4", "0..4", "0..14"]),
        ("absences", 75.0, [75.0, "30..93", "15..93", "15..93"]),
        ("Mjob", "health", ["health", "trained", "has_a_job"]),
        ("Mjob", "at_home", ["at_home", "at_home", "at_home"]),
        ("class", "10A", ["10A", "10"]),
        ("sex", "F", ["F"]),
        ("health", 5.0, [5.0]),
    ],
)
def test_each_step_tells_less(
    pilot: Dictionary, column: str, value: float | str, told: list[float | str]
) -> None:
    assert [pilot.columns[column].told(value, step) for step in range(len(told))] == told


def test_equal_ranges_begin_at_the_columns_low(written: Callable[..., Path]) -> None:
    widths = "quasi_identifier: {widths: [5, 10]}, use: show"
    mark = read(written(SMALL.replace("use: show", widths))).columns["mark"]
    assert [mark.told(value, 1) for value in (0.0, 4.9, 5.0, 20.0)] == [
        "0..<5",
        "0..<5",
        "5..<10",
        "20",
    ]
    assert [mark.told(value, 2) for value in (9.5, 10.0)] == ["0..<10", "10..<20"]


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ("{cuts: [[5]], widths: [5]}", "write one of cuts, widths, groups and letters"),
        ("{cuts: [[10, 5]]}", "the cuts of a step ascend"),
        ("{cuts: [[5, 10], [7]]}", "some of those of the step before it (5, 10)"),
        ("{cuts: [[0]]}", "the cut 0 is not over low and up to high"),
        ("{widths: [4, 6]}", "6 is not a multiple of the width before it, 4"),
        ("{widths: [0]}", "greater than 0"),
        ("{letters: [2]}", "letters are for words without a list of values"),
        ("{groups: [{a: [b]}]}", "groups are for words with a list of values"),
        ("{worth: 0}", "greater than 0"),
        ("{colour: red}", "Extra inputs are not permitted"),
        ("perhaps", "valid dictionary"),
    ],
)
def test_steps_that_do_not_coarsen_are_refused_with_their_line(
    written: Callable[..., Path], steps: str, words: str
) -> None:
    path = written(SMALL.replace("use: show,", f"use: show,\n     quasi_identifier: {steps},"))
    [message] = refused(path)
    assert words in message
    assert message.startswith(tuple(f"small.yaml, line {line}: " for line in (6, 7, 8)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("B, C, D]", "B, C, D, X]"), "X, in a group, is not among the values"),
        (("north: [A, B]", "north: [A, A]"), "A is in two groups of one step"),
        (("north: [A, B]", "C: [A, B]"), "a group cannot have the name of a value outside it, C"),
        (("all: [A, B, C, D]", "all: [B, C, D]"), "the group north is torn apart"),
        (("type: word", "type: number, low: 0, high: 1"), "a value with words is not between"),
    ],
)
def test_groups_that_do_not_coarsen_are_refused(
    written: Callable[..., Path], change: tuple[str, str], words: str
) -> None:
    assert read(written(SMALL + TOWN)).columns["town"].told("B", 1) == "north"
    messages = refused(written(SMALL + TOWN.replace(*change)))
    assert any(words in message for message in messages), messages


def test_students_are_filtered_by_school_and_class_and_by_what_a_dictionary_marks(
    written: Callable[..., Path],
) -> None:
    more = (
        "  form: {type: word, role: class, use: show, label: F, meaning: F.}\n"
        "  site: {type: word, role: school, use: show, label: S, meaning: S., filter: false}\n"
        "  club: {type: word, use: audit, label: C, meaning: C., filter: true}\n"
        "  hobby: {type: word, use: audit, label: H, meaning: H.}\n"
    )
    columns = read(written(SMALL + more)).columns
    assert {name for name, column in columns.items() if column.filterable} == {"form", "club"}


@pytest.mark.parametrize("use", ["type: text, role: id, use: show", "type: word, use: never"])
def test_nobody_is_filtered_by_what_tells_students_apart(
    written: Callable[..., Path], use: str
) -> None:
    more = f"  who: {{{use}, label: N, meaning: N., filter: true}}\n"
    [message] = refused(written(SMALL + more))
    assert "nobody is filtered by an id, a name or what is never used" in message


def test_an_id_or_a_name_never_leaves(written: Callable[..., Path]) -> None:
    more = (
        "  who: {type: text, role: id, use: never, label: N, meaning: N., quasi_identifier: true}\n"
    )
    [message] = refused(written(SMALL + more))
    assert "an id or a name never leaves" in message
