"""What a condition comes to: over whole columns and for one student it is the same."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import COLUMNS, Answers, cohort, school

from rules import conditions
from rules.conditions import NO, UNANSWERED, YES
from rules.conditions.columns import answers
from rules.judge import answers_of

NUMBERS = ["absences", "goout", "health", "hours", "0", "2", "2.5"]


def _joined(inner: st.SearchStrategy[str], pattern: str) -> st.SearchStrategy[str]:
    return st.tuples(inner, inner).map(lambda pair: pattern.format(*pair))


def _numbers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    patterns = ["({} + {})", "({} - {})", "({} * {})", "({} / {})", "min({}, {})", "max({}, {})"]
    single = ["-{}", "abs({})", "round({})", "mean(hours + {})", "quantile(goout - {}, 0.3)"]
    return st.one_of(
        *(_joined(inner, pattern) for pattern in patterns),
        *(inner.map(pattern.format) for pattern in single),
    )


numbers = st.recursive(st.sampled_from(NUMBERS), _numbers, max_leaves=5)
comparisons = st.one_of(
    _joined(numbers, "{} + 0 < {}"),
    _joined(numbers, "{} + 0 == {}"),
    _joined(numbers, "1 < {} + 0 <= {} + 0"),
    _joined(numbers, "{} + 0 in [1, 2.5] or {} + 0 != 3"),
    st.sampled_from([
        "schoolsup == yes", "reason != 'home'", "reason in ['course']", "missing(hours)",
        "missing(schoolsup)", "goout > mean(goout)", "absences >= median(absences)",
        "share(schoolsup == yes) < share(goout > 2)",
    ]),
)  # fmt: skip
trees = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        _joined(inner, "({} and {})"), _joined(inner, "({} or {})"), inner.map("not ({})".format)
    ),
    max_leaves=4,
)


@given(trees, st.integers(0, 30), st.integers(0, 1000), st.sampled_from([0.0, 0.3, 1.0]))
def test_whole_columns_and_single_students_agree(
    text: str, n: int, seed: int, missing: float
) -> None:
    try:
        condition = conditions.read(text, COLUMNS)
    except conditions.ConditionError:
        return  # too long, or without a column
    columns = school(n, seed, missing)
    typed = {name: answers(columns, known) for name, known in condition.columns.items()}
    cohort_values = conditions.cohort_values([condition], typed)
    verdicts = condition.verdicts(columns)
    assert verdicts.shape == (n,)
    for row in range(n):
        student = answers_of(typed, row)
        assert condition.of_student(student, cohort_values) == verdicts[row], text


def verdict(text: str, **student: float | str | None) -> int:
    columns = cohort(**{name: [answer] for name, answer in student.items()})
    return int(conditions.read(text, COLUMNS, conditions.SHOWN).verdicts(columns)[0])


def test_an_unanswered_part_leaves_open_only_what_hangs_on_it() -> None:
    assert verdict("goout > 3 and health > 3", goout=None, health=1) == NO
    assert verdict("goout > 3 and health > 3", goout=None, health=5) == UNANSWERED
    assert verdict("goout > 3 or health > 3", goout=None, health=5) == YES
    assert verdict("goout > 3 or health > 3", goout=None, health=1) == UNANSWERED
    assert verdict("not goout > 3", goout=None) == UNANSWERED
    assert verdict("missing(goout) or goout > 3", goout=None) == YES
    assert verdict("schoolsup != yes", schoolsup=None, goout=1) == UNANSWERED


def test_a_division_by_nothing_is_unanswered() -> None:
    assert verdict("absences / hours > 1", absences=5, hours=0) == UNANSWERED
    assert verdict("absences / hours > 1", absences=5, hours=2) == YES


def test_a_column_that_the_roster_lacks_is_unanswered_by_all() -> None:
    assert verdict("health > 3", goout=1) == UNANSWERED
    assert verdict("class == '10A'", goout=1) == UNANSWERED
    assert verdict("missing(health)", goout=1) == YES


@pytest.mark.parametrize("missing", [0.0, 0.4])
def test_cohort_functions_are_those_of_numpy(missing: float) -> None:
    columns = school(101, 3, missing)
    raw = columns["absences"].values[columns["absences"].codes]
    known = raw[~np.isnan(raw)]
    wanted = {
        "mean(absences)": known.mean(),
        "median(absences)": np.median(known),
        "quantile(absences, 0.37)": np.quantile(known, 0.37),
        "mean(absences * 2)": known.mean() * 2,
        "share(absences > 20)": (known > 20).mean(),
    }
    for text, value in wanted.items():
        condition = conditions.read(f"goout < {text}", COLUMNS)
        typed = {name: answers(columns, found) for name, found in condition.columns.items()}
        found = conditions.cohort_values([condition], typed)
        assert list(found.values()) == pytest.approx([value])


def test_a_cohort_of_none_has_no_average() -> None:
    nobody = {"goout": Answers(np.zeros(0, dtype=np.uint8), np.array([3.0]))}
    assert conditions.read("goout > mean(goout)", COLUMNS).verdicts(nobody).shape == (0,)
    assert verdict("absences > mean(goout)", absences=3, goout=None) == UNANSWERED
