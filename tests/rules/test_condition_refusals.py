"""What a condition cannot be: refused fast, with a sentence, and nothing else."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import COLUMNS

from rules import ConditionError, conditions

REFUSED = {
    "": "empty",
    "   ": "empty",
    "absences": "absences > 1",
    "schoolsup": "schoolsup == yes",
    "3": "reads no column",
    "1 < 2": "reads no column",
    "9**9**9 > absences": "not something a condition can hold",
    "absences // 2 > 1": "not something a condition can hold",
    "absences % 2 == 1": "% means nothing",
    "absences.real > 1": "not something a condition can hold",
    "absences[0] > 1": "not something a condition can hold",
    "().__class__ == 1": "not something a condition can hold",
    "__import__('os') == 1": "not a function that conditions know",
    "open('x') == 1": "not a function that conditions know",
    "meen(absences) > 1": "Did you mean mean",
    "absences.mean() > 1": "not a function that conditions know",
    "lambda: absences": "means nothing",
    "[a for a in absences] == 1": "Something is missing between a and for",
    "(a for a in absences) == 1": "Something is missing between a and for",
    "{absences} == 1": "Write [ instead",
    "(absences := 3) > 1": "means nothing",
    "f'{absences}' == 1": "not something a condition can hold",
    "b'x' == class": "neither a plain number",
    "class == 'a' 'b'": "neither a plain number",
    "class == '''a'''": "neither a plain number",
    r"class == '\x41'": "backslash",
    "absences > 1\x00": "means nothing",
    "absences > 1e5": "neither a plain number",
    "absences > 0x10": "neither a plain number",
    "absences > 1_0": "neither a plain number",
    "absences > 1j": "neither a plain number",
    "absences > 99999999999": "too large",
    "hours > 2,5": "with a point",
    "absences = 3": "Write ==",
    "absences ≥ 3": "Write >= instead",
    "absences > 3 & goout > 2": "Write and instead",
    "absences > 3 AND goout > 2": "Write and instead",
    "absences > ": "Something is missing after >",
    "absences > (3": "never closed",
    "class == '10A": "begins with a quote and ends with none",
    "absences is 3": "Write == instead",
    "absences in 3": "list numbers or quoted texts",
    "absences in []": "list numbers or quoted texts",
    "absences in [goout]": "list numbers or quoted texts",
    "1 < absences in [2]": "Compare with",
    "absences > 1 if goout > 1 else goout > 2": "if means nothing after 1",
    "аbsences > 3": "not a column",  # the first letter is Cyrillic
    "ａbsences > 3": "only look like",  # the first letter is full-width
    "abscences > 3": "Did you mean absences",
    "truancy > 3": "is not a column",
    "schoolsup == True": "Write yes or no",
    "missing(3)": "missing(column)",
    "abs() > 1": "abs(column)",
    "min(absences) > 1": "min(column, 5)",
    "quantile(absences) > 1": "quantile(column, 0.9)",
    "quantile(absences, 7) > 1": "quantile(column, 0.9)",
    "mean(absences, absences) > 1": "mean(column)",
    "mean(*absences) > 1": "not something a condition can hold",
    "(" * 30 + "absences" + ")" * 30: "absences > 1",
    "(" * 240 + "absences" + ")" * 240: "cannot be read from",
    "-" * 400 + "absences > 1": "brackets",
    "absences" + " + absences" * 40 + " > 1": "brackets",
    "absences > 1 or " * 40 + "absences > 1": "Shorten it",
}


@pytest.mark.parametrize("text", REFUSED)
def test_a_condition_that_is_no_condition_is_refused_with_a_sentence(text: str) -> None:
    start = time.process_time()
    with pytest.raises(ConditionError) as caught:
        conditions.read(text, COLUMNS, conditions.SHOWN)
    assert REFUSED[text] in caught.value.problem.message
    assert time.process_time() - start < 0.5


def test_the_error_points_at_the_characters_it_is_about() -> None:
    text = "class == 'é' and abscences > 3"
    with pytest.raises(ConditionError) as caught:
        conditions.read(text, COLUMNS, conditions.SHOWN)
    start, end = caught.value.span
    assert text[start:end] == "abscences"


def test_a_column_may_have_a_name_that_python_keeps_for_itself() -> None:
    read = conditions.read("class in ['10A', '10B'] and class != 'is'", COLUMNS, conditions.SHOWN)
    assert list(read.columns) == ["class"]


@given(st.text() | st.text("absence>=<(1.2)'\"[],+-*/ notradygu:\\\n"))
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        conditions.read(text, COLUMNS)
    except ConditionError as error:
        assert error.problem.message
