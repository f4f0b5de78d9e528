"""What of the schema depends on the roster: its columns, and the answers they can hold."""

from data.wording.languages import in_language
from rules.columns import DictionaryColumn, allowed, is_number, limits
from rules.conditions import SCORED, SHOWN
from rules.reading.expressions import Columns
from rules.schema.pieces import TEXT, Schema, number


def columns_of(columns: Columns) -> Schema:
    """The columns that can be judged."""
    return {"enum": [known.name for known in columns.values() if known.use in SCORED]}


def of_roster(name: str, columns: Columns, language: str) -> Schema:
    """For files of this roster: which columns can be judged, which answers an example can give.

    Its columns that can be judged are defined as `columns_name(name)`.
    """
    column: Schema = {"properties": {"column": {"$ref": f"#/$defs/{columns_name(name)}"}}}
    judged = [known for known in columns.values() if known.use in SCORED]
    indicators: Schema = {
        # An editor offers the columns as keys; any other key says inside what it is about.
        "properties": {known.name: _labelled(known, language) | column for known in judged},
        "additionalProperties": column
        | {"anyOf": [{"required": ["column"]}, {"required": ["when"]}]},
    }
    shown = [known for known in columns.values() if known.use in SHOWN]
    student: Schema = {
        "properties": {known.name: _labelled(known, language) | _held(known) for known in shown},
        "additionalProperties": False,
    }
    examples = {"items": {"properties": {"student": student}}}
    return {
        "if": {"properties": {"roster": {"const": name}}, "required": ["roster"]},
        "then": {"properties": {"indicators": indicators, "examples": examples}},
    }


def columns_name(name: str) -> str:
    """What the columns of a roster are called among the schema's definitions."""
    return f"columns-of-{name}"


def _labelled(known: DictionaryColumn, language: str) -> Schema:
    label = in_language(known.label, language)
    return {"title": label} if label else {}


def _held(known: DictionaryColumn) -> Schema:
    if is_number(known):
        return number(*limits(known), whole=known.whole)
    options = allowed(known)
    return {"enum": list(options)} if options else dict(TEXT)
