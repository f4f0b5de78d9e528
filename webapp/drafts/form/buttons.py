"""What the buttons of a draft's form do to its text. What they add can be tried at once, for a lead
to change."""

from collections.abc import Callable, Mapping
from typing import Any

from data.column import Column
from data.dictionary import Dictionary
from data.wording.message import N_
from rules import editing
from rules.conditions import SCORED, SHOWN
from rules.conditions.columns import allowed, is_number, limits
from rules.editing import NotEditableError, Path, yaml_text
from rules.editing.suggestions import ConditionPart, Menus, spelled
from rules.editing.yaml_text import Pairs, Word
from webapp.drafts.form import conditions
from webapp.drafts.form.fields import Sheet, path_of
from webapp.pictures.histogram import Histogram

HARD, EASY = 1.0, 0.3
"""The points of a new indicator's bands: a lever for those above the middle."""

CONDITIONS: Mapping[str, frozenset[str]] = {"when": SCORED, "applies_to": SHOWN}
REMOVABLE = {"remove-band": "bands", "remove-action": "actions", "remove-evidence": "evidence"}

Drawn = Callable[[str], Histogram | None]
"""A column's name -> how its numbers are spread here."""


def do_next(  # noqa: PLR0911 - one return a button
    text: str, do: str, dictionary: Dictionary | None, drawn: Drawn
) -> str:
    """Do what a button asks for: its word, and what it is about."""
    word, _colon, rest = do.partition(":")
    about, _colon, place = rest.partition(":")
    at = int(place) if place.isdecimal() else 0
    if word in ("up", "down"):
        return editing.move_indicator(text, about, -1 if word == "up" else 1)
    if word == "remove":
        return editing.remove_indicator(text, about)
    if word in ("add", "add-when"):
        return add_indicator(text, about, dictionary, drawn(about), by_bands=word == "add")
    if word == "add-band":
        return add_band(text, about, at, dictionary)
    if word in REMOVABLE:
        return editing.remove_item(text, ("indicators", about, REMOVABLE[word], at))
    if word == "own-words":
        return editing.own_words(text, path_of(about)[0])
    if word in ("add-part", "remove-part"):
        return _condition(text, path_of(about)[0], dictionary, None if word[0] == "a" else at)
    return text


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
        first = ConditionPart(
            name, ">=" if is_number(column) else "==", "mean" if is_number(column) else ""
        )
        fields["when"] = spelled(Menus("and", (first,)), {name: column})
        fields["points"] = {"then": EASY, "otherwise": HARD}
    return editing.add_indicator(text, key, fields)


def add_band(text: str, key: str, at: int, dictionary: Dictionary | None) -> str:
    """The text with a band before another one, up to half way; with the other's points."""
    sheet = Sheet(text, yaml_text.read(text))
    bands = ("indicators", key, "bands")
    above = yaml_text.find(sheet.root, (*bands, at, "up_to"))
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
    return editing.add_item(text, bands, band, at)


def _condition(text: str, path: Path, dictionary: Dictionary | None, at: int | None) -> str:
    sheet = Sheet(text, yaml_text.read(text))
    uses = CONDITIONS[str(path[-1])]
    if at is None:
        said = conditions.longer(sheet, path, dictionary, uses)
    else:
        said = conditions.shorter(sheet, path, dictionary, uses, at)
    if said:
        return editing.set_value(text, path, said)
    if path == ("applies_to",):
        return editing.remove(text, path)
    raise NotEditableError(N_("A condition needs at least one comparison."))


def _free(text: str, name: str) -> str:
    """A key that no indicator has."""
    table = yaml_text.find(yaml_text.read(text), ("indicators",))
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


def _column(sheet: Sheet, key: str, dictionary: Dictionary | None) -> Column | None:
    name = sheet.shown(("indicators", key, "column")) or key
    return dictionary.columns.get(name) if dictionary else None
