"""Conditions are checked against the data dictionary before they meet a student."""

import pytest
from rule_files import COLUMNS

from rules import ConditionError, conditions

REFUSED = {
    "schoolsup > 1": "It can be: yes, no",
    "schoolsup == 'maybe'": "schoolsup is never maybe. It can be: yes, no",
    "reason == 'dunno'": "It can be: home, course",
    "reason in ['home', 'hom']": "Did you mean home?",
    "reason < 'home'": "Texts have no order",
    "reason + 1 > 2": "Texts have no arithmetic",
    "mean(reason) > 2": "Texts have no arithmetic",
    "absences == 'many'": "without quotes",
    "absences == yes": "without quotes",
    "absences > 94": "absences goes from 0 to 93; 94 is outside",
    "-1 < absences": "absences goes from 0 to 93; -1 is outside",
    "absences in [1, 200]": "200 is outside",
    "goout == 2.5": "whole numbers only",
    "studytime == 5": "It can be: 1, 2, 3, 4",
    "age > 15": "nobody is ranked by sex, age",
    "class == '10A'": "marks it as shown only",
    "StudentID == '1'": "cannot be used",
    "(absences > 3) + 1 > 2": "a condition where a number is needed",
    "not absences": "Compare it with something",
    "absences > 3 and goout": "Compare it with something",
    "share(absences) > 0.5": "Compare it with something",
    "mean(absences > 3) > 0.5": "a condition where a number is needed",
    "absences > mean(3)": "Name one",
    "1 == 'a' or absences > 1": "A number cannot be compared with a text",
}
TAKEN = (
    "absences > 10",
    "2 < absences <= 10 < 50",
    "not (schoolsup == yes) or missing(health)",
    "studytime < 2.5",
    "reason in ['home', 'course']",
    "reason not in ['home']",
    "hours / goout - 2 * absences >= -3",
    "min(goout, health, 3) == max(1, abs(-2))",
    "absences > quantile(absences, 0.9)",
    "share(absences > median(absences)) > 0.3 and goout > 1",
    "round(hours) != 2",
)


@pytest.mark.parametrize("text", REFUSED)
def test_a_condition_of_the_wrong_type_or_value_is_refused(text: str) -> None:
    with pytest.raises(ConditionError) as caught:
        conditions.read(text, COLUMNS)
    assert REFUSED[text] in caught.value.problem.message


@pytest.mark.parametrize("text", TAKEN)
def test_a_well_typed_condition_is_taken(text: str) -> None:
    assert conditions.read(text, COLUMNS).text == text


def test_filters_may_use_what_rules_may_not_judge_but_never_an_identity() -> None:
    assert conditions.read("age > 15 and class == '10A'", COLUMNS, conditions.SHOWN)
    with pytest.raises(ConditionError):
        conditions.read("StudentID == '1'", COLUMNS, conditions.SHOWN)
