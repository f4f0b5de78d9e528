"""Who moves under a draft, in the reader's words, and which changed rules moved him.

What a draft changes, in the reader's words: "Absences: up to 8 instead of 10".
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from rules import Indicator, Quadrant, RuleSet, steps
from rules.diff import RuleDifference, changed_lines
from scoring.ranking import NOWHERE
from scoring.rule_change.causes import Cause, Shift
from scoring.rule_change.comparison import Moves, QuadrantCrossing
from webapp.services.board.chart_data import quadrant_names
from webapp.services.board.student_list import group_of, name_of, signed
from webapp.services.drafts.trial import TriedDraft
from webapp.services.wording.reader import gettext as _
from webapp.services.wording.reader import number, words

MOST_NAMED = 25  # students of one crossing; the others are counted
MOST_RULES = 3  # that moved them


@dataclass(frozen=True)
class Why:
    """A changed rule that moved somebody: in words, its line in the draft's text (None where it
    was taken out), and by how many points of priority."""

    words: str
    line: int | None
    points: str


Telling = Callable[[Shift], Why]


@dataclass(frozen=True)
class Mover:
    """A student who moves. `was` and `now` are ranks, a dash without one; `joined` says how the
    changes worked together, "" for one."""

    id: int
    name: str
    group: str
    grade: str
    was: str
    now: str
    why: tuple[Why, ...]
    joined: str


@dataclass(frozen=True)
class QuadrantMove:
    """From one quadrant to another: how many went, the rules that moved most, and who, first."""

    before: str
    after: str
    students: int
    why: tuple[tuple[str, int], ...]
    named: tuple[Mover, ...]

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.students - len(self.named)


def movers_of(
    tried: TriedDraft, found: Moves, students: Iterable[int], told: Telling | None = None
) -> list[Mover]:
    """Say of students who enter or leave the first ones who they are and why."""
    told = told or telling(tried, found)
    return [_mover(tried, found, student, found.causes[student], told) for student in students]


def ways_of(tried: TriedDraft, found: Moves, told: Telling) -> list[QuadrantMove]:
    """Say who went from which quadrant to which, and why; the way of most students first."""
    ways: dict[tuple[int, int], list[QuadrantCrossing]] = {}
    for crossing in found.crossings:
        ways.setdefault((crossing.before, crossing.after), []).append(crossing)
    names = _names(tried)
    return [
        QuadrantMove(
            names[before],
            names[after],
            len(crossings),
            tuple(_counted(crossings, told)),
            tuple(
                _mover(tried, found, one.student, one.cause, told) for one in crossings[:MOST_NAMED]
            ),
        )
        for (before, after), crossings in sorted(ways.items(), key=lambda way: -len(way[1]))
    ]


def nowhere() -> str:
    """Name the place of who stands in no quadrant."""
    return _("Not on the chart")


def _names(tried: TriedDraft) -> dict[int, str]:
    names = quadrant_names(tried.board)
    return {one.value: names[one.key] for one in Quadrant} | {NOWHERE: nowhere()}


def telling(tried: TriedDraft, found: Moves) -> Telling:
    """Return what says a changed rule in words, with its line in the draft's text."""
    if tried.before is None:
        raise ValueError("nobody moves where there was nothing before")
    before, after = tried.before.rule_set, tried.board.rule_set

    in_words = {one.key: change_in_words(one, before, after) for one in found.differences}
    lines: dict[str, int] = tried.board.kept(
        ("changed lines", before.fingerprint),
        lambda: changed_lines(before, after, found.differences),
    )

    def tell(shift: Shift) -> Why:
        key = shift.difference.key
        return Why(in_words[key], lines.get(key), signed(shift.points))

    return tell


def _counted(crossings: list[QuadrantCrossing], told: Telling) -> list[tuple[str, int]]:
    """The changed rules by how many they moved, most first: each student counts for the one that
    moved him most."""
    counts = Counter(told(crossing.cause.shifts[0]).words for crossing in crossings)
    return counts.most_common(MOST_RULES)


