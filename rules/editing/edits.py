"""Indicators: added in the file's own indents, taken out and moved with the comments above.

Examples: a student's answers and what must come out of them, added to the rule file.

A counsellor's knobs, written into the rule file.

Which edge of an indicator's bands counsellors may move.

Words that people read: one text for every language, or one a language.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.wording.languages import LANGUAGES, SOURCE
from data.wording.message import N_
from rules.editing import yaml_spelling, yaml_text, yaml_values
from rules.editing.items import add_item
from rules.editing.yaml_text import Node, NotEditableError, Pairs, Path, Splice, TextRows, Word
from rules.editing.yaml_values import remove, replace, set_value

PATH = ("indicators",)


@dataclass(frozen=True)
class _Style:
    """How a file indents: the columns of an indicator's key, of its keys, of a list's dashes.

    flow: the tables in lists are written in {..}.
    """

    key: int = 2
    inner: int = 4
    dash: int = 6
    apart: bool = True
    flow: bool = False


def add_indicator(text: str, key: str, fields: Mapping[str, Any]) -> str:
    """The text with one more indicator at the end, `fields` in their order.

    Lists of tables are written with a line a key, other tables in {..}. Raises NotEditableError
    where there is one of that key already.
    """
    root = yaml_text.read(text)
    table = yaml_text.find(root, PATH)
    if isinstance(table, Pairs) and table.get(key) is not None:
        raise NotEditableError(N_('An indicator is called "%(key)s" already.'), key=key)
    said = yaml_values.said_with(_with_table(root), (*PATH, key), fields)
    return yaml_values.checked(
        yaml_text.spliced(text, _added(text, root, table, key, fields)), said
    )


def _with_table(root: Node) -> Any:
    said: Any = yaml_text.plain(root)
    if isinstance(said, dict) and not isinstance(said.get("indicators"), dict):
        said["indicators"] = {}
    return said


def _added(
    text: str, root: Node, table: Node | None, key: str, fields: Mapping[str, Any]
) -> list[Splice]:
    newline = yaml_text.newline(text)
    if isinstance(table, Pairs) and table.entries:
        if table.flow:
            return [yaml_values.added(text, table, key, fields, ())]
        style = _style(text, table)
        written = newline.join(_written(key, fields, style))
        end = yaml_text.line_end(text, table.end)
        return [Splice(end, end, newline * (2 if style.apart else 1) + written)]
    written = newline.join(_written(key, fields, _Style()))
    if table is not None:  # there, and empty: {}, or nothing after the colon
        emptied = text[: table.start].rstrip(" ")
        end = yaml_text.line_end(text, table.end)
        return [
            Splice(len(emptied), table.end, ""),
            Splice(end, end, newline + written),
        ]
    if not isinstance(root, Pairs):
        raise NotEditableError(N_("This is no rule file. Begin with a table of keys."))
    pair = f"indicators:{newline}{written}"
    return [yaml_values.put(text, root, pair, "indicators", yaml_values.order(()))]


def _style(text: str, table: Pairs) -> _Style:
    """The indents of the first indicator that is written with a line a key."""
    key = yaml_text.column(text, table.entries[0][0].start)
    inner, dash, flow = key + 2, 2, False
    for _, node in table.entries:
        if not isinstance(node, Pairs) or node.flow:
            continue
        inner = yaml_text.column(text, node.entries[0][0].start)
        for _, held in node.entries:
            if isinstance(held, TextRows) and not held.flow:
                start = yaml_text.line_start(text, held.items[0].start)
                dash = text.find("-", start) - start - inner
                flow = isinstance(held.items[0], Pairs) and held.items[0].flow
                break
        break
    return _Style(key, inner, inner + dash, _apart(text, table), flow)


def _apart(text: str, table: Pairs) -> bool:
    """Whether blank lines stand between the indicators; below it, where there is only one."""
    if len(table.entries) == 1:
        below = yaml_text.next_line(text, table.end)
        return below < len(text) and not text[below : yaml_text.line_end(text, below)].strip()
    between = text[table.entries[0][1].end : table.entries[1][0].start]
    return "\n\n" in between.replace("\r", "").replace(" ", "")


def _written(key: str, fields: Mapping[str, Any], style: _Style) -> Sequence[str]:
    written = [" " * style.key + f"{yaml_spelling.words(key, False)}:"]
    for name, value in fields.items():
        lead = " " * style.inner + f"{yaml_spelling.words(name, False)}:"
        if isinstance(value, list | tuple):
            written += [lead, *(line for item in value for line in _item(item, style))]
        else:
            written.append(f"{lead} {yaml_spelling.after_colon(value)}")
    return written


def _item(item: Any, style: _Style) -> list[str]:
    dash = " " * style.dash + "- "
    if style.flow or not isinstance(item, Mapping) or set(item) <= set(LANGUAGES):
        return [dash + yaml_spelling.after_colon(item)]
    pairs = [f"{key}: {yaml_spelling.after_colon(held)}" for key, held in item.items()]
    return [dash + pairs[0], *(" " * len(dash) + pair for pair in pairs[1:])]


def remove_indicator(text: str, key: str) -> str:
    """The text without an indicator and the comments right above it. Raises NotEditableError."""
    root = yaml_text.read(text)
    table, at = _place(root, key)
    said = yaml_values.said_without(yaml_text.plain(root), (*PATH, key))
    if table.flow or len(table.entries) == 1:
        splice = yaml_values.removed(text, table, at)
    else:
        start, end = _lines_of(text, table, at)
        splice = yaml_text.gone(text, start, end, blank=True)
    return yaml_values.checked(yaml_text.spliced(text, [splice]), said)


def move_indicator(text: str, key: str, by: int) -> str:
    """The text with an indicator before (by -1) or after (by 1) the one next to it.

    The first stays first and the last stays last. Raises NotEditableError.
    """
    root = yaml_text.read(text)
    table, at = _place(root, key)
    upper = min(at, at + by)
    if not 0 <= upper < upper + 1 < len(table.entries):
        return text
    above, below = _lines_of(text, table, upper), _lines_of(text, table, upper + 1)
    both = text[below[0] : below[1]] + text[above[1] : below[0]] + text[above[0] : above[1]]
    edited = yaml_values.checked(
        yaml_text.spliced(text, [Splice(above[0], below[1], both)]), yaml_text.plain(root)
    )
    names = [name.text for name, _ in table.entries]
    names[upper], names[upper + 1] = names[upper + 1], names[upper]
    moved, _ = _place(yaml_text.read(edited), key)
    if [name.text for name, _ in moved.entries] != names:
        raise NotEditableError(N_("This cannot be moved here. Move it in the text."))
    return edited


def _place(root: Node, key: str) -> tuple[Pairs, int]:
    table = yaml_text.find(root, PATH)
    for at, (name, _) in enumerate(table.entries if isinstance(table, Pairs) else ()):
        if isinstance(table, Pairs) and name.text == key:
            return table, at
    raise NotEditableError(N_('No indicator is called "%(key)s" any more.'), key=key)


def _lines_of(text: str, table: Pairs, at: int) -> tuple[int, int]:
    """Where an indicator begins, with the comments above it, and ends: before its line break."""
    name, node = table.entries[at]
    if table.flow:
        return name.start, node.end
    start = yaml_text.with_comments(text, yaml_text.line_start(text, name.start))
    return start, yaml_text.line_end(text, _end(name, node))


def _end(name: Word, node: Node) -> int:
    return max(name.end, node.end)


def add_example(
    text: str,
    name: str,
    student: Mapping[str, float | str],
    given: Mapping[str, float],
    complexity: tuple[float | None, float | None],
    levers: Sequence[str],
) -> str:
    """The text with one more example at the end of `examples`, which is made where there is none.

    student: column -> answer; given: a cohort function as it is written, mean(studytime) -> what
    it came to; complexity: the lowest and the highest that may come out, None: no limit; levers:
    indicators, strongest first. Raises NotEditableError.
    """
    example: dict[str, object] = {"name": name, "student": dict(student)}
    if given:
        example["given"] = dict(given)
    low, high = complexity
    if low is not None and low == high:
        example["complexity"] = low
    elif low is not None or high is not None:
        limits = {"at_least": low, "at_most": high}
        example["complexity"] = {key: held for key, held in limits.items() if held is not None}
    example["levers"] = list(levers)
    return add_item(text, ("examples",), example)


def knobs(
    text: str, weights: Mapping[str, float], thresholds: Mapping[str, float], off: Sequence[str]
) -> str:
    """The text with a counsellor's knobs as its own values.

    weights: indicator -> 0 to 5; thresholds: indicator -> the `up_to` of its band with `adjust`;
    off: indicators whose weight becomes 0. Knobs that say what the text says change nothing.
    Raises NotEditableError for an indicator that the text lacks, or that has no such band.
    """
    root = yaml_text.read(text)
    changes: dict[Path, float] = {}
    for key, weight in {**weights, **dict.fromkeys(off, 0.0)}.items():
        _indicator(root, key)
        changes["indicators", key, "weight"] = weight
    for key, edge in thresholds.items():
        changes["indicators", key, "bands", adjusted(root, key), "up_to"] = edge
    return yaml_values.set_values(text, changes)


def _indicator(root: Node, key: str) -> Pairs:
    found = yaml_text.find(root, ("indicators", key))
    if not isinstance(found, Pairs):
        raise NotEditableError(N_('No indicator is called "%(key)s" any more.'), key=key)
    return found


def adjusted(root: Node, key: str) -> int:
    """The place of an indicator's band with `adjust`."""
    bands = _indicator(root, key).get("bands")
    for at, band in enumerate(bands.items if isinstance(bands, TextRows) else ()):
        if isinstance(band, Pairs) and band.get("adjust") is not None:
            return at
    raise NotEditableError(N_('"%(key)s" has no edge that counsellors may move.'), key=key)


