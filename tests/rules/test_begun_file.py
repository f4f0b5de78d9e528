"""A rule set begun from a school's own columns: it reads without a problem, whatever they hold."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from libraries import LIBRARY
from rule_files import Answers, Known, answers

import rules
from rules.editing.begun_file import BegunSet, begin
from rules.examples import run
from rules.indicator_fit import fit, fit_all
from rules.indicator_library import NUMBER
from rules.lint import contradictions

DAY = date(2026, 12, 7)
OURS = BegunSet("Rules: our own", "ours", DAY)
NAMES = sorted({name for one in LIBRARY.indicators for name in one.columns})
NEVER = ["sex", "idade", "nationality", "Medu", "encarregado_de_educação".replace("ç", "c")]


@dataclass(frozen=True)
class Graded(Known):
    """A column that may be of a part of the year, or a grade with its own scale."""

    period: str | None = None
    best: str = "high"
    passing: float | None = None


def identifier(name: str) -> str:
    letters = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in name)
    return letters if letters[:1].isalpha() else f"c_{letters}"


GRADE = Graded("grade", low=0, high=20, whole=False, use="show", role="grade")


@st.composite
def schools(draw: st.DrawFn) -> tuple[dict[str, Known], dict[str, Answers]]:
    """A dictionary of known and unknown columns, and what some students answered."""
    count = draw(st.integers(0, 40))
    columns: dict[str, Known] = {"grade": GRADE}
    cohort: dict[str, Answers] = {}
    names = (
        st.sampled_from(NAMES)
        | st.sampled_from(NEVER)
        | st.from_regex("[a-z]{3,6}", fullmatch=True)
    )
    for label in draw(st.lists(names, max_size=12)):
        name = identifier(label)
        if name in columns:
            continue
        kind = draw(st.sampled_from(["number", "number", "flag", "word"]))
        if kind == "number":
            whole = draw(st.booleans())
            low = draw(st.integers(-3, 5))
            high = low + draw(st.integers(1, 200))
            period = draw(st.sampled_from([None, None, "first", "second", "third"]))
            known: Known = Graded(
                name, "number", low, high, whole, label={"pt": label}, period=period
            )
            held: Any = st.integers(low, high) if whole else st.floats(low, high, width=32)
            given_ = st.none() | held.map(float)
        elif kind == "flag":
            known, given_ = (
                Known(name, "flag", label={"en": label}),
                st.sampled_from(["yes", "no", None]),
            )
        else:
            words = draw(st.sampled_from([("nunca", "às vezes", "sempre"), ("A: b", "#1", "no")]))
            known = Known(name, "word", values={word: {} for word in words}, label={"en": label})
            given_ = st.sampled_from([*words, None])
        columns[name] = known
        cohort[name] = answers(draw(st.lists(given_, min_size=count, max_size=count)) or [None])
    return columns, cohort


@settings(deadline=None, max_examples=examples(80))
@given(schools(), st.sampled_from(["en", "fr", "pt"]))
def test_whatever_columns_a_school_has_the_begun_set_has_no_problem(
    school: tuple[dict[str, Known], dict[str, Answers]], language: str
) -> None:
    columns, cohort = school
    fitted = list(fit_all(LIBRARY, columns, cohort))
    for column in columns.values():  # and whatever a person ticks beside
        if LIBRARY.known(column) is None:
            plain = [fit(one, column, columns, cohort) for one in LIBRARY.plain(column)]
            fitted += [one for one in plain[:1] if one is not None]
    begun = BegunSet("Rules: “our” own", "ours", DAY, language)
    if not fitted:
        with pytest.raises(ValueError, match="no column"):
            begin(LIBRARY, columns, cohort, begun, fitted)
        return
    found = rules.attempt(begin(LIBRARY, columns, cohort, begun, fitted), {"ours": columns})
    assert found.problems == ()
    assert found.rule_set is not None
    assert found.rule_set.lacks == () or any(len(one.label) < 3 for one in columns.values())
    assert len(found.rule_set.indicators) == len(fitted)
    assert [one.problems for one in run(found.rule_set)] == [(), ()]
    assert not [one for one in contradictions(found.rule_set) if one.kind != "zigzag"]
    judged = {name for one in found.rule_set.indicators for name in (one.column,)}
    assert not judged & {identifier(name) for name in NEVER}
    parts_students(fitted, cohort, found.rule_set)


def parts_students(fitted: Any, cohort: dict[str, Answers], made: rules.RuleSet) -> None:
    """Every edge that the school's answers placed has somebody at or under it, and above."""
    for one, indicator in zip(fitted, made.indicators, strict=True):
        if one.by_school:
            held = np.asarray(cohort[one.column.name].values, dtype=float)
            for edge in indicator.edges()[:-1]:
                assert np.any(held <= edge)
                assert np.any(held > edge)


