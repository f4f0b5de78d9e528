"""Who moves when a rule set becomes its draft, and which of the changed rules moved him."""

from dataclasses import asdict, replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from lengths import examples
from small_rules import (
    BLOCKS,
    DICTIONARIES,
    cohort,
    graded,
    invented,
    rule_set,
    rule_sets,
    school,
)

import rules
from rules.diff import RuleDifference, differences
from scoring.ranking import rank
from scoring.rule_change.causes import mixture
from scoring.rule_change.comparison import Moves, RuleChangeFigures, compare, moves

SOME = settings(deadline=None, max_examples=examples(60))
PLACES = st.integers(0, 15)


def moved(before: rules.RuleSet, after: rules.RuleSet, places: int = 5) -> Moves:
    columns = school()
    return moves(rules.judge(before, columns), rules.judge(after, columns), invented(), places)


@SOME
@given(rule_sets(), PLACES)
def test_a_draft_equal_to_the_set_moves_nobody(found: rules.RuleSet, places: int) -> None:
    again = rules.read(f"# another comment\n{found.text}", DICTIONARIES)
    result = moved(found, again, places)
    assert differences(found, again) == ()
    assert (result.first.enter, result.first.leave, result.crossings) == ((), (), ())


@SOME
@given(rule_sets(), rule_sets(), PLACES)
def test_each_mover_names_a_changed_rule_and_no_other(
    before: rules.RuleSet, after: rules.RuleSet, places: int
) -> None:
    result = moved(before, after, places)
    assert set(result.causes) == {*result.first.enter, *result.first.leave}
    for cause in (*result.causes.values(), *(one.cause for one in result.crossings)):
        assert cause.shifts
        assert {shift.difference for shift in cause.shifts} <= set(result.differences)


@SOME
@given(rule_sets(), rule_sets(), PLACES)
def test_taking_back_what_is_named_brings_a_mover_back(
    before: rules.RuleSet, after: rules.RuleSet, places: int
) -> None:
    columns, students = school(), invented()
    result = moved(before, after, places)
    was = rank(rules.judge(before, columns), students).among_first(places)
    for student, cause in result.causes.items():
        named = [shift.difference for shift in cause.shifts]
        for back in [[one] for one in named] if cause.how == "alone" else [named]:
            again = rules.judge(taken_back(before, after, back), columns)
            assert rank(again, students).among_first(places)[student] == was[student]


@SOME
@given(rule_sets(), rule_sets(), st.data())
def test_a_mixture_is_what_the_mixed_rule_file_says(
    before: rules.RuleSet, after: rules.RuleSet, data: st.DataObject
) -> None:
    columns, students = school(), invented()
    differ = differences(before, after)
    back = data.draw(st.lists(st.sampled_from(differ), unique=True)) if differ else []
    mixed = mixture(rules.judge(before, columns), rules.judge(after, columns), students)
    expected = taken_back(before, after, back)
    found = mixed.ranking(back)
    if not expected.indicators:
        assert np.isnan(found.complexity).all()
        return
    slowly = rank(rules.judge(expected, columns), students)
    np.testing.assert_allclose(found.complexity, slowly.complexity, atol=1e-8)
    assert found.queue.tolist() == slowly.queue.tolist()
    assert found.quadrant.tolist() == slowly.quadrant.tolist()


def taken_back(
    before: rules.RuleSet, after: rules.RuleSet, back: list[RuleDifference]
) -> rules.RuleSet:
    """The slow way: the later rule set with the indicators exchanged one by one."""
    found = {one.key: one for one in after.indicators}
    was = {one.key: one for one in before.indicators}
    changes = {}
    for one in back:
        if one.whole:
            changes[one.key] = getattr(before, one.key)
        elif one.key in was:
            found[one.key] = was[one.key]
        else:
            del found[one.key]
    columns = {**before.columns, **after.columns}
    return replace(after, indicators=tuple(found.values()), columns=columns, **changes)


def test_one_changed_edge_is_the_cause_of_all_who_move() -> None:
    before = rule_set(BLOCKS["absences"])
    after = rule_set(BLOCKS["absences"].replace("up_to: 4,", "up_to: 20,"))
    result = moved(before, after)
    assert result.first.enter
    assert result.differences == (RuleDifference("absences", ("scale",)),)
    for cause in result.causes.values():
        assert cause.how == "alone"
        assert [shift.difference.key for shift in cause.shifts] == ["absences"]


def test_somebody_enters_because_another_fell() -> None:
    """The third student answers as before; the first one's absences count for nothing now."""
    columns = cohort(absences=[10, 0, 0], goout=[1, 1, 5])
    going_out = BLOCKS["health"].replace("health", "goout").replace("barrier", "lever")
    before = rules.judge(rule_set(BLOCKS["absences"] + going_out), columns)
    weightless = BLOCKS["absences"].replace("weight: 3", "weight: 0")
    after = rules.judge(rule_set(weightless + going_out), columns)
    result = moves(before, after, graded(5, 9, 8), 1)
    assert (result.first.enter, result.first.leave) == ((2,), (0,))
    assert [shift.difference.key for shift in result.causes[2].shifts] == ["absences"]


def test_two_changes_of_which_each_would_do_are_named_together() -> None:
    """Taking back one alone leaves both students alike, and the other one's grade is lower."""
    columns = cohort(goout=[5, 1], health=[5, 1])
    before = BLOCKS["health"] + BLOCKS["health"].replace("health", "goout")
    after = before.replace("5, points: 0.0", "5, points: 1").replace(
        "2, points: 1.0", "2, points: 0"
    )
    judged = [rules.judge(rule_set(text), columns) for text in (before, after)]
    result = moves(judged[0], judged[1], graded(8, 7.5), 1)
    assert (result.first.enter, result.first.leave) == ((1,), (0,))
    for cause in result.causes.values():
        assert cause.how == "together"
        assert {shift.difference.key for shift in cause.shifts} == {"health", "goout"}


def test_a_comparison_holds_figures_and_no_student() -> None:
    columns, students = school(), invented()
    before = rules.judge(rule_set(), columns)
    after = rules.judge(rule_set(BLOCKS["absences"] + BLOCKS["health"]), columns)
    found = compare(before, after, students, 8)
    assert isinstance(found, RuleChangeFigures)
    assert found.enter + found.stay == found.leave + found.stay == 8
    assert sum(one.before for one in found.quadrants) == 60
    assert sum(one.enter for one in found.quadrants) == sum(one.leave for one in found.quadrants)
    by_key = {one.key: one for one in found.rules}
    assert by_key["school_support"].after is None
    assert by_key["school_support"].changed == ("removed",)
    assert by_key["absences"].before == by_key["absences"].after == int(after.count[0])
    assert "student" not in {name for rule in asdict(found)["rules"] for name in rule}


def test_without_a_set_before_it_everybody_enters() -> None:
    found = compare(None, rules.judge(rule_set(), school()), invented(), 8)
    assert (found.enter, found.leave, found.stay) == (8, 0, 0)
    assert all(one.before is None for one in found.rules)


def test_an_indicator_under_another_key_is_no_change() -> None:
    renamed = BLOCKS["absences"].replace("  absences:", "  missed:\n    column: absences")
    assert differences(rule_set(BLOCKS["absences"]), rule_set(renamed)) == ()


def test_words_labels_and_evidence_are_no_change() -> None:
    other = BLOCKS["absences"].replace("says: Present", "says: There")
    assert differences(rule_set(BLOCKS["absences"]), rule_set(other)) == ()
