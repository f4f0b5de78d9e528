"""What several places of a rule file hold: texts, numbers, tables, lists."""

from collections.abc import Mapping, Sequence
from typing import Any

from data.wording.languages import LANGUAGES
from data.wording.message import N_
from rules.reading import bands, indicators
from rules.ruleset import HEAVIEST

Schema = dict[str, Any]

TEXT: Schema = {"type": ["string", "number", "boolean"]}
"""What YAML takes for a number is a text as well where one is asked for: `title: 2026`."""
POINTS: Schema = {"type": "number", "minimum": 0, "maximum": 1}
WORDS: Schema = {"$ref": "#/$defs/words"}


def table(properties: Mapping[str, Schema], required: Sequence[str] = (), **more: Any) -> Schema:
    """A table of these keys and no others."""
    return {
        "type": "object",
        "properties": dict(properties),
        "required": list(required),
        "additionalProperties": False,
        **more,
    }


def described(title: str, description: str, schema: Schema) -> Schema:
    """A schema with the words that an editor shows beside it."""
    return {"title": title, "description": description, **schema}


def number(low: float, high: float, whole: bool = False) -> Schema:
    """A number of a range, both ends included; an infinite end is none."""
    ends = {"minimum": low, "maximum": high}
    bounds = {key: end for key, end in ends.items() if abs(end) != float("inf")}
    return {"type": "integer" if whole else "number", **bounds}


def words() -> Schema:
    """One text for all languages, or a table with one for each."""
    each = dict.fromkeys(LANGUAGES, TEXT)
    return {"anyOf": [TEXT, table(each, minProperties=1)]}


def weight() -> Schema:
    """How much an indicator counts."""
    said = N_("0 switches the indicator off. Weights mean something only beside each other.")
    return described(N_("Weight"), said, number(0, HEAVIEST))


def band() -> Schema:
    """A step of a scale: numbers up to an edge, or some words."""
    edge = N_("The highest number that the step holds. Steps go upwards and cover the column.")
    held = N_("The word that the step holds, or several as [one, two].")
    moved = N_("From where to where counsellors may move this edge.")
    properties = {
        "up_to": described(N_("Up to"), edge, {"type": "number"}),
        "is": described(N_("Is"), held, {"anyOf": [TEXT, {"type": "array", "items": TEXT,
                                                          "minItems": 1}]}),
        "points": described(N_("Points"), N_("From 0, easy to help, to 1, hard."), POINTS),
        "says": described(N_("Says"), N_("What a counsellor reads about such a student."), WORDS),
        "adjust": described(
            N_("Movable"), moved, table({key: {"type": "number"} for key in bands.ADJUST},
                                        bands.ADJUST)
        ),
    }  # fmt: skip
    one_of = [{"required": ["up_to"]}, {"required": ["is"]}]
    depends = {"adjust": ["up_to"]}
    return table(properties, bands.REQUIRED, oneOf=one_of, dependentRequired=depends)


def evidence() -> Schema:
    """A claim, where it comes from, how strong that is."""
    strength = {"enum": list(indicators.STRENGTHS)}
    properties = {
        "claim": described(N_("Claim"), N_("What is claimed, in a sentence."), WORDS),
        "source": described(N_("Source"), N_("Where that was shown, or: local judgement."), WORDS),
        "strength": described(N_("Strength"), N_("How far the source carries."), strength),
    }
    return table(properties, indicators.EVIDENCE)
