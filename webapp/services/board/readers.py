"""Reading one value of a board's address: a number, a word of a list, several texts."""

import math
from collections.abc import Callable
from typing import Any

from data.wording.message import N_, Message

MOST_TEXT = 200
MOST_ID = 2**53
FURTHEST = 1e6  # a grade, or an edge of a rectangle

Reader = Callable[[str, list[str]], Any]
"""From a name and the texts that the address has for it to a value. Raises KnobProblem."""


class KnobProblem(Exception):  # noqa: N818 - shown to the reader as a problem, like a file's
    """A name or value of the query that cannot be used. `name` is the query's name."""

    def __init__(self, name: str, template: str, **values: object) -> None:
        self.name = name[:MOST_TEXT]
        told = {
            key: value[:MOST_TEXT] if isinstance(value, str) else value
            for key, value in values.items()
        }
        self.problem = Message(template, {"name": self.name} | told)
        super().__init__(self.problem.message)


def number(name: str, text: str, low: float, high: float) -> float:
    """Read a number, with a point or a comma. Raises KnobProblem."""
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = math.nan
    if not low <= value <= high:
        raise KnobProblem(
            name,
            N_("%(name)s: “%(read)s” is not a number from %(low)s to %(high)s."),
            read=text,
            low=f"{low:g}",
            high=f"{high:g}",
        )
    return value


def whole(name: str, text: str, low: int, high: int) -> int:
    """Read a whole number. Raises KnobProblem."""
    value = number(name, text, low, high)
    if value != int(value):
        raise KnobProblem(name, N_("%(name)s: “%(read)s” is not a whole number."), read=text)
    return int(value)


def one_of(*allowed: str) -> Reader:
    """Read one of these words."""

    def read(name: str, texts: list[str]) -> str:
        if texts[0] not in allowed:
            raise KnobProblem(
                name,
                N_("%(name)s: “%(read)s” is not one of: %(allowed)s."),
                read=texts[0],
                allowed=", ".join(allowed),
            )
        return texts[0]

    return read


def whole_from(low: int, high: int) -> Reader:
    """Read a whole number of a range."""
    return lambda name, texts: whole(name, texts[0], low, high)


def empty_or(read: Reader, empty: object = None) -> Reader:
    """Read a field of a form that may be left empty."""
    return lambda name, texts: read(name, texts) if texts[0].strip() else empty


def several(_name: str, texts: list[str]) -> tuple[str, ...]:
    """Read any number of texts, each once."""
    return tuple(dict.fromkeys(text[:MOST_TEXT] for text in texts if text))


def text(_name: str, texts: list[str]) -> str:
    """Read a text, without the spaces around it."""
    return texts[0].strip()[:MOST_TEXT]


def grade(name: str, texts: list[str]) -> float:
    """Read a grade; those of all scales lie far within."""
    return number(name, texts[0], -FURTHEST, FURTHEST)


def students(name: str, texts: list[str]) -> tuple[int, ...]:
    """Read numbers of students, separated by commas."""
    parts = [part for text in texts for part in text.split(",") if part]
    return tuple(dict.fromkeys(whole(name, part, 1, MOST_ID) for part in parts))


def rectangle(name: str, texts: list[str]) -> tuple[float, ...]:
    """Read the edges of a rectangle: left, right, bottom, top."""
    parts = texts[0].split(",")
    if len(parts) != 4:
        raise KnobProblem(
            name, N_("%(name)s: a rectangle has four numbers, not %(read)s."), read=len(parts)
        )
    return tuple(number(name, part, -FURTHEST, FURTHEST) for part in parts)