def test_bands_stand_where_the_schools_own_students_do() -> None:
    columns = {"grade": GRADE, "absences": Known("absences", low=0, high=200)}
    low = {"absences": answers([float(count % 10) for count in range(100)])}
    many = {"absences": answers([float(10 * (count % 10)) for count in range(100)])}
    edges = [
        rules.read(begin(LIBRARY, columns, each, OURS), {"ours": columns})["absences"].edges()
        for each in (low, many)
    ]
    assert edges[0] == (5.0, 7.0, 8.0, 200.0)
    assert edges[1] == (50.0, 70.0, 80.0, 200.0)


def test_the_file_says_that_the_day_and_the_school_placed_the_bands() -> None:
    columns = {"grade": GRADE, "absences": Known("absences", low=0, high=9)}
    cohort = {"absences": answers([0.0, 1.0, 5.0])}
    text = begin(LIBRARY, columns, cohort, BegunSet("Nós", "ours", DAY, "pt"))
    made = rules.read(text, {"ours": columns})
    assert text.startswith("# Começado em 2026-12-07")
    assert made.about is not None
    assert "2026-12-07" in made.about["fr"]
    claims = [one.claim["en"] for one in made["absences"].evidence]
    assert any("this school's own distribution on 2026-12-07" in claim for claim in claims)


def test_a_pass_mark_of_the_dictionary_is_the_sets() -> None:
    grade = Graded("grade", low=0, high=10, use="show", role="grade", passing=6)
    columns = {"grade": grade, "lateness": Known("lateness", low=0, high=9)}
    text = begin(LIBRARY, columns, {"lateness": answers([0.0, 3.0])}, OURS)
    assert rules.read(text, {"ours": columns}).need.passing == 6


def test_two_periods_of_one_scale_tell_who_has_fallen() -> None:
    columns = {
        "grade": GRADE,
        "p1": Graded("p1", low=0, high=20, whole=False, period="first"),
        "p2": Graded("p2", low=0, high=20, whole=False, period="second"),
    }
    cohort = {"p1": answers([12.0, 9.0, 14.0]), "p2": answers([10.0, 9.0, None])}
    made = rules.read(begin(LIBRARY, columns, cohort, OURS), {"ours": columns})
    points = rules.judge(made, cohort).points[0]
    assert points[0] == 0.2
    assert points[1] == 1.0


def test_nobody_is_judged_by_what_he_is_or_where_he_comes_from() -> None:
    for name in ("sex", "Sexo", "IDADE", "Date de naissance", "nationalité", "famsize", "Mjob"):
        column = Known(identifier(name), low=0, high=9, label={"fr": name})
        assert not LIBRARY.proposed(column), name
        assert LIBRARY.known(column) is None
        assert LIBRARY.plain(column) == ()


@pytest.mark.parametrize("name", ["Total Faltas", "N.º de faltas", "Absences totales", "ABSENCES"])
def test_a_column_is_known_by_its_label_however_it_is_written(name: str) -> None:
    found = LIBRARY.known(Known("column_7", low=0, high=99, label={"pt": name}))
    assert found is not None
    assert (found.key, found.needs) == ("absences", NUMBER)


def test_two_columns_of_one_kind_are_told_apart_by_their_own_labels() -> None:
    columns = {
        "grade": GRADE,
        "absences": Known("absences", low=0, high=9, label={"en": "Absences"}),
        "faltas": Known("faltas", low=0, high=9, label={"en": "Absences in maths"}),
    }
    cohort = {name: answers([0.0, 4.0, 9.0]) for name in ("absences", "faltas")}
    columns["faltas"] = Known("faltas", low=0, high=9, label={"en": "In maths"})
    made = rules.read(begin(LIBRARY, columns, cohort, OURS), {"ours": columns})
    assert [one.key for one in made.indicators] == ["absences", "faltas"]
    assert made["faltas"].label["en"] == "In maths"
