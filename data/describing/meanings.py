"""What a column is taken for once somebody says what it is, where something else was proposed."""

from __future__ import annotations

from typing import TypeGuard, get_args

from data.describing.columns import _by_cells, _grade, slug
from data.describing.description import ColumnDescription, Kind, Meaning
from data.describing.grade_scales import likely_scale
from data.describing.header_words import entry, heading_of
from data.describing.proposal import ColumnSummary

KINDS: dict[Meaning, Kind] = {"birth_date": "date", "class": "word", "school": "word"}
KINDS |= {"year": "word"}
JUDGED: tuple[Meaning, ...] = ("answer", "shown", "group")


def is_meaning(text: str) -> TypeGuard[Meaning]:
    """Whether a text is one of the meanings."""
    return text in get_args(Meaning)


def meant(summary: ColumnSummary, meaning: Meaning) -> ColumnDescription:
    """A column of this meaning, its kind and range by its cells."""
    heading = heading_of(summary.header)
    if meaning == "grade":
        column = _grade(summary, heading, entry("grade_general"))
        if column.kind == "steps":
            return column
        scale = likely_scale([summary], [heading], "").scale
        return column.model_copy(update={**scale.fields, "meaning": "grade"})
    if meaning in JUDGED:
        column = _by_cells(summary, heading)
        kind: Kind = "word" if column.kind in ("text", "date") else column.kind
        if meaning == "group" and column.numeric:
            return column.model_copy(update={"meaning": meaning})
        return column.model_copy(update={"meaning": meaning, "kind": kind})
    return ColumnDescription(
        header=summary.header,
        meaning=meaning,
        name=slug(summary.header),
        kind=KINDS.get(meaning, "text"),
    )
