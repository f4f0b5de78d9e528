"""Rule sets for a school's own kind of roster: its own first, then those of what it is like."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from one_school import School
from scales import PILOT, SCALES, OtherScale, school_of

from webapp.services.grades.scale import pass_mark
from webapp.services.rule_sets.fitting import fitted, is_for, kinds_for

GERMAN = {one.name: one for one in SCALES}["german"]
UNMARKED = OtherScale("unmarked", {"low": 0, "high": 100}, float)
SAME = OtherScale("same", {"low": 0, "high": 20}, float)
OWN = """\
format: 1
title: Ours
status: pilot
roster: german
indicators:
  absences:
    kind: lever
    weight: 2
    bands:
      - {up_to: 93, points: 0.2}
"""


@pytest.fixture(scope="module")
def german(empty_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    folder = copied(empty_folder)
    (folder / "rules" / "ours.yaml").write_text(OWN, encoding="utf-8")
    made = school_of(lambda: School(folder), [GERMAN, UNMARKED, SAME])
    yield made
    made.close()


def test_its_own_sets_are_offered_before_those_of_what_it_is_like(german: School) -> None:
    offered = german.state.shelf.for_roster("german", german.viewer.school)
    assert offered[0].name == "ours"
    assert {one.name for one in offered[1:]} == {"pilot-2008", "small"}
    names = {one.name for one in german.state.shelf.for_roster(PILOT.name, german.viewer.school)}
    assert names == {"pilot-2008", "small"}


def test_without_a_mark_of_its_own_a_set_passes_with_that_of_its_dictionary(
    german: School,
) -> None:
    ours, *_ = german.state.shelf.for_roster("german", german.viewer.school)
    assert ours.rule_set is not None
    assert ours.rule_set.need.passing == 4


def test_the_pass_mark_is_the_rosters_where_the_rules_are_for_another_scale(
    german: School,
) -> None:
    small = german.state.shelf.sets()["small"].rule_set
    assert small is not None
    known = german.state.dictionaries.of_school(german.viewer.school)
    marks = {
        name: fitted(small, known[name], known).need.passing
        for name in (PILOT.name, "german", "unmarked", "same")
    }
    assert marks == {PILOT.name: 10, "german": 4, "unmarked": 50, "same": 10}
    assert fitted(small, known["german"], known).fingerprint == small.fingerprint
    assert pass_mark(known["unmarked"]) == 50
    assert is_for(small, known["german"])
    assert not is_for(small, known["online-course"])
    assert set(kinds_for(small, known)) == {PILOT.name, "german", "unmarked", "same"}
