"""What beginners write for a condition: each is told what to write instead, at its characters."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import COLUMNS, DICTIONARIES, rule_file

import rules
from rules import ConditionError, RuleFileError, conditions

# What is written -> the characters that are wrong, and words of the sentence.
MISTAKES = {
    # Signs of spreadsheets and of other programs
    "absences = 10": ("=", "Write =="),
    "absences === 10": ("===", "Write == instead"),
    "absences = = 10": ("= =", "Write == instead"),
    "absences => 10": ("=>", "Write >= instead"),
    "absences =< 10": ("=<", "Write <= instead"),
    "absences > = 10": ("> =", "Write >= instead"),
    "absences <> 10": ("<>", "Write != instead"),
    "absences ! = 10": ("! =", "Write != instead"),
    "!(absences > 10)": ("!", "Write not instead"),
    "absences > 10 && goout > 3": ("&&", "Write and instead"),
    "absences > 10 & goout > 3": ("&", "Write and instead"),
    "absences > 10 || goout > 3": ("||", "Write or instead"),
    "absences ≥ 10": ("≥", "Write >= instead"),
    "absences > 10, goout > 3": (",", 'Write "and" or "or" between two conditions'),
    "absences > 10; goout > 3": (";", 'Write "and" or "or" between two conditions'),
    "absences in 1, 2": (",", "several answers stand in brackets, as in [1, 2]"),
    "absences > 10 %": ("10 %", "there is no percent sign here. Write the number alone"),
    "share(absences > 5) > 10%": ("10%", "as 0.1."),
    # Numbers
    "hours > 0,5": ("0,5", "Write decimals with a point, as 0.5"),
    "hours > 12,25 and goout > 3": ("12,25", "as 12.25"),
    "absences > 1 000": ("1 000", "Write 1000"),
    "absences > 10 days": ("10 days", "a number stands alone. Remove it"),
    "studytime > 2h": ("2h", "A number stands alone, without a unit"),
    "absences > '10'": ("'10'", "Compare it with a number, without quotes"),
    # Texts and their quotes
    "class == 10A": ("10A", 'a text needs quotes: "10A"'),
    "reason == home": ("home", 'Put quotes around it: "home"'),
    "reason == 'home": ("'home", "Write one where it ends"),
    "reason == 'Home'": ("'Home'", "Did you mean home?"),
    "reason == 'hoem'": ("'hoem'", "Did you mean home?"),
    "reason > 'home'": ("'home'", "Compare them with == or !="),
    '"absences" > 10': ('"absences"', "is a column. Write it without quotes"),
    "reason == “home”": ("“", 'Write " instead'),
    # Words
    "absences > 10 et goout > 3": ("et", "Write and instead"),
    "absences > 10 e goout > 3": ("e", "Write and instead"),
    "absences > 10 ou goout > 3": ("ou", "Write or instead"),
    "absences > 10 AND goout > 3": ("AND", "Write and instead"),
    "pas schoolsup == yes": ("pas", "Write not instead"),
    "não schoolsup == yes": ("não", "Write not instead"),
    "absences is 10": ("is", "Write == instead"),
    "absences is not 10": ("is not", "Write != instead"),
    "absences is missing": ("absences is missing", "Write missing(absences)"),
    "absences == none": ("none", "write missing(column)"),
    "missing absences": ("missing absences", "write missing(absences)"),
    "absences between 5 and 10": ("absences between 5 and 10", "Write 5 <= absences <= 10"),
    "absences entre 5 e 10": ("absences entre 5 e 10", "Write 5 <= absences <= 10"),
    "absences greater than 10": ("greater than", "Write > instead"),
    "absences moins de 10": ("moins de", "Write < instead"),
    "if absences > 10": ("if", "begins without if"),
    "SE(absences > 10)": ("SE", "Write what must be so alone"),
    "schoolsup == oui": ("oui", "Write yes instead"),
    "schoolsup == não": ("não", "Write no instead"),
    "schoolsup == True": ("True", "Write yes or no"),
    "schoolsup == NO": ("NO", "Write no instead"),
    # Functions
    "studytime < moyenne(studytime)": ("moyenne", "Write mean instead"),
    "studytime < média(studytime)": ("média", "Write mean instead"),
    "studytime < AVG(studytime)": ("AVG", "Write mean instead"),
    "mean studytime > 2": ("mean studytime", "write mean(studytime)"),
    "meen(studytime) > 2": ("meen", "Did you mean mean?"),
    # Columns
    "abscences > 3": ("abscences", "Did you mean absences?"),
    "Absences > 10": ("Absences", "Did you mean absences?"),
    "truancy > 3": ("truancy", "is not a column of this roster"),
    "sex == 'F'": ("sex", "nobody is ranked by sex"),
    # Something is missing, or is there twice
    "absences 10": ("absences 10", "as in absences > 10"),
    "absences >": (">", "Something is missing after >"),
    "> 10": (">", "Something is missing before >"),
    "absences > 10 and": ("and", "Something is missing after and"),
    "absences > 10 and > 5": (">", "Something is missing before >"),
    "goout == 3 or 4": ("4", "as in goout == 4"),
    "(absences > 10": ("(", "never closed. Write )"),
    "absences > 10)": (")", "closes nothing that is open"),
    "absences in [1, 2": ("[", "never closed. Write ]"),
    "absences in (1, 2]": ("]", "closes nothing that is open"),
    "absences": ("absences", "Compare it with something, as absences > 1"),
}


def refusal(text: str) -> ConditionError:
    with pytest.raises(ConditionError) as caught:
        conditions.read(text, COLUMNS)
    return caught.value


@pytest.mark.parametrize("text", MISTAKES)
def test_a_beginner_is_told_what_to_write_instead(text: str) -> None:
    error = refusal(text)
    where, says = MISTAKES[text]
    assert says in error.problem.message
    assert text[slice(*error.span)] == where


@pytest.mark.parametrize("text", MISTAKES)
def test_a_rule_file_says_the_same_at_its_line(text: str) -> None:
    if '"' in text:
        pytest.skip("a quote that YAML reads itself")
    indicator = f"""\
  little:
    kind: lever
    weight: 1
    when: {text if text[0] not in ">!" else f'"{text}"'}
    points: {{then: 0.1, otherwise: 1.0}}
