"""What a column is proposed as: by a dictionary that knows it, by its words, by its cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from data.column import Column
from data.describing.description import NO_ANSWER, NUMBERS, ColumnDescription, Kind, Meaning
from data.describing.grade_scales import SIGNED, nice_above, steps_of
from data.describing.header_words import HeaderFacts, HeaderWord, doubtful_mark, entry, known_mark
from data.describing.proposal import ColumnSummary
from data.headers import fold, plain
from data.reading.cells import MARKS, NO, YES, is_percent, read_cells
from data.wording.languages import LANGUAGES

# From so large numbers on, an unknown column counts seconds or students.
NO_COUNT = 1e7
MOST_WORDS = 20
LONGEST_MARK = 6
MEANINGS: dict[str, Meaning] = {
    **{"id": "id", "first_name": "first_name", "family_name": "family_name", "class": "class"},
    **{"school": "school", "year": "year", "birth_date": "birth_date", "grade": "grade"},
}
USES: dict[str, Meaning] = {"score": "answer", "audit": "group", "show": "shown", "never": "out"}
MOSTLY = 0.8
# Of so many grades at least, so small a share may be slips of the pen.
ENOUGH_GRADES = 30
SLIPS = 0.03


def proposed_column(
    summary: ColumnSummary, heading: HeaderFacts, known: Column | None
) -> ColumnDescription:
    """A column as proposed. known: the column of a dictionary that its header is known to be."""
    if known is not None and fitting(summary, known) >= MOSTLY:
        return _after(summary, heading, known)
    if heading.word is not None:
        return _by_words(summary, heading, heading.word)
    return _by_cells(summary, heading)


def fitting(summary: ColumnSummary, column: Column) -> float:
    """The share of a column's cells that a column of a dictionary could hold, limits aside, 0 to 1.

    1 for an empty one.
    """
    if not summary.filled or column.type == "text":
        return 1.0
    texts = _missed(summary, column)
    numbers = summary.numbers
    if column.type == "number":
        # Where numbers stand for words, others are of another question: hours, and no steps.
        fits = _allowed(summary, column) if column.values else numbers
    elif column.type == "word" and not column.values:
        return 1.0 if summary.longest <= 200 else 0.0
    else:
        reading = read_cells(summary.values, column, ".")
        fits = sum(summary.values[text] for text in reading.values)
    return (fits + sum(summary.texts.values()) - texts) / summary.filled


def _allowed(summary: ColumnSummary, column: Column) -> int:
    """How many of a column's numbers are among those that a closed scale has."""
    if not summary.values:
        return summary.numbers if within(summary, column) else 0
    numbers = {text: float(text.rstrip(" %").replace(",", ".")) for text in summary.values}
    return sum(summary.values[text] for text, number in numbers.items() if column.allows(number))


def has_slips(summary: ColumnSummary, grade: Column) -> bool:
    """Whether a few numbers of a grade lie outside its scale, and are no other scale: a 99."""
    if grade.role != "grade" or summary.numbers < ENOUGH_GRADES:
        return False
    outside = summary.numbers - _allowed(summary, grade)
    return 0 < outside <= SLIPS * summary.numbers


def within(summary: ColumnSummary, column: Column) -> bool:
    """Whether no number of a column lies outside the limits of a dictionary's column."""
    if column.type != "number" or summary.low is None or summary.high is None:
        return True
    inside = column.allows(int(summary.low)) if summary.whole else not column.whole
    low, high = column.low or 0.0, column.high or 0.0
    return inside and low <= summary.low and summary.high <= high


def percents_fit(summary: ColumnSummary, column: Column) -> bool:
    """Whether percents meet a column of percents, and other numbers one of other numbers."""
    return column.type != "number" or bool(summary.percents) <= is_percent(column)


def as_described(header: str, known: Column) -> ColumnDescription:
    """What a dictionary says of a column, as a description of the column with this header."""
    meaning = MEANINGS.get(known.role or "", USES[known.use])
    return ColumnDescription(
        header=header,
        meaning=meaning,
        name=known.name,
        like=known.name,
        kind=_kind_of(known),
        label={one: known.label[one] for one in LANGUAGES if known.label.get(one)},
        unit={one: (known.unit or {})[one] for one in LANGUAGES if (known.unit or {}).get(one)},
        low=known.low,
        high=known.high,
        best=known.best,
        passing=known.passing,
        marks=dict.fromkeys(known.marks, NO_ANSWER) | {k: str(v) for k, v in known.reads.items()},
        period=known.period,
        record=known.record,
        explorable=known.explorable,
    )


def proposed_marks(summary: ColumnSummary) -> dict[str, str]:
    """The texts of a column that stand for no answer without a doubt: text -> NO_ANSWER."""
    return {
        text: NO_ANSWER
        for text in summary.texts
        if known_mark(text) is not None and not doubtful_mark(text)
    }


