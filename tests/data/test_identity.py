"""Who of a new file is whom: joined only on a proof, asked where it could be, else new."""

from collections import Counter

import pytest
from lengths import some
from school_years import year

from data.identity import KnownStudent, PersonOnFile, WrittenPerson
from data.identity.identification import Identification
from data.identity.ids import same_ids, written_twice
from data.identity.matching import identify


def met(known: list[tuple[str, ...]], people: list[tuple[str, ...]]) -> Identification:
    """Each as (name, class, birth date, id), the last ones left out where they are empty."""
    students = [KnownStudent(n, (_writing(*one),)) for n, one in enumerate(known, start=1)]
    rows = [PersonOnFile(f"row {n}", _writing(*one)) for n, one in enumerate(people, start=1)]
    return identify(students, rows)


def _writing(name: str, in_class: str = "", born: str = "", own_id: str = "") -> WrittenPerson:
    first, _, family = name.partition(" ")
    return WrittenPerson(first, family, in_class, born, own_id)


@pytest.mark.parametrize("schools", some([range(30), range(30, 1030)], 1), ids=len)
def test_nobody_is_joined_wrongly_and_few_are_asked_about(schools):
    counted = Counter()
    for seed in schools:
        school = year(seed)
        found = identify(school.known, school.people)
        assert all(school.truth[key] == number for key, number in found.joined.items())
        assert len(found.joined) + len(found.questions) + len(found.new) == len(school.people)
        counted["lost"] += sum(school.truth[key] is not None for key in found.new)
        counted["rows"] += len(school.people)
        if school.dated:
            counted["dated"] += len(school.people)
            counted["stay"] += sum(number is not None for number in school.truth.values())
            counted["kept"] += len(found.joined)
            counted["asked"] += len(found.questions)
    assert counted["kept"] >= 0.95 * counted["stay"] > 0
    assert counted["asked"] <= 0.02 * counted["dated"]
    assert counted["lost"] <= 0.001 * counted["rows"]


def test_without_birth_dates_the_same_name_in_the_same_class_joins():
    found = met(
        [("Rita Prata", "10A"), ("Ivo Seco", "10A")], [("ivo  SECO", "10a"), ("Rita Prata", "10A")]
    )
    assert found == Identification({"row 1": 2, "row 2": 1})


@pytest.mark.parametrize(
    ("row", "name", "in_class"),
    [
        (("Ines Costa", "10A"), "accents", True),
        (("Costa Inês", "10A"), "order", True),
        (("Inês Csota", "10A"), "spelling", True),
        (("Inês Maria Costa", "10A"), "shorter", True),
        (("Inês Costa", "10B"), "same", False),
    ],
)
def test_without_birth_dates_everything_else_that_could_be_the_same_is_asked(row, name, in_class):
    [question] = met([("Inês Costa", "10A")], [row]).questions
    [candidate] = question.candidates
    assert (candidate.name, candidate.in_class, candidate.birth_date) == (name, in_class, None)
    assert question.obvious == 1


@pytest.mark.parametrize(
    "row", ["Ines Costa", "COSTA Inês", "Inês Csota", "Inês Maria Costa", "Inês Costa"]
)
def test_with_the_same_birth_date_a_name_that_is_nearly_the_same_joins_in_any_class(row):
    found = met([("Inês Costa", "10A", "2009-03-31")], [(row, "11C", "2009-03-31")])
    assert found.joined == {"row 1": 1}


@pytest.mark.parametrize("dated", [True, False])
def test_namesakes_of_one_class_are_told_apart_by_birth_dates_alone(dated):
    days = ("2009-03-31", "2009-08-01") if dated else ("", "")
    known = [("Rui Silva", "10A", days[0]), ("Rui Silva", "10A", days[1])]
    found = met(known, [*reversed(known), ("Ana Lima", "10A", days[0])])
    if dated:
        assert found.joined == {"row 1": 2, "row 2": 1}
    else:
        assert [len(one.candidates) for one in found.questions] == [2, 2]
        assert [one.obvious for one in found.questions] == [None, None]
    assert found.new == ("row 3",)


def test_namesakes_of_two_classes_join_only_while_both_are_where_they_were():
    known = [("Rui Silva", "10A"), ("Rui Silva", "10B")]
    assert met(known, list(reversed(known))).joined == {"row 1": 2, "row 2": 1}
    # One has left, and the other may have moved into his class.
    [question] = met(known, known[:1]).questions
    assert {one.number for one in question.candidates} == {1, 2}


