"""A data dictionary as a YAML text that a person can go on with, and the schema for editors."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from data.column import YES_NO, Column, Dictionary
from data.wording.languages import LANGUAGES

PLAIN = re.compile(r"[^\W\d_](?:[\w '()/%°º.-]*[\w)%°º])?")
NOT_TEXT = {"true", "false", "null", "yes", "no", "on", "off"}
LONGEST_LINE = 100  # characters; a text alone may be longer
SCHEMA = "https://json-schema.org/draft/2020-12/schema"


def written(dictionary: Dictionary) -> str:
    """The text of a dictionary; `dictionary.read_text` of it gives the same again.

    What is as it would be without a word is left out.
    """
    return "\n".join(_lines(dictionary)) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema of a dictionary's file, by which an editor completes and checks it."""
    text = {"oneOf": [{"type": "string"}, _words_schema()]}
    made = Dictionary.model_json_schema(mode="validation")
    column = made["$defs"]["Column"]
    column["properties"].pop("name")  # the key under `columns`
    column["required"].remove("name")
    for name in ("label", "meaning", "unit"):
        column["properties"][name] = text
    for name in ("values", "marks"):
        column["properties"][name] = {"type": "object", "additionalProperties": text}
    for name in ("title", "about"):
        made["properties"][name] = text
    return {"$schema": SCHEMA, **made}


def _words_schema() -> dict[str, Any]:
    return {
        "type": "object",
        "properties": {language: {"type": "string"} for language in LANGUAGES},
        "additionalProperties": False,
        "minProperties": 1,
    }


def _lines(dictionary: Dictionary) -> Iterator[str]:
    yield f"format: {dictionary.format}"
    yield f"name: {dictionary.name}"
    if dictionary.like is not None:
        yield f"like: {_scalar(dictionary.like)}"
    yield from _entry("title", dictionary.title, "")
    yield from _entry("about", dictionary.about, "")
    yield ""
    yield "columns:"
    for name, column in dictionary.columns.items():
        yield f"  {name}:"
        yield from _column(column)


def _column(column: Column) -> Iterator[str]:
    for name, field in Column.model_fields.items():
        value = getattr(column, name)
        if name == "name" or (
            not field.is_required() and value == field.get_default(call_default_factory=True)
        ):
            continue
        if name == "values" and column.type == "flag" and _plain(value) == _plain(YES_NO):
            continue
        if name in ("values", "marks"):
            yield f"    {name}:"
            for key, one in value.items():
                yield from _entry(key, one, "      ")
        elif name == "quasi_identifier":
            yield from _entry(name, value.model_dump(exclude_defaults=True) or True, "    ")
        else:
            yield from _entry(name, value, "    ")


def _entry(key: Any, value: Any, indent: str) -> Iterator[str]:
    """A key and its value: on one line, or where that gets long, one line each of its parts."""
    line = f"{indent}{_scalar(key)}: {_value(value)}"
    if len(line) <= LONGEST_LINE or not isinstance(value, Mapping) or not line.endswith("}"):
        yield line
        return
    yield f"{indent}{_scalar(key)}:"
    for inner, one in value.items():
        yield from _entry(inner, one, f"{indent}  ")


def _plain(words: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {key: dict(one) for key, one in words.items()}


def _value(value: Any) -> str:
    """A value on one line: words by language in { }, several of something in [ ]."""
    if isinstance(value, Mapping):
        texts = list(value.values())
        same = set(value) == set(LANGUAGES) and len(set(map(str, texts))) == 1
        if same and isinstance(texts[0], str):
            return _scalar(texts[0])
        return "{" + ", ".join(f"{_scalar(key)}: {_value(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_value, value)) + "]"
    return _scalar(value)


def _scalar(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, int):
        return str(value)
    text = str(value)
    if PLAIN.fullmatch(text) and text.lower() not in NOT_TEXT:
        return text
    if text.isprintable():
        return json.dumps(text, ensure_ascii=False)
    return '"' + "".join(map(_escaped, text)) + '"'


def _escaped(sign: str) -> str:
    if sign in '"\\':
        return f"\\{sign}"
    return sign if sign.isprintable() else f"\\U{ord(sign):08x}"