def doubtful_texts(summary: ColumnSummary, column: ColumnDescription) -> list[str]:
    """Texts among numbers or steps that could be marks, and nobody has said so yet."""
    if not (column.numeric or column.kind == "steps") or column.meaning == "out":
        return []
    steps = {plain(step) for step in column.steps}
    return [
        text
        for text in summary.texts
        if text not in column.marks
        and len(text) <= LONGEST_MARK
        and plain(text) not in steps
        and not SIGNED.fullmatch(text)
        and not _number_like(text)
        and plain(text) not in MARKS
    ]


def headroom(summary: ColumnSummary, least: float | None) -> tuple[float, float]:
    """A range for a count or measure: what was seen, with room for next week's file."""
    low, high = summary.low or 0.0, summary.high or 0.0
    if least is None and summary.whole and low == 1 and 3 <= high <= 10:
        return 1.0, high
    bottom = 0.0 if low >= 0 else -nice_above(-low * 1.2)
    return bottom, max(nice_above(high * 1.2), least or 1.0)


def slug(text: str) -> str:
    """A column's key made of a header: lower-case letters, digits, underlines."""
    words = re.findall(r"[a-z0-9]+", plain(text))
    key = "_".join(words)[:60].strip("_")
    return f"column_{key}" if not key or key[0].isdigit() else key


def _kind_of(known: Column) -> Kind:
    if known.role == "birth_date":
        return "date"
    if known.type == "number":
        return "percent" if is_percent(known) else "whole" if known.whole else "decimal"
    return {"flag": "yes_no", "word": "word", "text": "text"}[known.type]  # type: ignore[return-value]


def _after(summary: ColumnSummary, heading: HeaderFacts, known: Column) -> ColumnDescription:
    column = as_described(summary.header, known)
    update: dict[str, Any] = {"period": known.period or heading.period, "subject": heading.subject}
    if known.type == "number":
        update["marks"] = {**column.marks, **proposed_marks(summary)}
        if not (known.values or within(summary, known) or has_slips(summary, known)):
            low, high = headroom(summary, known.high)
            # Nobody has fewer than none of what is counted.
            floor = known.low or 0.0
            low = floor if low < 0 <= floor else min(low, floor)
            update |= {"low": low, "high": high}
            if not summary.whole and column.kind == "whole":
                update["kind"] = "decimal"
    return column.model_copy(update=update)


def _by_words(summary: ColumnSummary, heading: HeaderFacts, word: HeaderWord) -> ColumnDescription:
    if word.meaning == "grade":
        return _grade(summary, heading, word)
    if word.meaning == "name" and summary.numbers and summary.numbers == summary.filled:
        # A column headed Student may hold ids.
        return _by_words(summary, heading, entry("weak_id"))
    if word.meaning in ("answer", "group"):
        return _answer(summary, heading, word)
    kind: Kind = "date" if word.meaning == "birth_date" else word.kind or "text"
    return ColumnDescription(
        header=summary.header,
        meaning=word.meaning,
        name=word.name or slug(summary.header),
        kind=kind,
        label=dict(word.label),
    )


def _grade(summary: ColumnSummary, heading: HeaderFacts, word: HeaderWord) -> ColumnDescription:
    """A grade; its scale is for all grades of a file together, see `file_proposal`."""
    column = ColumnDescription(
        header=summary.header,
        meaning="grade",
        name=grade_name(heading, word),
        kind="percent" if summary.percents else "decimal",
        label={} if heading.subject or heading.period else dict(word.label),
        low=0,
        high=20,
        marks=proposed_marks(summary),
        period=heading.period,
        subject=heading.subject,
    )
    if summary.numbers or not summary.texts:
        return column
    marks = column.marks | {text: NO_ANSWER for text in summary.texts if plain(text) in MARKS}
    words = [text for text in summary.texts if text not in marks]
    steps, passing = steps_of(words)
    if not words:
        return column
    if not steps and (len(words) > MOST_WORDS or summary.more_texts):
        return column.model_copy(update={"meaning": "out", "kind": "text"})
    return column.model_copy(
        update={
            **{"kind": "steps", "steps": steps or tuple(sorted(words)), "passing": passing},
            "name": f"{column.name}_in_words",
            **{"low": None, "high": None, "marks": proposed_marks(summary)},
        }
    )


def grade_name(heading: HeaderFacts, word: HeaderWord | None) -> str:
    """The key of a grade: of its subject, its period, both, or of the whole."""
    parts = ["grade", *([slug(heading.subject)] if heading.subject else [])]
    if heading.part and heading.period != "year":
        parts.append(slug(heading.part).removeprefix("column_"))
    if len(parts) > 1 or word is None:
        return "_".join(parts)
    return slug(heading.header) if heading.header else word.name


