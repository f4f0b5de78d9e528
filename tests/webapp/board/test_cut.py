"""A board of some groups: the same numbers as the lead's for each student, and nobody else's."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lengths import examples
from one_school import School

import rules
from data.store import Stale, rosters
from data.store.coaching import interventions
from data.store.models import predictions
from data.viewer import Viewer
from webapp.services.board.board import Board
from webapp.services.board.board_view import Outlook, look
from webapp.services.board.filters import Filters
from webapp.services.board.knobs import Knobs
from webapp.services.rosters.importing import load_sample

STUDENTS = 150
GROUPS = ["school:GP", "school:MS", "class:10A", "class:10B", "class:11A", "class:12A", "class:9Z"]
groups = st.frozensets(st.sampled_from(GROUPS))
weights = st.dictionaries(
    st.sampled_from(["absences", "going_out", "below_average_study", "health"]),
    st.sampled_from([0.0, 0.5, 1.5, 5.0]),
)
thresholds = st.just({}) | st.just({"absences": 9.0}) | st.just({"going_out": 2.0})
shared = settings(
    deadline=None,
    max_examples=examples(40),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture(scope="module")
def sample(empty_folder: Path, copied: Callable[[Path], Path]) -> Iterator[School]:
    """The sample school with some gaps, judged by the shipped rule set, which has a mean in it."""
    made = School(copied(empty_folder))
    roster = load_sample(made.state, made.viewer, STUDENTS).id
    with made.write() as session:
        ids = rosters.whole(session, made.viewer, roster).students.tolist()
        rows = [(one, 8.0 + one % 7, 5.0, 16.0, {}) for one in ids[::2]]
        predictions.save(session, made.viewer, roster, fingerprint="m", report={}, rows=rows)
        for one in ids[::5]:
            interventions.open(session, made.viewer, one)
    yield made
    made.close()


def of_groups(school: School, theirs: frozenset[str] | None) -> Viewer:
    """A counsellor with these groups; None is the whole school."""
    return Viewer(7, "Ines", "counsellor", school.viewer.school, theirs)


def open_as(
    school: School, theirs: frozenset[str] | None, knobs: Knobs | None = None
) -> tuple[Board, Outlook]:
    """The board as such a counsellor sees it, and its outlook."""
    board, flags = school.state.boards.open(of_groups(school, theirs), None, None)
    return board, look(board, knobs or Knobs(), flags)


def among(school: Board, part: Board) -> list[int]:
    """Where the students of a part stand in the whole school's board."""
    return [school.place_of[one] for one in part.cohort.students.tolist()]


@shared
@given(theirs=groups, tried=weights, edges=thresholds)
def test_a_students_numbers_are_the_same_whoever_looks(
    sample: School, theirs: frozenset[str], tried: dict[str, float], edges: dict[str, float]
) -> None:
    knobs = Knobs(weights=tried, thresholds=edges)
    whole, leads = open_as(sample, None, knobs)
    part, own = open_as(sample, theirs, knobs)
    rows = among(whole, part)
    assert np.array_equal(own.judged.points, leads.judged.points[:, rows])
    assert np.array_equal(own.complexity, leads.complexity[rows], equal_nan=True)
    assert np.array_equal(own.levers, leads.levers[rows])
    assert np.array_equal(own.coached, leads.coached[rows])
    assert np.array_equal(own.ranking.priority, leads.ranking.priority[rows], equal_nan=True)
    assert np.array_equal(part.gap, whole.gap[rows], equal_nan=True)
    assert part.names.family == [whole.names.family[row] for row in rows]


@shared
@given(theirs=groups, tried=weights)
def test_ranks_run_from_1_among_the_students_one_sees_in_the_leads_order(
    sample: School, theirs: frozenset[str], tried: dict[str, float]
) -> None:
    whole, leads = open_as(sample, None, Knobs(weights=tried))
    part, own = open_as(sample, theirs, Knobs(weights=tried))
    ranks = own.ranking.rank[own.ranking.rank > 0]
    assert sorted(ranks.tolist()) == list(range(1, len(ranks) + 1))
    rows = set(among(whole, part))
    in_order = [row for row in leads.ranking.order.tolist() if row in rows]
    assert part.cohort.students[own.ranking.order].tolist() == (
        whole.cohort.students[in_order].tolist()
    )


