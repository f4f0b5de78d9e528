"""The schema of a whole rule file."""

from collections.abc import Callable, Mapping
from typing import Any

from data.wording.languages import SOURCE
from data.wording.message import N_
from rules.reading import examples, file, indicators
from rules.reading.expressions import Columns
from rules.schema.indicator import condition, indicator
from rules.schema.pieces import TEXT, WORDS, Schema, band, described, evidence, number, table, words
from rules.schema.roster import columns_name, columns_of, of_roster

DIALECT = "https://json-schema.org/draft/2020-12/schema"
KEYS = r"^[A-Za-z_][A-Za-z0-9_]*$"
SAID = ("title", "description")


def schema(
    dictionaries: Mapping[str, Columns],
    say: Callable[[str], str] = str,
    language: str = SOURCE,
) -> Schema:
    """The JSON Schema (2020-12) of rule files over these data dictionaries.

    say: a sentence in the reader's language, from the English one; language: his, for the words
    that are the dictionaries' own.
    """
    made = {
        "$schema": DIALECT,
        **table({**_head(dictionaries), **_judgement(), **_content()}, file.REQUIRED),
        "title": N_("Rule set"),
        "description": N_("One rule set: which students to coach first, and why."),
        "$defs": {
            "words": words(),
            "band": band(),
            "evidence": evidence(),
            "indicator": indicator(),
            "example": _example(),
            **{columns_name(name): columns_of(known) for name, known in dictionaries.items()},
        },
        "allOf": [of_roster(name, dictionaries[name], language) for name in dictionaries],
    }
    said = _said(made, say)
    assert isinstance(said, dict)  # noqa: S101 - as it went in
    return said


def _said(part: Any, say: Callable[[str], str]) -> Any:
    """The same with its titles and descriptions translated."""
    if isinstance(part, list):
        return [_said(item, say) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: say(value) if key in SAID and isinstance(value, str) else _said(value, say)
        for key, value in part.items()
    }


def _head(dictionaries: Mapping[str, Columns]) -> dict[str, Schema]:
    roster = N_("The data dictionary that the columns come from.")
    day = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    force = N_("The day from which it counts, as 2024-09-01.")
    status = N_("Boards use pilot and stable sets; draft and retired ones are only read.")
    format_ = {"const": int(file.FORMAT)}
    return {
        "format": described(N_("Format"), N_("The format of this file: 1."), format_),
        "title": described(N_("Title"), N_("What people call the set."), WORDS),
        "status": described(N_("Status"), status, {"enum": list(file.STATUSES)}),
        "owner": described(N_("Owner"), N_("Who answers for it."), WORDS),
        "in_force_from": described(N_("In force from"), force, day),
        "reviewed": described(N_("Reviewed"), N_("The day of the last review."), day),
        "about": described(N_("About"), N_("What the set is for, and where it ends."), WORDS),
        "roster": described(N_("Roster"), roster, {"enum": list(dictionaries)}),
    }


def _judgement() -> dict[str, Schema]:
    need = N_("Whether need comes from the grade or from the gap, and the passing grade.")
    lines = N_("Where the two lines of the chart stand, and what its corners are called.")
    percent = number(0, 100)
    corners = table(dict.fromkeys(file.QUADRANTS, WORDS))
    return {
        "applies_to": condition(N_("Who is judged at all; the others are listed as such.")),
        "need": described(
            N_("Need"), need, table({"from": {"enum": list(file.SOURCES)}, "pass": _any_number()})
        ),
        "quadrants": described(
            N_("Quadrants"), lines, table({"need": percent, "ease": percent, "names": corners})
        ),
    }


def _any_number() -> Schema:
    return {"type": "number"}


def _content() -> dict[str, Schema]:
    judged = {
        "type": "object",
        "propertyNames": {"pattern": KEYS},
        "additionalProperties": {"$ref": "#/$defs/indicator"},
        "minProperties": 1,
        "maxProperties": indicators.MOST,
    }
    tested = {
        "type": "array",
        "items": {"$ref": "#/$defs/example"},
        "maxItems": examples.MOST,
    }
    said = N_("What is judged: the column's name, or one of your own with column: in it.")
    told = N_("Students you thought of, and what must come out for them; one that fails blocks.")
    return {
        "indicators": described(N_("Indicators"), said, judged),
        "examples": described(N_("Examples"), told, tested),
    }


def _example() -> Schema:
    percent = number(0, 100)
    bounds = table(dict.fromkeys(examples.BOUNDS, percent))
    cohort = {"type": "object", "additionalProperties": {"type": "number"}}
    student = N_("The student's answers, column by column; what is left out is unanswered.")
    given = N_("What the whole cohort would say, as in {mean(studytime): 2.0}.")
    complexity = N_("What must come out, 0 to 100, or {at_least: 20, at_most: 30}.")
    levers = N_("The levers that must be offered, strongest first.")
    properties = {
        "name": described(N_("Name"), N_("Whom you thought of; never a real name."), WORDS),
        "student": described(N_("Student"), student, {"type": "object"}),
        "given": described(N_("Given"), given, cohort),
        "complexity": described(N_("Complexity"), complexity, {"anyOf": [percent, bounds]}),
        "levers": described(N_("Levers"), levers, {"type": "array", "items": TEXT}),
    }
    either = [{"required": ["complexity"]}, {"required": ["levers"]}]
    return table(properties, examples.REQUIRED, anyOf=either)
