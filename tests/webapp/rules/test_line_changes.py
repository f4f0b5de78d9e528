"""What changed between two texts, line by line, as revisions, reviews and versions show it."""

from hypothesis import given
from hypothesis import strategies as st

from webapp.services.drafts.line_changes import changed, counts

TEXTS = st.lists(st.sampled_from("abc"), max_size=12).map("\n".join)


@given(TEXTS, TEXTS, st.integers(0, 3))
def test_shown_lines_stand_in_their_texts_in_order(before: str, after: str, around: int) -> None:
    old, new, found = before.splitlines(), after.splitlines(), changed(before, after, around)
    for numbers, text in (
        ([line.before for line in found if line.before], old),
        ([line.after for line in found if line.after], new),
    ):
        assert numbers == sorted(set(numbers))
        assert set(numbers) <= set(range(1, len(text) + 1))
    for line in found:
        assert not line.before or old[line.before - 1] == line.text
        assert not line.after or new[line.after - 1] == line.text


@given(TEXTS, TEXTS)
def test_the_whole_of_both_texts_is_shown_where_enough_is_shown(before: str, after: str) -> None:
    found = changed(before, after, around=12)
    came, went = counts(found)
    assert "…" not in [line.sign for line in found]
    if before.splitlines() == after.splitlines():
        assert found == []
    else:
        assert [line.text for line in found if line.sign != "+"] == before.splitlines()
        assert [line.text for line in found if line.sign != "-"] == after.splitlines()
        assert len(after.splitlines()) - len(before.splitlines()) == came - went


def test_what_is_left_out_between_two_changes_is_marked() -> None:
    old = [str(number) for number in range(20)]
    new = ["first", *old[1:19], "last"]
    signs = [line.sign for line in changed("\n".join(old), "\n".join(new), around=1)]
    assert signs == ["-", "+", " ", "…", " ", "-", "+"]
