"""Whatever hand a rule file is written in: an edit says what was meant, in the lines it needs."""

import difflib
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from rule_files import DICTIONARIES
from written_sets import rule_files

import rules
from data.wording.languages import in_all
from rules import RuleSet
from rules.editing import (
    add_example,
    add_indicator,
    add_item,
    knobs,
    move_indicator,
    remove_indicator,
    remove_item,
    set_adjust,
    set_value,
    set_words,
    yaml_text,
)
from rules.rule_set import Indicator

TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff"),
    min_size=1, max_size=30,
).map(str.strip).filter(lambda text: len(text) > 0)  # fmt: skip
TRAPS = st.sampled_from(
    ["yes", "no", "null", "1.5", "a: b", "a #b", "- a", "[a", "a, b", "{a}", "'a'", '"', "a:", "~",
     "#a", "&a", "*a", "!a", "|", ">", "%a", "@a", "a\tb", "2024-09-01", "...", "---", "\\", "?"]
)  # fmt: skip


def read(text: str) -> RuleSet:
    """What a text says, as far as two texts that say the same are equal."""
    return replace(rules.read(text, DICTIONARIES), text="", fingerprint="", columns={}, lacks=())


def lines(text: str) -> list[str]:
    """The lines of a text, which end in one way only."""
    assert text.count("\r\n") in (0, text.count("\n"))
    return text.replace("\r\n", "\n").split("\n")