@shared
@given(theirs=groups, data=st.data())
def test_the_arithmetic_is_the_same_whoever_looks(
    sample: School, theirs: frozenset[str], data: st.DataObject
) -> None:
    whole, _ = open_as(sample, None)
    part, own = open_as(sample, theirs)
    if not len(part.cohort):
        return
    place = data.draw(st.integers(0, len(part.cohort) - 1))
    row = among(whole, part)[place]
    told = rules.explain(part.rule_set, part.cohort.columns, place, figures=own.judged.figures)
    assert told == rules.explain(whole.rule_set, whole.cohort.columns, row)
    if told.complexity is not None:
        assert sum(line.share for line in told.lines) == pytest.approx(own.complexity[place])


@shared
@given(theirs=groups)
def test_a_board_holds_the_students_of_the_groups_and_no_value_of_others(
    sample: School, theirs: frozenset[str]
) -> None:
    part, own = open_as(sample, theirs)
    classes, schools = (part.cohort.columns[name].each() for name in ("class", "school"))
    for in_class, in_school in zip(classes, schools, strict=True):
        assert {f"class:{in_class}", f"school:{in_school}"} & theirs
    for column in part.cohort.columns.values():
        assert set(column.codes.tolist()) == set(range(len(column.values)))
    for figures in (part.names.keys, part.gap, own.complexity, own.shown, own.judged.judged):
        assert len(figures) == len(part.cohort)
    assert own.concerned.max(initial=0) <= len(part.cohort)


def test_nobodys_board_is_empty_and_stands(sample: School) -> None:
    for by in (None, "class", "school"):
        knobs = Knobs(weights={"absences": 1.0}, places=5, limit=1, by=by,
                      filters=Filters({"school": ("GP",), "q": "a", "mine": True}))  # fmt: skip
        part, own = open_as(sample, frozenset(), knobs)
        assert (len(part.cohort), own.places.given, own.listed.tolist()) == (0, (), [])


def test_those_who_see_the_whole_school_share_one_board_and_alike_groups_another(
    sample: School,
) -> None:
    lead = replace(of_groups(sample, None), account=9, role="lead")
    school, _ = open_as(sample, None)
    assert sample.state.boards.open(lead, None, None)[0] is school
    whole_by_groups, _ = open_as(sample, frozenset({"school:GP", "school:MS"}))
    assert len(whole_by_groups.cohort) == len(school.cohort)
    one, _ = open_as(sample, frozenset({"school:GP", "class:9Z"}))
    two, _ = open_as(sample, frozenset({"school:GP"}))
    assert one is two


def test_a_board_is_not_made_of_the_names_of_another_moment(
    sample: School, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, _ = open_as(sample, None)
    moved = whole.cohort.students[:3].tobytes()  # as if they had left the group just now
    monkeypatch.setattr(sample.state.boards.meanwhile, "seen", lambda *asked: moved)
    with pytest.raises(Stale):
        open_as(sample, frozenset({"class:12A"}))


def test_who_changes_class_is_on_the_other_board_at_once(sample: School, tmp_path: Path) -> None:
    before, _ = open_as(sample, frozenset({"class:10A"}))
    file = tmp_path / "moved.csv"
    people = "StudentID,FirstName,FamilyName,class,FinalGrade\nX1,Ana,Sá,10A,7\nX2,Rui,Sá,10B,8\n"
    file.write_text(people, encoding="utf-8")
    sample.take_in(file)
    ana, _ = open_as(sample, frozenset({"class:10A"}))
    assert ana.names.first == ["Ana"]
    file.write_text(people.replace("10A", "10C").replace("10B", "10A"), encoding="utf-8")
    sample.take_in(file)
    rui, _ = open_as(sample, frozenset({"class:10A"}))
    assert rui.names.first == ["Rui"]
    # In the older roster too: the right to see goes with the class she is in now.
    viewer = of_groups(sample, frozenset({"class:10C"}))
    older, _ = sample.state.boards.open(viewer, ana.roster.id, None)
    assert older.names.first == ["Ana"]
    assert len(before.cohort) > 1
