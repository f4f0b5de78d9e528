"""The schema of a whole rule file.

A JSON Schema of rule files, for editors that complete and check while one types.

It is made from the tables that the reader itself uses. What holds between two places of a file
(bands that ascend, examples that hold) is the reader's alone.

The schema of one indicator: what is judged, how, and who can do something about it.

What several places of a rule file hold: texts, numbers, tables, lists.

What of the schema depends on the roster: its columns, and the answers they can hold.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from data.wording.languages import LANGUAGES, SOURCE, in_language
from data.wording.message import N_
from rules.conditions import SCORED, SHOWN
from rules.conditions.columns import DictionaryColumn, allowed, is_number, limits
from rules.conditions.limits import LONGEST
from rules.reading import bands, examples, indicators, rule_file
from rules.reading.expressions import Columns
from rules.rule_set import HEAVIEST

__all__ = ["schema"]


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
        **table({**_head(dictionaries), **_judgement(), **_content()}, rule_file.REQUIRED),
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
    said = in_words(made, say)
    assert isinstance(said, dict)  # noqa: S101 - as it went in
    return said


def in_words(part: Any, say: Callable[[str], str]) -> Any:
    """The same with its titles and descriptions translated."""
    if isinstance(part, list):
        return [in_words(item, say) for item in part]
    if not isinstance(part, dict):
        return part
    return {
        key: say(value) if key in SAID and isinstance(value, str) else in_words(value, say)
        for key, value in part.items()
    }


def _head(dictionaries: Mapping[str, Columns]) -> dict[str, Schema]:
    roster = N_("The data dictionary that the columns come from.")
    day = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
    force = N_("The day from which it counts, as 2024-09-01.")
    status = N_("Boards use pilot and stable sets; draft and retired ones are only read.")
    format_ = {"const": int(rule_file.FORMAT)}
    return {
        "format": described(N_("Format"), N_("The format of this file: 1."), format_),
        "title": described(N_("Title"), N_("What people call the set."), WORDS),
        "status": described(N_("Status"), status, {"enum": list(rule_file.STATUSES)}),
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
    corners = table(dict.fromkeys(rule_file.QUADRANTS, WORDS))
    return {
        "applies_to": condition(N_("Who is judged at all; the others are listed as such.")),
        "need": described(
            N_("Need"),
            need,
            table({"from": {"enum": list(rule_file.SOURCES)}, "pass": _any_number()}),
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


def condition(description: str) -> Schema:
    """A condition over columns, as text."""
    return described(N_("Condition"), description, {"type": "string", "maxLength": LONGEST})


def indicator() -> Schema:
    """One indicator: bands or a condition, and the words around them."""
    one_of = [{"required": ["bands"]}, {"required": ["when"]}]
    depends = {"when": ["points"], "points": ["when"], "says": ["when"]}
    return table(
        {**_judged(), **_scale(), **_around()},
        indicators.REQUIRED,
        oneOf=one_of,
        dependentRequired=depends,
    )


def _judged() -> dict[str, Schema]:
    column = N_("The column of the roster, where it is not the indicator's own name.")
    kind = N_("A lever is something coaching can act on, a barrier something it cannot.")
    return {
        "column": described(N_("Column"), column, TEXT),
        "label": described(N_("Label"), N_("What people read; else the column's own."), WORDS),
        "kind": described(N_("Kind"), kind, {"enum": list(indicators.KINDS)}),
        "weight": weight(),
    }


def _scale() -> dict[str, Schema]:
    steps = N_("The steps of the scale, in their order; the first that holds the value counts.")
    listed = {
        "type": "array",
        "items": {"$ref": "#/$defs/band"},
        "minItems": 1,
        "maxItems": bands.MOST,
    }
    points = N_("What it gives when the condition holds (then) and when not (otherwise).")
    says = N_("What a counsellor reads in either case.")
    return {
        "bands": described(N_("Bands"), steps, listed),
        "when": condition(N_("Instead of bands: as in studytime < mean(studytime).")),
        "points": described(
            N_("Points"), points, table(dict.fromkeys(bands.OUTCOMES, POINTS), bands.OUTCOMES)
        ),
        "says": described(N_("Says"), says, table(dict.fromkeys(bands.OUTCOMES, WORDS))),
    }


def _around() -> dict[str, Schema]:
    sessions = N_("How many coaching sessions this lever usually takes.")
    wrong = N_("When the rule misjudges a student.")
    listed = {"type": "array", "items": WORDS}
    proofs = {"type": "array", "items": {"$ref": "#/$defs/evidence"}}
    return {
        "who_can_act": described(N_("Who can act"), N_("Whose work it is."), WORDS),
        "sessions": described(
            N_("Sessions"), sessions, number(0, indicators.MOST_SESSIONS, whole=True)
        ),
        "actions": described(N_("Actions"), N_("What to do, one text each."), listed),
        "evidence": described(N_("Evidence"), N_("Why this is judged at all."), proofs),
        "wrong_when": described(N_("Wrong when"), wrong, WORDS),
    }


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