def set_adjust(text: str, bands: Path, at: int | None, low: float = 0, high: float = 0) -> str:
    """The text with `adjust: {from: low, to: high}` at one band and no other; None: at none."""
    listing = yaml_text.find(yaml_text.read(text), bands)
    for place, band in enumerate(listing.items if isinstance(listing, TextRows) else ()):
        if place != at and isinstance(band, Pairs) and band.get("adjust") is not None:
            text = remove(text, (*bands, place, "adjust"))
    if at is None:
        return text
    return replace(text, (*bands, at, "adjust"), {"from": low, "to": high})


def set_words(text: str, path: Path, said: str, language: str | None = None) -> str:
    """The text with words set, in one language or (None) the same in all of them.

    One text for all becomes a table when a language gets its own; the others keep theirs. An
    empty text takes the words away. Raises NotEditableError.
    """
    said = yaml_spelling.settled(said)
    node = yaml_text.find(yaml_text.read(text), path)
    if language is None:
        if isinstance(node, Pairs):
            raise NotEditableError(
                N_("This is said in each language by itself. Change one of them."), node.line
            )
        return set_value(text, path, said) if said else remove(text, path)
    if node is None:
        return replace(text, path, {language: said}) if said else text
    if isinstance(node, Word):
        return _of_its_own(text, path, node.text, said, language)
    if not said:
        return remove(text, (*path, language))
    return set_value(text, (*path, language), said)


def _of_its_own(text: str, path: Path, before: str, said: str, language: str) -> str:
    """Words for all languages, of which one now says something else.

    A language that is left out says what English says.
    """
    if not said or said == yaml_spelling.settled(before):
        return text
    if language == SOURCE:
        return replace(text, path, dict.fromkeys(LANGUAGES, before) | {SOURCE: said})
    return replace(text, path, {SOURCE: before, language: said})


def own_words(text: str, path: Path) -> str:
    """The text with words for all languages told by language, each the same for a start."""
    node = yaml_text.find(yaml_text.read(text), path)
    if not isinstance(node, Word):
        return text
    return replace(text, path, dict.fromkeys(LANGUAGES, yaml_spelling.settled(node.text)))
