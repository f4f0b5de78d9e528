"""The fields of what is sent and answered, as rows to read: from the document's schemas."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

REFERENCE = "#/components/schemas/"
DEEPEST = 6


class Field(NamedTuple):
    """One field: where it stands ("records[].expected"), what it holds, and what it means."""

    path: str
    kind: str
    about: str
    required: bool


def fields_of(document: Mapping[str, Any], name: str) -> list[Field]:
    """List the fields of a schema of the document and of all that is in it."""
    return list(_in(document, document["components"]["schemas"][name], "", 0))


def _in(
    document: Mapping[str, Any], schema: Mapping[str, Any], at: str, deep: int
) -> Iterator[Field]:
    if deep > DEEPEST:
        return
    for name, each in schema.get("properties", {}).items():
        path = f"{at}{name}"
        required = name in schema.get("required", ())
        yield Field(path, _kind(document, each), each.get("description", ""), required)
        for inner, list_sign in _inner(document, each):
            yield from _in(document, inner, f"{path}{list_sign}.", deep + 1)


def _inner(
    document: Mapping[str, Any], schema: Mapping[str, Any]
) -> Iterator[tuple[Mapping[str, Any], str]]:
    for one in _alternatives(schema):
        if "$ref" in one:
            yield _found(document, one), ""
        elif one.get("type") == "array" and "$ref" in one.get("items", {}):
            yield _found(document, one["items"]), "[]"


def _kind(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    kinds = []
    for one in _alternatives(schema):
        kind = "object" if "$ref" in one else one.get("type", "any")
        if one.get("format") == "date-time":
            kind = "date-time"
        if "enum" in one:
            kind = " | ".join(map(str, one["enum"]))
        if kind == "array":
            kind = f"[{_kind(document, one.get('items', {}))}]"
        kinds.append(kind if isinstance(kind, str) else " | ".join(kind))
    return " | ".join(kinds)


def _alternatives(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return list(schema.get("anyOf", [schema]))


def _found(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = document["components"]["schemas"][
        schema["$ref"].removeprefix(REFERENCE)
    ]
    return found
