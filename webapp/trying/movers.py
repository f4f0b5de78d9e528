"""Who moves under a draft, in the reader's words, and which changed rules moved him."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rules import Quadrant
from rules.changed_lines import changed_lines
from scoring.causes import Cause, Shift
from scoring.comparison import Crossing, Moves
from scoring.ranking import NOWHERE
from webapp.board.chart import quadrant_names
from webapp.board.listing import group_of, name_of, signed
from webapp.language import gettext as _
from webapp.language import number
from webapp.trying.change_words import change_in_words
from webapp.trying.tried import Tried

MOST_NAMED = 25  # students of one crossing; the others are counted


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
class Way:
    """From one quadrant to another: how many went, the rules that moved them, and who, first."""

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
    tried: Tried, found: Moves, students: Iterable[int], told: Telling | None = None
) -> list[Mover]:
    """Say of students who enter or leave the first ones who they are and why."""
    told = told or telling(tried, found)
    return [_mover(tried, found, student, found.causes[student], told) for student in students]


def ways_of(tried: Tried, found: Moves, told: Telling) -> list[Way]:
    """Say who went from which quadrant to which, and why; the way of most students first."""
    ways: dict[tuple[int, int], list[Crossing]] = {}
    for crossing in found.crossings:
        ways.setdefault((crossing.before, crossing.after), []).append(crossing)
    names = _names(tried)
    return [
        Way(
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


def _names(tried: Tried) -> dict[int, str]:
    names = quadrant_names(tried.board)
    return {one.value: names[one.key] for one in Quadrant} | {NOWHERE: nowhere()}


def telling(tried: Tried, found: Moves) -> Telling:
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


def _counted(crossings: list[Crossing], told: Telling) -> list[tuple[str, int]]:
    """The changed rules by how many they moved, most first: each student counts for the one that
    moved him most."""
    counts = Counter(told(crossing.cause.shifts[0]).words for crossing in crossings)
    return counts.most_common()


def _mover(tried: Tried, found: Moves, student: int, cause: Cause, told: Telling) -> Mover:
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
