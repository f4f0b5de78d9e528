"""What is asked about a file before it is imported, and what is said beside its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from data.describing.columns import doubtful_texts, same_header
from data.describing.description import (
    NO_ANSWER,
    ONE_ONLY,
    ColumnDescription,
    FileDescription,
    MeanGrade,
)
from data.describing.grade_scales import (
    SCALES,
    LikelyScale,
    likely_scale,
    scale_key,
    signed_grades,
    signed_value,
    steps_of,
)
from data.describing.header_words import heading_of, known_mark
from data.describing.proposal import Choice, ColumnSummary, ColumnWarning, Proposal, Question
from data.headers import fold
from data.wording.languages import LANGUAGES
from data.wording.message import N_, Message, quoted
from data.wording.translate import translate

UNGRADED = N_("The file has no grade: nobody has one until another file brings it.")
MOST_DOUBTS = 6
MEAN_LABEL = N_("Mean of the subjects")
LAST_SCHOOL_YEAR = 13
TWICE = {
    "id": N_("%(first)s is the student's id already: nothing is taken from this column."),
    "name": N_("%(first)s is the name already: nothing is taken from this column."),
    "first_name": N_("%(first)s is the first name already: nothing is taken from this column."),
    "family_name": N_("%(first)s is the family name already: nothing is taken from this column."),
    "class": N_("%(first)s is the class already: nothing is taken from this column."),
    "school": N_("%(first)s is the school already: nothing is taken from this column."),
    "year": N_("%(first)s is the school year already: nothing is taken from this column."),
    "birth_date": N_("%(first)s is the birth date already: nothing is taken from this column."),
}


def reviewed(description: FileDescription, summaries: Sequence[ColumnSummary]) -> Proposal:
    """A description with what is to be asked and said about it as it now is.

    Takes milliseconds, whatever the length of the file: all it reads of that are the summaries.
    """
    by_header = {summary.header: summary for summary in summaries}
    questions = () if description.dictionary else tuple(_questions(description, by_header))
    warnings = tuple(_warnings(description, by_header))
    return Proposal(description, questions, warnings, tuple(summaries))


def answered(description: FileDescription, question: Question, key: str) -> FileDescription:
    """The description once a question has this answer. Raises KeyError for no key of a choice."""
    choice = next((each for each in question.choices if each.key == key), None)
    if choice is None:
        raise KeyError(key)
    changes = {header: _merged(description, header, choice) for header in choice.changes}
    changed = description.all_changed(changes) if changes else description
    if "mean" in choice.of_file:
        changed = _with_mean(changed, choice.of_file["mean"])
    update: dict[str, Any] = {"answers": {**description.answers, question.key: key}}
    if "grade" in choice.of_file:
        update["grade"] = choice.of_file["grade"]
    return changed.model_copy(update=update)


def _merged(description: FileDescription, header: str, choice: Choice) -> dict[str, Any]:
    """The fields that a choice changes in a column, its marks beside those that are there."""
    fields = dict(choice.changes[header])
    if "marks" in fields:
        marks = {**description.column(header).marks, **fields["marks"]}
        fields["marks"] = {mark: value for mark, value in marks.items() if value is not None}
    return fields


def scale_question(
    description: FileDescription, summaries: Mapping[str, ColumnSummary]
) -> tuple[LikelyScale | None, list[ColumnDescription]]:
    """The likely scale of the grades whose columns do not say theirs, and these columns."""
    grades = [
        each
        for each in description.columns
        if each.meaning == "grade"
        and each.kind in ("decimal", "whole")
        and each.header in summaries
        and summaries[each.header].numbers
        and not summaries[each.header].points
        and heading_of(each.header).out_of is None
    ]
    if not grades:
        return None, []
    found = likely_scale(
        [summaries[each.header] for each in grades],
        [heading_of(each.header) for each in grades],
        description.language,
    )
    return found, grades


def _with_mean(description: FileDescription, mean: MeanGrade | None) -> FileDescription:
    old = description.mean.header if description.mean else None
    columns = [each for each in description.columns if each.header != old]
    if mean is not None:
        first = description.column(mean.of[0])
        columns.append(mean_column(mean, first))
    return description.model_copy(update={"columns": tuple(columns), "mean": mean})


def mean_column(mean: MeanGrade, like: ColumnDescription) -> ColumnDescription:
    """The column that a mean makes, on the scale of one of its grades."""
    kind = "percent" if like.kind == "percent" else "decimal"
    update = {"header": mean.header, "name": "mean_grade", "kind": kind, "subject": "", "like": ""}
    label = {one: translate(MEAN_LABEL, one) for one in LANGUAGES}
    return like.model_copy(update={**update, "marks": {}, "label": label})


def _questions(
    description: FileDescription, summaries: Mapping[str, ColumnSummary]
) -> Iterator[Question]:
    answers = description.answers
    for column in description.columns:
        if column.header in summaries:
            for question in (
                _year_question(column, summaries[column.header], description.language),
                _steps_question(column, summaries[column.header]),
            ):
                if question is not None:
                    yield _with_answer(question, answers)
    scale = _scale_question(description, summaries)
    if scale is not None:
        yield _with_answer(scale, answers)
    mean = _mean_question(description)
    if mean is not None:
        yield _with_answer(mean, answers)
    for column in description.columns:
        if column.header in summaries:
            for question in _mark_questions(column, summaries[column.header], answers):
                yield _with_answer(question, answers)


def _with_answer(question: Question, answers: Mapping[str, str]) -> Question:
    return Question(
        question.key, question.header, question.text, question.choices, answers.get(question.key)
    )


def looks_like_a_year(summary: ColumnSummary, language: str) -> bool:
    """Whether a column headed Grade may hold the school year, as it does in the United States."""
    heading = heading_of(summary.header)
    bare = fold(summary.header) in ("grade", "grades", "gr", "grado", "grades level")
    if not bare or language not in ("en", "es", "") or heading.out_of or summary.points:
        return False
    if summary.low is None or summary.high is None or not summary.numbers:
        return False
    inside = summary.low >= 0 and summary.high <= LAST_SCHOOL_YEAR
    few = len(summary.values) <= 7
    return summary.whole and inside and few and not summary.percents


def _year_question(
    column: ColumnDescription, summary: ColumnSummary, language: str
) -> Question | None:
    if column.meaning not in ("year", "grade") or not looks_like_a_year(summary, language):
        return None
    year: dict[str, Any] = {
        "meaning": "year",
        "kind": "word",
        "name": "year",
        "like": "",
        "period": None,
    }
    year |= {"low": None, "high": None, "passing": None, "label": {}, "unit": {}}
    scale = likely_scale([summary], [heading_of(column.header)], language).scale
    grade = {"meaning": "grade", "name": "grade", **scale.fields}
    values = {"column": quoted(column.header)}
    return Question(
        f"year:{fold(column.header)}",
        column.header,
        Message(
            N_("%(column)s holds whole numbers only. Are they school years, or grades?"), values
        ),
        (
            Choice("year", Message(N_("School years")), {column.header: year}),
            Choice("grade", Message(N_("Grades")), {column.header: grade}),
        ),
    )


def _steps_question(column: ColumnDescription, summary: ColumnSummary) -> Question | None:
    """Words whose order no list knows: asked, since the alphabet is no order of grades."""
    if column.kind != "steps" or column.meaning not in ("grade", "answer"):
        return None
    if len(column.steps) < 2 or steps_of(column.steps)[0]:
        return None
    steps = ", ".join(column.steps)
    back = tuple(reversed(column.steps))
    values = {"column": quoted(column.header), "steps": quoted(steps)}
    other = {"steps": back}
    return Question(
        f"order:{fold(column.header)}",
        column.header,
        Message(
            N_("Which of the words in %(column)s is the worst and which the best? Now: %(steps)s."),
            values,
        ),
        (
            Choice("so", Message(N_("The first is the worst")), {column.header: {}}),
            Choice("back", Message(N_("The first is the best")), {column.header: other}),
            Choice(
                "words",
                Message(N_("They have no order: words")),
                {column.header: {"kind": "word", "meaning": "group", "steps": (), "passing": None}},
            ),
        ),
    )


def _scale_question(
    description: FileDescription, summaries: Mapping[str, ColumnSummary]
) -> Question | None:
    found, grades = scale_question(description, summaries)
    if found is None or not found.asked or any(each.like for each in grades):
        return None
    if any(
        looks_like_a_year(summaries[each.header], description.language)
        and description.answers.get(f"year:{fold(each.header)}") != "grade"
        for each in grades
    ):
        return None
    headers = [each.header for each in grades]
    high = max(summaries[header].high or 0.0 for header in headers)
    values = {"columns": quoted(", ".join(headers)), "high": f"{high:g}"}
    return Question(
        "scale",
        headers[0] if len(headers) == 1 else None,
        Message(
            N_("No grade in %(columns)s is above %(high)s. On which scale are they given?"), values
        ),
        tuple(
            Choice(scale.key, scale.words, dict.fromkeys(headers, scale.fields))
            for scale in (found.scale, *found.others)
        ),
    )


def _mean_question(description: FileDescription) -> Question | None:
    mean = description.mean
    grades = [each for each in description.columns if each.meaning == "grade" and each.subject]
    if mean is None and "mean" not in description.answers:
        return None
    mean = mean or MeanGrade(
        header="Mean", of=tuple(each.header for each in grades[: max(2, len(grades))])
    )
    names = quoted(", ".join(mean.of))
    choices = [
        Choice(
            "mean",
            Message(N_("The mean of %(columns)s"), {"columns": names}),
            of_file={"mean": mean, "grade": mean.header},
        ),
        *(
            Choice(
                f"one:{fold(header)}",
                Message(N_("%(column)s alone"), {"column": quoted(header)}),
                of_file={"mean": None, "grade": header},
            )
            for header in mean.of
        ),
        Choice("none", Message(N_("None of them yet")), of_file={"mean": None, "grade": None}),
    ]
    return Question(
        "mean",
        None,
        Message(
            N_("The file has grades of %(count)s subjects and none of all. Which grade counts?"),
            {"count": len(mean.of)},
        ),
        tuple(choices),
    )


def _mark_questions(
    column: ColumnDescription, summary: ColumnSummary, answers: Mapping[str, str]
) -> Iterator[Question]:
    if not (column.numeric or column.kind == "steps") or column.meaning not in (
        *("grade", "answer", "group", "shown"),
    ):
        return
    signed = signed_grades(summary) if column.meaning == "grade" and column.numeric else []
    key = fold(column.header)
    if signed:
        yield _signed_question(column, signed, key)
    asked = [text for text in column.marks if f"mark:{key}:{text}" in answers]
    for text in [*asked, *doubtful_texts(summary, column)[:MOST_DOUBTS]]:
        yield _mark_question(column, summary, text, f"mark:{key}:{text}")


def _mark_question(
    column: ColumnDescription, summary: ColumnSummary, text: str, key: str
) -> Question:
    values = {
        "column": quoted(column.header),
        "mark": quoted(text),
        "count": summary.texts.get(text, 0),
    }
    nothing = {"marks": {text: NO_ANSWER}}
    choices = [Choice("none", _mark_words(text), {column.header: nothing})]
    if column.numeric and column.low is not None:
        low = f"{column.low:g}"
        reads = {"marks": {text: low}}
        words = Message(N_("It stands for %(value)s"), {"value": low})
        choices.append(Choice("low", words, {column.header: reads}))
    wrong = Message(N_("It is a mistake in the file"))
    choices.append(Choice("wrong", wrong, {column.header: {"marks": {text: None}}}))
    return Question(
        key,
        column.header,
        Message(N_("“%(mark)s” stands in %(column)s %(count)s times. What does it mean?"), values),
        tuple(choices),
    )


def _mark_words(text: str) -> Message:
    words = known_mark(text)
    if words is None:
        return Message(N_("No answer"))
    return Message(N_("No answer: %(words)s"), {"words": words})


def _signed_question(column: ColumnDescription, signed: list[str], key: str) -> Question:
    def reads(part: float) -> dict[str, Any]:
        values = {text: signed_value(text, column.best, part) for text in signed}
        low, high = column.low or 0.0, column.high or 0.0
        inside = {text: f"{min(max(value, low), high):g}" for text, value in values.items()}
        return {column.header: {"marks": inside, "kind": "decimal"}}

    def like(part: float) -> dict[str, object]:
        return {"mark": signed[0], "value": f"{signed_value(signed[0], column.best, part):g}"}

    read_as = N_("“%(mark)s” is read as %(value)s, and so on")
    return Question(
        f"signs:{key}",
        column.header,
        Message(
            N_("%(column)s holds grades with a sign, as “%(mark)s”. Which numbers are they?"),
            {"column": quoted(column.header), "mark": quoted(signed[0])},
        ),
        (
            Choice("thirds", Message(read_as, like(1 / 3)), reads(1 / 3)),
            Choice("quarters", Message(read_as, like(0.25)), reads(0.25)),
            Choice("none", Message(read_as, like(0.0)), reads(0.0)),
        ),
    )


def _warnings(
    description: FileDescription, summaries: Mapping[str, ColumnSummary]
) -> Iterator[ColumnWarning]:
    yield from _twice(description)
    found, grades = scale_question(description, summaries)
    for column in grades:
        summary = summaries[column.header]
        if found is not None and found.warned and scale_key(column) == found.scale.key:
            yield ColumnWarning(column.header, _scale_words(column, summary))
        elif scale_key(column) in ("0-20", "0-100") and (summary.high or 0.0) <= 10:
            yield ColumnWarning(column.header, _low_words(column, summary))
    if description.grade is None:
        yield ColumnWarning(None, Message(UNGRADED))
    for summary in summaries.values():
        column = next(each for each in description.columns if each.header == summary.header)
        of_one = summary.high is not None and 0 < summary.high <= 1 and not summary.whole
        if column.meaning == "grade" and of_one:
            values = {"column": quoted(summary.header)}
            words = N_("No number in %(column)s is above 1: are they percents, 0.85 for 85?")
            yield ColumnWarning(summary.header, Message(words, values))
    if description.counting is not None:
        by = quoted(", ".join(description.counting.by))
        text = N_("Rows of one student, told by %(columns)s, are counted up to one.")
        yield ColumnWarning(None, Message(text, {"columns": by}))


def _scale_words(column: ColumnDescription, summary: ColumnSummary) -> Message:
    scale = SCALES.get(scale_key(column))
    if scale is not None and scale.best == "low":
        return Message(
            N_("Taken as grades from %(low)s, the best, to %(high)s. Is it the other way round?"),
            {"low": f"{scale.low:g}", "high": f"{scale.high:g}"},
        )
    return Message(
        N_("Taken as grades from %(low)s to %(high)s; none is above %(most)s."),
        {
            "low": f"{column.low or 0:g}",
            "high": f"{column.high or 0:g}",
            "most": f"{summary.high or 0:g}",
        },
    )


def _low_words(column: ColumnDescription, summary: ColumnSummary) -> Message:
    return Message(
        N_("No grade is above %(most)s on a scale to %(high)s. Is it another scale?"),
        {"most": f"{summary.high or 0:g}", "high": f"{column.high or 0:g}"},
    )


def _twice(description: FileDescription) -> Iterator[ColumnWarning]:
    """Columns of one meaning, or of one name in the dictionary, beside each but the first."""
    first: dict[str, str] = {}
    for column in description.columns:
        if column.meaning not in ONE_ONLY:
            continue
        if column.meaning in first:
            values = {"first": quoted(first[column.meaning])}
            yield ColumnWarning(column.header, Message(TWICE[column.meaning], values))
        first.setdefault(column.meaning, column.header)


def same_question(first: Question, second: Question) -> bool:
    """Whether two questions ask the same, of two files."""
    return first.key == second.key and (
        first.header is None or second.header is None or same_header(first.header, second.header)
    )