def touched(before: str, after: str) -> tuple[list[str], list[str]]:
    """The lines that went and the lines that came."""
    went, came = [], []
    matcher = difflib.SequenceMatcher(None, lines(before), lines(after), autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind != "equal":
            went += lines(before)[a:b]
            came += lines(after)[c:d]
    return went, came


def with_one(of: RuleSet, key: str, **changes: object) -> RuleSet:
    """A rule set in which one indicator is changed."""
    changed = (
        replace(one, **changes) if one.key == key else one  # type: ignore[arg-type]
        for one in of.indicators
    )
    return replace(of, indicators=tuple(changed))


def an_indicator(draw: st.DataObject, of: RuleSet) -> Indicator:
    return draw.draw(st.sampled_from(of.indicators))


@given(rule_files(), st.data(), st.sampled_from([0, 0.25, 1, 2.5, 5]))
def test_a_weight_is_one_line(text: str, draw: st.DataObject, weight: float) -> None:
    before = read(text)
    one = an_indicator(draw, before)
    edited = knobs(text, {one.key: weight}, {}, [])
    assert read(edited) == with_one(before, one.key, weight=weight)
    went, came = touched(text, edited)
    assert len(went) == len(came) == (one.weight != weight)
    assert all("weight:" in line for line in [*went, *came])
    assert [line.partition("#")[2] for line in went] == [line.partition("#")[2] for line in came]


@given(rule_files(), st.data(), st.sampled_from([0, 0.1, 0.5, 1]))
def test_the_points_of_a_band_are_one_line(text: str, draw: st.DataObject, points: float) -> None:
    before = read(text)
    one = an_indicator(draw, before)
    at = draw.draw(st.integers(0, len(one.bands) - 1))
    edited = set_value(text, ("indicators", one.key, "bands", at, "points"), points)
    bands = list(one.bands)
    bands[at] = replace(bands[at], points=points)
    assert read(edited) == with_one(before, one.key, bands=tuple(bands))
    assert len(touched(text, edited)[0]) == (one.bands[at].points != points)


@given(rule_files())
def test_every_value_set_to_itself_changes_nothing(text: str) -> None:
    before = read(text)
    edited = set_value(text, ("title",), before.title["en"]) if "title: {" not in text else text
    for one in before.indicators:
        edited = knobs(edited, {one.key: one.weight}, {}, [])
        edited = move_indicator(edited, one.key, 0)
        for at, band in enumerate(one.bands):
            assert band.up_to is not None
            path = ("indicators", one.key, "bands", at)
            edited = set_value(edited, (*path, "up_to"), band.up_to)
            edited = set_value(edited, (*path, "points"), band.points)
        if one.threshold:
            path = ("indicators", one.key, "bands")
            limits = one.threshold.low, one.threshold.high
            edited = set_adjust(edited, path, one.threshold.band, *limits)
    assert edited == text


@given(rule_files(), st.data(), TEXTS | TRAPS, st.sampled_from([None, "en", "fr", "pt"]))
def test_words_say_what_was_typed(
    text: str, draw: st.DataObject, said: str, language: str | None
) -> None:
    one = an_indicator(draw, read(text))
    edited = set_words(text, ("indicators", one.key, "wrong_when"), said, language)
    words = read(edited)[one.key].wrong_when
    assert words == in_all(said)
    assert len(touched(text, edited)[1]) == 1
    again = set_words(edited, ("indicators", one.key, "wrong_when"), "", language)
    assert again == text


@given(rule_files(), TEXTS | TRAPS, st.sampled_from(["en", "fr", "pt"]))
def test_one_language_changes_and_the_others_stay(text: str, said: str, language: str) -> None:
    before = read(text)
    edited = set_words(text, ("title",), said, language)
    others = {other: words for other, words in before.title.items() if other != language}
    after = dict(read(edited).title)
    assert after.pop(language) == said
    if "title: {fr" not in text:  # there, Portuguese is left out: it says what English says
        assert after == others
    assert touched(text, edited)[0] in ([lines(text)[1]], [])


@given(rule_files(), st.dates(date(2000, 1, 1), date(2099, 1, 1)))
def test_a_day_is_one_line(text: str, day: date) -> None:
    edited = set_value(text, ("in_force_from",), day)
    assert read(edited) == replace(read(text), in_force_from=day)
    went, came = touched(text, edited)
    assert len(came) <= 1
    assert len(went) <= 1


@given(rule_files(), st.sampled_from([1, 10, 14.5]))
def test_a_table_that_was_not_there_is_one_line(text: str, passing: float) -> None:
    edited = set_value(text, ("need", "pass"), passing)
    assert read(edited).need.passing == passing
    assert len(touched(text, edited)[1]) == ("pass: 10" not in text or passing != 10)


@given(rule_files(), st.data())
def test_an_indicator_moves_there_and_back(text: str, draw: st.DataObject) -> None:
    before = read(text)
    at = draw.draw(st.integers(0, len(before.indicators) - 1))
    moved = move_indicator(text, before.indicators[at].key, 1)
    order = list(before.indicators)
    if at + 1 < len(order):
        order[at], order[at + 1] = order[at + 1], order[at]
    assert read(moved) == replace(before, indicators=tuple(order))
    assert sorted(lines(moved)) == sorted(lines(text))
    if at + 1 < len(order):
        assert move_indicator(moved, before.indicators[at].key, -1) == text


@given(rule_files())
def test_an_indicator_is_added_and_removed_again(text: str) -> None:
    fields = {"kind": "lever", "weight": 1, "column": "schoolsup",
              "bands": [{"is": "no", "points": 0.2, "says": {"en": "None: yet", "pt": "Não"}},
                        {"is": "yes", "points": 1.0}]}  # fmt: skip
    added = add_indicator(text, "school_support", fields)
    before, after = read(text), read(added)
    assert after.indicators[:-1] == before.indicators
    assert after.indicators[-1].bands[0].is_ == ("no",)
    assert replace(after, indicators=before.indicators) == before
    assert touched(text, added)[0] in ([], [lines(text)[-1]])
    assert remove_indicator(added, "school_support") == text


@given(rule_files(), st.data())
def test_an_indicator_goes_with_its_comments_and_leaves_the_others(
    text: str, draw: st.DataObject
) -> None:
    before = read(text)
    one = an_indicator(draw, before)
    if len(before.indicators) == 1:
        return
    edited = remove_indicator(text, one.key)
    kept = tuple(other for other in before.indicators if other.key != one.key)
    assert read(edited) == replace(before, indicators=kept)
    assert edited.endswith("\n") == text.endswith("\n")
    assert "\n\n\n" not in edited.replace("\r", "")


@given(rule_files(), st.data())
def test_a_band_is_added_like_its_neighbours_and_removed_again(
    text: str, draw: st.DataObject
) -> None:
    before = read(text)
    one = an_indicator(draw, before)
    path = ("indicators", one.key, "bands")
    at = draw.draw(st.integers(0, len(one.bands)))
    added = add_item(text, path, {"up_to": 4.5, "points": 0.3}, at)
    near = yaml_text.find(yaml_text.read(text), (*path, 0))
    assert isinstance(near, yaml_text.Pairs)
    assert ("{up_to: 4.5, points: 0.3}" in added) == near.flow
    assert len(touched(text, added)[1]) <= 3
    assert remove_item(added, (*path, at)) == text


@given(rule_files(), st.data())
def test_the_movable_edge_moves_to_another_band(text: str, draw: st.DataObject) -> None:
    before = read(text)
    one = an_indicator(draw, before)
    at = draw.draw(st.integers(0, len(one.bands) - 1))
    edge = one.bands[at].up_to
    assert edge is not None
    edited = set_adjust(text, ("indicators", one.key, "bands"), at, edge, edge)
    threshold = read(edited)[one.key].threshold
    assert threshold is not None
    assert threshold.band == at
    none = set_adjust(edited, ("indicators", one.key, "bands"), None)
    assert read(none) == with_one(before, one.key, threshold=None)


@given(rule_files(), TEXTS | TRAPS, st.sampled_from([(None, None), (0.0, None), (12.5, 12.5)]))
def test_an_example_is_added_and_removed_again(
    text: str, name: str, complexity: tuple[float | None, float | None]
) -> None:
    student = {"absences": 20.0, "reason": "home", "schoolsup": "no"}
    given_ = {"quantile(absences, 0.8)": 3.0, 'share(reason == "home")': 0.25}
    added = add_example(text, name, student, given_, complexity, [])
    found = rules.attempt(added, DICTIONARIES).rule_set
    assert found is not None
    one = found.examples[-1]
    assert (one.name["en"], one.student, one.levers) == (name, student, ())
    assert (one.at_least, one.at_most) == complexity
    assert list(one.given.values()) == [3.0, 0.25]
    assert remove_item(added, ("examples", len(found.examples) - 1)) == text
