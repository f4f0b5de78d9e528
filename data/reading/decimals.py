"""Which mark a file writes its numbers with, told from the numbers in it."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from data.wording.message import Problem, say

Mark: TypeAlias = Literal[".", ","]
WITH_POINT = re.compile(r"[+-]?[0-9]+\.[0-9]+")
WITH_COMMA = re.compile(r"[+-]?[0-9]+,[0-9]+")
WHOLE = re.compile(r"[+-]?[0-9]+")


def decimal_mark(rows: list[list[str]]) -> tuple[Mark, tuple[Problem, ...]]:
    """The decimal mark of a table's numbers and the notes about it.

    Only columns whose cells are mostly numbers are asked. A file without a decimal is read with
    a point and nothing is said. When both marks occur, the more frequent one holds: the cells with
    the other will be listed as problems.
    """
    points = commas = 0
    for cells in zip(*rows, strict=True):
        distinct = set(cells) - {""}
        with_point = sum(bool(WITH_POINT.fullmatch(cell)) for cell in distinct)
        with_comma = sum(bool(WITH_COMMA.fullmatch(cell)) for cell in distinct)
        whole = sum(bool(WHOLE.fullmatch(cell)) for cell in distinct)
        if 2 * (with_point + with_comma + whole) >= len(distinct):
            points += with_point
            commas += with_comma
    if commas > points:
        found = say("Decimals are written with a comma.")
    elif points:
        found = say("Decimals are written with a point.")
    else:
        return ".", ()
    both = (say("Decimals are written with a point here and with a comma there."),)
    return "," if commas > points else ".", (found, *(both if commas and points else ()))
