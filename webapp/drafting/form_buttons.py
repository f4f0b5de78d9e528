"""What the buttons of a draft's form do to its text."""

from collections.abc import Callable, Mapping

from data.dictionary import Dictionary
from data.wording.message import N_
from rules import writing
from rules.conditions import SCORED, SHOWN
from rules.writing import NotEditableError, Path, placed
from webapp.drafting import form_conditions
from webapp.drafting.form_fields import Sheet, path_of
from webapp.drafting.histogram import Histogram
from webapp.drafting.new_indicator import add_band, add_indicator

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
        return writing.move_indicator(text, about, -1 if word == "up" else 1)
    if word == "remove":
        return writing.remove_indicator(text, about)
    if word in ("add", "add-when"):
        return add_indicator(text, about, dictionary, drawn(about), by_bands=word == "add")
    if word == "add-band":
        return add_band(text, about, at, dictionary)
    if word in REMOVABLE:
        return writing.remove_item(text, ("indicators", about, REMOVABLE[word], at))
    if word == "own-words":
        return writing.own_words(text, path_of(about)[0])
    if word in ("add-part", "remove-part"):
        return _condition(text, path_of(about)[0], dictionary, None if word[0] == "a" else at)
    return text


def _condition(text: str, path: Path, dictionary: Dictionary | None, at: int | None) -> str:
    sheet = Sheet(text, placed.read(text))
    uses = CONDITIONS[str(path[-1])]
    if at is None:
        said = form_conditions.longer(sheet, path, dictionary, uses)
    else:
        said = form_conditions.shorter(sheet, path, dictionary, uses, at)
    if said:
        return writing.set_value(text, path, said)
    if path == ("applies_to",):
        return writing.remove(text, path)
    raise NotEditableError(N_("A condition needs at least one comparison."))
