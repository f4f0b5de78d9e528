"""What a cell says: an answer, a mark that there is none, or something the column cannot hold."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from data.column import Column
from data.headers import plain
from data.wording.message import N_, quoted

MARKS = {"", "?", "-", "--", "–", "—", "na", "n/a", "n.a.", "nan", "null", "abs", "abs."}
MARKS |= {"absent", "absente", "ausente", "disp", "disp.", "inap", "n.not", "n.not."}
# A name may be Na or Abs.
TEXT_MARKS = {"", "?", "-", "--", "–", "—"}
YES = {"yes", "y", "sim", "s", "oui", "o", "1", "true", "verdadeiro", "vrai", "ja", "si"}
NO = {"no", "n", "nao", "non", "0", "false", "falso", "faux", "nein"}
LONGEST_WORD = 200

NUMBER = re.compile(r"[+-]?[0-9]+(?:([.,])[0-9]+)?")
CONTROL = re.compile(r"[\x00-\x1f\x7f]")

NOT_A_NUMBER = N_(
    "Row %(row)s, %(column)s: “%(read)s” is not a number between %(low)s and %(high)s. "
    "Correct the file and upload it again."
)
OUT_OF_RANGE = N_(
    "Row %(row)s, %(column)s: %(read)s is not between %(low)s and %(high)s. "
    "Correct the file and upload it again."
)
NOT_WHOLE = N_(
    "Row %(row)s, %(column)s: %(read)s is not a whole number between %(low)s and %(high)s. "
    "Correct the file and upload it again."
)
OTHER_DECIMAL = N_(
    "Row %(row)s, %(column)s: %(read)s is not written with the decimal mark “%(decimal)s” of this "
    "file. Correct the file and upload it again."
)
NOT_ALLOWED = N_(
    "Row %(row)s, %(column)s: “%(read)s” is none of %(allowed)s. "
    "Correct the file and upload it again."
)
NOT_YES_NO = N_(
    "Row %(row)s, %(column)s: “%(read)s” is neither yes nor no (oui, non, sim, não, 1, 0). "
    "Correct the file and upload it again."
)
TOO_LONG = N_(
    "Row %(row)s, %(column)s: “%(read)s” is longer than %(longest)s characters or holds a "
    "character that cannot be printed. Correct the file and upload it again."
)


def is_percent(column: Column) -> bool:
    """Whether a column's numbers are percents, which may be written with their sign."""
    return column.type == "number" and "%" in (column.unit or {}).values()


def read_cells(
    cells: Iterable[str], column: Column, decimal: str, ignored: Collection[str] = ()
) -> CellReading:
    """What each of a column's distinct cells says. decimal: the mark of the column's numbers.

    ignored: cells that the column cannot hold and that a person set to no answer.
    """
    reading = CellReading()
    words = _words(column)
    marks = set(TEXT_MARKS if column.type == "text" else MARKS)
    marks |= {mark.casefold() for mark in column.marks}
    percent = is_percent(column)
    for cell in cells:
        text = " ".join(cell.split())
        if percent:
            text = text.removesuffix("%").rstrip()
        written = NUMBER.fullmatch(text) if column.type == "number" else None
        known = words.get(plain(text)) if words and written is None else None
        if known is not None:
            reading.values[cell] = known
        elif text.casefold() in marks:
            reading.missing[cell] = text
        elif column.type == "number":
            _read_number(cell, text, written, column, decimal, reading)
        elif column.values:
            reading.faults[cell] = _not_among(text, column)
        elif len(text) > LONGEST_WORD or CONTROL.search(text):
            reading.faults[cell] = TOO_LONG, {"read": quoted(text), "longest": LONGEST_WORD}
        else:
            reading.values[cell] = text
    for cell in set(ignored) & set(reading.faults):
        del reading.faults[cell]
        reading.missing[cell] = quoted(" ".join(cell.split()))
        reading.ignored.append(cell)
    return reading


def _words(column: Column) -> dict[str, float | str]:
    """What the folded texts mean that have a meaning of their own: values and their words.

    A word that stands for two values, in whatever language, means nothing.
    """
    known: dict[str, set[float | str]] = {}
    for value, words in column.values.items():
        meaning = float(value) if column.type == "number" else str(value)
        for text in words.values():
            known.setdefault(plain(text), set()).add(meaning)
    meanings = {text: next(iter(each)) for text, each in known.items() if len(each) == 1}
    reads = {plain(text): value for text, value in column.reads.items()}
    if column.type == "number":
        return meanings | {text: float(value) for text, value in reads.items()}
    meanings |= {plain(str(value)): str(value) for value in column.values}
    if column.type == "flag":
        meanings |= dict.fromkeys(YES, "yes") | dict.fromkeys(NO, "no")
    return meanings | {text: str(value) for text, value in reads.items()}


def _read_number(
    cell: str,
    text: str,
    written: re.Match[str] | None,
    column: Column,
    decimal: str,
    reading: CellReading,
) -> None:
    # + 0.0 makes one zero of the two.
    value = float(text.replace(",", ".")) + 0.0 if written else math.nan
    if written and written[1] in (None, decimal) and column.allows(value):
        reading.values[cell] = value
        return
    if written is None:
        template = NOT_A_NUMBER
    elif written[1] not in (None, decimal):
        template = OTHER_DECIMAL
    elif column.whole and not value.is_integer() and math.isfinite(value):
        template = NOT_WHOLE
    else:
        template = OUT_OF_RANGE
    low, high = f"{column.low:g}", f"{column.high:g}"
    read: dict[str, object] = {"read": quoted(text), "low": low, "high": high, "decimal": decimal}
    reading.faults[cell] = template, read


def _not_among(text: str, column: Column) -> Fault:
    if column.type == "flag":
        return NOT_YES_NO, {"read": quoted(text)}
    allowed = ", ".join(str(value) for value in column.values)
    return NOT_ALLOWED, {"read": quoted(text), "allowed": allowed}


Fault = tuple[str, dict[str, object]]


@dataclass(frozen=True)
class CellReading:
    """What the distinct cells of a column say, each in one of the first three.

    values: cell -> answer. missing: cell -> the mark as read. faults: cell -> the template of a
    problem and what it names. ignored: the missing ones that a person set to no answer.
    """

    values: dict[str, float | str] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)
    faults: dict[str, Fault] = field(default_factory=dict)
    ignored: list[str] = field(default_factory=list)
