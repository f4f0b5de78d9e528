"""Two people on one text: what both wrote is in the result, or somebody is asked."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.merge import Merge, merge

LINES = st.lists(st.sampled_from(["a", "b", "c", "weight: 3", "kind: lever", ""]), max_size=12)
TEXT = LINES.map("\n".join)


@st.composite
def edited(draw: st.DrawFn, base: str) -> str:
    """A text that somebody made of `base` by a few small changes."""
    lines = base.split("\n")
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(lines)))
        stop = draw(st.integers(at, min(at + 2, len(lines))))
        lines[at:stop] = draw(st.lists(st.sampled_from(["a", "b", "new 1", "new 2"]), max_size=2))
    return "\n".join(lines)


@st.composite
def threes(draw: st.DrawFn) -> tuple[str, str, str]:
    """A base and what two people made of it; now and then three texts with nothing in common."""
    base = draw(TEXT)
    mine = draw(edited(base) | TEXT)
    return base, mine, draw(edited(base) | TEXT)


def turned(merged: Merge) -> list[tuple[object, ...]]:
    """The pieces as the other side sees them."""
    return [(one.first, one.base, one.theirs, one.mine) for one in merged.pieces]


def seen(merged: Merge) -> list[tuple[object, ...]]:
    return [(one.first, one.base, one.mine, one.theirs) for one in merged.pieces]


@given(TEXT, TEXT)
def test_where_one_side_changed_nothing_the_other_side_is_the_result(base: str, text: str) -> None:
    assert merge(base, text, base).text == text
    assert merge(base, base, text).text == text
    assert merge(base, text, text).text == text
    assert not merge(base, text, text).conflicts


@given(threes())
def test_it_does_not_matter_who_is_who(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts
    assert seen(merge(base, mine, theirs)) == turned(merge(base, theirs, mine))


@given(threes())
def test_no_line_of_either_side_is_lost(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts
    merged = merge(base, mine, theirs)
    there = Counter(merged.text.split("\n"))
    before = Counter(base.split("\n"))
    for side in (mine, theirs):
        added = Counter(side.split("\n")) - before
        assert added <= there


@given(threes())
def test_the_pieces_hold_each_of_the_three_texts_whole(texts: tuple[str, str, str]) -> None:
    pieces = merge(*texts).pieces
    for text, lines in zip(
        texts,
        (
            [line for piece in pieces for line in piece.base],
            [line for piece in pieces for line in piece.mine],
            [line for piece in pieces for line in piece.theirs],
        ),
        strict=True,
    ):
        assert "\n".join(lines) == text


@given(threes())
def test_each_choice_stands_where_its_conflict_was(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts
    merged = merge(base, mine, theirs)
    assert merged.chosen([(*one.mine, *one.theirs) for one in merged.conflicts]) == merged.text
    if all(one.is_conflict or not one.is_theirs for one in merged.pieces):
        assert merged.chosen([one.mine for one in merged.conflicts]) == mine


@given(threes())
def test_the_lines_said_to_be_theirs_are_in_their_text(texts: tuple[str, str, str]) -> None:
    base, mine, theirs = texts
    merged = merge(base, mine, theirs)
    lines = merged.text.split("\n")
    for first, last in merged.from_them:
        assert 0 <= first <= last <= len(lines)
    if mine == base != theirs:
        assert merged.from_them


BASE = "kind: lever\nweight: 3\nbands:\n  - up_to: 4\n  - up_to: 93\n"


def test_changes_of_different_lines_are_both_kept() -> None:
    mine = BASE.replace("weight: 3", "weight: 5")
    theirs = BASE.replace("up_to: 4", "up_to: 6")
    merged = merge(BASE, mine, theirs)
    assert merged.text == mine.replace("up_to: 4", "up_to: 6")
    assert merged.from_them == ((4, 4),)


def test_changes_of_neighbouring_lines_are_both_kept() -> None:
    merged = merge(BASE, BASE.replace("weight: 3", "weight: 5"), BASE.replace("lever", "barrier"))
    assert merged.text.startswith("kind: barrier\nweight: 5\nbands:")
    assert not merged.conflicts


def test_two_changes_of_one_line_are_a_conflict_with_its_base() -> None:
    merged = merge(
        BASE, BASE.replace("weight: 3", "weight: 5"), BASE.replace("weight: 3", "weight: 1")
    )
    [conflict] = merged.conflicts
    assert (conflict.first, conflict.base) == (2, ("weight: 3",))
    assert (conflict.mine, conflict.theirs) == (("weight: 5",), ("weight: 1",))
    assert merged.chosen([conflict.theirs]) == BASE.replace("weight: 3", "weight: 1")


def test_lines_put_into_what_the_other_took_out_are_a_conflict() -> None:
    gone = "kind: lever\n"
    more = BASE + "sessions: 2\n"
    assert merge(BASE, gone, more).conflicts


@pytest.mark.parametrize("ending", ["", "\n", "\n\n"])
def test_the_end_of_the_text_stays_as_it_was(ending: str) -> None:
    assert merge("a\nb" + ending, "A\nb" + ending, "a\nb" + ending).text == "A\nb" + ending


def test_a_text_of_thousands_of_equal_lines_is_taken_as_changed_throughout() -> None:
    base, mine = "x\n" + "a\nb\n" * 9_000 + "y", "X\n" + "b\na\n" * 9_000 + "Y"
    merged = merge(base, mine, base)
    assert merged.text == mine
    assert len(merged.pieces) == 1
