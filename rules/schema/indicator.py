"""The schema of one indicator: what is judged, how, and who can do something about it."""

from data.wording.message import N_
from rules.conditions.text import LONGEST
from rules.reading import bands, indicators
from rules.schema.pieces import POINTS, TEXT, WORDS, Schema, described, number, table, weight


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
