"""The JSON Schema of the library's files, for editors that complete and check while one types."""

from collections.abc import Callable
from typing import Any

from data.wording.languages import LANGUAGES
from data.wording.message import N_
from rules.indicator_library import NEEDS, TEXTS
from rules.reading import library_file
from rules.reading.indicators import EVIDENCE, KINDS, MOST_SESSIONS, STRENGTHS
from rules.reading.json_schema import DIALECT, KEYS, POINTS, TEXT, Schema, described, number, table
from rules.reading.json_schema import in_words as translated
from rules.rule_set import HEAVIEST

WORDS: Schema = {"$ref": "#/$defs/words"}
NUMBERS: Schema = {"type": "array", "items": {"type": "number"}, "minItems": 1}
TEXT_LIST: Schema = {"type": "array", "items": TEXT, "minItems": 1}


def schema(say: Callable[[str], str] = str) -> Schema:
    """The JSON Schema (2020-12) of a file of the library.

    say: a sentence in the reader's language, from the English one.
    """
    named = {"type": "object", "propertyNames": {"pattern": KEYS}}
    properties = {
        "format": {"const": int(library_file.FORMAT)},
        "title": described(N_("Title"), N_("What the file is about."), WORDS),
        "texts": table(dict.fromkeys(TEXTS, WORDS)),
        "never": described(
            N_("Never proposed"), N_("Names of columns that are never proposed."), {"type": "array"}
        ),
        "actions": described(
            N_("Actions"), N_("What to do, each by a name of its own."),
            {"type": "object", "additionalProperties": WORDS},
        ),
        "indicators": described(
            N_("Indicators"), N_("What a column can be judged by, each by a name of its own."),
            {**named, "additionalProperties": {"$ref": "#/$defs/indicator"}},
        ),
    }  # fmt: skip
    made: Schema = {
        "$schema": DIALECT,
        **table(properties, library_file.REQUIRED),
        "title": N_("Library of indicators"),
        "$defs": {
            "words": table(dict.fromkeys(LANGUAGES, TEXT), tuple(LANGUAGES)),
            "band": _band(),
            "evidence": _evidence(),
            "indicator": _indicator(),
        },
    }
    said: Schema = translated(made, say)
    return said


def _band() -> Schema:
    held = N_("The words that the step holds, in any language; yes and no for a column of these.")
    properties = {
        "points": described(N_("Points"), N_("From 0, easy to help, to 1, hard."), POINTS),
        "says": described(N_("Says"), N_("What a counsellor reads about such a student."), WORDS),
        "is": described(N_("Is"), held, TEXT_LIST),
    }
    return table(properties, ("points", "says"))


def _evidence() -> Schema:
    properties = {"claim": WORDS, "source": {"anyOf": [TEXT, WORDS]},
                  "strength": {"enum": list(STRENGTHS)}}  # fmt: skip
    claims = {"type": "array", "items": table(properties, EVIDENCE)}
    return {"anyOf": [{"const": library_file.LOCAL}, claims]}


def _indicator() -> Schema:
    share = {"type": "array", "items": number(0, 1), "minItems": 1}
    placed = N_("The share of the school's own students at or under each edge, as [0.5, 0.9]; or "
                "edges that are the same in any school.")  # fmt: skip
    movable = N_("Which edge is placed first, and may be moved by counsellors: 1 is the lowest.")
    properties: dict[str, Any] = {
        "columns": described(
            N_("Columns"), N_("Names or labels of the columns that it answers to."), TEXT_LIST
        ),
        "needs": described(
            N_("What it needs"), N_("What such a column holds."), {"enum": list(NEEDS)}
        ),
        "plain": described(
            N_("For any column"), N_("For any column that nobody knows, if a person chooses it."),
            {"type": "boolean"},
        ),
        "scale": described(
            N_("On this scale only"), N_("The only limits that the column may have, as [1, 5]."),
            NUMBERS,
        ),
        "fall": described(
            N_("Counts as a fall"), N_("Which share of the scale counts as a fall."),
            number(0.01, 0.9),
        ),
        "label": WORDS,
        "kind": {"enum": list(KINDS)},
        "weight": number(0, HEAVIEST),
        "bands_at": described(
            N_("Where the edges stand"), placed,
            table({"quantiles": share, "edges": NUMBERS}, minProperties=1, maxProperties=1),
        ),
        "bands": {"type": "array", "items": {"$ref": "#/$defs/band"}, "minItems": 1,
                  "maxItems": library_file.MOST},
        "movable": described(N_("Movable"), movable, {"type": "integer", "minimum": 1}),
        "who_can_act": WORDS,
        "sessions": number(0, MOST_SESSIONS, whole=True),
        "actions": TEXT_LIST,
        "evidence": {"$ref": "#/$defs/evidence"},
        "wrong_when": WORDS,
    }  # fmt: skip
    return table(properties, library_file.INDICATOR_REQUIRED)
