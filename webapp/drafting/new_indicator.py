"""A new indicator, and a new band: something that can be tried at once, for a lead to change."""

from typing import Any

from data.column import Column
from data.dictionary import Dictionary
from data.wording.message import N_
from rules import writing
from rules.columns import allowed, is_number, limits
from rules.conditions import SCORED
from rules.writing import NotEditableError, placed
from rules.writing.menus import Menus, Part, spelled
from rules.writing.placed import Pairs, Word
from webapp.drafting.form_fields import Sheet
from webapp.drafting.histogram import Histogram

HARD, EASY = 1.0, 0.3
"""The points of a new indicator's bands: a lever for those above the middle."""


def add_indicator(
    text: str,
    name: str,
    dictionary: Dictionary | None,
    drawn: Histogram | None,
    *,
    by_bands: bool,
) -> str:
    """The text with an indicator of a column, by bands parted at the median or by a condition."""
    column = dictionary.columns.get(name) if dictionary else None
    if column is None or column.use not in SCORED:
        raise NotEditableError(N_("%(name)s is no column that rules can judge."), name=name)
    key = _free(text, name)
    fields: dict[str, Any] = {"column": name} if key != name and by_bands else {}
    fields |= {"kind": "lever", "weight": 1}
    if by_bands:
        fields["bands"] = _bands(column, drawn)
    else:
        first = Part(name, ">=" if is_number(column) else "==", "mean" if is_number(column) else "")
        fields["when"] = spelled(Menus("and", (first,)), {name: column})
        fields["points"] = {"then": EASY, "otherwise": HARD}
    return writing.add_indicator(text, key, fields)


def _free(text: str, name: str) -> str:
    """A key that no indicator has."""
    table = placed.find(placed.read(text), ("indicators",))
    taken = {key.text for key, _ in table.entries} if isinstance(table, Pairs) else set()
    keys = (name if at == 1 else f"{name}_{at}" for at in range(1, len(taken) + 2))
    return next(key for key in keys if key not in taken)


def _bands(column: Column, drawn: Histogram | None) -> list[dict[str, Any]]:
    if not is_number(column):
        words = allowed(column)
        if not words:
            raise NotEditableError(
                N_("%(name)s holds any text, so its bands are written in the text."),
                name=column.name,
            )
        return [{"is": word, "points": HARD if at else EASY} for at, word in enumerate(words)]
    _low, high = limits(column)
    middle = drawn.median if drawn else _low
    if middle >= high:
        middle = drawn.low if drawn else high - 1
    return [{"up_to": middle, "points": HARD}, {"up_to": high, "points": EASY}]


def add_band(text: str, key: str, at: int, dictionary: Dictionary | None) -> str:
    """The text with a band before another one, up to half way; with the other's points."""
    sheet = Sheet(text, placed.read(text))
    bands = ("indicators", key, "bands")
    above = placed.find(sheet.root, (*bands, at, "up_to"))
    column = _column(sheet, key, dictionary)
    if not isinstance(above, Word) or column is None:
        raise NotEditableError(N_("A band can be added between two edges of numbers only."))
    low, high = limits(column)
    below = float(sheet.shown((*bands, at - 1, "up_to"))) if at else low
    top = min(float(above.text.replace(".inf", "inf")), high)
    middle = (below + top) / 2
    if column.whole:
        middle = float(int(middle))
    if not (below < middle or (at == 0 and middle == below)) or middle >= top:
        raise NotEditableError(
            N_("No value lies between these edges. Move one of them first."), above.line
        )
    band = {"up_to": middle, "points": float(sheet.shown((*bands, at, "points")) or HARD)}
    return writing.add_item(text, bands, band, at)


def _column(sheet: Sheet, key: str, dictionary: Dictionary | None) -> Column | None:
    name = sheet.shown(("indicators", key, "column")) or key
    return dictionary.columns.get(name) if dictionary else None
