"""The board's chart drawn by the server, small and still: places, lines, and who moves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from webapp.http.language import number
from webapp.services.board.board_view import Outlook
from webapp.services.board.chart_data import CORNERS, columns, grade_line, quadrant_names
from webapp.services.board.chart_places import GRADE_STEP, height_step
from webapp.services.board.student_list import name_of

WIDTH, HEIGHT = 760, 420
LEFT, RIGHT, TOP, BOTTOM = 34, 12, 10, 32  # room for the axes
TRIANGLE = 7

Axis = Callable[[float], float]


@dataclass(frozen=True)
class BoardDot:
    """A place where students stand, the larger the more of them."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class MoverDot:
    """A student who enters or leaves the first ones, where the draft puts him; `points` draw a
    triangle, upwards for one who enters."""

    id: int
    name: str
    enters: bool
    points: str


@dataclass(frozen=True)
class Label:
    """A word on the chart; `end` where it ends at its place instead of beginning there."""

    x: float
    y: float
    text: str
    end: bool = False
    first: bool = False


@dataclass(frozen=True)
class BoardPicture:
    """All that is drawn, in a frame of WIDTH x HEIGHT; `line` is where the two lines cross."""

    dots: tuple[BoardDot, ...]
    moved: tuple[MoverDot, ...]
    line: tuple[float, float]
    grades: tuple[Label, ...]
    eases: tuple[Label, ...]
    quadrants: tuple[Label, ...]
    size: tuple[int, int] = (WIDTH, HEIGHT)
    about: tuple[float, float] = (WIDTH / 2, HEIGHT - 3)  # where the axes are named
    left: int = LEFT
    top: int = TOP
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def picture(outlook: Outlook, enter: Iterable[int], leave: Iterable[int]) -> BoardPicture:
    """Draw a board with those who move (indices); the highest grade is at the left."""
    low, high = outlook.board.scale

    def x(grade: float) -> float:
        return round(LEFT + (high - grade) / (high - low) * (WIDTH - LEFT - RIGHT), 1)

    def y(ease: float) -> float:
        return round(TOP + (100 - ease) / 100 * (HEIGHT - TOP - BOTTOM), 1)

    line = x(grade_line(outlook.board)), y(outlook.board.rule_set.quadrants.ease)
    return BoardPicture(
        _dots(outlook, x, y),
        (*_moved(outlook, enter, True, x, y), *_moved(outlook, leave, False, x, y)),
        line,
        tuple(Label(x(at), HEIGHT - 18, number(at)) for at in (high, (low + high) / 2, low)),
        tuple(Label(LEFT - 6, y(at) + 4, number(at)) for at in (0, 50, 100)),
        _quadrants(outlook),
    )


def _dots(outlook: Outlook, x: Axis, y: Axis) -> tuple[BoardDot, ...]:
    step = height_step(outlook.board, outlook.knobs)
    there = columns(outlook)
    # Kinds of marks at one place are drawn as one.
    counts: dict[tuple[float, float], int] = {}
    for grade, height, students in zip(
        there["grade"], there["height"], there["students"], strict=True
    ):
        place = x(grade / GRADE_STEP), y(height / step)
        counts[place] = counts.get(place, 0) + students
    return tuple(BoardDot(*place, round(2 + count**0.5, 1)) for place, count in counts.items())


def _moved(
    outlook: Outlook, students: Iterable[int], enters: bool, x: Axis, y: Axis
) -> Iterable[MoverDot]:
    board = outlook.board
    for student in students:
        if outlook.ranking.rank[student]:
            at = x(float(board.grade[student])), y(100 - float(outlook.complexity[student]))
            number_ = int(board.cohort.students[student])
            yield MoverDot(number_, name_of(board, student), enters, _triangle(*at, enters))


def _triangle(x: float, y: float, upwards: bool) -> str:
    tip = -TRIANGLE if upwards else TRIANGLE
    corners = ((x, y + tip), (x - TRIANGLE, y - tip), (x + TRIANGLE, y - tip))
    return " ".join(f"{across:.1f},{down:.1f}" for across, down in corners)


def _quadrants(outlook: Outlook) -> tuple[Label, ...]:
    names = quadrant_names(outlook.board)
    return tuple(
        Label(
            WIDTH - RIGHT - 6 if CORNERS[key].endswith("right") else LEFT + 6,
            TOP + 14 if CORNERS[key].startswith("top") else HEIGHT - BOTTOM - 8,
            name,
            end=CORNERS[key].endswith("right"),
            first=key == "coach_first",
        )
        for key, name in names.items()
    )