@pytest.mark.parametrize("pair", ["Mário Maria", "Daniel Daniela", "Lara Laura", "João Joana"])
def test_a_twin_is_never_taken_for_the_other_one(pair):
    one, other = pair.split()
    day = ("10A", "2009-03-31")
    elsewhere = [("Laura Dias", "10B", "2008-01-01"), ("Lara Reis", "10B", "2008-02-02")]
    found = met([(f"{one} Silva", *day), *elsewhere], [(f"{other} Silva", *day), *elsewhere])
    assert found.joined == {"row 2": 2, "row 3": 3}
    assert [one.key for one in found.questions] == ["row 1"]


def test_another_birth_date_is_another_student_unless_it_looks_mistyped():
    known = [("Rui Silva", "10A", "2009-03-04")]
    assert met(known, [("Rui Silva", "10B", "2008-11-30")]).new == ("row 1",)
    [question] = met(known, [("Rui Silva", "10B", "2009-04-03")]).questions
    assert (question.candidates[0].birth_date, question.obvious) == (False, None)


def test_a_date_that_half_the_school_was_born_on_proves_nothing():
    day = "1900-01-01"
    known = [(f"{first} Silva", "10A", day) for first in ("Ana", "Rui")]
    many = [(f"Name{n} Family{n}", "10B", day) for n in range(20)]
    found = met([*known, *many], [("Ana Silva", "10C", day), *many])
    assert [one.key for one in found.questions] == ["row 1"]


def test_an_id_joins_whatever_the_name_and_says_when_nothing_of_it_is_the_same():
    known = [("Rui Silva", "10A", "", "00123"), ("Ana Lima", "10A", "", "00124")]
    found = met(known, [("Rui Manuel Silva", "", "", "123"), ("Ivo Seco", "", "", "124")])
    assert (found.joined, found.renamed) == ({"row 1": 1, "row 2": 2}, ("row 2",))
    # Two ids are two students, whatever their names.
    assert met(known, [("Rui Silva", "10A", "", "200")]).new == ("row 1",)


def test_ids_are_one_without_their_zeros_only_where_all_are_numbers():
    assert same_ids({"00123": 1, "045": 2}, ["123", "45", "7"]) == {"123": "00123", "45": "045"}
    assert same_ids({"00123": 1, "A45": 2}, ["123", "A45"]) == {"A45": "A45"}
    assert same_ids({"00123": 1, "123": 2}, ["0123"]) == {}
    assert same_ids({"00123": 1, "123": 1}, ["0123"]) == {"0123": "123"}
    assert same_ids({"00123": 1}, ["123", "0123"]) == {}
    assert written_twice(["00123", "45", "123"]) == [("00123", "123")]
    assert written_twice(["00123", "45", "123", "x"]) == []


def test_what_was_answered_once_is_known_the_next_time():
    ways = (WrittenPerson("Ines", "Csota", "10A"), WrittenPerson("Inês", "Costa", "10A"))
    student = KnownStudent(1, ways)
    for way in ways:
        assert identify([student], [PersonOnFile("row 1", way)]).joined == {"row 1": 1}


def test_who_is_not_in_the_file_is_missing_unless_he_left_before():
    here, gone = (
        KnownStudent(n, (WrittenPerson("Ana", f"Lima{n}", "10A"),), n == 1) for n in (1, 2)
    )
    assert identify([here, gone], []).missing == (1,)


def test_a_row_without_a_name_is_new():
    found = met([("", "10A", "2009-03-31"), ("Ana Lima", "10A")], [("", "10A", "2009-03-31")])
    assert (found.joined, found.new, found.missing) == ({}, ("row 1",), (1, 2))


def test_an_answer_counts_if_it_was_offered_and_says_no_student_twice():
    found = met([("Rui Silva", "10A")], [("Rui Silva", "10A"), ("Rui Silva", "10A")])
    assert found.unanswered({}) == ("row 1", "row 2")
    assert found.unanswered({"row 1": 1, "row 2": 1}) == ("row 1", "row 2")
    assert found.unanswered({"row 1": 7, "row 2": 1}) == ("row 1",)
    assert found.identity({"row 1": None, "row 2": 1, "row 9": 1}) == {"row 1": None, "row 2": 1}