def _answer(summary: ColumnSummary, heading: HeaderFacts, word: HeaderWord) -> ColumnDescription:
    by_cells = _by_cells(summary, heading)
    name = word.name or slug(summary.header)
    if heading.subject:
        name = f"{name}_{slug(heading.subject)}"
    update: dict[str, Any] = {
        "meaning": word.meaning,
        "name": name,
        "label": {} if heading.subject or heading.period else dict(word.label),
        "unit": dict(word.unit),
        "subject": heading.subject,
        "period": heading.period if by_cells.numeric else None,
        "record": word.record,
    }
    if by_cells.numeric or not summary.filled:
        low, high = headroom(summary, word.least_high)
        kind: Kind = word.kind or "decimal"
        if kind in ("yes_no", "word", "whole"):
            kind = "whole" if summary.whole else "decimal"
        if kind == "percent" or by_cells.kind == "percent":
            kind, low, high = "percent", 0.0, max(100.0, high)
        update |= {"kind": kind, "low": low, "high": high, "explorable": word.explorable}
        update["marks"] = proposed_marks(summary)
    elif by_cells.meaning == "out" and word.meaning == "answer":
        update["meaning"] = "out"
    elif word.kind in NUMBERS:
        # Whether somebody failed is another question than how often.
        update |= {"name": slug(summary.header), "label": {}, "unit": {}}
    if word.meaning == "group" and update.get("kind", by_cells.kind) in ("text", "date"):
        update |= {"meaning": "out"}
    return by_cells.model_copy(update=update)


def _by_cells(summary: ColumnSummary, heading: HeaderFacts) -> ColumnDescription:
    """What nobody knows the header of: numbers, yes and no and steps are answers, a few words a
    group for comparing, the rest is left out."""
    marks = proposed_marks(summary)
    column = ColumnDescription(
        header=summary.header, meaning="out", name=slug(summary.header), marks=marks
    )
    texts = [text for text in summary.texts if text not in marks and plain(text) not in MARKS]
    answers = {plain(text) for text in (*texts, *summary.values)}
    yes_no = bool(answers) and answers <= YES | NO and not summary.more_texts
    steps, _ = steps_of(texts)
    update: dict[str, Any] = {"marks": {}}
    if summary.numbers and _few(summary, texts):
        update = _numbers(summary, heading)
    elif yes_no or mostly_yes_no(summary, texts):
        update = {"meaning": "answer", "kind": "yes_no"}
    elif summary.filled and 2 * summary.dates >= summary.filled:
        update = {"kind": "date", "marks": {}}
    elif steps and not summary.numbers:
        update = {"meaning": "answer", "kind": "steps", "steps": steps}
    elif texts and len(texts) <= MOST_WORDS and not summary.more_texts and _often(summary):
        update = {"meaning": "group", "kind": "word", "marks": {}}
    return column.model_copy(update=update)


def mostly_yes_no(summary: ColumnSummary, texts: Sequence[str]) -> bool:
    """Whether a column is one of yes and no, a few wrong cells aside."""
    if summary.more_texts or summary.numbers:
        return False
    said = sum(summary.texts[text] for text in texts if plain(text) in YES | NO)
    return said >= 10 and said >= 0.95 * sum(summary.texts[text] for text in texts)


def _few(summary: ColumnSummary, texts: Sequence[str]) -> bool:
    """Whether the texts of a column are few beside its numbers, marks not counted."""
    return sum(summary.texts[text] for text in texts) <= summary.numbers and not summary.more_texts


def _often(summary: ColumnSummary) -> bool:
    return summary.filled >= 2 * summary.distinct


def _numbers(summary: ColumnSummary, heading: HeaderFacts) -> dict[str, Any]:
    if summary.percents:
        return {"meaning": "answer", "kind": "percent", "low": 0.0, "high": 100.0}
    high = summary.high or 0.0
    each_once = summary.whole and summary.distinct == summary.filled == summary.rows
    counted = each_once and summary.rows >= 5 and high - (summary.low or 0.0) == summary.rows - 1
    if (summary.whole and high >= NO_COUNT) or counted:
        # Seconds since 1970, numbers of students, or of rows.
        return {"kind": "whole", "low": 0.0, "high": nice_above(high), "marks": {}}
    if set(summary.values) == {"0", "1"} and summary.numbers >= 5:
        return {"meaning": "answer", "kind": "yes_no"}
    low, top = headroom(summary, None)
    if heading.out_of:
        low, top = min(low, heading.out_of[0]), max(heading.out_of[1], high)
    elif summary.points:
        low, top = min(low, 0.0), max(summary.points, high)
    kind: Kind = "whole" if summary.whole else "decimal"
    return {"meaning": "answer", "kind": kind, "low": low, "high": top, "period": heading.period}


def _missed(summary: ColumnSummary, column: Column) -> int:
    """How many of the cells that are no numbers a dictionary's column cannot hold."""
    reading = read_cells(summary.texts, column, ".")
    marks = {text for text in reading.faults if known_mark(text) or SIGNED.fullmatch(text)}
    faults = [text for text in reading.faults if text not in marks]
    return sum(summary.texts[text] for text in faults)


def _number_like(text: str) -> bool:
    return bool(re.fullmatch(r"[+-]?[\d., %]+", text))


def same_header(first: str, second: str) -> bool:
    """Whether two headers are one, case, accents and spaces aside."""
    return (fold(first) or first) == (fold(second) or second)
