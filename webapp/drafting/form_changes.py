"""What a draft's form asks for, done to the draft's text."""

from datetime import date

from werkzeug.datastructures import MultiDict

from data.dictionary import Dictionary
from data.wording.message import N_
from rules import writing
from rules.writing import NotEditableError, Path, placed
from rules.writing.placed import Pairs
from rules.writing.spelling import settled
from webapp.drafting import form_conditions
from webapp.drafting.form_buttons import Drawn, do_next
from webapp.drafting.form_fields import VALUE, Sheet, path_of
from webapp.language import current
from webapp.language import gettext as _

NUMBERS = ("weight", "points", "then", "otherwise", "up_to", "sessions", "pass", "ease", "from",
           "to", "need")  # fmt: skip
DAYS = ("in_force_from", "reviewed")

Form = MultiDict[str, str]


def changed(text: str, form: Form, dictionary: Dictionary | None, drawn: Drawn) -> str:
    """The text with all that a form's fields say otherwise, and then what its button asks for.

    Raises NotEditableError where something cannot be done; then nothing is.
    """
    sheet = Sheet(text, placed.read(text))
    for path, language, value in _changes(sheet, form):
        text = _set(text, path, language, value)
    for path in form_conditions.changed(form):
        said = form_conditions.chosen(form, sheet, path, dictionary)
        text = writing.set_value(text, path, said) if said else text
    text = _movable(text, form)
    text = _new(text, form)
    return do_next(text, form.get("do", ""), dictionary, drawn)


def alike(text: str, later: str, form: Form) -> bool:
    """Whether the form's fields and button mean the same in a later text: no list is longer."""
    if form.get("do", "set") != "set":
        return text == later
    try:
        one, other = Sheet(text, placed.read(text)), Sheet(later, placed.read(later))
    except NotEditableError:
        return False
    paths = [path_of(name)[0] for name in form if name.startswith(VALUE)]
    return not any(name.startswith(form_conditions.MENU) for name in form) and all(
        one.count(*path[:depth]) == other.count(*path[:depth])
        for path in paths
        for depth in range(len(path))
    )


def _changes(sheet: Sheet, form: Form) -> list[tuple[Path, str | None, str]]:
    """The fields that say something else than the text; what is emptied comes last, from below."""
    found = []
    for name, values in form.lists():
        if not name.startswith(VALUE):
            continue
        path, language = path_of(name)
        now = sheet.shown(path, language)
        other = [value for value in map(settled, values) if value != now]
        if other:  # a slider and the number beside it are one field, of which one was changed
            found.append((path, language, other[-1] if "\n" in now else _in_a_line(other[-1])))
    return sorted(found, key=lambda one: (not one[2], [-_rank(step) for step in one[0]]))


def _in_a_line(value: str) -> str:
    """Words as one line: where a field breaks them is its own affair."""
    return " ".join(line.strip() for line in value.split("\n"))


def _rank(step: str | int) -> int:
    return step if isinstance(step, int) else 0


def _set(text: str, path: Path, language: str | None, value: str) -> str:
    if language is not None:
        if not value and isinstance(path[-1], int) and not language:
            return writing.remove_item(text, path)
        return writing.set_words(text, path, value, language or None)
    if not value:
        return writing.remove(text, path)
    if path[-1] == "is":
        words = [word.strip() for word in value.split(",") if word.strip()]
        return writing.replace(text, path, words) if len(words) > 1 else _one(text, path, words)
    return writing.set_value(text, path, _value(path, value))


def _one(text: str, path: Path, words: list[str]) -> str:
    node = placed.find(placed.read(text), path)
    if isinstance(node, placed.Rows):
        return writing.replace(text, path, words)
    return writing.set_value(text, path, words[0])


def _value(path: Path, value: str) -> str | float | date:
    """A number or a day where the field holds one; else as typed, for the rules to complain."""
    try:
        if path[-1] in DAYS:
            return date.fromisoformat(value)
        is_number = path[-1] in NUMBERS and path[-2:] != ("need", "from")
        return float(value.replace(",", ".")) if is_number else value
    except ValueError:
        return value


def _movable(text: str, form: Form) -> str:
    """Let counsellors move another edge, or none."""
    for name in form:
        if not name.startswith("adjust."):
            continue
        key = name.removeprefix("adjust.")
        bands: Path = ("indicators", key, "bands")
        sheet = Sheet(text, placed.read(text))
        marked = [at for at in range(sheet.count(*bands)) if sheet.has(*bands, at, "adjust")]
        at = int(form[name]) if form[name].isdecimal() else None
        if marked == ([] if at is None else [at]):
            continue
        if at is None:
            text = writing.set_adjust(text, bands, None)
            continue
        text = writing.set_adjust(text, bands, at, *_limits(sheet, bands, at))
    return text


def _limits(sheet: Sheet, bands: Path, at: int) -> tuple[float, float]:
    """How far an edge may be moved at first: up to its neighbours, they left out."""
    here = _number(sheet.shown((*bands, at, "up_to")))
    below = _number(sheet.shown((*bands, at - 1, "up_to"))) if at else here - 2
    above = (
        _number(sheet.shown((*bands, at + 1, "up_to"))) if at + 1 < sheet.count(*bands) else here
    )
    return min(below + 1, here), max(above - 1, here)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise NotEditableError(N_("This edge is no number yet. Write one first.")) from None


def _new(text: str, form: Form) -> str:
    """Add what was typed into the fields for a new action and a new piece of evidence."""
    for name in form:
        if name.startswith("new.actions.") and form[name].strip():
            path = ("indicators", name.removeprefix("new.actions."), "actions")
            text = writing.add_item(text, path, _like(text, path, form[name], _tongue(form)))
        if name.startswith("new.claim.") and form[name].strip():
            key = name.removeprefix("new.claim.")
            source = form.get(f"new.source.{key}", "").strip()
            proof = {
                "claim": _like(text, ("indicators", key, "label"), form[name], _tongue(form)),
                "source": source or _("Local judgement"),
                "strength": form.get(f"new.strength.{key}", "none"),
            }
            text = writing.add_item(text, ("indicators", key, "evidence"), proof)
    return text


def _tongue(form: Form) -> str:
    return form.get("tongue") or current()


def _like(text: str, path: Path, said: str, tongue: str) -> str | dict[str, str]:
    """Words in the form's language where those beside them say which they are in."""
    node = placed.find(placed.read(text), path)
    near = node.items[-1] if isinstance(node, placed.Rows) and node.items else node
    return {tongue: settled(said)} if isinstance(near, Pairs) else settled(said)
