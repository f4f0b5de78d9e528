"""Conditions from menus: what they write, and which conditions they can show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rule_files import COLUMNS

from rules import conditions
from rules.editing.suggestions import AVERAGES, SIGNS, ConditionPart, Menus, menus, spelled

NUMBERS = ("absences", "studytime", "goout", "hours")
WORDS = {"schoolsup": ("yes", "no"), "reason": ("home", "course")}

parts = st.one_of(
    st.builds(
        ConditionPart,
        st.sampled_from(NUMBERS),
        st.sampled_from(SIGNS),
        value=st.sampled_from("1234"),
    ),
    st.builds(
        ConditionPart,
        st.sampled_from(NUMBERS),
        st.sampled_from(SIGNS),
        st.sampled_from(AVERAGES),
        by=st.sampled_from(["", "class"]),
    ),
    st.builds(
        ConditionPart, st.sampled_from([*NUMBERS, *WORDS]), st.sampled_from(["missing", "given"])
    ),
    st.sampled_from(
        [
            ConditionPart(column, sign, value=word)
            for column, words in WORDS.items()
            for word in words
            for sign in ("==", "!=")
        ]
    ),
)


@given(st.lists(parts, min_size=1, max_size=4), st.sampled_from(["and", "or"]))
def test_what_menus_write_is_what_they_show_again(chosen: list[ConditionPart], joined: str) -> None:
    written = spelled(Menus(joined, tuple(chosen)), COLUMNS)
    shown = menus(conditions.read(written, COLUMNS))
    assert shown is not None
    assert shown.parts == tuple(chosen)
    assert shown.joined == (joined if len(chosen) > 1 else "and")


@pytest.mark.parametrize(
    "text",
    [
        "absences + 1 > 3",
        "absences > 3 and (goout < 2 or goout > 4)",
        "1 < absences <= 3",
        "not absences > 3",
        "absences > mean(goout)",
        "reason in ['home', 'course']",
    ],
)
def test_what_menus_cannot_say_is_left_to_the_text(text: str) -> None:
    assert menus(conditions.read(text, COLUMNS)) is None


@pytest.mark.parametrize(
    ("part", "written"),
    [
        (ConditionPart("schoolsup", "<", value="3"), "schoolsup == yes"),
        (ConditionPart("reason", "!=", "mean"), 'reason != "home"'),
        (ConditionPart("studytime", ">", value="yes"), "studytime > 1"),
        (ConditionPart("studytime", ">", value="2,6"), "studytime > 3"),
        (ConditionPart("absences", ">=", value="200"), "absences >= 93"),
    ],
)
def test_what_another_column_cannot_be_compared_with_gives_way(
    part: ConditionPart, written: str
) -> None:
    assert spelled(Menus("and", (part,)), COLUMNS) == written
