"""What somebody types and ticks about a file, as a change of its description.

A field of the column at place 3 is called `c.3.kind`; of the file `kind_title`, `source`, `grade`
(the place of the one that counts) and `q.<key>` (the answer to a question).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from data.describing.description import (
    NO_ANSWER,
    NUMBERS,
    ColumnDescription,
    FileDescription,
)
from data.describing.grade_scales import SCALES, scale_key
from data.describing.meanings import is_meaning, meant
from data.describing.proposal import ColumnSummary, Proposal
from data.describing.questions import answered, reviewed
from data.reading.cells import MARKS
from data.wording.languages import LANGUAGES
from data.wording.message import N_, Message, quoted

Form = Mapping[str, str]
OWN = "own"
AS_ANSWER = "answer"


class WrongFieldError(Exception):
    """Something typed that cannot be, with the column's place and the sentence beside it."""

    def __init__(self, place: int, problem: Message) -> None:
        self.place, self.problem = place, problem
        super().__init__(problem.message)


def changed(proposal: Proposal, form: Form, language: str) -> Proposal:
    """The proposal after what a form says of some of its columns, reviewed anew.

    language: of the reader, who types labels in it. Raises WrongFieldError.
    """
    description = proposal.description
    by_header = {summary.header: summary for summary in proposal.summaries}
    for place, column in enumerate(description.columns):
        fields = _fields(form, place)
        summary = by_header.get(column.header)
        if fields:
            changes = _changes(place, column, summary, fields, language)
            if changes:
                description = description.changed(column.header, **changes)
    counting = form.get("grade", "")
    if counting.isdigit() and int(counting) < len(description.columns):
        column = description.columns[int(counting)]
        if column.meaning == "grade" and description.grade != column.header:
            description = description.model_copy(update={"grade": column.header})
    return _with_answers(reviewed(description, proposal.summaries), form)


def set_aside(description: FileDescription, form: Form) -> list[tuple[str, str]]:
    """Header and text of the cells that a form says are to be no answer, in this file alone."""
    return [
        (column.header, form[f"c.{place}.nothing"])
        for place, column in enumerate(description.columns)
        if f"c.{place}.nothing" in form
    ]


def _with_answers(proposal: Proposal, form: Form) -> Proposal:
    """The same with the answers to its questions; one answer may close or open another."""
    for question in proposal.questions:
        key = form.get(f"q.{question.key}", "")
        if key != question.answer and any(key == each.key for each in question.choices):
            description = answered(proposal.description, question, key)
            proposal = reviewed(description, proposal.summaries)
    return proposal


def _fields(form: Form, place: int) -> dict[str, str]:
    start = f"c.{place}."
    return {key.removeprefix(start): value for key, value in form.items() if key.startswith(start)}


def _changes(
    place: int,
    column: ColumnDescription,
    summary: ColumnSummary | None,
    fields: Form,
    language: str,
) -> dict[str, Any]:
    """The fields of a column that a form gives another value."""
    meaning = fields.get("meaning", column.meaning)
    if meaning != column.meaning and is_meaning(meaning) and summary is not None:
        # What was typed about it was about what it is no more.
        return meant(summary, meaning).model_dump(exclude={"header"})
    typed = _typed(place, column, fields, language) if "form" in fields else {}
    typed["marks"] = _marks(column, fields)
    return {key: value for key, value in typed.items() if getattr(column, key) != value}


def _typed(place: int, column: ColumnDescription, fields: Form, language: str) -> dict[str, Any]:
    found: dict[str, Any] = {
        "kind": fields.get("kind", column.kind),
        "label": _words(column.label, fields.get("label", ""), language, column.header),
        "record": "record" in fields,
        "explorable": "explorable" in fields,
        "period": fields.get("period") or None,
    }
    if found["kind"] not in NUMBERS:
        found |= {"low": None, "high": None}
    elif column.numeric:
        low, high = (_number(place, fields.get(end, ""), None) for end in ("low", "high"))
        found |= {"low": low, "high": high}
        if "unit" in fields:  # a grade's is not asked for
            found["unit"] = _words(column.unit, fields["unit"], language)
    elif column.low is None:
        found |= {"low": 0.0, "high": 20.0}
    if column.meaning == "grade":
        found |= _scale(place, column, fields, found)
    if found["kind"] == "steps":
        lines = fields.get("steps", "").splitlines()
        found["steps"] = tuple(
            dict.fromkeys(" ".join(line.split()) for line in lines if line.strip())
        )
    if (
        found.get("low") is not None
        and found.get("high") is not None
        and found["low"] >= found["high"]
    ):
        raise WrongFieldError(place, Message(N_("The range must begin below its end.")))
    return found


def _scale(
    place: int, column: ColumnDescription, fields: Form, found: Mapping[str, Any]
) -> dict[str, Any]:
    """Which scale a grade is on: one that was chosen, or what stands in the fields."""
    chosen = fields.get("scale", OWN)
    if chosen in SCALES and chosen != scale_key(column):
        return dict(SCALES[chosen].fields)
    passing = _number(place, fields.get("passing", ""), column.passing)
    low, high = found.get("low"), found.get("high")
    if low is not None and high is not None and passing is not None and not low < passing < high:
        words = N_("The pass mark must lie between %(low)s and %(high)s.")
        raise WrongFieldError(place, Message(words, {"low": f"{low:g}", "high": f"{high:g}"}))
    return {"best": fields.get("best", column.best), "passing": passing}


def _marks(column: ColumnDescription, fields: Form) -> dict[str, str]:
    """What stands for no answer, or for a value, after what was chosen: `mark.AM` is "nothing", a
    value, or AS_ANSWER."""
    marks = dict(column.marks)
    for key, chosen in fields.items():
        text = key.removeprefix("mark.")
        if text == key:
            continue
        if chosen == AS_ANSWER:
            marks.pop(text, None)
        elif text in marks or chosen != "nothing" or text.casefold() not in MARKS:
            marks[text] = NO_ANSWER if chosen == "nothing" else chosen
    return marks


def _words(
    kept: Mapping[str, str], typed: str, language: str, otherwise: str = ""
) -> dict[str, str]:
    """Words in each language, once somebody has typed them in his."""
    text = " ".join(typed.split())
    if text == kept.get(language, otherwise):
        return dict(kept)
    return dict.fromkeys(LANGUAGES, text) if text and text != otherwise else {}


def _number(place: int, typed: str, otherwise: float | None) -> float | None:
    text = typed.strip().replace("\u202f", "").replace("\xa0", "").replace(",", ".")
    if not text:
        return otherwise
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise WrongFieldError(
            place, Message(N_("“%(typed)s” is no number."), {"typed": quoted(typed)})
        )
    return number