"""
    written = rule_file(indicator)
    with pytest.raises(RuleFileError) as caught:
        rules.read(written, DICTIONARIES)
    [problem] = caught.value.problems
    assert written.splitlines()[problem.line - 1].strip().startswith("when:")
    assert problem.message == refusal(text).problem.message


@pytest.mark.parametrize(
    "text",
    ["absences in [1, 2]", "quantile(absences, 0.9) > 3", "class == 'et, ou = && 10 %'",
     "absences != 3", "absences >= 3 and not schoolsup == yes", "class in ['a, b', '(']",
     "mean(absences, by class) > 3", "min(absences, 5) <= 3", "not missing(absences)"],
)  # fmt: skip
def test_what_is_a_condition_is_nobodys_mistake(text: str) -> None:
    assert conditions.read(text, COLUMNS, conditions.SHOWN)


PIECES = st.sampled_from([
    "absences", "goout", "class", "10", "0,5", "'home'", "home", "=", "==", "=>", "<>", ">", "!",
    "(", ")", "[", "]", ",", ";", "et", "ou", "e", "and", "OR", "not", "is", "between",
    "missing", "%", "moyenne", "mean", "&&", "'", "si", "greater than", "by", "1 000", "10A",
])  # fmt: skip


@given(st.lists(PIECES, max_size=9), st.sampled_from([" ", ""]))
def test_every_mess_of_such_words_is_refused_in_a_sentence_within_the_text(
    pieces: list[str], between: str
) -> None:
    text = between.join(pieces)
    try:
        conditions.read(text, COLUMNS, conditions.SHOWN)
    except ConditionError as error:
        start, end = error.span
        assert 0 <= start <= end <= len(text)
        assert error.problem.message.endswith((".", "?"))
