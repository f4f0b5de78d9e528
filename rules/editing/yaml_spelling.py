"""How a value is written in YAML: plain where that reads as the same, else in quotes."""

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import date
from textwrap import wrap
from typing import Any

from rules.editing.yaml_text import Word
from rules.text.yaml_nodes import INVISIBLE

WIDTH = 100
_NOT_PLAIN_AT_FIRST = "-?:,[]{}#&*!|>'\"%@` \t"
_NAMED = ("", "~", "null", "true", "false")
_NUMBER = re.compile(r"[-+.]?[0-9._]+([eE][-+]?[0-9]+)?|[-+]?\.(inf|nan)", re.IGNORECASE)
_HIDDEN = re.compile(r"[^\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
                     rf"|{INVISIBLE.pattern}")  # fmt: skip

Value = str | float | date
"""A scalar: words, a number, or a day."""


def number(value: float, before: str = "") -> str:
    """A number; whole ones get the ".0" that the one before had."""
    if math.isinf(value):
        return ".inf" if value > 0 else "-.inf"
    if value == int(value) and abs(value) < 1e15:
        return f"{int(value)}.0" if before.endswith(".0") else f"{int(value)}"
    return repr(float(value))


def quoted(text: str) -> str:
    """A text in quotes, on one line."""
    if '"' in text and "'" not in text and not _HIDDEN.search(text):
        return f"'{text}'"
    escaped = json.dumps(text, ensure_ascii=False)
    return _HIDDEN.sub(lambda found: _escape(found[0]), escaped)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def words(text: str, flow: bool) -> str:
    """A text, plain where YAML reads it so. flow: inside [..] or {..}, where `,` would end it."""
    return text if _plain(text, flow) else quoted(text)


def _plain(text: str, flow: bool) -> bool:
    if text.lower() in _NAMED or _NUMBER.fullmatch(text) or _HIDDEN.search(text):
        return False
    if text[0] in _NOT_PLAIN_AT_FIRST or text[-1] in " \t:" or text.startswith(("---", "...")):
        return False
    if ": " in text or " #" in text or "\t" in text:
        return False
    return not (flow and (re.search(r"[,\[\]{}]", text) or ":" in text))


def scalar(value: Value, flow: bool) -> str:
    """A value that was not there before."""
    if isinstance(value, str):
        return words(value, flow)
    return value.isoformat() if isinstance(value, date) else number(value)


def inline(value: Any) -> str:
    """A value, list or table on one line, inside [..] or {..}."""
    if isinstance(value, Mapping):
        pairs = (f"{words(key, True)}: {inline(held)}" for key, held in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(map(inline, value)) + "]"
    return scalar(value, flow=True)


def after_colon(value: Any) -> str:
    """A value, list or table on one line, after a key that stands on a line of its own."""
    if isinstance(value, str | float | int | date):
        return scalar(value, flow=False)
    return inline(value)


def same(node: Word, value: Value) -> bool:
    """Whether a scalar says that value already."""
    return says(node.text, value) and (isinstance(value, str | date) or not node.style)


def says(text: str, value: Value) -> bool:
    """Whether the text of a scalar is that value."""
    if isinstance(value, str):
        return settled(text) == settled(value)
    if isinstance(value, date):
        return text == value.isoformat()
    try:
        return "_" not in text and float(text.lower().replace(".inf", "inf")) == value
    except ValueError:
        return False


def settled(text: str) -> str:
    """A text without what a form adds to it: other ends of lines, space around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def respelled(node: Word, value: Value, flow: bool, written: str, newline: str) -> str:
    """A value in place of another, in the way that one was `written`."""
    if not isinstance(value, str):
        return value.isoformat() if isinstance(value, date) else number(value, node.text)
    if node.style in (">", "|") and (lines := _broken(node.style, value)):
        header, *before = written.replace("\r\n", "\n").split("\n")
        first = next((line for line in before if line.strip()), "")
        indent = first[: len(first) - len(first.lstrip(" "))]
        if indent:
            return newline.join([header, *(indent + line if line else "" for line in lines)])
    if node.style == "'" and not _HIDDEN.search(value):
        return "'" + value.replace("'", "''") + "'"
    return quoted(value) if node.style == '"' else words(value, flow)


def _broken(style: str, value: str) -> list[str]:
    """The lines of a text under `>` or `|`; [] for one that would read as another so."""
    lines = value.split("\n")
    if any(_HIDDEN.search(line) or line != line.strip(" ") for line in lines) or not value:
        return []
    if style == "|":
        return lines
    if len(lines) > 1 or "  " in value:
        return []
    return wrap(value, WIDTH - 4, break_long_words=False, break_on_hyphens=False)