def _mover(tried: TriedDraft, found: Moves, student: int, cause: Cause, told: Telling) -> Mover:
    board = tried.board
    return Mover(
        id=int(board.cohort.students[student]),
        name=name_of(board, student),
        group=group_of(board, student),
        grade=number(float(board.grade[student])),
        was=_rank(int(found.before.rank[student])),
        now=_rank(int(found.after.rank[student])),
        why=tuple(told(shift) for shift in cause.shifts[:3]),
        joined=_joined(cause),
    )


def _rank(rank: int) -> str:
    return str(rank) if rank else "–"


def _joined(cause: Cause) -> str:
    if len(cause.shifts) == 1:
        return ""
    if cause.how == "alone":
        return _("taking back one of them is enough")
    if cause.how == "together":
        return _("only all of them together")
    return _("these moved the student most")


def change_in_words(one: RuleDifference, before: RuleSet, after: RuleSet) -> str:
    """Say what is different about a rule of the later set."""
    if one.whole:
        return _whole(one.key, before, after)
    label = label_of(one.key, before, after)
    if one.what == ("new",):
        return _("%(label)s: new", label=label)
    if one.what == ("removed",):
        return _("%(label)s: taken out", label=label)
    told = ", ".join(_parts(one, before[one.key], after[one.key], after))
    return f"{label}: {told}"


def label_of(key: str, before: RuleSet | None, after: RuleSet) -> str:
    """Name an indicator as the later set does, else as the earlier one did."""
    for rule_set in (after, before):
        for indicator in rule_set.indicators if rule_set else ():
            if indicator.key == key:
                return words(indicator.label)
    return key


def _whole(name: str, before: RuleSet, after: RuleSet) -> str:
    if name == "applies_to":
        return _("Who is judged at all")
    if name == "quadrants":
        return _("Where the lines of the quadrants stand")
    if before.need.source != after.need.source:
        return _("Where need comes from")
    now, was = number(after.need.passing), number(before.need.passing)
    return _("Pass mark %(now)s instead of %(was)s", now=now, was=was)


def _parts(
    one: RuleDifference, before: Indicator, after: Indicator, rule_set: RuleSet
) -> Iterator[str]:
    if "kind" in one.what:
        yield _("a lever now") if after.is_lever else _("a barrier now")
    if "weight" in one.what:
        now, was = number(after.weight, 2), number(before.weight, 2)
        yield _("weight %(now)s instead of %(was)s", now=now, was=was)
    if "scale" in one.what:
        yield _scale(before, after)
    elif "points" in one.what:
        yield _points(before, after, rule_set)


def _scale(before: Indicator, after: Indicator) -> str:
    if before.condition is not None and after.condition is not None:
        return _("another condition")
    pairs = list(zip(before.edges(), after.edges(), strict=False))
    moved = [(was, now) for was, now in pairs if was != now]
    same = len(before.bands) == len(after.bands) == len(pairs)
    if same and before.column == after.column and len(moved) == 1:
        [(was, now)] = moved
        return _("up to %(now)s instead of %(was)s", now=number(now, 2), was=number(was, 2))
    return _("another scale")


def _points(before: Indicator, after: Indicator, rule_set: RuleSet) -> str:
    if before.points is not None or after.points is not None:
        return _("other points")
    pairs = zip(before.bands, after.bands, strict=True)
    moved = [at for at, (was, now) in enumerate(pairs) if was.points != now.points]
    if len(moved) > 1:
        return _("other points")
    [at] = moved
    return _(
        "%(now)s points instead of %(was)s for “%(step)s”",
        now=number(after.bands[at].points, 2),
        was=number(before.bands[at].points, 2),
        step=words(steps(after, rule_set.columns[after.column])[at]),
    )
