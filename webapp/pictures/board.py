"""The board under a draft, small: places, lines, and who moves."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from webapp.http.language import gettext as _
from webapp.http.language import number
from webapp.pictures.axes import BOTTOM, Axes, AxisTick, Label
from webapp.pictures.chart import chart
from webapp.services.board.board import Board
from webapp.services.board.board_view import Outlook
from webapp.services.board.chart_data import CORNERS, columns, grade_line, quadrant_names
from webapp.services.board.chart_places import grade_step, height_step
from webapp.services.board.student_list import name_of
from webapp.services.grades.wording import is_worded, said

HEIGHT = 420
TRIANGLE = 7


@dataclass(frozen=True)
class BoardDot:
    """A place where students stand, the larger the more of them."""

    x: float
    y: float
    radius: float


@dataclass(frozen=True)
class MoverDot:
    """A student who enters or leaves the first ones, where the draft puts him; `points` draw a
    triangle, upwards for one who enters. address: of his page."""

    title: str
    address: str
    enters: bool
    points: str


@dataclass(frozen=True)
class BoardPicture:
    """All that is drawn; line: where the two lines cross; chart: the same for Vega."""

    axes: Axes
    dots: tuple[BoardDot, ...]
    moved: tuple[MoverDot, ...]
    line: tuple[float, float]
    quadrants: tuple[Label, ...]
    chart: dict[str, Any]


def board_picture(
    outlook: Outlook,
    enter: Iterable[int],
    leave: Iterable[int],
    address_of: Callable[[int], str],
) -> BoardPicture:
    """Draw a board with those who move (indices); the best grade is at the left. address_of:
    the page of a Student.id."""
    axes = _axes(outlook.board)
    cross = grade_line(outlook.board), outlook.board.rule_set.quadrants.ease
    places = _places(outlook)
    movers = [
        *_movers(outlook, enter, True, address_of),
        *_movers(outlook, leave, False, address_of),
    ]
    names = _quadrants(outlook)
    data = {
        "places": places,
        "lines": [{"grade": cross[0], "ease": cross[1]}],
        "quadrants": names,
        "movers": movers,
    }
    return BoardPicture(
        axes,
        _dots(axes, places),
        tuple(_mover(axes, one) for one in movers),
        (axes.x(cross[0]), axes.y(cross[1])),
        tuple(_name(axes, one) for one in names),
        chart("board", axes, data),
    )


def _axes(board: Board) -> Axes:
    worst, best = board.scale
    middle = () if is_worded(board.dictionary.grade) else ((worst + best) / 2,)
    marks = best, *middle, worst
    return Axes(
        (best, worst),
        (0, 100),
        tuple(AxisTick(at, said(board.dictionary.grade, at)) for at in marks),
        tuple(AxisTick(at, number(at)) for at in (0, 50, 100)),
        _("Current grade"),
        _("Ease of coaching"),
        height=HEIGHT,
        bottom=HEIGHT - BOTTOM,
    )


def _places(outlook: Outlook) -> list[dict[str, Any]]:
    """Where students stand, and how many; kinds of marks at one place are drawn as one."""
    across, step = grade_step(outlook.board), height_step(outlook.board, outlook.knobs)
    there = columns(outlook)
    counts: dict[tuple[float, float], int] = {}
    for grade, height, students in zip(
        there["grade"], there["height"], there["students"], strict=True
    ):
        place = grade / across, height / step
        counts[place] = counts.get(place, 0) + students
    return [
        {"grade": grade, "ease": ease, "students": count} for (grade, ease), count in counts.items()
    ]


def _dots(axes: Axes, places: Iterable[dict[str, Any]]) -> tuple[BoardDot, ...]:
    return tuple(
        BoardDot(axes.x(one["grade"]), axes.y(one["ease"]), round(2 + one["students"] ** 0.5, 1))
        for one in places
    )


def _movers(
    outlook: Outlook, students: Iterable[int], enters: bool, address_of: Callable[[int], str]
) -> Iterable[dict[str, Any]]:
    board, word = outlook.board, _("enters") if enters else _("leaves")
    for student in students:
        if outlook.ranking.rank[student]:
            yield {
                "grade": float(board.grade[student]),
                "ease": 100 - float(outlook.complexity[student]),
                "enters": enters,
                "title": f"{name_of(board, student)}: {word}",
                "address": address_of(int(board.cohort.students[student])),
            }


def _mover(axes: Axes, one: dict[str, Any]) -> MoverDot:
    points = _triangle(axes.x(one["grade"]), axes.y(one["ease"]), one["enters"])
    return MoverDot(one["title"], one["address"], one["enters"], points)


def _triangle(x: float, y: float, upwards: bool) -> str:
    tip = -TRIANGLE if upwards else TRIANGLE
    corners = ((x, y + tip), (x - TRIANGLE, y - tip), (x + TRIANGLE, y - tip))
    return " ".join(f"{across:.1f},{down:.1f}" for across, down in corners)


def _quadrants(outlook: Outlook) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "right": CORNERS[key].endswith("right"),
            "top": CORNERS[key].startswith("top"),
            "first": key == "coach_first",
        }
        for key, name in quadrant_names(outlook.board).items()
    ]


def _name(axes: Axes, one: dict[str, Any]) -> Label:
    return Label(
        axes.right - 6 if one["right"] else axes.left + 6,
        axes.top + 14 if one["top"] else axes.bottom - 8,
        one["name"],
        "end" if one["right"] else "start",
        one["first"],
    )
